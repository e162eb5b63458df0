"""Count alarm: something happens too often."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from nodes.alarm.conditions import Message, PriorityField
from nodes.alarm.events import OfEvents, fits, is_of, named
from nodes.alarm.often import OftenState, again, happened, over
from nodes.compute.output import OutputPoint
from tundish import AlarmConfig, Duration, Emits, Event, NodeConfig, PointPattern, Port, Table
from tundish.alarm import SUPPRESS, TRANSITIONS

EventKind = Annotated[str, Field(min_length=1, max_length=100, title="Kind of event")]


class CountRow(NodeConfig):
    """How often something may happen."""

    kind: EventKind = "alarm.active"
    """What is counted, `*` for any part: `alarm.active`, `lab.*`."""
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """Whose events are counted: a point, or many with `*`."""
    times: Annotated[int, Field(ge=1, le=1000, title="Times")] = 3
    """Active when it happens so often…"""
    within: Annotated[Duration, Field(gt=0, title="Within")] = 60.0
    """…in less than this time."""
    alarm: Annotated[OutputPoint, Field(title="Alarm")] = "{point}.count"
    """Name of the alarm. `{point}` stands for the point of the event, each of which is counted for itself; without it
    all are counted together."""
    priority: PriorityField = "moderate"
    message: Message = "{point}: {value} times"
    """What the operator reads. `{point}` and `{value}` are filled in."""


class CountConfig(AlarmConfig):
    rows: Annotated[Table[CountRow], Field(title="Events")] = (CountRow(),)
    """What is counted. An event is counted by every row that it fits; each row has its own alarm."""

    @model_validator(mode="after")
    def _have_alarms_of_their_own(self) -> Self:
        names = [row.alarm for row in self.rows]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"alarm: {twice!r} is there twice; give each row an alarm of its own")
        return self


class Count(OfEvents[CountConfig, OftenState]):
    """Raise an alarm when something happens too often: so many times in less than a time.

    It goes by the times of the events. The alarm returns as soon as it has not been so often any more, without a
    further event. After an edit what is known is judged again, of which there are as many as were counted before.
    """

    kind = "alarm.count"
    title = "Count alarm"
    inputs = (Port.events(help="What is counted, and anything else."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "count"

    def row_of(self, point: str) -> CountRow | None:
        return next((row for row in self.config.rows if is_of(point, row.alarm, row.points)), None)

    def on_event(self, port: str, event: Event) -> Emits:
        for row in self.config.rows:
            name = named(row.alarm, event)
            if fits(row.kind, row.points, event) and self.row_of(name) is row:
                yield from happened(self, name, event.time, event.arrival, row.times, row.within)

    def fires(self, key: str, due: int) -> Emits:
        row = self.row_of(key.rpartition("/")[0])
        return over(self, key, due, row.within) if row else ()

    def on_config(self, old: CountConfig | None) -> Emits:
        for name in list(self.state.recent):
            row = self.row_of(name)
            if row is not None:
                yield from again(self, name, self.now, row.times, row.within)
                continue
            del self.state.recent[name]
            self.state.timers.cancel(name + "/window")
        yield from self.ended_unjudged()
