"""Records: one event, one step of a trace, as the store keeps them."""

from typing import Any, NamedTuple


class EventRecord(NamedTuple):
    """An event that is worth keeping. Times are ns."""

    id: str
    """32 hex digits: `Origin.id` in its flow. The same event always has the same one."""
    flow: str
    version: int
    """Of the flow, when it happened."""
    node: str
    port: str
    kind: str
    point: str
    time: int
    """Source time."""
    arrival: int
    """Stamp of its cause: engine time."""
    trace: str
    """Id of the event that set it off; its own id when nothing did."""
    hops: int
    """How many flows the trace had gone through before this one."""
    user: str
    """Who asked for it, when somebody did."""
    priority: str
    level: str
    data: str
    """JSON."""


class StepRecord(NamedTuple):
    """One call of a node within a trace."""

    trace: str
    flow: str
    ordinal: int
    """Place among the steps of this trace in this flow."""
    node: str
    port: str
    """Where the input came in; `@timer`, `@command` and the like when it came from elsewhere."""
    time: int
    """Stamp of the cause: engine time, ns."""
    ns: int
    """How long the call took."""
    input: str
    """JSON; empty when samples or a timer were the cause."""
    outputs: str
    """JSON: a list of `{"port", "event"}`."""
    error: str
    """Empty when all went well."""
    importance: int
    """0 ordinary; the larger, the longer it is kept."""


class TraceRecord(NamedTuple):
    """A trace in one flow, or what has come to it since it was kept last."""

    trace: str
    """Id of the event that began it, 32 hex digits."""
    flow: str
    node: str
    """Where it began."""
    kind: str
    point: str
    time: int
    """Stamp of its first step, engine time, ns."""
    last: int
    """The same of the last one."""
    ns: int
    """How long its nodes took, together."""
    steps: int
    importance: int
    error: str
    """The first one; empty when all went well."""


class Found(NamedTuple):
    """An event as a query gives it back."""

    number: int
    """Goes up in the order in which events were kept: the position of a reader."""
    event: EventRecord

    def json(self) -> dict[str, Any]:
        """Every column but the data, which is a text of JSON."""
        return {"number": self.number, **self.event._asdict()}


LONGEST = 400
"""Characters of a name; a database has no room for endless ones in an index."""


def named(text: str) -> str:
    """A text that every database takes, also in an index."""
    return text[:LONGEST].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def stored_id(id: str) -> bytes:
    """An id as the tables have it; one that is none finds nothing."""
    try:
        return bytes.fromhex(id)
    except ValueError:
        return b"?"
