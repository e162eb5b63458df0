"""Point board: the last value of every point that somebody owns, for the point directory."""

from collections.abc import Mapping
from typing import Any

from engine.monitor import Monitor
from engine.wire import sample_json
from tundish.node import Node
from tundish.points import Points

MOST = 5_000
"""Points told at a time."""


class PointBoard:
    """Looks at what has left the owners' ports; told points wait for the next change."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._owners: dict[str, set[str]] = {}
        self._changed: dict[str, dict[str, Any]] = {}

    def owners(self, flow: str, nodes: Mapping[str, Node[Any, Any]]) -> None:
        """The nodes of a flow that make points."""
        self._owners[flow] = {id for id, node in nodes.items() if node.owned()}

    def look(self, flow: str, monitor: Monitor) -> None:
        """Take the newest sample of each point from the batches that are still there."""
        for node, batches in monitor.batches(self._owners.get(flow, set())):
            for batch in batches:
                newest = {point: index for index, point in enumerate(batch.point.tolist())}
                for index in newest.values():
                    sample = sample_json(batch, index, self._points)
                    self._changed[sample["point"]] = {"owner": {"flow": flow, "node": node}, "last": sample}

    def changed(self) -> dict[str, dict[str, Any]]:
        told = dict(list(self._changed.items())[:MOST])
        for name in told:
            del self._changed[name]
        return told
