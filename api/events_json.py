"""Events as the API tells them, and as files."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.points_csv import harmless
from api.times import told
from engine.eventstore import Found

CSV_COLUMNS = (
    "time", "arrival", "kind", "point", "priority", "level", "user", "flow", "version", "node", "port", "id", "trace",
    "data",
)  # fmt: skip


class EventOut(BaseModel):
    """Something that happened."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    number: int
    """Goes up in the order in which events were kept."""
    id: str
    flow: str
    version: int
    """Of the flow, when it happened."""
    node: str
    port: str
    kind: str
    point: str
    time: str
    """Source time."""
    arrival: str
    """Engine time of its cause."""
    trace: str
    """What set it off: events and steps of one trace belong together."""
    hops: int
    """Through how many flows the trace had come before."""
    user: str
    priority: str
    level: str
    data: dict[str, Any]


class EventsPage(BaseModel):
    """Some events, the newest first."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    events: list[EventOut]
    next: str | None
    """What to give as `cursor` for the next page; null when this is the last one."""


class EventCount(BaseModel):
    """How many events there were in a span of time."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    begin: str
    value: str
    """Kind, point or whatever is counted by."""
    count: int


def event_json(found: Found) -> dict[str, Any]:
    """One event."""
    event = found.event
    return {
        **found.json(), "time": told(event.time), "arrival": told(event.arrival), "data": json.loads(event.data),
    }  # fmt: skip


def as_csv(events: Iterable[Found]) -> Iterator[str]:
    """With a header; texts that a spreadsheet would run are harmless."""
    yield "\ufeff" + ",".join(CSV_COLUMNS) + "\r\n"
    for found in events:
        out = io.StringIO()
        row = {**found.json(), "time": told(found.event.time), "arrival": told(found.event.arrival)}
        csv.writer(out, lineterminator="\r\n").writerow(
            [harmless(cell) if isinstance(cell := row[name], str) else cell for name in CSV_COLUMNS]
        )
        yield out.getvalue()


def as_ndjson(events: Iterable[Found]) -> Iterator[str]:
    """One event a line."""
    for found in events:
        yield json.dumps(event_json(found), ensure_ascii=False) + "\n"
