"""/api/events: what happened, from the event store."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse

from api.access import OURS, VIEWER, GuardedRoute
from api.areas import Area, unknown_area
from api.deps import ASKING, Here, Reading
from api.errors import Invalid, NotFound
from api.events_json import EventCount, EventOut, EventsPage, as_csv, as_ndjson, event_json
from api.times import told, when
from engine.eventstore import Filter
from engine.eventstore.filter import Cursor

router = APIRouter(prefix="/api/events", tags=["events"], dependencies=[OURS, ASKING], route_class=GuardedRoute)

Text = Annotated[str, Query(max_length=200)]
SECOND = 1_000_000_000
MOST_COUNTS = 20_000


def _wanted(
    point: Annotated[str, Query(max_length=200, description="Name, or pattern with * and ?")] = "",
    kind: Annotated[str, Query(max_length=200, description="Name, prefix that ends in a dot, or pattern")] = "",
    flow: Text = "",
    node: Text = "",
    trace: Text = "",
    user: Text = "",
    text: Annotated[str, Query(max_length=200, description="Somewhere in kind, point or data, whatever the case")] = "",
    since: Annotated[str, Query(alias="from", max_length=64, description="ISO 8601, or ns; source time")] = "",
    until: Annotated[str, Query(alias="to", max_length=64, description="Before this time")] = "",
    area: Area = "",
) -> Filter:
    begin, end = when(since, "from"), when(until, "to")
    if begin is not None and end is not None and begin > end:
        raise Invalid("`from` is later than `to`", "", "from")
    return Filter(point, kind, flow, node, trace, user, text, begin, end, area)


Wanted = Annotated[Filter, Depends(_wanted)]


@router.get("", dependencies=[VIEWER], response_model=EventsPage)
def list_events(
    server: Here,
    stores: Reading,
    wanted: Wanted,
    cursor: Annotated[str, Query(max_length=64, description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    format: Annotated[Literal["json", "csv", "ndjson"], Query(description="csv and ndjson give all pages")] = "json",
) -> Any:
    """Events by source time, the newest first: a page as JSON, or all that fit as a file.

    A text or an area that stands in very many events, or of one or two letters, is looked for in 50,000 events a page:
    such a page may be short, or empty, and be followed by another.
    """
    if format != "json":
        lines = (as_csv if format == "csv" else as_ndjson)(server.events.all(wanted))
        return _file(lines, format)
    found, more = server.events.page(wanted, limit, _cursor(cursor))
    return {
        "events": [event_json(one) for one in found],
        "next": f"{more.time}.{more.number}" if more else None,
        "searched": told(more.time) if more else None,
        "note": "" if found or more or cursor else unknown_area(stores, wanted.area),
    }


@router.get("/count", dependencies=[VIEWER], response_model=list[EventCount])
def count_events(
    server: Here,
    wanted: Wanted,
    width: Annotated[int, Query(ge=1, le=366 * 86_400, description="Seconds")] = 3600,
    by: Literal["kind", "point", "flow", "node", "user", "priority", "level"] = "kind",
) -> list[dict[str, Any]]:
    """How many events there were in each span of time, by one of their columns: up to 20,000 counts."""
    counted = server.events.count(wanted, width * SECOND, by, MOST_COUNTS)
    return [{"begin": told(begin), "value": value, "count": count} for begin, value, count in counted]


@router.get("/known", dependencies=[VIEWER])
def known_values(server: Here, column: Literal["kind", "point"]) -> list[str]:
    """The kinds or points that there are events of, up to 200: something to choose from."""
    return server.events.known(column)


@router.get("/{id}", dependencies=[VIEWER], response_model=EventOut)
def read_event(server: Here, id: str) -> dict[str, Any]:
    """One event."""
    found = server.events.one(id)
    if found is None:
        raise NotFound(f"There is no event {id[:40]!r}", "It may be older than events are kept")
    return event_json(found)


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    time, _, number = text.partition(".")
    try:
        return Cursor(_int64(time), _int64(number))
    except ValueError:
        raise Invalid(f"{text!r} is no cursor", "Give `next` of the page before, or nothing", "cursor") from None


def _int64(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError(text)
    return number


def _file(lines: Iterator[str], format: str) -> Response:
    media = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}[format]
    first = next(lines)  # what goes wrong at once is told as a problem
    return StreamingResponse(
        chain([first], lines),
        media_type=media,
        headers={"Content-Disposition": f'attachment; filename="events.{format}"'},
    )
