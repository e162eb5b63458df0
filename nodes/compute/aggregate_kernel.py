"""Kernel of the aggregate node: sums up samples window by window, and says what came of it."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from nodes.compute.clock import Offsets, window_of
from nodes.compute.producing import DueState, Made, put_off, too_late
from nodes.compute.recent import Kept, RecentState, Ring, at, percentile, push, sort
from tundish import Grid, In, Out, PerPoint, Rows, kernel
from tundish.quality import BAD, CALCULATION_ERROR, STALE, UNCERTAIN, is_bad, is_good
from tundish.timers import FOREVER

NEVER = -(2**63)
TUMBLING, HOPPING, SLIDING, SESSION, COUNT_WINDOW = range(5)
AVG, TWA, MIN, MAX, RANGE, SUM, COUNT, STD, STD_POP, FIRST, LAST, DELTA, PERCENTILE, SHARE, LATE = range(15)
EMPTY_WINDOWS = 100
"""Windows without a sample that are told of in a row, at most."""


class AggregateState(DueState, RecentState):
    start: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Of the open window; NEVER while there is none."""
    end: PerPoint[np.int64] = PerPoint(default=NEVER)
    synced: PerPoint[np.bool_] = PerPoint(default=0)
    """The window's due goes by a sample of its own."""
    since: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Time of the point's first sample: windows that begin before it are partial."""
    silent: PerPoint[np.int64] = PerPoint(default=0)
    """Windows that were closed by the timer since the last sample."""
    late: PerPoint[np.int64] = PerPoint(default=0)
    """Samples that came too late since the last result."""
    held: PerPoint[np.float64] = PerPoint(default=0)
    """The latest sample, which holds until the next."""
    held_time: PerPoint[np.int64] = PerPoint(default=NEVER)
    held_good: PerPoint[np.bool_] = PerPoint(default=0)
    used: PerPoint[np.int64] = PerPoint(default=0)
    """Values that counted in this window; what follows is of these."""
    unused: PerPoint[np.int64] = PerPoint(default=0)
    mean: PerPoint[np.float64] = PerPoint(default=0)
    squares: PerPoint[np.float64] = PerPoint(default=0)
    total: PerPoint[np.float64] = PerPoint(default=0)
    low: PerPoint[np.float64] = PerPoint(default=0)
    high: PerPoint[np.float64] = PerPoint(default=0)
    first: PerPoint[np.float64] = PerPoint(default=0)
    last: PerPoint[np.float64] = PerPoint(default=0)
    area: PerPoint[np.float64] = PerPoint(default=0)
    """Value times ns."""
    covered: PerPoint[np.int64] = PerPoint(default=0)
    """Ns for which a value is known."""
    doubt: PerPoint[np.uint8] = PerPoint(default=0)
    """Worst quality among the values that counted."""
    worst: PerPoint[np.uint8] = PerPoint(default=0)
    """Worst quality among all."""


class Own:
    """The config as the kernel reads it: one record."""

    dtype = np.dtype(
        [("window", "i8"), ("length", "i8"), ("step", "i8"), ("offset", "i8"), ("gap", "i8"), ("count", "i8"),
         ("hold", "i8"), ("linear", "i8"), ("lateness", "i8"), ("grain", "i8"), ("uncertain", "i8"), ("share", "f8"),
         ("poor", "i8"), ("empty", "i8"), ("partial", "i8"), ("keep", "i8")]
    )  # fmt: skip

    window: int
    length: int
    step: int
    """From the end of one window to the end of the next, ns; below 0 so many months."""
    offset: int
    gap: int
    count: int
    hold: int
    """Longest that a value holds; 0 without limit."""
    linear: int
    lateness: int
    grain: int
    uncertain: int
    """Uncertain samples count."""
    share: float
    poor: int
    """Quality below the share."""
    empty: int
    partial: int
    keep: int
    """Samples are kept until their window closes."""


class Result:
    """What is wanted of a window; `part` of 0 to 1 is that of a percentile."""

    dtype = np.dtype([("what", "i8"), ("part", "f8")])

    what: int
    part: float


@register_jitable
def clear(row: AggregateState) -> None:
    row.used, row.unused, row.mean, row.squares, row.total = 0, 0, 0.0, 0.0, 0.0
    row.area, row.covered, row.doubt, row.worst = 0.0, 0, 0, 0


@register_jitable
def cover(row: AggregateState, own: Own, until: int, value: float, joins: int) -> None:
    """Add the area from the held value to `until`, where the next one is `value` if it `joins` in a straight line."""
    if not row.held_good or row.held_time == NEVER:
        return
    start, stop = max(row.held_time, row.start), until
    if own.hold and stop > row.held_time + own.hold:
        stop, joins = row.held_time + own.hold, 0
    if stop <= start:
        return
    v = row.held
    if joins and own.linear:
        v = 0.5 * (v + (value - v) * (start - row.held_time) / (stop - row.held_time) + value)
    row.area += v * (stop - start)
    row.covered += stop - start


@register_jitable
def add(row: AggregateState, own: Own, time: int, v: float, quality: int) -> None:
    """One more sample of the window."""
    good = np.isfinite(v) and (is_good(quality) or (own.uncertain and not is_bad(quality)))
    cover(row, own, time, v, int(good))
    row.held, row.held_time, row.held_good = v, time, good
    row.worst = max(row.worst, quality)
    if not good:
        row.unused += 1
        return
    if row.used == 0:
        row.low = row.high = row.first = v
    row.used += 1
    step = v - row.mean
    row.mean += step / row.used
    row.squares += step * (v - row.mean)
    row.total += v
    row.low, row.high, row.last = min(row.low, v), max(row.high, v), v
    row.doubt = max(row.doubt, quality)


@register_jitable
def again(row: AggregateState, own: Own, ring: Ring, kept: Rows[Kept], begin: int, end: int) -> None:
    """Sum up the window from what was kept; a sliding one is open at its begin and holds its end."""
    clear(row)
    row.start, row.end, row.held_time = begin, end, NEVER
    sliding = own.window == SLIDING
    for k in range(row.head, row.tail):
        s = kept[at(ring, k)]
        if s.time < begin or (sliding and s.time == begin):
            good = np.isfinite(s.value) and (is_good(s.quality) or (own.uncertain and not is_bad(s.quality)))
            row.held, row.held_time, row.held_good = s.value, s.time, good
        elif s.time < end or sliding:
            add(row, own, s.time, s.value, s.quality)


@register_jitable
def figure(  # noqa: C901, PLR0911, PLR0912 - one line for each function
    row: AggregateState, what: int, part: float, share: float, values: npt.NDArray[np.float64], count: int
) -> Any:
    """One result; NaN where there is none."""
    if what == COUNT:
        return float(row.used)
    if what == SHARE:
        return 100.0 * share
    if what == LATE:
        return float(row.late)
    if what == TWA:
        return row.area / row.covered if row.covered else np.nan
    if row.used == 0:
        return np.nan
    if what == AVG:
        return row.total / row.used
    if what == SUM:
        return row.total
    if what == MIN:
        return row.low
    if what == MAX:
        return row.high
    if what == RANGE:
        return row.high - row.low
    if what == FIRST:
        return row.first
    if what == LAST:
        return row.last
    if what == DELTA:
        return row.last - row.first
    if what == PERCENTILE:
        return percentile(values, count, part)
    if what == STD_POP:
        return np.sqrt(row.squares / row.used)
    return np.sqrt(row.squares / (row.used - 1)) if row.used > 1 else np.nan


@register_jitable
def verdict(row: AggregateState, own: Own, what: int, v: float, share: float) -> int:
    """Quality of a result."""
    reason = row.worst & 0x3F or STALE
    if what in (COUNT, SHARE, LATE):
        return 0
    if np.isinf(v):
        return BAD | CALCULATION_ERROR
    if np.isnan(v):
        return BAD | reason if row.used == 0 else BAD | CALCULATION_ERROR
    if share < own.share:
        return own.poor | reason
    return UNCERTAIN | (row.doubt & 0x3F) if row.doubt >= UNCERTAIN else 0


@register_jitable
def tell(
    row: AggregateState, own: Own, results: Rows[Result], names: Any, ring: Ring, kept: Rows[Kept], values: Any,
    arrival: int, time: int, made: Rows[Made], n: int,
) -> int:  # fmt: skip
    """All results of the window; how many have been made then."""
    span = row.end - row.start
    counted = own.window >= SESSION or span <= 0
    share = row.used / max(1, row.used + row.unused) if counted else row.covered / span
    count = -1
    for r in range(results.size):
        what = results[r].what
        if what == PERCENTILE and count < 0:
            count = 0
            for k in range(row.head, row.tail):
                s = kept[at(ring, k)]
                inside = row.start < s.time <= row.end if own.window == SLIDING else row.start <= s.time < row.end
                if own.window >= SESSION:
                    inside = True
                if (
                    inside
                    and np.isfinite(s.value)
                    and (is_good(s.quality) or (own.uncertain and not is_bad(s.quality)))
                ):
                    values[count] = s.value
                    count += 1
            sort(values, count)
        v = figure(row, what, results[r].part, share, values, count)
        made[n].arrival, made[n].time, made[n].point = arrival, time, names[r]
        made[n].quality = verdict(row, own, what, v, share)
        made[n].value = v if np.isfinite(v) else np.nan
        n += 1
    row.late = 0
    return n


@register_jitable
def close(
    row: AggregateState, own: Own, results: Rows[Result], names: Any, ring: Ring, kept: Rows[Kept], values: Any,
    arrival: int, made: Rows[Made], n: int,
) -> int:  # fmt: skip
    """The window of the clock is over; how many have been made then. Its end stays, what it held is cleared."""
    begin, end = row.start, row.end
    if own.window == HOPPING:
        last, last_time, last_good = row.held, row.held_time, row.held_good
        again(row, own, ring, kept, end - own.length, end)
    cover(row, own, end, 0.0, 0)
    if own.partial or row.since <= row.start:
        n = tell(row, own, results, names, ring, kept, values, arrival, end, made, n)
    else:
        row.late = 0
    if own.window == HOPPING:
        row.held, row.held_time, row.held_good, row.start, row.end = last, last_time, last_good, begin, end
    if own.keep:
        oldest = end if own.window == TUMBLING else end + own.step - own.length
        while row.tail - row.head > 1 and kept[at(ring, row.head + 1)].time < oldest:
            row.head += 1
        if own.window == TUMBLING and row.tail > row.head and kept[at(ring, row.head)].time < oldest:
            row.head += 1
    clear(row)
    return n


@register_jitable
def of_clock(row: AggregateState, own: Own, offsets: Rows[Offsets], arrival: int, time: int) -> Any:
    """Open the window that holds `time`; when it is due."""
    row.start, row.end = window_of(time, own.step, own.offset, offsets)
    row.synced = True
    row.due = put_off(max(arrival + 1, arrival + (row.end - time) + own.lateness), own.grain)
    return row.due


@kernel
def aggregate(  # noqa: C901, PLR0912, PLR0915 - every kind of window
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[AggregateState], owns: Rows[Own], results: Rows[Result], names: Grid[np.int32],
    offsets: Rows[Offsets], rings: Rows[Ring], kept: Rows[Kept], values: Out[np.float64], made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`; `names[slot]` are the points of the results, -1 when the slot has none."""
    own, n, soonest = owns[0], 0, FOREVER
    for i in range(begin, slot.size):
        s = slot[i]
        row, ring = state[s], rings[s]
        if n + (1 + EMPTY_WINDOWS) * results.size > made.size:
            return n, i, soonest
        if names[s, 0] < 0:
            row.due = FOREVER
            continue
        if due:
            if row.due > due:
                continue
            if own.window == SESSION:
                row.due = FOREVER
                if row.start != NEVER:
                    n = tell(row, own, results, names[s], ring, kept, values, due, row.held_time, made, n)
                    row.start, row.head = NEVER, row.tail
                    clear(row)
            elif row.start != NEVER and own.window < SLIDING:
                n = close(row, own, results, names[s], ring, kept, values, due, made, n)
                row.start, row.due = NEVER, FOREVER
                row.silent += 1
                if own.empty and row.silent <= EMPTY_WINDOWS:
                    row.start, row.end = window_of(row.end, own.step, own.offset, offsets)
                    row.due, row.synced = put_off(due + row.end - row.start, 2), False
            continue
        t, v, q = time[i], value[i], int(quality[i])
        if t < row.held_time or (own.window < SLIDING and t < (row.end if row.start == NEVER else row.start)):
            row.late += 1
            after = row.held_time if t < row.held_time else row.end if row.start == NEVER else row.start
            n = too_late(row, s, arrival[i], after - t, made, n)
            continue
        if row.since == NEVER:
            row.since = t
        if own.window < SLIDING:
            if row.start == NEVER:
                soonest = min(soonest, of_clock(row, own, offsets, arrival[i], t))
            told, row.silent = 0, 0
            while t >= row.end:
                n = close(row, own, results, names[s], ring, kept, values, arrival[i], made, n)
                told += 1
                before = row.end
                soonest = min(soonest, of_clock(row, own, offsets, arrival[i], t))
                if own.empty and row.start > before and told < EMPTY_WINDOWS:
                    row.start, row.end = window_of(before, own.step, own.offset, offsets)
            if not row.synced:
                soonest = min(soonest, of_clock(row, own, offsets, arrival[i], t))
            if own.keep:
                push(row, ring, kept, t, v, q)
            if own.window == TUMBLING:
                add(row, own, t, v, q)
            else:
                row.held, row.held_time = v, t
        elif own.window == SLIDING:
            push(row, ring, kept, t, v, q)
            again(row, own, ring, kept, t - own.length, t)
            if own.partial or row.since <= row.start:
                n = tell(row, own, results, names[s], ring, kept, values, arrival[i], t, made, n)
            while row.tail - row.head > 1 and kept[at(ring, row.head + 1)].time <= t - own.length:
                row.head += 1
        else:
            if own.window == SESSION and row.start != NEVER and t - row.held_time > own.gap:
                n = tell(row, own, results, names[s], ring, kept, values, arrival[i], row.held_time, made, n)
                row.start, row.head = NEVER, row.tail
                clear(row)
            if row.start == NEVER:
                row.start, row.held_good = t, False
            row.end = t
            if own.keep:
                push(row, ring, kept, t, v, q)
            add(row, own, t, v, q)
            if own.window == SESSION:
                row.due = put_off(arrival[i] + own.gap + own.lateness + 2, 2)
                soonest = min(soonest, row.due)
            elif row.used >= own.count:
                n = tell(row, own, results, names[s], ring, kept, values, arrival[i], t, made, n)
                row.start, row.head = NEVER, row.tail
                clear(row)
    return n, slot.size, soonest
