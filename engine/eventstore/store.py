"""EventStore: keeps events and steps of traces, each once, and answers questions about them.

Every call waits for the disk or the network: from an event loop, call it in a thread. One store may be used by many
threads. EventStoreError: it cannot be reached now; nothing was kept.
"""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from typing import Any, NamedTuple

from engine.eventstore import traces
from engine.eventstore.condition import Condition, both, either
from engine.eventstore.database import Database, database
from engine.eventstore.errors import TooMany
from engine.eventstore.filter import (
    MOST_VALUES,
    Cursor,
    Filter,
    Way,
    before,
    conditions,
    down_to,
    leading,
    only,
    values_of,
    way,
    written,
)
from engine.eventstore.records import EventRecord, Found, StepRecord, TraceRecord, stored_id
from engine.eventstore.schema import EVENT_COLUMNS, STEP_COLUMNS
from engine.eventstore.traces import TraceCursor, TraceFilter

_EVENT = ", ".join(f'"{name}"' for name in ("number", *EVENT_COLUMNS))
_STEP = ", ".join(STEP_COLUMNS)
ANY_TRACE = TraceFilter()
FEW = 10
"""Events of each value of a pattern that are looked at first."""
EXPORT = 1000
"""Rows of an export that are read at a time."""
MOST_COUNTS = 20_000
"""Counts of an answer."""
MOST_STEPS = 10_000
"""Steps of a trace."""
WALK = 50_000
"""Events that are gone through for a text in one request."""
COUNTED = 200_000
"""The same, when they are counted."""


class Page(NamedTuple):
    """An answer, or a part of it."""

    found: list[Found]
    next: Cursor | None
    """Where to go on; None: this is all. A page may have few events, or none, and yet be followed by another."""


class EventStore:
    """By `sqlite:///path` or the URL of a PostgreSQL. Opened when it is first used."""

    def __init__(self, url: str) -> None:
        self.db: Database = database(url)

    def close(self) -> None:
        self.db.close()

    # -- keeping -----------------------------------------------------------------------------------------------------

    def keep(self, events: Sequence[EventRecord]) -> int:
        """Keep these, in this order, all or none; one that is known by its id is not kept again. How many were new."""
        with self.db.writing() as connection:
            new = self.db.insert(connection, "events", EVENT_COLUMNS, [_stored(event) for event in events])
            self.db.text.added(connection)
            return new

    def keep_steps(self, steps: Sequence[StepRecord]) -> int:
        """Keep these; one that is known by (trace, flow, ordinal) is not kept again. How many were new."""
        with self.db.writing() as connection:
            rows = [(bytes.fromhex(step.trace), *step[1:]) for step in steps]
            return self.db.insert(connection, "steps", STEP_COLUMNS, rows)

    def keep_traces(self, records: Sequence[TraceRecord], steps: Sequence[StepRecord]) -> None:
        """Keep traces with their steps, or add to what is known of them; all or none."""
        with self.db.writing() as connection:
            traces.keep(self.db, connection, records, steps)

    # -- asking for events -------------------------------------------------------------------------------------------

    def page(self, wanted: Filter, limit: int = 100, cursor: Cursor | None = None) -> Page:
        """The newest events by source time that fit, or those after `cursor`: as many as a bounded look gives."""
        with self.db.reading() as connection:
            if wanted.searches:
                return self._searched(connection, wanted, limit, cursor)
            return _whole([_found(row) for row in self._page(connection, wanted, limit, cursor)], limit)

    def find(self, wanted: Filter, limit: int = 100, cursor: Cursor | None = None) -> list[Found]:
        """The same, however many have to be looked at."""
        found, next = self.page(wanted, limit, cursor)
        while next and len(found) < limit:
            more, next = self.page(wanted, limit - len(found), next)
            found += more
        return found

    def all(self, wanted: Filter) -> Iterator[Found]:
        """Everything that fits, newest first, read piece by piece."""
        found, next = self.page(wanted, EXPORT)
        yield from found
        while next:
            found, next = self.page(wanted, EXPORT, next)
            yield from found

    def one(self, id: str) -> Found | None:
        with self.db.reading() as connection:
            rows = self.db.rows(connection, f"SELECT {_EVENT} FROM events WHERE id = ?", (stored_id(id),))  # noqa: S608
        return _found(rows[0]) if rows else None

    def count(
        self, wanted: Filter, width: int, by: str = "kind", most: int = MOST_COUNTS
    ) -> list[tuple[int, str, int]]:
        """How many there were: (begin of a span of `width` ns, what it is grouped by, how many), oldest first.

        `by` is kind, point, flow, node, user, priority or level. TooMany: there would be more than `most` counts.
        """
        part = conditions(self.db, wanted)
        query = f"""
            SELECT time / ? * ? AS begin, "{by}", count(*) FROM events WHERE {part.sql}
            GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ?"""  # noqa: S608 - `by` is one of our columns
        if by not in EVENT_COLUMNS:
            raise ValueError(f"events have no {by!r} to count by")
        with self.db.reading() as connection:
            if wanted.searches and self._end(connection, wanted, None, COUNTED):
                hint = "Give a shorter span of time, a point or a kind"
                asked = "text" if wanted.text else "area"
                raise TooMany(f"More than {COUNTED:,} events would have to be looked at for the {asked}", hint)
            rows = self.db.rows(connection, query, (width, width, *part.values, most + 1))
        if len(rows) > most:
            raise TooMany(f"There would be more than {most:,} counts", "Take wider spans, or ask for less")
        return [tuple(row) for row in rows]

    def known(self, column: str) -> list[str]:
        """The first values there are of kind, point or flow: what a person may choose from."""
        return self.values(column, "", MOST_VALUES)

    def values(self, column: str, begin: str, most: int) -> list[str]:
        """Values of kind, point or flow in their order, from this one on."""
        with self.db.reading() as connection:
            return values_of(self.db, connection, column, begin, most)

    def _searched(self, connection: Any, wanted: Filter, limit: int, cursor: Cursor | None) -> Page:
        """Those that have a text, or an area: by the index of texts, or by going through so many."""
        rest = both(conditions(self.db, wanted), before(cursor))
        for text in filter(None, (wanted.text, written(wanted.area))):
            candidates = self.db.text.candidates(connection, text)
            if candidates is not None:
                has = Condition("") if text == wanted.text else self.db.text.test(text)  # for the index
                part = both(candidates, has, rest)
                return _whole([_found(row) for row in self._newest(connection, part, limit)], limit)
        end = self._end(connection, wanted, cursor, WALK)
        part = both(conditions(self.db, wanted, leading=leading(wanted)), before(cursor), down_to(end))
        page = _whole([_found(row) for row in self._newest(connection, part, limit)], limit)
        return page if page.next else Page(page.found, end)

    def _end(self, connection: Any, wanted: Filter, cursor: Cursor | None, most: int) -> Cursor | None:
        """Where a walk through so many events ends that are as the best index gives them; None: there are fewer."""
        columns = leading(wanted)
        part = both(conditions(self.db, only(wanted, columns), leading=columns), before(cursor))
        query = f"SELECT time, number FROM events WHERE {part.sql} ORDER BY time DESC, number DESC LIMIT 1 OFFSET ?"  # noqa: S608
        rows = self.db.rows(connection, query, (*part.values, most - 1))
        return Cursor(*rows[0]) if rows else None

    def _page(self, connection: Any, wanted: Filter, limit: int, cursor: Cursor | None) -> list[Any]:
        found = way(self.db, connection, wanted)
        if found.column is None:
            return self._newest(connection, both(found.rest, before(cursor)), limit)
        numbers = [number for _, number in self._places(connection, found, limit, before(cursor))]
        marks = ", ".join("?" * len(numbers))
        part = Condition(f"number IN ({marks})", tuple(numbers))
        return self._newest(connection, part, limit) if numbers else []

    def _places(self, connection: Any, found: Way, limit: int, rest: Condition) -> list[tuple[int, int]]:
        """(time, number) of the newest, of all values together: a few of each, and all of those that may have more."""

        def newest(value: str, most: int) -> list[tuple[int, int]]:
            part = both(Condition(f"{found.column} = ?", (value,)), found.rest, rest)
            query = f"SELECT time, number FROM events WHERE {part.sql} ORDER BY time DESC, number DESC LIMIT ?"  # noqa: S608
            return [(row[0], row[1]) for row in self.db.rows(connection, query, (*part.values, most))]

        few = min(limit, max(FEW, 4 * limit // max(1, len(found.values))))
        known = {value: newest(value, few) for value in found.values}
        best = nlargest(limit, (place for places in known.values() for place in places))
        for value, places in known.items():
            if few < limit and len(places) == few and (len(best) < limit or places[-1] > best[-1]):
                known[value] = newest(value, limit)
        return nlargest(limit, (place for places in known.values() for place in places))

    def _newest(self, connection: Any, part: Condition, limit: int) -> list[Any]:
        query = f"SELECT {_EVENT} FROM events WHERE {part.sql} ORDER BY time DESC, number DESC LIMIT ?"  # noqa: S608
        return self.db.rows(connection, query, (*part.values, limit))

    def index_text(self) -> bool:
        """Index a piece of the events that were there before the index; whether there may be more."""
        with self.db.reading() as connection:
            return self.db.text.more(connection)

    # -- reading on --------------------------------------------------------------------------------------------------

    def last(self) -> int:
        """The number that was given last; 0 when nothing was ever kept."""
        with self.db.reading() as connection:
            return int(self.db.rows(connection, "SELECT coalesce(max(number), 0) FROM events")[0][0])

    def oldest(self) -> int | None:
        """Source time of the oldest event; None when there is none."""
        with self.db.reading() as connection:
            found: int | None = self.db.rows(connection, "SELECT min(time) FROM events")[0][0]
        return found

    def after(self, number: int, *wanted: Filter, limit: int = 1000) -> list[Found]:
        """What was kept after this number and fits one of these, in the order in which it was kept."""
        part = either(*(conditions(self.db, one) for one in wanted))
        query = f"SELECT {_EVENT} FROM events WHERE number > ? AND {part.sql} ORDER BY number LIMIT ?"  # noqa: S608
        with self.db.reading() as connection:
            return [_found(row) for row in self.db.rows(connection, query, (number, *part.values, limit))]

    # -- asking for steps --------------------------------------------------------------------------------------------

    def steps(self, trace: str, most: int = MOST_STEPS) -> list[StepRecord]:
        """The first steps of a trace, in order of time, flow and ordinal."""
        query = f"SELECT {_STEP} FROM steps WHERE trace = ? ORDER BY time, flow, ordinal LIMIT ?"  # noqa: S608
        with self.db.reading() as connection:
            rows = self.db.rows(connection, query, (stored_id(trace), most))
        return [StepRecord(row[0].hex(), *row[1:]) for row in rows]

    def traces(
        self, wanted: TraceFilter = ANY_TRACE, limit: int = 100, cursor: TraceCursor | None = None
    ) -> list[TraceRecord]:
        """The newest traces that fit, or those after `cursor`."""
        with self.db.reading() as connection:
            return traces.find(self.db, connection, wanted, limit, cursor)

    def trace(self, trace: str) -> list[TraceRecord]:
        """A trace in each flow that it went through, in order of time."""
        columns = ", ".join(TraceRecord._fields)
        query = f"SELECT {columns} FROM traces WHERE trace = ? ORDER BY time, flow"  # noqa: S608 - columns are ours
        with self.db.reading() as connection:
            rows = self.db.rows(connection, query, (stored_id(trace),))
        return [TraceRecord(row[0].hex(), *row[1:]) for row in rows]


def _whole(found: list[Found], limit: int) -> Page:
    """A page that ends where it is full."""
    last = found[-1] if len(found) == limit else None
    return Page(found, Cursor(last.event.time, last.number) if last else None)


def _stored(event: EventRecord) -> tuple[Any, ...]:
    return event._replace(id=bytes.fromhex(event.id), trace=bytes.fromhex(event.trace))  # type: ignore[arg-type]


def _found(row: Sequence[Any]) -> Found:
    event = EventRecord(*row[1:])
    return Found(row[0], event._replace(id=row[1].hex(), trace=event.trace.hex()))  # type: ignore[attr-defined]
