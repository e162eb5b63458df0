"""Instants: the latest values of some points at each instant of a batch, all at once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from tundish import NodeState, Samples
from tundish.quality import BAD, NOT_A_NUMBER

FEW = 12
"""Samples from which on it is quicker to look at all instants at once."""


class Instants(NamedTuple):
    """Those that bring one of the points: stamps, newest times, and for each point a line of values and qualities."""

    stamps: Any
    newest: Any
    x: Any
    xq: Any


def latest(state: NodeState, points: Sequence[int], samples: Samples) -> Instants | None:
    """With those of before from the records, which have `time`, `value` and `quality`, and get the last ones.

    None when no instant brings any of the points.
    """
    ours = np.flatnonzero(np.isin(samples.point, points))
    if not ours.size:
        return None
    arrival, time, point, value = samples.arrival[ours], samples.time[ours], samples.point[ours], samples.value[ours]
    quality = samples.quality[ours]
    quality = np.where(np.isfinite(value) | (quality >= BAD), quality, BAD | NOT_A_NUMBER).astype(np.uint8)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(arrival)) + 1])
    count = begins.size
    instant = np.repeat(np.arange(count), np.diff([*begins, ours.size]))
    told = []
    x, xq = np.empty((len(points), count)), np.empty((len(points), count), np.uint8)
    for k, number in enumerate(points):
        row, own = state.rows[state.slot(number)], np.flatnonzero(point == number)
        x[k], xq[k] = row["value"], row["quality"]
        if own.size:
            last = np.full(count, -1)
            last[instant[own]] = own  # of several in an instant the last one
            last = np.maximum.accumulate(last)
            known = last >= 0
            x[k, known], xq[k, known] = value[last[known]], quality[last[known]]
            told.append((row, (time[own[-1]], x[k, -1], xq[k, -1])))
    for row, one in told:
        row["time"], row["value"], row["quality"] = one
    return Instants(arrival[begins], np.maximum.reduceat(time, begins), x, xq)
