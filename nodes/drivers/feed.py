"""Feed: puts samples in so that the time of a point never goes back, and tells once when all are lost.

When a link breaks, its points turn bad at our time. What the device sends afterwards carries the device's time, which
may be older; it must not count as late, or the points would stay bad. A device whose clock is far ahead must not take
its points there for good: no time later than AHEAD is remembered.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from tundish import BAD, Io
from tundish.quality import COMM_LOST

AHEAD = 60_000_000_000
"""How far ahead of us a device's clock is believed, ns. The engine sets aside what is later still."""


class Feed:
    """For one source. The points grow by what is put."""

    def __init__(self, io: Io, points: Iterable[str] = ()) -> None:
        self._io = io
        self._newest = dict.fromkeys(points, 0)
        """The last time of each point, ns."""
        self._floor: dict[str, int] = {}
        """Per point, the time that what comes after a loss must have reached."""
        self._lost = False

    async def put(
        self,
        points: Sequence[str],
        values: npt.NDArray[np.float64],
        times: npt.NDArray[np.int64],
        quality: npt.NDArray[np.uint8],
    ) -> None:
        """Times in ns UTC, negative where there is none."""
        now = self._io.now()
        times = np.where(times < 0, now, times)
        if self._floor:
            times = np.maximum(times, np.array([self._floor.get(point, 0) for point in points], np.int64))
        await self._io.samples(points, values, times, quality)
        self._lost = False
        newest, latest = self._newest, now + AHEAD
        for point, time in zip(points, np.minimum(times, latest).tolist(), strict=True):
            if time > newest.get(point, -1):
                newest[point] = time

    async def lost(self, why: str) -> None:
        """The link is gone: all points are bad, once."""
        self._io.status("error", why)
        if self._lost or not self._newest:
            return
        self._lost = True
        now = self._io.now()
        points, newest = list(self._newest), np.array(list(self._newest.values()), np.int64)
        at = np.clip(newest + 1, now, now + AHEAD)
        self._floor = dict(zip(points, np.minimum(at + 1, now + AHEAD).tolist(), strict=True))
        n = len(points)
        await self._io.samples(points, np.full(n, np.nan), at, np.full(n, BAD | COMM_LOST, np.uint8))
