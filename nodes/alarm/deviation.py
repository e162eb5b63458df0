"""Deviation alarm: a measurement is too far from its set point."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from nodes.alarm.conditions import JudgedRow, Line, Message, OffDelay, OnDelay, PriorityField, words
from nodes.alarm.pair import PairNode, PairState
from nodes.alarm.refer import must_refer, number_in
from nodes.compute.span import DeadbandIn, Span, in_unit
from tundish import AlarmConfig, Duration, Number, PointRef, Port, Table, nanoseconds
from tundish.alarm import SUPPRESS, TRANSITIONS


class DeviationRow(JudgedRow):
    """How far all points that fit a pattern may be from their set points."""

    set_point: Annotated[PointRef, Field(title="Set point")] = "{point}.SP"
    """A number, or the name of a point: `{point}` stands for the judged point, `*` for what `*` in Points stood for."""
    high: Annotated[Number | None, Field(ge=0, title="Above by")] = 5.0
    """Active when the point is above the set point by more than this, in the unit of the point. Empty: never."""
    low: Annotated[Number | None, Field(ge=0, title="Below by")] = 5.0
    """Active when the point is below the set point by more than this. Empty: never."""
    deadband: Annotated[Number, Field(ge=0, title="Deadband")] = 0.0
    """How far back inside the limit a value must come before the alarm returns. In percent of a range it is at most the
    smaller limit."""
    deadband_in: DeadbandIn = "unit"
    span: Span = None
    hold_off: Annotated[Duration, Field(title="Hold-off")] = 0.0
    """Nothing is raised or returns for so long after the set point has changed."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    priority: PriorityField = "moderate"
    message: Message = "{point}: {value} off the set point (limit {limit})"
    """What the operator reads. `{point}`, `{level}`, `{value}` and `{limit}` are filled in."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if number_in(self.set_point) is None:
            must_refer(self.set_point, self.points, "set_point")
        if in_unit(self.deadband, self.deadband_in, self.span) > self.smallest:
            raise ValueError("deadband: it is larger than a limit, so that the alarm could never return")
        return self

    @property
    def asks_for_span(self) -> bool:
        """Its deadband is in percent of a range that it does not have itself."""
        return self.deadband_in == "percent" and self.span is None

    @property
    def smallest(self) -> float:
        """Of its limits; infinite if it has none."""
        return min(x for x in (self.high, self.low, float("inf")) if x is not None)


class DeviationConfig(AlarmConfig):
    rows: Annotated[Table[DeviationRow], Field(title="Points")] = (DeviationRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged."""


class Deviation(PairNode[DeviationConfig, PairState]):
    """Raise an alarm when a point is too far from its set point.

    The order is hold-off, limit with deadband, on-delay, off-delay. The deviation, point less set point, is judged once
    for every instant that brings one of the two, as soon as both are known; its time is the newer of the two, its
    quality the worse. After a change of the set point the condition is held until the hold-off has passed, in source
    time between samples or in engine time without; then what there is last is judged as of that moment.

    A deviation that is bad holds the condition: nothing is raised and nothing returns until the next good one, which is
    judged first. Uncertain ones are passed over. After an edit the last values are judged again: what does not change
    is not announced again, and delays keep running unless their length changed. A point that is bad at that time waits
    for its next good sample.
    """

    kind = "alarm.deviation"
    title = "Deviation alarm"
    inputs = (Port.samples(help="The points that are judged, and their set points."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "deviation"
    level_words = words({1: "dev+", -1: "dev-"})

    def reference(self, row: DeviationRow) -> str:
        return row.set_point

    def limit_of(self, row: DeviationRow, level: int) -> float | None:
        if level < 0:
            return None if row.low is None else -row.low
        return row.high

    def rest_of(self, row: DeviationRow, name: str) -> Line:
        low = -float("inf") if row.low is None else -row.low
        high = float("inf") if row.high is None else row.high
        return low, high, self.band(row, name), number_in(row.set_point) or 0.0, nanoseconds(row.hold_off), 0
