"""/api/traces: what events set off, as a list and step by step."""

import hashlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.server import Server
from engine.eventstore import EventRecord, StepRecord, TraceRecord
from tests.api.conftest import Browser, Clock, add_flow, deploy, flow

NOON = 1_795_953_600_000_000_000
MS = 1_000_000
OUTPUTS = '[{"port":"events","event":{"kind":"x"}}]'


def id_of(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def trace(name: str, ms: int, importance: int = 0, **more: Any) -> TraceRecord:
    known: dict[str, Any] = {
        "flow": "pumps", "node": "limits", "kind": "alarm.active", "point": "P1", "last": NOON + (ms + 2) * MS,
        "ns": 3 * MS, "steps": 2, "error": "broken" if importance == 3 else "",
    }  # fmt: skip
    return TraceRecord(trace=id_of(name), time=NOON + ms * MS, importance=importance, **{**known, **more})


@pytest.fixture
def viewer(browser: Browser) -> TestClient:
    return browser("viewer")


@pytest.fixture
def kept(server: Server) -> Server:
    """Five traces: of each outcome, and one of another flow."""
    records = [
        trace("a", 0), trace("b", 1, 1, point="P2"), trace("c", 2, 2, kind="qc.verdict"), trace("d", 3, 3),
        trace("e", 4, flow="furnace"),
    ]  # fmt: skip
    steps = [
        StepRecord(id_of("d"), "pumps", 0, "limits", "@timer", NOON, MS, "", OUTPUTS, "", 3),
        StepRecord(id_of("d"), "pumps", 1, "mail", "events", NOON, 2 * MS, '{"kind":"x"}', "[]", "broken", 3),
    ]  # fmt: skip
    server.events.keep_traces(records, steps)
    return server


def names(answer: Any) -> str:
    letters = {id_of(letter): letter for letter in "abcde"}
    assert answer.status_code == 200, answer.text
    return "".join(letters[found["id"]] for found in answer.json()["traces"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "edcba"),
        ("flow=pumps", "dcba"),
        ("flow=pumps&node=mail", "d"),
        ("point=P2", "b"),
        ("point=P*", "edcba"),
        ("kind=alarm.", "edba"),
        ("outcome=failed", "d"),
        ("outcome=ok", "ea"),
        ("from=2026-11-29T12:00:00.001Z&to=2026-11-29T12:00:00.003Z", "cb"),
    ],
    ids=str,
)
def test_the_newest_traces_that_fit_are_listed(viewer: TestClient, kept: Server, query: str, expected: str) -> None:
    assert expected == names(viewer.get(f"/api/traces?{query}"))


def test_a_trace_in_a_list_says_what_became_of_it(viewer: TestClient, kept: Server) -> None:
    (found,) = viewer.get("/api/traces?outcome=failed").json()["traces"]
    assert {
        "id": id_of("d"), "flow": "pumps", "node": "limits", "kind": "alarm.active", "point": "P1",
        "time": "2026-11-29T12:00:00.003000000Z", "outcome": "failed", "error": "broken", "duration_ms": 5.0,
        "busy_ms": 3.0, "steps": 2,
    } == found  # fmt: skip


def test_pages_follow_each_other(viewer: TestClient, kept: Server) -> None:
    first = viewer.get("/api/traces?limit=3").json()
    rest = viewer.get(f"/api/traces?limit=3&cursor={first['next']}")
    assert "ba" == names(rest)
    assert rest.json()["next"] is None


def test_a_trace_is_read_with_all_its_steps_in_order(viewer: TestClient, kept: Server) -> None:
    whole = viewer.get(f"/api/traces/{id_of('d')}").json()
    assert ["pumps"] == [flow["flow"] for flow in whole["flows"]]
    assert [("limits", None, 1.0, ""), ("mail", {"kind": "x"}, 2.0, "broken")] == [
        (step["node"], step["input"], step["ms"], step["error"]) for step in whole["steps"]
    ]
    assert [{"port": "events", "event": {"kind": "x"}}] == whole["steps"][0]["outputs"]


def test_the_source_that_brought_the_first_event_in_is_a_step_in_each_flow(viewer: TestClient, server: Server) -> None:
    came = '{"kind":"x","id":"1"}'
    records = [trace("a", 0, node="plc"), trace("a", 1, flow="furnace", node="reader"), trace("b", 0, node="button")]
    steps = [
        StepRecord(id_of("a"), "pumps", 0, "limits", "events", NOON, MS, came, OUTPUTS, "broken", 0),
        StepRecord(id_of("a"), "pumps", 1, "mail", "@attempt", NOON + 1, MS, came, "[]", "down", 0),
        StepRecord(id_of("a"), "furnace", 0, "limits", "events", NOON + 2, MS, came, "[]", "", 0),
        StepRecord(id_of("b"), "pumps", 0, "limits", "@command", NOON, MS, came, "[]", "", 0),
    ]
    server.events.keep_traces(records, steps)
    told = viewer.get(f"/api/traces/{id_of('a')}").json()["steps"]
    assert [
        ("plc", "@source"), ("limits", "events"), ("mail", "@attempt"), ("reader", "@source"), ("limits", "events"),
    ] == [(step["node"], step["port"]) for step in told]  # fmt: skip
    assert (None, 0.0, "", [{"port": "events", "event": {"kind": "x", "id": "1"}}]) == tuple(
        told[0][name] for name in ("input", "ms", "error", "outputs")
    )
    assert ["@command"] == [s["port"] for s in viewer.get(f"/api/traces/{id_of('b')}").json()["steps"]]
    assert "a" == names(viewer.get("/api/traces?flow=pumps&node=plc"))


@pytest.mark.parametrize("id", [id_of("nobody"), "no-id", "%00"], ids=str)
def test_what_is_no_trace_is_not_found(viewer: TestClient, kept: Server, id: str) -> None:
    assert 404 == viewer.get(f"/api/traces/{id}").status_code


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("outcome=good", "outcome"),
        ("node=mail", "node"),
        ("from=yesterday", "from"),
        ("cursor=1", "cursor"),
        (f"cursor={2**63}.ab", "cursor"),
    ],
    ids=str,
)
def test_a_question_that_makes_no_sense_is_refused_with_its_field(viewer: TestClient, query: str, field: str) -> None:
    answer = viewer.get(f"/api/traces?{query}")
    assert (422, field) == (answer.status_code, answer.json()["field"])


def test_of_a_trace_without_end_the_first_steps_are_told(
    viewer: TestClient, kept: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = viewer.get("/api/traces").json()["traces"][0]["id"]
    whole = viewer.get(f"/api/traces/{id}").json()
    monkeypatch.setattr("api.routers.traces.MOST_STEPS", len(whole["steps"]) - 1)
    cut = viewer.get(f"/api/traces/{id}").json()
    assert (False, True) == (whole["truncated"], cut["truncated"])
    assert whole["steps"][:-1] == cut["steps"]


def test_a_trace_says_which_version_of_the_flow_ran(browser: Browser, server: Server, clock: Clock) -> None:
    """By the events that were kept of it; else by time: the version deployed last when it began."""
    engineer = browser("engineer")
    add_flow(engineer, flow())
    deployed = []
    for hour in (0, 1):
        clock.now = NOON / 1e9 + hour * 3600
        deployed.append(deploy(engineer))
    event = EventRecord(
        id_of("e"), "pumps", 7, "limits", "events", "alarm.active", "P1", NOON, NOON, id_of("e"), 0, "", "", "", "{}"
    )  # fmt: skip
    server.events.keep([event])
    begun = {"a": -1, "b": 1, "c": 3_599_999, "d": 3_600_001, "e": 1}
    gone = trace("f", 0, flow="furnace")
    server.events.keep_traces([*(trace(letter, ms) for letter, ms in begun.items()), gone], [])
    told = {letter: engineer.get(f"/api/traces/{id_of(letter)}").json()["versions"] for letter in "abcdef"}
    assert [1, 2] == deployed
    assert {
        "a": {"pumps": None}, "b": {"pumps": 1}, "c": {"pumps": 1}, "d": {"pumps": 2}, "e": {"pumps": 7},
        "f": {"furnace": None},
    } == told  # fmt: skip
