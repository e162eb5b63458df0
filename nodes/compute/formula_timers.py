"""Timers of a formula that remembers: one for each computed point whose result will change by itself."""

import numpy as np
import numpy.typing as npt

from tundish import Points
from tundish.timers import FOREVER, Timers


def wake(
    timers: Timers, points: Points, arrival: npt.NDArray[np.int64], point: npt.NDArray[np.int32],
    wait: npt.NDArray[np.int64],
) -> None:  # fmt: skip
    """Set for each result that will change after `wait` ns, unless the next of its point comes before that.

    What was to come of an earlier result of a point is replaced, or cancelled where the last one will not change.
    """
    after: dict[int, int] = {}
    wishes: list[tuple[str, int, int]] = []
    for stamp, number, ns in zip(arrival[::-1].tolist(), point[::-1].tolist(), wait[::-1].tolist(), strict=True):
        following = after.get(number, FOREVER)
        after[number] = stamp
        if ns and stamp + ns < following:
            wishes.append((points.name(number), stamp, ns))
        elif following == FOREVER:
            timers.cancel(points.name(number))
    for key, stamp, ns in reversed(wishes):
        timers.set(key, stamp, ns, rest=True)
