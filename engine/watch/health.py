"""Health: what is wrong with a flow itself, as alarms that stand in Operations beside those of the plant.

The disk takes nothing, or the event store is away. Such an alarm rises by itself and ends by itself; it may be
acknowledged. It is not remembered over a restart: what is still wrong rises again. The node is `@system`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

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


KINDS = {"@disk": Kind("critical", 0), "@events": Kind("serious", 10 * SECOND)}
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
                    self._put("alarm.clear", about, {**told, "status": "normal"}, now)
                continue
            began = self._began.setdefault(about, now)
            if about not in self._risen and now - began >= kind.patience:
                told = {"status": "unack", "priority": kind.priority, "message": why, "active_since": iso(began)}
                self._risen[about] = self._put("alarm.active", about, {**_BLANK, **told}, now)

    def acknowledge(self, about: str, user: str, comment: str, now: int) -> None:
        """CommandRefused when there is no such alarm."""
        risen = self._risen.get(about)
        if risen is None or risen.data["status"] != "unack":
            raise CommandRefused(
                f"There is no alarm of {about!r} to acknowledge", "It has ended, or somebody was first"
            )
        said = {"status": "ack", "acked_by": user, "user": user, "comment": comment}
        self._risen[about] = self._put("alarm.ack", about, {**risen.data, **said}, now)

    def alarms(self) -> list[Event]:
        """Those that stand."""
        return list(self._risen.values())

    def _put(self, kind: str, about: str, data: Mapping[str, Any], now: int) -> Event:
        self._stamp = max(now, self._stamp + 1)
        origin = Origin(SYSTEM, self._stamp, about, "events", 0)
        event = Event(
            kind=kind, time=now, arrival=self._stamp, point=about, data=dict(data), origin=origin, trace=origin
        )  # fmt: skip
        self._tell(event)
        return event


_BLANK = {"system": True, "level": None, "value": None, "limit": None, "acked_by": ""}
