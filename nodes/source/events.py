"""Events: what happened in other flows."""

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from tundish import Io, NodeConfig, NodeState, PerKey, Port, Source, Table
from tundish.event import Event, elsewhere

MOST_HOPS = 8
"""An event that has come through this many flows is read no further: flows read each other in a circle."""


class WantedRow(NodeConfig):
    """Everything that is given must fit."""

    kind: Annotated[str, Field(max_length=200, title="Kind")] = "alarm.*"
    """What happened, like `alarm.active`; `*` stands for any part, empty for anything."""
    point: Annotated[str, Field(max_length=200, title="Point")] = ""
    """The point it is about, `*` for any part. Empty: any, or none."""
    flow: Annotated[str, Field(max_length=64, title="Flow")] = ""
    """Id of the flow it comes from, `*` for any part. Empty: any other flow."""
    node: Annotated[str, Field(max_length=64, title="Node")] = ""
    """Id of the node it comes from, `*` for any part. Empty: any."""


class EventsConfig(NodeConfig):
    rows: Annotated[Table[WantedRow], Field(title="Events")] = ()
    """What is read. An event that fits several rows is read once."""
    begin: Annotated[Literal["now", "oldest"], Field(title="Begin with")] = "now"
    """Where it begins when it is new: with what happens from now on, or with the oldest event that is still kept."""


class Position(NamedTuple):
    number: int
    """Of the last event that has entered the flow."""


class EventsState(NodeState):
    position: PerKey[Position] = PerKey()


class EventsSource(Source[EventsConfig, EventsState]):
    """Read what happens in other flows, by kind, point, flow and node. Nothing is lost over a restart.

    It reads what the event store keeps: alarms, commands, results of actions, verdicts, problems, and everything of
    nodes whose recording is switched on. Each event comes once, in the order in which they were kept, with its own
    time; `data.origin` says from which flow and node. Its trace goes on. After an outage it goes on where it was.

    A flow does not read its own events. Flows may read each other; what has come through 8 flows is read no further,
    so that a circle comes to an end, and the node says so.
    """

    kind: ClassVar[str] = "source.events"
    title = "Events"
    outputs = (Port.events(help="The events, in the order in which they were kept."),)
    summary_field = "rows"

    def entered(self, port: str, event: Event) -> bool:
        number = event.data["number"] if port == "@remember" else event.data.get("origin", {}).get("number")
        if not isinstance(number, int):  # in a replay it comes from a file
            return True
        known = self.state.position.get("")
        if known is not None and number <= known.number:
            return False
        self.state.begin()
        self.state.position[""] = Position(number)
        return True

    async def produce(self, io: Io) -> None:
        rows = [row.model_dump() for row in self.config.rows]
        if not rows:
            io.status("warn", "No events are chosen: add a row")
            return
        circling = 0
        after = await self._begin(io)
        io.status("ok")
        async for events in io.happened(after, rows):
            for event in events:
                if event["flow"] == io.flow:
                    continue
                if event["hops"] >= MOST_HOPS:
                    circling += 1
                    io.status("warn", f"{circling} events left out: flows read each other in a circle")
                    continue
                await self._put(io, event)

    async def _begin(self, io: Io) -> int:
        known = self.state.position.get("")
        if known is not None:
            return known.number
        number = await io.last_event() if self.config.begin == "now" else 0
        await io.remember({"number": number})
        return number

    async def _put(self, io: Io, event: Any) -> None:
        origin = {name: event[name] for name in ("flow", "node", "id", "number")}
        data = {**event["data"], "origin": origin}
        trace = elsewhere(event["trace"], event["hops"] + 1)
        await io.event(event["kind"], data, event["point"], event["time"], trace=trace)
