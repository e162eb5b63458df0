"""Measure: the unit of what a formula gives, and what it gives right now."""

import math
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.formula import Compiled, compile_formula
from engine.formula.measure import measure
from engine.formula.parse import parse
from engine.watch.wire import number
from tundish.iso import nanoseconds_of
from tundish.kernel import warm_up
from tundish.quality import REASONS, level_of, quality_from, reason_of

PATIENCE = 2.0
"""Seconds that a preview waits for kernels; on a new installation they may have to be compiled, for half a minute."""
_turn = threading.Lock()
"""One prepares them at a time."""


def measured(text: str, units: Mapping[str, str], unit: str = "") -> dict[str, Any]:
    """Unit of the value, and what is to be known of it; FormulaError says what does not fit."""
    found = measure(parse(text), units, unit)
    remembers = compile_formula(text, tuple(sorted(units.items())), unit).remembers
    return {"unit": found.unit, "notes": found.notes, "remembers": list(remembers)}


def preview(formula: Compiled, points: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """What it gives with the last known values, as one sample; None while an input has none, or it cannot run yet."""
    samples = [points.get(name, {}).get("last") for name in formula.inputs]
    if any(sample is None for sample in samples) or not ready():
        return None
    rows = [sample for sample in samples if sample is not None]
    values = [math.nan if row["value"] is None else row["value"] for row in rows]
    x = np.array(values, np.float64).reshape(len(rows), 1)
    xq = np.array([_grade(row) for row in rows], np.uint8).reshape(len(rows), 1)
    time = np.array([max((nanoseconds_of(row["time"]) for row in rows), default=0)], np.int64)
    value, quality = np.empty(1), np.empty(1, np.uint8)
    formula.run(x, xq, value, quality, time)
    grade = int(quality[0])
    return {"value": number(float(value[0])), "quality": level_of(grade), "reason": reason_of(grade)}


def _grade(row: Mapping[str, Any]) -> int:
    """The quality with its reason, so that what is forced stays so; a reason without a name is left out."""
    named = row.get("reason") in REASONS.values()
    return quality_from(f"{row['quality']}:{row['reason']}" if named else row["quality"])


def ready() -> bool:
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
