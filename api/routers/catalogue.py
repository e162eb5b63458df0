"""/api/catalogue: which kinds of nodes and connections there are."""

from typing import Any

from fastapi import APIRouter

from api.access import VIEWER, GuardedRoute
from api.deps import Here

router = APIRouter(prefix="/api/catalogue", tags=["catalogue"], route_class=GuardedRoute)


@router.get("", dependencies=[VIEWER])
def read_catalogue(server: Here) -> dict[str, Any]:
    """Specs of kinds, schemas of connections, translations."""
    return server.catalogue_json
