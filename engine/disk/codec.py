"""Codec: what came in, as bytes for the journal and back.

Columns are kept as they lie in memory, without what can be made again: arrival stamps follow from the first one and
the times, one quality for all is one number. Points have numbers of the file, not of the process: each name is
written once, when it first comes up.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from engine.passes.inbox import Emit
from tundish.event import Event, Origin
from tundish.kernel import In, Out, kernel
from tundish.points import Points
from tundish.samples import Samples

FEW = 2**16
"""Names up to which two bytes are enough for a point."""


KNOWN = 100_000
"""Points of columns whose bytes are remembered."""


class Frame(msgspec.Struct, array_like=True):
    """One pass: the emits, and the stamp up to which time went."""

    until: int
    emits: list[tuple[str, str, int, int, Any]]


class Columns(msgspec.Struct, array_like=True):
    """Samples. What is one number stands for a whole column."""

    size: int
    arrival: int | bytes
    time: int | bytes
    point: bytes
    value: bytes
    quality: int | bytes
    wide: bool
    """Points have four bytes."""


class Encoded(NamedTuple):
    raw: bytes
    names: list[tuple[int, str]]
    """Names that came up for the first time, with their numbers in the file."""


@kernel
def regular(time: In[np.int64], arrival: In[np.int64], quality: In[np.uint8]) -> int:
    """Bit 1: stamps follow from the first stamp and the times. Bit 2: all times are one. Bit 4: all qualities are."""
    follows, one, alike = True, True, True
    for i in range(1, time.size):
        same = time[i] == time[i - 1]
        follows &= arrival[i] == arrival[i - 1] + (0 if same else 2)
        one &= same
        alike &= quality[i] == quality[0]
    return int(follows) + 2 * int(one) + 4 * int(alike)


@kernel
def stamped(time: In[np.int64], first: int, arrival: Out[np.int64]) -> None:
    """The stamps of `regular` samples."""
    for i in range(time.size):
        if i and time[i] != time[i - 1]:
            first += 2
        arrival[i] = first


_encoder = msgspec.msgpack.Encoder()
_frames = msgspec.msgpack.Decoder(Frame)
_events = msgspec.msgpack.Decoder(Event)


class Codec:
    """Of one file and one process: knows both numbers of every point."""

    def __init__(self, points: Points, names: Iterable[tuple[int, str]] = ()) -> None:
        """`names` are those that the file knows."""
        self._points = points
        self._ours: list[int] = []
        """Number in the process by number in the file."""
        self._files = np.full(64, -1, np.int32)
        """Number in the file by number in the process; -1 unknown."""
        self._columns: dict[int, tuple[npt.NDArray[np.int32], bool, bytes]] = {}
        self._columns_size = 0
        for _, name in sorted(names):
            self._learn(points.number(name))

    def names(self) -> list[tuple[int, str]]:
        """All that the file should know."""
        return [(number, self._points.name(ours)) for number, ours in enumerate(self._ours)]

    def encode(self, emits: Iterable[Emit], until: int) -> Encoded:
        known = len(self._ours)
        rows = [(e.node, e.port, e.first, e.last, self._payload(e.payload)) for e in emits]
        raw = _encoder.encode(Frame(until, rows))
        return Encoded(raw, [(n, self._points.name(self._ours[n])) for n in range(known, len(self._ours))])

    def decode(self, raw: bytes) -> tuple[list[Emit], int]:
        """Raises `msgspec.MsgspecError` or ValueError on bytes that are no frame."""
        frame = _frames.decode(raw)
        return [Emit(n, p, self._restored(x), first, last) for n, p, first, last, x in frame.emits], frame.until

    def _payload(self, payload: Samples | Event) -> Event | Columns:
        if isinstance(payload, Event):
            return payload
        time, quality = payload.time, payload.quality
        known = regular(time, payload.arrival, quality)
        wide = len(self._points) > FEW
        return Columns(
            payload.size,
            int(payload.arrival[0]) if known & 1 else payload.arrival.tobytes(),
            int(time[0]) if known & 2 else time.tobytes(),
            self._column(payload.point, wide=wide),
            payload.value.tobytes(),
            int(quality[0]) if known & 4 else quality.tobytes(),
            wide,
        )

    def _column(self, point: npt.NDArray[np.int32], *, wide: bool) -> bytes:
        """Numbers in the file. Sources mostly bring the same points, as the same object, again and again."""
        known = self._columns.get(id(point))
        if known is not None and known[1] is wide:
            return known[2]
        raw = self._numbers(point).astype(np.uint32 if wide else np.uint16).tobytes()
        if point.base is None:  # a view would hold on to all of its base
            self._columns_size += point.size
            if self._columns_size > KNOWN:
                self._columns.clear()
                self._columns_size = point.size
            self._columns[id(point)] = point, wide, raw  # with the column, so that no other gets its id
        return raw

    def _numbers(self, point: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Numbers in the file, new ones made."""
        if len(self._points) > self._files.size:
            more = np.full(2 * len(self._points) - self._files.size, -1, np.int32)
            self._files = np.concatenate([self._files, more])
        found = self._files[point]
        if found.min() >= 0:
            return found
        for ours in dict.fromkeys(point[found < 0].tolist()):
            self._learn(ours)
        return self._files[point]

    def _learn(self, ours: int) -> None:
        if ours >= self._files.size:
            more = np.full(2 * ours + 2 - self._files.size, -1, np.int32)
            self._files = np.concatenate([self._files, more])
        self._files[ours] = len(self._ours)
        self._ours.append(ours)

    def _restored(self, raw: Any) -> Samples | Event:
        if isinstance(raw, dict):
            return event_from(raw)
        kept = msgspec.convert(raw, Columns)
        time = _column(kept.time, kept.size, np.int64)
        if isinstance(kept.arrival, int):
            arrival = np.empty(kept.size, np.int64)
            stamped(time, kept.arrival, arrival)
        else:
            arrival = _column(kept.arrival, kept.size, np.int64)
        numbers = np.frombuffer(kept.point, np.uint32 if kept.wide else np.uint16)
        point = np.array(self._ours, np.int32)[numbers]
        value, quality = _column(kept.value, kept.size, np.float64), _column(kept.quality, kept.size, np.uint8)
        return Samples(arrival, time, point, value, quality)


def _column(kept: int | bytes, size: int, dtype: Any) -> npt.NDArray[Any]:
    return np.full(size, kept, dtype) if isinstance(kept, int) else np.frombuffer(kept, dtype)


def packed(what: Any) -> bytes:
    """As MessagePack. TypeError or ValueError when there is something in it that cannot be kept."""
    try:
        return _encoder.encode(what)
    except RecursionError as error:
        raise ValueError(f"it is nested too deep: {error}") from None


def event_of(raw: bytes) -> Event:
    """An event that was packed."""
    try:
        return _events.decode(raw)
    except msgspec.ValidationError:  # something that the type does not promise, as a number for a key
        return event_from(msgspec.msgpack.decode(raw))


def event_from(raw: dict[str, Any]) -> Event:
    """An event that was packed and read as what it is made of."""
    origins = {key: Origin(*raw[key]) if raw[key] else None for key in ("origin", "trace")}
    return Event(**{**raw, **origins})
