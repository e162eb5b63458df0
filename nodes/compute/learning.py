"""Learning: mean and standard deviation of each point, from the values of a training time. Kernels share it."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from numba.extending import register_jitable
from pydantic import Field

from tundish import Event, NodeConfig, NodeState, PerPoint, PointPattern, Points
from tundish.pattern import matches

NEVER = -(2**63)
LEARNS = ("nothing", "sigma", "both")
LEAST_LEARNED = 30
"""Values that a training time needs, if nothing else is said."""


class LearnArgs(NodeConfig):
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """Inputs whose training time begins again with their next good value."""


class LearnedState(NodeState):
    began: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Begin of the training time, in source time."""
    trained: PerPoint[np.int64] = PerPoint(default=0)
    """Values in it; mean and squares of their deviations (Welford)."""
    mean: PerPoint[np.float64] = PerPoint(default=0)
    squares: PerPoint[np.float64] = PerPoint(default=0)
    learned: PerPoint[np.float64] = PerPoint(default=np.nan)
    """The standard deviation; NaN before it is known."""


@register_jitable
def learn(row: Any, least: int, training: int, time: int, value: float) -> bool:
    """Take a value of the training time; true with the first after it, which is judged by what was learned.

    The training time is over after `training` ns and `least` values that are not all the same.
    """
    if row.began == NEVER:
        row.began = time
    if row.trained >= least and row.squares > 0.0 and time - row.began >= training:
        row.learned = np.sqrt(row.squares / (row.trained - 1))
        if np.isfinite(row.learned):
            return True
        row.began, row.trained, row.mean, row.squares, row.learned = time, 0, 0.0, 0.0, np.nan  # values that are no use
    row.trained += 1
    step = value - row.mean
    row.mean += step / row.trained
    row.squares += step * (value - row.mean)
    return False


def forget(state: LearnedState, slots: Sequence[int]) -> None:
    """Let these slots learn anew."""
    blank = (("began", NEVER), ("trained", 0), ("mean", 0.0), ("squares", 0.0), ("learned", np.nan))
    for name, value in blank:
        state.rows[name][list(slots)] = value


def asked(state: LearnedState, points: Points, command: Event) -> list[int]:
    """Slots of the points that a command names, all records guarded; ValidationError for arguments that are none."""
    pattern = LearnArgs.model_validate(command.data.get("args") or {}).points
    state.save_all()
    return [slot for slot, point in enumerate(state.points) if matches(points.name(point), pattern)]
