"""The expression language: reads one event, in Python's words. `value > 3 and data["unit"] == "mmol/L"`.

Names are `time`, `kind`, `point`, `data` and, for short, the top-level keys of data. There are no methods, loops,
assignments or Python objects; results are bounded; the event cannot be changed. For points there is the formula.
"""

from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import Any

from engine.expression.check import Places, check
from engine.expression.evaluate import FUNCTIONS, Evaluator
from engine.expression.operate import bounded
from tundish.errors import ExpressionError

KEPT = 1024


class Compiled:
    """One expression, parsed once; see `tundish.fields.CompiledExpression`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tree = check(text, FUNCTIONS)
        self._evaluator = Evaluator(Places(text, len(text) - len(text.lstrip())))
        self._lock = Lock()

    def evaluate(self, names: Mapping[str, Any]) -> Any:
        """The value for one event: `{"time", "kind", "point", "data"}`; ExpressionError says why there is none."""
        with self._lock:
            value = self._evaluator.evaluate(self._tree, names)
        if isinstance(value, str):
            try:
                bounded(value)
            except ValueError as error:
                raise ExpressionError(str(error), 1, 1, "take a shorter text") from None
        return value


@lru_cache(maxsize=KEPT)
def compile_expression(text: str) -> Compiled:
    """Same text, same object. ExpressionError says what is wrong, where, and what to do."""
    return Compiled(text)
