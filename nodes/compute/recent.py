"""Recent: the latest samples of each point, as many as a node asks for, in rings that its kernel writes and reads.

Kernels append with `push` and let go with `state[slot].head`; what `undo` puts back is only where a ring begins and
ends, for nothing that was there at the beginning of a call is written over before its end.
"""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from tundish import NodeState, PerPoint, Points

MOST = 100_000
"""Samples kept of a point; beyond that the oldest go."""


class Kept:
    """A sample that is kept."""

    dtype = np.dtype([("time", "i8"), ("value", "f8"), ("quality", "i8")])

    time: int
    value: float
    quality: int


class Ring:
    """Where the samples of a slot lie: at `start` and up to `mask` behind."""

    dtype = np.dtype([("start", "i8"), ("mask", "i8")])

    start: int
    mask: int


class RecentState(NodeState):
    """The samples from `head` to `tail` are kept; both only grow."""

    head: PerPoint[np.int64] = PerPoint(default=0)
    tail: PerPoint[np.int64] = PerPoint(default=0)

    def __init__(self) -> None:
        super().__init__()
        self.rings: Any = np.zeros(0, Ring.dtype)
        self.kept: Any = np.zeros(0, Kept.dtype)
        self._used = 0

    def make_room(self, slot: npt.NDArray[np.int32]) -> None:
        """For one more sample each time that a slot is named."""
        n = len(self.points)
        if len(self.rings) < n:
            fresh = np.zeros(max(8, n, 2 * len(self.rings)) - len(self.rings), Ring.dtype)
            fresh["mask"] = -1
            self.rings = np.concatenate([self.rings, fresh])
        if not slot.size:
            return
        often = np.bincount(slot, minlength=n)
        rows = self.rows[:n]
        need = rows["tail"] - rows["head"] + often
        for s in np.flatnonzero(need > self.rings["mask"][:n] + 1).tolist():
            self._grow(s, int(need[s]))

    def _grow(self, slot: int, need: int) -> None:
        room = 8
        while room < need:
            room *= 2
        if self._used + room > len(self.kept):
            kept = np.zeros(max(1024, 2 * (self._used + room)), Kept.dtype)
            kept[: self._used] = self.kept[: self._used]
            self.kept = kept
        head, tail = int(self.rows["head"][slot]), int(self.rows["tail"][slot])
        if tail > head:
            counter = np.arange(head, tail)
            self.kept[self._used + (counter & (room - 1))] = self._of(slot)
        self.rings[slot] = (self._used, room - 1)
        self._used += room

    def _of(self, slot: int) -> Any:
        """A copy of what is kept of a slot, oldest first."""
        head, tail = int(self.rows["head"][slot]), int(self.rows["tail"][slot])
        if tail == head:
            return self.kept[:0]
        return self.kept[int(self.rings["start"][slot]) + (np.arange(head, tail) & int(self.rings["mask"][slot]))]

    def still(self) -> Callable[[Points], dict[str, Any]]:
        """What is kept goes with the records: by the name of its point, wherever that is taken."""
        base, numbers = super().still(), tuple(self.points)
        kept = [self._of(slot).tobytes() for slot in range(len(numbers))]

        def made(points: Points) -> dict[str, Any]:
            snapshot = base(points)
            of = {points.name(number): raw for number, raw in zip(numbers, kept, strict=True)}
            sizes = np.array([len(of[name]) // Kept.dtype.itemsize for name in snapshot["points"]], np.int64)
            snapshot["columns"]["head"] = [sizes.dtype.str, np.zeros_like(sizes).tobytes()]
            snapshot["columns"]["tail"] = [sizes.dtype.str, sizes.tobytes()]
            snapshot["records"]["recent"] = {name: of[name] for name in sorted(of) if of[name]}
            return snapshot

        return made

    @classmethod
    def restored(cls, snapshot: dict[str, Any], points: Points) -> Self:
        state = super().restored(snapshot, points)
        recent = snapshot["records"].get("recent", {})
        rows = state.rows[: len(state.points)]
        rows["head"] = rows["tail"] = 0
        state.make_room(np.zeros(0, np.int32))
        for slot, number in enumerate(state.points):
            raw = recent.get(points.name(number))
            if raw:
                kept = np.frombuffer(raw, Kept.dtype)
                state._grow(slot, len(kept))  # noqa: SLF001 - of its own class
                start = int(state.rings["start"][slot])
                state.kept[start : start + len(kept)] = kept
                rows["tail"][slot] = len(kept)
        state.begin()
        return state


@register_jitable
def push(row: Any, ring: Ring, kept: Any, time: int, value: float, quality: int) -> None:
    """Append a sample, for which there is room; the oldest goes when there are too many."""
    at = ring.start + (row.tail & ring.mask)
    kept[at].time, kept[at].value, kept[at].quality = time, value, quality
    row.tail += 1
    if row.tail - row.head > MOST:
        row.head += 1


@register_jitable
def at(ring: Ring, counter: int) -> int:
    """Where the sample of this counter, between head and tail, lies."""
    return int(ring.start + (counter & ring.mask))


@register_jitable
def sort(x: npt.NDArray[np.float64], n: int) -> None:
    """The first n in order (Shell)."""
    gap = n // 2
    while gap > 0:
        for i in range(gap, n):
            v, k = x[i], i
            while k >= gap and x[k - gap] > v:
                x[k] = x[k - gap]
                k -= gap
            x[k] = v
        gap //= 2


@register_jitable
def percentile(x: npt.NDArray[np.float64], n: int, part: float) -> Any:
    """Between the two nearest of n sorted values in a straight line, as NumPy has it."""
    place = part * (n - 1)
    k = int(place)
    return x[k] if k + 1 >= n else x[k] + (x[k + 1] - x[k]) * (place - k)
