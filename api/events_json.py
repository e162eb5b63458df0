"""Events as the API tells them, and as files."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from api.points_csv import harmless
from api.times import told
from engine.eventstore import Found
from tundish.explained import Explained

CSV_COLUMNS = (
    "time", "arrival", "kind", "point", "priority", "level", "user", "flow", "version", "node", "port", "id", "trace",
    "data",
)  # fmt: skip

PIECE = 500
"""Events of a file that are sent at a time."""


class EventOut(Explained):
    """Something that happened."""

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


class EventsPage(Explained):
    """Some events, the newest first."""

    events: list[EventOut]
    next: str | None
    """What to give as `cursor` for the next page; null when this is the last one."""
    searched: str | None
    """What is later than this was looked through; null: everything."""
    note: str = ""
    """Why there is nothing, where a reason is known."""


class EventCount(Explained):
    """How many events there were in a span of time."""

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
    """With a header, many lines at a time; texts that a spreadsheet would run are harmless."""
    header = "\ufeff" + ",".join(CSV_COLUMNS) + "\r\n"
    for piece in _pieces(events):
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        for found in piece:
            row = {**found.json(), "time": told(found.event.time), "arrival": told(found.event.arrival)}
            cells = (row[name] for name in CSV_COLUMNS)
            table.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
        yield header + out.getvalue()
        header = ""


def as_ndjson(events: Iterable[Found]) -> Iterator[str]:
    """One event a line, many lines at a time."""
    for piece in _pieces(events):
        yield "".join(json.dumps(event_json(found), ensure_ascii=False) + "\n" for found in piece)


def _pieces(events: Iterable[Found]) -> Iterator[list[Found]]:
    """Each is sent by itself, which costs a turn of a thread. There is at least one."""
    rest = iter(events)
    yield list(islice(rest, PIECE))
    while piece := list(islice(rest, PIECE)):
        yield piece
