"""Lane: carries the records of one consumer from the outbox to it, in order, in batches, as often as it takes."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from engine.disk.ledger import Entry, Ledger, Settled
from engine.outbox.backlog import Backlog
from tundish.errors import TundishError

T = TypeVar("T")
LONGEST_PAUSE = 30.0
"""Seconds between two attempts."""


class Lane:
    """`send(entries)` raises when they are not safe yet: the same ones come again, after a pause that grows.

    After a crash some may come again that were sent: whoever takes them knows them by `Entry.id`.
    """

    def __init__(
        self,
        ledger: Ledger,
        name: str,
        send: Callable[[Sequence[Entry]], Awaitable[None]],
        *,
        batch: int = 500,
        failed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`failed` is told why an attempt came to nothing, and "" when one succeeds again."""
        self.name = name
        self._ledger = ledger
        self._send = send
        self._batch = batch
        self._failed = failed
        self._backlog = Backlog(ledger, name)

    def put(self, entry: Entry) -> None:
        """A record that has come to the outbox, and is on the disk."""
        self._backlog.put(entry)

    def thin(self, most: int, key: str, then: Callable[[int], None]) -> bool:
        """Give up the oldest records of a key that are not in memory yet, so that `most` are left; False: not now."""
        if (reach := self._backlog.reach) is None:
            return False
        self._backlog.reread()
        self._ledger.thin(self.name, most, reach, key, then)
        return True

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._carry(await self._again(lambda: self._backlog.next(self._batch)))

    async def _carry(self, entries: Sequence[Entry]) -> None:
        settled = [Settled(entry.number, self.name) for entry in entries]
        await self._again(lambda: self._send(entries), self._failed)
        await self._again(lambda: self._ledger.settle(settled))

    async def _again(self, work: Callable[[], Awaitable[T]], failed: Callable[[str], None] = lambda _: None) -> T:
        """Until it succeeds. What keeps the ledger from being written is told by the flow itself."""
        attempt = 0
        while True:
            try:
                done = await work()
            except Exception as error:  # noqa: BLE001 - whatever it is, what waits stays where it is
                failed(error.message if isinstance(error, TundishError) else f"{type(error).__name__}: {error}")
            else:
                if attempt:
                    failed("")
                return done
            attempt += 1
            await asyncio.sleep(min(LONGEST_PAUSE, 2.0 ** min(attempt, 10) / 4) * random.uniform(0.5, 1.0))  # noqa: S311
