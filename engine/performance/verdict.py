"""Measures beside the published limits, each with a verdict.

Limits of ISA-18.2-2016 / IEC 62682 table "alarm performance metrics" and EEMUA 191; where they differ, the stricter.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from engine.performance.measures import Performance

Verdict: TypeAlias = Literal["met", "manageable", "over", "none"]


class Limit(NamedTuple):
    unit: str
    target: float | None
    maximum: float | None
    below: bool = False
    """The target itself is too much."""


LIMITS: dict[str, Limit] = {
    "per_hour": Limit("1/h", 6, 12),
    "per_day": Limit("1/d", 150, 300),
    "slots_over": Limit("%", 1, None, below=True),
    "flood_time": Limit("%", 1, None, below=True),
    "top_ten": Limit("%", 5, None, below=True),
    "chattering": Limit("", 0, None),
    "stale": Limit("", 5, None, below=True),
    "critical": Limit("%", 1, None, below=True),
    "unreasoned": Limit("", 0, None),
    "to_acknowledge": Limit("s", None, None),
    "to_return": Limit("s", None, None),
    "standing": Limit("", None, None),
    "shelved": Limit("", None, None),
    "out_of_service": Limit("", None, None),
    "suppressed": Limit("", None, None),
}
PUBLISHED = {"critical": 1, "serious": 5, "moderate": 15, "advisory": 80}
"""Share of the priorities among the alarms, %."""


class Measure(NamedTuple):
    name: str
    value: float | None
    """None: there is nothing to take it from."""
    unit: str
    target: float | None
    maximum: float | None
    below: bool
    verdict: Verdict
    published_target: float | None
    published_maximum: float | None


Own: TypeAlias = Mapping[str, tuple[float | None, float | None]]
"""Target and maximum by name of the measure, where people have set others than the published ones."""


def measures(found: Performance, own: Own | None = None) -> list[Measure]:
    """Beside the published limits, or those in `own`."""
    return [_measure(name, found.values[name], limit, (own or {}).get(name)) for name, limit in LIMITS.items()]


def _measure(
    name: str, value: float | None, published: Limit, own: tuple[float | None, float | None] | None
) -> Measure:
    limit = published if own is None else published._replace(target=own[0], maximum=own[1])
    return Measure(name, value, *limit, _verdict(value, limit), published.target, published.maximum)


def _verdict(value: float | None, limit: Limit) -> Verdict:
    if value is None or limit.target is None:
        return "none"
    if value < limit.target or (value == limit.target and not limit.below):
        return "met"
    return "manageable" if limit.maximum is not None and value <= limit.maximum else "over"
