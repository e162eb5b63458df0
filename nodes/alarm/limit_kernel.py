"""Kernel of the limit alarm: judges samples, and says what happened."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from nodes.alarm.limit_state import NEVER, Heap, LimitState, Places, begin, end, first_due
from tundish import In, Out, OutGrid, Rows, kernel
from tundish.quality import is_bad, is_good
from tundish.timers import FOREVER

ROOM = 5
"""Most levels that one sample makes a point reach: by four delays that were met before it, and by itself."""

NO_TIMER = 4
"""In place of the limit whose timer is the cause, where a sample is."""

BLOCK = 64
"""Samples that are looked at together."""

Bands: TypeAlias = npt.NDArray[np.float64]
"""Good values between `[0, s]` and `[1, s]` change nothing at the point of slot s, as it is now."""


class Limits:
    """What the point of a slot is judged by. Exceeded beyond `arm`, no more beyond `back`; infinite: never."""

    dtype = np.dtype(
        [("arm", "f8", (4,)), ("back", "f8", (4,)), ("delay", "i8", (2,)), ("inclusive", "i8"), ("point", "i8")],
        align=True,
    )

    arm: tuple[float, ...]
    back: tuple[float, ...]
    delay: tuple[int, int]
    """Off, on."""
    inclusive: int
    point: int
    """Its number."""


class Reached:
    """A point has reached another level.

    `time` is its source time, `arrival` the stamp of the cause, `k` the limit whose timer is the cause, `NO_TIMER` for
    a sample.
    """

    dtype = np.dtype(
        [("point", "i8"), ("arrival", "i8"), ("k", "i8"), ("level", "i8"), ("time", "i8"), ("value", "f8")]
    )

    point: int
    arrival: int
    k: int
    level: int
    time: int
    value: float


@register_jitable
def worst(exceeded: npt.NDArray[np.int8]) -> int:
    """Level of the worst limit exceeded; low before high."""
    return -2 if exceeded[0] else 2 if exceeded[3] else -1 if exceeded[1] else 1 if exceeded[2] else 0


@register_jitable
def crosses(v: float, arm: float, back: float, exceeded: int, k: int, inclusive: int) -> bool:
    """Would the value, for good, change whether limit k is exceeded? Inclusive: active at the limit itself."""
    if k <= 1:  # LL and L, seen in a mirror
        v, arm, back = -v, -arm, -back
    if exceeded:
        return v < back if inclusive else v <= back
    return v >= arm if inclusive else v > arm


@register_jitable
def reach(level: int, time: int, value: float, found: Rows[Reached], n: int) -> int:
    """Write down that a level was reached; what caused it is completed by `note`."""
    found[n].level, found[n].time, found[n].value = level, time, value
    return n + 1


@register_jitable
def note(point: int, arrival: int, k: int, found: Rows[Reached], start: int, n: int) -> None:
    """Complete what one cause has made happen."""
    for r in range(start, n):
        found[r].point, found[r].arrival, found[r].k = point, arrival, k


@register_jitable
def settle(
    s: int, row: LimitState, own: Limits, until: int, state: Rows[LimitState], heap: Heap, places: Places,
    found: Rows[Reached], n: int,
) -> int:  # fmt: skip
    """Let the delays that are met by `until` take effect, in the order in which they are met."""
    while True:
        met = NEVER
        for k in range(4):
            if row.since[k] != NEVER:
                met_at = row.since[k] + own.delay[0 if row.exceeded[k] else 1]
                if met_at <= until and (met == NEVER or met_at < met):
                    met = met_at
        if met == NEVER:
            return n
        before = worst(row.exceeded)
        for k in range(4):
            if row.since[k] != NEVER and row.since[k] + own.delay[0 if row.exceeded[k] else 1] == met:
                row.exceeded[k], row.since[k] = not row.exceeded[k], NEVER
                end(s, k, row, state, heap, places)
        if worst(row.exceeded) != before:
            n = reach(worst(row.exceeded), met, row.value, found, n)


@register_jitable
def concerns(row: LimitState) -> bool:
    """Whether anything is exceeded or begun."""
    for k in range(4):  # noqa: SIM110 - compiled
        if row.exceeded[k] or row.since[k] != NEVER:
            return True
    return False


@register_jitable
def weigh(
    s: int, row: LimitState, own: Limits, time: int, arrival: int, v: float, state: Rows[LimitState], heap: Heap,
    places: Places, found: Rows[Reached], n: int,
) -> int:  # fmt: skip
    """Judge a good sample, when all that was met before it has taken effect."""
    before, held = worst(row.exceeded), row.bad
    row.value, row.time, row.bad = v, time, False
    for k in range(4):
        on, since = row.exceeded[k], row.since[k]
        delay = own.delay[0 if on else 1]
        left = delay if since == NEVER else min(delay, since + delay - time)
        wrong = crosses(v, own.arm[k], own.back[k], on, k, own.inclusive)
        if wrong and (delay == 0 or (held and left <= 0)):
            row.exceeded[k], row.since[k] = not on, NEVER
        elif wrong and since == NEVER:
            row.since[k] = time
            begin(s, k, arrival, delay, row, state, heap, places)
        elif wrong and held:
            begin(s, k, arrival, left, row, state, heap, places)
        elif not wrong and since != NEVER:
            row.since[k] = NEVER
            end(s, k, row, state, heap, places)
    row.busy = concerns(row)
    if worst(row.exceeded) != before:
        n = reach(worst(row.exceeded), time, v, found, n)
    return n


@register_jitable
def calm(s: int, row: LimitState, own: Limits, band: Bands) -> None:
    """Find out anew which values change nothing; while the link is dead or a delay runs there are none."""
    low, high = -np.inf, -np.inf if row.bad else np.inf
    for k in range(4):
        edge = own.back[k] if row.exceeded[k] else own.arm[k]
        if row.since[k] != NEVER:
            high = -np.inf
        elif (k <= 1) == (row.exceeded[k] != 0):  # LL and L are left upwards, H and HH are reached so
            high = min(high, edge)
        else:
            low = max(low, edge)
    band[0, s], band[1, s] = low, high


@register_jitable
def fire(
    s: int, k: int, at: int, row: LimitState, own: Limits, state: Rows[LimitState], heap: Heap, places: Places,
    found: Rows[Reached], n: int,
) -> int:  # fmt: skip
    """The delay of limit k has passed at `at` without a sample: what was met by then takes effect."""
    start = n
    end(s, k, row, state, heap, places)
    if row.since[k] != NEVER:
        met = row.since[k] + own.delay[0 if row.exceeded[k] else 1]
        n = settle(s, row, own, met, state, heap, places, found, n)
    row.busy = concerns(row)
    note(own.point, at, k, found, start, n)
    return n


@register_jitable
def fire_before(
    stamp: int, s: int, row: LimitState, own: Limits, state: Rows[LimitState], heap: Heap, places: Places,
    found: Rows[Reached], n: int,
) -> int:  # fmt: skip
    """Fire all timers of a point that are due before the stamp, in order of due and name: H, HH, L, LL."""
    while True:
        k, at = -1, stamp
        for j in (2, 3, 1, 0):
            if row.due[j] < at:
                k, at = j, row.due[j]
        if k < 0:
            return n
        n = fire(s, k, at, row, own, state, heap, places, found, n)


@register_jitable
def is_quiet(slot: int, v: float, quality: int, band: Bands) -> bool:
    """Whether the sample changes nothing but the last value; no number is not between any two."""
    s: Any = np.uint32(slot)  # it is never negative, which need not be asked then
    return (quality == 0) & (band[0, s] < v) & (v < band[1, s])  # type: ignore[no-any-return]


@register_jitable
def quiet_until(
    i: int, slot: npt.NDArray[np.int32], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], band: Bands
) -> int:
    """The first sample from i on that is not quiet."""
    while i + BLOCK <= slot.size:
        slots, values, qualities = slot[i : i + BLOCK], value[i : i + BLOCK], quality[i : i + BLOCK]
        first: Any = np.uint32(slots[0])
        loud = apart = 0
        for j in range(BLOCK):
            apart |= slots[j] - slots[0] - j
        if apart:
            for j in range(BLOCK):
                loud |= 1 - is_quiet(slots[j], values[j], qualities[j], band)
        else:  # slots one after the other, as mostly: they need not be looked up
            low, high = band[0, first : first + BLOCK], band[1, first : first + BLOCK]
            for j in range(BLOCK):
                loud |= 1 - ((qualities[j] == 0) & (low[j] < values[j]) & (values[j] < high[j]))
        if loud:
            break
        i += BLOCK
    while i < slot.size and is_quiet(slot[i], value[i], quality[i], band):
        i += 1
    return i


@kernel
def judge(  # noqa: C901, PLR0912 - calls would cost
    begin_at: int, later: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[LimitState], limits: Rows[Limits], band: OutGrid[np.float64],
    heap: Out[np.int32], places: Out[np.int32], found: Rows[Reached], saved: Rows[LimitState], where: Out[np.int32],
) -> tuple[int, int, int, bool, int, int, int]:  # fmt: skip
    """Judge each sample from `begin_at` on; how many levels were reached, and at which sample there was no more room.

    Timers of a point that are due before one of its samples fire before it. `later`: quiet samples are not written, as
    they will be noted later; records that are written are saved, in order: how many, and whether all samples are good.
    The last three are what `Delays.told` wants, in its order.
    """
    n, m, good, i, asked, shortest = 0, 0, True, begin_at, FOREVER, FOREVER
    while i < slot.size:
        if later:
            i = quiet_until(i, slot, value, quality, band)
            if i == slot.size:
                break
        s: Any = np.uint32(slot[i])
        v, row = value[i], state[s]
        if is_quiet(slot[i], v, quality[i], band):
            row.value, row.time = v, time[i]
            i += 1
            continue
        if n + ROOM > found.size or m == where.size:
            return n, i, m, good, first_due(state, heap), asked, shortest
        if later:
            where[m], saved[m] = slot[i], row
            m += 1
        own = limits[s]
        if row.busy:
            n = fire_before(arrival[i], s, row, own, state, heap, places, found, n)
        start = n
        bad = is_bad(quality[i]) or not np.isfinite(v)
        certain = bad or is_good(quality[i])
        good = good and certain and not bad
        if certain and not row.bad:  # what is uncertain says nothing
            n = settle(s, row, own, time[i], state, heap, places, found, n)
        if bad and not row.bad:  # the link has died: what was not met by now stands still
            row.bad, row.busy = True, concerns(row)
            for k in range(4):
                end(s, k, row, state, heap, places)
        elif certain and not bad:
            n = weigh(s, row, own, time[i], arrival[i], v, state, heap, places, found, n)
        calm(s, row, own, band)
        note(own.point, arrival[i], NO_TIMER, found, start, n)
        for k in range(4):
            asked = min(asked, row.due[k])
            if row.since[k] == time[i]:
                shortest = min(shortest, own.delay[0 if row.exceeded[k] else 1])
        i += 1
    return n, slot.size, m, good, first_due(state, heap), asked, shortest


@kernel
def elapse(
    until: int, state: Rows[LimitState], limits: Rows[Limits], band: OutGrid[np.float64], heap: Out[np.int32],
    places: Out[np.int32], found: Rows[Reached], saved: Rows[LimitState], where: Out[np.int32],
) -> tuple[int, int, int]:  # fmt: skip
    """Fire all timers that are due before `until`, or as many as there is room for.

    How many levels were reached, how many records saved, and when the first delay is due: each as of `judge`.
    """
    n = m = 0
    while first_due(state, heap) < until and n + ROOM <= found.size and m < where.size:
        s: Any = np.uint32(heap[1] >> 2)
        row = state[s]
        where[m], saved[m] = s, row
        m += 1
        n = fire_before(until, s, row, limits[s], state, heap, places, found, n)
        calm(s, row, limits[s], band)
    return n, m, first_due(state, heap)


@kernel
def expire(
    s: int, k: int, at: int, state: Rows[LimitState], limits: Rows[Limits], band: OutGrid[np.float64],
    heap: Out[np.int32], places: Out[np.int32], found: Rows[Reached],
) -> tuple[int, int]:  # fmt: skip
    """Fire one timer that was due at `at`; how many levels were reached, and when the first delay is due."""
    n = fire(s, k, at, state[s], limits[s], state, heap, places, found, 0)
    calm(s, state[s], limits[s], band)
    return n, first_due(state, heap)
