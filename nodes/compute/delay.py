"""Delay: every sample later, as transport or dead time delays it."""

from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field

from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import OutputPoint
from nodes.compute.producing import DueState, Made, Producing, put_off
from nodes.compute.recent import MOST, Kept, RecentState, Ring, at, push
from tundish import Duration, In, NodeConfig, PerPoint, Port, Rows, Table, kernel, nanoseconds
from tundish.quality import BAD, NOT_A_NUMBER, STALE, UNCERTAIN, is_bad
from tundish.timers import FOREVER


class DelayRow(MappedRow):
    """How late all points that fit a pattern come."""

    delay: Annotated[Duration, Field(gt=0, le=31_622_400, title="Delay")] = 60.0
    """How much later a sample comes out; its time is later by as much."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.delayed"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class DelayConfig(NodeConfig):
    rows: Annotated[Table[DelayRow], Field(title="Points")] = (DelayRow(),)
    """One row for a point or for all points that fit a pattern."""


class DelayState(DueState, RecentState):
    """What is kept is time and value; beside the quality lies by how much the sample had come after its time."""

    lost: PerPoint[np.bool_] = PerPoint(default=0)
    """Those before the first that waits were too many."""


class Pipe:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("delay", "i8")])

    what: int
    point: int
    delay: int


@register_jitable
def due_of(one: Kept, own: Pipe) -> Any:
    """When a sample that waits comes out."""
    return put_off(one.time + (one.quality >> 8) + own.delay, 2)


@kernel
def delayed(  # noqa: C901 - samples and timers
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[DelayState], pipes: Rows[Pipe], rings: Rows[Ring], kept: Rows[Kept],
    made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`."""
    n, soonest = 0, FOREVER
    for i in range(begin, slot.size):
        row, own, ring = state[slot[i]], pipes[slot[i]], rings[slot[i]]
        if own.what == DROP:
            row.head, row.due = row.tail, FOREVER
            continue
        if not due:
            q = int(quality[i])
            if not np.isfinite(value[i]):
                q = q if is_bad(q) else BAD | NOT_A_NUMBER
            if row.tail - row.head == MOST:
                row.head, row.lost = row.head + 1, True
                row.due = due_of(kept[at(ring, row.head)], own)
            push(row, ring, kept, time[i], value[i], q + ((arrival[i] - time[i]) << 8))
            if row.tail - row.head == 1:
                row.due = put_off(arrival[i] + own.delay, 2)
                soonest = min(soonest, row.due)
            continue
        while row.tail > row.head and row.due <= due:
            if n == made.size:
                return n, i, soonest
            one = kept[at(ring, row.head)]
            made[n].arrival, made[n].time, made[n].point = due, one.time + own.delay, own.point
            made[n].value, made[n].quality = one.value, one.quality & 0xFF
            if row.lost:
                made[n].quality, row.lost = max(made[n].quality, UNCERTAIN | STALE), False
            n += 1
            row.head += 1
            row.due = FOREVER
            if row.tail > row.head:
                row.due = due_of(kept[at(ring, row.head)], own)
    return n, slot.size, soonest


class Delay(Rowed[DelayConfig, DelayState], Producing[DelayConfig, DelayState]):
    """Let samples through later, with their times moved by as much: dead time, as of a belt or a pipe.

    The delay passes on the engine's clock from a sample's arrival. At most 100,000 samples of a point are on their way;
    of more the oldest are lost, and the first after them is uncertain. An edited delay holds from the sample after
    next on.
    """

    kind = "compute.delay"
    title = "Delay"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="The same, later."),)
    summary_field = "rows"
    line = Pipe

    def of(self, row: DelayRow) -> tuple[Any, ...]:
        return WORK, nanoseconds(row.delay)

    def prepare(self, slot: npt.NDArray[np.int32]) -> None:
        self.state.make_room(slot)

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        state = self.state
        return delayed(
            begin, due, slot, arrival, time, value, quality, state.rows, self.lines(), state.rings, state.kept, made
        )  # fmt: skip
