"""/api/formula, /api/functions, /api/units: help while a formula is being written. Nothing that runs is touched."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import measure, trial
from api.access import VIEWER, GuardedRoute, runs_flows
from api.deps import Here, Language, Reading, Who
from api.units import units_of
from engine.formula import Compiled, compile_formula, functions, inputs_of, units
from tundish.errors import FormulaError
from tundish.fields import LONGEST_POINT
from tundish.said import in_language

router = APIRouter(prefix="/api", tags=["formula"], route_class=GuardedRoute)


MOST_DEVICES = 50


class FormulaIn(BaseModel):
    formula: Annotated[str, Field(max_length=20_000)]
    output: Annotated[str, Field(max_length=LONGEST_POINT)] = ""
    """The point that it computes: the unit it has in the directory is that of the result."""
    unit: Annotated[str, Field(max_length=40)] = ""
    """The unit of the result, where it is said."""
    device: Annotated[str, Field(max_length=LONGEST_POINT)] = ""
    """Which device a preview of a formula with `{device}` is of."""


class TrendIn(FormulaIn):
    minutes: Annotated[int, Field(ge=1, le=7 * 1440)] = 60


@router.post("/formula/check", dependencies=[VIEWER])
def check_formula(given: FormulaIn, stores: Reading, language: Language) -> dict[str, Any]:
    """Whether a formula can be understood, which points it reads, and the units of them and of its value.

    `unit` is null where it is not known and empty for a plain number; `notes` say what is converted or not known.
    `remembers` are the calls with a memory: an edit keeps that of calls it leaves as they are, others begin anew.
    """
    try:
        inputs = inputs_of(given.formula)
        known = units_of([*inputs, given.output], stores.points.units())
        formula = measure.measured(given.formula, known, given.unit or known.get(given.output, ""))
    except FormulaError as error:
        return _wrong(error, language, given.formula)
    units = {name: unit for name, unit in known.items() if name in inputs}
    notes = [in_language(note, language) for note in formula["notes"]]
    return {"ok": True, "inputs": list(inputs), "units": units, **formula, "notes": notes}


@router.post("/formula/preview", dependencies=[VIEWER])
def preview_formula(given: FormulaIn, server: Here, who: Who, stores: Reading, language: Language) -> dict[str, Any]:
    """What a formula gives with the last known values of its points: `sample` is null while one of them has none, and
    for half a minute on a new server, until what computes it is compiled.

    `lines` are the parts that lie in one line each, `inputs` the points with their last samples, `devices` those that a
    formula with `{device}` can be tried with. A preview remembers nothing: windows, delays and totals are those of this
    one moment.
    """
    try:
        formula, known, text = _compiled(given, stores.points.units())
        points = server.runtime.points() if runs_flows(who) else {}
        lines = trial.lines(text, known, points)
    except FormulaError as error:
        return _wrong(error, language, given.formula)
    names = inputs_of(given.formula)
    devices = list(trial.devices(names, sorted(points)))[:MOST_DEVICES]
    return {
        "ok": True, "sample": measure.preview(formula, points), "lines": lines,
        "inputs": trial.inputs(formula, known, points), "devices": devices,
    }  # fmt: skip


@router.post("/formula/trend", dependencies=[VIEWER])
def trend_formula(given: TrendIn, server: Here, who: Who, stores: Reading, language: Language) -> dict[str, Any]:
    """What a formula gave over recorded inputs, until now, as at most 120 samples (`time` in ms since 1970).

    There are none of points that are not recorded, and of a formula that remembers.
    """
    try:
        formula, _, _ = _compiled(given, stores.points.units())
    except FormulaError as error:
        return _wrong(error, language, given.formula)
    if not runs_flows(who):
        return {"ok": True, "samples": []}
    now = int(server.office.database.clock() * trial.SECOND)
    return {"ok": True, "samples": trial.trend(formula, server.history, now, given.minutes * 60 * trial.SECOND)}


def _compiled(given: FormulaIn, directory: Mapping[str, str]) -> tuple[Compiled, dict[str, str], str]:
    """The formula of the device, the units of its points, its text."""
    text, output = trial.of_device(given.formula, given.device), trial.of_device(given.output, given.device)
    known = units_of([*inputs_of(text), output], directory)
    unit = given.unit or known.get(output, "")
    return compile_formula(text, tuple(sorted(known.items())), unit), known, text


def _wrong(error: FormulaError, language: str, text: str) -> dict[str, Any]:
    said = {"message": in_language(error.message, language), "hint": in_language(error.hint, language)}
    fix = trial.fix(text, error)
    return {"ok": False, "line": error.line, "column": error.column, **said, "fix": fix._asdict() if fix else None}


@router.get("/functions", dependencies=[VIEWER])
def list_functions() -> Sequence[Any]:
    """All functions of the formula language."""
    return functions()


@router.get("/units", dependencies=[VIEWER])
def list_units() -> Sequence[Any]:
    """All units that may stand after a number, with other ways to write them."""
    return units()
