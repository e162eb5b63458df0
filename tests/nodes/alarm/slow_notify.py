"""A slow reference for alarm.notify, tick by tick, written from its description alone.

One alarm and one route at a time; what many of them have in common (storms) is found from the list of messages.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple


class Heard(NamedTuple):
    """A transition that comes at a tick."""

    tick: int
    point: str
    kind: str
    status: str
    priority: str = "serious"
    hidden: bool = False
    was: str = ""
    """Its priority before, where the mode has changed that."""


class Route(NamedTuple):
    name: str
    delay: int = 0
    repeat: int = 0
    repeats: int = 3
    returns: str = "none"
    quiet: tuple[int, int] = (0, 0)
    """Ticks of the day from and to which nobody is told."""
    open: tuple[int, int] = (0, 2880)
    critical_only: bool = False
    steps: tuple[int, ...] = ()
    """Ticks after which the group `name + number` is told."""


class Message(NamedTuple):
    tick: int
    route: str
    reason: str
    groups: tuple[str, ...]
    point: str
    priority: str


def expected(
    routes: Sequence[Route], heard: Iterable[Heard], until: int, *, first: bool
) -> tuple[list[Message], list[tuple[int, str, str, str]]]:
    """What is told, and what is not: tick, why, route, point."""
    events = list(heard)
    told: list[Message] = []
    untold: list[tuple[int, str, str, str]] = []
    for point in sorted({event.point for event in events}):
        mine = [event for event in events if event.point == point]
        for route in routes:
            _follow(route, mine, until, _taken(routes, route, first=first), told, untold)
        alone = [event for event in mine if _announces(event) and not any(_fits(route, event) for route in routes)]
        untold.extend((event.tick, "no_route", "", point) for event in alone)
    return sorted(told), sorted(untold)


GRAVER = {("moderate", "serious"), ("moderate", "critical"), ("serious", "critical")}


def _fits(route: Route, event: Heard) -> bool:
    wanted = not route.critical_only or event.priority == "critical"
    return wanted and route.open[0] <= event.tick < route.open[1]


def _taken(routes: Sequence[Route], route: Route, *, first: bool) -> Callable[[Heard], bool]:
    def takes(event: Heard) -> bool:
        fitting = [other for other in routes if _fits(other, event)]
        return route in (fitting[:1] if first else fitting)

    return takes


def _announces(event: Heard) -> bool:
    if event.hidden or event.status not in {"unack", "ack"}:
        return False
    graver = event.kind == "priority" and (event.was, event.priority) in GRAVER
    return event.kind in {"active", "escalate", "realarm"} or (
        event.status == "unack" and (event.kind == "unshelve" or graver)
    )


def _follow(  # noqa: C901, PLR0912 - the rules one after the other
    route: Route,
    events: list[Heard],
    until: int,
    takes: Callable[[Heard], bool],
    told: list[Message],
    untold: list[tuple[int, str, str, str]],
) -> None:
    it: dict[str, Any] | None = None
    for tick in range(until):
        for event in (event for event in events if event.tick == tick):
            fresh = it is None or it["ending"]
            if event.hidden:
                if it and not it["told"]:
                    untold.append((tick, "hidden", route.name, event.point))
                it = None
            elif event.status not in {"unack", "ack"}:
                if it is None or it["ending"]:
                    continue
                if not it["told"]:
                    untold.append((tick, "cleared", route.name, event.point))
                    it = None
                elif route.returns in {"cleared", "both"}:
                    it |= {"owed": "cleared", "ending": True, "event": event, "unacked": False}
                else:
                    it = None
            elif _announces(event):
                if not takes(event):
                    it = None
                elif fresh:
                    it = {
                        "owed": "alarm", "from": tick + route.delay, "told": False, "ending": False, "step": 0,
                        "again": 0, "unacked": event.status == "unack", "event": event, "first": None, "last": None,
                    }  # fmt: skip
                elif it:
                    was_acked = not it["unacked"]
                    it |= {"event": event, "unacked": event.status == "unack"}
                    if not it["told"] and not (route.delay and tick <= it["from"]):
                        it["waited"] = False  # held for quiet hours: it may be critical now
                    if it["told"]:
                        it |= {"owed": "worse" if event.kind in {"escalate", "priority"} else "again"}
                        it |= {"step": 0, "again": 0, "first": None} if was_acked else {}
            elif it and not it["ending"]:
                it["event"] = event
                it["unacked"] = event.status == "unack"
                if event.kind == "ack":
                    if not it["told"]:
                        untold.append((tick, "acknowledged", route.name, event.point))
                        it = None
                    else:
                        it["owed"] = "acknowledged" if route.returns in {"acknowledged", "both"} else None
            it = _speak(route, it, tick, told, waits=False)
        it = _speak(route, it, tick, told, waits=True)


def _speak(  # noqa: C901 - the same
    route: Route, it: dict[str, Any] | None, tick: int, told: list[Message], *, waits: bool
) -> dict[str, Any] | None:
    """Tell what can be told now. `waits`: also what a time has been waited for, which comes after all events."""
    while it:
        event = it["event"]
        if not it["owed"] and waits and it["unacked"] and it["told"]:
            if it["step"] < len(route.steps) and tick >= it["first"] + route.steps[it["step"]]:
                it |= {"owed": "escalation", "step": it["step"] + 1, "waited": True}
            elif route.repeat and it["again"] < route.repeats and tick >= it["last"] + route.repeat:
                it |= {"owed": "repeat", "again": it["again"] + 1, "waited": True}
        if not it["owed"]:
            return it
        quiet = route.quiet[0] <= tick < route.quiet[1] and event.priority != "critical"
        late = it["owed"] == "alarm" and tick < it["from"]
        if quiet or late:
            return it | {"waited": True}
        if it.get("waited") and not waits and it["owed"] in {"alarm", "repeat", "escalation"}:
            return it
        groups = [route.name, *(f"{route.name}{i}" for i in range(it["step"]))]
        if it["owed"] == "escalation":
            groups = groups[-1:]
        told.append(Message(tick, route.name, it["owed"], tuple(groups), event.point, event.priority))
        if it["ending"]:
            return None
        if it["owed"] != "acknowledged":
            it |= {"told": True, "first": tick if it["first"] is None else it["first"], "last": tick}
        it |= {"owed": None, "waited": False}
    return it


def in_storms(messages: Sequence[Message], most: int, within: int, until: int) -> list[tuple[int, str, str, int]]:
    """Tick, route with a mark for critical ones, what goes out, and for how many messages it stands."""
    out = list[tuple[int, str, str, int]]()
    for name, critical in {(m.route, m.priority == "critical") for m in messages}:
        label = f"{name}{'!' if critical else ''}"
        left = sorted(m.tick for m in messages if m.route == name and (m.priority == "critical") == critical)
        singles = list[int]()
        while left:
            tick = left.pop(0)
            recent = [single for single in singles if single > tick - within]
            if len(recent) < most:
                singles.append(tick)
                out.append((tick, label, "single", 1))
                continue
            out.append((tick, label, "storm", len(recent) + 1))
            singles, end, calm = [], tick + within, False
            while not calm:
                count = sum(1 for m in left if m <= end)
                left, calm = left[count:], count <= most
                if end < until:
                    out.append((end, label, "calm" if calm else "storm", count))
                end += within
    return sorted(out)
