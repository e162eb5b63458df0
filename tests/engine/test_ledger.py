"""What a flow keeps on disk is whole or not there."""

import sqlite3
from pathlib import Path

import pytest

from engine.ledger import Ledger, LedgerError


def test_frames_after_the_checkpoint_come_back_in_order(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "f.db")
    ledger.frame(b"1")
    ledger.checkpoint(3, {"nodes": {}}, {"last": 7})
    ledger.frame(b"2")
    ledger.frame(b"3")
    ledger.close()
    again = Ledger(tmp_path / "f.db")
    saved = again.load()
    assert saved is not None
    assert (3, {"nodes": {}}, {"last": 7}) == (saved.version, saved.document, saved.memory)
    assert [b"2", b"3"] == list(again.frames(saved.position))


def test_numbers_go_on_after_a_restart_with_an_empty_journal(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "f.db")
    ledger.frame(b"1")
    ledger.checkpoint(1, {}, {})
    ledger.close()
    again = Ledger(tmp_path / "f.db")
    again.frame(b"2")
    saved = again.load()
    assert saved is not None
    assert [b"2"] == list(again.frames(saved.position))


def test_an_effect_is_kept_once_however_often_it_is_given(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "f.db")
    ledger.effects([("id1", "n", {"a": 1}), ("id2", "n", {"a": 2})])
    ledger.effects([("id1", "n", {"a": 1})])
    ledger.mark("id1", "sending")
    assert [("id1", "sending"), ("id2", "waiting")] == [(e.id, e.state) for e in ledger.waiting("n")]
    ledger.mark("id1", "done")
    ledger.effects([("id1", "n", {"a": 1})])
    assert ["id2"] == [e.id for e in ledger.waiting("n")]


def test_a_full_disk_is_a_sentence_and_nothing_is_half_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "f.db")
    ledger.checkpoint(1, {}, {"k": 1})
    pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
    ledger._db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(LedgerError, match=r"f\.db cannot be written: database or disk is full"):
        ledger.frame(b"x" * 100_000)
    with pytest.raises(LedgerError, match="Free some disk space"):
        ledger.checkpoint(2, {}, {"k": "x" * 100_000}, [("id", "n", {})])
    saved = ledger.load()
    assert saved is not None
    assert (1, {"k": 1}, []) == (saved.version, saved.memory, ledger.waiting("n"))
    ledger._db.execute("PRAGMA max_page_count=100000")
    ledger.checkpoint(2, {}, {"k": 2})


def test_a_file_that_is_no_ledger_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    path.write_bytes(b"no database, but long enough to be looked at " * 50)
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(path)


def test_a_damaged_checkpoint_is_a_sentence(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "f.db")
    ledger.checkpoint(1, {}, {})
    with sqlite3.connect(tmp_path / "f.db") as other:
        other.execute("UPDATE checkpoint SET raw = x'c1'")
    with pytest.raises(LedgerError, match="damaged"):
        ledger.load()
