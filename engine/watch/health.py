"""Health: what is wrong with a flow itself, as alarms that stand in Operations beside those of the plant.

The disk takes nothing, the event store is away, or samples are lost to the history. Such an alarm rises by itself and
ends by itself; it may be acknowledged. It is remembered over a restart: what is no longer wrong then ends, and what is
stands on. The node is `@system`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from engine.disk.codec import event_of, packed
from tundish.alarm import Priority
from tundish.errors import CommandRefused
from tundish.event import Event, Origin
from tundish.iso import iso

SYSTEM = "@system"
SECOND = 1_000_000_000


class Kind(NamedTuple):
    """One thing that may be wrong."""

    priority: Priority
    patience: int
    """Ns for which it must have lasted."""


KINDS = {"@disk": Kind("critical", 0), "@events": Kind("serious", 10 * SECOND), "@history": Kind("serious", 0)}
"""By what stands in place of a point."""


class Health:
    """Of one flow. `tell` takes each transition."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._began: dict[str, int] = {}
        """When it was first seen to be wrong."""
        self._risen: dict[str, Event] = {}
        """Alarms, as they were told last."""
        self._stamp = 0

    def look(self, wrong: Mapping[str, str], now: int) -> None:
        """What is wrong now, by what it is about; empty texts are nothing."""
        for about, kind in KINDS.items():
            why = wrong.get(about, "")
            if not why:
                self._began.pop(about, None)
                if about in self._risen:
                    told = {k: v for k, v in self._risen.pop(about).data.items() if k not in {"user", "comment"}}
                    self._tell(self._made("alarm.clear", about, {**told, "status": "normal"}, now))
                continue
            began = self._began.setdefault(about, now)
            if about not in self._risen and now - began >= kind.patience:
                told = {"status": "unack", "priority": kind.priority, "message": why, "active_since": iso(began)}
                self._rise("alarm.active", about, {**_BLANK, **told}, now)

    def acknowledge(self, about: str, user: str, comment: str, now: int) -> None:
        """CommandRefused when there is no such alarm."""
        risen = self._risen.get(about)
        if risen is None or risen.data["status"] != "unack":
            raise CommandRefused(
                f"There is no alarm of {about!r} to acknowledge", "It has ended, or somebody was first"
            )
        said = {"status": "ack", "acked_by": user, "user": user, "comment": comment}
        self._rise("alarm.ack", about, {**risen.data, **said}, now)

    def alarms(self) -> list[Event]:
        """Those that stand."""
        return list(self._risen.values())

    def snapshot(self) -> list[bytes]:
        """Those that stand, to be remembered."""
        return [packed(event) for event in self._risen.values()]

    def restore(self, kept: Iterable[bytes]) -> None:
        self._risen = {event.point: event for event in map(event_of, kept) if event.point in KINDS}
        self._stamp = max((event.arrival for event in self._risen.values()), default=self._stamp)

    def _rise(self, kind: str, about: str, data: Mapping[str, Any], now: int) -> None:
        self._risen[about] = event = self._made(kind, about, data, now)
        self._tell(event)

    def _made(self, kind: str, about: str, data: Mapping[str, Any], now: int) -> Event:
        self._stamp = max(now, self._stamp + 1)
        origin = Origin(SYSTEM, self._stamp, about, "events", 0)
        return Event(
            kind=kind, time=now, arrival=self._stamp, point=about, data=dict(data), origin=origin, trace=origin
        )  # fmt: skip


_BLANK = {"system": True, "level": None, "value": None, "limit": None, "acked_by": ""}
