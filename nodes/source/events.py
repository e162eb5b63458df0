"""Events: what happened in other flows."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field

from tundish import Io, NodeConfig, NodeState, PerKey, Port, Source, Table
from tundish.event import Event, elsewhere
from tundish.pattern import matches

REMEMBER = "@remember"
FAR = 1000
"""Events passed over after which it remembers that it has come so far."""
NO_ROW = ""
"""Stands where no row is read, so that it is seen that none was."""
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
    """What is read. An event that fits several rows is read once. A row that is added or edited later begins with
    what happens from then on; the others go on where they were."""
    begin: Annotated[Literal["now", "oldest"], Field(title="Begin with")] = "now"
    """Where it begins when it is new: with what happens from now on, or with the oldest event that is still kept."""


class Position(NamedTuple):
    number: int
    """Of the last event that has entered the flow."""


class EventsState(NodeState):
    position: PerKey[Position] = PerKey()
    begun: PerKey[Position] = PerKey()
    """Of each row, as a text: it reads what was kept after this number."""


class EventsSource(Source[EventsConfig, EventsState]):
    """Read what happens in other flows, by kind, point, flow and node. Nothing is lost over a restart.

    It reads what the event store keeps: alarms, commands, results of actions, verdicts, problems, and everything of
    nodes whose recording is switched on. Each event comes once, in the order in which they were kept, with its own
    time; `data.origin` says from which flow and node. Its trace goes on. After an outage it goes on where it was.

    A flow does not read its own events. Flows may read each other; what has come through 8 flows is read no further,
    so that a circle comes to an end, and the node says so.

    An edit loses nothing: rows that stay go on where they were.
    """

    kind: ClassVar[str] = "source.events"
    title = "Events"
    outputs = (Port.events(help="The events, in the order in which they were kept."),)
    summary_field = "rows"

    def entered(self, port: str, event: Event) -> bool:
        if "rows" in event.data and port == REMEMBER:
            self._chosen(event.data["rows"])
        number = event.data["number"] if port == REMEMBER else event.data.get("origin", {}).get("number")
        if not isinstance(number, int):  # in a replay it comes from a file
            return True
        known = self.state.position.get("")
        if known is not None and number <= known.number:
            return False
        self.state.begin()
        self.state.position[""] = Position(number)
        return True

    def _chosen(self, rows: Mapping[str, int]) -> None:
        """These rows are read now, each from after its number."""
        self.state.begin()
        for row in [row for row in self.state.begun if row not in rows]:
            del self.state.begun[row]
        for row, number in rows.items():
            self.state.begun[row] = Position(number)

    async def produce(self, io: Io) -> None:
        rows = [row.model_dump() for row in self.config.rows]
        if not rows:
            if any(self.state.begun):  # a row that comes back is a new one
                number = self.state.position[""].number
                await io.remember({"number": number, "rows": {NO_ROW: number}})
            io.status("warn", "No events are chosen: add a row")
            return
        circling = passed = 0
        after, begun = await self._begin(io)
        io.status("ok")
        async for events in io.happened(after, rows):
            for event in events:
                if event["flow"] == io.flow:
                    continue
                if not self._is_wanted(event, begun):
                    passed += 1
                    if passed % FAR == 0:  # so that they are passed once
                        await io.remember({"number": event["number"]})
                    continue
                if event["hops"] >= MOST_HOPS:
                    circling += 1
                    io.status("warn", f"{circling} events left out: flows read each other in a circle")
                    continue
                await self._put(io, event)

    def resumes(self, old: NodeConfig) -> bool:
        return True

    async def _begin(self, io: Io) -> tuple[int, dict[str, int]]:
        """After which number it reads, and each of its rows."""
        known, before = self.state.position.get(""), {row: place.number for row, place in self.state.begun.items()}
        rows = [_name(row) for row in self.config.rows]
        if known is None:
            number = await io.last_event() if self.config.begin == "now" else 0
            begun = dict.fromkeys(rows, number)
        else:
            number = known.number
            before = before or dict.fromkeys(rows, 0)  # remembered by a version that did not know rows apart
            added = any(row not in before for row in rows)
            last = await io.last_event() if added else 0
            begun = {row: before.get(row, last) for row in rows}
        if known is None or begun != before:
            await io.remember({"number": number, "rows": begun})
        return max(number, min(begun.values())), begun

    def _is_wanted(self, event: Mapping[str, Any], begun: Mapping[str, int]) -> bool:
        """Whether a row that it fits had begun before it."""
        number = event["number"]
        if number > max(begun.values()):
            return True
        return any(begun[_name(row)] < number and _fits(row, event) for row in self.config.rows)

    async def _put(self, io: Io, event: Any) -> None:
        origin = {name: event[name] for name in ("flow", "node", "id", "number")}
        data = {**event["data"], "origin": origin}
        trace = elsewhere(event["trace"], event["hops"] + 1)
        await io.event(event["kind"], data, event["point"], event["time"], trace=trace)


def _name(row: WantedRow) -> str:
    """What tells it from others."""
    return f"{row.kind} | {row.point} | {row.flow} | {row.node}"


def _fits(row: WantedRow, event: Mapping[str, Any]) -> bool:
    """As the event store has it: a kind that ends in a dot is a prefix."""
    kind = f"{row.kind}*" if row.kind.endswith(".") else row.kind
    asked = {"kind": kind, "point": row.point, "flow": row.flow, "node": row.node}
    return all(not pattern or matches(event[name], pattern) for name, pattern in asked.items())
