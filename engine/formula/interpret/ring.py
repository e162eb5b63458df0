# ruff: noqa: FBT001 - a kernel has no keyword arguments
"""The samples of a window, in a ring, with sums that go along.

The newest sample is held apart, in the words of the row: a later one of equal time replaces it, and nothing else ever
changes. So the ring is only added to at its end and taken from at its beginning, and a call is undone by putting the
words back. The oldest sample kept may lie before the window: it is the one in force when the window begins.

Sums are compensated (Neumaier 1974) and made anew from the samples after as many removals as samples are left, which
costs a constant time a sample and keeps errors from outliving the samples that brought them.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.cells import SECOND, Cells
from tundish.quality import BAD, UNCERTAIN

MOST = 100_000
"""Samples of one window."""

BASE, ROOM, FIRST, COUNT, MIN_HEAD, MIN_TAIL, MAX_HEAD, MAX_TAIL, STALE = range(9)
"""Whole numbers of a row: the ring, and queues of the samples that are the smallest and largest of those after them."""
BEFORE, LAST_TIME, LAST_GRADE, HAS, SINCE, GOOD_NS, USABLE, DOUBTFUL, REMOVED, MISSED = range(9, 19)
"""Samples kept that lie before the window (0 or 1); the newest sample; the first time ever; sums; the time until which
a sample is missed that had to be dropped."""
SUM, SUM_LOW, AREA, AREA_LOW, LAST_VALUE = range(5)
"""Floats."""


@register_jitable
def place(m: Cells, d: int, k: int, number: int) -> int:
    """Where sample `number` lies."""
    return m.ints[d, k + BASE] + (number & (m.ints[d, k + ROOM] - 1))  # type: ignore[no-any-return]


@register_jitable
def sample(m: Cells, d: int, f: int, k: int, number: int) -> tuple[int, float, int]:
    """Time, value and grade; the number after those in the ring is the newest."""
    ints = m.ints
    if number == ints[d, k + FIRST] + ints[d, k + COUNT]:
        return ints[d, k + LAST_TIME], m.floats[d, f + LAST_VALUE], ints[d, k + LAST_GRADE]
    at = place(m, d, k, number)
    return m.time[at], m.value[at], m.grade[at]


@register_jitable
def add(m: Cells, d: int, word: int, v: float) -> None:
    """To a sum of two parts."""
    s = m.floats[d, word]
    t = s + v
    m.floats[d, word + 1] += (s - t) + v if abs(s) >= abs(v) else (v - t) + s
    m.floats[d, word] = t


@register_jitable
def stretch(m: Cells, d: int, f: int, k: int, number: int, begin: int, linear: bool) -> tuple[float, int]:
    """Area (value times seconds) and good time from `begin` on until the sample after `number`."""
    t, v, grade = sample(m, d, f, k, number)
    stop, v_next, grade_next = sample(m, d, f, k, number + 1)
    if grade >= BAD:
        return 0.0, 0
    begin = max(begin, t)
    width = (stop - begin) / SECOND
    if linear and grade_next < BAD:
        at_begin = v + (v_next - v) * ((begin - t) / (stop - t))
        return (at_begin + v_next) / 2 * width, stop - begin
    return v * width, stop - begin


@register_jitable
def take_in(m: Cells, d: int, f: int, k: int, v: float, grade: int, t: int, window: int, linear: bool) -> int:
    """A sample; 1 if from now on one is missed, because there are too many."""
    ints, missing = m.ints, 0
    if ints[d, k + HAS] and t > ints[d, k + LAST_TIME]:
        if ints[d, k + COUNT] >= MOST:
            move_on(m, d, f, k, t - window, linear)
        if ints[d, k + COUNT] >= MOST:
            missing = _drop(m, d, f, k, t, window, linear)
        _commit(m, d, f, k, linear)
    elif not ints[d, k + HAS]:
        ints[d, k + HAS], ints[d, k + SINCE] = 1, t
    m.floats[d, f + LAST_VALUE], ints[d, k + LAST_TIME], ints[d, k + LAST_GRADE] = v, t, grade
    return missing


@register_jitable
def _drop(m: Cells, d: int, f: int, k: int, t: int, window: int, linear: bool) -> int:
    """The oldest of too many."""
    ints = m.ints
    was = ints[d, k + MISSED]
    if ints[d, k + BEFORE] == 0:
        _leave(m, d, f, k, ints[d, k + FIRST], linear)
        ints[d, k + BEFORE] = 1
    ints[d, k + MISSED] = m.time[place(m, d, k, ints[d, k + FIRST])] + window
    _forget(m, d, k)
    ints[d, k + SINCE] = sample(m, d, f, k, ints[d, k + FIRST])[0]
    return 1 if was <= t else 0


@register_jitable
def _commit(m: Cells, d: int, f: int, k: int, linear: bool) -> None:
    """Put the newest into the ring; with that the stretch after the one before it is known for good."""
    ints = m.ints
    number = ints[d, k + FIRST] + ints[d, k + COUNT]
    if ints[d, k + COUNT] > ints[d, k + BEFORE]:
        area, good = stretch(m, d, f, k, number - 1, ints[d, k + SINCE], linear)
        add(m, d, f + AREA, area)
        ints[d, k + GOOD_NS] += good
    at = place(m, d, k, number)
    v, grade = m.floats[d, f + LAST_VALUE], ints[d, k + LAST_GRADE]
    m.time[at], m.value[at], m.grade[at] = ints[d, k + LAST_TIME], v, grade
    ints[d, k + COUNT] += 1
    ints[d, k + DOUBTFUL] += UNCERTAIN <= grade < BAD
    if grade < BAD:
        ints[d, k + USABLE] += 1
        add(m, d, f + SUM, v)
        if not ints[d, k + STALE]:
            _queue(m, d, k, number, v)


@register_jitable
def _queue(m: Cells, d: int, k: int, number: int, v: float) -> None:
    """A larger one before makes no minimum any more, a smaller one no maximum."""
    ints, mask = m.ints, m.ints[d, k + ROOM] - 1
    low = 2 * ints[d, k + BASE]
    high = low + mask + 1
    head, tail = ints[d, k + MIN_HEAD], ints[d, k + MIN_TAIL]
    while tail > head and m.value[place(m, d, k, m.queue[low + (tail - 1 & mask)])] >= v:
        tail -= 1
    m.queue[low + (tail & mask)] = number
    ints[d, k + MIN_TAIL] = tail + 1
    head, tail = ints[d, k + MAX_HEAD], ints[d, k + MAX_TAIL]
    while tail > head and m.value[place(m, d, k, m.queue[high + (tail - 1 & mask)])] <= v:
        tail -= 1
    m.queue[high + (tail & mask)] = number
    ints[d, k + MAX_TAIL] = tail + 1


@register_jitable
def _leave(m: Cells, d: int, f: int, k: int, number: int, linear: bool) -> None:
    """A sample goes out of the window, and its stretch with it."""
    ints = m.ints
    if number + 1 < ints[d, k + FIRST] + ints[d, k + COUNT]:  # else its stretch was never counted
        area, good = stretch(m, d, f, k, number, ints[d, k + SINCE], linear)
        add(m, d, f + AREA, -area)
        ints[d, k + GOOD_NS] -= good
    at = place(m, d, k, number)
    if m.grade[at] < BAD:
        add(m, d, f + SUM, -m.value[at])
        ints[d, k + USABLE] -= 1
    ints[d, k + REMOVED] += 1


@register_jitable
def _forget(m: Cells, d: int, k: int) -> None:
    """The oldest, which lies before the window."""
    ints = m.ints
    grade = m.grade[place(m, d, k, ints[d, k + FIRST])]
    ints[d, k + DOUBTFUL] -= UNCERTAIN <= grade < BAD
    ints[d, k + FIRST] += 1
    ints[d, k + COUNT] -= 1
    ints[d, k + BEFORE] -= 1


@register_jitable
def move_on(m: Cells, d: int, f: int, k: int, begin: int, linear: bool) -> None:
    """The window begins after `begin` now."""
    ints = m.ints
    while True:
        number = ints[d, k + FIRST] + ints[d, k + BEFORE]
        if ints[d, k + BEFORE] >= ints[d, k + COUNT] or m.time[place(m, d, k, number)] > begin:
            break
        _leave(m, d, f, k, number, linear)
        ints[d, k + BEFORE] += 1
        if ints[d, k + BEFORE] > 1:
            _forget(m, d, k)
    if ints[d, k + COUNT] and ints[d, k + LAST_TIME] <= begin:  # the newest is in force when the window begins
        _forget(m, d, k)
    unsound = not (abs(m.floats[d, f + SUM]) < np.inf and abs(m.floats[d, f + AREA]) < np.inf)
    if ints[d, k + REMOVED] > ints[d, k + COUNT] - ints[d, k + BEFORE] or (ints[d, k + REMOVED] and unsound):
        _sum_anew(m, d, f, k, linear)


@register_jitable
def _sum_anew(m: Cells, d: int, f: int, k: int, linear: bool) -> None:
    ints = m.ints
    for word in range(LAST_VALUE):
        m.floats[d, f + word] = 0
    stop = ints[d, k + FIRST] + ints[d, k + COUNT]
    for number in range(ints[d, k + FIRST] + ints[d, k + BEFORE], stop):
        at = place(m, d, k, number)
        if m.grade[at] < BAD:
            add(m, d, f + SUM, m.value[at])
        if number + 1 < stop:
            add(m, d, f + AREA, stretch(m, d, f, k, number, ints[d, k + SINCE], linear)[0])
    ints[d, k + REMOVED] = 0


@register_jitable
def extremes(m: Cells, d: int, k: int) -> tuple[float, float]:
    """Smallest and largest of the good samples in the ring and in the window; inf and -inf without any."""
    ints = m.ints
    begin = ints[d, k + FIRST] + ints[d, k + BEFORE]
    if ints[d, k + STALE]:
        ints[d, k + MIN_HEAD] = ints[d, k + MIN_TAIL] = ints[d, k + MAX_HEAD] = ints[d, k + MAX_TAIL] = 0
        for number in range(begin, ints[d, k + FIRST] + ints[d, k + COUNT]):
            at = place(m, d, k, number)
            if m.grade[at] < BAD:
                _queue(m, d, k, number, m.value[at])
        ints[d, k + STALE] = 0
    mask = ints[d, k + ROOM] - 1
    low = 2 * ints[d, k + BASE]
    high = low + mask + 1
    while ints[d, k + MIN_HEAD] < ints[d, k + MIN_TAIL] and m.queue[low + (ints[d, k + MIN_HEAD] & mask)] < begin:
        ints[d, k + MIN_HEAD] += 1
    while ints[d, k + MAX_HEAD] < ints[d, k + MAX_TAIL] and m.queue[high + (ints[d, k + MAX_HEAD] & mask)] < begin:
        ints[d, k + MAX_HEAD] += 1
    smallest, largest = np.inf, -np.inf
    if ints[d, k + MIN_HEAD] < ints[d, k + MIN_TAIL]:
        smallest = m.value[place(m, d, k, m.queue[low + (ints[d, k + MIN_HEAD] & mask)])]
        largest = m.value[place(m, d, k, m.queue[high + (ints[d, k + MAX_HEAD] & mask)])]
    return smallest, largest
