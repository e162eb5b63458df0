"""Run a formula over columns; what the tests of this folder share."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from engine.formula import compile_formula

Values = npt.NDArray[np.float64]
Grades = npt.NDArray[np.uint8]


def run(
    text: str,
    columns: Mapping[str, Sequence[float] | Values],
    qualities: Mapping[str, Sequence[int] | Grades] | None = None,
) -> tuple[Values, Grades]:
    """Value and quality of every row; good where no quality is given. Without columns, one row."""
    formula = compile_formula(text)
    n = len(next(iter(columns.values()))) if columns else 1
    x, xq = np.zeros((len(formula.inputs), n)), np.zeros((len(formula.inputs), n), np.uint8)
    for k, name in enumerate(formula.inputs):
        x[k] = columns[name]
        xq[k] = (qualities or {}).get(name, 0)
    value, quality = np.full(n, 7e77), np.full(n, 0x3F, np.uint8)  # rubbish, to be overwritten
    formula.run(x, xq, value, quality)
    return value, quality


def one(text: str, **samples: float | tuple[float, int]) -> tuple[float, int]:
    """One row: `a=3.0` is good, `a=(3.0, 0x81)` has that quality."""
    pairs = {name: sample if isinstance(sample, tuple) else (sample, 0) for name, sample in samples.items()}
    columns = {name: [value] for name, (value, _) in pairs.items()}
    value, quality = run(text, columns, {name: [grade] for name, (_, grade) in pairs.items()})
    return float(value[0]), int(quality[0])
