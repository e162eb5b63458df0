"""Memory of a compiled formula: what its windows, delays and totals remember, a row for each computed point.

A row is a run of floats and one of whole numbers, laid out by the formula: first the time of the last evaluation, when
the result will change by itself, and the inputs; then a stretch for each *cell*, which is one call of a function that
remembers. A window also has a ring of samples in a common store, which grows here, never in a kernel.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tundish.points import Points
from tundish.timers import FOREVER

NEVER = -(2**63)
HEAD = 2
"""Whole numbers before the inputs: time of the last evaluation, time of the next change."""
RING = 9
"""Whole numbers of a ring: where it begins, its room, first sample, how many; two queues, and whether they are old."""
BASE, ROOM, FIRST, COUNT, STALE = 0, 1, 2, 3, 8
PASSING = (BASE, ROOM, 4, 5, 6, 7, STALE)
"""Of these, what is found anew after a restart."""
SMALLEST = 16
SPACIOUS = 8
"""A ring that has so many times the room it needs moves to a smaller place."""
WORTH = 4096
"""Samples for which there has to be room before the store itself is made smaller."""


class Cell(NamedTuple):
    """One call of a function that remembers. `key` is its text, normalised: by it an edited formula finds it again."""

    key: str
    floats: int
    ints: int
    ring: bool


class Layout(NamedTuple):
    """What a formula remembers."""

    inputs: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    wakes: int = 0
    """Cells whose result changes without a sample."""

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where the floats and the whole numbers of each cell begin; at the end the length of a row."""
        floats, ints = len(self.inputs), HEAD + len(self.inputs)
        result = [(floats, ints)]
        for cell in self.cells:
            floats, ints = floats + cell.floats, ints + cell.ints
            result.append((floats, ints))
        return result


NOTHING = Layout()


class Remembered(NamedTuple):
    """What a formula with a memory came to."""

    value: npt.NDArray[np.float64]
    quality: npt.NDArray[np.uint8]
    source: npt.NDArray[np.int32]
    """Row that brought each."""
    time: npt.NDArray[np.int64]
    wait: npt.NDArray[np.int64]
    """Until the result changes by itself, ns; 0 when it will not."""
    dropped: int = 0
    """Windows from which samples are missing from now on, because they are full."""

    @classmethod
    def empty(cls, size: int) -> "Remembered":
        return cls(
            np.empty(size), np.empty(size, np.uint8), np.empty(size, np.int32), np.empty(size, np.int64),
            np.empty(size, np.int64),
        )  # fmt: skip

    def cut(self, size: int, dropped: int) -> "Remembered":
        return Remembered(
            self.value[:size], self.quality[:size], self.source[:size], self.time[:size], self.wait[:size], dropped
        )


class Memory:
    """Rows by point. Between `begin` and `undo` everything that `rows` was asked for can be put back."""

    def __init__(self, layout: Layout = NOTHING) -> None:
        self.layout = layout
        places = layout.places
        self.rings = _rings(layout)
        """Where the whole numbers of each ring begin."""
        self.points: list[int] = []
        self._row = np.full(64, -1, np.int32)
        self._floats, self._ints = np.empty((0, places[-1][0])), np.empty((0, places[-1][1]), np.int64)
        self._blank = np.zeros(places[-1][1], np.int64)
        self._blank[0], self._blank[1] = NEVER, FOREVER
        self.time, self.value, self.grade = np.empty(0, np.int64), np.empty(0), np.empty(0, np.uint8)
        self.queue = np.empty(0, np.int64)
        self._used = self._spare = 0
        """Samples for which there is room in the store, and of these those that no ring has."""
        self._free: dict[int, list[int]] = {}
        self._saved: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.int64]]] = []
        self._left: list[tuple[int, int]] = []
        self._taken: list[tuple[int, int]] = []

    @property
    def floats(self) -> npt.NDArray[np.float64]:
        return self._floats

    @property
    def ints(self) -> npt.NDArray[np.int64]:
        return self._ints

    def rows(self, point: npt.NDArray[np.int32], each: int = 1) -> npt.NDArray[np.int32]:
        """Row of each point, new ones made, saved against `undo`; rings get room for `each` more samples a point."""
        if not point.size:
            return np.empty(0, np.int32)
        most = int(point.max())
        if most >= self._row.size:
            self._row = np.concatenate([self._row, np.full(max(most + 1, self._row.size), -1, np.int32)])
        row = self._row[point]
        if row.min() < 0:
            self._add(point[row < 0])
            row = self._row[point]
        touched, times = _counted(row, len(self.points))
        self._saved.append((touched, self._floats[touched], self._ints[touched]))
        for ring in self.rings:
            need, room = self._ints[touched, ring + COUNT] + times * each + 1, self._ints[touched, ring + ROOM]
            short = (need > room) | (need * SPACIOUS < room)
            for k in short.nonzero()[0].tolist():
                self._resize(int(touched[k]), ring, int(need[k]))
        return row

    def held(self, row: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8], int]:
        """The inputs of a row as columns, and when it is due."""
        width = len(self.layout.inputs)
        words = self._ints[row]
        x = self._floats[row, :width].reshape(-1, 1).copy()
        return x, words[HEAD : HEAD + width].astype(np.uint8).reshape(-1, 1), int(words[1])

    def begin(self) -> None:
        for room, base in self._left:
            self._free.setdefault(room, []).append(base)
            self._spare += room
        self._saved.clear()
        self._left.clear()
        self._taken.clear()
        if self._used > WORTH and self._spare > 3 * (self._used - self._spare):
            self._pack()

    def undo(self) -> None:
        for touched, floats, ints in reversed(self._saved):
            self._floats[touched], self._ints[touched] = floats, ints
            for ring in self.rings:
                self._ints[touched, ring + STALE] = 1
        self._left, self._taken = self._taken, []
        self.begin()

    def still(self) -> Callable[[Points], dict[str, Any]]:
        """Makes the snapshot of this moment, later or in another thread."""
        size = len(self.points)
        arrays = self._floats[:size].copy(), self._ints[:size].copy()
        stored = self.time[: self._used].copy(), self.value[: self._used].copy(), self.grade[: self._used].copy()
        return partial(_snapshot, self.layout, tuple(self.points), *arrays, stored)

    @classmethod
    def restored(cls, snapshot: dict[str, Any], points: Points) -> "Memory":
        """As the snapshot has it; under another formula `moved` then."""
        memory = cls(_layout(snapshot))
        size = len(snapshot["points"])
        if not size:
            return memory
        memory.rows(np.array([points.number(name) for name in snapshot["points"]], np.int32), 0)
        memory._floats[:size] = np.frombuffer(snapshot["floats"]).reshape(size, -1)
        memory._ints[:size] = np.frombuffer(snapshot["ints"], np.int64).reshape(size, -1)
        for ring, stored in zip(memory.rings, snapshot["rings"], strict=True):
            memory._fill(ring, stored)
        memory.begin()
        return memory

    def moved(self, layout: Layout) -> "Memory":
        """The same memory for another formula: cells with the same text are kept, the others begin anew."""
        if layout == self.layout:
            return self
        memory = Memory(layout)
        size = len(self.points)
        if not size:
            return memory
        memory.rows(np.array(self.points, np.int32), 0)
        old, new = self.layout.places, layout.places
        memory._ints[:size, 0] = self._ints[:size, 0]
        if layout.inputs == self.layout.inputs:
            width = len(layout.inputs)
            memory._ints[:size, : HEAD + width] = self._ints[:size, : HEAD + width]
            memory._floats[:size, :width] = self._floats[:size, :width]
        known = {cell: k for k, cell in enumerate(self.layout.cells)}
        for k, cell in enumerate(layout.cells):
            if (was := known.get(cell)) is None:
                continue
            (f, i), (f_was, i_was) = new[k], old[was]
            memory._floats[:size, f : f + cell.floats] = self._floats[:size, f_was : f_was + cell.floats]
            memory._ints[:size, i : i + cell.ints] = self._ints[:size, i_was : i_was + cell.ints]
            if cell.ring:
                memory._fill(i, _stored(self._ints[:size], i_was, (self.time, self.value, self.grade)))
        memory.begin()
        return memory

    def _add(self, new: npt.NDArray[np.int32]) -> None:
        for point in dict.fromkeys(new.tolist()):
            size = len(self.points)
            if size == len(self._ints):
                more = max(8, size)
                self._floats = np.concatenate([self._floats, np.zeros((more, self._floats.shape[1]))])
                self._ints = np.concatenate([self._ints, np.tile(self._blank, (more, 1))])
            self._row[point] = size
            self.points.append(point)

    def _resize(self, row: int, ring: int, need: int) -> None:
        """Move a ring to a place that suits it. The old one is left as it is until the call has succeeded."""
        words = self._ints[row]
        base, room = int(words[ring + BASE]), int(words[ring + ROOM])
        first, count = int(words[ring + FIRST]), int(words[ring + COUNT])
        wanted = max(SMALLEST, 1 << (need - 1).bit_length())
        if wanted == room:
            return
        place = self._allocated(wanted)
        number = np.arange(first, first + count)
        if count:
            source, target = base + number % room, place + number % wanted
            for column in (self.time, self.value, self.grade):
                column[target] = column[source]
        if room:
            self._left.append((room, base))
        self._taken.append((wanted, place))
        words[ring + BASE], words[ring + ROOM], words[ring + STALE] = place, wanted, 1

    def _pack(self) -> None:
        """All rings one after the other in a smaller store: what a burst has taken is given back."""
        size = self._used - self._spare
        time, value, grade = np.zeros(size, np.int64), np.zeros(size), np.zeros(size, np.uint8)
        queue, end = np.zeros(2 * size, np.int64), 0
        for words in self._ints[: len(self.points)]:
            for ring in self.rings:
                base, room = int(words[ring + BASE]), int(words[ring + ROOM])
                for new, old in ((time, self.time), (value, self.value), (grade, self.grade)):
                    new[end : end + room] = old[base : base + room]
                queue[2 * end : 2 * (end + room)] = self.queue[2 * base : 2 * (base + room)]
                words[ring + BASE], end = end, end + room
        self.time, self.value, self.grade, self.queue = time, value, grade, queue
        self._used, self._spare, self._free = end, 0, {}

    def _allocated(self, room: int) -> int:
        free = self._free.get(room)
        if free:
            self._spare -= room
            return free.pop()
        if self._used + room > self.time.size:
            more = max(room, self.time.size, 64)
            self.time = np.concatenate([self.time, np.zeros(more, np.int64)])
            self.value = np.concatenate([self.value, np.zeros(more)])
            self.grade = np.concatenate([self.grade, np.zeros(more, np.uint8)])
            self.queue = np.concatenate([self.queue, np.zeros(2 * more, np.int64)])
        self._used += room
        return self._used - room

    def _fill(self, ring: int, stored: Sequence[bytes]) -> None:
        """Put samples into the rings of one cell, whose other words are there already."""
        time, value, grade = (np.frombuffer(raw, dtype) for raw, dtype in zip(stored, STORED, strict=True))
        start = 0
        for row in range(len(self.points)):
            words = self._ints[row]
            words[[ring + word for word in PASSING]] = 0
            count = int(words[ring + COUNT])
            if not count:
                continue
            words[ring + COUNT] = 0
            self._resize(row, ring, count)
            words = self._ints[row]
            words[ring + COUNT] = count
            target = next(_numbers(self._ints[row : row + 1], ring))
            part = slice(start, start + count)
            self.time[target], self.value[target], self.grade[target] = time[part], value[part], grade[part]
            start += count


STORED = (np.int64, np.float64, np.uint8)
"""Time, value and grade of the samples in rings."""
Stored = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.uint8]]


def _counted(row: npt.NDArray[np.int32], size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Which rows there are, each once, and how often."""
    if row.size * 8 < size:
        unique, times = np.unique(row, return_counts=True)
        return unique.astype(np.intp), times
    times = np.bincount(row)
    touched = times.nonzero()[0]
    return touched, times[touched]


def _numbers(ints: npt.NDArray[np.int64], ring: int) -> Iterator[npt.NDArray[np.int64]]:
    """Where the samples of each ring lie, row by row, in order."""
    for words in ints:
        first, count = words[ring + FIRST], words[ring + COUNT]
        if count:
            yield words[ring + BASE] + np.arange(first, first + count) % words[ring + ROOM]


def _stored(ints: npt.NDArray[np.int64], ring: int, stored: Stored) -> list[bytes]:
    """The samples of all rows of one ring cell."""
    places = list(_numbers(ints, ring))
    index = np.concatenate(places) if places else np.empty(0, np.int64)
    return [column[index].tobytes() for column in stored]


def _snapshot(
    layout: Layout,
    numbers: tuple[int, ...],
    floats: npt.NDArray[np.float64],
    ints: npt.NDArray[np.int64],
    stored: Stored,
    points: Points,
) -> dict[str, Any]:
    known = [row for row in range(len(numbers)) if ints[row, 0] != NEVER]  # a row that was never used says nothing
    order = sorted(known, key=lambda row: points.name(numbers[row]))
    floats, ints = floats[order], ints[order]
    rings = _rings(layout)
    kept = [_stored(ints, ring, stored) for ring in rings]
    for ring in rings:
        ints[:, [ring + word for word in PASSING]] = 0
    return {
        "inputs": list(layout.inputs),
        "cells": [list(cell) for cell in layout.cells],
        "wakes": layout.wakes,
        "points": [points.name(numbers[row]) for row in order],
        "floats": floats.tobytes(),
        "ints": ints.tobytes(),
        "rings": kept,
    }


def part_of(snapshot: dict[str, Any], wanted: Callable[[str], bool]) -> dict[str, Any]:
    """The snapshot of a memory with some of its points."""
    names, layout = snapshot["points"], _layout(snapshot)
    rows = [row for row, name in enumerate(names) if wanted(name)]
    ints = np.frombuffer(snapshot["ints"], np.int64).reshape(len(names), -1)
    floats = np.frombuffer(snapshot["floats"]).reshape(len(names), -1)
    rings = []
    for ring, stored in zip(_rings(layout), snapshot["rings"], strict=True):
        counts = ints[:, ring + COUNT]
        mine = np.repeat(np.isin(np.arange(len(names)), rows), counts)
        rings.append([
            np.frombuffer(raw, dtype)[mine].tobytes() for raw, dtype in zip(stored, STORED, strict=True)
        ])  # fmt: skip
    return {
        **snapshot, "points": [names[row] for row in rows], "floats": floats[rows].tobytes(),
        "ints": ints[rows].tobytes(), "rings": rings,
    }  # fmt: skip


def as_one(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Snapshots of memories as one, laid out as the first; of a point that is in several, the last."""
    points = Points()
    layout = _layout(parts[0])
    same = [Memory.restored(part, points).moved(layout).still()(points) for part in parts]
    later: set[str] = set()
    kept = []
    for part in reversed(same):
        kept.append(part_of(part, lambda name: name not in later))  # noqa: B023
        later |= set(part["points"])
    kept.reverse()
    return {
        **kept[0],
        "points": [name for part in kept for name in part["points"]],
        "floats": b"".join(part["floats"] for part in kept),
        "ints": b"".join(part["ints"] for part in kept),
        "rings": [
            [b"".join(part["rings"][ring][column] for part in kept) for column in range(len(STORED))]
            for ring in range(len(kept[0]["rings"]))
        ],
    }


def _layout(snapshot: dict[str, Any]) -> Layout:
    cells = tuple(Cell(*cell) for cell in snapshot["cells"])
    return Layout(tuple(snapshot["inputs"]), cells, snapshot["wakes"])


def _rings(layout: Layout) -> list[int]:
    places = layout.places
    return [places[k][1] for k, cell in enumerate(layout.cells) if cell.ring]
