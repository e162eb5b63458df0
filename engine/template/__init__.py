"""Templates: text from one event. `{{ data.analyte }} = {{ value | fixed(2) }}`, with if, for and set.

Plain text: nothing is escaped, so a template never makes HTML that a browser reads as such.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import TracebackType
from typing import Any

from jinja2 import TemplateSyntaxError, UndefinedError

from engine.template.budget import CURRENT, Budget
from engine.template.environment import Sandbox, check
from tundish.errors import TemplateError

LONGEST = 10_000
KEPT = 1024
WRITE = "write {{ value }}, or {% if value > 3 %} ... {% endif %}"
LOOK = "look at the event: is the value there, and what is it?"


class Compiled:
    """One template, parsed once; see `tundish.fields.CompiledTemplate`."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            message = f"the template has {len(text)} characters; at most {LONGEST} are allowed"
            raise TemplateError(message, 1, 1, "make it shorter")
        try:
            self._template = _sandbox().from_string(check(_sandbox().parse(text)))
        except TemplateError:
            raise
        except TemplateSyntaxError as error:
            message = (error.message or "this cannot be read").rstrip(".")
            raise TemplateError(
                message, error.lineno, 1, "write {{ value }}, or {% if a > 3 %} ... {% endif %}"
            ) from None
        except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError):
            raise TemplateError("this cannot be read", 1, 1, "it is nested too deeply; write a simpler one") from None

    def render(self, names: Mapping[str, Any]) -> str:
        """The text for one event: `{"time", "kind", "point", "data"}`. Keys of data are names too.

        TemplateError says at which line, and why, there is none.
        """
        data = names.get("data")
        known = {**data, **names} if isinstance(data, Mapping) else dict(names)
        budget = Budget()
        token = CURRENT.set(budget)
        pieces = []
        try:
            for piece in self._template.generate(known):
                budget.write(len(piece))
                pieces.append(piece)
        except TemplateError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever jinja2 makes of it, the user gets a sentence and a line
            raise TemplateError(_sentence(error), _line(error.__traceback__), 1, LOOK) from None
        finally:
            CURRENT.reset(token)
        return "".join(pieces)


def _sentence(error: Exception) -> str:
    if isinstance(error, UndefinedError):
        return (error.message or "a value is missing").replace(" is undefined", " is not in the event")
    if isinstance(error, ZeroDivisionError):
        return "a division by zero"
    if isinstance(error, RecursionError):
        return "the data is too deeply nested"
    shown = str(error.args[0]) if error.args else ""
    if "not supported between" in shown:
        return "these two cannot be compared: one is a text, a list or nothing, the other is not"
    return shown or "this cannot be written"


def _line(trace: TracebackType | None) -> int:
    """The line of the template; jinja2 has put it into the traceback."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@cache
def _sandbox() -> Sandbox:
    return Sandbox()


@lru_cache(maxsize=KEPT)
def compile_template(text: str) -> Compiled:
    """Same text, same object. TemplateError says what is wrong, where, and what to do."""
    return Compiled(text)
