"""Validity: averages of emissions, valid only when enough of their time was measured."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.compute.clock import Offsets, must_fit_the_clock, offsets_of, window_of
from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import POINT, OutputPoint, keep_second_apart, named
from nodes.compute.producing import DueState, Made, Producing, grain_of, put_off, too_late
from nodes.compute.recent import Kept, RecentState, Ring, at, push
from nodes.compute.running import QUARTERS, how_many, note, on_at, on_within, quarter_of
from tundish import (
    Duration,
    Emits,
    In,
    NodeConfig,
    Number,
    OnlyIf,
    PerPoint,
    Port,
    Rows,
    Samples,
    Table,
    Unit,
    Zone,
    kernel,
    nanoseconds,
)  # fmt: skip
from tundish.pattern import matches
from tundish.quality import BAD, NOT_OPERATING, STALE, is_bad, is_good
from tundish.timers import FOREVER

NEVER = -(2**63)
ALL_FOUR = 0b1111
WATCH = WORK + 1
"""A point that tells when the plant operates or is maintained."""
SILENT = 1000
"""Averaging times without a sample that are told, at most."""


class ValidityRow(MappedRow):
    """Averages of all points that fit a pattern."""

    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.mean"
    """Average of each averaging time, at its end. `{point}` stands for the name of the input."""
    rolling: Annotated[OutputPoint, Field(title="Rolling average")] = "{point}.rolling"
    """Average of the latest averages, at the same times. `{point}` stands for the name of the input."""
    running: Annotated[OutputPoint | None, Field(title="Operates")] = None
    """Point that is not 0 while the plant operates, such as `{point}.running`. Only that time counts; hours without any
    are no operating hours. Empty: it always operates."""
    maintenance: Annotated[OutputPoint | None, Field(title="Maintenance")] = None
    """Point that is not 0 during required maintenance or quality assurance. With the rule of quarters two values at
    least a quarter apart then make an hour valid. Empty: none."""

    @model_validator(mode="after")
    def _rolls_apart(self) -> Self:
        keep_second_apart(self.points, self.output, "rolling", self.rolling)
        return self


class ValidityConfig(NodeConfig):
    rows: Annotated[Table[ValidityRow], Field(title="Points")] = (ValidityRow(),)
    """One row for a point or for all points that fit a pattern."""
    length: Annotated[Duration, Field(ge=1, title="Averaging time")] = 3600.0
    """By the clock: it divides an hour, is whole hours that divide a day, or whole days."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Whose clock averaging times keep to, like Asia/Shanghai."""
    period: Annotated[Duration, Field(ge=0.1, title="Period of data")] = 60.0
    """Values of one period, by rule a minute, are averaged first; a period with a valid value is valid."""
    rule: Annotated[Literal["share", "quarters"], Field(title="An average is valid with")] = "share"
    """Share: so much of its periods valid (HJ 75: 45 minutes of an hour). Quarters: a valid value in each quarter in
    which the plant operated (40 CFR 60.13(h)(2))."""
    min_share: Annotated[Number, Unit("%"), Field(gt=0, le=100, title="Valid share"), OnlyIf("rule", "share")] = 75.0
    """Part of the periods that must be valid."""
    uncertain: Annotated[Literal["valid", "invalid"], Field(title="Uncertain samples")] = "invalid"
    """Whether they are valid, as during a calibration drift that is allowed."""
    blocks: Annotated[int, Field(ge=1, le=10_000, title="Rolling over")] = 24
    """How many averages make a rolling average: 24 hours, or 3."""
    least: Annotated[int, Field(ge=1, le=10_000, title="Valid averages")] = 18
    """How many of them must be valid: 18 of 24 are 75 %. As many as it rolls over: all, without a break."""
    lateness: Annotated[Duration, Field(le=86400, title="Wait for late samples")] = 2.0
    """How long after its end an average waits when no later sample has come."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        must_fit_the_clock("length", self.length)
        if nanoseconds(self.length) % nanoseconds(self.period):
            raise ValueError("period: the averaging time is not a whole number of periods")
        if self.least > self.blocks:
            raise ValueError(f"least: {self.least} of {self.blocks} averages cannot be valid")
        return self


class ValidityState(DueState, RecentState):
    start: PerPoint[np.int64] = PerPoint(default=NEVER)
    end: PerPoint[np.int64] = PerPoint(default=NEVER)
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    period: PerPoint[np.int64] = PerPoint(default=-1)
    """Number of the running period in the averaging time."""
    sum: PerPoint[np.float64] = PerPoint(default=0)
    """Of the valid values of the period, and their number."""
    count: PerPoint[np.int64] = PerPoint(default=0)
    total: PerPoint[np.float64] = PerPoint(default=0)
    """Of the valid periods, and their number."""
    periods: PerPoint[np.int64] = PerPoint(default=0)
    quarters: PerPoint[np.uint8] = PerPoint(default=0)
    """A bit for each quarter with a valid value."""
    first: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Times of the first and the latest valid value."""
    last: PerPoint[np.int64] = PerPoint(default=NEVER)
    worst: PerPoint[np.uint8] = PerPoint(default=0)
    silent: PerPoint[np.int64] = PerPoint(default=0)


class Pair:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("rolling", "i8"), ("runs", "i8"), ("keeps", "i8")])

    what: int
    point: int
    rolling: int
    runs: int
    """Slots of the points that tell of operation and of maintenance; -1 without."""
    keeps: int


class Law:
    dtype = np.dtype(
        [("length", "i8"), ("period", "i8"), ("quarters", "i8"), ("share", "f8"), ("uncertain", "i8"), ("blocks", "i8"),
         ("least", "i8"), ("wait", "i8"), ("grain", "i8")]
    )  # fmt: skip

    length: int
    period: int
    quarters: int
    share: float
    uncertain: int
    blocks: int
    least: int
    wait: int
    grain: int


@register_jitable
def settle(row: ValidityState) -> None:
    """The running period is over."""
    if row.count:
        row.total += row.sum / row.count
        row.periods += 1
    row.sum, row.count, row.period = 0.0, 0, -1


@register_jitable
def begin_anew(row: ValidityState) -> None:
    row.total, row.periods, row.quarters, row.worst, row.first, row.last = 0.0, 0, 0, 0, NEVER, NEVER


@register_jitable
def enough(row: ValidityState, law: Law, operated: int, quarters: int, maintained: bool) -> bool:  # noqa: FBT001
    """Whether the average is valid, of a plant that operated so long and in these quarters."""
    if not law.quarters:
        return bool(row.periods * law.period >= law.share * operated)
    if maintained and how_many(quarters) > 1:
        return bool(row.first != NEVER and QUARTERS * (row.last - row.first) >= row.end - row.start)
    return bool(row.quarters != 0 if maintained else row.quarters & quarters == quarters)


@register_jitable
def close(
    row: ValidityState, own: Pair, law: Law, state: Rows[ValidityState], rings: Rows[Ring], slot: int,
    kept: Rows[Kept], stamp: int, made: Rows[Made], n: int,
) -> int:  # fmt: skip
    """The averaging time is over: its average, and the rolling one."""
    settle(row)
    operated, quarters, maintained = row.end - row.start, ALL_FOUR, False
    if own.runs >= 0:
        operated, quarters = on_within(state[own.runs], rings[own.runs], kept, row.start, row.end, True)  # noqa: FBT003
    if own.keeps >= 0:
        maintained = on_within(state[own.keeps], rings[own.keeps], kept, row.start, row.end, False)[0] > 0  # noqa: FBT003
    mean = row.total / row.periods if row.periods and operated else np.nan
    valid = bool(np.isfinite(mean)) and enough(row, law, operated, quarters, maintained)
    reason = NOT_OPERATING if not operated else row.worst & 0x3F or STALE
    ring = rings[slot]
    made[n].arrival, made[n].time, made[n].point = stamp, row.end, own.point
    made[n].value, made[n].quality = mean if np.isfinite(mean) else np.nan, 0 if valid else BAD | reason
    if operated:
        push(row, ring, kept, row.end, mean, made[n].quality)
    while row.tail - row.head > law.blocks:
        row.head += 1
    total, count = 0.0, 0
    for k in range(row.head, row.tail):
        one = kept[at(ring, k)]
        if not is_bad(one.quality):
            total, count = total + one.value, count + 1
    made[n + 1].arrival, made[n + 1].time, made[n + 1].point = stamp, row.end, own.rolling
    rolling = total / count if count else np.nan
    valid = count >= law.least and bool(np.isfinite(rolling))
    made[n + 1].value, made[n + 1].quality = rolling if np.isfinite(rolling) else np.nan, 0 if valid else BAD | STALE
    begin_anew(row)
    return n + 2


@kernel
def averages(  # noqa: C901, PLR0912 - samples and timers
    begin: int, due: int, slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[ValidityState], pairs: Rows[Pair], laws: Rows[Law], rings: Rows[Ring],
    kept: Rows[Kept], offsets: Rows[Offsets], made: Rows[Made],
) -> tuple[int, int, int]:  # fmt: skip
    """See `producing`."""
    law, n, soonest = laws[0], 0, FOREVER
    for i in range(begin, slot.size):
        row, own = state[slot[i]], pairs[slot[i]]
        if own.what == WATCH:
            if not due:
                note(row, rings[slot[i]], kept, time[i], value[i], int(quality[i]))
            continue
        if own.what == DROP or (due and (row.due > due or row.end == NEVER)):
            continue
        t = row.end
        stamp = due
        if not due:
            stamp, t = arrival[i], time[i]
            if t < row.time:
                if n == made.size:
                    return n, i, soonest
                n = too_late(row, slot[i], stamp, row.time - t, made, n)
                continue
            if row.end == NEVER or t - row.end > SILENT * law.length:
                row.start, row.end = window_of(t, law.length, 0, offsets)
                begin_anew(row)
                row.head = row.tail
        while t >= row.end:
            if n + 2 > made.size:
                return n, i, soonest
            n = close(row, own, law, state, rings, slot[i], kept, stamp, made, n)
            row.start, row.end = window_of(row.end, law.length, 0, offsets)
        if due:
            row.silent += 1
            row.due = FOREVER if row.silent >= SILENT else put_off(due + row.end - t, 2)
            continue
        period = (t - row.start) // law.period
        if period != row.period:
            settle(row)
            row.period = period
        v, q = value[i], int(quality[i])
        if own.runs >= 0 and not on_at(state[own.runs], rings[own.runs], kept, t, True):  # noqa: FBT003
            v = np.nan  # it does not operate, and what is measured is no emission
        elif np.isfinite(v) and (is_good(q) or (law.uncertain and not is_bad(q))):
            row.sum, row.count = row.sum + v, row.count + 1
            row.quarters |= 1 << quarter_of(t, row.start, row.end)
            row.first, row.last = t if row.first == NEVER else row.first, t
        else:
            row.worst = max(row.worst, q)
        row.time, row.silent = t, 0
        row.due = put_off(max(stamp + 1, stamp + row.end - t + law.wait), law.grain)
        soonest = min(soonest, row.due)
    return n, slot.size, soonest


class Validity(Rowed[ValidityConfig, ValidityState], Producing[ValidityConfig, ValidityState]):
    """Average emissions by the hour and over many hours, each average valid only when enough of it was measured.

    Values are averaged by the minute, valid minutes by the hour, valid hours over the rolling time. What is not valid
    is bad, with the average of what there is beside it. By default: an hour is valid with 45 valid minutes (HJ 75,
    75 %), a rolling average with 18 of 24 hours; the permit says which rules hold for a plant. An hour without any
    sample is not valid and counts, up to 1,000 in a row. Bad samples, as during a calibration, are not valid.

    With a point that tells when the plant operates, the share and the quarters are those of the operating time, values
    beside it do not count, and an hour without any is bad for the reason `not_operating` and in no rolling average.
    Before that point is first known, the plant operates.
    """

    kind = "compute.validity"
    title = "Emission averages"
    inputs = (Port.samples(help="Emissions, corrected as the permit wants it."),)
    outputs = (Port.samples(help="Averages and rolling averages."),)
    summary_field = "rule"
    line = Pair

    def configured(self) -> None:
        super().configured()
        config = self.config
        length = nanoseconds(config.length)
        law = (
            length, nanoseconds(config.period), config.rule == "quarters", config.min_share / 100,
            config.uncertain == "valid", config.blocks, config.least, nanoseconds(config.lateness), grain_of(length),
        )  # fmt: skip
        self._watched = _watched(config)
        self._law: Any = np.array([law], Law.dtype)

    def of(self, row: ValidityRow) -> tuple[Any, ...]:
        return (WORK,)

    def line_of(self, row: ValidityRow, name: str) -> tuple[Any, ...]:
        told = (named(watched, name) if watched else "" for watched in (row.running, row.maintenance))
        slots = (self.state.slot(self.points.number(other)) if other else -1 for other in told)
        return (*super().line_of(row, name), self.points.number(named(row.rolling, name)), *slots)

    def _line(self, point: int) -> tuple[Any, ...]:
        if self._watched and any(matches(self.points.name(point), name) for name in self._watched):
            return (WATCH, point, 0, -1, -1)
        return super()._line(point)

    def lines(self) -> Any:
        """Of all slots, those too that rows have asked for."""
        found = super().lines()
        while len(found) < len(self.state.points):
            found = super().lines()
        return found

    def owned(self) -> tuple[str, ...]:
        rolling = (named(row.rolling, row.points) for row in self.config.rows)
        return tuple(dict.fromkeys((*super().owned(), *rolling)))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slot, earliest = self.state.slots(samples.point), samples.time.min()
        ends = self.state.rows["end"][slot]
        span = samples.time.max() - np.where(ends == NEVER, earliest, ends).min()
        self._closings = 3 + max(0, int(span)) // nanoseconds(self.config.length)
        return super().on_samples(port, samples)

    def elapsed(self, due: int) -> Emits:
        self._closings = 3
        return super().elapsed(due)

    def prepare(self, slot: npt.NDArray[np.int32]) -> None:
        """Each call may close so many averaging times of each point; only the latest are kept."""
        points = np.unique(slot) if slot.size else np.arange(len(self.state.points), dtype=np.int32)
        lines = self.lines()
        changes = slot[lines["what"][slot] == WATCH]
        self.state.make_room(np.append(np.repeat(points, min(self._closings, self.config.blocks + 1)), changes))

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        state = self.state
        return averages(
            begin, due, slot, arrival, time, value, quality, state.rows, self.lines(), self._law, state.rings,
            state.kept, offsets_of(self.config.zone), made,
        )  # fmt: skip

    def on_config(self, old: ValidityConfig | None) -> Any:
        if old and (old.length, old.zone, old.period) != (self.config.length, self.config.zone, self.config.period):
            rows = self.state.rows
            rows["end"], rows["due"], rows["period"], rows["sum"], rows["count"] = NEVER, FOREVER, -1, 0, 0
        if old and _watched(old) != self._watched:  # what was kept of such a point is something else now
            for slot, point in enumerate(self.state.points):
                was, told = (any(matches(self.points.name(point), name) for name in found)
                             for found in (_watched(old), self._watched))  # fmt: skip
                if was != told:
                    self.state.rows["head"][slot] = self.state.rows["tail"][slot]
                    self.state.rows["end"][slot], self.state.rows["due"][slot] = NEVER, FOREVER
        return ()


def _watched(config: ValidityConfig) -> list[str]:
    """Patterns of points that tell of operation or maintenance."""
    told = [name for row in config.rows for name in (row.running, row.maintenance) if name]
    return [name.replace(POINT, "*") for name in told]
