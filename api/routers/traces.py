"""/api/traces: what events set off, step by step."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.access import OURS, VIEWER, GuardedRoute
from api.deps import ASKING, Here, Reading
from api.errors import Invalid, NotFound
from api.server import Server
from api.stores import Stores
from api.times import told, when
from engine.eventstore import Filter, StepRecord, TraceCursor, TraceFilter, TraceRecord
from engine.watch.traces import OUTCOMES
from tundish.errors import FlowNotFound
from tundish.iso import nanoseconds_of

router = APIRouter(prefix="/api/traces", tags=["traces"], dependencies=[OURS, ASKING], route_class=GuardedRoute)

Text = Annotated[str, Query(max_length=200)]
MOST_STEPS = 1_000
SOURCE = "@source"


class TraceOut(BaseModel):
    """A trace in one flow."""

    id: str
    flow: str
    node: str
    """Where it began."""
    kind: str
    point: str
    """Of the event that began it."""
    time: str
    """When its first step began, engine time."""
    outcome: str
    """`failed`, `action`: something was sent, `alarm`: one rose, or `ok`."""
    error: str
    """The first one; empty when all went well."""
    duration_ms: float
    """From its first step to the end of its last one: waiting for timers and deliveries is in it."""
    busy_ms: float
    """How long its nodes took, together."""
    steps: int


class TracesOut(BaseModel):
    traces: list[TraceOut]
    next: str | None
    """`cursor` of the next page; null when there is none."""


class StepOut(BaseModel):
    """One call of a node; or a source brought an event in, or an action tried to send."""

    flow: str
    node: str
    port: str
    """Where the input came in; `@timer`, `@command`, `@result` and the like when it came from elsewhere. `@source`: it
    came from outside; `@attempt`: an action tried to send it, and how that ended stands in `error`."""
    time: str
    ms: float
    input: dict[str, Any] | None
    """The event; null when samples, a timer or a source were the cause."""
    outputs: list[dict[str, Any]]
    """`{"port", "event"}` each; `{"more"}` says how many were left out."""
    error: str


class WholeTrace(BaseModel):
    flows: list[TraceOut]
    """The trace in each flow that it went through, the first one first."""
    versions: dict[str, int | None]
    """By flow: the version of it that ran when the trace began; null where that is not known any more."""
    steps: list[StepOut]
    truncated: bool
    """There are more steps than are told: these are the first."""


@router.get("", dependencies=[VIEWER])
def list_traces(
    server: Here,
    flow: Text = "",
    node: Text = "",
    point: Text = "",
    kind: Text = "",
    outcome: Annotated[str, Query(description="failed, action, alarm or ok")] = "",
    since: Annotated[str, Query(alias="from", max_length=64, description="ISO 8601, or ns; engine time")] = "",
    until: Annotated[str, Query(alias="to", max_length=64, description="Before this time")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str, Query(max_length=100, description="`next` of the page before")] = "",
) -> TracesOut:
    """The newest traces that fit. `point` may have `*` and `?`; `kind` may be a prefix that ends in a dot."""
    if node and not flow:
        raise Invalid("A node belongs to a flow", "Say which with flow=", "node")
    if outcome and outcome not in OUTCOMES:
        raise Invalid(f"There is no outcome {outcome!r}", f"One of {', '.join(OUTCOMES)}", "outcome")
    importance = OUTCOMES.index(outcome) if outcome else None
    wanted = TraceFilter(flow, node, point, kind, importance, when(since, "from"), when(until, "to"))
    found = server.events.traces(wanted, limit, _cursor(cursor))
    more = f"{found[-1].time}.{found[-1].trace}" if len(found) == limit else None
    return TracesOut(traces=[_trace(trace) for trace in found], next=more)


@router.get("/{id}", dependencies=[VIEWER])
def read_trace(server: Here, stores: Reading, id: str) -> WholeTrace:
    """One trace with its steps, in order: up to 1,000."""
    flows = server.events.trace(id)
    if not flows:
        raise NotFound(f"There is no trace {id[:40]!r}", "Ordinary ones are kept for some days, and sampled under load")
    steps = server.events.steps(id, MOST_STEPS + 1)
    return WholeTrace(
        flows=[_trace(trace) for trace in flows],
        versions={trace.flow: _version(server, stores, trace) for trace in flows},
        steps=_with_sources([_step(step) for step in steps[:MOST_STEPS]], flows),
        truncated=len(steps) > MOST_STEPS,
    )


def _version(server: Server, stores: Stores, trace: TraceRecord) -> int | None:
    """As its events say; where none was kept, the one that had been deployed last when the trace began."""
    kept = server.events.find(Filter(trace=trace.trace, flow=trace.flow), 1)
    if kept:
        return kept[0].event.version
    try:
        versions = stores.flows.versions(trace.flow)
    except FlowNotFound:
        return None
    return next((one.version for one in versions if nanoseconds_of(one.time) <= trace.time), None)


def _cursor(text: str) -> TraceCursor | None:
    time, _, trace = text.partition(".")
    if not text:
        return None
    if not (time.isascii() and time.isdigit() and int(time) < 2**63 and trace):
        raise Invalid("The cursor is none of ours", "Take `next` of the page before", "cursor")
    return TraceCursor(int(time), trace)


def _trace(trace: TraceRecord) -> TraceOut:
    return TraceOut(
        id=trace.trace, flow=trace.flow, node=trace.node, kind=trace.kind, point=trace.point, time=told(trace.time),
        outcome=OUTCOMES[trace.importance], error=trace.error,
        duration_ms=(trace.last - trace.time + trace.ns) / 1e6, busy_ms=trace.ns / 1e6, steps=trace.steps,
    )  # fmt: skip


def _with_sources(steps: list[StepOut], flows: list[TraceRecord]) -> list[StepOut]:
    """In each flow a step of its own for the source that brought the first event in: no call of a node was that."""
    begun = {trace.flow: trace.node for trace in flows}
    found: list[StepOut] = []
    for step in steps:
        node = begun.pop(step.flow, step.node)
        if node != step.node and step.input is not None and not step.port.startswith("@"):
            outputs = [{"port": "events", "event": step.input}]
            found.append(step.model_copy(update={"node": node, "port": SOURCE, "ms": 0.0, "input": None,
                                                 "outputs": outputs, "error": ""}))  # fmt: skip
        found.append(step)
    return found


def _step(step: StepRecord) -> StepOut:
    return StepOut(
        flow=step.flow, node=step.node, port=step.port, time=told(step.time), ms=step.ns / 1e6,
        input=json.loads(step.input) if step.input else None, outputs=json.loads(step.outputs), error=step.error,
    )  # fmt: skip
