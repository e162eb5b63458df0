"""Units: from the point directory to the flows that compute with them, and the units of results back to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from api.directory import PointFacts
from api.store.tables import PointRow
from api.stores import Stores
from engine.formula import compile_formula
from engine.formula.units import known
from flows.block_problems import shown_problems
from flows.blocks import flattened
from flows.document import config_of
from flows.migrate import Kinds
from flows.store import Deployment
from flows.units import measured, with_units
from tundish.errors import FormulaError, Problem
from tundish.pattern import matches
from tundish.said import say

DEVICE = "{device}"
FORMULA = "compute.formula"
FIELDS = {"compute.statemachine": "transitions"}
"""Setting in which a kind has its formulas, where that is not `formula`."""
SHOWN = 3
Table = dict[str, str]
"""Unit by point, or by name with `{device}`."""


def units_of(names: Sequence[str], directory: Mapping[str, str]) -> Table:
    """Of a name with `{device}` the one all its points share, if they do."""
    found = {name: directory[name] for name in names if name in directory}
    for pattern in names:
        units = _all(pattern, directory) if DEVICE in pattern else set()
        if len({_meant(unit) for unit in units}) == 1:
            found[pattern] = min(units)
    return found


def _meant(unit: str) -> object:
    """The same for `m3/h` and `m³/h`."""
    return known(unit) or unit


def _all(pattern: str, directory: Mapping[str, str]) -> set[str]:
    wild = pattern.replace(DEVICE, "*")
    return {unit for name, unit in directory.items() if matches(name, wild)}


class Measured(NamedTuple):
    """A document with the units of the directory, and what is to be said of them besides what does not fit."""

    document: dict[str, Any]
    table: Table
    problems: list[Problem]


def measure(
    document: dict[str, Any], catalogue: Kinds, directory: Mapping[str, str], version: Deployment | None = None
) -> Measured:
    """`version` is what runs of the flow: it may compute with units that are not those of the directory any more."""
    if not isinstance(document.get("nodes"), dict):
        return Measured(document, {}, [])
    flat = flattened(document, catalogue.kinds)
    nodes = list(measured(flat.document, catalogue.kinds))
    if not nodes and version is None:
        return Measured(document, {}, [])
    names = list(dict.fromkeys(name for _, points in nodes for name in points))
    table = units_of(names, directory)
    found = [*_mixed(flat.document, nodes, directory), *_contrary(flat.document, nodes, directory)]
    problems = shown_problems(found, flat.origins)
    if version is not None:
        problems += changed(version, catalogue, directory)
    return Measured({**document, "units": table} if table else document, table, problems)


def changed(version: Deployment, catalogue: Kinds, directory: Mapping[str, str]) -> list[Problem]:
    """Where a flow computes with units that the directory does not have any more."""
    flat = flattened(version.document, catalogue.kinds)
    before: Table = version.document.get("units", {})
    nodes = list(measured(flat.document, catalogue.kinds))
    return shown_problems(_changed(flat.document, nodes, before, directory), flat.origins)


def results(document: dict[str, Any], catalogue: Kinds, directory: Mapping[str, str]) -> Table:
    """Units of the points that formulas of a measured document make, where they are known; of points without one."""
    found: Table = {}
    flat = with_units(flattened(document, catalogue.kinds).document, catalogue.kinds)
    for id, names in measured(flat, catalogue.kinds):
        if flat["nodes"][id]["kind"] == FORMULA:
            config = config_of(flat["nodes"][id]) or {}
            if unit := _result(config):
                found |= {point: unit for point in _made(config, names, directory) if not directory.get(point)}
    return found


def rows_of(units: Table, stores: Stores) -> list[PointRow]:
    """The directory with these units."""
    return [_row(stores.points.find(name), name, unit) for name, unit in sorted(units.items())]


def _row(row: PointRow | None, name: str, unit: str) -> PointRow:
    return PointRow(**{**row.model_dump(), "unit": unit}) if row else PointFacts(unit=unit).row(name)


def _result(config: dict[str, Any]) -> str:
    units: Table = config.get("units", {})
    wanted = config.get("unit") or units.get(config.get("output", ""), "")
    try:
        compiled = compile_formula(config["formula"], tuple(sorted(units.items())), wanted)
    except (FormulaError, KeyError):
        return ""
    return str(wanted or (compiled.measured.unit if compiled.measured else "") or "")


def _made(config: dict[str, Any], names: Sequence[str], directory: Mapping[str, str]) -> list[str]:
    """The points of an output, of one with `{device}` those of the devices that the directory knows."""
    output = str(config.get("output", ""))
    if DEVICE not in output:
        return [output]
    devices = list(config.get("devices", ()))
    pattern = next((name for name in names if DEVICE in name and name != output), "")
    if not devices and pattern:
        head, _, tail = pattern.partition(DEVICE)
        fits = [name for name in directory if matches(name, pattern.replace(DEVICE, "*"))]
        devices = [name[len(head) : len(name) - len(tail)] for name in fits]
    return [output.replace(DEVICE, device) for device in devices]


def _field(flat: Mapping[str, Any], id: str) -> str:
    return FIELDS.get(flat["nodes"][id]["kind"], "formula")


def _mixed(
    flat: Mapping[str, Any], nodes: Sequence[tuple[str, Sequence[str]]], directory: Mapping[str, str]
) -> Iterator[Problem]:
    for id, names in nodes:
        for pattern in names:
            units = sorted(_all(pattern, directory)) if DEVICE in pattern else []
            if len({_meant(unit) for unit in units}) > 1:
                shown = ", ".join(units[:SHOWN]) + (", …" if len(units) > SHOWN else "")
                message = say("The points {points} have different units ({units}): none is checked or converted",
                              points=pattern, units=shown)  # fmt: skip
                hint = say("Give them one unit in the point directory, or compute them in two nodes")
                yield Problem("units-differ", message, hint, node=id, field=_field(flat, id), severity="warning")


def _contrary(
    flat: Mapping[str, Any], nodes: Sequence[tuple[str, Sequence[str]]], directory: Mapping[str, str]
) -> Iterator[Problem]:
    """Results in another unit than people are shown."""
    for id, names in nodes:
        config = config_of(flat["nodes"][id]) or {}
        unit, there = config.get("unit"), directory.get(names[-1], "")
        if isinstance(unit, str) and unit and there and _meant(unit) != _meant(there):
            message = say("the directory has {output} in {known}, here it is {unit}",
                          output=names[-1], known=there, unit=unit)  # fmt: skip
            yield Problem("units", message, say("write one unit in both places"), node=id, field="unit")


def _changed(
    flat: Mapping[str, Any], nodes: Sequence[tuple[str, Sequence[str]]], before: Table, directory: Mapping[str, str]
) -> Iterator[Problem]:
    now = units_of([name for _, names in nodes for name in names], directory)
    for id, names in nodes:
        for name in names:
            was, unit = before.get(name, ""), now.get(name, "")
            if _meant(was) == _meant(unit) or (not was and name == names[-1]):  # its own result has got one meanwhile
                continue
            message = say("The flow was deployed when {point} was in {was}; now it is in {unit}",
                          point=name, was=was or say("no unit"), unit=unit or say("no unit"))  # fmt: skip
            hint = say("Deploy it again: until then it computes as before")
            yield Problem("units-changed", message, hint, node=id, field=_field(flat, id), severity="warning")
