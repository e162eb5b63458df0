"""Tables of the event store: the same columns on SQLite and PostgreSQL.

`number` goes up in the order of commits, so whoever has read up to one has missed nothing before it. Each index serves
one way of asking; all of them end in `time`, because every answer is in order of time. Ids are 16 bytes here, and
32 hex digits everywhere else.
"""

from engine.eventstore.records import EventRecord, StepRecord, TraceRecord

VERSION = 1

EVENT_COLUMNS = EventRecord._fields
STEP_COLUMNS = StepRecord._fields
TRACE_COLUMNS = TraceRecord._fields

_EVENTS = """
CREATE TABLE IF NOT EXISTS events (
  number {serial},
  id {bytes} NOT NULL UNIQUE,
  flow TEXT {exact} NOT NULL,
  version INTEGER NOT NULL,
  node TEXT {exact} NOT NULL,
  port TEXT NOT NULL,
  kind TEXT {exact} NOT NULL,
  point TEXT {exact} NOT NULL,
  time BIGINT NOT NULL,
  arrival BIGINT NOT NULL,
  trace {bytes} NOT NULL,
  hops INTEGER NOT NULL,
  "user" TEXT {exact} NOT NULL,
  priority TEXT NOT NULL,
  level TEXT NOT NULL,
  data TEXT NOT NULL)
"""
_STEPS = """
CREATE TABLE IF NOT EXISTS steps (
  trace {bytes} NOT NULL,
  flow TEXT {exact} NOT NULL,
  ordinal INTEGER NOT NULL,
  node TEXT {exact} NOT NULL,
  port TEXT NOT NULL,
  time BIGINT NOT NULL,
  ns BIGINT NOT NULL,
  input TEXT NOT NULL,
  outputs TEXT NOT NULL,
  error TEXT NOT NULL,
  importance INTEGER NOT NULL,
  PRIMARY KEY (trace, flow, ordinal)){clustered}
"""
_TRACES = """
CREATE TABLE IF NOT EXISTS traces (
  trace {bytes} NOT NULL,
  flow TEXT {exact} NOT NULL,
  node TEXT {exact} NOT NULL,
  kind TEXT {exact} NOT NULL,
  point TEXT {exact} NOT NULL,
  time BIGINT NOT NULL,
  last BIGINT NOT NULL,
  ns BIGINT NOT NULL,
  steps INTEGER NOT NULL,
  importance INTEGER NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (trace, flow)){clustered}
"""
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS events_time ON events (time)",
    "CREATE INDEX IF NOT EXISTS events_point ON events (point, time)",
    "CREATE INDEX IF NOT EXISTS events_kind ON events (kind, time)",
    "CREATE INDEX IF NOT EXISTS events_node ON events (flow, node, time)",
    "CREATE INDEX IF NOT EXISTS events_trace ON events (trace)",
    """CREATE INDEX IF NOT EXISTS events_user ON events ("user", time) WHERE "user" <> ''""",
    "CREATE INDEX IF NOT EXISTS steps_time ON steps (importance, time)",
    "CREATE INDEX IF NOT EXISTS steps_node ON steps (flow, node, time)",
    "CREATE INDEX IF NOT EXISTS traces_time ON traces (time)",
    "CREATE INDEX IF NOT EXISTS traces_flow ON traces (flow, time)",
    "CREATE INDEX IF NOT EXISTS traces_point ON traces (point, time)",
    "CREATE INDEX IF NOT EXISTS traces_importance ON traces (importance, time)",
)
_FACTS = "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value BIGINT NOT NULL)"


def statements(*, serial: str, exact: str, bytes: str, clustered: str) -> tuple[str, ...]:
    """What makes the tables where they are not there yet."""
    tables = (_EVENTS, _STEPS, _TRACES, _FACTS)
    return (*(t.format(serial=serial, exact=exact, bytes=bytes, clustered=clustered) for t in tables), *_INDEXES)
