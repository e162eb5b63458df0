"""Rate-of-change alarm: a measurement rises or falls too fast."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from nodes.alarm.called import CalledState, Found, beyond, call, hold
from nodes.alarm.conditions import (
    Condition,
    JudgedRow,
    Line,
    Message,
    OffDelay,
    OnDelay,
    PriorityField,
    Rule,
    rule,
    words,
)
from nodes.compute.counter import PER
from nodes.compute.rate import slope
from nodes.compute.recent import Kept, RecentState, Ring, at, push
from tundish import AlarmConfig, Duration, In, Number, Port, Rows, Samples, Table, kernel, nanoseconds
from tundish.alarm import SUPPRESS, TRANSITIONS
from tundish.quality import is_bad, is_good


class RateRow(JudgedRow):
    """How fast all points that fit a pattern may change."""

    rising: Annotated[Number | None, Field(ge=0, title="Rising")] = 10.0
    """Active when the point rises faster than this, in its unit per the time chosen. Empty: never."""
    falling: Annotated[Number | None, Field(ge=0, title="Falling")] = 10.0
    """Active when the point falls faster than this, as a positive number. Empty: never."""
    per: Annotated[Literal["second", "minute", "hour", "day"], Field(title="Per")] = "minute"
    """Time to which the limits refer."""
    over: Annotated[Duration, Field(title="Over")] = 60.0
    """Of the latest values, those not older than this and the one before them. 0: from the value before."""
    method: Annotated[Literal["ends", "slope"], Field(title="Method")] = "ends"
    """Ends: from the oldest to the newest of them. Slope: of the straight line that fits them best (least squares)."""
    deadband: Annotated[Number, Field(ge=0, title="Deadband")] = 0.0
    """How far below the limit the rate must come before the alarm returns, in the unit of the limits. There is none in
    percent: the range of a point does not say how fast it may change."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    priority: PriorityField = "moderate"
    message: Message = "{point} changes by {value} (limit {limit})"
    """What the operator reads. `{point}`, `{level}`, `{value}` and `{limit}` are filled in."""

    @model_validator(mode="after")
    def _can_return(self) -> Self:
        if self.deadband > min(x for x in (self.rising, self.falling, float("inf")) if x is not None):
            raise ValueError("deadband: it is larger than a limit, so that the alarm could never return")
        return self


class RateConfig(AlarmConfig):
    rows: Annotated[Table[RateRow], Field(title="Points")] = (RateRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged."""


class RateState(CalledState, RecentState):
    pass


class Speed(Rule):
    dtype = rule(("falling", "f8"), ("rising", "f8"), ("deadband", "f8"), ("over", "i8"), ("per", "f8"),
                 ("slope", "i8"))  # fmt: skip

    falling: float
    rising: float
    deadband: float
    over: int
    per: float
    """Ns to which the limits refer."""
    slope: int


@kernel
def judge(
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64], quality: In[np.uint8],
    state: Rows[RateState], lines: Rows[Speed], rings: Rows[Ring], kept: Rows[Kept], found: Rows[Found],
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        s = slot[i]
        own, ring, v = lines[s], rings[s], value[i]
        row: Any = state[s]
        if not own.judges:
            continue
        if is_bad(quality[i]) or not np.isfinite(v):
            n = hold(s, row, own, time[i], arrival[i], found, n)
            continue
        if not is_good(quality[i]):
            continue
        push(row, ring, kept, time[i], v, 0)
        while row.tail - row.head > 2 and kept[at(ring, row.head + 1)].time < time[i] - own.over:  # noqa: PLR2004 - two
            row.head += 1
        first = kept[at(ring, row.head)]
        if time[i] <= first.time:
            continue
        change = slope(row, ring, kept) if own.slope else (v - first.value) / (time[i] - first.time)
        x = change * own.per
        if np.isfinite(x):
            level = beyond(x, own.falling, own.rising, own.deadband, row.level)
            n = call(s, row, own, level, 0, arrival[i], time[i], x, found, n)
    return n


class RateAlarm(Condition[RateConfig, RateState]):
    """Raise an alarm when a point changes too fast.

    The order is rate, limit with deadband, on-delay, off-delay. The rate is that over the latest good values, in source
    time, and is judged with each of them from the second on; the value of the alarm is the rate. Bad samples hold the
    condition: nothing is raised and nothing returns until the next good one, which is judged first. Uncertain ones are
    passed over. At most 100,000 values of a point are kept.

    After an edit the last rate is judged again: what does not change is not announced again, and delays keep running
    unless their length changed. A point that is bad at that time waits for its next good sample. Another period or
    method counts from the next sample on.
    """

    kind = "alarm.rate"
    title = "Rate-of-change alarm"
    inputs = (Port.samples(help="Any number of points."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    line = Speed
    condition = "rate"
    level_words = words({1: "roc+", -1: "roc-"})

    def limit_of(self, row: RateRow, level: int) -> float | None:
        if level < 0:
            return None if row.falling is None else -row.falling
        return row.rising

    def rest_of(self, row: RateRow, name: str) -> Line:
        falling = -float("inf") if row.falling is None else -row.falling
        rising = float("inf") if row.rising is None else row.rising
        per = PER[row.per] * 1e9
        return falling, rising, row.deadband, nanoseconds(row.over), per, int(row.method == "slope")

    def judge(self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, found: Any) -> int:
        state = self.state
        state.make_room(slot)
        return judge(
            slot, samples.arrival, samples.time, samples.value, samples.quality, state.rows, lines, state.rings,
            state.kept, found,
        )  # fmt: skip

    def called_again(self, slot: int, row: Any, own: Any) -> tuple[int, float]:
        x = float(row.value)
        return beyond(x, own.falling, own.rising, own.deadband, row.level), x
