"""Moving rows: the settings of the moving limit alarm, and what their limits are at a moment."""

from collections.abc import Sequence
from functools import lru_cache
from math import isfinite
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from nodes.alarm.conditions import OffDelay, OnDelay, PriorityField
from nodes.alarm.limit_rows import PriorityFar, in_order
from nodes.alarm.refer import POINT, number_in, referred
from tundish import AlarmConfig, NodeConfig, Number, PointPattern, Table, compiled_formula, is_good
from tundish.fields import CompiledFormula, Marks

FIELDS = ("ll", "l", "h", "hh")
FORMULA, DEVICE = "=", "{device}"
LONGEST = 500
"""Characters of a limit."""


@lru_cache(maxsize=1024)
def _formula(text: str) -> CompiledFormula:
    return compiled_formula(text.removeprefix(FORMULA).strip())


def _limit(text: str) -> str:
    if text.startswith(FORMULA) and _formula(text).layout.cells:
        raise ValueError("a limit goes by the last values alone: what remembers is computed in a node Formula")
    return text


LimitText = Annotated[str, Field(max_length=LONGEST), AfterValidator(_limit), Marks(widget="point")]


def names_in(text: str, pattern: str, name: str) -> tuple[str, ...]:
    """The points by which a limit goes, for the judged point of this name; none of a number."""
    if not text or number_in(text) is not None:
        return ()
    if not text.startswith(FORMULA):
        return (referred(text, pattern, name),)
    device = referred("*", pattern, name) if "*" in pattern else name
    return tuple(one.replace(POINT, name).replace(DEVICE, device) for one in _formula(text).inputs)


def limit_in(text: str, values: Sequence[float | None]) -> float | None:
    """The limit, given the last values of `names_in`; None if there is none (yet)."""
    if not values:
        return number_in(text) if not text.startswith(FORMULA) else _computed(text, ())
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return _computed(text, known) if text.startswith(FORMULA) else known[0]


def _computed(text: str, values: Sequence[float]) -> float | None:
    x = np.array(values, np.float64).reshape(len(values), 1)
    qualities = np.zeros(x.shape, np.uint8)
    for column in (x, qualities):
        column.flags.writeable = False
    value, quality = np.empty(1), np.empty(1, np.uint8)
    _formula(text).run(x, qualities, value, quality)
    return float(value[0]) if is_good(int(quality[0])) and isfinite(value[0]) else None


class MovingRow(NodeConfig):
    """Limits of all points that fit a pattern, in a mode or in any."""

    points: Annotated[PointPattern, Field(title="Points")] = "*.PV"
    """A point, or many with `*`. Of several rows that fit, the most specific is used: fewest `*`, then the longest."""
    mode: Annotated[Number | None, Field(title="In mode")] = None
    """The row holds only while the mode has this value. Empty: in every mode that has no row of its own."""
    ll: Annotated[LimitText, Field(title="LL")] = ""
    """Low-low limit: a number, a point that has it, or a formula after `=`, like `= {device}.SP * 0.8`. `{point}`
    stands for the judged point, in a formula `{device}` for what the first `*` in Points stood for, elsewhere `*` for
    what each `*` stood for. Empty: none."""
    l: Annotated[LimitText, Field(title="L")] = ""  # noqa: E741 - the plant's own word
    """Low limit: a number, a point, or a formula after `=`. Empty: none."""
    h: Annotated[LimitText, Field(title="H")] = "*.limit"
    """High limit: a number, a point, or a formula after `=`. Empty: none."""
    hh: Annotated[LimitText, Field(title="HH")] = ""
    """High-high limit: a number, a point, or a formula after `=`. Empty: none."""
    deadband: Annotated[Number, Field(ge=0, title="Deadband")] = 0.0
    """How far back inside the limit a value must come before the alarm returns."""
    deadband_in: Annotated[Literal["unit", "percent"], Field(title="Deadband in")] = "unit"
    """Unit: in the unit of the point. Percent: in percent of the range that the point directory has for the point when
    the flow is deployed; without one the deadband is 0."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    priority: PriorityField = "moderate"
    priority_far: PriorityFar = None
    message: Annotated[str, Field(max_length=500, title="Message")] = "{point} {level}: {value} (limit {limit})"
    """What the operator reads. `{point}`, `{level}`, `{value}` and `{limit}` are filled in."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        for field in FIELDS:
            text: str = getattr(self, field)
            if text.startswith(FORMULA):
                continue
            if POINT not in text and text.count("*") > self.points.count("*"):
                raise ValueError(f"{field}: it has more * than Points; each stands for what a * of Points stood for")
            if text in (self.points, POINT):
                raise ValueError(f"{field}: it is the point itself")
        in_order(number_in(getattr(self, field)) for field in FIELDS)
        return self

    @property
    def asks_for_span(self) -> bool:
        """Its deadband is in percent of a range that it does not have itself."""
        return self.deadband_in == "percent"

    def sources(self, name: str) -> tuple[tuple[str, ...], ...]:
        """For a point of this name the points that make each of its limits; empty where there is a number or none."""
        return tuple(names_in(getattr(self, field), self.points, name) for field in FIELDS)


class MovingConfig(AlarmConfig):
    rows: Annotated[Table[MovingRow], Field(title="Limits")] = (MovingRow(),)
    """One row for a point or for all points that fit a pattern, and for each mode. Points that fit no row are not
    judged."""
    mode: Annotated[str, Field(max_length=200, title="Mode point"), Marks(widget="point")] = ""
    """The point whose value says in which mode the plant is: started up, running, shut down. Empty: none."""
    inclusive: Annotated[bool, Field(title="Active at the limit")] = False
    """Off: active above a high limit, back at the limit less the deadband. On: active at the limit itself."""

    @property
    def deadband_mode(self) -> str:
        """It acts on the return only."""
        return "reset"
