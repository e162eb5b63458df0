# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""Statistical process control. The rules stand in functions/spc.py."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import MANY, Cell, numbers_at, whole
from engine.formula.interpret.lanes import ERROR, LARGEST, Constants
from engine.formula.ops import Op
from tundish.far import row_at
from tundish.quality import BAD

KEPT = 15


@register_jitable
def control(
    op: int, m: Cell, v: float, v1: float, v2: float, worst: int, fresh: bool,
    constant: Constants, at: int,
) -> tuple[float, int]:  # fmt: skip
    """Value and quality. Between samples the answer stays."""
    floats, ints = row_at(m.floats, MANY), numbers_at(m.ints, MANY)
    if worst >= BAD:
        return np.nan, worst
    if op == Op.CUSUM:
        if fresh or not ints[0]:
            ints[0] = 1
            floats[0] = max(0.0, floats[0] + (v - v1 - v2))
            floats[1] = max(0.0, floats[1] + (v1 - v - v2))
        value = floats[0] if floats[0] >= floats[1] else -floats[1]
        return (value, worst) if abs(value) <= LARGEST else (np.nan, ERROR)
    if not v2 > 0:
        return np.nan, ERROR
    if fresh or not ints[0]:
        floats[ints[0] % KEPT] = (v - v1) / v2
        ints[0] += 1
    return (1.0 if _broken(whole(constant[at]), m, ints[0]) else 0.0), worst


@register_jitable
def _back(m: Cell, count: int, i: int) -> float:
    """The sample i before the latest, in sigmas from the mean."""
    return row_at(m.floats, MANY)[(count - 1 - i) % KEPT]  # type: ignore[no-any-return]


@register_jitable
def _beyond(m: Cell, count: int, last: int, limit: float, side: float) -> int:
    found = 0
    for i in range(min(count, last)):
        found += side * _back(m, count, i) > limit
    return found


@register_jitable
def _broken(rule: int, m: Cell, count: int) -> bool:  # noqa: PLR0911 - one a rule
    if rule <= 4:  # noqa: PLR2004
        last, votes, limit = (1, 1, 3.0) if rule == 1 else (3, 2, 2.0) if rule == 2 else (5, 4, 1.0)  # noqa: PLR2004
        if rule == 4:  # noqa: PLR2004
            last, votes, limit = 8, 8, 0.0
        for side in (1.0, -1.0):
            # the latest has to be one of them: it is the sample that is judged
            if side * _back(m, count, 0) > limit and _beyond(m, count, last, limit, side) >= votes:
                return True
        return False
    last = 6 if rule == 5 else 15 if rule == 6 else 14 if rule == 7 else 8  # noqa: PLR2004
    if count < last:
        return False
    if rule == 6:  # noqa: PLR2004
        return _beyond(m, count, last, 1.0, 1.0) + _beyond(m, count, last, 1.0, -1.0) == 0
    if rule == 8:  # noqa: PLR2004
        return _beyond(m, count, last, 1.0, 1.0) + _beyond(m, count, last, 1.0, -1.0) == last
    before = 0.0
    for i in range(last - 1):
        step = np.sign(_back(m, count, i) - _back(m, count, i + 1))
        if step == 0 or (i and step != (before if rule == 5 else -before)):  # noqa: PLR2004
            return False
        before = step
    return True
