"""Own points: of all samples that come to a node, those of the points that it works with."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tundish import Points, Samples

MOST_COLUMNS = 64
"""Columns of points that are remembered with the rows that count."""


class OwnPoints:
    """A thousand nodes may hear ten thousand points and want ten each: what they keep and look at is these ten."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._wanted = np.zeros(0, np.bool_)
        self._known: dict[int, tuple[npt.NDArray[np.int32], npt.NDArray[np.intp], npt.NDArray[np.int32]]] = {}
        """By the identity of a column: itself, the rows that count, their points."""

    def of(self, samples: Samples, points: Points) -> Samples:
        """The same object when all of them count."""
        column = samples.point
        known = self._known.get(id(column))
        if known is None:
            if self._wanted.size < len(points):
                numbers = points.numbers(self._names)
                self._wanted = np.zeros(max(len(points), 2 * self._wanted.size), np.bool_)
                self._wanted[numbers] = True
            rows = np.flatnonzero(self._wanted[column])
            known = column, rows, column if rows.size == column.size else column[rows]
            if column.base is None:  # what is a view may change, and holds on to more than itself
                if len(self._known) >= MOST_COLUMNS:
                    self._known.clear()
                self._known[id(column)] = known
        _, rows, point = known
        if rows.size == column.size:
            return samples
        return Samples(samples.arrival[rows], samples.time[rows], point, samples.value[rows], samples.quality[rows])
