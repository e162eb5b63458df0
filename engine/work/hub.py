"""Hub: how flows of one worker read each other's points, by pattern."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from tundish.pattern import matches
from tundish.points import Points
from tundish.samples import Samples

ROOM = 1_000_000
"""Samples that may wait for one reader; the oldest go first, and are counted."""
COLUMNS = 256
"""Columns of points that are remembered."""


class Reader:
    """One subscription; iterate over `batch()`."""

    def __init__(self, patterns: Sequence[str], *, abroad: bool = False) -> None:
        """`abroad`: it reads for another worker."""
        self.patterns = tuple(patterns)
        self.abroad = abroad
        self.dropped = 0
        self._waiting: deque[Samples] = deque()
        self._size = 0
        self._came = asyncio.Event()

    def put(self, samples: Samples) -> None:
        self._waiting.append(samples)
        self._size += samples.size
        while self._size > ROOM:
            oldest = self._waiting.popleft()
            self._size -= oldest.size
            self.dropped += oldest.size
        self._came.set()

    async def batch(self) -> list[Samples]:
        """Everything that has come since the last time; waits for at least one."""
        await self._came.wait()
        taken, self._size = list(self._waiting), 0
        self._waiting.clear()
        self._came.clear()
        return taken


class Hub:
    """Passes on what owners publish to the readers whose patterns fit."""

    def __init__(self, points: Points) -> None:
        self.changed: Callable[[], None] = lambda: None
        """Called when others read, or read something else."""
        self._points = points
        self._readers: list[Reader] = []
        self._fitting: dict[int, list[Reader]] = {}
        self._columns: dict[int, tuple[npt.NDArray[np.int32], list[tuple[Reader, npt.NDArray[np.intp] | None]]]] = {}

    def join(self, reader: Reader) -> None:
        self._readers.append(reader)
        self._others()

    def leave(self, reader: Reader) -> None:
        self._readers.remove(reader)
        self._others()

    def reads(self, reader: Reader, patterns: Sequence[str]) -> None:
        """From now on it reads this; what waits for it still does."""
        reader.patterns = tuple(patterns)
        self._others()

    def _others(self) -> None:
        self._fitting.clear()
        self._columns.clear()
        self.changed()

    @property
    def listened(self) -> bool:
        """Whether anybody reads anything, here or abroad."""
        return bool(self._readers)

    @property
    def readers(self) -> list[Reader]:
        """Those of this worker's own flows."""
        return [reader for reader in self._readers if not reader.abroad]

    def publish(self, samples: Samples, *, foreign: bool = False) -> None:
        """`foreign`: another worker has sent them; they go to our own readers alone."""
        if not self._readers:
            return
        for reader, index in self._wanted(samples.point):
            if not (foreign and reader.abroad):
                reader.put(samples if index is None else samples.at(index))

    def _wanted(self, point: npt.NDArray[np.int32]) -> list[tuple[Reader, npt.NDArray[np.intp] | None]]:
        """Who reads samples of these points, and which of them; None: all. Found out once for a column."""
        known = self._columns.get(id(point))
        if known is not None:
            return known[1]
        fitting = [self._readers_of(number) for number in point.tolist()]
        wanted: list[tuple[Reader, npt.NDArray[np.intp] | None]] = []
        for reader in self._readers:
            index = np.flatnonzero([reader in readers for readers in fitting])
            if index.size:
                wanted.append((reader, None if index.size == point.size else index))
        if point.base is not None:
            return wanted  # a view, which would hold on to more than the column
        if len(self._columns) >= COLUMNS:
            self._columns.clear()
        self._columns[id(point)] = point, wanted  # with the column, so that no other gets its id
        return wanted

    def _readers_of(self, point: int) -> list[Reader]:
        if point not in self._fitting:
            name = self._points.name(point)
            self._fitting[point] = [r for r in self._readers if any(matches(name, p) for p in r.patterns)]
        return self._fitting[point]
