"""Batch: takes messages of a broker into the flow, and tells the broker when they are safe."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from nodes.drivers.feed import Feed
from nodes.drivers.mqtt import Message, Reader
from nodes.drivers.payloads import Value
from nodes.drivers.unread import AWAY
from tundish import BAD, Io
from tundish.quality import NOT_A_NUMBER

EXCERPT = 200
"""Bytes of a message that are shown."""


Safe = Callable[[Io], Awaitable[None]]


def kept(io: Io) -> Awaitable[None]:
    """What was put in is on the disk."""
    return io.kept()


class Batch:
    """Takes messages into the flow one after the other. Each is acknowledged when it is on the disk, in order.

    Reading goes on while the disk writes. What was put in and is not on the disk yet is acknowledged later, also when
    the source has been stopped meanwhile; if the process ends before, the broker sends it again.
    A message that cannot be taken is complained about, counted and acknowledged: it alone, and once.
    """

    safe: ClassVar[Safe] = staticmethod(kept)
    """When a message may be acknowledged."""
    _acking: ClassVar[set[asyncio.Future[None]]] = set()

    def __init__(self, reader: Reader, feed: Feed, io: Io) -> None:
        self._reader = reader
        self._feed = feed
        self._io = io
        self._held: list[tuple[Message, Sequence[Value]]] = []
        """Values are put in together."""
        self._wrong = 0
        self._told = (-1, 0)

    def add(self, message: Message, values: Sequence[Value]) -> None:
        self._held.append((message, values))

    async def event(self, message: Message, kind: str, data: Mapping[str, Any], time: int) -> None:
        await self.flush()
        try:
            await self._io.event(kind, {**data, "topic": message.topic}, time=time)
        except Exception as error:  # noqa: BLE001 - as above
            await self.refuse(message, error)
        else:
            self._acknowledge(1)

    async def refuse(self, message: Message, error: Exception) -> None:
        await self.flush()
        self._wrong += 1
        why = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        await _complain(self._io, message, _sendable(why), self._wrong)
        self._acknowledge(1)

    async def flush(self) -> None:
        """Put in the values that are held."""
        held, self._held = self._held, []
        if not held:
            return
        try:
            await _put([value for _, values in held for value in values], self._feed)
        except Exception as error:  # noqa: BLE001 - as above
            if len(held) == 1:
                await self.refuse(held[0][0], error)
                return
            for one in held:
                self._held = [one]
                await self.flush()
        else:
            self._acknowledge(len(held))

    def _acknowledge(self, number: int) -> None:
        """The first so many of what was read are in the flow: acknowledge them as soon as they are safe."""
        messages = []
        for message in self._reader.take(number):
            if message.expected:
                messages.append(message)
            else:
                message.done()  # the broker has forgotten it: it must not fill the memory while the disk takes nothing
        if not messages:
            return

        def done(safe: asyncio.Future[None]) -> None:
            self._acking.discard(safe)
            if not safe.cancelled() and safe.exception() is None:
                for message in messages:
                    message.done()

        waiting = asyncio.ensure_future(type(self).safe(self._io))
        self._acking.add(waiting)
        waiting.add_done_callback(done)

    def tell(self) -> None:
        """Show what was lost, if there is more of it."""
        now = (self._reader.missed, self._reader.dropped)
        if now == self._told:
            return
        self._told = now
        told = []
        if now[0]:
            told.append(f"{now[0]} messages were let go: this node did not come for them within {AWAY:.0f} s")
        if now[1]:
            told.append(f"{now[1]} messages of QoS 0 are lost: the flow does not keep up")
        self._io.status("warn" if told else "ok", "; ".join(told))


async def _put(values: Sequence[Value], feed: Feed) -> None:
    if not values:
        return
    value = np.array([v.value for v in values])
    finite = np.isfinite(value)
    await feed.put(
        [v.point for v in values],
        np.where(finite, value, np.nan),
        np.array([v.time for v in values], np.int64),
        np.where(finite, 0, BAD | NOT_A_NUMBER).astype(np.uint8),
    )


def _sendable(text: str) -> str:
    return text.encode(errors="replace").decode()


async def _complain(io: Io, message: Message, why: str, wrong: int) -> None:
    io.status("warn", f"{wrong} messages made no sense; the last on {message.topic}: {why}")
    excerpt = message.payload[:EXCERPT].decode(errors="replace")
    data = {"error": f"A message on {message.topic} makes no sense: {why}", "topic": message.topic, "excerpt": excerpt}
    await io.event("problem", {**data, "count": wrong}, port="error")
