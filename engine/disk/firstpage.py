"""First page: the header of a ledger and the list of its tables, without which SQLite reads nothing of the file.

Both are known beforehand: the header is the same in every ledger but for a few numbers, and so are the tables. A file
whose first page is damaged is read by way of copies that have another one: with the header that must be, then with the
whole page of a new ledger. The sound rows of whichever gives more go into a new file; when there are none, the flow
begins anew. The damaged file is kept aside.
"""

import shutil
import sqlite3
import struct
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

from engine.disk.schema import MARK, TABLES, VERSION, crc
from engine.disk.sql import PAGE

HEADER = 100
SIZES = (PAGE, 4096)
"""Bytes of a page, which stand in the header: of a file of this version, and of one that the first release made."""
CONSTANT = [*range(16), *range(18, 24), *range(44, 48), *range(52, 60), *range(64, 68), *range(72, 92)]
"""Bytes of the header that are the same in every ledger; see the SQLite database file format, 1.3."""
EMPTY = 44
"""From here on they are 0 as long as there are no tables."""
COUNTS = slice(24, 44)
"""Change counter, size in pages, two of free pages, schema cookie."""
FIRST = b"\0\0\0\1"
"""The version of the first release, whose pages are smaller."""
LOG_HEADER, LOG_FRAME = 32, 24
Rows = dict[str, list[tuple[Any, ...]]]

SUMS: Mapping[str, Callable[..., tuple[int, int]]] = {
    "names": lambda number, name, sum_: (sum_, crc(name.encode(), number)),
    "frames": lambda number, sum_, raw: (sum_, crc(raw, number)),
    "document": lambda _, version, sum_, raw: (sum_, crc(raw, version)),
    "checkpoint": lambda _, position, sum_, raw: (sum_, crc(raw, position)),
    "states": lambda node, kind, sum_, raw: (sum_, crc(raw, node, kind)),
    "outbox": lambda number, lane, own, key, _, __, sum_, raw: (sum_, crc(raw, number, lane, own, key)),
}
"""Of a row of a table: the checksum that stands in it, and the one that it should have."""
ALL = ("names", "frames", "whole", "document", "checkpoint", "states", "outbox")


@cache
def new() -> bytes:
    """The first page of a ledger without rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute(f"PRAGMA page_size = {PAGE}")
        for statement in (*TABLES.split(";"), f"PRAGMA user_version = {VERSION}", f"PRAGMA application_id = {MARK}"):
            made.execute(statement)
        page = bytearray(made.serialize()[:PAGE])
    page[18:20] = b"\2\2"  # it has a write-ahead log
    return bytes(page)


def damaged(path: Path) -> bool:
    """Whether SQLite would not find a ledger, before it looks. A page in the log stands for the one in the file."""
    try:
        with path.open("rb") as file:
            page = file.read(PAGE)
    except FileNotFoundError:
        return False
    if not page or _logged(path) or (page[:16] == new()[:16] and page[60:64] == FIRST):
        return False
    if len(page) < HEADER or struct.unpack_from(">H", page, 16)[0] not in SIZES:
        return True
    return any(page[i] not in (new()[i], 0 if i >= EMPTY else new()[i]) for i in CONSTANT)


def known(sql: Any) -> bool:
    """Whether the tables are those of a ledger of this version, as SQLite reads them."""
    query = "SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_master WHERE sql IS NOT NULL"
    return {(_plain(name), _plain(text)) for name, text in sql.execute(query)} == _tables()


@cache
def _tables() -> set[tuple[str, str]]:
    texts = [_plain(text.encode()) for text in TABLES.split(";")]
    return {(text.split()[2], text) for text in texts}


def _plain(raw: bytes) -> str:
    return " ".join(raw.decode(errors="replace").split())


def read(path: Path) -> Rows:
    """The sound rows that can be read with another first page."""
    with path.open("rb") as file:
        own = file.read(PAGE)
    pages = [_header(path, size) + own[HEADER:] for size in SIZES] + [_header(path, PAGE) + new()[HEADER:]]
    return max((_read(path, page) for page in pages), key=lambda rows: sum(map(len, rows.values())))


def _header(path: Path, size: int) -> bytes:
    """As it must be, for pages of a size."""
    head = bytearray(new()[:HEADER])
    head[COUNTS] = bytes(COUNTS.stop - COUNTS.start)
    struct.pack_into(">H", head, 16, size)
    struct.pack_into(">I", head, 28, path.stat().st_size // size)
    return bytes(head)


def _read(path: Path, page: bytes) -> Rows:
    copy = path.with_suffix(".reading")
    log, copied_log = (one.with_name(one.name + "-wal") for one in (path, copy))
    found: Rows = {}
    try:
        shutil.copy(path, copy)
        if log.exists():
            shutil.copy(log, copied_log)
        with copy.open("r+b") as file:
            file.write(page)
        with closing(sqlite3.connect(copy)) as other:
            other.text_factory = lambda raw: raw.decode(errors="replace")
            for table in ALL:
                found[table] = _sound(other, table)
    finally:
        for end in ("", "-wal", "-shm"):
            copy.with_name(copy.name + end).unlink(missing_ok=True)
    if not found["frames"] and not found["checkpoint"]:
        found["whole"] = []  # it has no checksum: it counts for nothing by itself
    return found


def _sound(other: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    found = []
    with suppress(sqlite3.Error, UnicodeError):
        for row in other.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY rowid"):  # noqa: S608 - ours
            with suppress(TypeError, AttributeError, UnicodeError):  # it is no row of this table
                stands, should = SUMS[table](*row) if table in SUMS else (0, 0)
                if stands == should:
                    found.append(row)
    return found


def _logged(path: Path) -> bool:
    """Whether the write-ahead log holds a first page that was committed."""
    try:
        raw = path.with_name(path.name + "-wal").read_bytes()
    except FileNotFoundError:
        return False
    if len(raw) < LOG_HEADER or (page := struct.unpack_from(">I", raw, 8)[0]) not in SIZES:
        return False
    salt, first = raw[16:24], False
    for at in range(LOG_HEADER, len(raw) - LOG_FRAME - page + 1, LOG_FRAME + page):
        number, size = struct.unpack_from(">2I", raw, at)
        if raw[at + 8 : at + 16] != salt:
            break
        first |= number == 1
        if first and size:  # the last frame of a commit has the size of the file
            return True
    return False
