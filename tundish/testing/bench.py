"""Bench: one node, fed from a table, by the rules of the engine."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec

from tundish.connector import EFFECT, Action
from tundish.event import Event
from tundish.kernel import warm_up
from tundish.node import ERROR, Node, NodeConfig
from tundish.points import Points
from tundish.samples import Samples
from tundish.step import Step


class Row(NamedTuple):
    """One sample of a test table; rows of one `arrival` (odd) are one instant."""

    arrival: int
    point: str
    value: float
    quality: int = 0
    time: int | None = None
    """Source time; the arrival stamp when left out."""


class Happen(NamedTuple):
    """An event that comes in. Its source time is the arrival stamp when left out."""

    arrival: int
    kind: str = "test"
    data: Mapping[str, Any] | None = None
    point: str = ""
    time: int | None = None


class Ask(NamedTuple):
    """A person's command."""

    arrival: int
    command: str
    args: Any = None
    user: str = "ann"


class Edit(NamedTuple):
    """A new config is put to work."""

    arrival: int
    config: NodeConfig


Item: TypeAlias = Row | Happen | Ask | Edit
"""What may come to a node, at a stamp."""


def samples(rows: Sequence[Row], points: Points) -> Samples:
    """Frozen, so that a node that writes into its input fails; a column of points that was there before is the same."""
    made = Samples.of(
        arrival=[r.arrival for r in rows],
        time=[r.arrival if r.time is None else r.time for r in rows],
        point=[points.number(r.point) for r in rows],
        value=[r.value for r in rows],
        quality=[r.quality for r in rows],
    )
    made.point = points.column(made.point)
    return made.freeze()


class Bench:
    """A node on the bench: what it emits is kept in `seen`, readable, in order.

    Give a `snapshot` to put it up again as after a restart. `strangers` are points that are numbered first.
    """

    def __init__(
        self,
        kind: type[Node[Any, Any]],
        config: NodeConfig | None = None,
        snapshot: dict[str, Any] | None = None,
        strangers: Sequence[str] = (),
    ) -> None:
        warm_up()
        self.points = Points()
        for name in strangers:
            self.points.number(name)
        state = kind.state_type.restored(snapshot, self.points) if snapshot else None
        self.node = kind("node", config if config is not None else kind.config_type(), self.points, state)
        self.seen: list[tuple[Any, ...]] = []
        """`(port, arrival, time, point, value, quality)` of a sample, value as text;
        `(port, arrival, time, kind, point, data, origin)` of an event."""
        self.emitted: list[tuple[str, Samples | Event]] = []
        self.ports: dict[str, type] = {
            ERROR: Event,
            **({EFFECT: Event} if isinstance(self.node, Action) else {}),
            **self._ports(),
        }
        """What each output carries that the node has, or had under an earlier config."""
        self.step = Step(self.node, self._see)

    def start(self, arrival: int = -1) -> "Bench":
        """The node has come to be: tell it, as the engine does when a flow is first deployed."""
        self.step.start(arrival)
        return self

    def feed(self, rows: Sequence[Row], port: str = "") -> None:
        """All rows as one batch."""
        if rows:
            self.step.samples(port or self._input(Samples), samples(rows, self.points))

    def send(self, arrival: int, kind: str = "test", data: Mapping[str, Any] | None = None, **more: Any) -> None:
        """An event comes in; `port`, `point` and `time` may be told."""
        port = more.pop("port", "") or self._input(Event)
        event = Event(kind=kind, arrival=arrival, data={} if data is None else data, **{"time": arrival, **more})
        self.step.event(port, event)

    def command(self, arrival: int, command: str, args: Any = None, user: str = "ann") -> None:
        data = {"user": user, "args": {} if args is None else args}
        self.step.command(Event(kind=command, time=arrival, arrival=arrival, data=data))

    def configure(self, config: NodeConfig, arrival: int) -> None:
        self.ports.update(self._ports(config))
        self.step.configure(config, arrival)

    def wake(self, until: int) -> None:
        """Let time go on: all timers due before `until` fire."""
        self.step.wake(until)

    def play(self, items: Iterable[Item], *, apart: bool = False) -> "Bench":
        """Everything in order; rows that follow each other as one batch, or each instant for itself when `apart`."""
        for rows, others in _runs(items):
            if apart:
                for _, instant in itertools.groupby(rows, lambda row: row.arrival):
                    self.feed(list(instant))
            else:
                self.feed(rows)
            for item in others:
                self._other(item)
        return self

    def snapshot(self) -> dict[str, Any]:
        snapshot: dict[str, Any] = self.node.state.snapshot(self.points)
        return snapshot

    def events(self, port: str = "events") -> list[Event]:
        """The events that left by a port."""
        return [payload for name, payload in self.emitted if name == port and isinstance(payload, Event)]

    def values(self, port: str = "samples") -> list[float]:
        """The values that left by a port."""
        batches = [payload for name, payload in self.emitted if name == port and isinstance(payload, Samples)]
        return [value for batch in batches for value in batch.value.tolist()]

    def by_port(self) -> dict[str, list[tuple[Any, ...]]]:
        """`seen` of each port: between ports there is no order but that of the stamps."""
        ports: dict[str, list[tuple[Any, ...]]] = {}
        for row in self.seen:
            ports.setdefault(row[0], []).append(row)
        return ports

    def _other(self, item: Item) -> None:
        if isinstance(item, Happen):
            time = item.arrival if item.time is None else item.time
            self.send(item.arrival, item.kind, item.data, point=item.point, time=time)
        elif isinstance(item, Ask):
            self.command(item.arrival, item.command, item.args, item.user)
        elif isinstance(item, Edit):
            self.configure(item.config, item.arrival)

    def _input(self, carries: type) -> str:
        return next((port.name for port in self.node.inputs if port.carries is carries), "")

    def _ports(self, config: NodeConfig | None = None) -> dict[str, type]:
        settings = (config or self.node.config).model_dump(mode="json")
        return {port.name: port.carries for port in self.node.output_ports(settings)}

    def _see(self, port: str, payload: Samples | Event) -> None:
        self.emitted.append((port, payload))
        self.seen.extend(readable(port, payload, self.points))


def readable(port: str, payload: Samples | Event, points: Points) -> Iterable[tuple[Any, ...]]:
    """Tuples that compare: one a sample or one an event. NaN is told as text."""
    if isinstance(payload, Event):
        data = {k: repr(v) for k, v in payload.data.items()}
        return [(port, payload.arrival, payload.time, payload.kind, payload.point, data, payload.origin)]
    names = map(points.name, payload.point.tolist())
    columns = (payload.arrival.tolist(), payload.time.tolist(), names, map(repr, payload.value.tolist()))
    return list(zip(itertools.repeat(port), *columns, payload.quality.tolist(), strict=False))


def _runs(items: Iterable[Item]) -> Iterator[tuple[list[Row], list[Item]]]:
    """Runs of rows, each with what comes after it before the next row; by stamp, rows first."""
    ordered = sorted(items, key=lambda item: (item.arrival, not isinstance(item, Row)))
    rows: list[Row] = []
    others: list[Item] = []
    for item in ordered:
        if isinstance(item, Row):
            if others:
                yield rows, others
                rows, others = [], []
            rows.append(item)
        else:
            others.append(item)
    yield rows, others


def msgpacked(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The snapshot as a checkpoint on disk gives it back."""
    again: dict[str, Any] = msgspec.msgpack.decode(msgspec.msgpack.encode(snapshot))
    return again
