"""Backlog: the records of one lane of the outbox, in order; a window of them in memory, the rest on the disk."""

import asyncio
from collections import deque

from engine.disk.ledger import Entry, Ledger

WINDOW = 2000
"""Records in memory."""


class Backlog:
    """Of one consumer. `skip` are records that it has dealt with already, though the disk does not know yet."""

    def __init__(self, ledger: Ledger, lane: str, skip: set[int] | None = None, window: int = WINDOW) -> None:
        self._ledger = ledger
        self._lane = lane
        self._skip = skip if skip is not None else set()
        self._window = window
        self._here: deque[Entry] = deque()
        self._last = 0
        """Number of the last one that was here."""
        self._behind = True
        """There may be more on the disk than is here."""
        self._more = False
        """Something came while the disk was read."""
        self._coming: asyncio.Future[list[Entry]] | None = None
        """What is being read from the disk, while those before it are being sent."""
        self._skipped: set[int] = set()
        """What was to be skipped when it was begun to read: since then the disk may have learnt of it."""
        self._came = asyncio.Event()
        self._came.set()

    def put(self, entry: Entry) -> None:
        """It is on the disk."""
        if not self._behind and len(self._here) < self._window:
            self._take(entry)
        else:
            self._behind = self._more = True
        self._came.set()

    @property
    def first(self) -> Entry | None:
        """The oldest one, as far as it is in memory."""
        return self._here[0] if self._here else None

    @property
    def reach(self) -> int | None:
        """Number of the last one that is in memory or has been; None while the disk is being read."""
        coming = self._coming
        if coming is None:
            return self._last
        if not coming.done():
            return None
        found = [] if coming.cancelled() or coming.exception() else coming.result()
        return found[-1].number if found else self._last

    def reread(self) -> None:
        """What comes after `reach` is to be read from the disk: some of what is on its way here is being given up."""
        self._behind = self._more = True

    async def next(self, most: int = 1) -> list[Entry]:
        """The oldest ones, at least one; waits for it. LedgerError when the disk cannot be read."""
        while not self._here:
            if self._behind:
                await self._read()
            else:
                self._came.clear()
                await self._came.wait()
        taken = [self._here.popleft() for _ in range(min(most, len(self._here)))]
        if self._behind and len(self._here) <= self._window // 2:
            self._ask()
        return taken

    def _ask(self) -> asyncio.Future[list[Entry]]:
        """Have what comes next read, if it is not being read already."""
        if self._coming is None:
            self._more = False
            self._skipped = set(self._skip)
            self._coming = self._ledger.window(self._lane, self._last, self._window // 2)
            self._coming.add_done_callback(_looked_at)
        return self._coming

    async def _read(self) -> None:
        coming = self._ask()
        try:
            found = await coming
        finally:
            self._coming = None
        self._behind = self._more or len(found) == self._window // 2
        for entry in found:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        if entry.number > self._last:
            self._last = entry.number
            if entry.number not in self._skip and entry.number not in self._skipped:
                self._here.append(entry)


def _looked_at(coming: asyncio.Future[list[Entry]]) -> None:
    """An error of what nobody waits for any more is nobody's concern."""
    if not coming.cancelled():
        coming.exception()
