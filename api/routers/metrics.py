"""/metrics: figures for Prometheus. /api/flows/{id}/status: how one flow is now."""

from typing import Any

import anyio.to_thread
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.access import OURS, VIEWER, GuardedRoute
from api.deps import Here, Who
from api.errors import NotFound
from api.metrics import MEDIA, Told

router = APIRouter(tags=["metrics"], dependencies=[OURS], route_class=GuardedRoute)


@router.get("/metrics", dependencies=[VIEWER], response_class=PlainTextResponse)
async def read_metrics(server: Here) -> PlainTextResponse:
    """Figures of this server, its workers and its flows, in the text format of Prometheus."""
    told = Told(**server.runtime.told(), alarms=list(server.runtime.alarms()["alarms"]))
    server.metrics.clients.set(server.hub.size)
    text = await anyio.to_thread.run_sync(server.metrics.text, told)
    return PlainTextResponse(text, media_type=MEDIA, headers={"Cache-Control": "no-store"})


@router.get("/api/flows/{id}/status", dependencies=[VIEWER])
async def read_flow_status(server: Here, who: Who, id: str) -> dict[str, Any]:
    """How a flow and its nodes are: counts, rates, errors, where the time goes, how full the inbox is."""
    async with server.read(who) as stores:
        await anyio.to_thread.run_sync(stores.flows.get, id)
    status = server.runtime.flow_status(id)
    if status is None:
        raise NotFound(f"The flow {id!r} is not running", "Start it first")
    return status
