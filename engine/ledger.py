"""Ledger: what one flow keeps on disk: journal, checkpoint and outbox, in one SQLite file.

The journal holds every pass since the checkpoint, the checkpoint everything that the flow remembers. After a crash
the checkpoint is restored and the journal run again. Commits survive the death of the process; they are not forced
to the disk one by one (`synchronous=NORMAL`), so a power cut may take the last moments.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from tundish.errors import TundishError

SCHEMA = """
CREATE TABLE IF NOT EXISTS frames (number INTEGER PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL,
  document BLOB NOT NULL, position INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, node TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', raw BLOB NOT NULL);
PRAGMA user_version = 1;
"""


class LedgerError(TundishError):
    """The flow's file cannot be read or written."""

    code = "ledger"


class Checkpoint(NamedTuple):
    version: int
    document: dict[str, Any]
    position: int
    """Number of the last frame it includes."""
    memory: dict[str, Any]


class Entry(NamedTuple):
    """An effect in the outbox."""

    id: str
    node: str
    state: str
    effect: dict[str, Any]


class Ledger:
    """One writer: the worker that runs the flow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=1000"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript(SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"{path} cannot be opened: {error}", "Check the disk and the rights on it") from None
        self.position = self._one("SELECT max(number) FROM frames") or self._one("SELECT position FROM checkpoint") or 0

    def close(self) -> None:
        self._db.close()

    def put_aside(self) -> None:
        """Close, and give the file another name: whoever takes the flow's id begins anew."""
        self.close()
        self.path.replace(self.path.with_suffix(f".{self.position}.removed"))
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)

    def frame(self, raw: bytes) -> None:
        """Keep one pass. LedgerError when the disk does not take it."""
        self.position += 1
        self._write("INSERT INTO frames VALUES (?, ?)", (self.position, raw))

    def effects(self, effects: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        """Keep (id, node, effect); one that is known already is not kept again."""
        rows = [(id, node, msgspec.msgpack.encode(effect)) for id, node, effect in effects]
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO outbox (id, node, raw) VALUES (?, ?, ?)", rows)

    def checkpoint(
        self,
        version: int,
        document: dict[str, Any],
        memory: dict[str, Any],
        effects: Iterable[tuple[str, str, dict[str, Any]]] = (),
    ) -> None:
        """Everything the flow remembers, in one transaction; the journal up to here goes."""
        row = (version, msgspec.msgpack.encode(document), self.position, msgspec.msgpack.encode(memory))
        rows = [(id, node, msgspec.msgpack.encode(effect)) for id, node, effect in effects]
        with self._transaction():
            self._db.executemany("INSERT OR IGNORE INTO outbox (id, node, raw) VALUES (?, ?, ?)", rows)
            self._db.execute("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?, ?)", row)
            self._db.execute("DELETE FROM frames WHERE number <= ?", (self.position,))
            self._db.execute("DELETE FROM outbox WHERE state = 'done'")

    def load(self) -> Checkpoint | None:
        row = self._db.execute("SELECT version, document, position, raw FROM checkpoint").fetchone()
        if row is None:
            return None
        try:
            return Checkpoint(row[0], msgspec.msgpack.decode(row[1]), row[2], msgspec.msgpack.decode(row[3]))
        except msgspec.DecodeError as error:
            raise LedgerError(f"{self.path}: the checkpoint is damaged ({error})", "Restore it from a backup") from None

    def frames(self, after: int) -> Iterator[bytes]:
        for (raw,) in self._db.execute("SELECT raw FROM frames WHERE number > ? ORDER BY number", (after,)):
            yield raw

    def waiting(self, node: str) -> list[Entry]:
        """Effects of a node that are not done, oldest first."""
        query = "SELECT id, state, raw FROM outbox WHERE node = ? AND state != 'done' ORDER BY number"
        rows = self._db.execute(query, (node,))
        return [Entry(id, node, state, msgspec.msgpack.decode(raw)) for id, state, raw in rows]

    def mark(self, id: str, state: str, *, forced: bool = False) -> None:
        """`waiting`, `sending` or `done`; LedgerError if it is not kept. `forced`: on the disk before this returns."""
        if forced:
            self._db.execute("PRAGMA synchronous=FULL")
        try:
            done = self._write("UPDATE outbox SET state = ? WHERE id = ?", (state, id))
        finally:
            if forced:
                self._db.execute("PRAGMA synchronous=NORMAL")
        if not done:
            raise LedgerError(f"{self.path}: effect {id} is not in the outbox", "Free some disk space")

    def drop(self, keep: Iterable[str]) -> int:
        """Give up the effects of nodes that are not among these; how many there were."""
        nodes = list(keep)
        marks = ", ".join("?" * len(nodes))
        query = f"UPDATE outbox SET state = 'done' WHERE state != 'done' AND node NOT IN ({marks})"  # noqa: S608
        return self._write(query, tuple(nodes))

    def _one(self, query: str) -> int | None:
        row = self._db.execute(query).fetchone()
        return row[0] if row else None

    def _write(self, query: str, values: tuple[Any, ...]) -> int:
        try:
            return self._db.execute(query, values).rowcount
        except sqlite3.Error as error:
            raise LedgerError(f"{self.path} cannot be written: {error}", "Free some disk space") from None

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db, self.path)


class _Transaction:
    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> None:
        self._run("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if kind is None:
            self._run("COMMIT")
            return
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            raise LedgerError(f"{self._path} cannot be written: {error}", "Free some disk space") from None

    def _run(self, statement: str) -> None:
        try:
            self._db.execute(statement)
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise LedgerError(f"{self._path} cannot be written: {error}", "Free some disk space") from None
