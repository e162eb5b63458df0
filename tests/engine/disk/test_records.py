"""Records of the outbox come back as they went in; one that is damaged does not."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.disk.records import ASIDE, TOGETHER, WAITING, Entry, Settled, put, settle, window
from engine.disk.schema import crc, prepare
from engine.disk.sql import Sql

NUMBERS = count(1)
texts = st.text(st.characters(codec="utf-8"))


@pytest.fixture(scope="module")
def sql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sql]:
    made = Sql(Path(tmp_path_factory.mktemp("records")) / "f.db", forced=False)
    prepare(made)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _empty(sql: Sql) -> None:
    sql.execute("DELETE FROM outbox")


def entries(number: int) -> list[Entry]:
    return [Entry(k, f"id{k}", "n", f"key{k}", bytes([k % 256])) for k in range(1, number + 1)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(id=texts, lane=texts, key=texts, packed=st.lists(st.binary(), min_size=1, max_size=5), why=texts)
def test_whatever_stands_in_records_comes_back(
    sql: Sql, id: str, lane: str, key: str, packed: list[bytes], why: str
) -> None:
    made = [Entry(next(NUMBERS), id, lane, key, one, ASIDE, why) for one in packed]
    put(sql, made)
    assert (made, []) == window(sql, lane, made[0].number - 1, 10, (ASIDE,))


@pytest.mark.parametrize("number", [0, 1, TOGETHER, 2 * TOGETHER + 1])
@pytest.mark.parametrize("most", [1, TOGETHER, 3 * TOGETHER])
def test_they_come_in_order_and_no_more_than_asked_for(sql: Sql, number: int, most: int) -> None:
    made = entries(number)
    put(sql, made)
    assert (made[:most], []) == window(sql, "n", 0, most, (WAITING,))


def test_those_of_other_states_are_passed_over(sql: Sql) -> None:
    made = entries(3 * TOGETHER)
    put(sql, made)
    settle(sql, [Settled(entry.number, "n", ASIDE, "poison") for entry in made[: 2 * TOGETHER]])
    assert (made[2 * TOGETHER :], []) == window(sql, "n", 0, 2 * TOGETHER, (WAITING,))


@pytest.mark.parametrize(
    "damage",
    ["raw = x'00'", "raw = 'text'", "key = x'ff'", "key = CAST(x'ff' AS TEXT)", "crc = 1.5", "state = 'waitinh'"],
)
def test_one_that_is_damaged_is_named_and_all_others_come(sql: Sql, damage: str) -> None:
    made = entries(2 * TOGETHER)
    put(sql, made)
    sql.execute(f"UPDATE outbox SET {damage} WHERE number = 7")
    found, damaged = window(sql, "n", 0, 2 * TOGETHER, (WAITING,))
    assert ([*made[:6], *made[7:]], [7]) == (found, damaged)


@given(done=st.sets(st.integers(1, 50)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_those_that_are_done_go_and_no_others(sql: Sql, done: set[int]) -> None:
    sql.execute("DELETE FROM outbox")
    made = entries(50)
    put(sql, made)
    settle(sql, [Settled(number, "n") for number in done])
    assert [entry for entry in made if entry.number not in done] == window(sql, "n", 0, 50, (WAITING,))[0]


def test_the_checksum_is_that_of_the_file(sql: Sql) -> None:
    put(sql, [Entry(1, "id", "n", "key", b"raw")])
    assert crc(b"raw", 1, "n", "id", "key") == sql.one("SELECT crc FROM outbox")
