"""Salvage: what is damaged in a ledger is found, kept aside and told; what is sound before it is used.

SQLite ends its write-ahead log silently at the first frame whose checksum is wrong, so the log is looked through
before SQLite sees it. Rows carry checksums of their own, as pages of the file have none.
"""

import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from engine.disk import firstpage
from engine.disk.schema import MARK, VERSION, crc, prepare
from engine.disk.sql import Sql
from tundish.kernel import In, Out, kernel, warm_up

COPIES = 3
"""Damaged files that are kept of one flow; later ones are told but not copied."""
SMALL = 2**28
"""Bytes of a file up to which its structure is checked when it is opened: it takes about a second a gigabyte."""
HEADER, FRAME = 32, 24
MAGIC = 0x377F0682


@kernel
def checksum(words: In[np.uint32], sums: Out[np.uint32]) -> None:
    """SQLite's checksum of a log: goes on from `sums`; words come in pairs."""
    first, second = sums[0], sums[1]
    for i in range(0, words.size - 1, 2):
        first = np.uint32(first + words[i] + second)
        second = np.uint32(second + words[i + 1] + first)
    sums[0], sums[1] = first, second


def opened(path: Path, sql: Callable[[Path], Sql], found: list[str]) -> Sql:
    """The file with its tables, also when its first page is damaged; `found` gets sentences about what is."""
    if firstpage.damaged(path):
        found.append(_begun(path, sql))
    found += look(path)
    made = None
    try:
        made = sql(path)
        whole = _whole_tables(made)
    except sqlite3.OperationalError:  # the disk cannot be read: that says nothing of what is on it
        if made is not None:
            made.close()
        raise
    except (sqlite3.DatabaseError, UnicodeError):  # it cites what it cannot read
        whole = False
    if made is None or not whole:
        if made is not None:
            made.close()
        found.append(_begun(path, sql))
        made = sql(path)
    try:
        prepare(made)
        found += mend(made)
    except BaseException:
        made.close()
        raise
    return made


def _whole_tables(sql: Sql) -> bool:
    """Whether there are the tables of a ledger, or those of another version, or none yet."""
    version = sql.one("PRAGMA user_version")
    if firstpage.known(sql):
        if version < VERSION:  # it is damaged, or the tables would not be these
            sql.execute(f"PRAGMA user_version = {VERSION}")
        return True
    ours = VERSION in {version, sql.one("PRAGMA application_id") - MARK + VERSION}
    return not ours and (version > 0 or not sql.one("SELECT count(*) FROM sqlite_master"))


def _begun(path: Path, sql: Callable[[Path], Sql]) -> str:
    """Begin a new file with the sound rows of this one."""
    kept = keep(path)
    rows = firstpage.read(path)
    new = path.with_suffix(".mended")
    new.unlink(missing_ok=True)
    other = sql(new)
    prepare(other)
    _filled(other, rows)
    other.close()
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    new.replace(path)
    count = sum(map(len, rows.values()))
    lost = f"{count} sound rows of it are used" if count else "Nothing of it could be read: the flow has begun anew"
    return f"The first page of the flow's file was damaged. {kept}. {lost}"


def _filled(sql: Sql, rows: firstpage.Rows) -> None:
    sql.begin()
    for table, of in rows.items():
        if of:
            marks = ", ".join("?" * len(of[0]))
            sql.many(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", of)  # noqa: S608 - ours
    sql.commit()


def look(path: Path) -> list[str]:
    """Sentences about a log that does not end where it was written to. The file is not opened yet."""
    log = path.with_name(path.name + "-wal")
    if not path.exists() or not log.exists() or not (raw := log.read_bytes()):
        return []
    warm_up()
    if _whole(raw, _witness(path)):
        return []
    return [f"The end of the journal was damaged or incomplete; what came before it is used. {keep(path)}"]


def keep(path: Path) -> str:
    """Copy the files as they are now; a sentence that says where."""
    for number in range(1, COPIES + 1):
        copy = path.with_suffix(f".{number}.damaged")
        if not copy.exists():
            shutil.copy(path, copy)
            log = path.with_name(path.name + "-wal")
            if log.exists():
                shutil.copy(log, copy.with_name(copy.name + "-wal"))
            return f"A copy of the damaged file is {copy.name}"
    return f"{COPIES} damaged copies lie beside it already"


def mend(sql: Sql) -> list[str]:
    """Check the structure of the file, and move what can be read into a new one if it is broken."""
    if sql.path.stat().st_size > SMALL:
        return []
    try:
        verdict = sql.one("PRAGMA quick_check(1)")
    except sqlite3.OperationalError:
        raise  # the disk cannot be read: that says nothing of what is on it
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict == "ok":
        return []
    kept = keep(sql.path)
    lost = _rebuilt(sql)
    return [f"The flow's file was damaged ({str(verdict)[:200]}). {kept}. {lost}"]


def checkpoint(sql: Sql, found: list[str]) -> tuple[int, dict[str, Any], int, dict[str, Any]] | None:
    """Version, document, position and memory; None when there is none that is sound."""
    document = sql.execute("SELECT version, crc, raw FROM document").fetchone()
    saved = sql.execute("SELECT position, crc, raw FROM checkpoint").fetchone()
    if document is None and saved is None:
        return None
    sound = document and saved and document[1] == crc(document[2], document[0]) and saved[1] == crc(saved[2], saved[0])
    if not sound:
        found.append(f"The checkpoint was damaged: the flow has begun anew. {keep(sql.path)}")
        return None
    return document[0], msgspec.msgpack.decode(document[2]), saved[0], msgspec.msgpack.decode(saved[2])


def states(sql: Sql, found: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """Node, kind and state of the nodes whose state is sound."""
    for node, kind, sum_, raw in sql.execute("SELECT node, kind, crc, raw FROM states").fetchall():
        if sum_ == crc(raw, node, kind):
            yield node, kind, raw
        else:
            found.append(f"What node {node} remembered was damaged: it has begun anew. {keep(sql.path)}")


def names(sql: Sql, found: list[str]) -> tuple[list[tuple[int, str]], bool]:
    """Points by number, and whether all of them are sound: a journal whose points are not known cannot be used."""
    rows = sql.execute("SELECT number, name, crc FROM names ORDER BY number").fetchall()
    if [number for number, _, _ in rows] == list(range(len(rows))) and all(s == crc(t.encode(), n) for n, t, s in rows):
        return [(number, name) for number, name, _ in rows], True
    found.append(f"The names of points in the journal were damaged: its passes are not used. {keep(sql.path)}")
    with suppress(sqlite3.Error):  # nothing can be written: they are found again
        sql.begin()
        for table in ("names", "frames", "whole"):  # or the passes to come could not be used either
            sql.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
        sql.commit()
    return [], False


def frames(sql: Sql, after: int, found: list[str]) -> Iterator[tuple[bytes, bool]]:
    """Passes after a position, as long as they are sound and none is missing; whether they are whole, see schema."""
    query = "SELECT number, crc, raw FROM frames WHERE number > ? ORDER BY number"
    whole = sql.one("SELECT max(number) FROM whole") or 0
    expected, last = after, sql.one("SELECT max(number) FROM frames") or after
    for number, sum_, raw in sql.execute(query, (after,)):
        if number != expected + 1 or sum_ != crc(raw, number):
            break
        expected = number
        yield raw, number <= whole
    if expected != last:
        found.append(
            f"The last {last - expected} passes of the journal were damaged and are not used. {keep(sql.path)}"
        )


def _rebuilt(sql: Sql) -> str:
    """Copy every row that can be read into the tables of a new file, and go on with that."""
    rows: dict[str, list[Any]] = {}
    short = []
    for table in firstpage.ALL:
        rows[table] = []
        try:
            rows[table] += sql.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY rowid")  # noqa: S608 - ours
        except sqlite3.DatabaseError:
            short.append(table)
    new = sql.path.with_suffix(".mended")
    other = sql.beside(new)
    prepare(other)
    _filled(other, rows)
    other.close()
    sql.replace(new)
    return f"Not all could be read of: {', '.join(short)}" if short else "Everything in it could be read"


def _witness(path: Path) -> tuple[bytes, int]:
    """Salt and number of the last frame that SQLite knew of, from its index of the log; it survives a kill."""
    try:
        raw = path.with_name(path.name + "-shm").read_bytes()
    except OSError:
        return b"", 0
    if len(raw) < 96 or raw[:48] != raw[48:96]:  # noqa: PLR2004 - two copies of 48 bytes
        return b"", 0
    return raw[32:40], struct.unpack_from("=I", raw, 16)[0]


def _whole(raw: bytes, witness: tuple[bytes, int]) -> bool:
    """Whether a log is sound up to the last frame that was ever written to it."""
    if len(raw) < HEADER:
        return False
    magic, _, page, _ = struct.unpack_from(">4I", raw)
    order = ">" if magic & 1 else "<"
    sums = np.zeros(2, np.uint32)
    checksum(_words(raw[:24], order), sums)
    if magic & ~1 != MAGIC or tuple(sums.tolist()) != struct.unpack_from(">2I", raw, 24):
        return False
    salt = raw[16:24]
    count = (len(raw) - HEADER) // (FRAME + page)
    sound = 0
    for number in range(count):
        at = HEADER + number * (FRAME + page)
        if raw[at + 8 : at + 16] != salt:
            break
        checksum(_words(raw[at : at + 8], order), sums)
        checksum(_words(raw[at + FRAME : at + FRAME + page], order), sums)
        if tuple(sums.tolist()) != struct.unpack_from(">2I", raw, at + 16):
            return False
        sound += 1
    starts = range(HEADER + sound * (FRAME + page), len(raw) - 16, FRAME + page)
    later = any(raw[at + 8 : at + 16] == salt for at in starts)
    return not later and not (witness[0] == salt and witness[1] > sound)


def _words(raw: bytes, order: str) -> Any:
    return np.ascontiguousarray(np.frombuffer(raw, f"{order}u4").astype(np.uint32))
