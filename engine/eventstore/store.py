"""EventStore: keeps events and steps of traces, each once, and answers questions about them.

Every call waits for the disk or the network: from an event loop, call it in a thread. One store may be used by many
threads. EventStoreError: it cannot be reached now; nothing was kept.
"""

from collections.abc import Iterator, Sequence
from heapq import nlargest
from typing import Any

from engine.eventstore import traces
from engine.eventstore.database import Database, database
from engine.eventstore.errors import TooMany
from engine.eventstore.filter import (
    MOST_VALUES,
    Condition,
    Cursor,
    Filter,
    Way,
    before,
    both,
    conditions,
    either,
    values_of,
    way,
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
            return self.db.insert(connection, "events", EVENT_COLUMNS, [_stored(event) for event in events])

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

    def find(self, wanted: Filter, limit: int = 100, cursor: Cursor | None = None) -> list[Found]:
        """The newest events by source time that fit, or those after `cursor`."""
        with self.db.reading() as connection:
            return [_found(row) for row in self._page(connection, wanted, limit, cursor)]

    def all(self, wanted: Filter) -> Iterator[Found]:
        """Everything that fits, newest first, read piece by piece."""
        cursor = None
        while page := self.find(wanted, EXPORT, cursor):
            yield from page
            cursor = Cursor(page[-1].event.time, page[-1].number)

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


def _stored(event: EventRecord) -> tuple[Any, ...]:
    return event._replace(id=bytes.fromhex(event.id), trace=bytes.fromhex(event.trace))  # type: ignore[arg-type]


def _found(row: Sequence[Any]) -> Found:
    event = EventRecord(*row[1:])
    return Found(row[0], event._replace(id=row[1].hex(), trace=event.trace.hex()))  # type: ignore[attr-defined]
