"""Node kinds for tests of the engine: each with one difficulty."""

import numpy as np

from tundish import (
    Action,
    AlarmConfig,
    AlarmNode,
    AlarmState,
    Emits,
    Event,
    Io,
    Node,
    NodeConfig,
    NodeState,
    PerPoint,
    Port,
    Samples,
)
from tundish import Source as SourceNode
from tundish.testing import readable


class Source(SourceNode[NodeConfig, NodeState]):
    """Produces nothing: the test puts into the inbox what it would."""

    kind = "test.source"
    title = "Source"
    outputs = (Port.samples(), Port.events())

    def owned(self) -> tuple[str, ...]:
        return ("*",)

    async def produce(self, io: Io) -> None:
        io.status("ok")


class Collect(Node[NodeConfig, NodeState]):
    """Keeps what it sees, outside its state: a test's liberty."""

    kind = "test.collect"
    title = "Collect"
    inputs = (Port.samples(), Port.events(), Port.samples("more"))

    def configured(self) -> None:
        self.seen: list[object] = []

    def on_samples(self, port: str, samples: Samples) -> Emits:
        self.seen.extend(readable(port, samples, self.points))
        return ()

    def on_event(self, port: str, event: Event) -> Emits:
        self.seen.extend(readable(port, event, self.points))
        return ()


class CountState(NodeState):
    count: PerPoint[np.int64] = PerPoint(default=0)


class Picky(Node[NodeConfig, CountState]):
    """Counts, and throws on 13 after it has counted."""

    kind = "test.picky"
    title = "Picky"
    inputs = (Port.samples(),)
    outputs = (Port.samples(),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        for i, slot in enumerate(self.state.slots(samples.point)):
            self.state.rows["count"][slot] += 1
            count = self.state.rows["count"][slot : slot + 1].astype(float)
            one = samples.part(i, i + 1)
            yield "samples", Samples(one.arrival, one.time, one.point, count, one.quality)
            if samples.value[i] == 13:
                raise ValueError("thirteen")


class SumState(NodeState):
    total: PerPoint[np.float64] = PerPoint(default=0.0)


class Totals(Node[NodeConfig, SumState]):
    """Emits a point's total 9 ns after its first sample, and every 9 ns while it grows."""

    kind = "test.totals"
    title = "Totals"
    inputs = (Port.samples(),)
    outputs = (Port.samples(),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slots = self.state.slots(samples.point)
        for i, slot in enumerate(slots):
            name = self.points.name(int(samples.point[i]))
            if self.state.rows["total"][slot] == 0:
                self.state.timers.set(name, int(samples.arrival[i]), 9)
            self.state.rows["total"][slot] += 1
        yield "samples", samples

    def on_timer(self, key: str, due: int) -> Emits:
        number = self.points.number(key)
        slot = self.state.slot(number)
        total = self.state.rows["total"][slot]
        self.state.rows["total"][slot] = -1 if total > 2 else 0
        if total > 2:
            self.state.timers.set(key, due, 9)
        yield (
            "samples",
            Samples.of(arrival=[due], time=[due], point=[number], value=[10 * total], quality=[0]),
        )


class HighConfig(AlarmConfig):
    limit: float = 50.0
    delay: int = 0
    """ns"""


class High(AlarmNode[HighConfig, AlarmState]):
    """Alarm above a limit, after a delay met by timer alone."""

    kind = "test.high"
    title = "High"
    inputs = (Port.samples(),)
    outputs = (Port.events(),)

    def facts(self, point: str, level: int, value: float) -> tuple[str, float | None, str]:  # type: ignore[override]
        return "serious", self.config.limit, f"{point} high"

    def on_samples(self, port: str, samples: Samples) -> Emits:
        for point, value, arrival, time in zip(
            samples.point.tolist(), samples.value.tolist(), samples.arrival.tolist(), samples.time.tolist(), strict=True
        ):
            name = self.points.name(point)
            high = value > self.config.limit
            if high and self.config.delay:
                if name not in self.state.timers.snapshot() and name not in self.state.alarms:
                    self.state.timers.set(name, arrival, self.config.delay)
                continue
            self.state.timers.cancel(name)
            yield from self.to_level(name, int(high), time, arrival, value)

    def on_timer(self, key: str, due: int) -> Emits:
        yield from self.to_level(key, 1, due, due, self.config.limit)


class Record(Action[NodeConfig, NodeState]):
    """An action whose effects the test reads."""

    kind = "test.record"
    title = "Record"
    inputs = (Port.events(),)

    def configured(self) -> None:
        self.handled: list[Event] = []

    async def handle(self, effect: Event, io: Io) -> None:
        self.handled.append(effect)


class Echo(Node[NodeConfig, NodeState]):
    """Says everything again, as its own."""

    kind = "test.echo"
    title = "Echo"
    inputs = (Port.events(),)
    outputs = (Port.events(),)

    def on_event(self, port: str, event: Event) -> Emits:
        yield (
            "events",
            Event(kind=event.kind, time=event.time, arrival=event.arrival, point=event.point, data=event.data),
        )


KINDS = {kind.kind: kind for kind in (Source, Collect, Picky, Totals, High, Record, Echo)}


def node(kind: str, **config: object) -> dict[str, object]:
    return {"kind": kind, "config": config}


def wires(*pairs: str) -> list[dict[str, list[str]]]:
    """`"a.out > b.in"` each."""
    return [{"from": a.strip().split("."), "to": b.strip().split(".")} for a, b in (p.split(">") for p in pairs)]
