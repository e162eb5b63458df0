"""Transition: what performance needs to know of an event `alarm.*`."""

from typing import NamedTuple, TypeAlias

from msgspec import json

from engine.eventstore import EventRecord
from tundish.iso import nanoseconds_of

Key: TypeAlias = tuple[str, str, str]
"""An alarm: flow, node, point."""


class Transition(NamedTuple):
    time: int
    """Source time, ns."""
    key: Key
    change: str
    """active, escalate, ease, clear, ack, shelve …: the kind without `alarm.`."""
    level: str
    priority: str
    status: str = ""
    """After it."""
    since: int | None = None
    """When the alarm had become active, ns; None when nothing says so."""
    active: bool = False
    """The condition holds after it."""
    hidden: bool = False
    """Shelved, suppressed or out of service: nobody is told."""
    reason: str = ""
    """What a person gave as the reason."""
    revealed: bool = False
    """It had become active while hidden, and is announced only now that it is hidden no more."""

    @property
    def announced(self) -> bool:
        """An operator is called: it became active, worse, is told again, or comes out of hiding."""
        calls = self.change in {"active", "realarm"} or (self.change == "escalate" and self.status == "unack")
        return (calls or self.revealed) and not self.hidden


def transition(record: EventRecord) -> Transition:
    data = json.decode(record.data)
    status = data.get("status") or ""
    since = data.get("active_since")
    return Transition(
        record.time, (record.flow, record.node, record.point), record.kind.removeprefix("alarm."), record.level,
        record.priority, status, nanoseconds_of(since) if since else None,
        status in {"unack", "ack"}, bool(data.get("shelved") or data.get("suppressed") or data.get("out_of_service")),
        str(data.get("reason") or ""), bool(data.get("announced")),
    )  # fmt: skip
