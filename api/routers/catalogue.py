"""/api/catalogue: which kinds of nodes and connections there are, and which row of a table judges which point."""

from typing import Annotated, Any, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from api.access import VIEWER, GuardedRoute
from api.deps import Here
from tundish.pattern import Chooser

router = APIRouter(prefix="/api/catalogue", tags=["catalogue"], route_class=GuardedRoute)
Name = Annotated[str, Field(max_length=200)]
Mode = Annotated[float, Field(allow_inf_nan=False)]


class RowsIn(BaseModel):
    patterns: Annotated[list[Name], Field(max_length=2000)]
    """The column Points of a table, row by row."""
    points: Annotated[list[Name], Field(max_length=1000)]
    """Names of points."""
    modes: Annotated[list[Mode | None], Field(max_length=2000)] = []
    """The column In mode, row by row; left out: the table has none."""
    mode: Mode | None = None
    """The mode at the moment; None: it is not known."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.modes and len(self.modes) != len(self.patterns):
            raise ValueError("modes: it must have as many rows as patterns")
        return self

    @property
    def rows(self) -> list[int]:
        """Those that hold in the mode; those that name it come before equal ones that name none."""
        if not self.modes:
            return list(range(len(self.patterns)))
        named = [i for i, mode in enumerate(self.modes) if mode is not None and mode == self.mode]
        return named + [i for i, mode in enumerate(self.modes) if mode is None]


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
    rows = given.rows
    chooser = Chooser([given.patterns[row] for row in rows])
    found = [chooser.best(name) for name in given.points]
    return RowsOut(rows=[None if index is None else rows[index] for index in found])
