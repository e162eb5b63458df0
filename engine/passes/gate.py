"""Gate: per point, source time never goes back inside the engine.

A sample older than its point's last one is late, one far ahead of the clock is from the future: both are set aside
and counted. So is one from before 1824, as late: behind the gate the difference of any two times fits 64 bits. A
sample as old as the last one replaces its value and is counted; one that says the very same again, as when a broker
sends a message once more, is set aside and counted.
"""

from copy import copy
from typing import Any

import numpy as np
import numpy.typing as npt

from tundish.kernel import In, Out, Rows, kernel
from tundish.points import Points
from tundish.samples import Samples

BEGINNING = -(2**62)
"""Older than any sample, ns: 12 November 1823. The last time of a point that has none."""
FUTURE = 60_000_000_000
"""How far ahead of engine time a sample may be, ns."""
NOBODY = np.empty(0, np.int32)
"""No points."""


class Memory:
    """What is known of a point."""

    dtype = np.dtype([("last", "i8"), ("begun", "i8"), ("emit", "i8"), ("value", "f8"), ("quality", "i8")])

    last: int
    """Newest source time."""
    begun: int
    """The same before the latest emit that had the point: equal times within one emit replace nothing."""
    emit: int
    """Which emit that was."""
    value: float
    quality: int
    """Both of the newest sample; -1 if it is not known."""


@kernel
def sift(  # noqa: C901 - calls would cost
    time: In[np.int64], point: In[np.int32], value: In[np.float64], quality: In[np.uint8], before: In[np.int32],
    first: int, emit: int, memory: Rows[Memory], keep: Out[np.bool_], arrival: Out[np.int64], count: Out[np.int64],
) -> tuple[int, int, bool]:  # fmt: skip
    """Mark what may pass, and stamp it; how many that are, their last stamp, and whether the points are `before`'s.

    Counts are late, replaced, future, repeated. The samples must be in order of time: if they are not, the last stamp
    is -1 and nothing has happened.
    """
    size = time.size
    back = 0
    for i in range(1, size):
        back += time[i] < time[i - 1]
    if back:
        return 0, -1, False
    limit, stamp, passed, newest = first + FUTURE, first, 0, BEGINNING
    for i in range(size):
        number: Any = np.uint32(point[i])  # it is never negative, which need not be asked then
        at, row = time[i], memory[number]
        v, q, last = value[i], quality[i], row.last
        if row.emit != emit:
            row.begun, row.emit = last, emit
        if not last < at <= limit:  # hardly ever
            late, future = at < last, at > limit
            repeated = False
            if at == row.begun and at == last and q == row.quality:
                repeated = v == row.value or (np.isnan(v) and np.isnan(row.value))
            if late or future or repeated:
                keep[i] = False
                count[0] += late
                count[3] += repeated
                count[2] += not (late or repeated)
                continue
            count[1] += at == row.begun
        keep[i] = True
        row.last, row.value, row.quality = at, v, q
        if passed and at != newest:
            stamp += 2
        newest = at
        arrival[passed] = stamp
        passed += 1
    known = before.size == size
    if known:
        other = 0
        for i in range(size):
            other += point[i] != before[i]
        known = other == 0
    return passed, stamp, known


@kernel
def sift_singly(
    time: In[np.int64], point: In[np.int32], value: In[np.float64], quality: In[np.uint8], now: In[np.int64],
    last: int, emit: int, memory: Rows[Memory], arrival: Out[np.int64], count: Out[np.int64],
) -> int:  # fmt: skip
    """The same for samples of which each was an emit of its own; how many passed before the first that did not.

    `now` is when each came, `last` the last stamp given, `emit` the number of the first emit.
    """
    for i in range(time.size):
        at, row = time[i], memory[point[i]]
        stamp = max(now[i] | 1, last + 2)
        if at < row.last or at > stamp + FUTURE:
            return i
        replaced = at == row.last
        same = value[i] == row.value or (np.isnan(value[i]) and np.isnan(row.value))
        if replaced and same and quality[i] == row.quality:
            return i
        count[1] += replaced
        row.begun, row.emit = row.last, emit + i
        row.last, row.value, row.quality = at, value[i], quality[i]
        arrival[i] = last = stamp
    return time.size


class Gate:
    """The last source time of every point of a flow."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._memory: Any = np.empty(0, Memory.dtype)
        self._make_room(64)
        self._keep = np.empty(0, np.bool_)
        self._emit = 0
        self._count = np.zeros(4, np.int64)
        self.left: Samples | None = None
        """What of the samples that were looked at last did not pass; who wants it takes it, by `late`."""
        self._limit = 0

    @property
    def counts(self) -> dict[str, int]:
        """Samples set aside as late, from the future or repeated, and values replaced."""
        return dict(zip(("late", "replaced", "future", "repeated"), self._count.tolist(), strict=True))

    def passed(self, samples: Samples, now: int) -> Samples:
        """What may go in; samples must be in order of time."""
        admitted = self.admitted(samples, now, NOBODY)
        if admitted is None:
            raise ValueError("the samples are not in order of time")
        return admitted[0]

    def admitted(self, samples: Samples, first: int, before: npt.NDArray[np.int32]) -> tuple[Samples, int] | None:
        """What may go in, stamped from `first` on, and its last stamp; None if the samples are not in order of time.

        When the points are just those of `before`, that is the column which goes in: who has looked it up knows it.
        """
        size = samples.value.size
        if len(self._points) > self._memory.size:
            self._make_room(len(self._points))
        if size > self._keep.size:
            self._keep = np.empty(2 * size, np.bool_)
        self._emit += 1
        arrival = np.empty(size, np.int64)
        passed, last, known = sift(
            samples.time, samples.point, samples.value, samples.quality, before, first, self._emit, self._memory,
            self._keep, arrival, self._count,
        )  # fmt: skip
        if last < 0:
            return None
        if passed == size:
            point = before if known else self._points.column(samples.point)
            return Samples(arrival, samples.time, point, samples.value, samples.quality), last
        self.left, self._limit = samples.at(~self._keep[:size]), first + FUTURE
        kept = samples.at(self._keep[:size])
        kept.arrival = arrival[:passed]
        return kept, last

    def singly(self, samples: Samples, now: npt.NDArray[np.int64], last: int) -> Samples:
        """The same for samples of which each was an emit of its own and came at `now`.

        Those before the first that may not go in, stamped after `last`.
        """
        if len(self._points) > self._memory.size:
            self._make_room(len(self._points))
        arrival = np.empty(samples.size, np.int64)
        passed = sift_singly(
            samples.time, samples.point, samples.value, samples.quality, now, last, self._emit + 1, self._memory,
            arrival, self._count,
        )  # fmt: skip
        self._emit += samples.size
        admitted = Samples(arrival, samples.time, samples.point, samples.value, samples.quality)
        return admitted if passed == samples.size else admitted.part(0, passed)

    def again(self, samples: Samples) -> None:
        """What went in before a restart goes in again, with the stamps it has.

        As one emit, or as many when every sample has a stamp of its own: which is the same if times rise.
        """
        if samples.size > 1 and (np.diff(samples.arrival) > 0).all():
            self.singly(samples, samples.arrival, 0)
        else:
            self.passed(samples, samples.first)

    def late(self, stamp: int) -> Samples | None:
        """What of the samples that were looked at last was late, if any, as one instant."""
        left, self.left = self.left, None
        if left is None:
            return None
        known = left.time > BEGINNING
        late = left.where(known & (left.time < self._memory["last"][left.point]) & (left.time <= self._limit))
        if not late.size:
            return None
        return Samples(np.full(late.size, stamp), late.time, late.point, late.value, late.quality)

    def snapshot(self) -> dict[str, Any]:
        seen = np.flatnonzero(self._memory["last"] != BEGINNING)
        names = sorted((self._points.name(p), p) for p in seen.tolist())
        rows = self._memory[[p for _, p in names]]
        return {
            "points": [name for name, _ in names], "counts": self._count.tolist(),
            **{field: rows[field].tobytes() for field in ("last", "value", "quality")},
        }  # fmt: skip

    def still(self) -> "Gate":
        """A copy that nobody changes, for its snapshot to be made in another thread."""
        made = copy(self)
        vars(made).update(_memory=self._memory.copy(), _count=self._count.copy())
        return made

    def restore(self, snapshot: dict[str, Any]) -> None:
        self._count[: len(snapshot["counts"])] = snapshot["counts"]
        if isinstance(snapshot["last"], dict):  # of the first release
            names, columns = list(snapshot["last"]), {"last": np.array(list(snapshot["last"].values()), np.int64)}
        else:
            names = snapshot["points"]
            fields = {"last": np.int64, "value": np.float64, "quality": np.int64}
            columns = {field: np.frombuffer(snapshot[field], dtype) for field, dtype in fields.items()}
        numbers = np.array([self._points.number(name) for name in names], np.int64)
        if len(self._points) > self._memory.size:
            self._make_room(len(self._points))
        for field, column in columns.items():
            self._memory[field][numbers] = column

    def _make_room(self, size: int) -> None:
        more = np.zeros(2 * size - self._memory.size, Memory.dtype)
        more["last"] = more["begun"] = BEGINNING
        more["quality"] = -1
        self._memory = np.concatenate([self._memory, more])
