"""/api/catalogue: which kinds of nodes and connections there are, and which row of a table judges which point."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import VIEWER, GuardedRoute
from api.deps import Here
from tundish.pattern import Chooser

router = APIRouter(prefix="/api/catalogue", tags=["catalogue"], route_class=GuardedRoute)
Name = Annotated[str, Field(max_length=200)]


class RowsIn(BaseModel):
    patterns: Annotated[list[Name], Field(max_length=2000)]
    """The column Points of a table, row by row."""
    points: Annotated[list[Name], Field(max_length=1000)]
    """Names of points."""


class RowsOut(BaseModel):
    rows: list[int | None]
    """Of each point the row that is used, counted from 0: the most specific that fits. None: no row fits."""


@router.get("", dependencies=[VIEWER])
def read_catalogue(server: Here) -> dict[str, Any]:
    """Specs of kinds, schemas of connections, translations."""
    return server.catalogue_json


@router.post("/rows", dependencies=[VIEWER])
def read_rows(given: RowsIn) -> RowsOut:
    """Which row of a node's table is used for which point, as the node itself finds it."""
    chooser = Chooser(given.patterns)
    return RowsOut(rows=[chooser.best(name) for name in given.points])
