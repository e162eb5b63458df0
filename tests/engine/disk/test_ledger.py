"""What a flow keeps on disk is whole or not there; what is damaged is found and told."""

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from engine.disk.ledger import Entry, Ledger, Save, Settled
from engine.disk.sql import Sql
from engine.disk.writer import LedgerError
from tests.engine.stage import Stage, quick

SCHEMA_1 = Path(__file__).parents[2] / "fixtures" / "ledger" / "schema-1.db"


def opened(path: Path, **options: Any) -> Ledger:
    return Ledger(path / "f.db", **{"sql": quick, **options})


def framed(ledger: Ledger, *raws: bytes) -> list[LedgerError | None]:
    told: list[LedgerError | None] = []
    for raw in raws:
        ledger.frame(raw, [], (), told.append)
    return told


def recorded(ledger: Ledger, *entries: Entry) -> list[LedgerError | None]:
    told: list[LedgerError | None] = []
    ledger.frame(b"f", [], (), told.append)
    ledger.count(entries, ())
    ledger.records(entries, told.append)
    return told


def saved(ledger: Ledger, memory: dict[str, Any], *, mends: bool = False, size: int = 0) -> LedgerError | None:
    told: list[LedgerError | None] = []
    save = Save(ledger.position, 3, {"nodes": {"n": {"kind": "k"}}}, lambda: memory,
                {"n": ("k", lambda: {"s": "x" * size})}, ["n"], [], [], [])  # fmt: skip
    ledger.save(save, told.append, mends=mends)
    return told[0]


def test_frames_after_the_checkpoint_come_back_in_order(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    framed(ledger, b"1")
    saved(ledger, {"last": 7})
    framed(ledger, b"2", b"3")
    ledger.close()
    again = opened(tmp_path)
    found = again.load()
    assert found is not None
    assert (3, {"last": 7}, {"n": ("k", {"s": ""})}) == (found.version, found.memory, found.states)
    assert [(b"2", False), (b"3", False)] == list(again.frames(found.position))
    assert [] == again.found


def test_numbers_go_on_after_a_restart_with_an_empty_journal(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    framed(ledger, b"1")
    saved(ledger, {})
    ledger.close()
    again = opened(tmp_path)
    framed(again, b"2")
    found = again.load()
    assert found is not None
    assert [b"2"] == [raw for raw, _ in again.frames(found.position)]


async def test_records_come_with_their_pass_and_go_when_they_are_settled(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    first, second = ledger.entry("n", "id1", {"a": 1}), ledger.entry("n", "id2", {"a": 2}, "key")
    recorded(ledger, first, second)
    assert [True] == [whole for _, whole in ledger.frames(0)]
    assert [first, second] == await ledger.window("n", 0, 10)
    await ledger.mark(first.number, "sending")
    assert ["sending", "waiting"] == [entry.state for entry in await ledger.window("n", 0, 10)]
    told: list[LedgerError | None] = []
    ledger.count((), [Settled(first.number, "n")])
    ledger.frame(b"result", [], [Settled(first.number, "n")], told.append)
    assert ([None], [second], 1) == (told, await ledger.window("n", 0, 10), ledger.counts["n"])


async def test_records_that_came_late_stand_for_all_passes_before_them(tmp_path: Path) -> None:
    """While the disk mends, passes go on and their records are held: they come together, after the last pass."""
    ledger = opened(tmp_path)
    framed(ledger, b"1", b"2")
    recorded(ledger, ledger.entry("n", "a", {}), ledger.entry("n", "b", {}))
    framed(ledger, b"4")
    await ledger.settle([Settled(1, "n"), Settled(2, "n")])  # they have been sent: nothing else tells of them
    assert [True, True, True, False] == [whole for _, whole in ledger.frames(0)]


async def test_what_is_set_aside_waits_for_a_person_to_retry_or_discard_it(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    entries = [ledger.entry("n", f"id{k}", {"k": k}) for k in range(3)]
    recorded(ledger, *entries)
    await ledger.settle([Settled(entry.number, "n", "aside", "poison") for entry in entries])
    assert (0, 3) == (ledger.counts["n"], ledger.asides["n"])
    assert [(0, "poison"), (1, "poison"), (2, "poison")] == [(e.raw["k"], e.why) for e in await ledger.aside("n")]
    (moved,) = await ledger.retry("n", [entries[0].number])
    assert [0] == [entry.raw["k"] for entry in await ledger.window("n", entries[-1].number, 10)]
    assert moved.number > entries[-1].number
    assert [entries[1].id] == [entry.id for entry in await ledger.discard("n", [entries[1].number])]
    assert [2] == [entry.raw["k"] for entry in await ledger.aside("n")]
    assert (1, 1) == (ledger.counts["n"], ledger.asides["n"])


async def test_a_full_lane_gives_up_its_oldest_records(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    recorded(ledger, *[ledger.entry("n", f"id{k}", {"k": k}) for k in range(5)])
    assert 2 == ledger.thin("n", 3)
    assert [2, 3, 4] == [entry.raw["k"] for entry in await ledger.window("n", 0, 10)]


def test_a_full_disk_is_a_sentence_nothing_is_half_written_and_a_checkpoint_mends_it(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    saved(ledger, {"k": 1})
    pages = ledger._sql.one("PRAGMA page_count")
    ledger._sql.execute(f"PRAGMA max_page_count={pages}")
    (error,) = framed(ledger, b"x" * 100_000)
    assert error is not None
    assert "f.db cannot be written: database or disk is full" in error.message
    assert "Free some disk space" == error.hint
    assert None is not framed(ledger, b"small")[0], "a gap in the journal would be a lie"
    assert None is not saved(ledger, {"k": 2}, mends=True, size=100_000)
    found = ledger.load()
    assert found is not None
    assert ({"k": 1}, []) == (found.memory, list(ledger.frames(found.position)))
    ledger._sql.execute("PRAGMA max_page_count=100000")
    assert None is saved(ledger, {"k": 2}, mends=True)
    assert [None] == framed(ledger, b"4")
    found = ledger.load()
    assert found is not None
    assert ({"k": 2}, [b"4"]) == (found.memory, [raw for raw, _ in ledger.frames(found.position)])


def test_a_file_that_is_no_ledger_is_kept_aside_and_told(tmp_path: Path) -> None:
    path, raw = tmp_path / "f.db", b"no database, but long enough to be looked at " * 50
    path.write_bytes(raw)
    ledger = Ledger(path)
    assert "the flow has begun anew" in ledger.found[0]
    assert (None, 0) == (ledger.load(), ledger.position)
    assert raw == (tmp_path / "f.1.damaged").read_bytes()
    ledger.close()


def test_a_file_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "f.db").mkdir()
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(tmp_path / "f.db")


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "f.db") as other:
        other.execute("PRAGMA user_version = 99")
        other.execute("PRAGMA application_id = 99")
    other.close()
    with pytest.raises(LedgerError, match="newer version of Tundish"):
        opened(tmp_path)


async def test_a_thread_writes_in_order_and_tells_in_the_loop(tmp_path: Path) -> None:
    ledger = opened(tmp_path, threaded=True)
    told = framed(ledger, *[str(k).encode() for k in range(500)])
    assert [] == told, "the disk is not waited for"
    assert [] == await ledger.window("n", 0, 1)
    assert [None] * 500 == told
    assert [str(k).encode() for k in range(500)] == [raw for raw, _ in ledger.frames(0)]
    ledger.close()
    await asyncio.sleep(0)


# -- older versions ----------------------------------------------------------------------------------------------------


async def test_a_file_of_the_first_release_is_taken_over_with_alarms_delays_and_outbox(tmp_path: Path) -> None:
    """In it: p acknowledged in the checkpoint; q raised and r waiting for its delay in the journal; 3 effects."""
    shutil.copy(SCHEMA_1, tmp_path / "f.db")
    stage = Stage(tmp_path)
    stage.world.time = 5520
    flow = stage.open()
    assert ["ack", "unack", "normal"] == [stage.status(point) for point in "pqr"]
    await asyncio.sleep(0)
    while flow.outgoing.deliveries["record"].size:
        await asyncio.sleep(0)
    handled = flow.runner.nodes()["record"].handled  # type: ignore[attr-defined]
    assert ["alarm.active", "alarm.ack", "alarm.active"] == [e.data["kind"] for e in handled]
    stage.world.time += 600
    flow.once()
    assert "unack" == stage.status("r")
    stage.kill()


class Stubborn(Sql):
    """Fails at the k-th statement that changes the file."""

    def __init__(self, path: Path, k: int) -> None:
        self._left: float = float("inf")
        super().__init__(path, forced=False)
        self._left = k

    def execute(self, query: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        if not query.startswith(("SELECT", "PRAGMA user_version;", "ROLLBACK")) and query != "PRAGMA user_version":
            self._left -= 1
            if self._left < 0:
                raise sqlite3.OperationalError("disk I/O error")
        return super().execute(query, values)


def test_an_upgrade_that_fails_anywhere_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    failed: Counter[int] = Counter()
    for k in range(200):
        shutil.copy(SCHEMA_1, tmp_path / "f.db")
        try:
            ledger = opened(tmp_path, sql=lambda path, k=k: Stubborn(path, k))
        except LedgerError:
            with sqlite3.connect(tmp_path / "f.db") as other:
                (version,) = other.execute("PRAGMA user_version").fetchone()
                failed[version] += 1
                assert [(3,)] == other.execute("SELECT count(*) FROM frames").fetchall()
            other.close()
        else:
            ledger.close()
            break
        for end in ("-wal", "-shm"):
            (tmp_path / f"f.db{end}").unlink(missing_ok=True)
    assert failed[1] > 20, "before the commit everything is old"
    assert 0 < failed[2] < 20, "after it everything is new"


# -- damage ------------------------------------------------------------------------------------------------------------


def changed(tmp_path: Path, statement: str) -> Ledger:
    with sqlite3.connect(tmp_path / "f.db") as other:
        other.execute(statement)
    other.close()
    return opened(tmp_path)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    ledger = opened(tmp_path)
    saved(ledger, {"k": 1})
    recorded(ledger, ledger.entry("n", "id1", {"a": 1}))
    framed(ledger, b"2", b"3")
    ledger.close()
    return tmp_path


def test_a_damaged_checkpoint_begins_anew_keeps_a_copy_and_says_so(written: Path) -> None:
    ledger = changed(written, "UPDATE checkpoint SET raw = x'80'")
    assert None is ledger.load()
    assert "begun anew. A copy of the damaged file is f.1.damaged" in ledger.found[0]
    assert (written / "f.1.damaged").exists()


def test_a_damaged_state_is_that_of_one_node(written: Path) -> None:
    ledger = changed(written, "UPDATE states SET raw = x'80'")
    found = ledger.load()
    assert found is not None
    assert {} == found.states
    assert "What node n remembered was damaged" in ledger.found[0]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE frames SET raw = x'00' WHERE number = 2", "DELETE FROM frames WHERE number = 2"],
    ids=["changed", "gone"],
)
def test_a_damaged_pass_ends_the_journal(written: Path, statement: str) -> None:
    ledger = changed(written, statement)
    assert [b"f"] == [raw for raw, _ in ledger.frames(0)]
    assert "The last 2 passes of the journal were damaged and are not used" in ledger.found[0]


async def test_a_damaged_record_is_not_sent(written: Path) -> None:
    ledger = changed(written, "UPDATE outbox SET raw = x'81a16102'")
    assert [] == await ledger.window("n", 0, 10)
    assert "1 records for n were damaged and are not sent" in ledger.found[0]
