"""/api/status, /api/health, /health/live, /health/ready: how the server is."""

from http import HTTPStatus
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError

from api.access import ANYBODY, VIEWER, GuardedRoute
from api.deps import Here
from api.server import Server

router = APIRouter(prefix="/api", tags=["status"], route_class=GuardedRoute)
health = APIRouter(tags=["status"], route_class=GuardedRoute)


@router.get("/status", dependencies=[VIEWER])
async def read_status(server: Here) -> dict[str, Any]:
    """State of the worker, and our version."""
    return {"worker": server.runtime.status(), "version": server.version}


@health.get("/health/live", dependencies=[ANYBODY])
async def read_live() -> dict[str, str]:
    """Whether the server answers. Says nothing else, because anybody may ask."""
    return {"status": "ok"}


@health.get("/health/ready", dependencies=[ANYBODY])
async def read_ready(server: Here, response: Response) -> dict[str, str]:
    """Whether it can do its work: the engine runs and the database answers. Says no more; the log and metrics do."""
    if server.runtime.status()["state"] == "up" and await anyio.to_thread.run_sync(_answers, server):
        return {"status": "ok"}
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return {"status": "not ready"}


def _answers(server: Server) -> bool:
    try:
        with server.office.read() as stores:
            stores.users.any()
    except SQLAlchemyError:
        return False
    return True


@router.get("/health", dependencies=[ANYBODY])
async def read_health() -> dict[str, str]:
    """Whether the server answers. Says nothing else, because anybody may ask."""
    return {"status": "ok"}
