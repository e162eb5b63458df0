"""Span: deadbands in percent of the measuring range of a point, which a row has or the point directory."""

from collections.abc import Iterable
from typing import Annotated, Literal, Protocol, TypeAlias

from pydantic import Field

from tundish import Number, Plant

DeadbandIn: TypeAlias = Annotated[
    Literal["unit", "percent"],
    Field(title="Deadband in", description="Unit: in the unit of the point. Percent: in percent of the span."),
]
Span: TypeAlias = Annotated[
    Number | None,
    Field(
        gt=0,
        title="Span",
        description="Upper less lower end of the measuring range, in the unit of the point: what percentages refer to. "
        "Empty: the\nrange that the point directory has for the point when the flow is deployed; without one the "
        "deadband is 0.",
    ),
]


class Ranged(Protocol):
    """A row whose deadband may be in percent."""

    @property
    def asks_for_span(self) -> bool:
        """Its deadband is in percent of a range that it does not have itself."""


def in_unit(deadband: float, deadband_in: str, span: float | None) -> float:
    """A deadband in the unit of the point; 0 when it is in percent of a span that nobody knows."""
    return deadband if deadband_in == "unit" else deadband / 100 * (span or 0.0)


def spans_differ(rows: Iterable[Ranged], before: Plant, after: Plant) -> bool:
    """Whether rows go by ranges of the directory of which one has changed."""
    if not any(row.asks_for_span for row in rows):
        return False
    return any(before.of(point).span != after.of(point).span for point in {*before.table, *after.table})
