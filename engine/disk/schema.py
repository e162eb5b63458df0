"""Schema: the tables of a ledger, and how a file of an older version becomes one of this."""

import sqlite3
import zlib
from contextlib import suppress
from typing import Any

import msgspec
import numpy as np

from engine.disk.codec import Codec, event_from
from engine.disk.sql import Sql
from engine.passes.inbox import Emit
from tundish.kernel import warm_up
from tundish.points import Points
from tundish.samples import COLUMNS, Samples

VERSION = 2
MARK = 0x74646C00 + VERSION
"""Stands in the header a second time: a version that says otherwise is damaged, not that of another program."""
TABLES = """
CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE frames (number INTEGER PRIMARY KEY, crc INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE whole (number INTEGER PRIMARY KEY);
CREATE TABLE document (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, crc INTEGER NOT NULL,
  raw BLOB NOT NULL);
CREATE TABLE checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, crc INTEGER NOT NULL,
  raw BLOB NOT NULL);
CREATE TABLE states (node TEXT PRIMARY KEY, kind TEXT NOT NULL, crc INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE TABLE outbox (number INTEGER PRIMARY KEY, lane TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting', why TEXT NOT NULL DEFAULT '', crc INTEGER NOT NULL, raw BLOB NOT NULL);
CREATE INDEX outbox_lane ON outbox (lane, number)
"""
"""`whole` are frames up to which all records are in the outbox: they came with this mark in one transaction, or before.

Those of passes that were made while the disk mended come with the mark of the last of them alone.
"""


def crc(raw: bytes, *about: object) -> int:
    """The checksum of a row: of what it holds and what it is."""
    return zlib.crc32(raw, zlib.crc32("\0".join(map(str, about)).encode()))


def prepare(sql: Sql) -> None:
    """Make the tables, or bring them up to this version, in one transaction. ValueError: it is of a newer program."""
    version, mark = sql.one("PRAGMA user_version"), sql.one("PRAGMA application_id")
    if version == VERSION and mark == MARK:
        return
    if version == VERSION or mark == MARK:
        with suppress(sqlite3.OperationalError):  # nothing can be written: it is put right the next time
            sql.execute(f"PRAGMA user_version = {VERSION}")
            sql.execute(f"PRAGMA application_id = {MARK}")
        return
    if version > VERSION:
        raise ValueError(f"it was written by a newer version of Tundish (schema {version}, this one knows {VERSION})")
    sql.begin()
    try:
        if version == 1:
            _from_1(sql)
        else:
            _make(sql)
        sql.execute(f"PRAGMA user_version = {VERSION}")
        sql.execute(f"PRAGMA application_id = {MARK}")
        sql.commit()
    except BaseException:
        sql.rollback()
        raise


def _make(sql: Sql) -> None:
    for statement in TABLES.split(";"):
        sql.execute(statement)


def _from_1(sql: Sql) -> None:
    """Version 1: whole checkpoints in one row, points by name in every frame, effects apart from their frames."""
    warm_up()
    old = ("frames", "checkpoint", "outbox")
    for table in old:
        sql.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    _make(sql)
    points = Points()
    codec = Codec(points)
    for number, raw in sql.execute("SELECT number, raw FROM old_frames ORDER BY number").fetchall():
        encoded = codec.encode(*_frame_1(raw, points))
        put_names(sql, encoded.names)
        sql.execute("INSERT INTO frames VALUES (?, ?, ?)", (number, crc(encoded.raw, number), encoded.raw))
    for version, document, position, raw in sql.execute("SELECT version, document, position, raw FROM old_checkpoint"):
        memory = msgspec.msgpack.decode(raw)
        nodes = memory.pop("nodes")
        put_document(sql, version, document)
        put_checkpoint(sql, position, msgspec.msgpack.encode(memory))
        for node, kept in nodes.items():
            put_state(sql, node, kept["kind"], msgspec.msgpack.encode(kept["state"]))
    for row in sql.execute("SELECT number, node, id, state, raw FROM old_outbox").fetchall():
        number, node, id, state, raw = row
        values = (number, node, id, "", state, "", crc(raw, number, node, id, ""), raw)
        sql.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    for table in old:
        sql.execute(f"DROP TABLE old_{table}")


def _frame_1(raw: bytes, points: Points) -> tuple[list[Emit], int]:
    until, rows = msgspec.msgpack.decode(raw)
    return [Emit(node, port, _payload_1(x, points), first, last) for node, port, first, last, x in rows], until


def _payload_1(raw: dict[str, Any], points: Points) -> Any:
    if "names" not in raw:
        return event_from(raw)
    numbers = np.array([points.number(name) for name in raw["names"]], np.int32)
    columns = {name: np.frombuffer(raw[name], dtype) for name, dtype in COLUMNS.items()}
    columns["point"] = numbers[columns["point"]]
    return Samples(**columns)


def put_names(sql: Sql, names: list[tuple[int, str]]) -> None:
    if names:
        rows = [(number, name, crc(name.encode(), number)) for number, name in names]
        sql.many("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", rows)


def put_document(sql: Sql, version: int, raw: bytes) -> None:
    sql.execute("INSERT OR REPLACE INTO document VALUES (1, ?, ?, ?)", (version, crc(raw, version), raw))


def put_checkpoint(sql: Sql, position: int, raw: bytes) -> None:
    sql.execute("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?)", (position, crc(raw, position), raw))


def put_state(sql: Sql, node: str, kind: str, raw: bytes) -> None:
    sql.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?, ?)", (node, kind, crc(raw, node, kind), raw))
