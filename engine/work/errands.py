"""Errands: writes to equipment for which another worker has the connection.

Limits on how fast a value may change and the turn of writers are kept by one worker for each connection: the first
whose flows write to it. The others hand it their writes through the supervisor, each once. What it says comes back as
if it had been done here; when it is away for too long nothing was sent, and when it ended in between it is asked to
look. One that is there and says nothing is waited for as long as an attempt may take; then the write is given up there
too. It may have been sent by then, never afterwards: that nobody waits any more comes to the other worker before the
leave to send does, as both come through the supervisor.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from engine.processes.messages import Abandon, Done, Link, Write, Wrote
from engine.work.writes import Writes
from tundish.errors import WriteRefused
from tundish.write import WriteRequest

Here = Callable[[WriteRequest], Awaitable[dict[str, Any]]]
LONGEST = 55.0
"""Seconds until the other worker must have answered: less than an action waits for one attempt."""


class Errands:
    """Of one worker. `here` writes over a connection of this worker."""

    def __init__(self, link: Link, writes: Writes, here: Here) -> None:
        self._link = link
        self._writes = writes
        self._here = here
        self._ours: set[str] = set()
        """Connections that nobody else writes to as long as this process lives."""
        self._next = 0
        self._asked: dict[int, asyncio.Future[Wrote]] = {}
        self._given: dict[int, asyncio.Task[None]] = {}

    async def write(self, request: WriteRequest) -> dict[str, Any]:
        """Do it here, or have it done where the connection is; WriteRefused."""
        if request.connection in self._ours:
            return await self._here(request)
        try:
            told = await self._ask(request)
        except TimeoutError:
            why = f"who has the connection {request.connection!r} has not answered within {LONGEST:.0f} s"
            raise await self._writes.unknown(request, why) from None
        except (TypeError, ValueError, OverflowError) as error:  # no number that fits into a message
            raise await self._writes.refuse(request, f"the value cannot be handed on ({error})") from error
        if told.yours:
            self._ours.add(request.connection)
            return await self._here(request)
        if told.away:
            raise await self._writes.refuse(request, told.away)
        if told.unknown:
            raise await self._writes.unknown(request, told.unknown)
        if told.refused:
            raise WriteRefused(told.refused, told.hint, stage=told.stage)
        return told.result or {}

    def take(self, message: Write | Abandon | Wrote) -> None:
        """A write of another worker's flow, or that nobody waits for it any more; or what became of one of ours."""
        call = message.call
        if isinstance(message, Write):
            task = self._given[call] = asyncio.create_task(self._do(message))
            task.add_done_callback(lambda _: self._given.pop(call, None))
        elif isinstance(message, Abandon):
            if (given := self._given.get(call)) is not None:
                given.cancel()
                self._link.send(Done(call=call))  # to nobody
        elif (asked := self._asked.pop(call, None)) is not None and not asked.done():
            asked.set_result(message)

    async def close(self) -> None:
        tasks = list(self._given.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, request: WriteRequest) -> Wrote:
        self._next += 1
        call = self._next
        asked: asyncio.Future[Wrote] = asyncio.get_running_loop().create_future()
        self._asked[call] = asked
        try:
            self._link.send(Write(call=call, request=request._asdict()))
            async with asyncio.timeout(LONGEST):
                return await asked
        except (asyncio.CancelledError, TimeoutError):
            self._link.send(Abandon(call=call))
            raise
        finally:
            self._asked.pop(call, None)

    async def _do(self, message: Write) -> None:
        call = message.call
        try:
            told = Wrote(call=call, result=await self._here(WriteRequest(**message.request)))
        except WriteRefused as error:
            told = Wrote(call=call, refused=error.message, hint=error.hint, stage=error.stage)
        except Exception as error:  # noqa: BLE001 - who asked waits for an answer without end
            told = Wrote(call=call, unknown=f"the other worker failed ({type(error).__name__}: {error})")
        self._link.send(Done(call=call, result=told))
