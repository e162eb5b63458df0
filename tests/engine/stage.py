"""A flow in a directory that can be killed and opened again, with a clock of ours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.disk.ledger import Ledger
from engine.disk.sql import Sql
from engine.watch.live import PointBoard
from engine.work.connections import Connections
from engine.work.flow import Flow
from engine.work.hub import Hub
from engine.work.io import Events, History, NoEvents, NoHistory
from tests.engine.kinds import KINDS, node, wires
from tundish import Points, Samples

DOCUMENT: dict[str, Any] = {
    "nodes": {
        "s": node("test.source"), "high": node("test.high", limit=50, delay=1000), "all": node("test.collect"),
        "record": node("test.record"),
    },
    "wires": wires("s.samples > high.samples", "high.events > all.events", "high.events > record.events"),
}  # fmt: skip


def quick(path: Path) -> Sql:
    """A file that survives the end of a process, not that of a machine: it is the process that ends in tests."""
    return Sql(path, forced=False)


class World:
    """What flows share, with a clock of ours."""

    def __init__(self) -> None:
        self.time = 1000
        self.points = Points()
        self.hub = Hub(self.points)
        self.history: History = NoHistory()
        self.events: Events = NoEvents()
        self.board = PointBoard(self.points)
        self.connections = Connections({}, lambda _: None, lambda *_: None)

    def now(self) -> int:
        return self.time

    def forced(self, samples: Samples) -> Samples:
        return samples

    def at_least(self, time: int) -> None:
        self.time = max(self.time, time)

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        raise NotImplementedError


class Stage:
    """One flow in a directory; `kill` forgets the process, `open` starts another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sql: Callable[[Path], Sql] = quick
        self.threaded = False
        self.world = World()
        self.alarms: list[tuple[str, str]] = []

    def open(self, document: dict[str, Any] = DOCUMENT, version: int = 1) -> Flow:
        time = self.world.time
        self.world = World()
        self.world.time = time
        self.world.points.number(f"other{time}")  # points are numbered otherwise in every process
        ledger = Ledger(self.path / "f.db", sql=self.sql, threaded=self.threaded)
        self.flow = Flow("f", self.world, ledger, KINDS, lambda _f, _n, e: self.alarms.append((e.kind, e.point)))
        self.flow.open(document, version)
        return self.flow

    def kill(self) -> None:
        for task in self.flow.crew.tasks.values():
            task.cancel()
        self.flow._ledger.close()

    def feed(self, value: float, point: str = "p") -> None:
        number = self.world.points.number(point)
        one = Samples.of(arrival=[0], time=[self.world.time], point=[number], value=[value], quality=[0])
        self.flow.inbox.put("s", "samples", one)
        self.flow.once()

    def status(self, point: str = "p") -> str:
        alarm = self.flow.runner.nodes()["high"].state.alarms.get(point)
        return alarm.status if alarm else "normal"


async def raise_and_journal(stage: Stage) -> None:
    stage.feed(60.0)
    stage.world.time += 2000
    stage.flow.once()
