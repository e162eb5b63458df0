"""Point board: the last value of every point that somebody owns, for the point directory."""

from typing import Any, NamedTuple

import numpy as np

from engine.watch.wire import number
from tundish.iso import iso
from tundish.kernel import In, Rows, kernel
from tundish.points import Points
from tundish.quality import level_of, reason_of
from tundish.samples import Samples

MOST = 5_000
"""Points told at a time; the others wait."""


class Row:
    """What is known of a point."""

    dtype = np.dtype(
        [("time", "i8"), ("value", "f8"), ("owner", "i4"), ("quality", "u1"), ("changed", "u1")], align=True
    )

    time: int
    value: float
    owner: int
    quality: int
    changed: int


@kernel
def note(
    point: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], owner: int, rows: Rows[Row]
) -> None:
    """Of equal points the last one stays."""
    for i in range(point.size):
        row = rows[point[i]]
        row.time, row.value, row.quality, row.owner, row.changed = time[i], value[i], quality[i], owner, 1


class Last(NamedTuple):
    """The last value of a point, and whose it is. Time in ns."""

    flow: str
    node: str
    time: int
    value: float
    quality: int


class PointBoard:
    """One row a point, by its number; owners put in what leaves their ports."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._rows: Any = np.zeros(64, Row.dtype)
        self._owners: dict[tuple[str, str], int] = {}

    def put(self, flow: str, node: str, samples: Samples) -> None:
        if len(self._points) > len(self._rows):
            rows = np.zeros(2 * len(self._points), Row.dtype)
            rows[: len(self._rows)] = self._rows
            self._rows = rows
        owner = self._owners.setdefault((flow, node), len(self._owners))
        note(samples.point, samples.time, samples.value, samples.quality, owner, self._rows)

    def changed(self) -> dict[str, dict[str, Any]]:
        """What has changed since the last call, by name of the point."""
        found = np.flatnonzero(self._rows["changed"])[:MOST]
        self._rows["changed"][found] = 0
        owners = list(self._owners)
        return {self._points.name(point): self._told(point, owners) for point in found.tolist()}

    def last(self, point: int) -> Last | None:
        """Of the point of this number; None when it has said nothing yet."""
        if point >= len(self._rows) or not self._rows["time"][point]:
            return None
        row, owners = self._rows[point], list(self._owners)
        return Last(*owners[int(row["owner"])], int(row["time"]), float(row["value"]), int(row["quality"]))

    def _told(self, point: int, owners: list[tuple[str, str]]) -> dict[str, Any]:
        row = self._rows[point]
        (flow, node), quality = owners[int(row["owner"])], int(row["quality"])
        last = {
            "time": iso(int(row["time"])), "point": self._points.name(point), "value": number(float(row["value"])),
            "quality": level_of(quality), "reason": reason_of(quality),
        }  # fmt: skip
        return {"owner": {"flow": flow, "node": node}, "last": last}
