# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""Statistical process control. The rules stand in functions/spc.py."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import Cells, whole
from engine.formula.interpret.lanes import ERROR, LARGEST, Constants
from engine.formula.ops import Op
from tundish.quality import BAD

KEPT = 15


@register_jitable
def control(
    op: int, m: Cells, d: int, f: int, k: int, v: float, v1: float, v2: float, worst: int, fresh: bool,
    constant: Constants, at: int,
) -> tuple[float, int]:  # fmt: skip
    """Value and quality. Between samples the answer stays."""
    floats, ints = m.floats, m.ints
    if worst >= BAD:
        return np.nan, worst
    if op == Op.CUSUM:
        if fresh or not ints[d, k]:
            ints[d, k] = 1
            floats[d, f] = max(0.0, floats[d, f] + (v - v1 - v2))
            floats[d, f + 1] = max(0.0, floats[d, f + 1] + (v1 - v - v2))
        value = floats[d, f] if floats[d, f] >= floats[d, f + 1] else -floats[d, f + 1]
        return (value, worst) if abs(value) <= LARGEST else (np.nan, ERROR)
    if not v2 > 0:
        return np.nan, ERROR
    if fresh or not ints[d, k]:
        floats[d, f + ints[d, k] % KEPT] = (v - v1) / v2
        ints[d, k] += 1
    return (1.0 if _broken(whole(constant[at]), m, d, f, ints[d, k]) else 0.0), worst


@register_jitable
def _back(m: Cells, d: int, f: int, count: int, i: int) -> float:
    """The sample i before the latest, in sigmas from the mean."""
    return m.floats[d, f + (count - 1 - i) % KEPT]  # type: ignore[no-any-return]


@register_jitable
def _beyond(m: Cells, d: int, f: int, count: int, last: int, limit: float, side: float) -> int:
    found = 0
    for i in range(min(count, last)):
        found += side * _back(m, d, f, count, i) > limit
    return found


@register_jitable
def _broken(rule: int, m: Cells, d: int, f: int, count: int) -> bool:  # noqa: PLR0911 - one a rule
    if rule <= 4:  # noqa: PLR2004
        last, votes, limit = (1, 1, 3.0) if rule == 1 else (3, 2, 2.0) if rule == 2 else (5, 4, 1.0)  # noqa: PLR2004
        if rule == 4:  # noqa: PLR2004
            last, votes, limit = 8, 8, 0.0
        for side in (1.0, -1.0):
            # the latest has to be one of them: it is the sample that is judged
            if side * _back(m, d, f, count, 0) > limit and _beyond(m, d, f, count, last, limit, side) >= votes:
                return True
        return False
    last = 6 if rule == 5 else 15 if rule == 6 else 14 if rule == 7 else 8  # noqa: PLR2004
    if count < last:
        return False
    if rule == 6:  # noqa: PLR2004
        return _beyond(m, d, f, count, last, 1.0, 1.0) + _beyond(m, d, f, count, last, 1.0, -1.0) == 0
    if rule == 8:  # noqa: PLR2004
        return _beyond(m, d, f, count, last, 1.0, 1.0) + _beyond(m, d, f, count, last, 1.0, -1.0) == last
    before = 0.0
    for i in range(last - 1):
        step = np.sign(_back(m, d, f, count, i) - _back(m, d, f, count, i + 1))
        if step == 0 or (i and step != (before if rule == 5 else -before)):  # noqa: PLR2004
            return False
        before = step
    return True
