"""A flow whose disk takes nothing runs on, acknowledges nothing, says so, and mends itself; damage is never silent."""

import asyncio
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from engine.disk.ledger import Ledger
from engine.disk.sql import Sql
from engine.disk.writer import LedgerError
from tests.engine.stage import DOCUMENT, Stage, quick

SECOND = 1_000_000_000
LONG = os.environ.get("TUNDISH_LONG") == "1"


class Faulty(Sql):
    """Fails from the k-th statement on that changes the file, `most` times."""

    left = 10**9
    most = 0

    def __init__(self, path: Path) -> None:
        super().__init__(path, forced=False)

    def execute(self, query: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        self._fault(query)
        return super().execute(query, values)

    def many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> int:
        self._fault(query)
        return super().many(query, rows)

    def _fault(self, query: str) -> None:
        if query.startswith(("SELECT", "PRAGMA", "ROLLBACK")):
            return
        Faulty.left -= 1
        if Faulty.left < 0 and Faulty.most:
            Faulty.most -= 1
            raise sqlite3.OperationalError("database or disk is full")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    Faulty.left, Faulty.most = 10**9, 0
    made = Stage(tmp_path)
    made.sql = Faulty
    return made


def handled(stage: Stage) -> list[str]:
    record: Any = stage.flow.runner.nodes()["record"]
    return [effect.data["kind"] for effect in record.handled]


async def delivered(stage: Stage) -> None:
    for _ in range(100):
        await asyncio.sleep(0)


async def test_a_full_disk_degrades_the_flow_and_it_mends_itself(stage: Stage) -> None:
    flow = stage.open()
    Faulty.left, Faulty.most = 0, 10**9
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    await delivered(stage)
    kept = asyncio.create_task(flow.ios["s"].samples(["q"], [1.0]))
    await kept
    acknowledged = asyncio.create_task(flow.ios["s"].kept())
    flow.once()
    await delivered(stage)
    assert "unack" == stage.status(), "it runs on"
    assert ("degraded", False) == (flow.status()["state"], acknowledged.done())
    assert [] == handled(stage), "nothing leaves that could come again"
    assert "database or disk is full" in flow.status()["problem"]
    Faulty.most = 0
    stage.world.time += 2 * SECOND
    stage.feed(60.0)
    await delivered(stage)
    assert ("running", "", True) == (flow.status()["state"], flow.status()["problem"], acknowledged.done())
    assert ["alarm.active"] == handled(stage)
    flow.once()
    stage.kill()
    stage.open()
    await delivered(stage)
    assert ("unack", []) == (stage.status(), handled(stage))
    stage.kill()


async def test_the_disk_fails_at_any_write_and_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    """Fail the k-th statement, for k = 1.. until none fails any more; then the process is killed."""
    for k in range(1000):
        stage = Stage(tmp_path / str(k))
        stage.sql = Faulty
        Faulty.left, Faulty.most = 10**9, 0
        flow = stage.open()
        Faulty.left, Faulty.most = k, 3
        kept: list[tuple[str, asyncio.Task[None]]] = []
        for step, point in enumerate("abcdef"):
            await flow.ios["s"].samples([point], [60.0])
            kept.append((point, asyncio.create_task(flow.ios["s"].kept())))
            await asyncio.sleep(0)
            flow.once()
            stage.world.time += 2000
            flow.once()
            await delivered(stage)
            if step == 3:
                flow.checkpoint()
        safe = [point for point, task in kept if task.done()]
        sent = handled(stage)
        for _, task in kept:
            task.cancel()
        failed = Faulty.most < 3
        Faulty.most = 0
        stage.kill()
        stage.sql = quick
        stage.open().once()
        assert ["unack"] * len(safe) == [stage.status(point) for point in safe]
        await delivered(stage)
        assert len(safe) <= len(sent) + len(handled(stage)), "what was decided on it is sent"
        with sqlite3.connect(tmp_path / str(k) / "f.db") as other:
            assert [("ok",)] == other.execute("PRAGMA integrity_check").fetchall()
        other.close()
        stage.kill()
        if not failed:
            break
    assert 20 < k < 999


FILL = """
import resource, signal, sys
from pathlib import Path
from engine.disk.ledger import Ledger
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
ledger, told = Ledger(Path(sys.argv[1])), []
while not any(told):
    ledger.frame(b"x" * 10_000, [], (), told.append)
print(len(told) - 1, told[-1])
"""


def test_a_file_that_may_not_grow_is_told_and_what_was_taken_is_there(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    said = subprocess.check_output([sys.executable, "-c", FILL, str(path)], text=True, timeout=60)
    number, _, why = said.partition(" ")
    assert "cannot be written" in why
    ledger = Ledger(path)
    assert [b"x" * 10_000] * int(number) == [raw for raw, _ in ledger.frames(0)]
    assert [] == ledger.found
    ledger.close()


# -- damage ------------------------------------------------------------------------------------------------------------


def copied(source: Path, target: Path) -> None:
    target.mkdir()
    for end in ("", "-wal", "-shm"):
        if (source / f"f.db{end}").exists():
            shutil.copy(source / f"f.db{end}", target / f"f.db{end}")


def journal(path: Path) -> tuple[list[bytes], list[str]]:
    """What is found there, and what is said of it."""
    try:
        ledger = Ledger(path / "f.db", sql=quick)
    except LedgerError as error:
        return [], [error.message]
    ledger.load()
    ledger.names()
    frames = [raw for raw, _ in ledger.frames(0)]
    ledger.close()
    return frames, ledger.found


@pytest.fixture
def killed(tmp_path: Path) -> tuple[Path, list[bytes]]:
    """A journal as a kill leaves it: 30 passes that were acknowledged."""
    folder = tmp_path / "killed"
    folder.mkdir()
    ledger = Ledger(tmp_path / "f.db", sql=quick)
    frames = [bytes([k]) * 300 for k in range(30)]
    for raw in frames:
        ledger.frame(raw, [], (), lambda _: None)
    for end in ("", "-wal", "-shm"):
        shutil.copy(tmp_path / f"f.db{end}", folder / f"f.db{end}")
    ledger.close()
    return folder, frames


def places(size: int, number: int) -> list[int]:
    last = range(max(0, size - 4096), size)
    return list(last) if LONG else sorted(random.Random(3).sample(list(last), number))


@pytest.mark.timeout(1800)
def test_a_flipped_bit_in_the_end_of_the_journal_is_told_and_nothing_wrong_is_used(
    tmp_path: Path, killed: tuple[Path, list[bytes]]
) -> None:
    folder, frames = killed
    assert (frames, []) == journal_of_copy(folder, tmp_path / "sound")
    raw = (folder / "f.db-wal").read_bytes()
    for place in places(len(raw), 60):
        target = tmp_path / str(place)
        copied(folder, target)
        (target / "f.db-wal").write_bytes(raw[:place] + bytes([raw[place] ^ (1 << place % 8)]) + raw[place + 1 :])
        found, said = journal(target)
        assert frames[: len(found)] == found
        assert len(found) == len(frames) or said, f"the flip at {place} is told"
        assert not said or list(target.glob("*.damaged")), "a copy is kept"
        shutil.rmtree(target)


def test_a_journal_that_was_cut_off_is_told(tmp_path: Path, killed: tuple[Path, list[bytes]]) -> None:
    folder, frames = killed
    raw = (folder / "f.db-wal").read_bytes()
    for cut in (1, 100, 5000, 40_000, len(raw) - 10):
        target = tmp_path / str(cut)
        copied(folder, target)
        (target / "f.db-wal").write_bytes(raw[:-cut])
        found, said = journal(target)
        assert frames[: len(found)] == found
        assert "damaged or incomplete" in said[0]


@pytest.mark.timeout(1800)
def test_a_flipped_bit_in_the_file_itself_is_told_or_does_nothing(
    tmp_path: Path, killed: tuple[Path, list[bytes]]
) -> None:
    folder, frames = killed
    Ledger(folder / "f.db", sql=quick).close()  # the log is taken over into the file
    raw = (folder / "f.db").read_bytes()
    for place in sorted(random.Random(4).sample(range(len(raw)), 2000 if LONG else 60)):
        target = tmp_path / str(place)
        target.mkdir()
        (target / "f.db").write_bytes(raw[:place] + bytes([raw[place] ^ (1 << place % 8)]) + raw[place + 1 :])
        found, said = journal(target)
        assert frames[: len(found)] == found
        assert len(found) == len(frames) or said, f"the flip at {place} is told"
        shutil.rmtree(target)


def first_page(raw: bytes) -> list[bytes]:
    """Ways in which the first page may be damaged: flipped bits of its header, of its tables, and whole sectors."""
    chance = random.Random(5)
    bits = [(at, 1 << bit) for at in range(100) for bit in range(8)] if LONG else [(at, 255) for at in range(0, 100, 3)]
    used = [at for at in range(100, 16_384) if raw[at]]
    bits += [(at, 1 << chance.randrange(8)) for at in chance.sample(used, 200 if LONG else 25)]
    flipped = [raw[:at] + bytes([raw[at] ^ bit]) + raw[at + 1 :] for at, bit in bits]
    return [*flipped, *(filler * size + raw[size:] for size in (512, 4096, 16_384) for filler in (b"\0", b"\xff"))]


@pytest.mark.parametrize("version", [2, 1])
def test_whatever_is_damaged_of_the_first_page_everything_that_the_file_holds_is_found(
    tmp_path: Path, version: int
) -> None:
    """`version` is that of the program that made the file: this one, or the first release before it was upgraded."""
    path = tmp_path / "f.db"
    if version == 1:
        shutil.copy(Path(__file__).parents[2] / "fixtures/ledger/schema-1.db", path)
    ledger = Ledger(path, sql=quick)
    first = ledger.position
    for k in range(30):
        ledger.frame(bytes([k]) * 300, [], (), lambda _: None)
    ledger.records([ledger.entry("n", "what waits", {"k": 1})], lambda _: None)
    ledger.close()
    raw = path.read_bytes()
    expected = [bytes([k]) * 300 for k in range(30)]
    again = Ledger(path, sql=quick)
    assert ([], [*range(30)]) == (again.found, [raw[0] for raw, _ in again.frames(first)]), "nothing is wrong yet"
    again.close()
    for k, damaged in enumerate(first_page(raw)):
        if version == 1 and k % 3:
            continue
        other = tmp_path / str(k) / "f.db"
        other.parent.mkdir()
        other.write_bytes(damaged)
        ledger = Ledger(other, sql=quick)
        ledger.load()
        ledger.names()
        whole = [raw for raw, _ in ledger.frames(first)] == expected and "what waits" in ledger.known()
        told = "".join(ledger.found)
        assert whole or (version == 1 and "damaged" in told), (k, told)  # what it was is not known to the byte
        assert ("damaged" in told) == bool(list(other.parent.glob("*.damaged"))), (k, told)
        ledger.close()
        shutil.rmtree(other.parent)


def journal_of_copy(folder: Path, target: Path) -> tuple[list[bytes], list[str]]:
    copied(folder, target)
    return journal(target)


async def test_after_damaged_names_of_points_the_journal_can_be_used_again(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.open()
    for point in "abc":
        stage.feed(60.0, point)
    stage.kill()
    with sqlite3.connect(tmp_path / "f.db") as other:
        other.execute("UPDATE names SET name = 'wrong' WHERE number = 2")
    other.close()
    assert "names of points in the journal were damaged" in stage.open().status()["problem"]
    stage.feed(60.0, "q")
    stage.kill()
    assert "" == stage.open().status()["problem"]
    stage.world.time += 2000
    stage.flow.once()
    assert "unack" == stage.status("q")
    stage.kill()


async def test_a_damaged_journal_shows_as_a_problem_of_the_flow(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.open()
    stage.feed(60.0)
    stage.feed(60.0, "q")
    stage.kill()
    with sqlite3.connect(tmp_path / "f.db") as other:
        other.execute("UPDATE frames SET raw = x'00' WHERE number = (SELECT max(number) FROM frames)")
    other.close()
    flow = stage.open(DOCUMENT)
    assert "The last 1 passes of the journal were damaged" in flow.status()["problem"]
    stage.kill()


@pytest.mark.parametrize("journaled", [True, False])
async def test_a_removed_action_that_comes_back_sends_nothing_old_also_when_the_disk_did_not_take_it(
    stage: Stage, *, journaled: bool
) -> None:
    flow = stage.open()
    Faulty.left, Faulty.most = 0, 0 if journaled else 10**9
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    Faulty.most = 10**9
    flow.deploy({**DOCUMENT, "nodes": {k: v for k, v in DOCUMENT["nodes"].items() if k != "record"}, "wires": []}, 2)
    flow.deploy(DOCUMENT, 3)
    await delivered(stage)
    Faulty.most = 0
    stage.world.time += 2 * SECOND
    flow.once()
    await delivered(stage)
    assert [] == handled(stage)
    assert not flow._keeper.degraded
    assert [(0,)] == list(flow._ledger._sql.execute("SELECT count(*) FROM outbox WHERE lane = 'record'"))
    stage.kill()
