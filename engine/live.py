"""Point board: the last value of every point that somebody owns, for the point directory."""

from typing import Any

import numpy as np

from engine.wire import number
from tundish.iso import iso
from tundish.points import Points
from tundish.quality import level_of, reason_of
from tundish.samples import Samples

MOST = 5_000
"""Points told at a time; the others wait."""
ROW = np.dtype([("time", "i8"), ("value", "f8"), ("quality", "u1"), ("owner", "i4"), ("changed", "?")])


class PointBoard:
    """One row a point, by its number; owners put in what leaves their ports."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._rows = np.zeros(64, ROW)
        self._owners: dict[tuple[str, str], int] = {}

    def put(self, flow: str, node: str, samples: Samples) -> None:
        if len(self._points) > len(self._rows):
            rows = np.zeros(2 * len(self._points), ROW)
            rows[: len(self._rows)] = self._rows
            self._rows = rows
        rows, point = self._rows, samples.point
        rows["time"][point], rows["value"][point] = samples.time, samples.value  # of equal points the last one stays
        rows["quality"][point] = samples.quality
        rows["owner"][point] = self._owners.setdefault((flow, node), len(self._owners))
        rows["changed"][point] = True

    def changed(self) -> dict[str, dict[str, Any]]:
        """What has changed since the last call, by name of the point."""
        found = np.flatnonzero(self._rows["changed"])[:MOST]
        self._rows["changed"][found] = False
        owners = list(self._owners)
        return {self._points.name(point): self._told(point, owners) for point in found.tolist()}

    def _told(self, point: int, owners: list[tuple[str, str]]) -> dict[str, Any]:
        row = self._rows[point]
        (flow, node), quality = owners[int(row["owner"])], int(row["quality"])
        last = {
            "time": iso(int(row["time"])), "point": self._points.name(point), "value": number(float(row["value"])),
            "quality": level_of(quality), "reason": reason_of(quality),
        }  # fmt: skip
        return {"owner": {"flow": flow, "node": node}, "last": last}
