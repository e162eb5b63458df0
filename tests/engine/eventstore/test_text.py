"""A text is found wherever it stands, however common it is, by a bounded look at a time."""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from engine.eventstore import EventStore, Filter, Keep, TraceFilter, prune, text
from engine.eventstore import store as storing
from engine.eventstore.errors import TooMany
from tests.engine.eventstore.test_store import HOUR, event

DAY = 24 * HOUR
SAID = (
    "Seal leaks at pump 7", "seal", "the SEAL of tank 12 is worn", "a_b 100%", 'say \\"ab\\"', "压力过高",
    "入口温度异常", "ab", "Änderung", "level HH", "\\\\server\\\\share",
)  # fmt: skip
ASKED = (
    "seal", "SEAL", "pump 7", "eal", "a_b", "00%", '\\"ab', "压力", "温度异常", "力过高", "压", "a", "zz",
    "zzz", "level hh", "rver\\\\s",
    "P3", "alarm.", "seal of nothing", "x\0y",
)  # fmt: skip


def filled(store: EventStore, count: int = 120) -> list[tuple[int, str]]:
    """(number, all text) of events whose times are not in the order of their numbers."""
    rows = [
        event(f"{i}", (i * 37) % count, point=f"P{i % 5}", data=f'{{"m":"{SAID[i % len(SAID)]}","n":{i}}}')
        for i in range(count)
    ]
    store.keep(rows)
    placed = sorted(enumerate(rows, 1), key=lambda one: (-one[1].time, -one[0]))
    return [(number, f"{row.kind}\n{row.point}\n{row.data}".lower()) for number, row in placed]


def by_pages(store: EventStore, wanted: Filter, limit: int) -> list[int]:
    numbers, cursor = [], None
    while True:
        found, cursor = store.page(wanted, limit, cursor)
        assert len(found) <= limit
        numbers += [one.number for one in found]
        if cursor is None:
            return numbers


@pytest.mark.parametrize(("candidates", "walk"), [(20_000, 50_000), (15, 40), (0, 7)], ids=["index", "some", "walk"])
def test_a_text_is_found_by_index_and_by_walk_alike(
    store: EventStore, monkeypatch: pytest.MonkeyPatch, candidates: int, walk: int
) -> None:
    monkeypatch.setattr(text, "CANDIDATES", candidates)
    monkeypatch.setattr(storing, "WALK", walk)
    rows = filled(store)
    while store.index_text():
        pass
    for asked in ASKED:
        expected = [number for number, said in rows if asked.lower() in said]
        for limit in (5, 1000):
            assert expected == by_pages(store, Filter(text=asked), limit), asked
        assert expected == [one.number for one in store.find(Filter(text=asked), 1000)]
        assert [n for n in expected if n % 5 == 4] == by_pages(store, Filter(text=asked, point="P3"), 4)
        assert [n for n in expected if n % 5 == 4] == by_pages(store, Filter(text=asked, point="*3", kind="alarm."), 4)


def test_case_counts_for_no_letter(tmp_path: Path) -> None:
    """Of PostgreSQL the locale of the database decides."""
    store = EventStore(f"sqlite:///{tmp_path}/events.db")
    filled(store)
    assert len(store.find(Filter(text="ÄNDERUNG"))) == len(store.find(Filter(text="änd"))) == 11
    store.close()


def test_what_is_deleted_is_found_no_more_and_what_comes_later_is(store: EventStore) -> None:
    store.keep([event("old", 0, kind="problem", data='{"m":"seal worn"}'), event("new", DAY, data='{"m":"seal new"}')])
    prune(store, Keep(problem=1), 2 * DAY)
    store.keep([event("later", 2 * DAY, data='{"m":"seal later"}')])
    assert [3, 2] == by_pages(store, Filter(text="seal"), 10)
    with store.db.reading() as connection:
        candidates = store.db.text.candidates(connection, "seal worn")
        assert candidates is not None
        query = f"SELECT number FROM events WHERE {candidates.sql or 'TRUE'}"
        named = store.db.rows(connection, query, candidates.values)
    assert 1 not in [row[0] for row in named]


def test_a_store_from_before_is_indexed_piece_by_piece_and_searched_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EventStore(f"sqlite:///{tmp_path}/events.db")
    rows = filled(store)
    store.close()
    with sqlite3.connect(tmp_path / "events.db") as old:  # as it was made before there was an index
        old.executescript("DROP TABLE events_text; DELETE FROM facts WHERE name = 'text'")
    monkeypatch.setattr(text, "CANDIDATES", 10)
    monkeypatch.setattr(text, "PIECE", 50)
    store = EventStore(f"sqlite:///{tmp_path}/events.db")
    expected = [number for number, said in rows if "seal" in said]
    assert expected == by_pages(store, Filter(text="seal"), 7)
    prune(store, Keep(alarm=0), 3)  # three events go that no index knows
    store.keep([event("more", 10**6, data='{"m":"one more seal"}')])
    asked = [len(by_pages(store, Filter(text="seal"), 7)), store.index_text(), store.index_text(), store.index_text()]
    assert [True, True, False] == asked[1:]
    gone = [number for number, _ in rows[-3:]]
    assert [121, *(n for n in expected if n not in gone)] == by_pages(store, Filter(text="seal"), 7)
    store.keep([event("last", 10**6 + 1, data='{"m":"the last seal"}')])
    with store.db.reading() as connection:
        assert [(122,)] == store.db.rows(connection, "SELECT value FROM facts WHERE name = 'text'")
    store.close()


def test_an_sqlite_without_trigrams_walks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(self: object, connection: object) -> None:
        """As `prepare` leaves it when there is no FTS5."""

    monkeypatch.setattr(text.Trigrams, "prepare", none)
    store = EventStore(f"sqlite:///{tmp_path}/events.db")
    rows = filled(store)
    assert not store.index_text()
    assert [number for number, said in rows if "seal" in said] == by_pages(store, Filter(text="seal"), 7)
    prune(store, Keep(alarm=0), 3)
    assert len(rows) - 3 == len(store.find(Filter(), 1000))
    store.close()


def test_a_text_is_counted_among_a_bounded_number_of_events(store: EventStore, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = filled(store)
    expected = sum("seal" in said for _, said in rows)
    assert expected == sum(count for _, _, count in store.count(Filter(text="seal"), HOUR))
    monkeypatch.setattr(storing, "COUNTED", 100)
    with pytest.raises(TooMany, match="More than 100 events would have to be looked at"):
        store.count(Filter(text="seal"), HOUR)
    assert store.count(Filter(text="seal", until=99), HOUR)


def test_a_name_with_a_nul_is_looked_for_as_it_is_kept(store: EventStore) -> None:
    """PostgreSQL takes none, and that it does not is no failure of the database."""
    store.keep([event("1", 1, point="a\ufffdb")])
    for asked in ("point", "kind", "flow", "node", "user", "trace", "text"):
        wanted: dict[str, Any] = {asked: "a\0b"}
        assert len(store.find(Filter(**wanted))) == (asked in {"point", "text"}), asked
        if asked not in {"user", "trace", "text"}:
            assert store.traces(TraceFilter(**wanted)) == []


def test_a_postgresql_that_knows_ascii_letters_alone_finds_what_is_written_the_same(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS plain")
        connection.execute("CREATE DATABASE plain TEMPLATE template0 LC_CTYPE 'C' LC_COLLATE 'C'")
    store = EventStore(postgresql_url.replace("/postgres?", "/plain?"))
    store.keep([event("1", 1, data='{"m":"Überdruck HOCH"}')])
    assert [1, 1, 1] == [len(store.find(Filter(text=asked))) for asked in ("Überdruck", "DRUCK hoch", "ÜB")]
    store.close()


def test_an_index_that_was_broken_off_is_made_anew_while_others_read_and_write(postgresql_url: str) -> None:
    store, other = EventStore(postgresql_url), EventStore(postgresql_url)
    with store.db.writing() as connection:
        connection.execute("TRUNCATE events, steps, traces RESTART IDENTITY")
        connection.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass('events_text')")
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    tasks = [threading.Thread(target=run) for run in (other.index_text, lambda: store.keep([event("1", 1)]))]
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as reader:
        reader.execute("SELECT count(*) FROM tundish_events.events")  # and its transaction goes on
        tasks[0].start()
        while not reader.execute(waiting).fetchall()[0][0]:
            time.sleep(0.01)
        tasks[1].start()
        tasks[1].join(20)
        kept = not tasks[1].is_alive()
    for task in tasks:
        task.join(20)
    assert kept
    with store.db.reading() as connection:
        assert [(True,)] == store.db.rows(
            connection, "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('events_text')"
        )
    assert store.last() == 1
    store.close()
    other.close()
