"""Records: the rows of the outbox, written and read many at a time.

For every step of a statement Python lets go of the interpreter, and while the event loop is busy another thread waits
milliseconds until it has it again. So a row must not be a step: rows go in by one statement, and come out as one JSON
with all that was packed one behind the other beside it.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import msgspec

from engine.disk.sql import Sql

WAITING, SENDING, ASIDE, DONE = "waiting", "sending", "aside", "done"
"""States of a record: `sending` is known of commands to equipment alone; `aside` waits for a person."""
STATES = {WAITING, SENDING, ASIDE, DONE}
TOGETHER = 100
"""Rows of a statement."""
Row: TypeAlias = tuple[int, str, str, str, bytes, str, str, int]
"""As a record, and the checksum."""

_rows = msgspec.json.Decoder(list[tuple[int, str, str, str, str, int, int]])
_new = tuple.__new__
"""Makes an Entry in a third of the time of its own constructor."""


class Entry(NamedTuple):
    """A record in the outbox."""

    number: int
    id: str
    lane: str
    key: str
    """Records of one key are sent in order."""
    packed: bytes
    """See `engine.disk.codec.packed`."""
    state: str = WAITING
    why: str = ""

    @property
    def raw(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.msgpack.decode(self.packed)
        return found


class Settled(NamedTuple):
    """What became of a record: `done`, or set `aside` and why."""

    number: int
    lane: str
    state: str = DONE
    why: str = ""


def put(sql: Sql, entries: Iterable[Entry]) -> None:
    rows = [
        (number, lane, id, key, state, why, _sum(number, lane, id, key, raw), raw)
        for number, id, lane, key, raw, state, why in entries
    ]
    for first in range(0, len(rows), TOGETHER):
        part = rows[first : first + TOGETHER]
        marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(part))
        sql.execute(f"INSERT INTO outbox VALUES {marks}", chain.from_iterable(part))  # noqa: S608 - marks alone


def settle(sql: Sql, settled: Iterable[Settled]) -> None:
    """What is done goes; what is set aside stays with the reason."""
    done = sorted(one.number for one in settled if one.state == DONE)
    aside = [(one.state, one.why, one.number) for one in settled if one.state != DONE]
    if done:
        sql.many("DELETE FROM outbox WHERE number BETWEEN ? AND ?", _runs(done))
    if aside:
        sql.many("UPDATE outbox SET state = ?, why = ? WHERE number = ?", aside)


def window(sql: Sql, lane: str, after: int, most: int, states: Sequence[str]) -> tuple[list[Entry], list[int]]:
    """Sound records of a lane in some states, in order, and the numbers of those that are damaged."""
    found: list[Entry] = []
    damaged: list[int] = []
    others = sorted(STATES.difference(states))
    where = f"lane = ? AND number > ? AND state NOT IN ({', '.join('?' * len(others))}) ORDER BY number LIMIT ?"
    while len(found) < most:
        asked = min(most - len(found), TOGETHER)
        values = (lane, after, *others, asked)
        rows = _together(sql, lane, where, values)
        sound = [row for row in rows if _sound(row)]
        if not rows or len(sound) < len(rows):  # there is none, or one has to be looked at by itself
            rows = _singly(sql, where, values)
            sound = [row for row in rows if _sound(row)]
            damaged += {row[0] for row in rows}.difference(row[0] for row in sound)
        found += [_new(Entry, row[:-1]) for row in sound]
        if len(rows) < asked:
            break
        after = rows[-1][0]
    return found, damaged


def _together(sql: Sql, lane: str, where: str, values: Sequence[Any]) -> list[Row]:
    """Rows in one step; none when one of them is no such row, or they are too much for one."""
    columns = "number, id, key, state, why, crc"
    inner = f"SELECT {columns}, raw, length(CAST(raw AS BLOB)) AS size FROM outbox WHERE {where}"  # noqa: S608 - ours
    told = f"CAST(json_group_array(json_array({columns}, size)) AS BLOB)"
    query = f"SELECT {told}, CAST(group_concat(raw, '') AS BLOB) FROM ({inner})"  # noqa: S608 - ours
    try:
        found, packed = sql.execute(query, values).fetchone()
        known = _rows.decode(found)
    except (sqlite3.Error, msgspec.DecodeError, UnicodeError):
        return []
    rows, end = [], 0
    for number, id, key, state, why, crc, size in known:
        begin, end = end, end + size
        rows.append((number, id, lane, key, packed[begin:end], state, why, crc))
    rows.sort()
    return rows


def _singly(sql: Sql, where: str, values: Sequence[Any]) -> list[Row]:
    """Row by row, whatever stands in them."""
    columns = ", ".join(f"CAST({name} AS BLOB)" for name in ("id", "lane", "key", "state", "why", "raw"))
    query = f"SELECT number, {columns}, crc FROM outbox WHERE {where}"  # noqa: S608 - ours
    found: list[Row] = []
    for number, *texts, raw, known in sql.execute(query, values):
        id, lane, key, state, why = (text.decode(errors="surrogateescape") for text in texts)
        found.append((number, id, lane, key, raw, state, why, known))
    return found


def _sound(row: Row) -> bool:
    number, id, lane, key, raw, state, _, known = row
    try:
        return state in STATES and known == _sum(number, lane, id, key, raw)
    except UnicodeError:  # it is no text any more
        return False


def _sum(number: int, lane: str, id: str, key: str, raw: bytes) -> int:
    """`engine.disk.schema.crc` of a record."""
    return zlib.crc32(raw, zlib.crc32(f"{number}\0{lane}\0{id}\0{key}".encode()))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of what follows one upon another without a gap, in sorted numbers: one statement for each."""
    first = last = numbers[0]
    for number in numbers:
        if number > last + 1:
            yield first, last
            first = number
        last = number
    yield first, last
