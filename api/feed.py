"""Feed: tells the engine about connections and allowed writes, again and again: an old copy allows no writes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import anyio.to_thread

from api.caller import SERVER
from api.deploy import deploy_all
from api.housekeeping import compact_history, index_events, prune_events
from api.server import Server
from api.stores import Stores
from engine.watch.logs import SECRETS, logger
from tundish.errors import TundishError

REGRANT = 15.0
"""Seconds. Workers refuse writes on grants older than 60 s."""
LOOK = 2.0
"""Seconds between two looks at which sessions have ended."""
LOG = logger("tundish.api")


HOUSEKEEPING = (compact_history, prune_events, index_events)


async def send_connections(server: Server) -> None:
    """All connections as they are now, secrets in clear."""
    async with server.read() as stores:
        await server.runtime.set_connections(await anyio.to_thread.run_sync(_connections, stores))


async def send_grants(server: Server) -> None:
    """All writes that are allowed now."""
    async with server.read() as stores:
        lines = await anyio.to_thread.run_sync(stores.writes.lines)
    await server.runtime.set_grants(list(lines))


async def send_recording(server: Server) -> None:
    """What the point directory says of recording now."""
    async with server.read() as stores:
        points = await anyio.to_thread.run_sync(stores.points.recording)
    await server.runtime.set_recording(points)


async def send_forces(server: Server) -> None:
    """Values that people force now."""
    async with server.read() as stores:
        forces = await anyio.to_thread.run_sync(stores.forces.wanted)
    await server.runtime.set_forces(forces)


@contextlib.asynccontextmanager
async def running(server: Server) -> AsyncIterator[None]:
    """Start the engine with all it needs; stop it at the end."""
    tasks: list[asyncio.Task[None]] = []
    try:
        server.hub.start()
        server.runtime.audit_by(partial(_record, server))
        await server.runtime.start()
        await send_connections(server)
        await send_grants(server)
        await send_recording(server)
        await send_forces(server)
        await deploy_all(server)
        works = (_load_kinds, _regrant, _watch_sessions, _end_forces, *HOUSEKEEPING)
        tasks = [asyncio.create_task(work(server)) for work in works]
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        server.hub.stop()
        await server.runtime.stop()


def _connections(stores: Stores) -> list[dict[str, Any]]:
    rows = stores.connections.list()
    settings = {row.id: stores.connections.settings(row) for row in rows}
    SECRETS.hide("connections", (str(value) for known in settings.values() for value in known.secret.values()))
    return [{"id": row.id, "kind": row.kind, "settings": settings[row.id].all} for row in rows]


async def _load_kinds(server: Server) -> None:
    """Import what people will ask for, now that the flows run."""
    with _survived("load the kinds of nodes"):
        await anyio.to_thread.run_sync(lambda: server.catalogue.kinds)


async def _regrant(server: Server) -> None:
    while True:
        await asyncio.sleep(REGRANT)
        with _survived("send the allowed writes"):
            await send_grants(server)


async def _watch_sessions(server: Server) -> None:
    while True:
        await asyncio.sleep(LOOK)
        with _survived("look for sessions that have ended"):
            await end_dead_links(server)


async def _end_forces(server: Server) -> None:
    while True:
        await asyncio.sleep(LOOK)
        with _survived("look for forces that have ended"):
            await end_forces(server)


async def end_forces(server: Server) -> None:
    """Write down which have come to their end: the engine has let go of them by itself."""
    async with server.read() as stores:
        ended = await anyio.to_thread.run_sync(stores.forces.ended)
    if ended:
        async with server.write() as stores:
            await anyio.to_thread.run_sync(stores.forces.forget_ended)


async def end_dead_links(server: Server) -> None:
    """Close the WebSockets of sessions and tokens that have ended, also those ended by the command line."""
    if hashes := server.hub.sessions():
        async with server.read() as stores:
            living = await anyio.to_thread.run_sync(lambda: _living(stores, hashes))
        server.hub.keep(living)


def _living(stores: Stores, hashes: set[str]) -> set[str]:
    return stores.sessions.living(hashes) | stores.tokens.living(hashes)


async def _record(server: Server, record: dict[str, Any]) -> None:
    """Keep what the engine does to equipment. It waits for this: what cannot be kept is not sent."""
    detail = {key: value for key, value in record.items() if key not in {"user", "action", "object"}}
    user = str(record.get("user") or SERVER.name)
    async with server.write() as stores:
        await anyio.to_thread.run_sync(stores.audit.add, user, str(record["action"]), str(record["object"]), detail)


@contextlib.contextmanager
def _survived(what: str) -> Any:
    """A loop of the server goes on whatever happens; what happened is in the log."""
    try:
        yield
    except TundishError as error:
        LOG.warning("could not %s", what, error=str(error))
    except Exception:
        LOG.exception("could not %s", what)
