"""Resample: values of each point at the times of a grid."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.compute.clock import Offsets, must_fit_the_clock, offsets_of, window_of
from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import OutputPoint
from nodes.compute.producing import DueState, Made, Producing, grain_of, put_off, too_late
from tundish import Duration, In, NodeConfig, PerPoint, Port, Rows, Table, Zone, kernel, nanoseconds
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, STALE, is_bad
from tundish.timers import FOREVER

METHODS = ("last", "linear", "average")
LAST, LINEAR, AVERAGE = range(WORK, WORK + 3)
NEVER = -(2**63)
SILENT = 100
"""Grid times that are told of a point without a sample, at most."""
LONGEST = 100_000
"""Grid times between two samples that are told, at most."""


class ResampleRow(MappedRow):
    """How all points that fit a pattern are brought to the grid."""

    method: Annotated[Literal["last", "linear", "average"], Field(title="Method")] = "last"
    """The last value; in a straight line between the samples before and after; or the average since the grid time
    before."""
    gap: Annotated[Duration, Field(title="Longest gap")] = 0.0
    """Farther from a sample, or between two, nothing is known, and the result is bad. 0: any gap is bridged."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.grid"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class ResampleConfig(NodeConfig):
    every: Annotated[Duration, Field(gt=0, title="Every")] = 60.0
    """Between two times of the grid. It divides an hour, is whole hours that divide a day, or whole days."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Whose clock the grid keeps to, like Asia/Shanghai."""
    rows: Annotated[Table[ResampleRow], Field(title="Points")] = (ResampleRow(),)
    """One row for a point or for all points that fit a pattern."""
    lateness: Annotated[Duration, Field(le=86400, title="Wait for late samples")] = 2.0
    """How long after a grid time a result is made when no later sample has come."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        must_fit_the_clock("every", self.every)
        return self


class ResampleState(DueState):
    next: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Grid time to be told next."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Latest sample."""
    value: PerPoint[np.float64] = PerPoint(default=0)
    quality: PerPoint[np.uint8] = PerPoint(default=0)
    total: PerPoint[np.float64] = PerPoint(default=0)
    """Sum, number and worst quality of the values since the grid time before."""
    count: PerPoint[np.int64] = PerPoint(default=0)
    worst: PerPoint[np.uint8] = PerPoint(default=0)
    silent: PerPoint[np.int64] = PerPoint(default=0)


class Grid:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("gap", "i8")])

    what: int
    point: int
    gap: int


@register_jitable
def known(row: ResampleState, own: Grid) -> tuple[float, int]:
    """Value and quality at the next grid time, without a later sample."""
    if own.what == AVERAGE:
        return (row.total / row.count, row.worst) if row.count else (np.nan, BAD | STALE)
    if own.gap and row.next - row.time > own.gap:
        return np.nan, BAD | STALE
    return row.value, row.quality


@register_jitable
def between(row: ResampleState, own: Grid, time: int, v: float, q: int) -> tuple[float, int]:
    """The same, on the way to a sample."""
    if row.next == row.time:
        return row.value, row.quality
    if is_bad(row.quality) or is_bad(q):
        return np.nan, max(row.quality, q)
    if own.gap and time - row.time > own.gap:
        return np.nan, BAD | STALE
    part = (row.next - row.time) / (time - row.time)
    return row.value * (1.0 - part) + v * part, max(row.quality, q)


@kernel
def resample(  # noqa: C901, PLR0912 - samples and timers
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[ResampleState], grids: Rows[Grid], every: int, wait: int, grain: int,
    offsets: Rows[Offsets], made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`."""
    n, soonest = 0, FOREVER
    for i in range(begin, slot.size):
        row, own = state[slot[i]], grids[slot[i]]
        if own.what == DROP or (due and (row.due > due or row.next == NEVER)):
            continue
        stamp, t, v, q = due, row.next, 0.0, 0
        if not due:
            stamp, t, v, q = arrival[i], time[i], value[i], int(quality[i])
            if not np.isfinite(v):
                q = q if is_bad(q) else BAD | NOT_A_NUMBER
            if t < row.time:
                if n == made.size:
                    return n, i, soonest
                n = too_late(row, slot[i], stamp, row.time - t, made, n)
                continue
            if row.next == NEVER or (t - row.next) // every > LONGEST:
                row.next = window_of(t - 1, every, 0, offsets)[1]  # itself, when it lies on the grid
        while row.next < t or (row.next == t and (due or own.what == AVERAGE)):
            if n == made.size:
                return n, i, soonest
            x, xq = between(row, own, t, v, q) if own.what == LINEAR else known(row, own)
            made[n].arrival, made[n].time, made[n].point = stamp, row.next, own.point
            made[n].value, made[n].quality = x, xq
            if not np.isfinite(x) and not is_bad(xq):
                made[n].value, made[n].quality = np.nan, BAD | CALCULATION_ERROR
            n += 1
            row.total, row.count, row.worst = 0.0, 0, 0
            row.next = window_of(row.next, every, 0, offsets)[1]
        if due:
            row.silent += 1
            row.due = FOREVER if row.silent >= SILENT else put_off(due + row.next - t, 2)
            continue
        row.time, row.value, row.quality, row.silent = t, v, q, 0
        if not is_bad(q):
            row.total, row.count, row.worst = row.total + v, row.count + 1, max(row.worst, q)
        if own.what != LINEAR:
            row.due = put_off(max(stamp + 1, stamp + row.next - t + wait), grain)
            soonest = min(soonest, row.due)
    return n, slot.size, soonest


class Resample(Rowed[ResampleConfig, ResampleState], Producing[ResampleConfig, ResampleState]):
    """Bring points to a common grid of times: the last value, a value between two samples, or the average.

    A result is made by the first sample after its grid time, or without one when that time has passed on the engine's
    clock too, up to 100 times in a row; linear ones wait for the sample. A last or linear value is as good as the
    samples it comes from; an average leaves bad ones out and is bad without any.
    """

    kind = "compute.resample"
    title = "Resample"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="The values on the grid."),)
    summary_field = "every"
    line = Grid

    def of(self, row: ResampleRow) -> tuple[Any, ...]:
        return WORK + METHODS.index(row.method), nanoseconds(row.gap)

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        every = nanoseconds(self.config.every)
        return resample(
            begin, due, slot, arrival, time, value, quality, self.state.rows, self.lines(), every,
            nanoseconds(self.config.lateness), grain_of(every), offsets_of(self.config.zone), made,
        )  # fmt: skip

    def on_config(self, old: ResampleConfig | None) -> Any:
        if old and (old.every, old.zone) != (self.config.every, self.config.zone):
            rows = self.state.rows
            rows["next"], rows["due"], rows["total"], rows["count"], rows["worst"] = NEVER, FOREVER, 0, 0, 0
        return ()
