"""/api/connections: how equipment is reached."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from api import equipment
from api.access import ENGINEER, VIEWER, GuardedRoute
from api.deps import Here, Reading, Who
from api.equipment import ConnectionIn

router = APIRouter(prefix="/api/connections", tags=["connections"], route_class=GuardedRoute)


@router.get("", dependencies=[VIEWER])
def list_connections(server: Here, stores: Reading) -> list[dict[str, Any]]:
    """All connections; of secrets only whether they are set."""
    return equipment.list_all(server, stores)


@router.post("", dependencies=[ENGINEER], status_code=HTTPStatus.CREATED)
async def add_connection(server: Here, who: Who, given: ConnectionIn) -> dict[str, Any]:
    """Keep a new connection."""
    return await equipment.add(server, who, given)


@router.post("/try", dependencies=[ENGINEER])
async def try_connection(server: Here, who: Who, given: ConnectionIn) -> dict[str, Any]:
    """Open a connection for trial; with an `id`, secrets given as set are taken from there."""
    return await equipment.attempt(server, who, given)


@router.get("/{id}", dependencies=[VIEWER])
def read_connection(server: Here, stores: Reading, id: str) -> dict[str, Any]:
    """One connection."""
    return equipment.shown(server, stores, stores.connections.get(id))


@router.put("/{id}", dependencies=[ENGINEER])
async def save_connection(server: Here, who: Who, id: str, given: ConnectionIn) -> dict[str, Any]:
    """Change a connection; secrets given as `{"set": true}` stay."""
    return await equipment.replace(server, who, id, given)


@router.delete("/{id}", dependencies=[ENGINEER], status_code=HTTPStatus.NO_CONTENT)
async def delete_connection(server: Here, who: Who, id: str) -> None:
    """Take away a connection that no deployed flow uses."""
    await equipment.delete(server, who, id)
