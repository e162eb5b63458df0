"""Alarm board: the alarms of all flows of a worker, for the read model that Operations shows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.watch.health import SYSTEM
from engine.watch.wire import number
from tundish.alarm import EVERY, AlarmNode
from tundish.event import Event
from tundish.iso import iso
from tundish.node import Node

Key = tuple[str, str, str]
GroupsOf = Callable[[str], Sequence[str]]
MORE: Mapping[str, Any] = {
    "type": "", "count": 1, "comment": "", "shelved": None, "suppressed": None, "out_of_service": None, "waiting": None,
    "group": "", "first": None, "first_out": False, "returns": None, "area": "", "device": "",
}  # fmt: skip
"""What is told of an alarm if there is something to tell, and what stands there if not."""
UNMANAGED: Mapping[str, Any] = {
    "class": "", "latched": False, "max_shelve": 0.0, "comment_required": False, "second_person": False,
}  # fmt: skip
"""Of what is no alarm node."""


class AlarmBoard:
    """Tells every change as a numbered message, and everything when a flow begins."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell = tell
        self._number = 0
        self._shown: set[Key] = set()
        self._manners: dict[tuple[str, str], dict[str, Any]] = {}
        """What is told of all alarms of a node, by flow and node."""
        self._groups: dict[tuple[str, str], list[GroupsOf]] = {}
        """Of the nodes that its alarms come to: the groups that they make."""
        self._named: dict[Key, str] = {}
        """The group of each alarm that was asked for: patterns are tried once."""

    def begin(
        self, flow: str, nodes: Mapping[str, Node[Any, Any]], system: Sequence[Event] = (),
        wires: Sequence[Mapping[str, Any]] = (),
    ) -> None:  # fmt: skip
        """What was open when the flow came to life: all its alarms, whoever knew others forgets them.

        `system`: alarms of the flow itself. `wires`: as the document has them; along them alarms come to groups.
        """
        alarming = {id: node for id, node in nodes.items() if isinstance(node, AlarmNode)}
        self._forget(flow)
        for id, node in alarming.items():
            if type(node).groups_of is not AlarmNode.groups_of:
                for member in _before(id, wires):
                    self._groups.setdefault((flow, member), []).append(node.groups_of)
        self._manners |= {(flow, id): node.manner() for id, node in alarming.items()}
        changed = [
            self._row(flow, id, point, data, time) for id, node in alarming.items() for point, data, time in node.rows()
        ]
        changed += [self._row(flow, SYSTEM, event.point, event.data, event.time) for event in system]
        self._shown = {key for key in self._shown if key[0] != flow}
        self._shown |= {(flow, row["node"], row["point"]) for row in changed}
        self._tell({"type": "alarms", "number": self._next(), "begin": flow, "changed": changed, "removed": []})

    def put(self, flow: str, node: str, event: Event) -> None:
        """One transition of the life cycle."""
        if event.kind == "alarm.refused":
            return
        key = (flow, node, event.point)
        if event.data["status"] == "normal" and not _is_hidden(event):
            if key in self._shown:
                self._shown.discard(key)
                self._send([], {key})
            return
        self._shown.add(key)
        self._send([self._row(flow, node, event.point, event.data, event.time)], set())

    def end(self, flow: str, *, quietly: bool = False) -> None:
        """The flow runs no more; `quietly`: here, but it does elsewhere."""
        self._forget(flow)
        gone = {key for key in self._shown if key[0] == flow}
        self._shown -= gone
        self._send([], set() if quietly else gone)

    def _send(self, changed: list[dict[str, Any]], gone: set[Key]) -> None:
        if changed or gone:
            removed = [dict(zip(("flow", "node", "point"), key, strict=True)) for key in sorted(gone)]
            self._tell({"type": "alarms", "number": self._next(), "changed": changed, "removed": removed})

    def _row(self, flow: str, node: str, point: str, data: Mapping[str, Any], time: int) -> dict[str, Any]:
        value = data["value"]
        more = {key: data.get(key, default) for key, default in MORE.items()}
        more["group"] = more["group"] or self._group(flow, node, point)
        return {
            "flow": flow, "node": node, "point": point, "status": data["status"], "level": data["level"],
            "value": None if value is None else number(value), "limit": data["limit"], "priority": data["priority"],
            "message": data["message"],
            "time": iso(time), "active_since": data["active_since"], "acked_by": data["acked_by"],
            **more,
            **self._manners.get((flow, node), UNMANAGED),
        }  # fmt: skip

    def _group(self, flow: str, node: str, point: str) -> str:
        """The group that the alarm is a member of: the first, when there are several."""
        groups = self._groups.get((flow, node))
        if groups is None:
            return ""
        key = flow, node, point
        known = self._named.get(key)
        if known is None:
            known = self._named[key] = next((name for groups_of in groups for name in groups_of(point)), "")
        return known

    def _forget(self, flow: str) -> None:
        self._named = {key: name for key, name in self._named.items() if key[0] != flow}
        self._groups = {key: groups for key, groups in self._groups.items() if key[0] != flow}
        self._manners = {key: manner for key, manner in self._manners.items() if key[0] != flow}

    def _next(self) -> int:
        self._number += 1
        return self._number


def _before(node: str, wires: Sequence[Mapping[str, Any]]) -> set[str]:
    """Nodes from which wires lead to this one."""
    found: set[str] = set()
    ends = {node}
    while ends:
        ends = {wire["from"][0] for wire in wires if wire["to"][0] in ends} - found
        found |= ends
    return found


def _is_hidden(event: Event) -> bool:
    """Whether there is something to say of an alarm that is normal. A node that is suppressed says it of itself."""
    data = event.data
    return bool(data.get("shelved") or data.get("out_of_service") or data.get("waiting")) or (
        event.point == EVERY and bool(data.get("suppressed"))
    )
