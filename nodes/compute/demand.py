"""Demand: the average power of each block of 15 minutes, and what it will come to."""

from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.compute.clock import Offsets, must_fit_the_clock, offsets_of, window_of
from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import OutputPoint, keep_second_apart, named
from nodes.compute.producing import DueState, Made, Producing, grain_of, put_off, too_late
from tundish import (
    Duration,
    Event,
    In,
    NodeConfig,
    Number,
    PerPoint,
    Port,
    Rows,
    Table,
    Unit,
    Zone,
    kernel,
    nanoseconds,
)  # fmt: skip
from tundish.quality import BAD, STALE, UNCERTAIN, is_bad
from tundish.timers import FOREVER

NEVER = -(2**63)
SILENT = 100
"""Blocks without a sample that are told, at most."""


class DemandRow(MappedRow):
    """Power of all points that fit a pattern."""

    limit: Annotated[Number | None, Field(title="Limit")] = None
    """Demand that must not be exceeded, in the unit of the input. Empty: none."""
    back: Annotated[Number, Unit("%"), Field(gt=0, le=100, title="Back below")] = 95.0
    """Part of the limit below which a projection must come until it is in order again."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.demand"
    """Average of each block, at its end. `{point}` stands for the name of the input."""
    projected: Annotated[OutputPoint, Field(title="Projection")] = "{point}.projected"
    """What the block comes to if power stays as it is, with each sample. `{point}` stands for the name of the input."""

    @model_validator(mode="after")
    def _projects_apart(self) -> Self:
        keep_second_apart(self.points, self.output, "projected", self.projected)
        return self


class DemandConfig(NodeConfig):
    rows: Annotated[Table[DemandRow], Field(title="Points")] = (DemandRow(),)
    """One row for a point or for all points that fit a pattern."""
    block: Annotated[Duration, Field(ge=1, title="Block")] = 900.0
    """As the utility bills it: 15 min, in some places 30. It divides an hour, is whole hours, or whole days."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Whose clock blocks keep to, like Asia/Shanghai."""
    settle: Annotated[Duration, Field(title="No event in the first")] = 120.0
    """At the beginning of a block nothing is told of the limit: little has been measured then."""
    min_share: Annotated[Number, Unit("%"), Field(ge=0, le=100, title="Least good share")] = 90.0
    """Of a block for which power must be known; else its demand is uncertain."""
    lateness: Annotated[Duration, Field(le=86400, title="Wait for late samples")] = 2.0
    """How long after its end a block waits when no later sample has come."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        must_fit_the_clock("block", self.block)
        return self


class DemandState(DueState):
    start: PerPoint[np.int64] = PerPoint(default=NEVER)
    end: PerPoint[np.int64] = PerPoint(default=NEVER)
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Up to which the block is summed up."""
    value: PerPoint[np.float64] = PerPoint(default=0)
    known: PerPoint[np.bool_] = PerPoint(default=0)
    area: PerPoint[np.float64] = PerPoint(default=0)
    """Power times ns."""
    covered: PerPoint[np.int64] = PerPoint(default=0)
    doubt: PerPoint[np.uint8] = PerPoint(default=0)
    over: PerPoint[np.bool_] = PerPoint(default=0)
    """The limit will be exceeded, and this was told."""
    silent: PerPoint[np.int64] = PerPoint(default=0)


class Bill:
    dtype = np.dtype(
        [("what", "i8"), ("point", "i8"), ("limit", "f8"), ("back", "f8"), ("projected", "i8")]
    )  # fmt: skip

    what: int
    point: int
    limit: float
    back: float
    projected: int


@register_jitable
def advance(row: DemandState, until: int) -> None:
    if row.known and until > row.time:
        row.area += row.value * (until - row.time)
        row.covered += until - row.time
    row.time = max(row.time, until)


@kernel
def demand(  # noqa: C901, PLR0912, PLR0915 - samples and timers
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[DemandState], bills: Rows[Bill], block: int, settle: int, share: float,
    wait: int, grain: int, offsets: Rows[Offsets], made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`; what happens is 1 over the limit, 0 back."""
    n, soonest = 0, FOREVER
    for i in range(begin, slot.size):
        row, own = state[slot[i]], bills[slot[i]]
        if own.what == DROP or (due and (row.due > due or row.end == NEVER)):
            continue
        stamp, t, v, q = due, row.end, 0.0, 0
        if not due:
            stamp, t, v, q = arrival[i], time[i], value[i], int(quality[i])
            if t < row.time:
                if n == made.size:
                    return n, i, soonest
                n = too_late(row, slot[i], stamp, row.time - t, made, n)
                continue
            if row.end == NEVER or t - row.end > SILENT * block:
                row.start, row.end = window_of(t, block, 0, offsets)
                row.time, row.area, row.covered, row.doubt = t, 0.0, 0, 0
        while t >= row.end:
            if n + 2 > made.size:
                return n, i, soonest
            advance(row, row.end)
            made[n].arrival, made[n].time, made[n].point = stamp, row.end, own.point
            made[n].value = row.area / row.covered if row.covered else np.nan
            known = row.covered >= share * (row.end - row.start)
            made[n].quality = row.doubt if known else max(row.doubt, UNCERTAIN | STALE)
            if not np.isfinite(made[n].value):
                made[n].value, made[n].quality = np.nan, BAD | STALE
            n += 1
            row.area, row.covered, row.doubt = 0.0, 0, 0
            row.start, row.end = window_of(row.end, block, 0, offsets)
        if due:
            row.silent += 1
            row.due = FOREVER if row.silent >= SILENT else put_off(due + row.end - t, 2)
            continue
        if n + 2 > made.size:
            return n, i, soonest
        advance(row, t)
        row.value, row.known, row.silent = v, np.isfinite(v) and not is_bad(q), 0
        row.due = put_off(max(stamp + 1, stamp + row.end - t + wait), grain)
        soonest = min(soonest, row.due)
        if not row.known:
            continue
        row.doubt = max(row.doubt, q)
        mean = row.area / row.covered if row.covered else v
        projection = (mean * (t - row.start) + v * (row.end - t)) / (row.end - row.start)
        made[n].arrival, made[n].time, made[n].point, made[n].value = stamp, t, own.projected, projection
        made[n].quality = row.doubt
        if not np.isfinite(projection):
            made[n].value, made[n].quality = np.nan, BAD | STALE
        n += 1
        over = projection > own.limit if not row.over else projection >= own.back
        if over != row.over and t - row.start >= settle:
            row.over = over
            made[n].arrival, made[n].time, made[n].point, made[n].value = stamp, t, -1 - slot[i], projection
            made[n].quality = over
            n += 1
    return n, slot.size, soonest


class Demand(Rowed[DemandConfig, DemandState], Producing[DemandConfig, DemandState]):
    """Tell the demand of each block of 15 minutes, what the running block will come to, and when it will be too much.

    Demand is the time-weighted average of power over a block. The projection takes what the block has used so far, and
    the present power for the rest of it. When it exceeds the limit, `demand.over` is told once, and `demand.back` when
    it is below again; who sheds load acts on these. A value holds until the next; time after a bad sample is not known.
    """

    kind = "compute.demand"
    title = "Peak demand"
    inputs = (Port.samples(help="Power, like kW."),)
    outputs = (
        Port.samples(help="Demand of each block, and the projection."),
        Port.events(help="The limit will be exceeded, or no longer: `demand.over`, `demand.back`."),
    )
    keeps = ("demand.*",)
    summary_field = "rows"
    line = Bill

    def of(self, row: DemandRow) -> tuple[Any, ...]:
        limit = np.inf if row.limit is None else row.limit
        return WORK, limit, limit * row.back / 100 if row.limit is not None else np.inf

    def line_of(self, row: DemandRow, name: str) -> tuple[Any, ...]:
        return (*super().line_of(row, name), self.points.number(named(row.projected, name)))

    def owned(self) -> tuple[str, ...]:
        projected = (named(row.projected, row.points) for row in self.config.rows)
        return tuple(dict.fromkeys((*super().owned(), *projected)))

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        config = self.config
        block = nanoseconds(config.block)
        return demand(
            begin, due, slot, arrival, time, value, quality, self.state.rows, self.lines(), block,
            nanoseconds(config.settle), config.min_share / 100, nanoseconds(config.lateness), grain_of(block),
            offsets_of(config.zone), made,
        )  # fmt: skip

    def happened(self, arrival: int, time: int, point: int, value: float, what: int) -> Event:
        name = self.points.name(self.state.points[-1 - point])
        data = {"projected": value, "limit": getattr(self.row_of(name), "limit", None)}
        return Event(kind="demand.over" if what else "demand.back", time=time, arrival=arrival, point=name, data=data)

    def on_config(self, old: DemandConfig | None) -> Any:
        if old and (old.block, old.zone) != (self.config.block, self.config.zone):
            self.state.rows["end"], self.state.rows["due"] = NEVER, FOREVER
        return ()
