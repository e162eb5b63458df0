"""Kernel of the limit alarm: judges samples, and says what happened."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from tundish import AlarmState, In, Out, OutGrid, PerPoint, Rows, Samples, kernel
from tundish.late import LateState
from tundish.quality import is_bad, is_good

NEVER = -(2**63)

BEGIN, GIVE_UP, LEVEL, RESUME = 0, 1, 2, 3
"""What may happen: the delay of limit `k` begins, or runs no more; the point gets to another level; a held delay goes
on."""

ROOM = 21
"""Most happenings of one sample: four delays met without it, four by it, each with a level; four begun; a level."""

NO_TIMER = 4
"""In place of the limit whose timer is the cause, where a sample is."""

FOREVER = 2**63 - 1
"""Due of no timer."""

BLOCK = 64
"""Samples that are looked at together."""

Bands = npt.NDArray[np.float64]
"""Good values between `[s, 0]` and `[s, 1]` change nothing at the point of slot s, as it is now."""
Dues = npt.NDArray[np.int64]
"""When the timer of limit k of the point of slot s fires, at `[s, k]`: what the state's timers say."""


class LimitState(LateState, AlarmState):
    value: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Last good value and its time, to judge again when limits change."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    bad: PerPoint[np.bool_] = PerPoint(default=0)
    """The link is dead: the latest sample was bad or no number. Delays are held: `since` stays, no timer runs."""
    busy: PerPoint[np.bool_] = PerPoint(default=0)
    """Anything exceeded or begun: the rest of the record matters."""
    exceeded: PerPoint[np.int8] = PerPoint(default=0, shape=4)
    """Of LL, L, H, HH; after the delays."""
    since: PerPoint[np.int64] = PerPoint(default=NEVER, shape=4)
    """Source time at which `exceeded` began to be wrong; NEVER if it is right."""

    def note(self, slot: npt.NDArray[np.int32], samples: Samples) -> None:
        note_good(slot, samples.time, samples.value, samples.quality, self.rows)


class Limits:
    """What the points of a slot are judged by. Exceeded beyond `arm`, no more beyond `back`; infinite: never."""

    dtype = np.dtype(
        [("arm", "f8", (4,)), ("back", "f8", (4,)), ("delay", "i8", (2,)), ("inclusive", "i8")], align=True
    )

    arm: tuple[float, ...]
    back: tuple[float, ...]
    delay: tuple[int, int]
    """Off, on."""
    inclusive: int


class Happening:
    """`time` is the source time of a level, the length (what is left) of a delay that begins (goes on).

    `arrival` is the stamp of the cause. `k` of a level is the limit whose timer is the cause, `NO_TIMER` for a sample.
    """

    dtype = np.dtype(
        [("what", "i8"), ("slot", "i8"), ("point", "i8"), ("arrival", "i8"), ("k", "i8"), ("level", "i8"),
         ("time", "i8"), ("value", "f8")]
    )  # fmt: skip

    what: int
    slot: int
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
def settle(row: LimitState, own: Limits, until: int, found: Rows[Happening], n: int) -> int:
    """Let the delays that are met by `until` take effect, in the order in which they are met."""
    while True:
        met = NEVER
        for k in range(4):
            if row.since[k] != NEVER:
                end = row.since[k] + own.delay[0 if row.exceeded[k] else 1]
                if end <= until and (met == NEVER or end < met):
                    met = end
        if met == NEVER:
            return n
        before = worst(row.exceeded)
        for k in range(4):
            if row.since[k] != NEVER and row.since[k] + own.delay[0 if row.exceeded[k] else 1] == met:
                row.exceeded[k], row.since[k] = not row.exceeded[k], NEVER
                found[n].what, found[n].k = GIVE_UP, k
                n += 1
        if worst(row.exceeded) != before:
            found[n].what, found[n].level, found[n].time = LEVEL, worst(row.exceeded), met
            found[n].value = row.value
            n += 1


@register_jitable
def concerns(row: LimitState) -> bool:
    """Whether anything is exceeded or begun."""
    for k in range(4):  # noqa: SIM110 - compiled
        if row.exceeded[k] or row.since[k] != NEVER:
            return True
    return False


@register_jitable
def hold(row: LimitState, own: Limits, time: int, found: Rows[Happening], n: int) -> int:
    """The link has died at `time`: what was met until then takes effect, other delays stand still."""
    n = settle(row, own, time, found, n)
    row.bad, row.busy = True, concerns(row)
    for k in range(4):
        if row.since[k] != NEVER:
            found[n].what, found[n].k = GIVE_UP, k
            n += 1
    return n


@register_jitable
def weigh(row: LimitState, own: Limits, time: int, v: float, found: Rows[Happening], n: int) -> int:
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
            found[n].what, found[n].k, found[n].time = BEGIN, k, delay
            n += 1
        elif wrong and held:
            found[n].what, found[n].k, found[n].time = RESUME, k, left
            n += 1
        elif not wrong and since != NEVER:
            row.since[k] = NEVER
            found[n].what, found[n].k = GIVE_UP, k
            n += 1
    row.busy = concerns(row)
    if worst(row.exceeded) != before:
        found[n].what, found[n].level, found[n].time, found[n].value = LEVEL, worst(row.exceeded), time, v
        n += 1
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
    band[s, 0], band[s, 1] = low, high


@register_jitable
def fire(s: int, k: int, row: LimitState, own: Limits, point: int, due: Dues, found: Rows[Happening], n: int) -> int:
    """The delay of limit k has passed without a sample: what was met by then takes effect."""
    start, at = n, due[s, k]
    due[s, k] = FOREVER
    if row.since[k] != NEVER:
        n = settle(row, own, row.since[k] + own.delay[0 if row.exceeded[k] else 1], found, n)
    row.busy = concerns(row)
    for r in range(start, n):
        found[r].slot, found[r].point, found[r].arrival = s, point, at
        if found[r].what == LEVEL:
            found[r].k = k
        else:
            due[s, found[r].k] = FOREVER
    return n


@register_jitable
def fire_before(
    stamp: int, s: int, row: LimitState, own: Limits, point: int, due: Dues, found: Rows[Happening], n: int
) -> int:
    """Fire all timers of a point that are due before the stamp, in order of due and name: H, HH, L, LL."""
    while True:
        k, at = -1, stamp
        for j in (2, 3, 1, 0):
            if due[s, j] < at:
                k, at = j, due[s, j]
        if k < 0:
            return n
        n = fire(s, k, row, own, point, due, found, n)


@register_jitable
def note(s: int, point: int, arrival: int, due: Dues, found: Rows[Happening], start: int, n: int) -> None:
    """Complete what a sample has made happen; its timers are set and cancelled here as `Timers` does it."""
    for r in range(start, n):
        one = found[r]
        one.slot, one.point, one.arrival = s, point, arrival
        if one.what == LEVEL:
            one.k = NO_TIMER
        elif one.what == GIVE_UP:
            due[s, one.k] = FOREVER
        else:
            at = arrival + max(1, one.time)
            due[s, one.k] = at + (at & 1)


@register_jitable
def is_quiet(slot: int, v: float, quality: int, band: Bands) -> bool:
    """Whether the sample changes nothing but the last value; no number is not between any two."""
    s: Any = np.uint32(slot)  # it is never negative, which need not be asked then
    return (quality == 0) & (band[s, 0] < v) & (v < band[s, 1])  # type: ignore[no-any-return]


@register_jitable
def quiet_until(
    i: int, slot: npt.NDArray[np.int32], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], band: Bands
) -> int:
    """The first sample from i on that is not quiet."""
    while i + BLOCK <= slot.size:
        slots, values, qualities = slot[i : i + BLOCK], value[i : i + BLOCK], quality[i : i + BLOCK]
        loud = 0
        for j in range(BLOCK):
            loud |= 1 - is_quiet(slots[j], values[j], qualities[j], band)
        if loud:
            break
        i += BLOCK
    while i < slot.size and is_quiet(slot[i], value[i], quality[i], band):
        i += 1
    return i


@kernel
def note_good(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[LimitState]
) -> None:
    """Write the last good value of each point, and its time."""
    for i in range(slot.size):
        if is_good(quality[i]) and np.isfinite(value[i]):
            row = state[slot[i]]
            row.value, row.time = value[i], time[i]


@kernel
def judge(  # noqa: C901 - calls would cost
    begin: int, later: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], point: In[np.int32],
    value: In[np.float64], quality: In[np.uint8], state: Rows[LimitState], limits: Rows[Limits],
    due: OutGrid[np.int64], band: OutGrid[np.float64], found: Rows[Happening],
    saved: Rows[LimitState], where: Out[np.int32],
) -> tuple[int, int, int, bool]:  # fmt: skip
    """Judge each sample from `begin` on; how many happenings were found, and at which sample there was no more room.

    Timers of a point that are due before one of its samples fire before it. `later`: quiet samples are not written, as
    they will be noted later; records that are written are saved, in order: how many, and whether all samples are good.
    """
    n, m, good, i = 0, 0, True, begin
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
            return n, i, m, good
        if later:
            where[m], saved[m] = slot[i], row
            m += 1
        own = limits[s]
        if row.busy:
            n = fire_before(arrival[i], s, row, own, point[i], due, found, n)
        start = n
        if is_bad(quality[i]) or not np.isfinite(v):
            good = False
            if not row.bad:
                n = hold(row, own, time[i], found, n)
        elif is_good(quality[i]):  # what is uncertain says nothing
            if not row.bad:
                n = settle(row, own, time[i], found, n)
            n = weigh(row, own, time[i], v, found, n)
        else:
            good = False
        calm(s, row, own, band)
        note(s, point[i], arrival[i], due, found, start, n)
        i += 1
    return n, slot.size, m, good


@kernel
def elapse(
    begin: int, timers: In[np.int64], state: Rows[LimitState], limits: Rows[Limits],
    due: OutGrid[np.int64], band: OutGrid[np.float64], found: Rows[Happening],
) -> tuple[int, int]:  # fmt: skip
    """Fire timers, in order: slot, point, limit and due of each, one after the other; the rest is as of `judge`.

    One that is due otherwise by now has been cancelled by one before it.
    """
    n = 0
    for i in range(begin, timers.size, 4):
        s, point, k = timers[i], timers[i + 1], timers[i + 2]
        if n + ROOM > found.size:
            return n, i
        if due[s, k] == timers[i + 3]:
            n = fire(s, k, state[s], limits[s], point, due, found, n)
            calm(s, state[s], limits[s], band)
    return n, timers.size
