"""Spare: one worker more than needed, which has imported everything already, so that a dead one is replaced at once."""

import asyncio
from pathlib import Path

from engine.processes.child import Child
from engine.processes.launch import Launched
from engine.watch.logs import logger

WAIT = 5.0
"""Seconds after which a spare that was taken is replaced."""
AGAIN = 60.0
"""Seconds until it is tried again when there is no room for a process."""
LOG = logger("tundish.engine")


class Spare:
    """Shared by all groups. `first` has been launched already, if it is given."""

    def __init__(self, data: Path, first: Launched | None = None) -> None:
        self._data = data
        self._first = first
        self._child: Child | None = None
        self._taken = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._taken.set()
        self._keeping = asyncio.create_task(self._keep(), name="spare worker")

    async def take(self) -> Child:
        """The spare, or a fresh one if there is none."""
        child, self._child = self._child, None
        self._taken.set()
        first, self._first = self._first, None
        if first is not None and first.alive:
            return await Child.of(first)
        if child is not None and child.alive:
            return child
        if child is not None:
            await child.end(0.0)
        return await Child.start(self._data)

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        child, self._child = self._child, None
        if child is not None:
            await child.end(2.0)

    async def _keep(self) -> None:
        while True:
            await self._taken.wait()
            self._taken.clear()
            await asyncio.sleep(WAIT)
            if self._taken.is_set():
                continue  # times are hard: wait until they are over
            try:
                self._child = await Child.start(self._data)
            except OSError as error:
                LOG.warning("no spare worker", error=str(error))
                await asyncio.sleep(AGAIN)
                self._taken.set()
