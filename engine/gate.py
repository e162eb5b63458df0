"""Gate: per point, source time never goes back inside the engine.

A sample older than its point's last one is late, one far ahead of the clock is from the future: both are set aside
and counted. A sample as old as the last one replaces its value and is counted.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from tundish.kernel import In, Out, kernel
from tundish.points import Points
from tundish.samples import Samples

NEVER = -(2**63)
FUTURE = 60_000_000_000
"""How far ahead of engine time a sample may be, ns."""


@kernel
def sift(
    time: In[np.int64], point: In[np.int32], limit: int, last: Out[np.int64], begun: Out[np.int64],
    keep: Out[np.bool_], count: Out[np.int64],
) -> None:  # fmt: skip
    """Mark what may pass; counts are late, replaced, future. Samples are in order of time.

    `begun` holds each point's last time before this emit: equal times within one emit replace nothing.
    """
    for i in range(time.size):
        begun[point[i]] = last[point[i]]
    for i in range(time.size):
        p = point[i]
        late, future = time[i] < last[p], time[i] > limit
        keep[i] = not (late or future)
        if keep[i]:
            count[1] += time[i] == begun[p]
            last[p] = time[i]
        count[0] += late
        count[2] += future and not late


class Gate:
    """The last source time of every point of a flow."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._last = np.full(64, NEVER)
        self._begun = np.full(64, NEVER)
        self._count = np.zeros(3, np.int64)

    @property
    def counts(self) -> dict[str, int]:
        """Samples set aside as late or from the future, and values replaced."""
        return dict(zip(("late", "replaced", "future"), self._count.tolist(), strict=True))

    def passed(self, samples: Samples, now: int) -> Samples:
        """What may go in; samples must be in order of time."""
        self._make_room(len(self._points))
        keep: npt.NDArray[np.bool_] = np.empty(samples.size, np.bool_)
        sift(samples.time, samples.point, now + FUTURE, self._last, self._begun, keep, self._count)
        return samples.where(keep)

    def snapshot(self) -> dict[str, Any]:
        seen = np.flatnonzero(self._last != NEVER).tolist()
        names = sorted((self._points.name(p), int(self._last[p])) for p in seen)
        return {"last": dict(names), "counts": self._count.tolist()}

    def restore(self, snapshot: dict[str, Any]) -> None:
        for name, last in snapshot["last"].items():
            number = self._points.number(name)
            self._make_room(number + 1)
            self._last[number] = last
        self._count[:] = snapshot["counts"]

    def _make_room(self, size: int) -> None:
        if size > self._last.size:
            more = np.full(2 * size - self._last.size, NEVER)
            self._last = np.concatenate([self._last, more])
            self._begun = np.concatenate([self._begun, more])
