"""Record: what is remembered of an alarm, only as long as there is something to remember."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from tundish.alarm.cycle import Status
from tundish.iso import iso
from tundish.state import NodeState, PerKey

Priority: TypeAlias = Literal["critical", "serious", "moderate", "advisory"]
LEVELS: Mapping[int, str | None] = {-2: "LL", -1: "L", 0: None, 1: "H", 2: "HH"}


class Shelf(NamedTuple):
    """It is shelved: hidden on somebody's word, for a while."""

    until: int
    """Stamp, ns: it always ends."""
    once: bool
    """It ends already when the alarm returns."""
    by: str
    reason: str


class Out(NamedTuple):
    """It is out of service: hidden for maintenance, until somebody returns it or its time is over."""

    since: int
    by: str
    reason: str
    until: int = 0
    """Stamp, ns, at which it returns by itself; 0: never."""


class Request(NamedTuple):
    """A command that waits for a second person."""

    command: str
    by: str
    since: int
    until: int
    """It expires then."""
    seconds: float = 0.0
    once: bool = False
    text: str = ""
    """Reason or comment."""


class Extra(NamedTuple):
    """What only few alarms have."""

    shelf: Shelf | None = None
    out: Out | None = None
    request: Request | None = None
    appeared: bool = False
    """It became active while hidden."""
    again: int = 0
    """When it is announced again if it still stands acknowledged; 0: never."""
    realarms: int = 0
    """How often that was done since it became active."""


NO_EXTRA = Extra()


class Alarm(NamedTuple):
    """The alarm of one point, kept only while it is not normal, or has an `extra`."""

    status: Status
    level: int
    """-2 LL, -1 L, 0 returned, 1 H, 2 HH; other conditions have words of their own."""
    since: int
    """Source time of the last transition to active, ns; 0: it never was."""
    value: float
    """At the last transition."""
    limit: float | None
    priority: Priority
    message: str
    changed: int
    """Source time of the last transition, ns."""
    by: str = ""
    """Who acknowledged."""
    comment: str = ""
    """The latest, since it became active."""
    times: int = 1
    """How often it was announced since it left normal: activations and re-alarms."""
    extra: Extra | None = None


class AlarmState(NodeState):
    alarms: PerKey[Alarm] = PerKey()
    causes: PerKey[int] = PerKey()
    """Points that suppress the node, and since when (source time, ns)."""


def shown(extra: Extra) -> dict[str, Any]:
    """What is told of it."""
    told: dict[str, Any] = {}
    if shelf := extra.shelf:
        told["shelved"] = {
            "until": iso(shelf.until), "once": shelf.once, "by": shelf.by, "reason": shelf.reason,
        }  # fmt: skip
    if out := extra.out:
        told["out_of_service"] = {"by": out.by, "reason": out.reason, "since": iso(out.since)}
        if out.until:
            told["out_of_service"]["until"] = iso(out.until)
    if request := extra.request:
        told["waiting"] = {"command": request.command, "by": request.by, "since": iso(request.since)}
    return told
