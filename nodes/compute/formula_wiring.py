"""Wiring of a formula: which point feeds which device."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tundish import Points

DEVICE = "{device}"


class Wiring:
    """Derived from the config and the points seen so far, never stored.

    Slot s feeds devices `user[first[s]:first[s+1]]`; device d reads slots `inputs[d*k:(d+1)*k]` for k inputs,
    -1 for one not seen yet, and makes point `computed[d]`.
    """

    def __init__(self, inputs: Sequence[str], output: str) -> None:
        self._patterns = [name.split(DEVICE) for name in inputs]
        self._per_device = any(len(p) > 1 for p in self._patterns)
        self._output = output
        self._devices: dict[str, int] = {}
        self._inputs: list[list[int]] = []  # of each device: slots
        self._shared: dict[int, int] = {}  # input without {device}: its slot
        self._users: list[list[int]] = []
        self._seen = 0
        self._mark = 0
        self._single = True  # no point feeds two devices
        self._x, self._xq = np.empty((len(inputs), 0)), np.empty((len(inputs), 0), np.uint8)
        self.first = np.zeros(1, np.int32)
        self.user = self.inputs = self.computed = np.zeros(0, np.int32)
        self.touched = np.zeros(0, np.int64)

    def extend(self, slots: Sequence[int], points: Points) -> None:
        """Take in the slots made since the last time; `slots` is the point of each."""
        if self._seen == len(slots):
            return
        for slot in range(self._seen, len(slots)):
            self._users.append([])
            name = points.name(slots[slot])
            for k, pattern in enumerate(self._patterns):
                device = device_of(name, pattern)
                if device == "" and self._per_device:
                    self._share(k, slot)
                elif device is not None:
                    self._connect(self._number(device), k, slot)
        self._seen = len(slots)
        self._lay_out(points)

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
        if self._single:
            return slot.size
        return int((self.first[slot + 1] - self.first[slot]).sum())

    def _lay_out(self, points: Points) -> None:
        self.first = np.cumsum([0, *map(len, self._users)], dtype=np.int32)
        self._single = max(map(len, self._users)) <= 1
        # by name: the order in which devices came must not show
        device_name = {number: device for device, number in self._devices.items()}
        users = [sorted(users, key=device_name.__getitem__) for users in self._users]
        self.user = np.array([device for devices in users for device in devices], np.int32)
        self.inputs = np.array(self._inputs, np.int32).ravel()
        names = [self._output.replace(DEVICE, device) for device in self._devices]
        self.computed = np.array([points.number(name) for name in names], np.int32)
        self.touched = np.full(len(names), -1, np.int64)

    def _share(self, k: int, slot: int) -> None:
        self._shared[k] = slot
        for number in range(len(self._inputs)):
            self._connect(number, k, slot)

    def _number(self, device: str) -> int:
        number = self._devices.setdefault(device, len(self._devices))
        if number == len(self._inputs):
            self._inputs.append([-1] * len(self._patterns))
            for k, slot in self._shared.items():
                self._connect(number, k, slot)
        return number

    def _connect(self, device: int, k: int, slot: int) -> None:
        self._inputs[device][k] = slot
        self._users[slot].append(device)


def device_of(name: str, pattern: Sequence[str]) -> str | None:
    """The device that makes the pattern this name; empty for a pattern without one."""
    if len(pattern) == 1:
        return "" if name == pattern[0] else None
    head, tail = pattern
    if name.startswith(head) and name.endswith(tail) and len(name) > len(head) + len(tail):
        return name[len(head) : len(name) - len(tail)]
    return None
