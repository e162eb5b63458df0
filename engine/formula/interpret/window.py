# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""What is computed of the samples of a window. The rules stand in functions/window.py."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import SECOND, Cells, whole
from engine.formula.interpret.lanes import ERROR, LARGEST, Constants
from engine.formula.interpret.ring import (
    AREA,
    AREA_LOW,
    BEFORE,
    COUNT,
    DOUBTFUL,
    FIRST,
    GOOD_NS,
    HAS,
    LAST_GRADE,
    LAST_TIME,
    LAST_VALUE,
    MISSED,
    ROOM,
    SINCE,
    SUM,
    SUM_LOW,
    USABLE,
    extremes,
    move_on,
    sample,
    stretch,
    take_in,
)
from engine.formula.ops import Op
from tundish.quality import BAD, UNCERTAIN


@register_jitable
def window(
    op: int, m: Cells, d: int, f: int, k: int, v: float, grade: int, t: int, fresh: bool, constant: Constants, at: int
) -> tuple[float, int, int]:
    """Value, quality, and 1 if a sample had to be dropped and none was missed before."""
    width, linear = whole(constant[at]), constant[at + 2] != 0
    missing = 0
    if fresh or not m.ints[d, k + HAS]:
        if op in (Op.DURATION, Op.COUNT_TRUE) and v == v:  # noqa: PLR0124
            v = 1.0 if v != 0 else 0.0
        missing = take_in(m, d, f, k, v, grade, t, width, linear)
    begin = t - width
    move_on(m, d, f, k, begin, linear)
    if op == Op.VALUE_AT:
        value, worst = _at(m, d, f, k, begin, linear)
        return value, worst, missing
    area, good, length = _weighed(m, d, f, k, t, begin, linear)
    last_grade = m.ints[d, k + LAST_GRADE]
    share = good / length if length > 0 else (1.0 if last_grade < BAD else 0.0)
    if op == Op.PCT_GOOD:
        return 100 * share, 0, missing
    value = np.nan
    if share >= constant[at + 1]:
        if op == Op.TWA:
            value = area / (good / SECOND) if good else m.floats[d, f + LAST_VALUE] if length == 0 else np.nan
        elif op == Op.INTEGRAL or op == Op.DURATION:  # noqa: PLR1714 - for numba
            value = area / constant[at + 3]
        else:
            value = _counted(op, m, d, f, k, begin, constant[at + 3])
    if not abs(value) <= LARGEST:
        return np.nan, last_grade if last_grade >= BAD else ERROR, missing
    doubtful = m.ints[d, k + DOUBTFUL] > 0 or UNCERTAIN <= last_grade < BAD or t < m.ints[d, k + MISSED]
    return value, UNCERTAIN if doubtful else 0, missing


@register_jitable
def _weighed(m: Cells, d: int, f: int, k: int, t: int, begin: int, linear: bool) -> tuple[float, int, int]:
    """Area, good time and all of the time of the window."""
    ints = m.ints
    begin = max(begin, ints[d, k + SINCE])
    area, good = 0.0, whole(0)
    first, count = ints[d, k + FIRST], ints[d, k + COUNT]
    if count:
        area, good = m.floats[d, f + AREA] + m.floats[d, f + AREA_LOW], ints[d, k + GOOD_NS]
        if ints[d, k + BEFORE]:
            part, time = stretch(m, d, f, k, first, begin, linear)
            area, good = area + part, good + time
        if count > ints[d, k + BEFORE]:
            part, time = stretch(m, d, f, k, first + count - 1, begin, linear)
            area, good = area + part, good + time
    if ints[d, k + LAST_GRADE] < BAD:
        rest = t - max(begin, ints[d, k + LAST_TIME])
        area, good = area + m.floats[d, f + LAST_VALUE] * (rest / SECOND), good + rest
    return area, good, t - begin


@register_jitable
def _at(m: Cells, d: int, f: int, k: int, begin: int, linear: bool) -> tuple[float, int]:
    """The value in force at the beginning."""
    ints = m.ints
    if ints[d, k + BEFORE]:
        number = ints[d, k + FIRST]
    elif ints[d, k + LAST_TIME] <= begin:
        number = ints[d, k + FIRST] + ints[d, k + COUNT]
    else:
        return np.nan, ERROR
    t, v, grade = sample(m, d, f, k, number)
    if grade >= BAD:
        return np.nan, grade
    if linear and ints[d, k + BEFORE]:
        stop, v_next, grade_next = sample(m, d, f, k, number + 1)
        if grade_next < BAD:
            return v + (v_next - v) * ((begin - t) / (stop - t)), max(grade, grade_next)
    return v, grade


@register_jitable
def _counted(op: int, m: Cells, d: int, f: int, k: int, begin: int, extra: float) -> float:  # noqa: C901, PLR0911
    """What counts every sample once."""
    ints = m.ints
    newest = ints[d, k + LAST_GRADE] < BAD and ints[d, k + LAST_TIME] > begin
    n = ints[d, k + USABLE] + newest
    total = m.floats[d, f + SUM] + m.floats[d, f + SUM_LOW] if ints[d, k + USABLE] else 0.0
    if newest:
        total += m.floats[d, f + LAST_VALUE]
    if op == Op.COUNT:
        return float(n)
    if op == Op.SUM or op == Op.COUNT_TRUE:  # noqa: PLR1714
        return total
    if op == Op.COUNT_CHANGES:
        return _changes(m, d, f, k)
    if n == 0:
        return _without(op, m, d, f, k)
    if op == Op.AVG:
        return total / n  # type: ignore[no-any-return]
    if op == Op.WINDOW_MIN or op == Op.WINDOW_MAX or op == Op.RANGE:  # noqa: PLR1714
        low, high = extremes(m, d, k) if ints[d, k + ROOM] else (np.inf, -np.inf)
        if newest:
            low, high = min(low, m.floats[d, f + LAST_VALUE]), max(high, m.floats[d, f + LAST_VALUE])
        return low if op == Op.WINDOW_MIN else high if op == Op.WINDOW_MAX else high - low
    if op == Op.WINDOW_MEDIAN or op == Op.WINDOW_PERCENTILE:  # noqa: PLR1714
        return _percentile(m, d, f, k, n, newest, 50.0 if op == Op.WINDOW_MEDIAN else extra)
    if op < Op.WINDOW_MEDIAN:
        return _spread(op, m, d, f, k, n, newest, total / n)
    if op == Op.SLOPE or op == Op.R2:  # noqa: PLR1714
        return _line(op, m, d, f, k, n, newest, total / n, extra)
    return _ends(op, m, d, f, k, begin, extra)


@register_jitable
def _stop(m: Cells, d: int, k: int, newest: bool) -> int:
    """The number after the last sample that counts."""
    return m.ints[d, k + FIRST] + m.ints[d, k + COUNT] + newest  # type: ignore[no-any-return]


@register_jitable
def _begin(m: Cells, d: int, k: int) -> int:
    return m.ints[d, k + FIRST] + m.ints[d, k + BEFORE]  # type: ignore[no-any-return]


@register_jitable
def _without(op: int, m: Cells, d: int, f: int, k: int) -> float:
    """Without a good sample of its own: of the one in force at the beginning."""
    _, v, grade = sample(m, d, f, k, m.ints[d, k + FIRST])
    alone = m.ints[d, k + BEFORE] == 1 or m.ints[d, k + COUNT] == 0
    if grade >= BAD or not alone or op in (Op.VAR_SAMPLE, Op.STD_SAMPLE, Op.RATE, Op.SLOPE, Op.R2):
        return np.nan
    if op in (Op.RANGE, Op.VAR_POP, Op.STD_POP, Op.DELTA):
        return 0.0
    return v


@register_jitable
def _changes(m: Cells, d: int, f: int, k: int) -> float:
    changes, known, last = 0, False, 0.0
    for number in range(m.ints[d, k + FIRST], m.ints[d, k + FIRST] + m.ints[d, k + COUNT] + 1):
        _, v, grade = sample(m, d, f, k, number)
        if grade < BAD:
            changes += known and v != last
            known, last = True, v
    return float(changes)


@register_jitable
def _percentile(m: Cells, d: int, f: int, k: int, n: int, newest: bool, p: float) -> float:
    """Linear between the nearest ranks (Hyndman and Fan 1996, definition 7, as NumPy and spreadsheets have it)."""
    values = np.empty(n)
    i = 0
    for number in range(_begin(m, d, k), _stop(m, d, k, newest)):
        _, v, grade = sample(m, d, f, k, number)
        if grade < BAD:
            values[i] = v
            i += 1
    values.sort()
    rank = p / 100 * (n - 1)
    below = min(int(rank), n - 1)
    above = min(below + 1, n - 1)
    return values[below] + (values[above] - values[below]) * (rank - below)  # type: ignore[no-any-return]


@register_jitable
def _spread(op: int, m: Cells, d: int, f: int, k: int, n: int, newest: bool, mean: float) -> float:
    """In two passes: squares of large numbers would lose small differences."""
    squares, rest = 0.0, 0.0
    for number in range(_begin(m, d, k), _stop(m, d, k, newest)):
        _, v, grade = sample(m, d, f, k, number)
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
def _line(op: int, m: Cells, d: int, f: int, k: int, n: int, newest: bool, mean: float, unit: float) -> float:
    """Least squares, times and values counted from their means."""
    start, stop = _begin(m, d, k), _stop(m, d, k, newest)
    zero = sample(m, d, f, k, start)[0]
    middle = 0.0
    for number in range(start, stop):
        t, _, grade = sample(m, d, f, k, number)
        if grade < BAD:
            middle += (t - zero) / SECOND
    middle /= n
    tt, tv, vv = 0.0, 0.0, 0.0
    for number in range(start, stop):
        t, v, grade = sample(m, d, f, k, number)
        if grade < BAD:
            x, y = (t - zero) / SECOND - middle, v - mean
            tt, tv, vv = tt + x * x, tv + x * y, vv + y * y
    if n < 2 or tt == 0:  # noqa: PLR2004
        return np.nan
    if op == Op.SLOPE:
        return tv / tt * unit
    return tv * tv / (tt * vv) if vv > 0 else 1.0


@register_jitable
def _ends(op: int, m: Cells, d: int, f: int, k: int, begin: int, unit: float) -> float:
    """first, last, and what lies between the value in force at the beginning and the last."""
    first_t, first, last_t, last = whole(0), 0.0, whole(0), 0.0
    known = False
    for number in range(_begin(m, d, k), m.ints[d, k + FIRST] + m.ints[d, k + COUNT] + 1):
        t, v, grade = sample(m, d, f, k, number)
        if grade < BAD and t > begin:
            first_t, first, known = t, v, True
            break
    for back in range(m.ints[d, k + COUNT] - m.ints[d, k + BEFORE] + 1):
        t, v, grade = sample(m, d, f, k, m.ints[d, k + FIRST] + m.ints[d, k + COUNT] - back)
        if grade < BAD:
            last_t, last = t, v
            break
    if op == Op.FIRST:
        return first if known else np.nan
    if op == Op.LAST:
        return last
    if m.ints[d, k + BEFORE]:
        _, v, grade = sample(m, d, f, k, m.ints[d, k + FIRST])
        if grade < BAD:
            first_t, first = begin, v
    if op == Op.DELTA:
        return last - first
    return (last - first) / ((last_t - first_t) / SECOND) * unit if last_t > first_t else np.nan
