# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""The samples of a window, in a ring, with what goes along with them.

The newest sample is held apart, in the words of the row: a later one of equal time replaces it, and nothing else ever
changes. So the ring is only added to at its end and taken from at its beginning, and a call is undone by putting the
words back. The oldest sample kept may lie before the window: it is the one in force when the window begins.

What goes along is what the function needs, `need`: a sum, an area, queues of the extremes, or the values in order of
size. Sums are compensated (Neumaier 1974) and made anew from the samples after as many removals as samples are left,
which costs a constant time a sample and keeps errors from outliving the samples that brought them.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import MANY, SECOND, Ring, numbers_at
from engine.formula.interpret.order import insert, remove
from tundish.far import bytes_at, row_at
from tundish.quality import BAD, UNCERTAIN

MOST = 100_000
"""Samples of one window."""

BASE, ROOM, FIRST, COUNT, MIN_HEAD, MIN_TAIL, MAX_HEAD, MAX_TAIL, STALE = range(9)
"""Whole numbers of a row: the ring, and queues of the samples that are the smallest and largest of those after them.
Values in order of size take the place of the queues; then MIN_TAIL says how many they are."""
BEFORE, LAST_TIME, LAST_GRADE, HAS, SINCE, GOOD_NS, USABLE, DOUBTFUL, REMOVED, MISSED = range(9, 19)
"""Samples kept that lie before the window (0 or 1); the newest sample; the first time ever; sums; the time until which
a sample is missed that had to be dropped."""
SUM, SUM_LOW, AREA, AREA_LOW, LAST_VALUE = range(5)
"""Floats."""
WITH_SUM, WITH_AREA, WITH_ENDS, WITH_ORDER = 1, 2, 4, 8
"""What goes along: a sum of the values, of the area below them, queues of the extremes, the values in order."""


@register_jitable
def place(r: Ring, number: int) -> int:
    """Where sample `number` lies."""
    ints = numbers_at(r.ints, MANY)
    return ints[BASE] + (number & (ints[ROOM] - 1))  # type: ignore[no-any-return]


@register_jitable
def sample(r: Ring, number: int) -> tuple[int, float, int]:
    """Time, value and grade; the number after those in the ring is the newest."""
    ints = numbers_at(r.ints, MANY)
    if number == ints[FIRST] + ints[COUNT]:
        return ints[LAST_TIME], row_at(r.floats, MANY)[LAST_VALUE], ints[LAST_GRADE]
    at = place(r, number)
    return numbers_at(r.time, MANY)[at], row_at(r.value, MANY)[at], np.int64(bytes_at(r.grade, 1, MANY)[0, at])  # type: ignore[return-value]


@register_jitable
def add(r: Ring, word: int, v: float) -> None:
    """To a sum of two parts."""
    floats = row_at(r.floats, MANY)
    s = floats[word]
    t = s + v
    floats[word + 1] += (s - t) + v if abs(s) >= abs(v) else (v - t) + s
    floats[word] = t


@register_jitable
def stretch(r: Ring, number: int, begin: int, linear: bool) -> tuple[float, int]:
    """Area (value times seconds) and good time from `begin` on until the sample after `number`."""
    t, v, grade = sample(r, number)
    stop, v_next, grade_next = sample(r, number + 1)
    if grade >= BAD:
        return 0.0, 0
    begin = max(begin, t)
    width = (stop - begin) / SECOND
    if linear and grade_next < BAD:
        at_begin = v + (v_next - v) * ((begin - t) / (stop - t))
        return (at_begin + v_next) / 2 * width, stop - begin
    return v * width, stop - begin


@register_jitable
def take_in(r: Ring, need: int, v: float, grade: int, t: int, window: int, linear: bool) -> int:
    """A sample; 1 if from now on one is missed, because there are too many."""
    ints, missing = numbers_at(r.ints, MANY), 0
    if ints[HAS] and t > ints[LAST_TIME]:
        if ints[COUNT] >= MOST:
            move_on(r, need, t - window, linear)
        if ints[COUNT] >= MOST:
            missing = _drop(r, need, t, window, linear)
        _commit(r, need, linear)
    elif not ints[HAS]:
        ints[HAS], ints[SINCE] = 1, t
    row_at(r.floats, MANY)[LAST_VALUE] = v
    ints[LAST_TIME], ints[LAST_GRADE] = t, grade
    return missing


@register_jitable
def _drop(r: Ring, need: int, t: int, window: int, linear: bool) -> int:
    """The oldest of too many."""
    ints = numbers_at(r.ints, MANY)
    was = ints[MISSED]
    if ints[BEFORE] == 0:
        _leave(r, need, ints[FIRST], linear)
        ints[BEFORE] = 1
    ints[MISSED] = sample(r, ints[FIRST])[0] + window
    _forget(r)
    ints[SINCE] = sample(r, ints[FIRST])[0]
    return 1 if was <= t else 0


@register_jitable
def _commit(r: Ring, need: int, linear: bool) -> None:
    """Put the newest into the ring; with that the stretch after the one before it is known for good."""
    ints = numbers_at(r.ints, MANY)
    number = ints[FIRST] + ints[COUNT]
    if ints[COUNT] > ints[BEFORE]:
        area, good = stretch(r, number - 1, ints[SINCE], linear)
        if need & WITH_AREA:
            add(r, AREA, area)
        ints[GOOD_NS] += good
    at = place(r, number)
    v, grade = row_at(r.floats, MANY)[LAST_VALUE], ints[LAST_GRADE]
    numbers_at(r.time, MANY)[at], row_at(r.value, MANY)[at] = ints[LAST_TIME], v
    bytes_at(r.grade, 1, MANY)[0, at] = grade
    ints[COUNT] += 1
    ints[DOUBTFUL] += UNCERTAIN <= grade < BAD
    if grade < BAD:
        ints[USABLE] += 1
        if need & WITH_SUM:
            add(r, SUM, v)
        if need & WITH_ENDS and not ints[STALE]:
            _queue(r, number, v)
        if need & WITH_ORDER and not ints[STALE]:
            ints[MIN_TAIL] = insert(r.queue + 16 * ints[BASE], ints[MIN_TAIL], v)


@register_jitable
def _queue(r: Ring, number: int, v: float) -> None:
    """A larger one before makes no minimum any more, a smaller one no maximum."""
    ints = numbers_at(r.ints, MANY)
    base, mask = ints[BASE], ints[ROOM] - 1
    values = row_at(r.value + 8 * base, MANY)
    low, high = numbers_at(r.queue + 16 * base, MANY), numbers_at(r.queue + 16 * base + 8 * (mask + 1), MANY)
    head, tail = ints[MIN_HEAD], ints[MIN_TAIL]
    while tail > head and values[low[tail - 1 & mask] & mask] >= v:
        tail -= 1
    low[tail & mask] = number
    ints[MIN_TAIL] = tail + 1
    head, tail = ints[MAX_HEAD], ints[MAX_TAIL]
    while tail > head and values[high[tail - 1 & mask] & mask] <= v:
        tail -= 1
    high[tail & mask] = number
    ints[MAX_TAIL] = tail + 1


@register_jitable
def _leave(r: Ring, need: int, number: int, linear: bool) -> None:
    """A sample goes out of the window, and its stretch with it."""
    ints = numbers_at(r.ints, MANY)
    if number + 1 < ints[FIRST] + ints[COUNT]:  # else its stretch was never counted
        area, good = stretch(r, number, ints[SINCE], linear)
        if need & WITH_AREA:
            add(r, AREA, -area)
        ints[GOOD_NS] -= good
    _, v, grade = sample(r, number)
    if grade < BAD:
        if need & WITH_SUM:
            add(r, SUM, -v)
        if need & WITH_ORDER and not ints[STALE]:
            ints[MIN_TAIL] = remove(r.queue + 16 * ints[BASE], ints[MIN_TAIL], v)
        ints[USABLE] -= 1
    ints[REMOVED] += 1


@register_jitable
def _forget(r: Ring) -> None:
    """The oldest, which lies before the window."""
    ints = numbers_at(r.ints, MANY)
    grade = sample(r, ints[FIRST])[2]
    ints[DOUBTFUL] -= UNCERTAIN <= grade < BAD
    ints[FIRST] += 1
    ints[COUNT] -= 1
    ints[BEFORE] -= 1


@register_jitable
def move_on(r: Ring, need: int, begin: int, linear: bool) -> None:
    """The window begins after `begin` now."""
    ints, floats, times = numbers_at(r.ints, MANY), row_at(r.floats, MANY), numbers_at(r.time, MANY)
    while True:
        number = ints[FIRST] + ints[BEFORE]
        if ints[BEFORE] >= ints[COUNT] or times[place(r, number)] > begin:
            break
        _leave(r, need, number, linear)
        ints[BEFORE] += 1
        if ints[BEFORE] > 1:
            _forget(r)
    if ints[COUNT] and ints[LAST_TIME] <= begin:  # the newest is in force when the window begins
        _forget(r)
    unsound = not (abs(floats[SUM]) < np.inf and abs(floats[AREA]) < np.inf)
    if ints[REMOVED] > ints[COUNT] - ints[BEFORE] or (ints[REMOVED] and unsound):
        _sum_anew(r, need, linear)


@register_jitable
def _sum_anew(r: Ring, need: int, linear: bool) -> None:
    ints, floats = numbers_at(r.ints, MANY), row_at(r.floats, MANY)
    for word in range(LAST_VALUE):
        floats[word] = 0
    ints[REMOVED] = 0
    if not need & (WITH_SUM | WITH_AREA):
        return
    stop = ints[FIRST] + ints[COUNT]
    for number in range(ints[FIRST] + ints[BEFORE], stop):
        _, v, grade = sample(r, number)
        if need & WITH_SUM and grade < BAD:
            add(r, SUM, v)
        if need & WITH_AREA and number + 1 < stop:
            add(r, AREA, stretch(r, number, ints[SINCE], linear)[0])


@register_jitable
def freshen(r: Ring, need: int) -> None:
    """Make queues or order anew from the samples, after the ring has moved or a call was undone."""
    ints = numbers_at(r.ints, MANY)
    if not ints[STALE]:
        return
    ints[MIN_HEAD] = ints[MIN_TAIL] = ints[MAX_HEAD] = ints[MAX_TAIL] = 0
    stop, n = ints[FIRST] + ints[COUNT], 0
    ordered = row_at(r.queue + 16 * ints[BASE], MANY)
    for number in range(ints[FIRST] + ints[BEFORE], stop):
        _, v, grade = sample(r, number)
        if grade < BAD:
            if need & WITH_ENDS:
                _queue(r, number, v)
            else:
                ordered[n] = v + 0.0  # no -0.0: it would have no place of its own
                n += 1
    if need & WITH_ORDER:
        ordered[:n].sort()
        ints[MIN_TAIL] = n
    ints[STALE] = 0


@register_jitable
def extremes(r: Ring) -> tuple[float, float]:
    """Smallest and largest of the good samples in the ring and in the window; inf and -inf without any."""
    ints = numbers_at(r.ints, MANY)
    begin = ints[FIRST] + ints[BEFORE]
    freshen(r, WITH_ENDS)
    base, mask = ints[BASE], ints[ROOM] - 1
    values = row_at(r.value + 8 * base, MANY)
    low, high = numbers_at(r.queue + 16 * base, MANY), numbers_at(r.queue + 16 * base + 8 * (mask + 1), MANY)
    while ints[MIN_HEAD] < ints[MIN_TAIL] and low[ints[MIN_HEAD] & mask] < begin:
        ints[MIN_HEAD] += 1
    while ints[MAX_HEAD] < ints[MAX_TAIL] and high[ints[MAX_HEAD] & mask] < begin:
        ints[MAX_HEAD] += 1
    if ints[MIN_HEAD] == ints[MIN_TAIL]:
        return np.inf, -np.inf
    return values[low[ints[MIN_HEAD] & mask] & mask], values[high[ints[MAX_HEAD] & mask] & mask]
