"""Instants: where samples that another flow put out may be cut, or must be, so that how it made its passes is not seen.

An inbox takes equal times of one emit for one instant and brings times into order. What another flow published in one
piece may hold several of its instants with equal times, or with times that go back: they must come one after the other,
as they would have if each had been published by itself.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from tundish.kernel import In, Out, kernel
from tundish.samples import Samples


@kernel
def cuts(arrival: In[np.int64], time: In[np.int64], cut: Out[np.int64]) -> int:
    """Where pieces begin; how many. A piece is of whole instants, each later in time than all before it."""
    if not time.size:
        return 0
    pieces, newest = 1, time[0]
    cut[0] = start = 0
    stop = 0
    while start < time.size:
        low = high = time[start]
        stop = start
        while stop < time.size and arrival[stop] == arrival[start]:
            low, high = min(low, time[stop]), max(high, time[stop])
            stop += 1
        if start and low <= newest:
            cut[pieces] = start
            pieces += 1
            newest = high
        newest = max(newest, high)
        start = stop
    return pieces


def pieces(samples: Samples) -> Iterator[Samples]:
    """The same samples in pieces that may be put into an inbox; itself when it is one."""
    starts = np.empty(samples.size, np.int64)
    found = cuts(samples.arrival, samples.time, starts)
    if found == 1:
        yield samples
    else:
        for start, stop in pairwise([*starts[:found].tolist(), samples.size]):
            yield samples.part(start, stop)


def parts(samples: Samples, most: int) -> Iterator[Samples]:
    """Parts of about so many samples, each of whole instants."""
    start = 0
    while start < samples.size:
        last = samples.arrival[min(start + most, samples.size) - 1]
        stop = int(samples.arrival.searchsorted(last, side="right"))
        yield samples.part(start, stop)
        start = stop
