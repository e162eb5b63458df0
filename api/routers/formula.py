"""/api/formula, /api/functions, /api/units: help while a formula is being written. Nothing that runs is touched."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import measure
from api.access import VIEWER, GuardedRoute, runs_flows
from api.deps import Here, Reading, Who
from engine.formula import compile_formula, functions, units
from tundish.errors import FormulaError

router = APIRouter(prefix="/api", tags=["formula"], route_class=GuardedRoute)


class FormulaIn(BaseModel):
    formula: Annotated[str, Field(max_length=20_000)]


@router.post("/formula/check", dependencies=[VIEWER])
def check_formula(given: FormulaIn, stores: Reading) -> dict[str, Any]:
    """Whether a formula can be understood, which points it reads, and the units of them and of its value.

    `unit` is null where it is not known and empty for a plain number; `notes` say what is converted or not known.
    `remembers` are the calls with a memory: an edit keeps that of calls it leaves as they are, others begin anew.
    """
    try:
        compiled = compile_formula(given.formula)
        inputs = compiled.inputs
        known = measure.units_of(inputs, stores)
        formula = measure.measured(given.formula, known)
    except FormulaError as error:
        where = {"line": error.line, "column": error.column}
        return {"ok": False, **where, "message": error.message, "hint": error.hint}
    return {"ok": True, "inputs": list(inputs), "units": known, "remembers": list(compiled.remembers), **formula}


@router.post("/formula/preview", dependencies=[VIEWER])
def preview_formula(given: FormulaIn, server: Here, who: Who) -> dict[str, Any]:
    """What a formula gives with the last known values of its points: `sample` is null while one of them has none, and
    for half a minute on a new server, until what computes it is compiled.

    A preview remembers nothing: windows, delays and totals are those of this one moment.
    """
    try:
        formula = compile_formula(given.formula)
    except FormulaError as error:
        where = {"line": error.line, "column": error.column}
        return {"ok": False, **where, "message": error.message, "hint": error.hint}
    points = server.runtime.points() if runs_flows(who) else {}
    return {"ok": True, "sample": measure.preview(formula, points)}


@router.get("/functions", dependencies=[VIEWER])
def list_functions() -> Sequence[Any]:
    """All functions of the formula language."""
    return functions()


@router.get("/units", dependencies=[VIEWER])
def list_units() -> Sequence[Any]:
    """All units that may stand after a number, with other ways to write them."""
    return units()
