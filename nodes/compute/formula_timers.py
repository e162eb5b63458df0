"""Timers of a formula that remembers: one for each computed point whose result will change by itself."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tundish import Points
from tundish.memory import Memory
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


def catch_up(timers: Timers, keys: Sequence[str], points: Points, memory: Memory, every: int, now: int) -> None:
    """Of the evaluations that were missed until `now` only the last is left, unless a delay ends among them."""
    for key in keys:
        due = timers.pending[key]
        missed = (now - due) // every * every
        row = memory.rows(np.array([points.number(key)], np.int32), 0)[0]
        if missed > 0 and memory.ints[row, 0] + missed < memory.ints[row, 1]:
            memory.ints[row, 0] += missed
            timers.set(key, due, missed, rest=True)
