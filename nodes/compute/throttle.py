"""Throttle: no more than one sample of a point in an interval."""

from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import OutputPoint
from nodes.compute.producing import DueState, Made, Producing, put_off
from tundish import Duration, In, NodeConfig, PerPoint, Port, Rows, Table, kernel, nanoseconds
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, is_bad
from tundish.timers import FOREVER

PASSES = ("first", "last", "average")
FIRST, LAST, AVERAGE = range(WORK, WORK + 3)
NEVER = -(2**63)


class ThrottleRow(MappedRow):
    """How often all points that fit a pattern come."""

    interval: Annotated[Duration, Field(gt=0, le=31_622_400, title="Interval")] = 10.0
    """At most one sample in so long. It begins with a sample, not by the clock."""
    passes: Annotated[Literal["first", "last", "average"], Field(title="Passes")] = "last"
    """Of an interval: the first sample, at once; the last, at its end; or the average of all, at its end."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class ThrottleConfig(NodeConfig):
    rows: Annotated[Table[ThrottleRow], Field(title="Points")] = (ThrottleRow(),)
    """One row for a point or for all points that fit a pattern."""


class ThrottleState(DueState):
    end: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Of the running interval, in source time."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    value: PerPoint[np.float64] = PerPoint(default=0)
    quality: PerPoint[np.uint8] = PerPoint(default=0)
    """The last sample, and the worst quality of those that count in an average."""
    total: PerPoint[np.float64] = PerPoint(default=0)
    count: PerPoint[np.int64] = PerPoint(default=0)
    open: PerPoint[np.bool_] = PerPoint(default=0)
    """There is something to tell."""


class Pace:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("interval", "i8")])

    what: int
    point: int
    interval: int


@kernel
def throttle(  # noqa: C901, PLR0912 - samples and timers
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[ThrottleState], paces: Rows[Pace], made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`."""
    n, soonest = 0, FOREVER
    for i in range(begin, slot.size):
        row, own = state[slot[i]], paces[slot[i]]
        if n == made.size:
            return n, i, soonest
        if own.what == DROP or (due and row.due > due):
            continue
        t = row.time if due else time[i]
        over = due or t >= row.end or row.end == NEVER
        if row.open and over:
            average = own.what == AVERAGE and row.count > 0
            made[n].arrival, made[n].time, made[n].point = due or arrival[i], row.time, own.point
            made[n].value = row.total / row.count if average else row.value
            made[n].quality = row.quality
            if not np.isfinite(made[n].value) and not is_bad(row.quality):
                made[n].value, made[n].quality = np.nan, BAD | CALCULATION_ERROR
            n += 1
            row.open = False
        if due:
            row.due = FOREVER
            continue
        v, q = value[i], int(quality[i])
        if not np.isfinite(v):
            q = q if is_bad(q) else BAD | NOT_A_NUMBER
        if over:
            row.end, row.total, row.count = t + own.interval, 0.0, 0
            if own.what == FIRST:
                made[n].arrival, made[n].time, made[n].point = arrival[i], t, own.point
                made[n].value, made[n].quality = v, q
                n += 1
        if own.what == FIRST:
            continue
        if over or not row.open:
            row.due = put_off(arrival[i] + max(2, row.end - t), 2)
            soonest = min(soonest, row.due)
        counts = own.what == AVERAGE and not is_bad(q)
        if counts:
            row.quality = max(row.quality, q) if row.count else q
            row.total, row.count = row.total + v, row.count + 1
        if row.count == 0 or own.what == LAST:
            row.quality = q
        row.time, row.value, row.open = t, v, True
    return n, slot.size, soonest


class Throttle(Rowed[ThrottleConfig, ThrottleState], Producing[ThrottleConfig, ThrottleState]):
    """Let no more than one sample of a point through in an interval: the first, the last, or the average.

    The interval begins with the first sample of a point, and with the first after its end again. Its end comes with
    that sample, or without one when it has passed on the engine's clock. A last sample keeps its time and its quality;
    an average has the time of the last one, leaves bad ones out, and is bad when all are.
    """

    kind = "compute.throttle"
    title = "Throttle"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="What is let through."),)
    summary_field = "rows"
    line = Pace

    def of(self, row: ThrottleRow) -> tuple[Any, ...]:
        return WORK + PASSES.index(row.passes), nanoseconds(row.interval)

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        return throttle(
            begin, due, slot, arrival, time, value, quality, self.state.rows, self.lines(), made
        )  # fmt: skip
