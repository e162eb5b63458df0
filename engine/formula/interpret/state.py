# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""Functions that remember a few numbers for each device. The rules stand in functions/state.py.

`m` is where the floats and the whole numbers of the cell are. What comes back is value, quality, and when
the result will change without a sample.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import FOREVER, MANY, SECOND, Cell, numbers_at, whole
from engine.formula.interpret.lanes import ERROR, LARGEST, Constants
from engine.formula.ops import Op
from tundish.far import row_at
from tundish.quality import BAD, UNCERTAIN

UNKNOWN, FALSE, TRUE = 0, 1, 2
"""What a condition was."""
HOUR = 3600.0
Result = tuple[float, int, int]


@register_jitable
def state(
    op: int, m: Cell, v: float, v1: float, v2: float, grade: int, grade1: int, grade2: int,
    t: int, fresh: bool, constant: Constants, at: int,
) -> Result:  # fmt: skip
    if op >= Op.INTEGRATE and op != Op.COUNTER_DELTA:
        value, bad, due = _total(op, m, v, v1, v2, grade, t, fresh, constant[at])
        worst = max(grade, grade1, grade2)
        kept = UNCERTAIN | (grade & 63) if grade >= BAD else worst if worst < BAD else UNCERTAIN | (worst & 63)
        return (value, kept, due) if abs(value) <= LARGEST and not bad else (np.nan, max(worst, ERROR), due)
    if op == Op.IS_STALE or op == Op.AGE:  # noqa: PLR1714 - for numba
        return _since_sample(op, m, grade, t, fresh, constant[at])
    worst = max(grade, grade1, grade2)
    if worst >= BAD:
        return np.nan, worst, FOREVER
    if op <= Op.PULSE and op >= Op.ON_DELAY:
        value, due = _delay(op, m, v != 0, t, whole(constant[at]))
        return value, worst, due
    if op < Op.CHANGED:
        value = _condition(op, m, v, v1, v2, t, fresh)
    elif op <= Op.MOVING_AVG:
        value = _recent(op, m, v, fresh, constant, at)
    elif op == Op.COUNTER_DELTA:
        value = _total(op, m, v, v1, v2, grade, t, fresh, constant[at])[0]
    else:
        value = _smooth(op, m, v, v1, v2, t, fresh, constant[at])
    return (value, worst, FOREVER) if abs(value) <= LARGEST else (np.nan, max(worst, ERROR), FOREVER)


@register_jitable
def _delay(op: int, m: Cell, c: bool, t: int, delay: int) -> tuple[float, int]:
    ints = numbers_at(m.ints, MANY)
    if op == Op.ON_DELAY:
        if not c:
            ints[0] = 0
            return 0.0, FOREVER
        if not ints[0]:
            ints[0], ints[1] = 1, t
        due = ints[1] + delay
        return (1.0, FOREVER) if t >= due else (0.0, due)
    if op == Op.OFF_DELAY:
        if c:
            ints[0] = 1
            return 1.0, FOREVER
        if ints[0] == 1:
            ints[0], ints[1] = 2, t
        due = ints[1] + delay
        if ints[0] == 2 and t < due:  # noqa: PLR2004
            return 1.0, due
        ints[0] = 0
        return 0.0, FOREVER
    active = ints[2] and t < ints[1] + delay
    if c and ints[0] == FALSE and not active:
        ints[1], active = t, True
    ints[0], ints[2] = TRUE if c else FALSE, active
    return (1.0, ints[1] + delay) if active else (0.0, FOREVER)


@register_jitable
def _since_sample(op: int, m: Cell, grade: int, t: int, fresh: bool, delay: float) -> Result:
    """How long ago the last good sample came; before there was one, since the formula looks."""
    ints = numbers_at(m.ints, MANY)
    if ints[0] == 0:
        ints[0], ints[1] = 1, t
    if grade < BAD and (fresh or ints[0] == 1):
        ints[0], ints[1] = 2, t
    if op == Op.AGE:
        known = ints[0] == 2  # noqa: PLR2004
        return ((t - ints[1]) / SECOND, 0, FOREVER) if known else (np.nan, grade, FOREVER)
    due = ints[1] + whole(delay)
    return (1.0, 0, FOREVER) if t >= due else (0.0, 0, due)


@register_jitable
def _condition(  # noqa: C901, PLR0911, PLR0912 - one branch a function
    op: int, m: Cell, v: float, v1: float, v2: float, t: int, fresh: bool
) -> float:
    ints, floats, c = numbers_at(m.ints, MANY), row_at(m.floats, MANY), v != 0
    if op == Op.DEADBAND:
        if not ints[0] or abs(v - floats[0]) >= v1:
            ints[0], floats[0] = 1, v
        return floats[0]  # type: ignore[no-any-return]
    if op == Op.HYSTERESIS:
        if v1 > v2:
            return np.nan
        if v > v2:
            ints[0] = 1
        elif v < v1:
            ints[0] = 0
        return float(ints[0])
    if op == Op.LATCH:
        ints[0] = 0 if v1 != 0 else 1 if c else ints[0]
        return float(ints[0])
    if op == Op.TIME_SINCE:
        if c or ints[0] == TRUE:
            ints[0], ints[1] = TRUE if c else FALSE, t
        return (t - ints[1]) / SECOND if ints[0] != UNKNOWN else np.nan
    was = ints[0]
    if fresh or was == UNKNOWN:
        ints[0] = TRUE if c else FALSE
    if op == Op.TOGGLE:
        if c and was == FALSE and fresh:
            ints[1] = 1 - ints[1]
        return float(ints[1])
    if op == Op.RISING:
        return 1.0 if fresh and c and was == FALSE else 0.0
    return 1.0 if fresh and not c and was == TRUE else 0.0


@register_jitable
def _recent(  # noqa: C901 - one branch a function
    op: int, m: Cell, v: float, fresh: bool, constant: Constants, at: int
) -> float:
    """Of the last samples; `ints[0]` counts them, the floats hold the latest in a ring."""
    ints, floats = numbers_at(m.ints, MANY), row_at(m.floats, MANY)
    count = ints[0]
    if op == Op.CHANGED:
        differs = count > 0 and v != floats[0]
        ints[0], floats[0] = 1, v
        return 1.0 if differs else 0.0
    if op == Op.N_OF_M:
        if fresh or not count:  # a bit a sample, below a 1 that says how many there are
            count = (max(count, 1) << 1 | (1 if v != 0 else 0)) & (1 << 63) - 1
            most = whole(constant[at + 1])
            if count >> most > 1:
                count = count & (1 << most) - 1 | 1 << most
            ints[0] = count
        votes = -1
        while count:
            votes += count & 1
            count >>= 1
        return 1.0 if votes >= constant[at] else 0.0
    n = whole(constant[at])
    kept = n + 1 if op == Op.PREV else n
    if fresh or not count:
        floats[count % kept] = v
        count += 1
        ints[0] = count
    if op == Op.PREV:
        return floats[(count - 1 - n) % kept] if count > n else np.nan
    known = min(count, n)
    if op == Op.MOVING_AVG:
        total = 0.0
        for i in range(known):
            total += floats[(count - known + i) % n]
        return total / known  # type: ignore[no-any-return]
    values = np.empty(known)
    for i in range(known):
        values[i] = floats[i]
    values.sort()
    return (values[(known - 1) // 2] + values[known // 2]) / 2  # type: ignore[no-any-return]


@register_jitable
def _smooth(op: int, m: Cell, v: float, v1: float, v2: float, t: int, fresh: bool, extra: float) -> float:
    ints, floats = numbers_at(m.ints, MANY), row_at(m.floats, MANY)
    known = ints[0]
    if op == Op.EWMA:
        if not 0 <= v1 <= 1:
            return np.nan
        if fresh or not known:
            floats[0] = floats[0] + v1 * (v - floats[0]) if known else v
            ints[0] = 1
        return floats[0]  # type: ignore[no-any-return]
    passed = (t - ints[1]) / SECOND if known else 0.0
    if op == Op.FILTER:  # exact for a value that is in force until the next
        if known:
            held = floats[1]
            floats[0] = held + (floats[0] - held) * np.exp(-passed / (extra / SECOND))
        else:
            floats[0] = v
        ints[0], ints[1], floats[1] = 1, t, v
    elif op == Op.RAMP_LIMIT:
        if not (v1 >= 0 and v2 >= 0):
            return np.nan
        y = floats[0]
        floats[0] = min(max(v, y - v2 * passed), y + v1 * passed) if known else v
        ints[0], ints[1] = 1, t
    else:  # DERIVATIVE: the difference stays until the next sample
        if fresh or not known:
            if known and passed > 0:
                floats[1] = (v - floats[0]) / passed * extra
                ints[0] = 2
            else:
                ints[0] = max(known, 1)
            floats[0], ints[1] = v, t
        return floats[1] if ints[0] == 2 else np.nan  # noqa: PLR2004
    return floats[0]  # type: ignore[no-any-return]


@register_jitable
def _total(  # noqa: C901
    op: int, m: Cell, v: float, v1: float, v2: float, grade: int, t: int, fresh: bool,
    extra: float,
) -> tuple[float, bool, int]:  # fmt: skip
    """What adds up, counts or holds. A bad value changes nothing; a reset that is not known is none."""
    ints, floats, good = numbers_at(m.ints, MANY), row_at(m.floats, MANY), grade < BAD
    if op == Op.COUNT_STARTS:
        if good:
            ints[1] += v != 0 and ints[0] == FALSE
            ints[0] = TRUE if v != 0 else FALSE
        return float(ints[1]), False, FOREVER
    if op == Op.COUNTER_DELTA:
        if not fresh and ints[0]:
            return 0.0, False, FOREVER
        went = v - floats[0] if ints[0] else 0.0
        if went < 0:
            went = went + v1 if v1 > 0 else v
        ints[0], floats[0] = 1, v
        return went, False, FOREVER
    if op >= Op.MAX_HOLD:
        return _hold(op, m, v, v1, v2, good, t)
    if ints[0] == 1:  # integrals: the value before was in force until now
        held = floats[2] * ((t - ints[1]) / SECOND) / (HOUR if op == Op.RUN_HOURS else extra)
        s = floats[0]
        total = s + held
        floats[1] += (s - total) + held if abs(s) >= abs(held) else (held - total) + s
        floats[0] = total
    ints[0], ints[1] = 1 if good else 2, t
    if good:
        floats[2] = (1.0 if v != 0 else 0.0) if op == Op.RUN_HOURS else v
    if op == Op.TOTALISE:
        if v1 == v1:  # noqa: PLR0124
            if v1 != 0 and ints[2] == FALSE:
                floats[0], floats[1] = 0.0, 0.0
            ints[2] = TRUE if v1 != 0 else FALSE
        if v2 > 0 and floats[0] + floats[1] >= v2:
            times = np.floor((floats[0] + floats[1]) / v2)
            floats[0] -= times * v2
    return floats[0] + floats[1], False, FOREVER


@register_jitable
def _hold(op: int, m: Cell, v: float, v1: float, v2: float, good: bool, t: int) -> tuple[float, bool, int]:
    ints, floats = numbers_at(m.ints, MANY), row_at(m.floats, MANY)
    sign = 1.0 if op == Op.MAX_HOLD else -1.0
    if ints[0] and v2 > 0:
        floats[0] -= sign * v2 * ((t - ints[1]) / SECOND)
    ints[1] = t
    reset = v1 == v1 and v1 != 0  # noqa: PLR0124
    if good and (not ints[0] or reset or sign * v > sign * floats[0]):
        ints[0], floats[0] = 1, v
    return floats[0], ints[0] == 0, FOREVER
