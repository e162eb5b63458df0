"""Producing: nodes that make samples of their own, when samples come and when time has passed.

Each has one kernel for both. It is called with the samples of a batch and `due` 0, or, by the timer, with a slot for
each point in order of names and the stamp `due`. It writes what it makes, and returns how much that is, at which
sample or slot the room was used up, and when it wants to be woken at the earliest of all that it has asked for.
"""

from typing import Any, Generic, Self, TypeVar

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from tundish import Emits, Event, Node, NodeConfig, NodeState, PerPoint, Points, Samples
from tundish.samples import COLUMNS
from tundish.timers import FOREVER

DUE = "due"
"""Key of the one timer of such a node."""
ROOM = 4096
"""Samples that are made at once; then the kernel is called again."""
LATE, HOUR = -1, 3_600_000_000_000
"""What happened: a sample came too late, which is told of a point once an hour at most."""
NOTHING = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.uint8)
COARSE, GRAIN = 10_000_000_000, 100_000_000
"""Windows from this length on are closed at whole tenths of seconds, all points together."""


class Made:
    """A sample that a kernel has made."""

    dtype = np.dtype([("arrival", "i8"), ("time", "i8"), ("point", "i8"), ("value", "f8"), ("quality", "i8")])

    arrival: int
    time: int
    point: int
    value: float
    quality: int


class DueState(NodeState):
    """When each point wants to be looked at without a sample."""

    due: PerPoint[np.int64] = PerPoint(default=FOREVER)
    """Stamp; FOREVER when it does not."""
    warned: PerPoint[np.int64] = PerPoint(default=0)
    """Stamp at which it was told last that samples come too late."""

    @classmethod
    def restored(cls, snapshot: dict[str, Any], points: Points) -> Self:
        """A part of a snapshot, of some points of a block, has the dues of its points, and not always the timer."""
        state = super().restored(snapshot, points)
        if not state.breaker.out:
            state.wake_at(state.soonest())
        state.begin()
        return state

    def soonest(self) -> int:
        """The earliest of all dues."""
        return int(self.rows["due"][: len(self.points)].min(initial=FOREVER))

    def settle(self, due: int) -> None:
        """What was due by then has been seen to, also of points that no row of the settings fits any more."""
        dues = self.rows["due"][: len(self.points)]
        dues[dues <= due] = FOREVER

    def wake_at(self, due: int) -> None:
        """Be woken at this stamp, or before."""
        if due < self.timers.pending.get(DUE, FOREVER):
            self.timers.set(DUE, 0, due, rest=True)


C = TypeVar("C", bound=NodeConfig)
S = TypeVar("S", bound=DueState)


class Producing(Node[C, S], Generic[C, S]):
    """A node with such a kernel: `run` calls it."""

    room = ROOM
    """Samples for which there is room in one call of the kernel."""

    def use(self, config: C) -> None:
        super().use(config)
        self._room = np.empty(self.room, Made.dtype)
        self._by_name = NOTHING[0].astype(np.int32)

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        """How many were made, where to go on, and when to be woken."""
        raise NotImplementedError

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slot = self.state.slots(samples.point)
        self.prepare(slot)
        return self._made(0, slot, samples.arrival, samples.time, samples.value, samples.quality)

    def on_timer(self, key: str, due: int) -> Emits:
        emits = self.elapsed(due)
        self.state.settle(due)
        self.state.wake_at(self.state.soonest())
        return emits

    def elapsed(self, due: int) -> Emits:
        """What time has brought by the stamp `due`."""
        self.state.save_all()
        self.prepare(NOTHING[0].astype(np.int32))
        time, value, quality = NOTHING
        return self._made(due, self.by_name(), time, time, value, quality)

    def prepare(self, slot: npt.NDArray[np.int32]) -> None:
        """Make room for samples of these slots, and whatever else the kernel needs."""

    def by_name(self) -> npt.NDArray[np.int32]:
        """All slots, in order of the names of their points; put in order when points are new."""
        points = self.state.points
        if len(self._by_name) != len(points):
            self._by_name = np.array(sorted(range(len(points)), key=lambda s: self.points.name(points[s])), np.int32)
        return self._by_name

    def told(self, made: Any) -> Emits:
        """What was made, as it leaves. A point below 0 is a happening of slot -1 - point."""
        happened = made["point"] < 0
        if not happened.any():
            return (("samples", samples_of(made)),)
        events = [self._told_of(*one) for one in made[happened].tolist()]
        return (("samples", samples_of(made[~happened])), *events) if not happened.all() else tuple(events)

    def _told_of(self, arrival: int, time: int, point: int, value: float, what: int) -> tuple[str, Event]:
        if what != LATE:
            return "events", self.happened(arrival, time, point, value, what)
        name = self.points.name(self.state.points[-1 - point])
        text = f"{name}: a sample came {value / 1e9:g} s after a later one or after its window, and is left out"
        data = {"error": text, "type": "LateSample", "point": name}
        return "error", Event(kind="problem", time=arrival, arrival=arrival, data=data)

    def happened(self, arrival: int, time: int, point: int, value: float, what: int) -> Event:
        """A happening as an event."""
        raise NotImplementedError

    def _made(
        self, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64], time: npt.NDArray[np.int64],
        value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8],
    ) -> Emits:  # fmt: skip
        emits: list[tuple[str, Samples | Event]] = []
        begin, made = 0, self._room
        while begin < slot.size:
            n, begin, soonest = self.run(begin, due, slot, arrival, time, value, quality, made)
            if n:
                emits.extend(self.told(made[:n]))
            if soonest != FOREVER:
                self.state.wake_at(soonest)
        return emits


@register_jitable
def too_late(row: Any, slot: int, stamp: int, by: int, made: Any, n: int) -> int:
    """A sample is left out because it is late; there is room to tell it."""
    if row.warned and stamp - row.warned < HOUR:
        return n
    row.warned = stamp
    made[n].arrival, made[n].time, made[n].point, made[n].value, made[n].quality = stamp, stamp, -1 - slot, by, LATE
    return n + 1


def samples_of(made: Any) -> Samples:
    """Records as columns: copies, for the room is used again."""
    return Samples(*(made[name].astype(dtype) for name, dtype in COLUMNS.items()))


def grain_of(length: int) -> int:
    """To which multiple the closing of such a window is put off, ns."""
    return GRAIN if length >= COARSE else 2


@register_jitable
def put_off(due: int, grain: int) -> int:
    """The next whole multiple."""
    return (due + grain - 1) // grain * grain
