"""Read model: what the API knows of the worker's flows, from its messages. Never a second truth."""

from typing import Any


class ReadModel:
    """Alarms, points, connections and flow status, as last told."""

    def __init__(self) -> None:
        self.points: dict[str, dict[str, Any]] = {}
        self.connections: dict[str, dict[str, str]] = {}
        self.flows: dict[str, dict[str, Any]] = {}
        self.loads: dict[str, dict[str, Any]] = {}
        """What the worker of each group takes of the machine."""
        self._alarms: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._number = 0

    def take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "alarms":
                self._take_alarms(message)
            case "points":
                self.points.update(message["points"])
            case "connection":
                self.connections[message["id"]] = {"state": message["state"], "message": message["message"]}
            case "load":
                self.loads[message["group"]] = message
            case "status":
                self.flows[message["flow"]] = message

    def alarms(self) -> dict[str, Any]:
        return {"number": self._number, "alarms": list(self._alarms.values())}

    def forget(self, flow: str) -> list[dict[str, Any]]:
        """The flow runs no more; messages that tell what has gone with it."""
        self.flows.pop(flow, None)
        gone = {"type": "alarms", "begin": flow, "changed": [], "removed": []}
        self.take(gone)
        self.points = {name: known for name, known in self.points.items() if known["owner"]["flow"] != flow}
        return [gone] if gone["removed"] else []

    def _take_alarms(self, message: dict[str, Any]) -> None:
        self._number += 1
        message["number"] = self._number
        if flow := message.pop("begin", None):  # all its alarms: others have ended unseen
            told = {(flow, row["node"], row["point"]) for row in message["changed"]}
            gone = [key for key in self._alarms if key[0] == flow and key not in told]
            message["removed"] = [dict(zip(("flow", "node", "point"), key, strict=True)) for key in gone]
        for row in message["changed"]:
            self._alarms[row["flow"], row["node"], row["point"]] = row
        for key in message["removed"]:
            self._alarms.pop((key["flow"], key["node"], key["point"]), None)
