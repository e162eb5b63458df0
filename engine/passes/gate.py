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
from numba.extending import register_jitable

from tundish.kernel import In, Out, Rows, kernel
from tundish.points import Points
from tundish.samples import Samples

BEGINNING = -(2**62)
"""Older than any sample, ns: 12 November 1823. The last time of a point that has none."""
FUTURE = 60_000_000_000
"""How far ahead of engine time a sample may be, ns."""
NOBODY = np.empty(0, np.int32)
"""No points."""


EMIT, BACK, UNKNOWN = 10, 0x200, 0x100
"""In a mark: where the number of the emit begins; the bit of a value that was replaced; the quality that is not known.
"""


class Memory:
    """What is known of a point. Small: it is read and written for every sample."""

    dtype = np.dtype([("last", "i8"), ("value", "f8"), ("mark", "i8")])

    last: int
    """Newest source time."""
    value: float
    mark: int
    """Quality, and which emit brought it; `BACK` if all that this emit brought is as old as what was there before it.

    Equal times within one emit replace nothing.
    """


@kernel
def sift(
    time: In[np.int64], point: In[np.int32], value: In[np.float64], quality: In[np.uint8], before: In[np.int32],
    first: int, emit: int, memory: Rows[Memory], keep: Out[np.bool_], arrival: Out[np.int64], count: Out[np.int64],
) -> tuple[int, int, bool]:  # fmt: skip
    """Mark what may pass, and stamp it; how many that are, their last stamp, and whether the points are `before`'s.

    Counts are late, replaced, future, repeated. The samples must be in order of time: if they are not, the last stamp
    is -1 and nothing has happened. When all may pass, `keep` is left as it is.
    """
    size = time.size
    back = 0
    for i in range(1, size):
        back |= time[i] < time[i - 1]
    if back:
        return 0, -1, False
    limit, mark = first + FUTURE, emit << EMIT
    if size and time[size - 1] <= limit and _all_newer(time, point, memory):
        _remember(time, point, value, quality, mark, memory)
        return size, _stamp(time, first, keep, size, arrival), _same(point, before)
    passed = 0
    for i in range(size):
        row = memory[point[i]]
        if row.last < time[i] <= limit:
            row.last, row.value, row.mark = time[i], value[i], mark | quality[i]
            passed += 1
        elif _replaces(time[i], value[i], quality[i], row, limit, mark, count):
            passed += 1
        else:
            if passed == i:
                keep[:size] = True
            keep[i] = False
    return passed, _stamp(time, first, keep, passed, arrival), _same(point, before)


@register_jitable
def _all_newer(time: npt.NDArray[np.int64], point: npt.NDArray[np.int32], memory: Rows[Memory]) -> bool:
    """Whether each sample is newer than what is known of its point, as mostly: in order of time, all may pass then."""
    old = 0
    for i in range(time.size):
        number: Any = np.uint32(point[i])  # it is never negative, which need not be asked then
        old |= memory[number].last >= time[i]
    return old == 0


@register_jitable
def _remember(
    time: npt.NDArray[np.int64], point: npt.NDArray[np.int32], value: npt.NDArray[np.float64],
    quality: npt.NDArray[np.uint8], mark: int, memory: Rows[Memory],
) -> None:  # fmt: skip
    for i in range(time.size):
        number: Any = np.uint32(point[i])
        row = memory[number]
        row.last, row.value, row.mark = time[i], value[i], mark | quality[i]


@register_jitable
def _same(point: npt.NDArray[np.int32], before: npt.NDArray[np.int32]) -> bool:
    if before.size != point.size:
        return False
    other = 0
    for i in range(point.size):
        other |= point[i] != before[i]
    return other == 0


@register_jitable
def _replaces(at: int, v: float, q: int, row: Memory, limit: int, mark: int, count: npt.NDArray[np.int64]) -> bool:
    """Whether a sample that is not newer than its point's last one, or is from the future, may pass all the same."""
    late, future = at < row.last, at > limit
    again = at == row.last and (row.mark >> EMIT << EMIT != mark or row.mark & BACK != 0)
    same = v == row.value or (np.isnan(v) and np.isnan(row.value))
    repeated = again and same and row.mark & (BACK - 1) == q
    if late or future or repeated:
        count[0] += late
        count[3] += repeated
        count[2] += not (late or repeated)
        return False
    count[1] += again
    row.value, row.mark = v, mark | q | (BACK if again else 0)
    return True


@register_jitable
def _stamp(
    time: npt.NDArray[np.int64], first: int, keep: npt.NDArray[np.bool_], passed: int, arrival: npt.NDArray[np.int64]
) -> int:
    """A stamp for each run of equal times, of those that may pass; the last one."""
    size, stamp = time.size, first
    if size and time[0] == time[size - 1]:
        for i in range(passed):
            arrival[i] = first
    elif passed == size:
        for i in range(size):
            stamp += 2 * (i > 0 and time[i] != time[i - 1])
            arrival[i] = stamp
    else:
        n, newest = 0, BEGINNING
        for i in range(size):
            if keep[i]:
                stamp += 2 * (n > 0 and time[i] != newest)
                newest, arrival[n] = time[i], stamp
                n += 1
    return stamp


@kernel
def follow(
    time: In[np.int64], point: In[np.int32], before: In[np.int32], newest: int, first: int,
    keep: In[np.bool_], arrival: Out[np.int64],
) -> int:  # fmt: skip
    """Stamp samples of the same points as those `before`, all newer than the newest of these; the last stamp.

    -1 if they are not so, or do not all pass: then nothing has happened.
    """
    size, back = time.size, 0
    for i in range(1, size):
        back |= time[i] < time[i - 1]
    if back or not size or time[0] <= newest or time[size - 1] > first + FUTURE or not _same(point, before):
        return -1
    return _stamp(time, first, keep, size, arrival)


@kernel
def remember(
    time: In[np.int64], point: In[np.int32], value: In[np.float64], quality: In[np.uint8], emit: int,
    memory: Rows[Memory],
) -> None:  # fmt: skip
    """Write what is known of the points of these samples, which have all passed."""
    _remember(time, point, value, quality, emit << EMIT, memory)


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
        if replaced and same and quality[i] == row.mark & (BACK - 1):
            return i
        count[1] += replaced
        row.last, row.value, row.mark = at, value[i], (emit + i) << EMIT | quality[i]
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
        self._latest: npt.NDArray[np.int32] | None = None
        """Points of the latest samples, if all of these passed; the newest of them is of this time:"""
        self._newest = 0
        self._held: Samples | None = None
        """The latest samples, not written to the memory yet: what follows of the same points would write over them."""

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
        arrival = np.empty(size, np.int64)
        if before is self._latest:
            last = follow(samples.time, samples.point, before, self._newest, first, self._keep, arrival)
            if last > 0:
                self._emit += 1
                self._held, self._newest = samples, samples.time.item(-1)
                return Samples(arrival, samples.time, before, samples.value, samples.quality), last
        if len(self._points) > self._memory.size:
            self._make_room(len(self._points))
        if size > self._keep.size:
            self._keep = np.empty(2 * size, np.bool_)
        self._settle()
        self._emit += 1
        passed, last, known = sift(
            samples.time, samples.point, samples.value, samples.quality, before, first, self._emit, self._memory,
            self._keep, arrival, self._count,
        )  # fmt: skip
        if last < 0:
            return None
        if passed == size:
            point = before if known else self._points.column(samples.point)
            if size:
                self._latest, self._newest = point, samples.time.item(-1)
            return Samples(arrival, samples.time, point, samples.value, samples.quality), last
        self.left, self._limit = samples.at(~self._keep[:size]), first + FUTURE
        kept = samples.at(self._keep[:size])
        kept.arrival = arrival[:passed]
        return kept, last

    def _settle(self) -> None:
        """Write what is held; from now on the memory says it all, until samples follow others once more."""
        held, self._held, self._latest = self._held, None, None
        if held is not None:
            remember(held.time, held.point, held.value, held.quality, self._emit, self._memory)

    def singly(self, samples: Samples, now: npt.NDArray[np.int64], last: int) -> Samples:
        """The same for samples of which each was an emit of its own and came at `now`.

        Those before the first that may not go in, stamped after `last`.
        """
        if len(self._points) > self._memory.size:
            self._make_room(len(self._points))
        self._settle()
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
        self._settle()
        known = left.time > BEGINNING
        late = left.where(known & (left.time < self._memory["last"][left.point]) & (left.time <= self._limit))
        if not late.size:
            return None
        return Samples(np.full(late.size, stamp), late.time, late.point, late.value, late.quality)

    def snapshot(self) -> dict[str, Any]:
        self._settle()
        seen = np.flatnonzero(self._memory["last"] != BEGINNING)
        names = sorted((self._points.name(p), p) for p in seen.tolist())
        rows = self._memory[[p for _, p in names]]
        quality = rows["mark"] & (BACK - 1)
        quality[quality == UNKNOWN] = -1
        return {
            "points": [name for name, _ in names], "counts": self._count.tolist(),
            "last": rows["last"].tobytes(), "value": rows["value"].tobytes(), "quality": quality.tobytes(),
        }  # fmt: skip

    def still(self) -> "Gate":
        """A copy that nobody changes, for its snapshot to be made in another thread."""
        self._settle()
        made = copy(self)
        vars(made).update(_memory=self._memory.copy(), _count=self._count.copy())
        return made

    def restore(self, snapshot: dict[str, Any]) -> None:
        self._settle()
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
        if "quality" in columns:
            quality = columns.pop("quality")
            columns["mark"] = np.where(quality < 0, UNKNOWN, quality)
        for field, column in columns.items():
            self._memory[field][numbers] = column

    def _make_room(self, size: int) -> None:
        more = np.zeros(2 * size - self._memory.size, Memory.dtype)
        more["last"], more["mark"] = BEGINNING, UNKNOWN
        self._memory = np.concatenate([self._memory, more])
