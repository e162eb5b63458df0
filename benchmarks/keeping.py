"""Keeping: a flow of the engine with its ledger on disk, for benchmarks of the journal and the outbox."""

import time
from pathlib import Path
from typing import Any

from engine.disk.ledger import Ledger
from engine.watch.live import PointBoard
from engine.work.connections import Connections
from engine.work.flow import Flow
from engine.work.hub import Hub
from engine.work.io import Events, History, NoEvents, NoHistory
from tundish import Points


class World:
    """What flows share, without anybody to share it with. Its clock is the machine's, or set by hand."""

    def __init__(self) -> None:
        self.time = 0
        """0: the machine's."""
        self.points = Points()
        self.hub = Hub(self.points)
        self.board = PointBoard(self.points)
        self.connections = Connections({}, lambda _: None, lambda *_: None)
        self.history: History = NoHistory()
        self.events: Events = NoEvents()
        self._last = 0

    def now(self) -> int:
        self._last = max(self.time or time.time_ns(), self._last)
        return self._last

    def at_least(self, time: int) -> None:
        self._last = max(time, self._last)

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        raise NotImplementedError


def opened(document: dict[str, Any], kinds: Any, path: Path, world: World) -> Flow:
    """The flow as a worker opens it; call it in an event loop."""
    flow = Flow(document["id"], world, Ledger(path, threaded=True), kinds, lambda *_: None)
    flow.open(document, 1)
    return flow
