"""Totalise: the integral of a rate, with resets."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, ValidationError, model_validator

from nodes.compute.clock import Offsets, must_fit_the_clock, offsets_of, window_of
from nodes.compute.counter import PER
from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import OutputPoint
from nodes.compute.producing import DueState, Made, Producing, grain_of, put_off, samples_of, too_late
from tundish import (
    Command,
    Duration,
    Emits,
    Event,
    In,
    NodeConfig,
    Number,
    OnlyIf,
    PerPoint,
    PointPattern,
    Port,
    Rows,
    Table,
    Zone,
    kernel,
    nanoseconds,
)
from tundish.pattern import matches
from tundish.quality import BAD, CALCULATION_ERROR, STALE, UNCERTAIN, is_bad
from tundish.timers import FOREVER

NEVER = -(2**63)
LONGEST = 1000
"""Resets by the clock between two samples that are told, at most; and without a sample after them."""


class TotaliseRow(MappedRow):
    """How all points that fit a pattern are totalised."""

    per: Annotated[Literal["second", "minute", "hour", "day"], Field(title="Rate is per")] = "hour"
    """Time in the unit of the input: hour for m3/h."""
    between: Annotated[Literal["step", "linear"], Field(title="Between samples")] = "linear"
    """A value holds until the next, or moves to it in a straight line."""
    hold: Annotated[Duration, Field(title="Holds at most")] = 0.0
    """After so long without a sample a value is no longer known. 0: it holds until the next sample."""
    rollover: Annotated[Number | None, Field(gt=0, title="Rolls over at")] = None
    """Total at which it begins at 0 again. Empty: never."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.total"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class TotaliseConfig(NodeConfig):
    rows: Annotated[Table[TotaliseRow], Field(title="Points")] = (TotaliseRow(),)
    """One row for a point or for all points that fit a pattern."""
    reset: Annotated[Literal["never", "clock"], Field(title="Reset")] = "never"
    """Never, or by the clock. A command or an event resets besides."""
    every: Annotated[Duration, Field(ge=1, title="Every"), OnlyIf("reset", "clock")] = 86400.0
    """By the clock: it divides an hour, is whole hours that divide a day, or whole days."""
    zone: Annotated[Zone, Field(title="Time zone"), OnlyIf("reset", "clock")] = "UTC"
    """Whose clock resets keep to, like Asia/Shanghai."""
    offset: Annotated[Duration, Field(lt=604_800, title="Begins after midnight"), OnlyIf("reset", "clock")] = 0.0
    """When the first reset of a day comes: 6 h for shifts from 6, 14 and 22 o'clock on."""
    lateness: Annotated[Duration, Field(le=86400, title="Wait for late samples"), OnlyIf("reset", "clock")] = 2.0
    """How long after the end a total waits when no later sample has come."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.reset == "clock":
            must_fit_the_clock("every", self.every)
        return self


class ResetArgs(NodeConfig):
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """Inputs whose totals begin at 0 again."""


class TotaliseState(DueState):
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Up to which the total goes; NEVER before the first sample."""
    seen: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Latest sample."""
    value: PerPoint[np.float64] = PerPoint(default=0)
    known: PerPoint[np.bool_] = PerPoint(default=0)
    """It is good enough to count."""
    total: PerPoint[np.float64] = PerPoint(default=0)
    rest: PerPoint[np.float64] = PerPoint(default=0)
    """What the sum has lost by rounding (Neumaier)."""
    doubt: PerPoint[np.uint8] = PerPoint(default=0)
    """Worst quality since the reset: uncertain when some time is not counted."""
    end: PerPoint[np.int64] = PerPoint(default=NEVER)
    """When the clock resets next."""
    silent: PerPoint[np.int64] = PerPoint(default=0)
    """Resets by the clock since the latest sample."""


class Meter:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("per", "f8"), ("linear", "i8"), ("hold", "i8"), ("end", "f8")])

    what: int
    point: int
    per: float
    """Ns."""
    linear: int
    hold: int
    end: float
    """Where it rolls over."""


@register_jitable
def advance(row: TotaliseState, own: Meter, until: int, value: float, time: int) -> None:
    """Add what came up to `until`; the next sample is `value` at `time`, NaN when there is none."""
    start, stop, v = row.time, until, row.value
    row.time = max(row.time, until)
    if not row.known:
        if stop > start:
            row.doubt = max(row.doubt, UNCERTAIN | STALE)
        return
    if own.hold and stop > row.seen + own.hold:
        stop, value = max(start, row.seen + own.hold), np.nan
        row.doubt = max(row.doubt, UNCERTAIN | STALE)
    if stop <= start:
        return
    if own.linear and not np.isnan(value):
        tilt = (value - row.value) / (time - row.seen)
        v = row.value + tilt * (0.5 * (start + stop) - row.seen)
    add = v * (stop - start) / own.per
    total = row.total + add
    row.rest += (row.total - total) + add if abs(row.total) >= abs(add) else (add - total) + row.total
    row.total = total
    if abs(total) >= own.end:
        row.total = np.fmod(total, own.end)


@kernel
def totalise(  # noqa: C901, PLR0912 - samples, timers and resets
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[TotaliseState], meters: Rows[Meter], every: int, offset: int, wait: int,
    grain: int, offsets: Rows[Offsets], made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`. `every` is 0 without resets by the clock."""
    n, soonest = 0, FOREVER
    for i in range(begin, slot.size):
        row, own = state[slot[i]], meters[slot[i]]
        if own.what == DROP or (due and row.due > due):
            continue
        stamp, t, v, q = due, row.end, np.nan, 0
        if not due:
            stamp, t, v, q = arrival[i], time[i], value[i], int(quality[i])
            if t < row.seen:
                if n == made.size:
                    return n, i, soonest
                n = too_late(row, slot[i], stamp, row.seen - t, made, n)
                continue
            if row.time == NEVER:
                row.time = row.seen = t
            if every and row.end == NEVER:
                row.end = window_of(t, every, offset, offsets)[1]
        good = np.isfinite(v) and not is_bad(q)
        following = v if good else np.nan
        turns = 0
        while every and t >= row.end:
            if n + 1 >= made.size:
                return n, i, soonest
            # by the clock alone, what comes next is not known: then the value is held to the end, and so it is told
            advance(row, own, row.end, np.nan, t)
            n = tell(row, own, stamp, row.end, made, n)
            row.total, row.rest, row.doubt = 0.0, 0.0, 0
            turns += 1
            begun, row.end = window_of(row.end if turns < LONGEST else t, every, offset, offsets)
            row.time = max(row.time, begun)  # what was in periods that are not told is in no other
        if due:
            row.silent += 1
            row.due = FOREVER if row.silent >= LONGEST else put_off(due + row.end - t, 2)
            continue
        advance(row, own, t, following, t)
        if n == made.size:
            return n, i, soonest
        row.value, row.seen, row.known, row.silent = v, t, good, 0
        if not is_bad(q):
            row.doubt = max(row.doubt, q)
        n = tell(row, own, stamp, t, made, n)
        if every:
            row.due = put_off(max(stamp + 1, stamp + row.end - t + wait), grain)
            soonest = min(soonest, row.due)
    return n, slot.size, soonest


@register_jitable
def tell(row: TotaliseState, own: Meter, stamp: int, time: int, made: Rows[Made], n: int) -> int:
    total = row.total + row.rest
    made[n].arrival, made[n].time, made[n].point = stamp, time, own.point
    made[n].value, made[n].quality = total, row.doubt
    if not np.isfinite(total):
        made[n].value, made[n].quality = np.nan, BAD | CALCULATION_ERROR
    return n + 1


@kernel
def begin_anew(
    slot: In[np.int32], time: int, stamp: int, state: Rows[TotaliseState], meters: Rows[Meter], made: Rows[Made]
) -> int:  # fmt: skip
    """Tell the totals up to `time`, and 0 from then on; how many samples that made."""
    n = 0
    for i in range(slot.size):
        row, own = state[slot[i]], meters[slot[i]]
        if own.what == DROP or row.time == NEVER:
            continue
        until = max(time, row.seen)
        if row.end != NEVER:
            until = min(until, row.end)
        advance(row, own, until, np.nan, until)
        n = tell(row, own, stamp, until, made, n)
        row.total, row.rest, row.doubt = 0.0, 0.0, 0
        n = tell(row, own, stamp, until, made, n)
    return n


class Totalise(Rowed[TotaliseConfig, TotaliseState], Producing[TotaliseConfig, TotaliseState]):
    """Add up a rate over time: m3 from m3/h, kWh from kW, running hours from 0 and 1.

    The running total comes with each sample, the last one of a period with the time of its end, whether a sample comes
    then or not; across it a value is held. Time after a bad sample, or beyond what a value holds, is not counted, and
    makes the total uncertain until the next reset. The command `reset` and any event on the input begin totals at 0
    again, at once: those of the event's point, or all when it has none. The total up to its time is told, then 0. By
    the clock at most 1,000 totals are told without a sample.
    """

    kind = "compute.totalise"
    title = "Totalise"
    inputs = (
        Port.samples(help="Rates."),
        Port.events("reset", "Reset", help="An event begins the total of its point, or all, at 0 again."),
    )
    outputs = (Port.samples(help="The running totals."),)
    commands = (Command("reset", "Reset the total", args=ResetArgs),)
    summary_field = "rows"
    line = Meter

    def of(self, row: TotaliseRow) -> tuple[Any, ...]:
        end = np.inf if row.rollover is None else row.rollover
        return WORK, PER[row.per] * 1e9, row.between == "linear", nanoseconds(row.hold), end

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        config = self.config
        every = nanoseconds(config.every) if config.reset == "clock" else 0
        return totalise(
            begin, due, slot, arrival, time, value, quality, self.state.rows, self.lines(), every,
            nanoseconds(config.offset), nanoseconds(config.lateness), grain_of(every), offsets_of(config.zone), made,
        )  # fmt: skip

    def on_event(self, port: str, event: Event) -> Emits:
        return self._reset(event.point or "*", event)

    def on_command(self, command: Event) -> Emits:
        if command.kind != "reset":
            return
        try:
            yield from self._reset(ResetArgs.model_validate(command.data.get("args") or {}).points, command)
        except ValidationError as error:
            yield "error", self.problem(error, command.arrival, {"command": command.kind})

    def _reset(self, pattern: str, why: Event) -> Emits:
        self.state.save_all()
        points = self.state.points
        slots = [slot for slot in self.by_name().tolist() if matches(self.points.name(points[slot]), pattern)]
        half = self.room // 2  # each makes two samples
        for first in range(0, len(slots), half):
            part = np.array(slots[first : first + half], np.int32)
            made: Any = self._room
            if n := begin_anew(part, why.time, why.arrival, self.state.rows, self.lines(), made):
                yield "samples", samples_of(made[:n])

    def on_config(self, old: TotaliseConfig | None) -> Any:
        if old and (old.reset, old.every, old.zone, old.offset) != (
            self.config.reset, self.config.every, self.config.zone, self.config.offset,
        ):  # fmt: skip
            self.state.rows["end"], self.state.rows["due"] = NEVER, FOREVER
        return ()
