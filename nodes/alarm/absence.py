"""Absence alarm: an event that was expected has not come."""

from typing import Annotated, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from nodes.alarm.conditions import Message, PriorityField
from nodes.alarm.events import OfEvents, fits, is_of, named
from nodes.compute.clock import must_fit_the_clock, offsets_of, window_of
from nodes.compute.output import POINT, OutputPoint
from tundish import (
    AlarmConfig,
    AlarmState,
    Duration,
    Emits,
    Event,
    NodeConfig,
    PerKey,
    PointPattern,
    Port,
    Table,
    Zone,
    nanoseconds,
)  # fmt: skip
from tundish.alarm import SUPPRESS, TRANSITIONS
from tundish.pattern import matches

ABSENT = "/absent"
"""End of the key of a timer."""


class AbsenceRow(NodeConfig):
    """What is expected, and when."""

    expected: Annotated[str, Field(min_length=1, max_length=100, title="Expected event")] = "lab.result"
    """Kind of the event that should come, `*` for any part."""
    after: Annotated[str, Field(max_length=100, title="After")] = ""
    """Kind of the event after which it should come, `*` for any part. Empty: by the clock."""
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """Whose events are looked at: a point, or many with `*`."""
    within: Annotated[Duration, Field(gt=0, title="Within")] = 3600.0
    """After an event: how long to wait. By the clock: length of the periods in each of which it should come once; it
    divides an hour, is 1, 2, 3, 4, 6, 8 or 12 h, or whole days."""
    offset: Annotated[Duration, Field(lt=604_800, title="Begins after midnight")] = 0.0
    """By the clock: when the first period of a day begins, 6 h for shifts from 6, 14 and 22 o'clock on."""
    alarm: Annotated[OutputPoint, Field(title="Alarm")] = "absent"
    """Name of the alarm. `{point}` stands for the point of the event after which it should come: each is waited for
    itself."""
    priority: PriorityField = "moderate"
    message: Message = "{point}: {expected} has not come"
    """What the operator reads. `{point}` and `{expected}` are filled in."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.after:
            return self
        must_fit_the_clock("within", self.within)
        if POINT in self.alarm:
            raise ValueError(f"alarm: {POINT} has no meaning by the clock, for there is no event to name it")
        return self


class AbsenceConfig(AlarmConfig):
    rows: Annotated[Table[AbsenceRow], Field(title="Expected")] = (AbsenceRow(),)
    """What is expected, each with an alarm of its own."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Whose clock the periods keep to, like Asia/Shanghai."""

    @model_validator(mode="after")
    def _have_alarms_of_their_own(self) -> Self:
        names = [row.alarm for row in self.rows]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"alarm: {twice!r} is there twice; give each row an alarm of its own")
        return self


class Wait(NamedTuple):
    """What is waited for."""

    since: int
    """Source time of the event after which it should come, or at which the period began."""
    until: int
    """Source time at which the waiting is over."""
    seen: bool = False
    """It has come in this period; or the period had begun when the node came to be, which does not count."""


class AbsenceState(AlarmState):
    waits: PerKey[Wait]


class Absence(OfEvents[AbsenceConfig, AbsenceState]):
    """Raise an alarm when an expected event has not come: within a time after another, or in a period of the clock.

    After an event: the time runs from the first event that asks for it; what comes within, to the very end of it, is in
    time. By the clock: in every period, a day or a shift, it should come at least once; the period in which the node is
    put to work does not count. It goes by the times of the events, and by engine time when none comes. The alarm
    returns with the next expected event. After an edit what is waited for goes on with its old time.
    """

    kind = "alarm.absence"
    title = "Absence alarm"
    inputs = (Port.events(help="The expected events, those after which they should come, and any others."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "absence"

    def row_of(self, point: str) -> AbsenceRow | None:
        return next((row for row in self.config.rows if is_of(point, row.alarm, row.points)), None)

    def told_of(self, point: str) -> dict[str, str]:
        row = self.row_of(point)
        return {"expected": row.expected if row else ""}

    def on_event(self, port: str, event: Event) -> Emits:
        for row in self.config.rows:
            name = named(row.alarm, event)
            if self.row_of(name) is not row:
                continue
            wait = self.state.waits.get(name)
            if wait is not None and matches(event.point, row.points):
                yield from self._gone_by(name, row, wait, event)
            if fits(row.expected, row.points, event):
                yield from self._came(name, row, event)
            if row.after and fits(row.after, row.points, event) and name not in self.state.waits:
                self._wait(name, event.time, event.time + nanoseconds(row.within), event.time, event.arrival)

    def fires(self, key: str, due: int) -> Emits:
        name = key.removesuffix(ABSENT)
        row, wait = self.row_of(name), self.state.waits.get(name)
        if row is None or wait is None:
            return ()
        return self._over(name, row, wait, due)

    def on_config(self, old: AbsenceConfig | None) -> Emits:
        for row in self.config.rows:
            if not row.after and row.alarm not in self.state.waits:
                self._begin(row, self.now, self.now, seen=True)
        for name in list(self.state.waits):
            if self.row_of(name) is None:
                del self.state.waits[name]
                self.state.timers.cancel(name + ABSENT)
        for name in list(self.state.alarms):
            if self.row_of(name) is None:
                yield self.ended(name)

    def _came(self, name: str, row: AbsenceRow, event: Event) -> Emits:
        """What was expected is there."""
        wait = self.state.waits.get(name)
        if wait is not None and row.after:
            del self.state.waits[name]
            self.state.timers.cancel(name + ABSENT)
        elif wait is not None and event.time >= wait.since:
            self.state.waits[name] = wait._replace(seen=True)
        yield from self.to_level(name, 0, event.time, event.arrival, float("nan"))

    def _gone_by(self, name: str, row: AbsenceRow, wait: Wait | None, event: Event) -> Emits:
        """What was over before an event. Of many periods two say it all: that of the last one, and one with nothing."""
        for _ in range(2):
            late = event.time > wait.until or (event.time == wait.until and not row.after) if wait else False
            if wait is None or not late:
                return
            yield from self._over(name, row, wait, event.arrival)
            wait = self.state.waits.get(name)
        if wait is not None and event.time >= wait.until:
            self._begin(row, event.time, event.arrival, seen=False)

    def _over(self, name: str, row: AbsenceRow, wait: Wait, stamp: int) -> Emits:
        """The waiting is over, or the period."""
        del self.state.waits[name]
        self.state.timers.cancel(name + ABSENT)
        if not row.after:
            self._begin(row, wait.until, stamp, seen=False)
        if not wait.seen:
            yield from self.to_level(name, 1, wait.until, stamp, float("nan"))

    def _begin(self, row: AbsenceRow, time: int, stamp: int, *, seen: bool) -> None:
        """The period that holds the time begins."""
        offsets = offsets_of(self.config.zone).view(np.recarray)
        begin, end = window_of(time, nanoseconds(row.within), nanoseconds(row.offset), offsets)
        self._wait(row.alarm, int(begin), int(end), stamp, stamp, seen=seen)

    def _wait(self, name: str, since: int, until: int, time: int, stamp: int, *, seen: bool = False) -> None:
        self.state.waits[name] = Wait(since, until, seen)
        self.state.timers.set(name + ABSENT, stamp, max(1, until - time + 1))
