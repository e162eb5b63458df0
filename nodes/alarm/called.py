"""Called for: a condition that samples call for, one by one, and its delays. Kernels of alarm nodes share it.

A good sample calls for a level: 0 normal, or what else the condition has. The alarm gets to the level when that very
level has been called for without a break for as long as its delay: on-delay, or off-delay when it is normal.
"""

from typing import Any

import numpy as np
from numba.extending import register_jitable

from tundish import AlarmState, PerPoint, Rows

NEVER = -(2**63)

BEGIN, GIVE_UP, RESUME, LEVEL = range(4)
"""What may happen: a delay begins; it runs no more; a held one goes on; the point gets to another level."""

ROOM = 24
"""Most happenings of one sample."""


class CalledState(AlarmState):
    """The condition of each point that is judged."""

    value: PerPoint[np.float64] = PerPoint(default=np.nan)
    """What was judged last, when it was good, and its time: to judge again after an edit."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    since: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Source time from which `wanted` has been called for, while the alarm is not there yet; else NEVER."""
    level: PerPoint[np.int8] = PerPoint(default=0)
    """After the delays."""
    wanted: PerPoint[np.int8] = PerPoint(default=0)
    """What the latest good sample called for."""
    held: PerPoint[np.bool_] = PerPoint(default=0)
    """The latest sample was bad or no number: `since` stays, no timer runs."""
    why: PerPoint[np.int16] = PerPoint(default=0)
    """Which of several reasons the latest sample had, by number."""


class Found:
    """`time` is the source time of a level, the length (what is left) of a delay that begins (goes on)."""

    dtype = np.dtype(
        [("what", "i8"), ("slot", "i8"), ("arrival", "i8"), ("level", "i8"), ("time", "i8"), ("why", "i8"),
         ("value", "f8")]
    )  # fmt: skip

    what: int
    slot: int
    arrival: int
    level: int
    time: int
    why: int
    value: float


@register_jitable
def tell(what: int, s: int, arrival: int, row: Any, time: int, found: Rows[Found], n: int) -> int:
    """Write a happening down."""
    one = found[n]
    one.what, one.slot, one.arrival, one.level, one.time = what, s, arrival, row.level, time
    one.why, one.value = row.why, row.value
    return n + 1


@register_jitable
def delay_of(row: Any, own: Any) -> int:
    """Of what is wanted."""
    return int(own.on if row.wanted else own.off)


@register_jitable
def settle(s: int, row: Any, own: Any, until: int, arrival: int, found: Rows[Found], n: int) -> int:
    """Let the delay take effect if it is met by `until`, a source time."""
    if row.since == NEVER or row.since + delay_of(row, own) > until:
        return n
    met = row.since + delay_of(row, own)
    row.level, row.since = row.wanted, NEVER
    n = tell(GIVE_UP, s, arrival, row, 0, found, n)
    return tell(LEVEL, s, arrival, row, met, found, n)


@register_jitable
def hold(s: int, row: Any, own: Any, time: int, arrival: int, found: Rows[Found], n: int) -> int:
    """The link has died: what was met until then takes effect, else the delay stands still."""
    if row.held:
        return n
    n = settle(s, row, own, time, arrival, found, n)
    row.held = True
    return tell(GIVE_UP, s, arrival, row, 0, found, n) if row.since != NEVER else n


@register_jitable
def call(
    s: int, row: Any, own: Any, level: int, why: int, arrival: int, time: int, value: float, found: Rows[Found], n: int
) -> int:
    """A good sample calls for a level."""
    if not row.held:
        n = settle(s, row, own, time, arrival, found, n)
    held, wanted = row.held, row.wanted
    row.value, row.time, row.wanted, row.held, row.why = value, time, level, False, why
    if level == row.level:
        if row.since != NEVER:
            row.since = NEVER
            n = tell(GIVE_UP, s, arrival, row, 0, found, n)
        return n
    delay = delay_of(row, own)
    left = delay
    if row.since == NEVER or level != wanted:
        row.since = time
        if delay > 0:
            return tell(BEGIN, s, arrival, row, delay, found, n)
    elif held:
        left = row.since + delay - time
        if left > 0:
            return tell(RESUME, s, arrival, row, min(left, delay), found, n)
    else:
        return n
    row.level, row.since = level, NEVER
    n = tell(GIVE_UP, s, arrival, row, 0, found, n)
    return tell(LEVEL, s, arrival, row, time, found, n)


@register_jitable
def beyond(x: float, low: float, high: float, deadband: float, level: int) -> int:
    """1 above the high limit, -1 below the low one, 0 between; a level that is there is left at limit and deadband."""
    if x > high or (level > 0 and x > high - deadband):
        return 1
    if x < low or (level < 0 and x < low + deadband):
        return -1
    return 0
