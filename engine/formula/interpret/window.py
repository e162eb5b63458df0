# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""What is computed of the samples of a window. The rules stand in functions/window.py."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import MANY, SECOND, Ring, numbers_at, whole
from engine.formula.interpret.lanes import ERROR, LARGEST, Constants
from engine.formula.interpret.order import ranked
from engine.formula.interpret.ring import (
    AREA,
    AREA_LOW,
    BASE,
    BEFORE,
    COUNT,
    DOUBTFUL,
    FIRST,
    GOOD_NS,
    HAS,
    LAST_GRADE,
    LAST_TIME,
    LAST_VALUE,
    MIN_TAIL,
    MISSED,
    ROOM,
    SINCE,
    SUM,
    SUM_LOW,
    USABLE,
    WITH_AREA,
    WITH_ENDS,
    WITH_ORDER,
    WITH_SUM,
    extremes,
    freshen,
    move_on,
    sample,
    stretch,
    take_in,
)
from engine.formula.ops import Op
from tundish.far import row_at
from tundish.quality import BAD, UNCERTAIN


@register_jitable
def _needed(op: int) -> int:
    """What goes along with the samples."""
    if op == Op.TWA or op == Op.INTEGRAL or op == Op.DURATION:  # noqa: PLR1714 - for numba
        return WITH_AREA
    if op == Op.WINDOW_MIN or op == Op.WINDOW_MAX or op == Op.RANGE:  # noqa: PLR1714
        return WITH_ENDS
    if op == Op.WINDOW_MEDIAN or op == Op.WINDOW_PERCENTILE:  # noqa: PLR1714
        return WITH_ORDER
    return WITH_SUM


@register_jitable
def window(
    op: int, r: Ring, v: float, grade: int, t: int, fresh: bool, constant: Constants, at: int
) -> tuple[float, int, int]:
    """Value, quality, and 1 if a sample had to be dropped and none was missed before."""
    ints, floats = numbers_at(r.ints, MANY), row_at(r.floats, MANY)
    width, linear, need = whole(constant[at]), constant[at + 2] != 0, _needed(op)
    missing = 0
    if fresh or not ints[HAS]:
        if op in (Op.DURATION, Op.COUNT_TRUE) and v == v:  # noqa: PLR0124
            v = 1.0 if v != 0 else 0.0
        missing = take_in(r, need, v, grade, t, width, linear)
    begin = t - width
    move_on(r, need, begin, linear)
    if op == Op.VALUE_AT:
        value, worst = _at(r, begin, linear)
        return value, worst, missing
    area, good, length = _weighed(r, t, begin, linear)
    last_grade = ints[LAST_GRADE]
    share = good / length if length > 0 else (1.0 if last_grade < BAD else 0.0)
    if op == Op.PCT_GOOD:
        return 100 * share, 0, missing
    value = np.nan
    if share >= constant[at + 1]:
        if op == Op.TWA:
            value = area / (good / SECOND) if good else floats[LAST_VALUE] if length == 0 else np.nan
        elif op == Op.INTEGRAL or op == Op.DURATION:  # noqa: PLR1714 - for numba
            value = area / constant[at + 3]
        else:
            value = _counted(op, r, begin, constant[at + 3])
    if not abs(value) <= LARGEST:
        return np.nan, last_grade if last_grade >= BAD else ERROR, missing
    doubtful = ints[DOUBTFUL] > 0 or UNCERTAIN <= last_grade < BAD or t < ints[MISSED]
    return value, UNCERTAIN if doubtful else 0, missing


@register_jitable
def _weighed(r: Ring, t: int, begin: int, linear: bool) -> tuple[float, int, int]:
    """Area, good time and all of the time of the window."""
    ints, floats = numbers_at(r.ints, MANY), row_at(r.floats, MANY)
    begin = max(begin, ints[SINCE])
    area, good = 0.0, whole(0)
    first, count = ints[FIRST], ints[COUNT]
    if count:
        area, good = floats[AREA] + floats[AREA_LOW], ints[GOOD_NS]
        if ints[BEFORE]:
            part, time = stretch(r, first, begin, linear)
            area, good = area + part, good + time
        if count > ints[BEFORE]:
            part, time = stretch(r, first + count - 1, begin, linear)
            area, good = area + part, good + time
    if ints[LAST_GRADE] < BAD:
        rest = t - max(begin, ints[LAST_TIME])
        area, good = area + floats[LAST_VALUE] * (rest / SECOND), good + rest
    return area, good, t - begin


@register_jitable
def _at(r: Ring, begin: int, linear: bool) -> tuple[float, int]:
    """The value in force at the beginning."""
    ints = numbers_at(r.ints, MANY)
    if ints[BEFORE]:
        number = ints[FIRST]
    elif ints[LAST_TIME] <= begin:
        number = ints[FIRST] + ints[COUNT]
    else:
        return np.nan, ERROR
    t, v, grade = sample(r, number)
    if grade >= BAD:
        return np.nan, grade
    if linear and ints[BEFORE] and t < begin:
        stop, v_next, grade_next = sample(r, number + 1)
        if grade_next < BAD:
            return v + (v_next - v) * ((begin - t) / (stop - t)), max(grade, grade_next)
    return v, grade


@register_jitable
def _counted(op: int, r: Ring, begin: int, extra: float) -> float:  # noqa: C901, PLR0911
    """What counts every sample once."""
    ints, floats = numbers_at(r.ints, MANY), row_at(r.floats, MANY)
    newest = ints[LAST_GRADE] < BAD and ints[LAST_TIME] > begin
    n = ints[USABLE] + newest
    total = floats[SUM] + floats[SUM_LOW] if ints[USABLE] else 0.0
    if newest:
        total += floats[LAST_VALUE]
    if op == Op.COUNT:
        return float(n)
    if op == Op.SUM or op == Op.COUNT_TRUE:  # noqa: PLR1714
        return total
    if op == Op.COUNT_CHANGES:
        return _changes(r)
    if n == 0:
        return _without(op, r)
    if op == Op.AVG:
        return total / n  # type: ignore[no-any-return]
    if op == Op.WINDOW_MIN or op == Op.WINDOW_MAX or op == Op.RANGE:  # noqa: PLR1714
        low, high = extremes(r) if ints[ROOM] else (np.inf, -np.inf)
        if newest:
            low, high = min(low, floats[LAST_VALUE]), max(high, floats[LAST_VALUE])
        return low if op == Op.WINDOW_MIN else high if op == Op.WINDOW_MAX else high - low
    if op == Op.WINDOW_MEDIAN or op == Op.WINDOW_PERCENTILE:  # noqa: PLR1714
        return _percentile(r, n, newest, 50.0 if op == Op.WINDOW_MEDIAN else extra)
    if op < Op.WINDOW_MEDIAN:
        return _spread(op, r, n, newest, total / n)
    if op == Op.SLOPE or op == Op.R2:  # noqa: PLR1714
        return _line(op, r, n, newest, total / n, extra)
    return _ends(op, r, begin, extra)


@register_jitable
def _stop(r: Ring, newest: bool) -> int:
    """The number after the last sample that counts."""
    ints = numbers_at(r.ints, MANY)
    return ints[FIRST] + ints[COUNT] + newest  # type: ignore[no-any-return]


@register_jitable
def _begin(r: Ring) -> int:
    ints = numbers_at(r.ints, MANY)
    return ints[FIRST] + ints[BEFORE]  # type: ignore[no-any-return]


@register_jitable
def _without(op: int, r: Ring) -> float:
    """Without a good sample of its own: of the one in force at the beginning."""
    ints = numbers_at(r.ints, MANY)
    _, v, grade = sample(r, ints[FIRST])
    alone = ints[BEFORE] == 1 or ints[COUNT] == 0
    if grade >= BAD or not alone or op in (Op.VAR_SAMPLE, Op.STD_SAMPLE, Op.RATE, Op.SLOPE, Op.R2):
        return np.nan
    if op in (Op.RANGE, Op.VAR_POP, Op.STD_POP, Op.DELTA):
        return 0.0
    return v


@register_jitable
def _changes(r: Ring) -> float:
    ints = numbers_at(r.ints, MANY)
    changes, known, last = 0, False, 0.0
    for number in range(ints[FIRST], ints[FIRST] + ints[COUNT] + 1):
        _, v, grade = sample(r, number)
        if grade < BAD:
            changes += known and v != last
            known, last = True, v
    return float(changes)


@register_jitable
def _percentile(r: Ring, n: int, newest: bool, p: float) -> float:
    """Linear between the nearest ranks (Hyndman and Fan 1996, definition 7, as NumPy and spreadsheets have it)."""
    ints, last = numbers_at(r.ints, MANY), row_at(r.floats, MANY)[LAST_VALUE] + 0.0
    freshen(r, WITH_ORDER)
    ordered, known = r.queue + 16 * ints[BASE], ints[MIN_TAIL] if ints[ROOM] else 0
    rank = p / 100 * (n - 1)
    under = min(int(rank), n - 1)
    low = ranked(ordered, known, newest, last, under)
    high = ranked(ordered, known, newest, last, min(under + 1, n - 1))
    return low + (high - low) * (rank - under)


@register_jitable
def _spread(op: int, r: Ring, n: int, newest: bool, mean: float) -> float:
    """In two passes: squares of large numbers would lose small differences."""
    squares, rest = 0.0, 0.0
    for number in range(_begin(r), _stop(r, newest)):
        _, v, grade = sample(r, number)
        if grade < BAD:
            squares += (v - mean) ** 2
            rest += v - mean
    squares -= rest * rest / n
    population = op == Op.VAR_POP or op == Op.STD_POP  # noqa: PLR1714
    if n == 1 and not population:
        return np.nan
    variance = max(squares, 0.0) / (n if population else n - 1)
    return np.sqrt(variance) if op >= Op.STD_POP else variance


@register_jitable
def _line(op: int, r: Ring, n: int, newest: bool, mean: float, unit: float) -> float:
    """Least squares, times and values counted from their means."""
    start, stop = _begin(r), _stop(r, newest)
    zero = sample(r, start)[0]
    middle = 0.0
    for number in range(start, stop):
        t, _, grade = sample(r, number)
        if grade < BAD:
            middle += (t - zero) / SECOND
    middle /= n
    tt, tv, vv = 0.0, 0.0, 0.0
    for number in range(start, stop):
        t, v, grade = sample(r, number)
        if grade < BAD:
            x, y = (t - zero) / SECOND - middle, v - mean
            tt, tv, vv = tt + x * x, tv + x * y, vv + y * y
    if n < 2 or tt == 0:  # noqa: PLR2004
        return np.nan
    if op == Op.SLOPE:
        return tv / tt * unit
    return tv * tv / (tt * vv) if vv > 0 else 1.0


@register_jitable
def _ends(op: int, r: Ring, begin: int, unit: float) -> float:
    """first, last, and what lies between the value in force at the beginning and the last."""
    ints = numbers_at(r.ints, MANY)
    first_t, first, last_t, last = whole(0), 0.0, whole(0), 0.0
    known = False
    for number in range(_begin(r), ints[FIRST] + ints[COUNT] + 1):
        t, v, grade = sample(r, number)
        if grade < BAD and t > begin:
            first_t, first, known = t, v, True
            break
    for back in range(ints[COUNT] - ints[BEFORE] + 1):
        t, v, grade = sample(r, ints[FIRST] + ints[COUNT] - back)
        if grade < BAD:
            last_t, last = t, v
            break
    if op == Op.FIRST:
        return first if known else np.nan
    if op == Op.LAST:
        return last
    if ints[BEFORE]:
        _, v, grade = sample(r, ints[FIRST])
        if grade < BAD:
            first_t, first = begin, v
    if op == Op.DELTA:
        return last - first
    return (last - first) / ((last_t - first_t) / SECOND) * unit if last_t > first_t else np.nan
