"""The event store, on SQLite and on PostgreSQL alike."""

import hashlib
from pathlib import Path

import pytest

from engine.eventstore import EventRecord, EventStore, Filter, Keep, StepRecord, prune
from engine.eventstore.errors import TooMany
from engine.eventstore.filter import MOST_VALUES, Cursor

HOUR = 3_600_000_000_000


def id_of(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def event(name: str, time: int = 0, **more: object) -> EventRecord:
    plain = EventRecord(
        id=id_of(name), flow="f", version=1, node="n", port="events", kind="alarm.active", point="P1", time=time,
        arrival=time | 1, trace=id_of(name), hops=0, user="", priority="", level="", data=f'{{"name":"{name}"}}',
    )  # fmt: skip
    return plain._replace(**more)  # type: ignore[arg-type]


def step(trace: str, ordinal: int, time: int = 0, **more: object) -> StepRecord:
    plain = StepRecord(
        trace=id_of(trace), flow="f", ordinal=ordinal, node="n", port="events", time=time, ns=1000, input="",
        outputs="[]", error="", importance=0,
    )  # fmt: skip
    return plain._replace(**more)  # type: ignore[arg-type]


def names(store: EventStore, wanted: Filter, **more: object) -> list[str]:
    return [found.event.data[9:-2] for found in store.find(wanted, **more)]  # type: ignore[arg-type]


def test_an_event_comes_back_as_it_was_kept(store: EventStore) -> None:
    kept = event("a", 7, user="Änna", data='{"text":"压力 % _ \\u0000"}', hops=2, priority="serious", level="HH")
    assert 1 == store.keep([kept])
    found = store.one(kept.id)
    assert found is not None
    assert kept == found.event


def test_an_event_is_kept_once_however_often_it_is_told(store: EventStore) -> None:
    assert 2 == store.keep([event("a"), event("b")])
    assert 1 == store.keep([event("a"), event("c"), event("b")])
    assert ["a", "b", "c"] == [found.event.data[9:-2] for found in store.after(0)]


def test_events_come_newest_first_page_by_page_without_gap_or_repetition(store: EventStore) -> None:
    store.keep([event(f"{i}", time=i // 3) for i in range(10)])
    pages, cursor = [], None
    while page := store.find(Filter(), 4, cursor):
        pages.append([found.event.data[9:-2] for found in page])
        cursor = Cursor(page[-1].event.time, page[-1].number)
    assert [["9", "8", "7", "6"], ["5", "4", "3", "2"], ["1", "0"]] == pages


def test_pages_by_a_pattern_are_those_of_all_its_points_together(store: EventStore) -> None:
    """Also when one point has nearly all of the newest events."""
    rows = [event(f"{i}", i, point="P1" if i > 60 or i % 7 == 0 else f"P{i % 5}") for i in range(120)]
    store.keep([*rows, event("other", 999, point="Q")])
    expected = [row.id for row in reversed(rows)]
    for size in (3, 25, 40):
        got, cursor = [], None
        while page := store.find(Filter(point="P*"), size, cursor):
            got += [found.event.id for found in page]
            cursor = Cursor(page[-1].event.time, page[-1].number)
        assert expected == got


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(point="P1"), "fa"),
        (Filter(point="P?"), "fdba"),
        (Filter(point="*.run"), "c"),
        (Filter(point="[*"), "e"),
        (Filter(kind="alarm."), "fba"),
        (Filter(kind="alarm.clear"), "b"),
        (Filter(kind="alarm.", point="P*"), "fba"),
        (Filter(kind="alarm.clear", point="P*"), "b"),
        (Filter(kind="alarm.*"), "fba"),
        (Filter(kind="*.*e"), "fea"),
        (Filter(kind="*.clear"), "b"),
        (Filter(kind="nothing.*"), ""),
        (Filter(flow="g"), "c"),
        (Filter(flow="?", node="xy"), "d"),
        (Filter(node="x*"), "d"),
        (Filter(flow="f", node="xy"), "d"),
        (Filter(user="anna"), "b"),
        (Filter(user="anna", point="P1"), ""),
        (Filter(trace=id_of("a")), "fa"),
        (Filter(trace=id_of("a"), point="P2"), ""),
        (Filter(trace="no id"), ""),
        (Filter(text="pressure_"), "e"),
        (Filter(text="QC.VER"), "dc"),
        (Filter(since=2, until=4), "dc"),
        (Filter(point="*", since=2, until=4), "dc"),
    ],
    ids=str,
)
def test_a_filter_finds_what_fits(store: EventStore, wanted: Filter, expected: str) -> None:
    store.keep(
        [
            event("a", 0),
            event("b", 1, point="P2", kind="alarm.clear", user="anna"),
            event("c", 2, point="pump.run", kind="qc.verdict", flow="g"),
            event("d", 3, point="P3", kind="qc.verdict", node="xy"),
            event("e", 4, point="[odd]_%", kind="action.done", data='{"name":"e" ,"m":"Pressure_high"}'),
            event("f", 5, trace=id_of("a"), data='{"name":"f" ,"m":"Pressurexhigh"}'),
        ]
    )
    assert list(expected) == [found.event.data[9] for found in store.find(wanted)]


def test_events_are_counted_by_the_hour(store: EventStore) -> None:
    store.keep([event(f"{i}", i * HOUR // 2, kind=("alarm.active", "alarm.clear")[i % 2]) for i in range(4)])
    expected = [
        (0, "alarm.active", 1), (0, "alarm.clear", 1), (HOUR, "alarm.active", 1), (HOUR, "alarm.clear", 1),
    ]  # fmt: skip
    assert expected == store.count(Filter(kind="alarm."), HOUR)
    with pytest.raises(ValueError, match="no 'data; x'"):
        store.count(Filter(), HOUR, "data; x")


def test_a_reader_goes_on_after_the_number_it_has_read(store: EventStore) -> None:
    store.keep([event("a", 9), event("b", 1)])
    first = store.after(0, limit=1)
    store.keep([event("c", 0, kind="qc.verdict")])
    assert ["a"] == [found.event.data[9:-2] for found in first]
    assert ["b", "c"] == [found.event.data[9:-2] for found in store.after(first[0].number)]
    assert ["c"] == [found.event.data[9:-2] for found in store.after(0, Filter(kind="qc."))]
    some = store.after(0, Filter(kind="qc."), Filter(point="P1", since=5))
    assert ["a", "c"] == [found.event.data[9:-2] for found in some]
    assert store.last() == store.after(0)[-1].number


def test_steps_are_kept_once_and_come_back_in_order(store: EventStore) -> None:
    assert 2 == store.keep_steps([step("t", 1, 5), step("t", 0, 5)])
    assert 1 == store.keep_steps([step("t", 0, 5), step("u", 0, 6, error="broken", importance=3)])
    assert [step("t", 0, 5), step("t", 1, 5)] == store.steps(id_of("t"))


def test_values_to_choose_from(store: EventStore) -> None:
    store.keep([event("a"), event("b", point="P2"), event("c", point="P1", kind="qc.verdict")])
    assert ["P1", "P2"] == store.known("point")
    assert ["alarm.active", "qc.verdict"] == store.known("kind")


def test_of_many_values_the_first_are_there_to_choose_from(store: EventStore) -> None:
    store.keep([event(f"{i}", point=f"P{i:03}") for i in range(MOST_VALUES + 5)])
    assert [f"P{i:03}" for i in range(MOST_VALUES)] == store.known("point")


def test_a_pattern_finds_the_last_of_very_many_points(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.eventstore.filter.MOST_WALKED", 20)
    store.keep([event(f"{i}", time=i, point=f"P{i:03}") for i in range(50)])
    for pattern in ("P049*", "*049", "P04[9*", "P04?"):
        assert ["49"][: "[" not in pattern] == names(store, Filter(point=pattern))[:1], pattern


def test_what_is_too_old_goes_however_many_kinds_there_are(store: EventStore) -> None:
    store.keep([event(f"{i}", kind=f"made.by.template.{i:04}") for i in range(MOST_VALUES + 5)])
    assert MOST_VALUES + 5 == prune(store, Keep(), 91 * 24 * HOUR).events


def test_a_count_of_too_many_spans_is_refused(store: EventStore) -> None:
    store.keep([event(f"{i}", time=i * HOUR) for i in range(5)])
    assert 5 == len(store.count(Filter(), HOUR, most=5))
    with pytest.raises(TooMany):
        store.count(Filter(), HOUR, most=4)


def test_what_is_too_old_for_its_class_goes(store: EventStore) -> None:
    day = 24 * HOUR
    store.keep(
        [event("a", 0), event("b", 0, kind="problem"), event("c", 9 * day, kind="problem"), event("d", 0, kind="x")]
    )
    store.keep_steps([step("t", i, 0, importance=i) for i in range(4)])
    assert (2, 3) == prune(store, Keep(alarm=20, problem=5, other=5, steps=(1, 5, 5, 20)), 10 * day)
    assert ["c", "a"] == names(store, Filter())
    assert [3] == [kept.ordinal for kept in store.steps(id_of("t"))]


def test_when_there_is_too_much_ordinary_steps_go_first_then_the_oldest_events(tmp_path: Path) -> None:
    store = EventStore(f"sqlite:///{tmp_path}/events.db")
    padding = "x" * 3000
    store.keep([event(f"{i}", i, data=f'{{"name":"{i}","x":"{padding}"}}') for i in range(5000)])
    store.keep_steps([step("t", i, i, input=padding, importance=i % 2) for i in range(200)])
    events_gone, steps_gone = prune(store, Keep(size=8_000_000), 0)
    assert steps_gone == 200
    assert 4000 == events_gone
    assert ["4999"] == [found.event.data[9:13] for found in store.find(Filter(), 1)]
    store.close()
