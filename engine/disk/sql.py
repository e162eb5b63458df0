"""Sql: the connection to one SQLite file. Everything a ledger does to the disk goes through here."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PAGE = 16_384
"""Bytes of a page: frames are large."""
WAL_PAGES = 2**24 // PAGE
"""How long the write-ahead log grows before it is taken over into the file."""


class Sql:
    """A commit is on the disk when it returns (`synchronous=FULL`), unless it is not `forced`. Raises sqlite3.Error."""

    def __init__(self, path: Path, *, forced: bool = True) -> None:
        self.path = path
        self._forced = forced
        self._open(path)

    def _open(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        for pragma in (
            f"page_size={PAGE}", "journal_mode=WAL", f"synchronous={'FULL' if self._forced else 'OFF'}",
            f"wal_autocheckpoint={WAL_PAGES}", f"journal_size_limit={2**26}",
        ):  # fmt: skip
            try:
                self._db.execute(f"PRAGMA {pragma}")
            except BaseException:
                self._db.close()
                raise

    def execute(self, query: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        return self._db.execute(query, tuple(values))

    def many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> int:
        """How many rows it touched."""
        return self._db.executemany(query, rows).rowcount

    def one(self, query: str, values: Iterable[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.execute(query, values).fetchone()
        return row[0] if row else None

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        """Everything as it was at `begin`. An error that ended the transaction by itself has done so already."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def beside(self, path: Path) -> "Sql":
        """A new file of the same manner."""
        path.unlink(missing_ok=True)
        return Sql(path, forced=self._forced)

    def replace(self, path: Path) -> None:
        """Go on with another file, which takes the place of this one."""
        self._db.close()
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        path.replace(self.path)
        self._open(self.path)

    def close(self) -> None:
        self._db.close()
