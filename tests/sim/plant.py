"""Plant: one flow with its ledger in a folder, that is killed and opened again, on simulated time."""

import logging
import sqlite3
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import engine.flow
import engine.ledger
from engine.clock import Clock
from engine.flow import Flow
from engine.hub import Hub
from engine.io import NoEvents, NoHistory
from engine.ledger import Ledger
from engine.live import PointBoard
from tests.sim.documents import Document
from tests.sim.history import History, Kinds
from tests.sim.outside import Outside, connection
from tundish import Points

logging.getLogger("tundish").setLevel(logging.CRITICAL)


class World:
    """What a process knows of the outside."""

    def __init__(self, outside: Outside, number: int) -> None:
        self._outside = outside
        self._clock = Clock(outside.wall, outside.steady)
        self.points = Points()
        self.points.number(f"stranger{number}")
        self.hub = Hub(self.points)
        self.board = PointBoard(self.points)
        self.connections: Any = self
        self.history = NoHistory()
        self.events = NoEvents()

    def now(self) -> int:
        return self._clock.now()

    def at_least(self, time: int) -> None:
        self._clock.at_least(time)

    def get(self, id: str) -> Outside:
        return self._outside

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        return {"sent": True}


class Plant:
    """`open`, `kill`, `open` again. `problems` are broken invariants that are seen on the way."""

    def __init__(self, folder: Path, outside: Outside, kinds: Kinds) -> None:
        self.path = folder / "f.db"
        self.outside = outside
        self.kinds = kinds
        self.history = History()
        self.version = 0
        self.document: Document = {}
        self.kills: list[int] = []
        self.removed: set[str] = set()
        """Nodes that were once there: their effects go with them."""
        self._kinds_of: dict[str, str] = {}
        self.problems: list[str] = []
        self._task: Any = None
        self._world: World | None = None
        self._recorder = self.history.recorder()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The engine's modules with our hands on runner and disk."""
        kept = engine.flow.Runner, engine.ledger.sqlite3
        made = connection(self.outside.disk)
        shim: Any = types.SimpleNamespace(**vars(sqlite3))
        shim.connect = lambda *args, **more: sqlite3.connect(*args, factory=made, **more)
        engine.flow.Runner, engine.ledger.sqlite3 = self._recorder, shim  # type: ignore[misc]
        try:
            yield
        finally:
            engine.flow.Runner, engine.ledger.sqlite3 = kept  # type: ignore[misc]

    def open(self) -> None:
        """A process comes up with the version that was deployed last."""
        self.ledger = Ledger(self.path)
        saved = self.ledger.load()
        lost = self.history.cut(saved.memory["last"] if saved else None)
        begin = len(self.history.made)
        self._world = World(self.outside, len(self.kills))
        self.flow = Flow("f", self._world, self.ledger, self.kinds, lambda *_: None)
        self.flow.open(self.document, self.version)
        again = [made.raw for made in self.history.made[begin:]]
        was = [made.raw for made in lost]
        same = next((i for i, (a, b) in enumerate(zip(was, again, strict=False)) if a != b), min(len(was), len(again)))
        self.recovered = same
        self._task = self.outside.loop.create_task(self.flow.run())

    def use(self, document: Document) -> None:
        """What a process that comes up from now on puts to work."""
        self.version += 1
        self.removed |= set(self.document.get("nodes", ())) - set(document["nodes"])
        self.document = document
        self._kinds_of |= {id: spec["kind"] for id, spec in document["nodes"].items()}

    def deploy(self, document: Document) -> None:
        self.use(document)
        self.flow.deploy(document, self.version)

    def kind(self, node: str) -> str:
        return self._kinds_of.get(node, "")

    def once(self, node: str) -> bool:
        """Whether what it sends may arrive once at most."""
        return bool(getattr(self.kinds[self.kind(node)], "at_most_once", False))

    def kill(self) -> None:
        """The process is gone in the middle of whatever it did."""
        self.kills.append(self.outside.loop.nanoseconds)
        self._task.cancel()
        for task in self.flow._tasks.values():
            task.cancel()
        self.ledger.close()

    @property
    def failed(self) -> BaseException | None:
        """What the flow's own loop ended with."""
        return self._task.exception() if self._task.done() and not self._task.cancelled() else None
