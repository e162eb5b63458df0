"""/api/status, /api/health: how the server is."""

from typing import Any

from fastapi import APIRouter

from api.access import ANYBODY, VIEWER, GuardedRoute
from api.deps import Here

router = APIRouter(prefix="/api", tags=["status"], route_class=GuardedRoute)


@router.get("/status", dependencies=[VIEWER])
async def read_status(server: Here) -> dict[str, Any]:
    """State of the worker, and our version."""
    return {"worker": server.runtime.status(), "version": server.version}


@router.get("/health", dependencies=[ANYBODY])
async def read_health() -> dict[str, str]:
    """Whether the server answers. Says nothing else, because anybody may ask."""
    return {"status": "ok"}
