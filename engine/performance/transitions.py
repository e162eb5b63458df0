"""Transition: what performance needs to know of an event `alarm.*`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from msgspec import json

from engine.eventstore import EventRecord
from engine.performance.shown import ACTIVE, Shown, is_hidden, shown, shown_before
from tundish.iso import nanoseconds_of
from tundish.plant import lies_in

Key: TypeAlias = tuple[str, str, str]
"""An alarm: flow, node, point."""
REFUSED = "refused"
"""A command that was refused changes no alarm, and tells nothing of it."""


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
    shown: Shown = ""
    """As what the alarm list shows it after this."""
    was: Shown = ""
    """The same before."""
    area: str = ""

    @property
    def announced(self) -> bool:
        """An operator is called: it became active, worse, is told again, or comes out of hiding."""
        calls = self.change in {"active", "realarm"} or (self.change == "escalate" and self.status == "unack")
        return (calls or self.revealed) and not self.hidden


def transition(record: EventRecord) -> Transition:
    data = json.decode(record.data)
    status = data.get("status") or ""
    since = data.get("active_since")
    change = record.kind.removeprefix("alarm.")
    return Transition(
        record.time, (record.flow, record.node, record.point), change, record.level,
        record.priority, status, nanoseconds_of(since) if since else None,
        status in ACTIVE, is_hidden(data),
        str(data.get("reason") or ""), bool(data.get("announced")),
        shown(data, record.point), shown_before(change, data, record.point), str(data.get("area") or ""),
    )  # fmt: skip


def within(transitions: Iterable[Transition], area: str) -> Iterator[Transition]:
    """Those of an area, and of the areas below it, in order of time.

    An alarm that is told of in another area, since its point was moved, is `moved` then: it stands here no more.
    """
    known: dict[Key, bool] = {}
    """Whether an alarm was here when it was told of last."""
    for one in transitions:
        if one.change == REFUSED:
            continue
        here = lies_in(one.area, area)
        was_here = known.get(one.key)
        known[one.key] = here
        if here:
            yield one._replace(was="") if was_here is False else one
        elif was_here:
            yield one._replace(change="moved", status="", active=False, revealed=False, shown="", reason="")
