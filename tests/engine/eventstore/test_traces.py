"""Traces in the store: one row a trace and flow, added to as more comes, found by what they began with."""

import pytest

from engine.eventstore import EventStore, StepRecord, TraceCursor, TraceFilter, TraceRecord
from engine.eventstore.retention import Keep, prune
from tests.engine.eventstore.test_store import id_of

DAY = 86_400_000_000_000


def record(name: str, time: int = 0, **more: object) -> TraceRecord:
    known: dict[str, object] = {
        "flow": "f", "node": "limits", "kind": "alarm.active", "point": "P1", "last": time, "ns": 10, "steps": 1,
        "importance": 0, "error": "",
    }  # fmt: skip
    return TraceRecord(trace=id_of(name), time=time, **{**known, **more})  # type: ignore[arg-type]


def step(name: str, ordinal: int = 0, time: int = 0, node: str = "limits", importance: int = 0) -> StepRecord:
    return StepRecord(id_of(name), "f", ordinal, node, "events", time, 10, "", "[]", "", importance)


def names(found: list[TraceRecord]) -> str:
    letters = {id_of(letter): letter for letter in "abcdef"}
    return "".join(letters[trace.trace] for trace in found)


def test_what_comes_later_is_added_to_what_is_known(store: EventStore) -> None:
    store.keep_traces([record("a", 5, steps=2)], [step("a", 0, 5), step("a", 1, 5)])
    store.keep_traces([record("a", 9, last=12, ns=7, importance=3, error="broken")], [step("a", 2, 9, importance=3)])
    assert [record("a", 5, last=12, ns=17, steps=3, importance=3, error="broken")] == store.traces()
    assert [record("a", 5, last=12, ns=17, steps=3, importance=3, error="broken")] == store.trace(id_of("a"))
    assert [3, 3, 3] == [step.importance for step in store.steps(id_of("a"))]


def test_the_first_error_and_the_worst_outcome_stay(store: EventStore) -> None:
    store.keep_traces([record("a", importance=3, error="first")], [])
    store.keep_traces([record("a", importance=1, error="second")], [])
    assert [("first", 3)] == [(trace.error, trace.importance) for trace in store.traces()]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TraceFilter(), "edcba"),
        (TraceFilter(flow="f"), "edca"),
        (TraceFilter(point="P1"), "edba"),
        (TraceFilter(point="P?"), "edcba"),
        (TraceFilter(kind="alarm."), "edba"),
        (TraceFilter(kind="alarm.active"), "dba"),
        (TraceFilter(importance=3), "d"),
        (TraceFilter(flow="f", node="mail"), "c"),
        (TraceFilter(since=1, until=3), "cb"),
    ],
    ids=str,
)
def test_a_filter_finds_the_traces_that_fit(store: EventStore, wanted: TraceFilter, expected: str) -> None:
    store.keep_traces(
        [
            record("a", 0), record("b", 1, flow="g"), record("c", 2, point="P2", kind="qc.verdict"),
            record("d", 3, importance=3), record("e", 4, kind="alarm.clear"),
        ],
        [step("a"), step("c", 0, 2), step("c", 1, 2, "mail")],
    )  # fmt: skip
    assert expected == names(store.traces(wanted))


def test_pages_follow_each_other_also_within_one_moment(store: EventStore) -> None:
    store.keep_traces([record(letter, 7) for letter in "abcde"], [])
    found, cursor = "", None
    while page := store.traces(limit=2, cursor=cursor):
        found += names(page)
        cursor = TraceCursor(page[-1].time, page[-1].trace)
    assert "abcde" == "".join(sorted(found))
    assert 5 == len(found)


def test_important_traces_are_kept_longer(store: EventStore) -> None:
    store.keep_traces([record("a"), record("b", importance=3)], [step("a"), step("b", importance=3)])
    prune(store, Keep(), 10 * DAY)
    assert "b" == names(store.traces())
    assert [[], [step("b", importance=3)]] == [store.steps(id_of("a")), store.steps(id_of("b"))]


def test_whatever_an_event_is_called_its_trace_is_kept(store: EventStore) -> None:
    wild = record("a", kind="k\0" * 9000, point="\ud800", error="\0\ud800")
    store.keep_traces([wild], [step("a")._replace(error="\0\ud800")])
    found = store.trace(id_of("a"))[0]
    assert (400, "?", "\ufffd?") == (len(found.kind), found.point, found.error)
    assert ["\ufffd?"] == [kept.error for kept in store.steps(id_of("a"))]
