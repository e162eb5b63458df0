"""Housekeeping: what is too old goes, and recorded samples become Parquet files. In the background, all day."""

import asyncio
import sys

from api.server import Server
from engine.eventstore import prune
from engine.eventstore.errors import EventStoreError
from engine.watch.logs import logger

COMPACT = 60.0
"""Seconds between two compactions."""
PRUNE = 3600.0
"""Seconds between two looks for events that are too old."""
PIECES = 0.1
"""Seconds between two pieces of what is indexed."""
SETTLE = 30.0
"""Seconds after the start in which others have the machine."""
log = logger("tundish.api")


async def compact_history(server: Server) -> None:
    """Again and again, in a process of its own: it needs memory, and must not hold up anybody."""
    await asyncio.sleep(SETTLE)
    while True:
        if (server.settings.history / "log").is_dir():
            await compact_once(server)
        await asyncio.sleep(COMPACT)


async def compact_once(server: Server) -> bool:
    """One compaction, to its end; whether it went well."""
    keep = server.settings.keep_history
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "engine.history.compact", str(server.settings.history), str(keep.days), str(keep.size),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:  # it can be killed at any moment
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        log.warning("recorded samples could not be compacted", error=said.decode(errors="replace").strip()[-500:])
    return not process.returncode


async def prune_events(server: Server) -> None:
    """Again and again, in a thread, in small pieces."""
    await asyncio.sleep(SETTLE)
    while True:
        await prune_once(server)
        await asyncio.sleep(PRUNE)


async def index_events(server: Server) -> None:
    """Events of before there was an index of their text: piece by piece, in a thread, so that nobody waits long."""
    await asyncio.sleep(SETTLE)
    while True:
        try:
            pause = PIECES if await asyncio.to_thread(server.events.index_text) else PRUNE
        except EventStoreError as error:
            log.warning("events could not be indexed", error=error.message)
            pause = PRUNE
        await asyncio.sleep(pause)


async def prune_once(server: Server) -> None:
    """What is too old by the server's clock goes."""
    now = int(server.office.database.clock() * 1e9)
    try:
        gone = await asyncio.to_thread(prune, server.events, server.settings.keep_events, now)
    except EventStoreError as error:
        log.warning("old events could not be deleted", error=error.message)
    else:
        if any(gone):
            log.info("what was too old, or too much, is deleted", **gone._asdict())
