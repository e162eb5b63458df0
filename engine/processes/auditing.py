"""Auditing: records of writes to equipment on their way from a worker to who keeps them."""

from collections.abc import Awaitable, Callable
from typing import Any

from engine.processes.messages import Audit, Audited, Link
from tundish.errors import TundishError

Keep = Callable[[dict[str, Any]], Awaitable[None]]


async def nobody(record: dict[str, Any]) -> None:
    raise TundishError("Nobody keeps the audit")


async def audited(keep: Keep, message: Audit, link: Link | None) -> None:
    """Have a record kept, and tell the worker that asked: it writes nothing before."""
    error = ""
    try:
        await keep(message.record)
    except Exception as problem:  # noqa: BLE001 - the worker is told, and writes nothing
        error = str(problem) or type(problem).__name__
    if link is not None:  # and no other: the worker that asked may have ended meanwhile
        link.send(Audited(call=message.call, error=error))
