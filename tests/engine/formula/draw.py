"""Random arguments for functions, and a judge of forty digits; what the oracles share."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np
import numpy.typing as npt

BAD = math.nan
Draw = Callable[[np.random.Generator, int], npt.NDArray[np.float64]]
Row = tuple[str, Sequence[Draw], Callable[..., float], float]
"""Formula of a, b, c, d, e; what they are; what it must give; within."""


def real(low: float, high: float) -> Draw:
    return lambda rng, n: rng.uniform(low, high, n)


def whole(low: int, high: int) -> Draw:
    return lambda rng, n: rng.integers(low, high, n, endpoint=True).astype(float)


def some(*values: float) -> Draw:
    return lambda rng, n: rng.choice(np.array(values, np.float64), n)


def mp(function: Any) -> Callable[..., float]:
    """Of mpmath with 40 digits; what is complex or infinite is none."""

    def judge(*x: float) -> float:
        with mpmath.workdps(40):
            try:
                made = function(*map(mpmath.mpf, x))
            except (ValueError, ZeroDivisionError):
                return BAD
            return float(made) if mpmath.im(made) == 0 and mpmath.isfinite(made) else BAD

    return judge
