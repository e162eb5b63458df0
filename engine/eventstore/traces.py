"""Traces in the event store: one row for each trace in each flow, beside its steps, so that lists are quick.

What is told of a trace later is added to its row: more steps, a worse outcome. Then its earlier steps are kept for as
long as the later ones.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.eventstore.condition import Condition, both
from engine.eventstore.database import Database
from engine.eventstore.records import StepRecord, TraceRecord, named, stored_id
from engine.eventstore.schema import STEP_COLUMNS, TRACE_COLUMNS
from tundish.pattern import is_pattern

NODE_STEPS = 5_000
"""So many steps of a node, the newest, are gone through for the traces that went through it."""


class TraceFilter(NamedTuple):
    """Empty means any. `point` may have `*` and `?`; `kind` is a name, or a prefix that ends in `.`."""

    flow: str = ""
    node: str = ""
    """It went through this node; wants a flow."""
    point: str = ""
    kind: str = ""
    importance: int | None = None
    since: int | None = None
    until: int | None = None
    """Engine time, ns: from `since` on, before `until`."""


class TraceCursor(NamedTuple):
    """Where a page ends."""

    time: int
    trace: str


_ALL = ", ".join(TRACE_COLUMNS)
_MORE = f"""
    INSERT INTO traces ({_ALL}) VALUES ({", ".join("?" * len(TRACE_COLUMNS))})
    ON CONFLICT (trace, flow) DO UPDATE SET
      last = CASE WHEN excluded.last > traces.last THEN excluded.last ELSE traces.last END,
      ns = traces.ns + excluded.ns,
      steps = traces.steps + excluded.steps,
      importance = CASE WHEN excluded.importance > traces.importance THEN excluded.importance
        ELSE traces.importance END,
      error = CASE WHEN traces.error = '' THEN excluded.error ELSE traces.error END"""  # noqa: S608 - columns are ours
_RAISE = "UPDATE steps SET importance = ? WHERE trace = ? AND flow = ? AND importance < ?"


def keep(db: Database, connection: Any, traces: Sequence[TraceRecord], steps: Sequence[StepRecord]) -> None:
    """Within a transaction: add these to what is known."""
    for trace in traces:
        id = bytes.fromhex(trace.trace)
        told = trace._replace(kind=named(trace.kind), point=named(trace.point), error=_text(trace.error))
        db.run(connection, _MORE, (id, *told[1:]))
        if trace.importance:
            db.run(connection, _RAISE, (trace.importance, id, trace.flow, trace.importance))
    rows = [(bytes.fromhex(step.trace), *step._replace(error=_text(step.error))[1:]) for step in steps]
    db.insert(connection, "steps", STEP_COLUMNS, rows)


def find(
    db: Database, connection: Any, wanted: TraceFilter, limit: int, cursor: TraceCursor | None
) -> list[TraceRecord]:
    """The newest that fit, or those after `cursor`."""
    flow, node, point, kind = map(named, wanted[:4])
    wanted = wanted._replace(flow=flow, node=node, point=point, kind=kind)
    part = both(*_tests(db, wanted), _through(wanted), _before(cursor))
    query = f"SELECT {_ALL} FROM traces WHERE {part.sql} ORDER BY time DESC, trace DESC LIMIT ?"  # noqa: S608 - ours
    rows = db.rows(connection, query, (*part.values, limit))
    return [TraceRecord(row[0].hex(), *row[1:]) for row in rows]


def _tests(db: Database, wanted: TraceFilter) -> list[Condition]:
    tests = [
        ("flow = ?", wanted.flow or None),
        ("importance = ?", wanted.importance),
        ("time >= ?", wanted.since),
        ("time < ?", wanted.until),
    ]
    found = [Condition(sql, (value,)) for sql, value in tests if value is not None]
    if wanted.kind.endswith("."):
        found.append(Condition("(kind >= ? AND kind < ?)", (wanted.kind, wanted.kind[:-1] + "/")))
    elif wanted.kind:
        found.append(Condition("kind = ?", (wanted.kind,)))
    if is_pattern(wanted.point):
        sql, pattern = db.like("point", wanted.point)
        found.append(Condition(sql, (pattern,)))
    elif wanted.point:
        found.append(Condition("point = ?", (wanted.point,)))
    return found


def _through(wanted: TraceFilter) -> Condition:
    if not wanted.node:
        return Condition("")
    newest = "SELECT trace FROM steps WHERE flow = ? AND node = ? ORDER BY time DESC LIMIT ?"
    return Condition(f"(trace IN ({newest}) OR node = ?)", (wanted.flow, wanted.node, NODE_STEPS, wanted.node))


def _before(cursor: TraceCursor | None) -> Condition:
    if cursor is None:
        return Condition("")
    return Condition(
        "time <= ? AND (time < ? OR trace < ?)", (cursor.time, cursor.time, stored_id(cursor.trace))
    )  # fmt: skip


def _text(error: str) -> str:
    """What an error says may be as long as it likes: it stands in no index."""
    return error.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
