"""Read model: what the API knows of the worker's flows, from its messages. Never a second truth."""

from typing import Any


class ReadModel:
    """Alarms, points, connections and flow status, as last told."""

    def __init__(self) -> None:
        self.points: dict[str, dict[str, Any]] = {}
        self._connections: dict[str, dict[str, dict[str, str]]] = {}
        self.flows: dict[str, dict[str, Any]] = {}
        self.loads: dict[str, dict[str, Any]] = {}
        """What the worker of each group takes of the machine."""
        self.recorders: dict[str, dict[str, Any]] = {}
        """How recording goes in the worker of each group."""
        self._alarms: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._number = 0

    def take(self, message: dict[str, Any], group: str = "") -> bool:
        """What a worker, that of this group, has told; whether it is worth telling on."""
        match message["type"]:
            case "alarms":
                return self._take_alarms(message)
            case "points":
                self.points.update(message["points"])
            case "connection":
                told = {"state": message["state"], "message": message["message"]}
                self._connections.setdefault(message["id"], {})[group] = told
            case "history":
                self.recorders[message["group"]] = {k: v for k, v in message.items() if k not in {"type", "group"}}
            case "load":
                self.loads[message["group"]] = message
            case "status":
                self.flows[message["flow"]] = message
        return True

    def connections(self) -> dict[str, dict[str, str]]:
        """By id; of one that several workers have open the worst."""
        return {id: min(told.values(), key=_health) for id, told in self._connections.items() if told}

    def lost(self, group: str) -> None:
        """The worker of a group has ended."""
        self.loads.pop(group, None)
        self.recorders.pop(group, None)
        for told in self._connections.values():
            told.pop(group, None)

    def alarms(self) -> dict[str, Any]:
        return {"number": self._number, "alarms": list(self._alarms.values())}

    def forget(self, flow: str) -> list[dict[str, Any]]:
        """The flow runs no more; messages that tell what has gone with it."""
        self.flows.pop(flow, None)
        gone = {"type": "alarms", "begin": flow, "changed": [], "removed": []}
        tell = self.take(gone)
        self.points = {name: known for name, known in self.points.items() if known["owner"]["flow"] != flow}
        return [gone] if tell else []

    def _take_alarms(self, message: dict[str, Any]) -> bool:
        """Leaves in the message what is news: a flow that begins tells all its alarms, also those that are known."""
        if flow := message.pop("begin", None):  # all its alarms: others have ended unseen
            told = {(flow, row["node"], row["point"]) for row in message["changed"]}
            gone = [key for key in self._alarms if key[0] == flow and key not in told]
            message["removed"] = [dict(zip(("flow", "node", "point"), key, strict=True)) for key in gone]
            message["changed"] = [row for row in message["changed"] if self._alarms.get(_key(row)) != row]
        if not message["changed"] and not message["removed"]:
            return False
        self._number += 1
        message["number"] = self._number
        for row in message["changed"]:
            self._alarms[_key(row)] = row
        for key in message["removed"]:
            self._alarms.pop(_key(key), None)
        return True


def _key(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["flow"], row["node"], row["point"]


def _health(told: dict[str, str]) -> int:
    states = ("failed", "connecting", "connected")
    return states.index(told["state"]) if told["state"] in states else len(states)
