"""Discrepancy alarm: two points that should agree do not."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from nodes.alarm.conditions import JudgedRow, Line, Message, OffDelay, OnDelay, PriorityField
from nodes.alarm.pair import PairNode, PairState
from nodes.alarm.refer import must_refer, number_in
from nodes.compute.span import DeadbandIn, Span, in_unit
from tundish import AlarmConfig, Duration, Number, PointRef, Port, Table, nanoseconds
from tundish.alarm import SUPPRESS, TRANSITIONS


class DiscrepancyRow(JudgedRow):
    """How far all points that fit a pattern may be from what they are compared with."""

    other: Annotated[PointRef, Field(title="Command or other point")] = "{point}.cmd"
    """What the point should agree with: `{point}` stands for the judged point, `*` for what `*` in Points stood for."""
    tolerance: Annotated[Number, Field(ge=0, title="Tolerance")] = 0.5
    """Active when the two are further apart than this, in the unit of the point. 0.5 is right for states 0 and 1."""
    deadband: Annotated[Number, Field(ge=0, title="Deadband")] = 0.0
    """How far below the tolerance they must come before the alarm returns. In percent of a range it is at most the
    tolerance."""
    deadband_in: DeadbandIn = "unit"
    span: Span = None
    travel: Annotated[Duration, Field(title="Travel time")] = 0.0
    """So long after a change of the command nothing is judged: what a valve or a motor needs. 0 for transmitters."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    priority: PriorityField = "moderate"
    message: Message = "{point} differs by {value} (tolerance {limit})"
    """What the operator reads. `{point}`, `{value}` and `{limit}` are filled in."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if number_in(self.other) is not None:
            raise ValueError("other: write the name of a point; for a number use the deviation alarm")
        must_refer(self.other, self.points, "other")
        if in_unit(self.deadband, self.deadband_in, self.span) > self.tolerance:
            raise ValueError("deadband: it is larger than the tolerance, so that the alarm could never return")
        return self

    @property
    def asks_for_span(self) -> bool:
        """Its deadband is in percent of a range that it does not have itself."""
        return self.deadband_in == "percent" and self.span is None

    @property
    def smallest(self) -> float:
        """Of its limits."""
        return self.tolerance


class DiscrepancyConfig(AlarmConfig):
    rows: Annotated[Table[DiscrepancyRow], Field(title="Points")] = (DiscrepancyRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged."""


class Discrepancy(PairNode[DiscrepancyConfig, PairState]):
    """Raise an alarm when two points do not agree: a feedback and its command after the travel time, two transmitters.

    The order is travel time, tolerance with deadband, on-delay, off-delay. The two are compared once for every instant
    that brings one of them, as soon as both are known; the time is the newer of the two, the quality the worse. After a
    change of the command the condition is held until the travel time has passed, in source time between samples or in
    engine time without; then what there is last is judged as of that moment. A feedback that leaves its command without
    being told to is found at once.

    A difference that is bad holds the condition: nothing is raised and nothing returns until the next good one, which
    is judged first. Uncertain ones are passed over. After an edit the last values are judged again: what does not
    change is not announced again, and delays keep running unless their length changed. A point that is bad at that time
    waits for its next good sample.
    """

    kind = "alarm.discrepancy"
    title = "Discrepancy alarm"
    inputs = (Port.samples(help="The points that are judged, and those they are compared with."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    condition = "discrepancy"

    def reference(self, row: DiscrepancyRow) -> str:
        return row.other

    def limit_of(self, row: DiscrepancyRow, level: int) -> float | None:
        return row.tolerance

    def rest_of(self, row: DiscrepancyRow, name: str) -> Line:
        return -float("inf"), row.tolerance, self.band(row, name), 0.0, nanoseconds(row.travel), 1
