"""Errands: the supervisor's part in writes over a connection that another worker has: who has which, and passing on.

The worker that wrote to a connection first has it, until no flow is left in its group. A write is passed on once. While
that worker is away it waits, as long as it may take to be read back; if the worker ends after it was passed on, the
next one is only asked to look.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from engine.processes.messages import Abandon, Link, Write, Wrote
from engine.processes.minder import EngineLost, Minder
from tundish.errors import TundishError

PAUSE = 0.05
"""Seconds between looks for a worker that is away."""


class Errands:
    """Of all workers. `minders` are those of the groups in use."""

    def __init__(self, minders: Mapping[str, Minder]) -> None:
        self._minders = minders
        self._owners: dict[str, str] = {}
        """Groups, by connection."""
        self._running: dict[tuple[Minder, int], asyncio.Task[None]] = {}
        """By who asked, not by its group: a new one may take the place of one that is still ending."""

    def take(self, asker: Minder, message: Write | Abandon) -> None:
        """A worker asks for a write, or wants it no more."""
        place = asker, message.call
        if isinstance(message, Abandon):
            self._cancel(place)
        elif asker.link is not None:
            task = self._running[place] = asyncio.create_task(self._run(asker, asker.link, message))
            task.add_done_callback(lambda _: self._running.pop(place, None))

    def lost(self, asker: Minder) -> None:
        """A worker has ended: nobody waits for what it asked."""
        for place in [place for place in self._running if place[0] is asker]:
            self._cancel(place)

    def retired(self, group: str) -> None:
        """If there is no such group any more, who writes next has what it had."""
        if group in self._minders:
            return
        self._owners = {connection: owner for connection, owner in self._owners.items() if owner != group}

    def _cancel(self, place: tuple[Minder, int]) -> None:
        if (task := self._running.pop(place, None)) is not None:
            task.cancel()

    async def _run(self, asker: Minder, link: Link, message: Write) -> None:
        try:
            told = await self._done(asker, message.request)
        except TundishError as error:  # too large to be passed on
            told = Wrote(call=0, away=error.message)
        link.send(msgspec.structs.replace(told, call=message.call))

    async def _done(self, asker: Minder, request: dict[str, Any]) -> Wrote:
        sent = False
        while True:
            try:
                async with asyncio.timeout(request["timeout"]):
                    owner = await self._owner(asker, request["connection"])
            except TimeoutError:
                return _given_up(request, self._owners.get(request["connection"]), sent=sent)
            if owner is asker and not sent:
                return Wrote(call=0, yours=True)
            try:
                return msgspec.convert(await _errand(owner, request), Wrote)
            except EngineLost:  # it was on its way: whoever comes next may look, and must not send
                request, sent = {**request, "looks": True}, True

    async def _owner(self, asker: Minder, connection: str) -> Minder:
        """Who has the connection; waits until its worker is there."""
        while True:
            owner = self._minders.get(self._owners.setdefault(connection, asker.group))
            if owner is not None and owner.ready.is_set():
                return owner
            await asyncio.sleep(PAUSE)


async def _errand(owner: Minder, request: dict[str, Any]) -> Any:
    """Have it done; who stops waiting for it has it abandoned."""
    call, told = owner.begin(partial(Write, request=request))
    try:
        return await told
    except asyncio.CancelledError:
        owner.send(Abandon(call=call))
        raise


def _given_up(request: Mapping[str, Any], group: str | None, *, sent: bool) -> Wrote:
    of = "of a group that is gone" if group is None else f"of the group {group!r}" if group else "of the default group"
    if not sent and not request["looks"]:
        return Wrote(call=0, away=f"The worker {of}, which has the connection {request['connection']!r}, is away")
    why = f"the worker {of}, which was sending it, ended and has not come back"
    return Wrote(call=0, unknown=why)
