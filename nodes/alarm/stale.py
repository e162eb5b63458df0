"""Stale alarm: a point says nothing any more, is bad, or does not move."""

from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.alarm.called import NEVER, CalledState, Found, call
from nodes.alarm.conditions import Condition, JudgedRow, Line, Message, OffDelay, PriorityField, Rule, rule, words
from nodes.compute.producing import DUE, DueState, grain_of, put_off
from tundish import (
    AlarmConfig,
    Duration,
    Emits,
    In,
    Number,
    PerPoint,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
    nanoseconds,
)
from tundish.alarm import SUPPRESS, TRANSITIONS
from tundish.pattern import is_pattern
from tundish.quality import is_bad, is_good
from tundish.timers import FOREVER

FLAT, BAD, SILENT = 1, 2, 4
"""Bits of what is the matter."""
REASONS = {FLAT: "no change", BAD: "bad", SILENT: "no sample"}


class StaleRow(JudgedRow):
    """When all points that fit a pattern are no longer to be trusted."""

    silent: Annotated[Duration, Field(title="No sample for")] = 60.0
    """Active when no sample has come for so long, good or bad. 0: never."""
    bad: Annotated[Duration | None, Field(title="Bad for")] = None
    """Active when samples have been bad, or no number, for so long; 0 at once. Empty: never."""
    flat: Annotated[Duration, Field(title="No change for")] = 0.0
    """Active when the point has not moved for so long: flatline. 0: never."""
    band: Annotated[Number, Field(ge=0, title="Change that counts")] = 0.0
    """It has moved when it is further than this from where it was, in the unit of the point."""
    off_delay: OffDelay = 0.0
    priority: PriorityField = "moderate"
    message: Message = "{point}: {why}, last {value}"
    """What the operator reads. `{point}`, `{value}`, `{level}` and `{why}` are filled in."""

    @model_validator(mode="after")
    def _judges(self) -> Self:
        if not self.silent and self.bad is None and not self.flat:
            raise ValueError("silent, bad, flat: give at least one, or the row judges nothing")
        return self

    @property
    def on_delay(self) -> float:
        """What the three times are."""
        return 0.0


class StaleConfig(AlarmConfig):
    rows: Annotated[Table[StaleRow], Field(title="Points")] = (StaleRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged. A point that is
    written out is waited for from the beginning; one that fits a pattern from its first sample on."""


class StaleState(CalledState, DueState):
    came: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Stamp of the latest sample, and its time."""
    last: PerPoint[np.int64] = PerPoint(default=NEVER)
    shown: PerPoint[np.float64] = PerPoint(default=np.nan)
    """The last good value."""
    bad_since: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Source time of the first bad sample since the last good one."""
    stood: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Where it has not moved away from, and the source time since when."""
    stood_since: PerPoint[np.int64] = PerPoint(default=NEVER)
    wrong: PerPoint[np.int8] = PerPoint(default=0)
    """What is the matter, before the off-delay."""


class Watch(Rule):
    dtype = rule(("silent", "i8"), ("bad", "i8"), ("unmoved", "i8"), ("band", "f8"), ("grain", "i8"))

    silent: int
    """Ns; below 0: never."""
    bad: int
    unmoved: int
    band: float
    grain: int


@register_jitable
def met(row: StaleState, own: Watch, bit: int) -> int:
    """Source time at which something will be the matter if nothing changes; FOREVER when it is, or will not be."""
    if row.wrong & bit or row.last == NEVER:
        return FOREVER
    if bit == SILENT:
        return int(row.last + own.silent + 1) if own.silent >= 0 else FOREVER  # a sample may come just in time
    if bit == BAD:
        return int(row.bad_since + own.bad) if own.bad >= 0 and row.bad_since != NEVER else FOREVER
    moves = own.unmoved < 0 or row.stood_since == NEVER or row.bad_since != NEVER
    return FOREVER if moves else int(row.stood_since + own.unmoved)


@register_jitable
def next_of(row: StaleState, own: Watch) -> tuple[int, int]:
    """What will be the matter first, and when, in source time."""
    first, at = SILENT, met(row, own, SILENT)
    for bit in (BAD, FLAT):
        when = met(row, own, bit)
        if when < at:
            first, at = bit, when
    return first, at


@register_jitable
def level_of(wrong: int) -> int:
    """The worst of what is the matter."""
    return 2 if wrong & SILENT else 1 if wrong & BAD else -1 if wrong & FLAT else 0


@register_jitable
def why_of(wrong: int) -> int:
    return SILENT if wrong & SILENT else BAD if wrong & BAD else FLAT if wrong & FLAT else 0


@register_jitable
def lapse(s: int, row: StaleState, own: Watch, until: int, floor: int, arrival: int, found: Rows[Found], n: int) -> int:
    """What is the matter by `until`, a source time, and is told as of `floor` or later."""
    while True:
        bit, at = next_of(row, own)
        if at > until:
            return n
        row.wrong |= bit
        at = max(floor, at - 1 if bit == SILENT else at)
        n = call(s, row, own, level_of(row.wrong), why_of(row.wrong), arrival, at, row.shown, found, n)


@register_jitable
def due_of(row: StaleState, own: Watch) -> int:
    """Stamp at which something will be the matter if no sample comes."""
    _, at = next_of(row, own)
    if at == FOREVER:
        return FOREVER
    return put_off(row.came + max(1, at - row.last), own.grain)


@kernel
def arrive(
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64], quality: In[np.uint8],
    state: Rows[StaleState], lines: Rows[Watch], found: Rows[Found],
) -> tuple[int, int]:  # fmt: skip
    """Samples come. How much has happened, and when to be woken."""
    n, soonest = 0, FOREVER
    for i in range(slot.size):
        s, v, t = slot[i], value[i], time[i]
        row, own = state[s], lines[s]
        if not own.judges:
            continue
        n = lapse(s, row, own, t, NEVER, arrival[i], found, n)
        row.came, row.last = arrival[i], t
        row.wrong &= ~SILENT
        if is_bad(quality[i]) or not np.isfinite(v):
            row.bad_since = t if row.bad_since == NEVER else row.bad_since
        elif is_good(quality[i]):
            row.bad_since, row.shown = NEVER, v
            row.wrong &= ~BAD
            if not abs(v - row.stood) <= own.band:  # NaN: the first
                row.stood, row.stood_since = v, t
                row.wrong &= ~FLAT
        n = lapse(s, row, own, t, t, arrival[i], found, n)
        n = call(s, row, own, level_of(row.wrong), why_of(row.wrong), arrival[i], t, row.shown, found, n)
        row.due = due_of(row, own)
        soonest = min(soonest, row.due)
    return n, soonest


@kernel
def elapse(slot: In[np.int32], at: int, state: Rows[StaleState], lines: Rows[Watch], found: Rows[Found]) -> int:
    """Time has gone on to the stamp `at` for these slots, which are due."""
    n = 0
    for i in range(slot.size):
        s = slot[i]
        row, own = state[s], lines[s]
        n = lapse(s, row, own, row.last + (at - row.came), NEVER, at, found, n)
        row.due = due_of(row, own)
    return n


class Stale(Condition[StaleConfig, StaleState]):
    """Raise an alarm when a point sends nothing, stays bad, or stands still: stale, bad measurement, flatline.

    Each of the three is met when its time has passed since the last sample, since the first bad one, since the last
    change: in source time between samples, in engine time without any; in rows with times from ten seconds on, what
    is due without a sample is told at the next tenth of a second, with its exact time. A point has one alarm: no
    sample comes before bad, bad before no change. A sample just in time is in time.

    A sample, of whatever quality, ends the silence; a good one ends bad; one further away than the band, from where the
    point stood still, ends no change. While a point is bad, no change is neither raised nor ended. Uncertain samples
    count only as samples. The value of the alarm is the last good one. The off-delay holds for all three. After an
    edit every point is judged again as of now; what does not change is not announced again.
    """

    kind = "alarm.stale"
    title = "Stale alarm"
    inputs = (Port.samples(help="Any number of points."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "stale"
    line = Watch
    level_words = words({2: "stale", 1: "bad", -1: "flatline"})
    reasons = REASONS

    def limit_of(self, row: StaleRow, level: int) -> float | None:
        return {2: row.silent, 1: row.bad, -1: row.flat}.get(level)

    def rest_of(self, row: StaleRow, name: str) -> Line:
        silent, flat = (nanoseconds(x) if x else -1 for x in (row.silent, row.flat))
        bad = -1 if row.bad is None else nanoseconds(row.bad)
        given = [length for length in (silent, bad, flat) if length > 0]
        return silent, bad, flat, row.band, grain_of(min(given, default=0))

    def judge(self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, found: Any) -> int:
        n, soonest = arrive(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows, lines, found
        )  # fmt: skip
        if soonest != FOREVER:
            self.state.wake_at(soonest)
        return n

    def on_timer(self, key: str, due: int) -> Emits:
        if key != DUE:
            return super().on_timer(key, due)
        state, name = self.state, self.points.name
        state.save_all()
        dues = state.rows["due"][: len(state.points)]
        late = np.flatnonzero(dues <= due).tolist()
        slot = np.array(sorted(late, key=lambda s: (dues[s], name(state.points[s]))), np.int32)
        found = self.found(slot.size)
        n = elapse(slot, due, state.rows, self.lines(), found)
        if (soonest := state.soonest()) != FOREVER:
            state.wake_at(soonest)
        return self.heed(found, n)

    def on_config(self, old: StaleConfig | None) -> Emits:
        for row in self.config.rows:
            if not is_pattern(row.points):
                slot = self.state.slot(self.points.number(row.points))
                if self.row_of(row.points) is row and self.record(slot).last == NEVER:
                    self.record(slot).came = self.record(slot).last = self.now
        yield from super().on_config(old)
        for slot in range(len(self.state.points)):
            self.record(slot).due = (
                due_of(self.record(slot), self.own(slot)) if self.lines()[slot]["judges"] else FOREVER
            )
        if (soonest := self.state.soonest()) != FOREVER:
            self.state.wake_at(soonest)

    def called_again(self, slot: int, row: Any, own: Any) -> tuple[int, float]:
        """Judged as of now: what is the matter is found anew."""
        until = row.last + (self.now - row.came)
        row.wrong &= FLAT if row.bad_since != NEVER and own.unmoved >= 0 else 0  # held
        row.time = row.last
        while (first := next_of(row, own))[1] <= until:
            row.wrong |= first[0]
            row.time = max(row.time, first[1])
        row.why = why_of(row.wrong)
        return level_of(row.wrong), float(row.shown)

    def judged_no_more(self, name: str, slot: int) -> Emits:
        self.record(slot).wrong = 0
        return super().judged_no_more(name, slot)
