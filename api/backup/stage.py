"""Stage: a copy of a data folder in which everything is as it was at one moment, while the server goes on.

What one part has handed to another is never missing from both: snapshots are opened in the direction in which things
go. First the flows (journal, checkpoint, outbox), then what their outboxes fill (event store, history), then what
people edit. What is in the outbox still and in the event store already is known there by its id.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from api.errors import Refused
from flows.store.database import iso

MAGIC = b"SQLite format 3\0"
BUSY_MS = 30_000
"""Time to wait for a writer that has the file for itself."""
TRIES = 5
"""Files of the history may be merged while we look: then it is looked at again."""
SKIPPED_FOLDERS = {"kernels", "seats"}
SKIPPED = {"lock", "setup-token"}
SKIPPED_ENDS = ("-wal", "-shm", "-journal", ".lock", ".part", ".new")
KEY = "secret.key"
PAGES = 2000
"""Pages copied at a time."""


def stage(data: Path, target: Path, *, key: bool) -> str:
    """Copy what belongs into a backup of `data` to the empty folder `target`; the moment, ISO 8601."""
    for _ in range(TRIES):
        with ExitStack() as stack:
            _link_all(data, target, key=key)
            listed = _databases(data, key=key)
            opened = [(path, connection) for path in listed if (connection := stack.enter_context(_snapshot(path)))]
            moment = iso(time.time())
            if set(_databases(data, key=key)) <= set(listed):  # else there is a flow that only those who edit know
                _link_all(data, target, key=key)  # what came between the first look and the moment
                for path, connection in opened:
                    _copy(connection, target / path.relative_to(data))
                if _history_is_whole(target):
                    return moment
        _empty(target)
    raise Refused("The data folder changed again and again while it was copied", "Try again in a minute")


def _databases(data: Path, *, key: bool) -> list[Path]:
    return sorted((p for p in _files(data, key=key) if _is_database(p)), key=lambda p: _rank(data, p))


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _files(data: Path, *, key: bool) -> Iterator[Path]:
    """Everything that a backup takes."""
    for folder, folders, names in os.walk(data):
        folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
        for name in sorted(names):
            path = Path(folder, name)
            if name in SKIPPED or name.endswith(SKIPPED_ENDS) or (name == KEY and not key):
                continue
            if path.is_file() and not path.is_symlink():
                yield path


def _rank(data: Path, path: Path) -> tuple[int, str]:
    """In the direction in which things go: flows, what they fill, what people edit."""
    within = path.relative_to(data).parts
    place = 0 if within[0] == "flows" else 2 if within == ("tundish.db",) else 1
    return place, str(path)


def _is_database(path: Path) -> bool:
    """One that is written now; those put aside (`.removed`, `.damaged`) are files like others."""
    if path.suffix != ".db":
        return False
    with suppress(FileNotFoundError), path.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC
    return False


@contextmanager
def _snapshot(path: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection that sees the file as it is now, whatever is written later; None when it is gone by now."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    except sqlite3.Error as error:
        if path.exists():
            raise _unfit(path, error) from None
        yield None
        return
    try:
        with closing(connection):
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            yield connection
    except sqlite3.Error as error:
        raise _unfit(path, error) from None


def _unfit(path: Path, error: sqlite3.Error) -> Refused:
    return Refused(f"{path} cannot be copied: {error}", "Look after this file first")


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        connection.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise Refused(f"The copy {target.name} is damaged: {found}", "Look after the disk first")


def _link_all(data: Path, target: Path, *, key: bool) -> None:
    """Files that are no databases, as hard links where that works: they are never changed, only replaced."""
    for path in _files(data, key=key):
        place = target / path.relative_to(data)
        if place.exists() or _is_database(path):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # gone since
            _link(path, place)


def _link(path: Path, place: Path) -> None:
    if path.suffix == ".parquet":
        with suppress(OSError):
            os.link(path, place)
            return
    shutil.copyfile(path, place)


def _history_is_whole(target: Path) -> bool:
    """Every file that a log of the history lists is there; what none lists is left out."""
    history = target / "history"
    logs = [path for path in history.rglob("*") if path.is_file() and _is_database(path)]
    listed = {name for log in logs for name in _listed(log)}
    for path in history.rglob("*.parquet"):
        if logs and path.relative_to(history).as_posix() not in listed:
            path.unlink()
    return all((history / name).exists() for name in listed)


def _listed(log: Path) -> Sequence[str]:
    with closing(sqlite3.connect(log)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'files'").fetchone():
            return ()
        return [row[0] for row in connection.execute("SELECT name FROM files")]
