"""Abroad: how flows of one worker read points of another worker's flows.

What a worker's flows read is told to the supervisor, which tells the others; they send what fits, as encoded frames
with the points' names, through the supervisor. Nobody waits for a reader that does not keep up: the oldest samples go,
and are counted and shown at the reader, as between flows of one worker.
"""

import asyncio

import msgspec
import numpy as np

from engine.passes.instants import parts
from engine.processes.messages import Arrived, Link, Publish, Reads, TooLarge, Wanted
from engine.work.hub import Hub, Reader
from tundish.points import Points
from tundish.samples import COLUMNS, Samples

MOST = 100_000
"""Samples in one message."""
ROOM = 4 * 2**20
"""Bytes that may wait on a link before samples wait where they are."""
PAUSE = 0.02
"""Seconds until a full link is looked at again."""


class Sent(msgspec.Struct, array_like=True):
    names: list[str]
    columns: list[bytes]
    """In the order of `COLUMNS`; point is an index into `names`."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Sent)


class Abroad:
    """Of one worker."""

    def __init__(self, hub: Hub, points: Points, link: Link) -> None:
        self._hub = hub
        self._points = points
        self._link = link
        self._told: list[str] = []
        self._sending: dict[str, tuple[Reader, asyncio.Task[None]]] = {}
        self._lost = 0
        hub.changed = self._changed

    def take(self, message: Wanted | Arrived) -> None:
        if isinstance(message, Wanted):
            self.wanted(message.by)
        else:
            self.arrived(message)

    def wanted(self, by: dict[str, list[str]]) -> None:
        """From now on send these points, by group that wants them."""
        for group, (reader, task) in list(self._sending.items()):
            if not by.get(group):
                task.cancel()
                self._hub.leave(reader)
                del self._sending[group]
        for group, patterns in by.items():
            if group in self._sending:
                reader, _ = self._sending[group]
                if reader.patterns != tuple(patterns):
                    self._hub.reads(reader, patterns)  # what waits for it is still sent
            elif patterns:
                reader = Reader(patterns, abroad=True)
                self._hub.join(reader)
                work = asyncio.create_task(self._send(group, reader), name=f"points for {group}")
                self._sending[group] = reader, work

    def arrived(self, message: Arrived) -> None:
        for reader in self._hub.readers:
            reader.dropped += message.lost - self._lost
        self._lost = message.lost
        self._hub.publish(decoded(message.raw, self._points), foreign=True)

    def close(self) -> None:
        self.wanted({})

    def _changed(self) -> None:
        """Tell what our own flows read."""
        patterns = sorted({pattern for reader in self._hub.readers for pattern in reader.patterns})
        if patterns != self._told:
            self._told = patterns
            self._link.send(Reads(patterns=patterns))

    async def _send(self, group: str, reader: Reader) -> None:
        told = 0
        while True:
            for samples in await reader.batch():
                for part in parts(samples, MOST):
                    while self._link.waiting > ROOM:  # noqa: ASYNC110 - a transport has no event for this
                        await asyncio.sleep(PAUSE)
                    lost, raw = reader.dropped - told, encoded(part, self._points)
                    try:
                        self._link.send(Publish(to=group, raw=raw, size=part.size, lost=lost))
                    except TooLarge:  # an instant that cannot be sent as one
                        reader.dropped += part.size
                    else:
                        told += lost


def encoded(samples: Samples, points: Points) -> bytes:
    """Samples with the names of their points: numbers are of one process only."""
    numbers, index = np.unique(samples.point, return_inverse=True)
    columns = [
        index.astype(np.int32).tobytes() if name == "point" else getattr(samples, name).tobytes() for name in COLUMNS
    ]
    return _encoder.encode(Sent([points.name(int(number)) for number in numbers], columns))


def decoded(raw: bytes, points: Points) -> Samples:
    sent = _decoder.decode(raw)
    numbers = np.array([points.number(name) for name in sent.names], np.int32)
    columns = {n: np.frombuffer(c, dtype) for (n, dtype), c in zip(COLUMNS.items(), sent.columns, strict=True)}
    return Samples(**{**columns, "point": numbers[columns["point"]]})
