"""Alarm board: the alarms of all flows of a worker, for the read model that Operations shows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.watch.health import SYSTEM
from engine.watch.wire import number
from tundish.alarm import Alarm, AlarmState, described
from tundish.event import Event
from tundish.iso import iso
from tundish.node import Node

Key = tuple[str, str, str]


class AlarmBoard:
    """Tells every change as a numbered message, and everything when a flow begins."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._number = 0
        self._shown: set[Key] = set()

    def begin(self, flow: str, nodes: Mapping[str, Node[Any, Any]], system: Sequence[Event] = ()) -> None:
        """What was open when the flow came to life: all its alarms, whoever knew others forgets them.

        `system`: alarms of the flow itself.
        """
        changed = [
            _row(flow, id, point, alarm)
            for id, node in nodes.items()
            if isinstance(node.state, AlarmState)
            for point, alarm in node.state.alarms.items()
        ]
        changed += [_plain(flow, SYSTEM, event.point, dict(event.data), event.time) for event in system]
        self._shown = {key for key in self._shown if key[0] != flow}
        self._shown |= {(flow, row["node"], row["point"]) for row in changed}
        self._tell({"type": "alarms", "number": self._next(), "begin": flow, "changed": changed, "removed": []})

    def put(self, flow: str, node: str, event: Event) -> None:
        """One transition of the life cycle."""
        if event.kind == "alarm.refused":
            return
        key = (flow, node, event.point)
        if event.data["status"] == "normal":
            if key in self._shown:
                self._shown.discard(key)
                self._send([], {key})
            return
        self._shown.add(key)
        self._send([_plain(flow, node, event.point, dict(event.data), event.time)], set())

    def end(self, flow: str, *, quietly: bool = False) -> None:
        """The flow runs no more; `quietly`: here, but it does elsewhere."""
        gone = {key for key in self._shown if key[0] == flow}
        self._shown -= gone
        self._send([], set() if quietly else gone)

    def _send(self, changed: list[dict[str, Any]], gone: set[Key]) -> None:
        if changed or gone:
            removed = [dict(zip(("flow", "node", "point"), key, strict=True)) for key in sorted(gone)]
            self._tell({"type": "alarms", "number": self._next(), "changed": changed, "removed": removed})

    def _next(self) -> int:
        self._number += 1
        return self._number


def _row(flow: str, node: str, point: str, alarm: Alarm) -> dict[str, Any]:
    return _plain(flow, node, point, described(alarm), alarm.changed)


def _plain(flow: str, node: str, point: str, data: dict[str, Any], time: int) -> dict[str, Any]:
    value = data["value"]
    return {
        "flow": flow, "node": node, "point": point, "status": data["status"], "level": data["level"],
        "value": None if value is None else number(value), "limit": data["limit"], "priority": data["priority"],
        "message": data["message"],
        "time": iso(time), "active_since": data["active_since"], "acked_by": data["acked_by"],
    }  # fmt: skip
