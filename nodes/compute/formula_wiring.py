"""Wiring of a formula: which point feeds which device."""

from bisect import bisect_left, insort
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tundish import Points

DEVICE = "{device}"


class Column:
    """An array that grows at its end, in steps that keep a thousand small additions as cheap as a large one."""

    def __init__(self, dtype: Any, blank: int = 0) -> None:
        self._room = np.full(8, blank, dtype)
        self._blank = blank
        self._size = 0
        self.array: npt.NDArray[Any] = self._room[:0]

    def add(self, values: Sequence[int] | npt.NDArray[Any]) -> None:
        size = self._size + len(values)
        if size > self._room.size:
            room = np.full(max(size, 2 * self._room.size), self._blank, self._room.dtype)
            room[: self._size] = self.array
            self._room = room
        self._room[self._size : size] = values
        self._size, self.array = size, self._room[:size]

    def put_in(self, places: Sequence[int], values: Sequence[int]) -> None:
        """Insert in the middle; places count before anything has moved."""
        kept = np.insert(self.array, places, values)
        self._size, self.array = 0, self._room[:0]
        self.add(kept)


class Wiring:
    """Derived from the config and the points seen so far, never stored.

    Slot s feeds devices `user[first[s]:first[s+1]]`; device d reads slots `inputs[d*k:(d+1)*k]` for k inputs,
    -1 for one not seen yet, and makes point `computed[d]`. A device that is not among `devices`, if any are given, is
    none. New points are taken in without laying out the old ones again.
    """

    def __init__(self, inputs: Sequence[str], output: str, devices: Collection[str] = ()) -> None:
        self._patterns = [name.split(DEVICE) for name in inputs]
        self._per_device = any(len(p) > 1 for p in self._patterns)
        self._output = output
        self._only = frozenset(devices)
        self._devices: dict[str, int] = {}
        self._names: list[str] = []
        self._shared: dict[int, int] = {}  # input without {device}: its slot
        self._waiting: dict[int, list[str]] = {}  # of a shared slot: its devices, sorted
        self.seen = 0
        """Slots taken in."""
        self._mark = 0
        self.single = True
        """No point feeds two devices."""
        self._x, self._xq = np.empty((len(inputs), 0)), np.empty((len(inputs), 0), np.uint8)
        self._first, self._user = Column(np.int32), Column(np.int32)
        self._inputs, self._computed, self._touched = Column(np.int32), Column(np.int32), Column(np.int64, -1)
        self._came = Column(np.int64)
        self._first.add([0])

    @property
    def first(self) -> npt.NDArray[np.int32]:
        return self._first.array

    @property
    def user(self) -> npt.NDArray[np.int32]:
        return self._user.array

    @property
    def inputs(self) -> npt.NDArray[np.int32]:
        return self._inputs.array

    @property
    def computed(self) -> npt.NDArray[np.int32]:
        return self._computed.array

    @property
    def touched(self) -> npt.NDArray[np.int64]:
        return self._touched.array

    @property
    def came(self) -> npt.NDArray[np.int64]:
        """Of each slot the mark of the instant that last brought it; kept by kernels, for formulas that remember."""
        self._came.add([-1] * (self.seen - self._came.array.size))
        return self._came.array

    def extend(self, slots: Sequence[int], points: Points) -> None:
        """Take in the slots made since the last time; `slots` is the point of each."""
        for slot in range(self.first.size - 1, len(slots)):
            name = points.name(slots[slot])
            users: list[str] = []
            for k, pattern in enumerate(self._patterns):
                device = device_of(name, pattern)
                if device == "" and self._per_device:
                    users += self._share(k, slot)
                elif device is not None and (not self._only or not device or device in self._only):
                    self._connect(self._number(device, points), k, slot)
                    users.append(device)
            users.sort()  # by name: the order in which devices came must not show
            self._user.add([self._devices[device] for device in users])
            self._first.add([self.user.size])
            self.single = self.single and len(users) <= 1
            if slot in self._shared.values():
                self._waiting[slot] = users
        self.seen = len(slots)

    def mark(self, size: int) -> int:
        """A number for each of `size` instants, none used before: an undone call leaves no trace."""
        self._mark += size
        return self._mark - size

    def columns(self, room: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
        """Scratch for the inputs of `room` rows, one column an input; good until the next call."""
        if self._x.shape[1] < room:
            self._x, self._xq = np.empty((len(self._x), room)), np.empty((len(self._x), room), np.uint8)
        return self._x, self._xq

    def room(self, slot: npt.NDArray[np.int32]) -> int:
        """Most rows these samples can make."""
        if self.single:
            return slot.size
        return int((self.first[slot + 1] - self.first[slot]).sum())

    def _share(self, k: int, slot: int) -> list[str]:
        self._shared[k] = slot
        for number in range(len(self._names)):
            self._connect(number, k, slot)
        return list(self._names)

    def _number(self, device: str, points: Points) -> int:
        number = self._devices.setdefault(device, len(self._names))
        if number == len(self._names):
            self._names.append(device)
            self._inputs.add([-1] * len(self._patterns))
            self._computed.add([points.number(self._output.replace(DEVICE, device))])
            self._touched.add([-1])
            for k, slot in self._shared.items():
                self._connect(number, k, slot)
            self._feed(device, number)
        return number

    def _feed(self, device: str, number: int) -> None:
        """A new device uses what the others share: it takes its place by name among them."""
        slots = sorted(self._waiting)
        if not slots:
            return
        places = [int(self.first[slot]) + bisect_left(self._waiting[slot], device) for slot in slots]
        self._user.put_in(places, [number] * len(slots))
        for slot in slots:
            insort(self._waiting[slot], device)
            self.first[slot + 1 :] += 1
            self.single = self.single and len(self._waiting[slot]) <= 1

    def _connect(self, device: int, k: int, slot: int) -> None:
        self.inputs[device * len(self._patterns) + k] = slot


def device_of(name: str, pattern: Sequence[str]) -> str | None:
    """The device that makes the pattern this name; empty for a pattern without one."""
    if len(pattern) == 1:
        return "" if name == pattern[0] else None
    head, tail = pattern
    if name.startswith(head) and name.endswith(tail) and len(name) > len(head) + len(tail):
        return name[len(head) : len(name) - len(tail)]
    return None
