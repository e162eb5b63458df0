"""Limit rows: the settings of the limit alarm."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from nodes.compute.span import DeadbandIn, Span, in_unit
from tundish import AlarmConfig, Duration, NodeConfig, Number, PointPattern, Table
from tundish.alarm import Priority

NAMES = ("LL", "L", "H", "HH")
SIGNALS = {
    "any": (0.0, 0.0), "flow": (5.0, 15.0), "level": (5.0, 60.0), "pressure": (2.0, 15.0), "temperature": (1.0, 60.0),
}  # fmt: skip
"""Deadband in percent of the span, and delays in seconds, to begin with: EEMUA 191, ISA-TR18.2.3."""


def in_order(limits: Iterable[float | None]) -> None:
    """ValueError when one of LL, L, H, HH is not below the next that there is."""
    given = [(name, limit) for name, limit in zip(NAMES, limits, strict=True) if limit is not None]
    for (low, a), (high, b) in pairwise(given):
        if a >= b:
            raise ValueError(f"{low} ({a:g}) must be below {high} ({b:g})")


PriorityFar: TypeAlias = Annotated[
    Priority | None,
    Field(
        title="Priority of HH and LL",
        description="How soon somebody must act beyond HH and LL. Empty: the same as beyond H and L.",
    ),
]


class LimitRow(NodeConfig):
    """Limits of all points that fit a pattern."""

    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`. Of several rows that fit, the most specific is used: fewest `*`, then the longest."""
    ll: Annotated[Number | None, Field(title="LL")] = None
    """Low-low limit, in the unit of the point. Empty: none."""
    l: Annotated[Number | None, Field(title="L")] = None  # noqa: E741 - the plant's own word
    """Low limit. Empty: none."""
    h: Annotated[Number | None, Field(title="H")] = None
    """High limit. Empty: none."""
    hh: Annotated[Number | None, Field(title="HH")] = None
    """High-high limit. Empty: none."""
    signal: Annotated[Literal["any", "flow", "level", "pressure", "temperature"], Field(title="Signal")] = "any"
    """Fills in deadband and delays that are left empty: flow 5 % of the span and 15 s, level 5 % and 60 s, pressure 2 %
    and 15 s, temperature 1 % and 60 s. Any: 0."""
    deadband: Annotated[Number | None, Field(ge=0, title="Deadband")] = None
    """How far back inside the limit a value must come before the alarm returns. Empty: by the signal."""
    deadband_in: DeadbandIn = "unit"
    span: Span = None
    on_delay: Annotated[Duration | None, Field(title="On-delay")] = None
    """How long a limit must be exceeded before the alarm is raised. Empty: by the signal."""
    off_delay: Annotated[Duration | None, Field(title="Off-delay")] = None
    """How long a value must be back before the alarm returns. Empty: by the signal."""
    priority: Annotated[Priority, Field(title="Priority")] = "moderate"
    """How soon somebody must act: critical, serious, moderate, advisory."""
    priority_far: PriorityFar = None
    message: Annotated[str, Field(max_length=500, title="Message")] = "{point} {level}: {value} (limit {limit})"
    """What the operator reads. `{point}`, `{level}`, `{value}` and `{limit}` are filled in."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        in_order(self.limits)
        return self

    @property
    def asks_for_span(self) -> bool:
        """Its deadband is in percent of a range that it does not have itself."""
        in_percent = self.deadband_in == "percent" if self.deadband is not None else self.signal != "any"
        return in_percent and self.span is None

    @property
    def band(self) -> float:
        """The deadband in the unit of the point."""
        if self.deadband is None:
            return in_unit(SIGNALS[self.signal][0], "percent", self.span)
        return in_unit(self.deadband, self.deadband_in, self.span)

    @property
    def delays(self) -> tuple[float, float]:
        """Off, on; in seconds."""
        usual = SIGNALS[self.signal][1]
        off, on = self.off_delay, self.on_delay
        return usual if off is None else off, usual if on is None else on

    @property
    def limits(self) -> tuple[float | None, ...]:
        return self.ll, self.l, self.h, self.hh

    def priority_at(self, level: int) -> Priority:
        """Of a level."""
        return (self.priority_far if level in (-2, 2) else None) or self.priority

    def limit(self, level: int) -> float | None:
        """Of a level: -2 LL, -1 L, 1 H, 2 HH; 0 has none."""
        return self.limits[level + 2 if level < 0 else level + 1] if level else None


class LimitConfig(AlarmConfig):
    rows: Annotated[Table[LimitRow], Field(title="Limits")] = (LimitRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged. For limits that
    are points or formulas, or go by an operating mode, there is the moving limit alarm."""
    inclusive: Annotated[bool, Field(title="Active at the limit")] = False
    """Off: active above a high limit, back at the limit less the deadband. On: active at the limit itself."""
    deadband_mode: Annotated[Literal["reset", "both"], Field(title="Deadband acts on")] = "reset"
    """Reset: on the return only. Both: an alarm is also raised only when the limit is exceeded by the deadband."""
