"""Measure: units of the points a formula reads, from the directory of a tenant; and what it gives right now."""

import math
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np

from api.stores import Stores
from engine.formula import Compiled, compile_formula
from engine.formula.measure import measure
from engine.formula.parse import parse
from engine.formula.tree import Node, Number, Point, postorder
from engine.formula.units import known
from engine.watch.wire import number
from tundish.errors import FormulaError
from tundish.iso import nanoseconds_of
from tundish.kernel import warm_up
from tundish.pattern import matches
from tundish.quality import level_of, reason_of

DEVICE = "{device}"
PATIENCE = 2.0
"""Seconds that a preview waits for kernels; on a new installation they may have to be compiled, for half a minute."""
_turn = threading.Lock()
"""One prepares them at a time."""


def units_of(inputs: tuple[str, ...], stores: Stores) -> dict[str, str]:
    """Units by name as the formula writes it; of a name with `{device}` the one all its points share, if they do."""
    plain = {name: row.unit for name in inputs if DEVICE not in name and (row := stores.points.find(name)) and row.unit}
    patterns = [name for name in inputs if DEVICE in name]
    if not patterns:
        return plain
    rows = [(row.name, row.unit) for row in stores.points.all() if row.unit]
    for pattern in patterns:
        wild = pattern.replace(DEVICE, "*")
        found = {unit for name, unit in rows if matches(name, wild)}
        if len({known(unit) for unit in found}) == 1:
            plain[pattern] = min(found)
    return plain


def measured(text: str, units: Mapping[str, str]) -> dict[str, Any]:
    """Unit of the value, and what is to be known of it; FormulaError says what does not fit.

    A formula runs by its text alone: where a unit of the directory would change what is computed, that has to say it.
    """
    tree, plain = parse(text), compile_formula(text).measured
    found = measure(tree, units)
    if _shape(found.tree) != _shape(plain.tree if plain else tree):
        first = next(node for node in postorder(tree) if isinstance(node, Point) and units.get(node.name))
        told = [note for note in found.notes if " is converted from " in note]
        name = told[0].partition(" is converted from ")[0] if told else first.name
        message = (
            told[0].replace(" is converted ", " would have to be converted ")
            if told
            else (f"{name} is in {units[name]}, which this formula does not say")
        )
        quoted = name if name.replace(".", "").replace("_", "").isalnum() or "{" in name else f'"{name}"'
        hint = f'say in the formula what it is in: as_unit({quoted}, "{units.get(name, "")}")'
        raise FormulaError(message, first.place.line, first.place.column, hint)
    return {"unit": found.unit, "notes": list(found.notes)}


def _shape(tree: Node) -> list[object]:
    """What is computed, whatever it is called."""
    return [
        node.value
        if isinstance(node, Number)
        else node.name
        if isinstance(node, Point)
        else (node.function, len(node.operands))
        for node in postorder(tree)
    ]


def preview(formula: Compiled, points: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """What it gives with the last known values, as one sample; None while an input has none, or it cannot run yet."""
    samples = [points.get(name, {}).get("last") for name in formula.inputs]
    if any(sample is None for sample in samples) or not _ready():
        return None
    rows = [sample for sample in samples if sample is not None]
    values = [math.nan if row["value"] is None else row["value"] for row in rows]
    x = np.array(values, np.float64).reshape(len(rows), 1)
    grades = {"good": 0, "uncertain": 0x40, "bad": 0x80}
    xq = np.array([[grades[row["quality"]]] for row in rows], np.uint8).reshape(len(rows), 1)
    time = np.array([max((nanoseconds_of(row["time"]) for row in rows), default=0)], np.int64)
    value, quality = np.empty(1), np.empty(1, np.uint8)
    formula.run(x, xq, value, quality, time)
    grade = int(quality[0])
    return {"value": number(float(value[0])), "quality": level_of(grade), "reason": reason_of(grade)}


def _ready() -> bool:
    """Whether kernels can be called. Most often a worker has compiled them, and they are only loaded, once."""
    if not _turn.acquire(timeout=PATIENCE):
        return False
    task = threading.Thread(target=_prepare, name="kernels", daemon=True)
    task.start()
    task.join(PATIENCE)
    return not task.is_alive()


def _prepare() -> None:
    try:
        warm_up()
    finally:
        _turn.release()
