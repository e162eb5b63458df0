"""Filter: which events are asked for, and the best way to find them.

An answer is always in order of time, the newest first. An index gives that order for one value of its column. A
pattern or a prefix is therefore first made into the values that there are (few, and found by jumping through the
index), then each value is asked for its newest, and these are merged.
"""

from typing import Any, NamedTuple

from msgspec import json

from engine.eventstore.condition import Condition, both
from engine.eventstore.database import Database
from engine.eventstore.records import named, stored_id
from tundish.pattern import is_pattern
from tundish.plant import below

MOST_VALUES = 200
"""Values of a pattern that are asked one by one; if there are more, the events are gone through by time."""
MOST_WALKED = 10_000
"""Values that are looked at for those that fit; if there are more, the same."""


class Cursor(NamedTuple):
    """Where a page ends."""

    time: int
    number: int


class Filter(NamedTuple):
    """Empty means any. Point, kind, flow and node may have `*` and `?`; a kind that ends in `.` is a prefix."""

    point: str = ""
    kind: str = ""
    flow: str = ""
    node: str = ""
    trace: str = ""
    """32 hex digits."""
    user: str = ""
    text: str = ""
    """Somewhere in kind, point or data, whatever the case."""
    since: int | None = None
    until: int | None = None
    """Source time, ns: from `since` on, before `until`."""
    area: str = ""
    """That the data tells, or one below it."""

    @property
    def searches(self) -> bool:
        """Something is asked that no column tells."""
        return bool(self.text or self.area)


class Way(NamedTuple):
    """How to find them: each value of `column` in turn, with `rest` for what is left; None: all by `rest` alone."""

    column: str | None
    values: list[str]
    rest: Condition
    plain: bool
    """`rest` is about time alone: the index knows everything."""


def way(db: Database, connection: Any, wanted: Filter) -> Way:
    """Go by the part of the filter that leaves the fewest events."""
    span = _span(wanted)
    if wanted.trace:
        rest = both(Condition("trace = ?", (stored_id(wanted.trace),)), conditions(db, wanted._replace(trace="")))
        return Way(None, [], rest, plain=False)
    for column in ("point", "user", "node", "kind"):
        part = _part(db, column, getattr(wanted, column), indexed=True)
        if not part.sql or (column == "node" and (not wanted.flow or is_pattern(wanted.flow))):
            continue
        if column == "node":
            return Way(None, [], conditions(db, wanted, leading=("flow", "node")), plain=False)
        text = named(getattr(wanted, column))
        several = column != "user" and (is_pattern(text) or (column == "kind" and text.endswith(".")))
        values = distinct(db, connection, column, part) if several else [text]
        if values is not None:
            others = wanted._replace(**{column: ""})  # type: ignore[arg-type]
            plain = others == Filter(since=wanted.since, until=wanted.until)
            return Way(f'"{column}"', values, span if plain else conditions(db, others), plain)
    return Way(None, [], conditions(db, wanted, leading=("flow",)), plain=False)


def conditions(db: Database, wanted: Filter, *, leading: tuple[str, ...] = ()) -> Condition:
    """All of the filter. Only the columns that lead, and time, may be looked up by an index."""
    parts = [
        _part(db, name, getattr(wanted, name), indexed=name in leading)
        for name in ("point", "kind", "flow", "node", "user")
    ]
    by_trace = "trace" if "trace" in leading else db.unindexed("trace")
    trace = Condition(f"{by_trace} = ?", (stored_id(wanted.trace),)) if wanted.trace else Condition("")
    text = db.text.test(wanted.text) if wanted.text else Condition("")
    return both(*parts, trace, _span(wanted), text, _in_area(db, wanted.area))


LEADING = ("trace", "point", "user", "node", "kind")


def leading(wanted: Filter) -> tuple[str, ...]:
    """The columns of an index that gives these events, among others, in order of time; none: all events."""
    for column in LEADING:
        text = getattr(wanted, column)
        if not text or is_pattern(text) or (column == "kind" and text.endswith(".")):
            continue
        if column != "node":
            return (column,)
        if wanted.flow and not is_pattern(wanted.flow):
            return ("flow", "node")
    return ()


def written(area: str) -> str:
    """An area as it stands in the data, whatever comes after it."""
    return json.encode(named(area).rstrip("/")).decode()[1:-1]


def only(wanted: Filter, columns: tuple[str, ...]) -> Filter:
    """What a filter says of these columns and of time."""
    said = {column: getattr(wanted, column) for column in columns}
    return Filter(since=wanted.since, until=wanted.until, **said)


def down_to(end: Cursor | None) -> Condition:
    """What comes no later than this place."""
    if end is None:
        return Condition("")
    return Condition("time >= ? AND (time > ? OR number >= ?)", (end.time, end.time, end.number))


def before(cursor: Cursor | None) -> Condition:
    """What comes after the page that ended there."""
    if cursor is None:
        return Condition("")
    return Condition("time <= ? AND (time < ? OR number < ?)", (cursor.time, cursor.time, cursor.number))


def distinct(db: Database, connection: Any, column: str, part: Condition) -> list[str] | None:
    """The values of an indexed column that fit; None when they, or those to be looked at, are too many."""
    walk = _walk(column)
    query = f"SELECT {column}, {both(part).sql} FROM ({walk} LIMIT ?) AS found"  # noqa: S608 - ours
    rows = db.rows(connection, query, (*part.values, "", MOST_WALKED + 1))
    found = [row[0] for row in rows if row[1]]
    return None if len(rows) > MOST_WALKED or len(found) > MOST_VALUES else found


def values_of(db: Database, connection: Any, column: str, begin: str, most: int) -> list[str]:
    """The first values of an indexed column from this one on."""
    query = f"SELECT {column} FROM ({_walk(column)} LIMIT ?) AS found"  # noqa: S608 - ours
    return [row[0] for row in db.rows(connection, query, (begin, most))]


def _walk(column: str) -> str:
    """Each value once from a given one on, found by jumping from one to the next."""
    return f"""
        WITH RECURSIVE jump(v) AS (
          SELECT (SELECT min({column}) FROM events WHERE {column} >= ?)
          UNION ALL
          SELECT (SELECT min({column}) FROM events WHERE {column} > v) FROM jump WHERE v IS NOT NULL)
        SELECT v AS {column} FROM jump WHERE v IS NOT NULL"""  # noqa: S608


def _part(db: Database, name: str, text: str, *, indexed: bool) -> Condition:
    if not text:
        return Condition("")
    text = named(text)
    column = f'"{name}"' if indexed else db.unindexed(f'"{name}"')
    if name == "kind" and text.endswith((".", ".*")) and not is_pattern(text[:-1]):
        text = text.removesuffix("*")
        return Condition(f"({column} >= ? AND {column} < ?)", (text, text[:-1] + "/"))
    if name != "user" and is_pattern(text):
        sql, value = db.like(column, text)
        return Condition(sql, (value,))
    return Condition(f"{column} = ?", (text,))


def _in_area(db: Database, area: str) -> Condition:
    """As `lies_in` has it."""
    if not area:
        return Condition("")
    begin = below(named(area))
    return Condition(f"substr({db.said('area')} || '/', 1, ?) = ?", (len(begin), begin))


def _span(wanted: Filter) -> Condition:
    since = Condition("time >= ?", (wanted.since,)) if wanted.since is not None else Condition("")
    until = Condition("time < ?", (wanted.until,)) if wanted.until is not None else Condition("")
    found = both(since, until)
    return found if found.values else Condition("")
