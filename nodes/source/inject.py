"""Inject: an event or a sample at the press of a button, or every so often."""

import json
import math
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from tundish import (
    Command,
    Duration,
    Emits,
    Event,
    Node,
    NodeConfig,
    NodeState,
    Number,
    OnlyIf,
    PointRef,
    Port,
    Samples,
    Table,
    nanoseconds,
)

TICK = "tick"


class InjectField(NodeConfig):
    """One entry of the event's data."""

    name: Annotated[str, Field(min_length=1, max_length=100, title="Name")] = "value"
    """Under which name it stands in the data."""
    type: Annotated[Literal["text", "number", "json"], Field(title="Type")] = "text"
    """Text is sent as it is written, digits and all. JSON may be anything: true, null, a list, an object."""
    value: Annotated[str, Field(max_length=10_000, title="Value")] = ""
    """What is sent."""

    @field_validator("value")
    @classmethod
    def _reads(cls, value: str, known: ValidationInfo) -> str:
        meaning(known.data.get("type", "text"), value)
        return value


class InjectConfig(NodeConfig):
    mode: Annotated[Literal["event", "sample"], Field(title="What is sent")] = "event"
    """An event (something happened) or a sample (a value of a point)."""
    event: Annotated[str, Field(min_length=1, max_length=100, title="Kind of event"), OnlyIf("mode", "event")] = (
        "inject"
    )
    """What the event is called, like `lab.result`."""
    data: Annotated[Table[InjectField], Field(title="Data"), OnlyIf("mode", "event")] = ()
    """What the event carries: names and values."""
    point: Annotated[PointRef, Field(title="Point"), OnlyIf("mode", "sample")] = "inject"
    """The point whose value is sent."""
    value: Annotated[Number, Field(title="Value"), OnlyIf("mode", "sample")] = 0.0
    """The value, in the unit of the point; its quality is good."""
    interval: Annotated[Annotated[Duration, Field(ge=0.01)] | None, Field(title="Interval")] = None
    """Send again and again, this far apart. Empty: only by the button."""
    missed: Annotated[Literal["once", "all", "skip"], Field(title="Missed")] = "once"
    """What becomes of intervals that were missed while Tundish was down: `once` sends the last of them, `all` sends
    every one, `skip` sends none. Each has the time at which it was due."""


class Inject(Node[InjectConfig, NodeState]):
    """Send an event or a sample at the press of a button, or at an interval.

    For trying a flow out, and for work that is done every so often. The first one of an interval comes one interval
    after deploying; an edited interval counts from the edit.

    As long as Tundish runs, no interval is left out. What was missed in an outage is sent once, unless it is set
    otherwise.
    """

    kind = "source.inject"
    title = "Inject"
    outputs = (
        Port.events(help="Where the event leaves."),
        Port.samples(help="Where the sample leaves."),
    )
    commands = (Command("press", "Press", "operator"),)
    summary_field = "mode"

    def owned(self) -> tuple[str, ...]:
        return (self.config.point,) if self.config.mode == "sample" else ()

    def on_config(self, old: InjectConfig | None) -> Emits:
        interval = self.config.interval
        if old is None or old.interval != interval:
            if interval is None:
                self.state.timers.cancel(TICK)
            else:
                self.state.timers.set(TICK, self.now, nanoseconds(interval))
        return ()

    def resumed(self, now: int) -> None:
        due = self.state.timers.snapshot().get(TICK)
        if self.config.interval is None or self.config.missed == "all" or due is None or due > now:
            return
        interval = nanoseconds(self.config.interval)
        interval += interval & 1  # as dues are even, that is how far apart they are
        passed = (now - due) // interval
        last = due + interval * (passed if self.config.missed == "once" else passed + 1)
        self.state.timers.set(TICK, last - interval, interval)

    def on_command(self, command: Event) -> Emits:
        return self._sent(command.time, command.arrival) if command.kind == "press" else ()

    def on_timer(self, key: str, due: int) -> Emits:
        if self.config.interval is not None:
            self.state.timers.set(TICK, due, nanoseconds(self.config.interval))
            yield from self._sent(due, due)

    def _sent(self, time: int, arrival: int) -> Emits:
        config = self.config
        if config.mode == "event":
            data = {row.name: meaning(row.type, row.value) for row in config.data}
            yield "events", Event(kind=config.event, time=time, arrival=arrival, data=data)
        else:
            number = self.points.number(config.point)
            yield (
                "samples",
                Samples.of(arrival=[arrival], time=[time], point=[number], value=[config.value], quality=[0]),
            )


def meaning(type: str, text: str) -> Any:
    """The value that a cell stands for; ValueError says why it stands for none."""
    if type == "text":
        return text
    if type == "json":
        return json.loads(text, parse_constant=_refuse)
    number = float(text)
    if not math.isfinite(number):
        _refuse(text)
    return number


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is not a finite number")
