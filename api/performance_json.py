"""Alarm performance as JSON and CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from api.store.tables import ThresholdRow
from api.times import told
from engine.performance import Measure, Performance, Transition, measures
from engine.performance.floods import SLOT
from engine.performance.measures import DAY, HOUR
from engine.performance.verdict import PUBLISHED, Own

SECOND = 1_000_000_000


class MeasureOut(BaseModel):
    """One figure beside its published limits."""

    name: str
    value: float | None
    unit: str
    target: float | None
    maximum: float | None
    below: bool
    verdict: Literal["met", "manageable", "over", "none"]
    published_target: float | None
    published_maximum: float | None
    set_by: str | None = None
    """Who has set other limits than the published ones; None: nobody."""
    set_at: str | None = None


class AlarmOut(BaseModel):
    flow: str
    node: str
    point: str
    level: str = ""


class DayOut(BaseModel):
    begin: str
    count: int
    per_hour: float
    """Of a day that has hardly begun: as if an hour had passed."""


class SlotOut(BaseModel):
    begin: str
    count: int


class FloodOut(BaseModel):
    begin: str
    end: str | None
    count: int
    peak: int
    first: AlarmOut


class TopOut(AlarmOut):
    count: int
    share: float


class ChatteringOut(AlarmOut):
    bursts: int
    worst: int


class FleetingOut(AlarmOut):
    count: int


class StaleOut(AlarmOut):
    since: str


class PriorityOut(BaseModel):
    priority: str
    count: int
    share: float | None
    published: float


class PerformanceOut(BaseModel):
    """How well the alarms served their operators."""

    begin: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    zone: str
    announced: int
    measures: list[MeasureOut]
    days: list[DayOut]
    slots: list[SlotOut]
    floods: list[FloodOut]
    top: list[TopOut]
    chattering: list[ChatteringOut]
    fleeting: list[FleetingOut]
    stale: list[StaleOut]
    priorities: list[PriorityOut]
    trend: list[dict[str, Any]]
    note: str = ""
    """Why there is nothing, where a reason is known."""


def days_of(begin: int, end: int, zone: ZoneInfo) -> list[int]:
    """The beginnings of all days of a window, the first cut off, and its end."""
    day = datetime.fromtimestamp(begin / SECOND, zone).date()
    edges = [begin]
    while True:
        day += timedelta(days=1)
        at = int(datetime.combine(day, time(), zone).timestamp()) * SECOND
        if at >= end:
            return [*edges, end]
        edges.append(at)


def limits_of(rows: Iterable[ThresholdRow]) -> Own:
    """As verdicts go by them."""
    return {row.measure: (row.target, row.maximum) for row in rows}


def performance_json(
    found: Performance,
    edges: list[int],
    zone: str,
    trend: list[Performance],
    rows: Sequence[ThresholdRow] = (),
    note: str = "",
) -> PerformanceOut:
    """`rows`: limits that people have set."""
    by = {row.measure: {"set_by": row.by, "set_at": row.at} for row in rows}
    recent = (found.end - DAY) // SLOT
    return PerformanceOut(
        begin=told(found.begin), end=told(found.end), zone=zone, announced=found.announced,
        measures=[
            MeasureOut(**one._asdict(), **by.get(one.name, {})) for one in measures(found, limits_of(rows))
        ],
        days=[
            DayOut(begin=told(begin), count=count, per_hour=count / (max(HOUR, end - begin) / HOUR))
            for begin, end, count in zip(edges, edges[1:], found.days, strict=False)
        ],
        slots=[SlotOut(begin=told(s * SLOT), count=n) for s, n in sorted(found.slots.items()) if s >= recent],
        floods=[
            FloodOut(
                begin=told(flood.begin), end=None if flood.end is None else told(flood.end), count=flood.alarms,
                peak=flood.peak, first=_alarm(first),
            )
            for flood, first in reversed(found.floods)
        ],
        top=[TopOut(**_key(key), level=level, count=n, share=100 * n / found.announced) for key, level, n in found.top],
        chattering=[ChatteringOut(**_key(key), bursts=bursts, worst=worst) for key, bursts, worst in found.chattering],
        fleeting=[FleetingOut(**_key(key), count=count) for key, count in found.fleeting],
        stale=[StaleOut(**_key(key), since=told(since)) for key, since in found.stale],
        priorities=[
            PriorityOut(
                priority=name, count=found.priorities[name], published=published,
                share=100 * found.priorities[name] / found.announced if found.announced else None,
            )
            for name, published in PUBLISHED.items()
        ],
        trend=[{"begin": told(one.begin), **one.values} for one in trend],
        note=note,
    )  # fmt: skip


def performance_csv(found: Performance, own: Own) -> Iterator[str]:
    """The measures, a line each."""
    yield "\ufeff"
    for row in (Measure._fields, *measures(found, own)):
        text = io.StringIO()
        csv.writer(text).writerow("" if value is None else value for value in row)
        yield text.getvalue()


def _key(key: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("flow", "node", "point"), key, strict=True))


def _alarm(one: Transition) -> AlarmOut:
    return AlarmOut(**_key(one.key), level=one.level)
