"""Rows of a table that are meant for many points: how they name their results, and which row is whose."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator

from tundish import PointRef, Points

POINT = "{point}"


def _holds_point(text: str) -> str:
    if text.count(POINT) > 1:
        raise ValueError(f"{POINT} may stand in a name once")
    return text


OutputPoint = Annotated[PointRef, AfterValidator(_holds_point)]
"""A name in which `{point}` may stand for the name of the input."""


def keep_apart(points: str, output: str) -> None:
    """ValueError when all points that fit the pattern would become one."""
    if POINT not in output and any(c in points for c in "*?"):
        raise ValueError(f"output: it needs {POINT}, or all points of the row become one")


def keep_second_apart(points: str, output: str, field: str, second: str) -> None:
    """The same for another result of the row; ValueError too when it has the name of the first."""
    keep_apart(points, second)
    if second == output:
        raise ValueError(f"{field}: it needs another name than the output")


def named(output: str, point: str) -> str:
    """The name of the result for this point or pattern."""
    return output.replace(POINT, point)


class BySlot:
    """A record for each slot of a node, for its kernel. `make(point)` is called when a point is new."""

    def __init__(self, dtype: "np.dtype[np.void]", make: Callable[[int], tuple[Any, ...]]) -> None:
        self._records: Any = np.zeros(0, dtype)
        self._make = make

    def upto(self, points: Sequence[int]) -> Any:
        """Records of all these, the points of the slots."""
        if fresh := points[len(self._records) :]:
            made = np.array([self._make(point) for point in fresh], self._records.dtype)
            self._records = np.concatenate([self._records, made])
        return self._records


class PointGrid:
    """Points of the results of each slot, for a kernel; `names(point)` are theirs, none when the slot has none."""

    def __init__(self, points: Points, width: int, names: Callable[[str], Sequence[str]]) -> None:
        self._points, self._names = points, names
        self._grid = np.zeros((0, width), np.int32)

    def upto(self, slots: Sequence[int]) -> npt.NDArray[np.int32]:
        """Of all these, the points of the slots; -1 where there is none."""
        if fresh := slots[len(self._grid) :]:
            rows = [self._names(self._points.name(point)) for point in fresh]
            none = [-1] * self._grid.shape[1]
            made = np.array([[self._points.number(name) for name in row] or none for row in rows], np.int32)
            self._grid = np.concatenate([self._grid, made])
        return self._grid
