"""The stores of a simulated plant, for events and for samples. They outlive every kill; fates say when they are away.

What a process does with them is the engine's own: the lane of events, and the recorder, without its thread.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from engine.eventstore.wanted import Wanted
from engine.history.errors import HistoryError
from engine.history.recorder import PAUSE, Recorder
from engine.work.io import EventRow, NoEvents
from tests.sim.loop import Loop
from tundish import Event, Points, Samples
from tundish.node import Node
from tundish.pattern import matches

MOST = 40
"""Events that may wait for the event store."""
ROOM = 60
"""Samples that may wait for the history."""
AGAIN = 2.0
Row = tuple[str, str, str, int]
"""Of the history: node, port, point, stamp."""


class EventStore(NoEvents):
    """`away`, `slow` and `deaf` are set by the fates."""

    def __init__(self, loop: Loop, chance: Random) -> None:
        self._loop = loop
        self._chance = chance
        self.kept: dict[str, EventRow] = {}
        self.lasting: dict[str, bool] = {}
        """Of each event that was to be kept: whether it waits in any case."""
        self.refused = 0
        self.well()

    def well(self) -> None:
        self.away = False
        self.slow = 0.0
        """Seconds that it takes."""
        self.deaf = 0.0
        """Chance that it keeps them and the answer is lost."""

    def wanted(
        self, nodes: Mapping[str, Node[Any, Any]], document: Mapping[str, Any]
    ) -> Callable[[str, str, Event], bool]:
        wants, keeps = Wanted(nodes, document), {id: node.keeps for id, node in nodes.items()}

        def wanted(node: str, port: str, event: Event) -> bool:
            if not wants(node, port, event):
                return False
            assert event.origin is not None
            lasting = port == "@command" or any(matches(event.kind, pattern) for pattern in keeps.get(node, ()))
            self.lasting[event.origin.id("f")] = lasting
            return True

        return wanted

    async def keep(self, rows: Sequence[EventRow]) -> None:
        if self.slow:
            await asyncio.sleep(self._chance.random() * self.slow)
        if self.away:
            self.refused += 1
            raise ConnectionError("the event store is away")
        for row in rows:
            self.kept.setdefault(row.id, row)
        if self._chance.random() < self.deaf:
            self.refused += 1
            raise ConnectionError("the answer was lost")


class Archive:
    """Where the history of all processes is. `away` and `slow` are set by the fates."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.kept: dict[Row, float] = {}
        self.asked: set[Row] = set()
        """What was to be recorded."""
        self.refused = self.lost = self.excused = 0
        """Attempts that failed; samples given up; those in the memory of a process that was killed while it could not
        write them."""
        self.well()

    def well(self) -> None:
        self.away = False
        self.slow = 0.0
        """Seconds that it takes."""

    def take(self, rows: Mapping[Row, float]) -> None:
        if self.away:
            self.refused += 1
            raise HistoryError("the disk of the history is full")
        for row, value in rows.items():
            self.kept.setdefault(row, value)


class StepRecorder(Recorder):
    """Of one process: does what the recorder's thread does, when the loop says so."""

    def __init__(self, archive: Archive, points: Points) -> None:
        super().__init__(Path("nowhere"), points, ROOM)
        self._archive = archive
        self._coming = self._dead = False
        self._missed = 0
        """Ticket that a checkpoint waited for in vain: a kill before it is reached takes samples along."""
        self.most = 0
        """Samples that waited at most."""

    def put(self, flow: str, node: str, port: str, samples: Samples, *, record: bool) -> None:
        if record:
            self._archive.asked.update(self._rows(node, port, samples))
        super().put(flow, node, port, samples, record=record)

    def flush(self, ticket: int, patience: float = 5.0) -> bool:
        """In the place of waiting: now, or not in time."""
        if not self._archive.slow and not self._dead:
            self._write()
        if self._done >= ticket and not self.trouble:
            return True
        self._missed = ticket
        return False

    def kill(self) -> None:
        """What waits is gone; that is no wonder when it could not be written."""
        self._archive.lost += self.lost
        if self.trouble or self._archive.away or self._archive.slow or self._done < self._missed:
            self._archive.excused += self._waiting + sum(batch[3].size for batch in self._pass)
        self._dead = True

    def close(self) -> None:
        self.hand_over()
        self._write()
        self.kill()

    def _begin(self) -> None:
        self.most = max(self.most, self._waiting)
        if not self._coming:
            self._coming = True
            self._archive.loop.call_later(PAUSE + self._archive.slow, self._turned)

    def _turned(self) -> None:
        self._coming = False
        if self._dead:
            return
        self._write()
        if self._queue:
            self._coming = True
            self._archive.loop.call_later(AGAIN + self._archive.slow, self._turned)

    def _write(self) -> None:
        queue, self._queue, ticket = self._queue, [], self._ticket
        if not queue:
            return
        rows: dict[Row, float] = {}
        for _, node, port, samples in queue:
            rows |= self._rows(node, port, samples)
        try:
            self._archive.take(rows)
        except HistoryError as error:
            self._failed(error, queue)
        else:
            self._kept(queue, ticket)

    def _rows(self, node: str, port: str, samples: Samples) -> dict[Row, float]:
        columns = zip(samples.point.tolist(), samples.arrival.tolist(), samples.value.tolist(), strict=True)
        return {(node, port, self._points.name(point), arrival): value for point, arrival, value in columns}
