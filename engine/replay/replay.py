"""Replay: a flow on recorded data, as fast as it can, on the data's own time.

Recorded samples and events take the place of what sources would bring; nothing goes in or out. Consecutive rows of one
time are one instant at each source that owns them; its arrival stamp is that time, or the recorded one. Per point,
time never goes back: an older sample is late, counted and left out, as it is when live. At the end the timers that
are due by the last stamp fire.

How many rows make a pass changes nothing: what a pass puts out is told in order of stamps, then nodes, then ports.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from engine.passes.inbox import COMMAND, START, Emit, Inbox
from engine.passes.plan import AnyNode, plan
from engine.passes.runner import Runner
from engine.replay.owners import Owners
from engine.replay.rows import CommandRow, EventRow, Row
from engine.replay.teller import Teller
from engine.replay.teller import Told as Told
from flows.blocks import flat
from flows.words import sentence
from tundish.connector import Source
from tundish.event import Event
from tundish.hint import did_you_mean
from tundish.node import Port
from tundish.points import Points
from tundish.rows import SampleRow
from tundish.samples import Samples

PASS = 10_000
"""Rows in one pass."""


class Replay:
    """Feed it rows in order, then `finish`. `tell` receives everything that leaves a port, in order."""

    def __init__(
        self,
        document: Mapping[str, Any],
        kinds: Mapping[str, type[AnyNode]],
        tell: Callable[[Told], object],
        size: int = PASS,
    ) -> None:
        self.points = Points()
        self.unowned: dict[str, int] = {}
        """Samples left out because no source owns their point: how many, by point."""
        self.late = 0
        """Samples left out because their point was further on in time."""
        self._size = size
        document = flat(dict(document), kinds)
        self._plan = plan(document, kinds, self.points)
        self._teller = Teller(self._plan, document, tell)
        self._runner = Runner(self._plan, Inbox(lambda: 0), self.points, self._teller.put)
        self._nodes = {node.id: node for node in self._plan.nodes()}
        self._sources = {id: node for id, node in self._nodes.items() if not node.inputs}
        self._owners = Owners({id: _brings(node) for id, node in self._sources.items() if _port(node.outputs, Samples)})
        self._outlets: dict[tuple[str, str], int] = {}
        self._instant: dict[tuple[str, str], list[SampleRow]] = {}
        self._at: tuple[int, int] = (-1, 0)
        self._last: int | None = None
        self._newest: dict[str, int] = {}
        self._waiting = 0
        self._emits: list[Emit] = []
        self._columns: dict[tuple[str, str], list[tuple[int, SampleRow]]] = {}

    def run(self, rows: Iterable[Row]) -> None:
        """All of a recording."""
        for row in rows:
            self.feed(row)
        self.finish()

    def check(self, row: Row) -> None:
        """ValueError says why a row cannot be for this flow."""
        if not isinstance(row, EventRow | CommandRow):
            return
        node = self._nodes.get(row.node)
        if node is None:
            hint = did_you_mean(row.node, list(self._nodes))
            raise ValueError(f"the flow has no node {row.node!r}" + (f". {hint}" if hint else ""))
        if isinstance(row, CommandRow):
            _checked(row, node)
        elif _entry(row, node) is None:
            side = "output" if row.node in self._sources else "input"
            port = f" {row.port!r}" if row.port else ""
            raise ValueError(f"{row.node!r} ({node.kind}) has no {side}{port} for events")

    def feed(self, row: Row) -> None:
        """One row. Rows that belong to one instant are held until another one begins."""
        if isinstance(row, SampleRow):
            if (row.time, row.arrival) != self._at:
                self._close()
                self._at = (row.time, row.arrival)
            self._sample(row)
            return
        self._close()
        self._at = (-1, 0)
        stamp = self._stamp(row.arrival or row.time)
        if isinstance(row, EventRow):
            self._event(row, stamp)
        elif isinstance(row, CommandRow):
            event = Event(
                kind=row.command, time=row.time, arrival=stamp,
                data={"user": row.user, "args": _checked(row, self._nodes[row.node])},
            )  # fmt: skip
            self._put(Emit(row.node, COMMAND, event, stamp, stamp))

    def finish(self) -> None:
        """Let time go on to the last stamp, with all timers that are due by then."""
        self._close()
        if self._last is None:
            self._stamp(0)
        # a delay that began with an odd stamp is due at the even one after: + 2
        self._pass((self._last or 0) + 3)

    # -- rows to emits -------------------------------------------------------------------------------------------------

    def _sample(self, row: SampleRow) -> None:
        owners = self._owners.of(row.point)
        if not owners:
            self.unowned[row.point] = self.unowned.get(row.point, 0) + 1
        elif row.time < self._newest.get(row.point, row.time):
            self.late += 1
        else:
            self._newest[row.point] = row.time
            for id in owners:
                entry = (id, _port(self._nodes[id].outputs, Samples))
                self._instant.setdefault(entry, []).append(row)

    def _close(self) -> None:
        """The instant at hand is complete: stamp it, once for each source."""
        for entry, rows in self._instant.items():
            stamp = self._stamp(rows[0].arrival or rows[0].time)
            self._columns.setdefault(entry, []).extend((stamp, row) for row in rows)
            self._waiting += len(rows)
        self._instant.clear()
        if self._waiting >= self._size and self._last is not None:
            self._pass(self._last + 1)

    def _event(self, row: EventRow, stamp: int) -> None:
        port = _entry(row, self._nodes[row.node])
        event = Event(kind=row.kind, time=row.time, arrival=stamp, point=row.point, data=row.data)
        if port is not None:
            self._put(Emit(row.node, port, event, stamp, stamp))

    def _put(self, emit: Emit) -> None:
        self._emits.append(emit)
        self._waiting += 1

    def _stamp(self, time: int) -> int:
        """The stamp of what comes next. The first one also starts the flow, just before."""
        if self._last is None:
            self._start((time | 1) - 2)
        self._last = max(time | 1, (self._last or 0) + 2)
        return self._last

    def _start(self, at: int) -> None:
        words = [
            Emit(id, START, Event(kind=START, time=at + 1, arrival=at), at, at)
            for id in sorted(self._nodes)
        ]  # fmt: skip
        self._last = at
        self._runner.run(words, at + 1)
        self._teller.flush()

    # -- passes --------------------------------------------------------------------------------------------------------

    def _pass(self, until: int) -> None:
        emits, columns = self._emits, self._columns
        self._emits, self._columns, self._waiting = [], {}, 0
        emits = [
            *emits,
            *(Emit(*entry, self._samples(rows), rows[0][0], rows[-1][0]) for entry, rows in columns.items()),
        ]
        through = [emit for emit in emits if not self._leave(emit)]
        self._runner.run(through, until)
        self.settle(self._runner.problems)
        self._teller.flush()

    def settle(self, problems: list[tuple[str, Event]]) -> None:
        """Errors of nodes whose error port goes nowhere, after each pass: they are forgotten."""
        problems.clear()

    def _leave(self, emit: Emit) -> bool:
        """Let something out of a node without inputs that is no connector: the plan has it among the others."""
        if emit.node in self._plan.sources or emit.node not in self._sources or emit.port.startswith("@"):
            return False
        self._teller.put(emit.node, emit.port, emit.payload)
        wires = self._plan.places[self._plan.index[emit.node]].wires.get(emit.port)
        if wires:
            rank = self._outlets.setdefault((emit.node, emit.port), -2 - len(self._outlets))
            self._runner.bring(wires, rank, emit.payload)
        return True

    def _samples(self, rows: list[tuple[int, SampleRow]]) -> Samples:
        number = self.points.number
        return Samples.of(
            arrival=[stamp for stamp, _ in rows],
            time=[row.time for _, row in rows],
            point=[number(row.point) for _, row in rows],
            value=[row.value for _, row in rows],
            quality=[row.quality for _, row in rows],
        )


def _brings(node: AnyNode) -> tuple[str, ...]:
    return node.reads() if isinstance(node, Source) else node.owned()


def _port(ports: Iterable[Port], carries: type, name: str = "") -> str:
    """The port of that name, or the first one, that carries this; empty when there is none."""
    return next((port.name for port in ports if port.carries is carries and name in {"", port.name}), "")


def _entry(row: EventRow, node: AnyNode) -> str | None:
    """Where a recorded event goes: out of a source, into any other node. None: nowhere."""
    if node.inputs:
        return _port(node.inputs, Event, row.port) or None
    return _port(node.outputs, Event, row.port) or None


def _checked(row: CommandRow, node: AnyNode) -> dict[str, Any]:
    """The arguments of a command as the node gets them; ValueError says what is wrong."""
    known = next((command for command in node.commands if command.name == row.command), None)
    if known is None:
        names = ", ".join(command.name for command in node.commands)
        takes = f"it takes: {names}" if names else "it takes none"
        raise ValueError(f"{row.node!r} ({node.kind}) takes no command {row.command!r}; {takes}")
    try:
        return known.args.model_validate(row.args).model_dump(mode="json")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said = sentence(dict(first), row.args, known.args)
        raise ValueError(f"command {row.command!r}: {said.message}") from None
