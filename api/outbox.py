"""Outbox: what actions have set aside, tried again or discarded by a person. Recorded before it is done."""

from collections.abc import Sequence
from typing import Any

import anyio.to_thread

from api.caller import Caller
from api.runtime import within
from api.server import Server

PATIENCE = 10.0
"""Seconds the engine may take."""


async def listed(server: Server, who: Caller, flow: str, node: str) -> list[dict[str, Any]]:
    """What an action has set aside; FlowNotFound, CommandRefused."""
    async with server.read(who) as stores:
        await anyio.to_thread.run_sync(stores.flows.get, flow)
    return await within(PATIENCE, "answer", server.runtime.outbox(flow, node))


async def change(server: Server, who: Caller, flow: str, node: str, do: str, numbers: Sequence[int]) -> list[int]:
    """Retry or discard; the numbers that were there, as they were or as they are now."""
    async with server.write(who) as stores:
        await anyio.to_thread.run_sync(stores.flows.get, flow)
        detail = {"numbers": list(numbers)}
        await anyio.to_thread.run_sync(stores.note, f"outbox.{do}", f"{flow}/{node}", detail)
    done = await within(PATIENCE, f"{do} them", server.runtime.outbox(flow, node, do, numbers))
    return [row["number"] for row in done]
