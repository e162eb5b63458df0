"""Inbox: where everything that happens to a flow comes in, and gets its arrival stamp."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from engine.passes.gate import NOBODY, Gate
from tundish.event import Event
from tundish.kernel import In, Out, kernel
from tundish.samples import Samples
from tundish.step import COMMAND as COMMAND
from tundish.step import CONFIG as CONFIG
from tundish.step import REMOVE as REMOVE
from tundish.step import RESULT as RESULT
from tundish.step import START as START

LATE = "@late"
"""Port of samples that are too old for the flow: they go to the history alone."""
SAMPLE_BYTES = 29
DEEPEST = 200
"""Levels of lists and objects in the data of an event. What is far deeper could be neither kept nor read again."""
LATEST = 9_214_646_400_000_000_000
"""Largest time of an event, ns: 2262-01-01."""


class Emit(msgspec.Struct, frozen=True, gc=False):
    """Something that happened, stamped: what a source emitted at (node, port), or a word to a node."""

    node: str
    port: str
    payload: Samples | Event
    first: int
    last: int


@kernel
def stamp(time: In[np.int64], first: int, arrival: Out[np.int64]) -> int:
    """A stamp for each run of equal times; the last one given, or -1 when times go back."""
    for i in range(time.size):
        if i and time[i] != time[i - 1]:
            first += 2
            if time[i] < time[i - 1]:
                return -1
        arrival[i] = first
    return first


_encode = msgspec.msgpack.Encoder().encode
replace = msgspec.structs.replace


def _weight(event: Event) -> int:
    """Bytes of an event; ValueError if it could not be kept in a journal."""
    if not -LATEST <= event.time <= LATEST:
        raise ValueError("the time of the event is not between the years 1678 and 2262")
    try:
        size = len(_encode((event.kind, event.point, event.data)))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"the event cannot be stored: {error}") from None
    if size > DEEPEST and _is_deep(event.data):  # each level is a byte at least
        raise ValueError(f"the event cannot be stored: its data is nested more than {DEEPEST} deep")
    return size


def _is_deep(data: Any) -> bool:
    level: list[Any] = [[data]]
    for _ in range(DEEPEST + 1):
        items = [item for one in level for item in (one.values() if isinstance(one, dict) else one)]
        level = [item for item in items if isinstance(item, dict | list | tuple)]
        if not level:
            return False
    return True


class Inbox:
    """Bounded by samples and by bytes. `put` refuses when full: the source waits and tries again."""

    def __init__(
        self, clock: Callable[[], int], gate: Gate | None = None, room: int = 1_000_000, room_bytes: int = 256 * 2**20
    ) -> None:
        self._clock = clock
        self.gate = gate
        self._room = room
        self._room_bytes = room_bytes
        self._waiting: list[Emit] = []
        self._size = 0
        self._bytes = 0
        self._last = 0
        self._given = self._taken = 0
        self._most = self._most_bytes = 0
        self._single = "", ""
        """Node and port of emits of one sample that wait to be stamped, all together."""
        self._singles: list[Samples] = []
        self._came: list[int] = []
        """When each of them came."""
        self._columns: dict[tuple[str, str], npt.NDArray[np.int32]] = {}
        """Of each output of a source the points of its latest samples."""
        self.samples = 0
        """Samples taken in since the start."""
        self.events = 0
        """The same of events, commands among them."""
        self.wake: Callable[[], None] = lambda: None
        """Called when something has come."""
        self.drained: Callable[[], None] = lambda: None
        """Called when there is room again."""
        self.records_late: Callable[[str], bool] = lambda _: False
        """Whether samples of this source that come too late for the flow are wanted all the same."""

    @property
    def last(self) -> int:
        """The last stamp given."""
        self._settle()
        return self._last

    @property
    def taken(self) -> int:
        """A stamp that comes after all that was taken, and before all that waits."""
        return self._taken

    @property
    def given(self) -> int:
        """The stamp of what was put in last."""
        self._settle()
        return self._waiting[-1].last if self._waiting else self._given

    def resume(self, last: int) -> None:
        """Give no stamp up to this one: it was given before the restart."""
        self._last = self._taken = max(self._last, last)

    @property
    def full(self) -> bool:
        return self._size >= self._room or self._bytes >= self._room_bytes

    @property
    def fill(self) -> float:
        """0 empty to 1 full."""
        return min(1.0, max(self._size / self._room, self._bytes / self._room_bytes))

    def fullest(self) -> float:
        """The largest fill since this was asked last: every pass empties the inbox, so the present one says little."""
        most, most_bytes = max(self._most, self._size), max(self._most_bytes, self._bytes)
        self._most = self._most_bytes = 0
        return min(1.0, max(most / self._room, most_bytes / self._room_bytes))

    def put(self, node: str, port: str, payload: Samples | Event, at: int = 0, *, beyond: bool = False) -> bool:
        """Stamp and keep. Samples of several times are as many instants, put in order of time.

        `at` asks for a stamp; a later one is given if it is in the past. False: full, nothing was taken. ValueError:
        the event cannot be stored. `beyond`: also when full; for a word that belongs to what was put in just before.
        """
        if (self._size >= self._room or self._bytes >= self._room_bytes) and not beyond:
            return False
        now = at or self._clock()
        if type(payload) is not Event and payload.value.size == 1 and self.gate is not None and not at:
            if node != self._single[0] or port != self._single[1]:
                self._settle()
                self._single = node, port
            self._singles.append(payload)
            self._came.append(now)
            self._size += 1
            self._bytes += SAMPLE_BYTES
            self.wake()
            return True
        if self._singles:
            self._settle()
        if self._put(node, port, payload, now):
            self.wake()
        return True

    def _put(self, node: str, port: str, payload: Samples | Event, now: int) -> bool:
        """Whether anything of it goes in."""
        first, last = now | 1, self._last + 2
        if first < last:  # noqa: PLR1730 - max() takes three times as long, here and below
            first = last
        if type(payload) is Event:
            self._bytes += 200 + _weight(payload)
            self._size += 1
            self.events += 1
            payload, last = replace(payload, arrival=first), first
        else:
            payload, last = self._stamped(node, port, payload, first)
            size = payload.value.size
            if self.gate is not None and self.gate.left is not None:
                self._set_aside(node, last if size else first - 2)
            if not size:
                return False
            self.samples += size
            self._size += size
            self._bytes += SAMPLE_BYTES * size
        if last > self._last:  # noqa: PLR1730
            self._last = last
        self._waiting.append(Emit(node, port, payload, first, last))
        return True

    def _settle(self) -> None:
        """Emits of one sample that came one after the other go in together, as if each had gone in when it came."""
        singles, came = self._singles, self._came
        if not singles:
            return
        self._singles, self._came = [], []
        self._size -= len(singles)
        self._bytes -= SAMPLE_BYTES * len(singles)
        node, port = self._single
        if len(singles) == 1 or self.gate is None:
            for samples, at in zip(singles, came, strict=True):
                self._put(node, port, samples, at)
            return
        rest, now = _together(singles), np.array(came, np.int64)
        while rest.size:
            admitted = self.gate.singly(rest, now, self._last)
            size = admitted.value.size
            if size:
                first, self._last = admitted.first, admitted.last
                self._waiting.append(Emit(node, port, admitted, first, self._last))
                self.samples += size
                self._size += size
                self._bytes += SAMPLE_BYTES * size
            if size < rest.size:  # the next one is late, or something else is wrong with it
                self._put(node, port, rest.part(size, size + 1), int(now[size]))
            rest, now = rest.part(size + 1, rest.size), now[size + 1 :]

    def _set_aside(self, node: str, last: int) -> None:
        """What is late goes past the flow to the history, if its source records: journaled like anything else."""
        assert self.gate is not None  # noqa: S101 - it has set something aside
        late = self.gate.late(last + 2)
        if late is None or not self.records_late(node):
            return
        self._last = last + 2
        self._size += late.size
        self._bytes += SAMPLE_BYTES * late.size
        self._waiting.append(Emit(node, LATE, late, last + 2, last + 2))
        self.wake()

    def take(self, until: int = 0) -> tuple[list[Emit], int]:
        """Everything that is waiting, and an even stamp between all of it and whatever comes later.

        `until` asks for that stamp; a later one is given if it is in the past.
        """
        if self._singles:
            self._settle()
        if self._size > self._most:  # noqa: PLR1730
            self._most = self._size
        if self._bytes > self._most_bytes:  # noqa: PLR1730
            self._most_bytes = self._bytes
        taken, self._waiting = self._waiting, []
        if taken:
            self._given = taken[-1].last
            self._size = self._bytes = 0
        until = (until or self._clock()) & ~1
        if until <= self._last:
            until = self._last + 1
        self._last = self._taken = until - 1
        self.drained()
        return taken, until

    def _stamped(self, node: str, port: str, samples: Samples, first: int) -> tuple[Samples, int]:
        if self.gate is None:
            return _stamped(samples, first)
        before = self._columns.get((node, port), NOBODY)
        admitted = self.gate.admitted(samples, first, before)
        if admitted is None:
            ordered = samples.at(samples.time.argsort(kind="stable"))
            admitted = self.gate.admitted(ordered, first, before)
            assert admitted is not None  # noqa: S101 - they have just been ordered
        if admitted[0].point is not before:
            self._columns[node, port] = admitted[0].point
        return admitted


def _together(singles: list[Any]) -> Samples:
    """As `Samples.joined`, in half the time."""
    size = len(singles)
    time = _joined([one.time for one in singles], np.int64, size)
    point = _joined([one.point for one in singles], np.int32, size)
    value = _joined([one.value for one in singles], np.float64, size)
    return Samples(time, time, point, value, _joined([one.quality for one in singles], np.uint8, size))


def _joined(parts: list[Any], dtype: Any, size: int) -> npt.NDArray[Any]:
    column = np.frombuffer(b"".join(parts), dtype)
    if column.size != size:
        raise TypeError(f"a column of samples is not of {np.dtype(dtype).name}")
    return column


def _stamped(samples: Samples, first: int) -> tuple[Samples, int]:
    arrival = np.empty(samples.size, np.int64)
    last = stamp(samples.time, first, arrival)
    if last < 0:
        samples = samples.at(samples.time.argsort(kind="stable"))
        last = stamp(samples.time, first, arrival)
    return Samples(arrival, samples.time, samples.point, samples.value, samples.quality), last
