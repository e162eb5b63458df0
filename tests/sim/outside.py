"""The outside of a simulated plant: a broker that wants its acknowledgements, a place where effects arrive, a disk,
stores.

It outlives every kill of the process, and knows what truly happened.
"""

import asyncio
from collections import defaultdict
from random import Random
from typing import NamedTuple

from tests.sim.disk import Disk
from tests.sim.loop import Loop
from tests.sim.steps import BEGIN, SECOND, Put
from tests.sim.stores import Archive, EventStore
from tundish.errors import ConnectionFailed, TundishError

Rows = tuple[tuple[str, int, float, int], ...]


class Message(NamedTuple):
    number: int
    put: Put
    at: int
    """When it may be delivered at the earliest, ns of the loop."""


class Taken(NamedTuple):
    """A message that a source has put in."""

    message: Message
    now: int
    """Engine time."""
    at: int


class Broker:
    """Delivers at least once, in order as far as the network lets it: what is not acknowledged comes again."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._waiting: list[Message] = []
        self._out: dict[str, list[Message]] = {}
        self._came: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.acknowledged: dict[int, Message] = {}
        self.taken: list[Taken] = []

    def send(self, message: Message) -> None:
        self._waiting.append(message)
        self._came[message.put.node].set()

    def joined(self, source: str) -> None:
        """A new session: everything that was on its way comes again, first."""
        self._waiting[:0] = self._out.pop(source, [])
        self._out[source] = []

    async def delivered(self, source: str) -> list[Message]:
        """What has come for a source; waits until there is something."""
        while True:
            now = self._loop.nanoseconds
            mine = [m for m in self._waiting if m.put.node == source]
            ready = [m for m in mine if m.at <= now]
            if ready:
                self._waiting = [m for m in self._waiting if m not in ready]
                self._out[source] += ready
                return ready
            self._came[source].clear()
            wait = min((m.at - now for m in mine), default=None)
            try:
                async with asyncio.timeout(None if wait is None else wait / 1e9):
                    await self._came[source].wait()
            except TimeoutError:
                pass

    def took(self, message: Message, now: int) -> None:
        self.taken.append(Taken(message, now, self._loop.nanoseconds))

    def acknowledge(self, source: str, message: Message) -> None:
        self.acknowledged[message.number] = message
        self._out[source] = [m for m in self._out[source] if m.number != message.number]
        self._waiting = [m for m in self._waiting if m.number != message.number]

    @property
    def left(self) -> int:
        return len(self._waiting) + sum(map(len, self._out.values()))


class Attempt(NamedTuple):
    """An effect that arrived at the sink, whether the action came to know of it or not."""

    id: str
    node: str
    key: str
    at: int
    known: bool
    """The action was told that all went well."""


class Sink:
    """Where effects arrive. `down`, `slow`, `mute` and `broken` are set by the fates."""

    def __init__(self, loop: Loop, chance: Random) -> None:
        self._loop = loop
        self._chance = chance
        self.attempts: list[Attempt] = []
        self.down = False
        self.slow = 0.0
        """Seconds that it takes."""
        self.mute = 0.0
        """Chance that it does it, and the answer is lost."""
        self.broken = 0.0
        """Chance that it refuses."""

    async def take(self, id: str, node: str, key: str) -> None:
        if self.slow:
            await asyncio.sleep(self._chance.random() * self.slow)
        if self.down:
            raise ConnectionFailed("the sink is down", "Wait")
        if self._chance.random() < self.broken:
            raise TundishError("the sink refuses it")
        known = self._chance.random() >= self.mute
        self.attempts.append(Attempt(id, node, key, self._loop.nanoseconds, known))
        if not known:
            raise ConnectionFailed("the answer was lost", "Wait")


class Outside:
    """All of it, and the clocks."""

    def __init__(self, loop: Loop, chance: Random) -> None:
        self.loop = loop
        self.chance = chance
        self.broker = Broker(loop)
        self.sink = Sink(loop, chance)
        self.disk = Disk(loop, chance)
        self.events = EventStore(loop, Random(chance.random()))
        self.archive = Archive(loop)
        self.step = 0
        """How far the wall clock is from true time, ns."""

    def true(self) -> int:
        return BEGIN + self.loop.nanoseconds

    def wall(self) -> int:
        return self.true() + self.step

    def steady(self) -> int:
        return 17 * SECOND + self.loop.nanoseconds

    def well(self) -> None:
        """Nothing goes wrong any more, but with the stores."""
        sink = self.sink
        sink.down, sink.slow, sink.mute, sink.broken = False, 0.0, 0.0, 0.0
        self.disk.fails = lambda: False

    def stores_well(self) -> None:
        self.events.well()
        self.archive.well()
