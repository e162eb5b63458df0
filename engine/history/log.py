"""Log: samples as they arrived, in one SQLite file of one worker, and the list of the Parquet files made of them.

The list decides: a file that does not stand in it is no part of the history. A row is therefore at every moment either
in a frame or in a listed file, never in both, whenever the process dies.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.history.errors import HistoryError
from engine.passes.inbox import LATE as LATE

DAY = 86_400_000_000_000
BUSY = 10.0
"""Seconds to wait for the other process that writes: worker and compaction take turns."""
ROWS = np.dtype(
    [
        ("arrival", "i8"), ("sequence", "i8"), ("time", "i8"), ("value", "f8"), ("point", "i4"), ("quality", "u1"),
        ("late", "?"), ("source", "i4"),
    ]
)  # fmt: skip
"""Samples in memory: `point` and `source` are numbers of names, see `Rows`."""
SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS frames (first INTEGER PRIMARY KEY, size INTEGER NOT NULL, source INTEGER NOT NULL,
  late INTEGER NOT NULL, min_time INTEGER NOT NULL, max_time INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS sources (id INTEGER PRIMARY KEY, flow TEXT NOT NULL, node TEXT NOT NULL,
  port TEXT NOT NULL, arrival INTEGER NOT NULL, UNIQUE (flow, node, port));
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, day TEXT NOT NULL, rows INTEGER NOT NULL,
  min_time INTEGER NOT NULL, max_time INTEGER NOT NULL, bytes INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO facts VALUES ('next', 1), ('file', 1);
PRAGMA user_version = 1;
COMMIT;
"""


class Batch(NamedTuple):
    """Samples of one output, as columns; points by their number in the log."""

    flow: str
    node: str
    port: str
    """`@late` for what was older than its point's last one, and has not gone through the flow."""
    arrival: npt.NDArray[np.int64]
    time: npt.NDArray[np.int64]
    point: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    quality: npt.NDArray[np.uint8]


class Frame(NamedTuple):
    """One row of the log."""

    first: int
    size: int
    source: int
    late: int
    raw: bytes


class File(NamedTuple):
    """A Parquet file in the list; `name` is its path below the history's folder."""

    name: str
    day: str
    rows: int
    min_time: int
    max_time: int
    bytes: int


class Contents(NamedTuple):
    """What there was at one moment."""

    frames: list[Frame]
    files: list[File]
    names: dict[int, str]
    """Of points."""
    sources: dict[int, str]
    """`flow/node`."""


class Log:
    """Many processes may read while one writes."""

    def __init__(self, path: Path, *, writes: bool = True) -> None:
        """`writes=False`: the file is there, and stays as it is."""
        self.path = path
        try:
            if writes:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY)
            if writes:
                for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"):
                    self._db.execute(f"PRAGMA {pragma}")
                self._db.executescript(SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise HistoryError(f"{path} cannot be opened: {error}", "Check the disk and the rights on it") from None

    @property
    def ready(self) -> bool:
        """Whether it has its tables: its writer may be just about to make them."""
        return bool(self._read("PRAGMA user_version")[0][0])

    @property
    def stem(self) -> str:
        """What the names of its Parquet files begin with."""
        return self.path.stem

    def close(self) -> None:
        self._db.close()

    # -- writing -----------------------------------------------------------------------------------------------------

    def numbers(self, names: Sequence[str]) -> list[int]:
        """The log's numbers of points; new ones are written down."""
        with self._writing() as db:
            db.executemany("INSERT OR IGNORE INTO names (name) VALUES (?)", [(name,) for name in names])
            query = "SELECT id FROM names WHERE name = ?"
            return [db.execute(query, (name,)).fetchone()[0] for name in names]

    def append(self, batches: Iterable[Batch]) -> int:
        """Keep these in one transaction; what an output told before, by arrival, is not kept again. How many were new.

        All of an instant must come in one call.
        """
        with self._writing() as db:
            start = first = self._fact("next")
            sources: dict[tuple[str, str, str], tuple[int, int]] = {}
            for batch in batches:
                key = batch[:3]
                source, told = sources.get(key) or sources.setdefault(key, self._source(*key))
                fresh = _after(batch, told)
                size = fresh.arrival.size
                if not size:
                    continue
                row = (
                    first,
                    size,
                    source,
                    batch.port == LATE,
                    int(fresh.time.min()),
                    int(fresh.time.max()),
                    packed(fresh),
                )
                db.execute("INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                db.execute(
                    "UPDATE sources SET arrival = max(arrival, ?) WHERE id = ?", (int(fresh.arrival.max()), source)
                )
                first += size
            db.execute("UPDATE facts SET value = ? WHERE name = 'next'", (first,))
            return first - start

    def compacted(self, last: int, files: Sequence[File]) -> None:
        """The frames up to the one that begins at `last` are in these files now."""
        with self._writing() as db:
            db.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", files)
            db.execute("DELETE FROM frames WHERE first <= ?", (last,))

    def replaced(self, old: Sequence[File], new: Sequence[File]) -> None:
        """What was in the old files is in the new ones, or given up."""
        with self._writing() as db:
            db.executemany("DELETE FROM files WHERE name = ?", [(file.name,) for file in old])
            db.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", new)

    def next_file(self) -> int:
        """A number for a file: never given twice."""
        with self._writing() as db:
            db.execute("UPDATE facts SET value = value + 1 WHERE name = 'file'")
            return self._fact("file")

    # -- reading -----------------------------------------------------------------------------------------------------

    def contents(self, since: int, until: int) -> Contents:
        """Frames and files with samples of this span of source time, as of one moment."""
        span = (until, since)
        with self._reading() as db:
            frames = db.execute(
                "SELECT first, size, source, late, raw FROM frames WHERE min_time < ? AND max_time >= ? ORDER BY first",
                span,
            ).fetchall()
            files = db.execute(
                "SELECT * FROM files WHERE min_time < ? AND max_time >= ? ORDER BY name", span
            ).fetchall()
            names = dict(db.execute("SELECT id, name FROM names").fetchall())
            sources = {id: f"{flow}/{node}" for id, flow, node in db.execute("SELECT id, flow, node FROM sources")}
        return Contents([Frame(*row) for row in frames], [File(*row) for row in files], names, sources)

    def oldest(self, most: int) -> Contents:
        """The oldest frames, up to so many samples (at least one frame)."""
        with self._reading() as db:
            frames: list[Frame] = []
            size = 0
            for row in db.execute("SELECT first, size, source, late, raw FROM frames ORDER BY first"):
                if frames and size + row[1] > most:
                    break
                frames.append(Frame(*row))
                size += row[1]
            names = dict(db.execute("SELECT id, name FROM names").fetchall())
            sources = {id: f"{flow}/{node}" for id, flow, node in db.execute("SELECT id, flow, node FROM sources")}
        return Contents(frames, [], names, sources)

    def files(self) -> list[File]:
        return [File(*row) for row in self._read("SELECT * FROM files ORDER BY name")]

    def span(self) -> tuple[int, int] | None:
        """The first and last source time."""
        times = "SELECT min_time, max_time FROM files UNION ALL SELECT min_time, max_time FROM frames"
        first, last = self._read(f"SELECT min(min_time), max(max_time) FROM ({times})")[0]  # noqa: S608 - ours
        return None if first is None else (int(first), int(last))

    def days(self, since: int, until: int) -> set[int]:
        """UTC days since 1970 that may have samples of this span of source time."""
        times = "SELECT min_time, max_time, {} FROM {} WHERE min_time < ? AND max_time >= ?"
        with self._reading() as db:
            found = {row[0] // DAY for row in db.execute(times.format("0", "files"), (until, since))}
            for low, high, first in db.execute(times.format("first", "frames"), (until, since)).fetchall():
                found |= {low // DAY, high // DAY} if high - low < DAY else self._days_of(db, first)
        return found

    def _days_of(self, db: sqlite3.Connection, first: int) -> set[int]:
        """The same of one frame, by its samples: late ones may be years apart."""
        row = db.execute("SELECT first, size, source, late, raw FROM frames WHERE first = ?", (first,)).fetchone()
        return set(np.unique(unpacked(Frame(*row))["time"] // DAY).tolist())

    def names(self) -> list[str]:
        """Of all points that it has ever had."""
        return [row[0] for row in self._read("SELECT name FROM names")]

    def waiting(self) -> tuple[int, int]:
        """Samples in frames, and the bytes that they take."""
        row = self._read("SELECT coalesce(sum(size), 0), coalesce(sum(length(raw)), 0) FROM frames")[0]
        return int(row[0]), int(row[1])

    def _read(self, query: str) -> list[Any]:
        with self._reading() as db:
            return db.execute(query).fetchall()

    def _fact(self, name: str) -> int:
        return int(self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()[0])

    def _source(self, flow: str, node: str, port: str) -> tuple[int, int]:
        """Number of an output, and the last arrival that it has told."""
        query = "SELECT id, arrival FROM sources WHERE flow = ? AND node = ? AND port = ?"
        found = self._db.execute(query, (flow, node, port)).fetchone()
        if found is None:
            insert = "INSERT INTO sources (flow, node, port, arrival) VALUES (?, ?, ?, 0)"
            self._db.execute(insert, (flow, node, port))
            found = self._db.execute(query, (flow, node, port)).fetchone()
        return int(found[0]), int(found[1])

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        yield from self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        yield from self._transaction("BEGIN")

    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self._db.execute(begin)
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise HistoryError(f"{self.path} cannot be used: {error}", "Look for room on the disk") from None
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def packed(batch: Batch) -> bytes:
    """The five columns one after the other."""
    return b"".join(column.tobytes() for column in batch[3:])


def unpacked(frame: Frame) -> npt.NDArray[np.void]:
    """A frame as `ROWS`."""
    n, at = frame.size, 0
    rows = np.empty(n, ROWS)
    for name, dtype in (("arrival", "i8"), ("time", "i8"), ("point", "i4"), ("value", "f8"), ("quality", "u1")):
        rows[name] = np.frombuffer(frame.raw, dtype, n, at)
        at += n * np.dtype(dtype).itemsize
    rows["sequence"] = np.arange(frame.first, frame.first + n)
    rows["late"], rows["source"] = bool(frame.late), frame.source
    return rows


def _after(batch: Batch, told: int) -> Batch:
    """What arrived after this stamp."""
    fresh = batch.arrival > told
    return batch if fresh.all() else Batch(*batch[:3], *(column[fresh] for column in batch[3:]))  # type: ignore[arg-type]
