"""Feed: puts samples in so that the time of a point never goes back, and tells once when all are lost.

When a link breaks, its points turn bad at our time. What the device sends afterwards carries the device's time, which
may be older; it must not count as late, or the points would stay bad.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from tundish import BAD, Io
from tundish.quality import COMM_LOST


class Feed:
    """For one source. `points` grows by what is put."""

    def __init__(self, io: Io, points: Iterable[str] = ()) -> None:
        self._io = io
        self._points = dict.fromkeys(points)
        self._newest = 0
        self._floor = 0
        self._lost = False

    async def put(
        self,
        points: Sequence[str],
        values: npt.NDArray[np.float64],
        times: npt.NDArray[np.int64],
        quality: npt.NDArray[np.uint8],
    ) -> None:
        """Times in ns UTC, negative where there is none."""
        times = np.where(times < 0, self._io.now(), times)
        times = np.maximum(times, self._floor)
        self._points.update(dict.fromkeys(points))
        self._newest = max(self._newest, int(times.max()))
        self._lost = False
        await self._io.samples(points, values, times, quality)

    async def lost(self, why: str) -> None:
        """The link is gone: all points are bad, once."""
        self._io.status("error", why)
        if self._lost or not self._points:
            return
        self._lost = True
        at = max(self._io.now(), self._newest + 1)
        self._floor = at + 1
        n = len(self._points)
        await self._io.samples(list(self._points), np.full(n, np.nan), at, np.full(n, BAD | COMM_LOST, np.uint8))
