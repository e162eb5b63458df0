"""The event store: what happened, queryable by point, kind, node and time; and the steps of traces."""

from engine.eventstore.errors import EventStoreError as EventStoreError
from engine.eventstore.filter import Filter as Filter
from engine.eventstore.records import EventRecord as EventRecord
from engine.eventstore.records import Found as Found
from engine.eventstore.records import StepRecord as StepRecord
from engine.eventstore.records import TraceRecord as TraceRecord
from engine.eventstore.retention import Keep as Keep
from engine.eventstore.retention import prune as prune
from engine.eventstore.store import EventStore as EventStore
from engine.eventstore.traces import TraceCursor as TraceCursor
from engine.eventstore.traces import TraceFilter as TraceFilter
