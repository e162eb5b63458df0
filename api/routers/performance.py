"""/api/alarms/performance: how well the alarms serve their operators, against the published limits."""

from http import HTTPStatus
from itertools import islice
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api.access import ENGINEER, OURS, VIEWER, GuardedRoute
from api.areas import Area, unknown_area
from api.deps import ASKING, Here, Reading, Writing
from api.errors import Invalid, NotFound
from api.performance_json import PerformanceOut, days_of, limits_of, performance_csv, performance_json
from api.server import Server
from api.times import when
from engine.eventstore import Filter
from engine.performance import Key, Performance, Row, Transition, performance, shown, transition, within
from engine.performance.measures import DAY
from engine.performance.shown import ACTIVE
from engine.performance.verdict import LIMITS
from tundish.iso import nanoseconds_of
from tundish.pattern import matches
from tundish.plant import lies_in

router = APIRouter(
    prefix="/api/alarms/performance", tags=["alarms"], dependencies=[OURS, ASKING], route_class=GuardedRoute
)
LONGEST = 366 * DAY
MOST = 500_000
"""Transitions that are looked at."""
WEEK = 7 * DAY

Text = Annotated[str, Query(max_length=200)]


@router.get("", dependencies=[VIEWER], response_model=PerformanceOut, response_model_by_alias=True)
def alarm_performance(
    server: Here,
    stores: Reading,
    since: Annotated[str, Query(alias="from", max_length=64, description="ISO 8601; 30 days before the end")] = "",
    until: Annotated[str, Query(alias="to", max_length=64, description="Before this time; now")] = "",
    flow: Text = "",
    point: Annotated[str, Query(max_length=200, description="Name, or pattern with * and ?")] = "",
    area: Area = "",
    zone: Annotated[str, Query(max_length=64, description="Whose days are counted")] = "UTC",
    weeks: Annotated[int, Query(ge=0, le=53, description="Measures of so many weeks before the end besides")] = 0,
    format: Annotated[Literal["json", "csv"], Query(description="csv: the measures")] = "json",
) -> Any:
    """Measures of an alarm system after ISA-18.2 / IEC 62682 and EEMUA 191, of what operators were told.

    An alarm is told when it becomes active, worse, or is raised again, unless it is shelved, suppressed or out of
    service. Ten-minute slots go by the clock. An alarm that stays active without any transition is known as long as it
    stands now. What stands, or is shelved, out of service or suppressed by design, is counted at the end, each alarm
    once, as the alarm list shows it.
    """
    try:
        days = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"There is no time zone {zone!r}", "Give one like Asia/Shanghai", "zone") from None
    now = int(server.office.database.clock() * 1e9)
    end = when(until, "to") or now
    begin = when(since, "from") or end - 30 * DAY
    if not 0 < end - begin <= LONGEST:
        raise Invalid("The window must end after it begins, and be at most 366 days long", "", "from")
    wanted = Filter(point, "alarm.", flow, since=min(begin, end - weeks * WEEK))
    transitions = _transitions(server, wanted, area)
    board = _board(server, wanted, area)
    edges = days_of(begin, end, days)
    recent = [one for one in transitions if one.time >= begin]
    found = performance(recent, begin, end, edges, board, until_now=end >= now)
    rows = stores.thresholds.all()
    if format == "csv":
        headers = {"Content-Disposition": 'attachment; filename="alarm-performance.csv"'}
        return StreamingResponse(
            performance_csv(found, limits_of(rows)), media_type="text/csv; charset=utf-8", headers=headers
        )
    trend = [_week(transitions, end - k * WEEK, board, now) for k in reversed(range(weeks))]
    note = unknown_area(stores, area) if not transitions and not board else ""
    return performance_json(found, edges, zone, trend, rows, note)


class ThresholdIn(BaseModel):
    """None: no such limit."""

    target: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None
    maximum: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None


@router.put("/thresholds/{measure}", dependencies=[ENGINEER], status_code=HTTPStatus.NO_CONTENT)
def set_threshold(stores: Writing, measure: str, given: ThresholdIn) -> None:
    """Judge a measure by limits of one's own instead of the published ones."""
    _known(measure)
    if given.maximum is not None and (given.target is None or given.maximum < given.target):
        raise Invalid("The maximum must not be below the target", "Give a target up to the maximum", "maximum")
    stores.thresholds.put(measure, given.target, given.maximum)


@router.delete("/thresholds/{measure}", dependencies=[ENGINEER], status_code=HTTPStatus.NO_CONTENT)
def publish_threshold(stores: Writing, measure: str) -> None:
    """Judge a measure by the published limits again."""
    _known(measure)
    stores.thresholds.remove(measure)


def _known(measure: str) -> None:
    if measure not in LIMITS:
        raise NotFound(f"There is no measure {measure[:80]!r}", f"There are {', '.join(LIMITS)}")


def _week(transitions: list[Transition], end: int, board: dict[Key, Row], now: int) -> Performance:
    begin = end - WEEK
    edges = list(range(begin, end + 1, DAY))
    recent = [one for one in transitions if one.time >= begin]
    return performance(recent, begin, end, edges, board, until_now=end >= now)


def _transitions(server: Server, wanted: Filter, area: str) -> list[Transition]:
    """In order of time."""
    found = [transition(one.event) for one in islice(server.events.all(wanted), MOST + 1)]
    if len(found) > MOST:
        raise Invalid(f"There are more than {MOST:,} transitions in this time", "Take a shorter one, or a flow", "from")
    found.reverse()
    return list(within(found, area)) if area else found


def _board(server: Server, wanted: Filter, area: str) -> dict[Key, Row]:
    """The alarms as they are now."""
    return {
        (row["flow"], row["node"], row["point"]): Row(
            shown(row, row["point"]), nanoseconds_of(row["active_since"]) if row["status"] in ACTIVE else None
        )
        for row in server.runtime.alarms()["alarms"]
        if matches(row["flow"], wanted.flow or "*")
        and matches(row["point"], wanted.point or "*")
        and (not area or lies_in(row.get("area") or "", area))
    }
