"""/api/formula, /api/functions: help while a formula is being written. Nothing is run."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.access import VIEWER, GuardedRoute
from engine.formula import compile_formula, functions
from tundish.errors import FormulaError

router = APIRouter(prefix="/api", tags=["formula"], route_class=GuardedRoute)


class FormulaIn(BaseModel):
    formula: Annotated[str, Field(max_length=20_000)]


@router.post("/formula/check", dependencies=[VIEWER])
def check_formula(given: FormulaIn) -> dict[str, Any]:
    """Whether a formula can be understood, and which points it reads; or where it goes wrong."""
    try:
        return {"ok": True, "inputs": list(compile_formula(given.formula).inputs)}
    except FormulaError as error:
        where = {"line": error.line, "column": error.column}
        return {"ok": False, **where, "message": error.message, "hint": error.hint}


@router.get("/functions", dependencies=[VIEWER])
def list_functions() -> Sequence[Any]:
    """All functions of the formula language."""
    return functions()
