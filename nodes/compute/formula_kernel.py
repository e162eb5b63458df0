"""Kernels of the formula node: hold the last sample of every input, and lay out rows of inputs."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from tundish import In, Out, OutGrid, PerPoint, Points, Rows, Samples, kernel
from tundish.late import LateState
from tundish.memory import Memory
from tundish.quality import BAD, NOT_A_NUMBER

NEVER = -(2**63)
LAST_BIT = 62
"""Of the inputs that are new; those beyond share it."""


class FormulaState(LateState):
    """Last sample of each input point, and what the formula remembers. An input of many devices is held once."""

    value: PerPoint[np.float64] = PerPoint(default=0.0)
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    quality: PerPoint[np.uint8] = PerPoint(default=0)

    def __init__(self) -> None:
        self.memory = Memory()
        """Of the computed points."""
        self._begun = self.memory
        super().__init__()

    def note(self, slot: npt.NDArray[np.int32], samples: Samples) -> None:
        note(slot, samples.time, samples.value, samples.quality, self.rows)

    def begin(self) -> None:
        super().begin()
        self._begun = self.memory
        if self.memory.layout.cells:
            self.memory.begin()

    def undo(self) -> None:
        super().undo()
        self.memory = self._begun
        self.memory.undo()

    def still(self) -> Callable[[Points], dict[str, Any]]:
        rows = super().still()
        if not self.memory.layout.cells:
            return rows
        memory = self.memory.still()
        return lambda points: {**rows(points), "memory": memory(points)}

    @classmethod
    def restored(cls, snapshot: dict[str, Any], points: Points) -> Self:
        state = super().restored(snapshot, points)
        if "memory" in snapshot:
            state.memory = Memory.restored(snapshot["memory"], points)
            state.begin()
        return state


@register_jitable
def held(value: float, quality: int) -> int:
    """What is no number is bad, for its own reason if it has one."""
    return quality if np.isfinite(value) or quality >= BAD else BAD | NOT_A_NUMBER


@register_jitable
def same(point: npt.NDArray[np.int32], before: npt.NDArray[np.int32], size: int) -> bool:
    """Whether the first points are all those of before, and no others."""
    known = before.size == size
    if known:
        for i in range(size):
            known &= point[i] == before[i]
    return known


@kernel
def note(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[FormulaState]
) -> None:
    """Hold, where it is known what the samples make: one row each."""
    for i in range(slot.size):
        row, v = state[slot[i]], value[i]
        row.value, row.time, row.quality = v, time[i], held(v, quality[i])


@kernel
def follow(
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64], quality: In[np.uint8],
    state: Rows[FormulaState], first: In[np.int32], user: In[np.int32], computed: In[np.int32],
    touched: Out[np.int64], mark: int, before: In[np.int32], point: Out[np.int32],
) -> tuple[bool, bool, bool]:  # fmt: skip
    """Hold, for a formula of one input, and find out whether every sample makes just one row.

    Then the samples are the rows, in their order, and nothing but the computed points has to be written; else `hold`
    has to be called with the same. Also told: whether `point` is as `before`, and whether no point comes twice.
    Arguments as there.
    """
    begin, once = mark, True
    for i in range(slot.size):
        s = slot[i]
        if i and arrival[i] != arrival[i - 1]:
            mark += 1
        if first[s + 1] != first[s] + 1 or touched[user[first[s]]] == mark:
            return False, False, False
        device = user[first[s]]
        once &= touched[device] < begin
        touched[device] = mark
        row, v = state[s], value[i]
        row.value, row.time, row.quality = v, time[i], held(v, quality[i])
        point[i] = computed[device]
    return True, same(point, before, slot.size), once


@kernel
def hold(  # noqa: C901 - one loop in the other
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[FormulaState],
    first: In[np.int32], user: In[np.int32], inputs: In[np.int32], computed: In[np.int32],
    touched: Out[np.int64], mark: int, before: In[np.int32], x: OutGrid[np.float64], xq: OutGrid[np.uint8],
    out_arrival: Out[np.int64], out_time: Out[np.int64], out_point: Out[np.int32],
    came: Out[np.int64], fresh: Out[np.int64],
) -> tuple[int, bool]:  # fmt: skip
    """Sample-and-hold: one row of inputs for every device and instant that touches it.

    How many rows, and whether their points are just those of `before`. Slot s feeds devices
    user[first[s]:first[s+1]]; device d reads slots inputs[d*k:(d+1)*k], -1 for one not seen yet. `mark` is a number
    never used before, with room for one per sample. For a formula that remembers, `came` holds the mark of the instant
    that last brought each slot, and `fresh` gets a bit for each input that is new; they are empty for others.
    """
    width = x.shape[0]
    rows = 0
    start = 0
    while start < slot.size:
        stop = start
        while stop < slot.size and arrival[stop] == arrival[start]:
            row = state[slot[stop]]
            row.value, row.time, row.quality = value[stop], time[stop], held(value[stop], quality[stop])
            if came.size:
                came[slot[stop]] = mark
            stop += 1
        for i in range(start, stop):
            for u in range(first[slot[i]], first[slot[i] + 1]):
                device = user[u]
                if touched[device] == mark:
                    continue  # in this instant, by another of its inputs
                touched[device] = mark
                newest = NEVER
                new = np.int64(0)
                for k in range(width):
                    s = inputs[device * width + k]
                    row = state[max(s, 0)]
                    if s < 0 or row.time == NEVER:
                        newest = NEVER
                        break
                    x[k, rows], xq[k, rows] = row.value, row.quality
                    newest = max(newest, row.time)
                    if came.size and came[s] == mark:
                        new |= np.int64(1) << min(k, LAST_BIT)
                if newest != NEVER:  # all inputs have been seen
                    out_arrival[rows], out_time[rows], out_point[rows] = arrival[start], newest, computed[device]
                    if came.size:
                        fresh[rows] = new
                    rows += 1
        start = stop
        mark += 1
    return rows, same(out_point, before, rows)
