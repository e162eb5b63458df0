"""What happened, asked over the API."""

import csv
import io
import json

import pytest
from starlette.testclient import TestClient

from api.server import Server
from engine.eventstore import EventRecord, EventStoreError
from tests.api.conftest import Browser
from tundish.iso import nanoseconds_of

NOON = nanoseconds_of("2026-11-21T12:00:00Z")
SECOND = 1_000_000_000


def event(number: int, **more: object) -> EventRecord:
    plain = EventRecord(
        id=f"{number:032x}", flow="pumps", version=3, node="limits", port="events", kind="alarm.active", point="P1",
        time=NOON + number * SECOND, arrival=NOON + number * SECOND + 1, trace=f"{number:032x}", hops=0, user="",
        priority="serious", level="HH", data=f'{{"number":{number}}}',
    )  # fmt: skip
    return plain._replace(**more)  # type: ignore[arg-type]


@pytest.fixture
def viewer(browser: Browser, server: Server) -> TestClient:
    server.events.keep(
        [
            event(0),
            event(1, kind="alarm.ack", user="anna", trace=f"{0:032x}"),
            event(2, kind="qc.verdict", point="P2", node="qc"),
            event(3, kind="problem", point="=1+1", data='{"error":"压力 too high"}'),
        ]
    )
    return browser("viewer")


def test_an_event_is_told_whole(viewer: TestClient) -> None:
    expected = {
        "number": 1, "id": f"{0:032x}", "flow": "pumps", "version": 3, "node": "limits", "port": "events",
        "kind": "alarm.active", "point": "P1", "time": "2026-11-21T12:00:00.000000000Z",
        "arrival": "2026-11-21T12:00:00.000000001Z", "trace": f"{0:032x}", "hops": 0, "user": "",
        "priority": "serious", "level": "HH", "data": {"number": 0},
    }  # fmt: skip
    assert expected == viewer.get(f"/api/events/{0:032x}").json()
    assert 404 == viewer.get("/api/events/none").status_code


def test_pages_follow_each_other_to_the_end(viewer: TestClient) -> None:
    numbers, cursor = [], ""
    while cursor is not None:
        page = viewer.get("/api/events", params={"limit": 3, "cursor": cursor}).json()
        numbers.append([one["number"] for one in page["events"]])
        cursor = page["next"]
    assert [[4, 3, 2], [1]] == numbers


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "alarm."}, [2, 1]),
        ({"point": "P*"}, [3, 2, 1]),
        ({"user": "anna"}, [2]),
        ({"trace": f"{0:032x}"}, [2, 1]),
        ({"flow": "pumps", "node": "qc"}, [3]),
        ({"text": "压力"}, [4]),
        ({"from": "2026-11-21T12:00:02Z"}, [4, 3]),
        ({"from": "2026-11-21", "to": "2026-11-22"}, [4, 3, 2, 1]),
        ({"from": "2026-11-22"}, []),
        ({"from": "2026-11-21T13:00:01+01:00", "to": str(NOON + 3 * SECOND)}, [3, 2]),
    ],
    ids=str,
)
def test_a_filter_finds_what_fits(viewer: TestClient, asked: dict[str, str], expected: list[int]) -> None:
    assert expected == [one["number"] for one in viewer.get("/api/events", params=asked).json()["events"]]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"from": "2026-11-22T00:00Z", "to": "2026-11-21T00:00Z"}, "from"),
        ({"cursor": "here"}, "cursor"),
        ({"cursor": f"{10**30}.1"}, "cursor"),
    ],
    ids=str,
)
def test_a_wrong_filter_is_a_problem_that_names_it(viewer: TestClient, asked: dict[str, str], field: str) -> None:
    answer = viewer.get("/api/events", params=asked)
    assert (422, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert field == answer.json()["field"]


def test_events_are_counted_by_the_span(viewer: TestClient) -> None:
    counted = viewer.get("/api/events/count", params={"width": 2, "kind": "alarm."}).json()
    begin = "2026-11-21T12:00:00.000000000Z"
    assert [
        {"begin": begin, "value": "alarm.ack", "count": 1}, {"begin": begin, "value": "alarm.active", "count": 1},
    ] == counted  # fmt: skip
    assert ["P1", "P2"] == [point for point in viewer.get("/api/events/known?column=point").json() if "P" in point]


def test_the_export_has_every_event_and_a_spreadsheet_runs_none_of_it(viewer: TestClient) -> None:
    answer = viewer.get("/api/events", params={"format": "csv", "limit": 1})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert ["problem", "qc.verdict", "alarm.ack", "alarm.active"] == [row["kind"] for row in rows]
    assert "'=1+1" == rows[0]["point"]
    assert {"error": "压力 too high"} == json.loads(rows[0]["data"])
    assert 'attachment; filename="events.csv"' == answer.headers["content-disposition"]


def test_lines_of_json_are_the_same_events(viewer: TestClient) -> None:
    lines = viewer.get("/api/events", params={"format": "ndjson"}).text.splitlines()
    assert viewer.get("/api/events").json()["events"] == [json.loads(line) for line in lines]


def test_a_store_that_does_not_answer_is_a_problem_and_not_a_defect(viewer: TestClient, server: Server) -> None:
    with server.events.db.writing() as connection:
        connection.execute("DROP TABLE events")
    answer = viewer.get("/api/events")
    assert (503, "event-store") == (answer.status_code, answer.json()["code"])


def test_too_many_counts_are_refused(viewer: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routers.events.MOST_COUNTS", 2)
    answer = viewer.get("/api/events/count", params={"width": 1})
    assert (422, "too-many") == (answer.status_code, answer.json()["code"])
    assert 200 == viewer.get("/api/events/count", params={"width": 1, "kind": "alarm."}).status_code


@pytest.mark.parametrize("time", ["9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_a_time_beyond_all_events_is_a_time(viewer: TestClient, time: str) -> None:
    for path in ("/api/events", "/api/events/count", "/api/traces"):
        assert 200 == viewer.get(path, params={"from": time}).status_code
        assert 200 == viewer.get(path, params={"to": time}).status_code


@pytest.mark.parametrize("time", ["20261121", "1800000000", "1800000000000", "1800000000000000"])
def test_a_number_that_is_no_nanoseconds_is_not_taken_for_1970(viewer: TestClient, time: str) -> None:
    answer = viewer.get("/api/events", params={"from": time})
    assert (422, "from") == (answer.status_code, answer.json()["field"])


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_an_export_that_cannot_begin_says_so(
    viewer: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    def away(*_: object) -> None:
        raise EventStoreError("The event store is away")

    monkeypatch.setattr(server.events, "page", away)
    assert 503 == viewer.get("/api/events", params={"format": format}).status_code
