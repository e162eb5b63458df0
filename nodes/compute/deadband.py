"""Deadband: drop samples that hardly moved."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from tundish import (
    Emits,
    In,
    Node,
    NodeConfig,
    NodeState,
    Number,
    OnlyIf,
    Out,
    PerPoint,
    Port,
    Rows,
    Samples,
    is_good,
    kernel,
)


class DeadbandConfig(NodeConfig):
    mode: Annotated[Literal["absolute", "percent"], Field(title="Band given as")] = "absolute"
    """Absolute: in the unit of the points. Percent: of the span below, the same for all points."""
    band: Annotated[Number, Field(gt=0, title="Band")] = 0.5
    """Smallest change that is passed on."""
    span: Annotated[Number, Field(gt=0, title="Span"), OnlyIf("mode", "percent")] = 100.0
    """Width of the measuring range, in the unit of the points; the band is a percentage of it."""


class DeadbandState(NodeState):
    last: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Last value passed on; NaN before the first."""


@kernel
def moved(
    slot: In[np.int32], value: In[np.float64], quality: In[np.uint8],
    state: Rows[DeadbandState], band: float, keep: Out[np.bool_],
) -> None:  # fmt: skip
    for i in range(value.size):
        row, v = state[slot[i]], value[i]
        keep[i] = is_good(quality[i]) and np.isfinite(v) and not abs(v - row.last) < band  # NaN: the first passes
        if keep[i]:
            row.last = v


class Deadband(Node[DeadbandConfig, DeadbandState]):
    """Pass a sample only if it is at least one band away from the last one passed.

    The first good sample of a point always passes. Samples that are not good, or not a finite number, never pass and
    are not remembered, so a flapping sensor cannot move the band.
    """

    kind = "compute.deadband"
    title = "Deadband"
    inputs = (Port.samples(help="Any number of points, each with a band of its own."),)
    outputs = (Port.samples(help="Those that moved, as they came."),)
    summary_field = "band"

    def configured(self) -> None:
        config = self.config
        self._band = config.band if config.mode == "absolute" else config.band * config.span / 100

    def on_samples(self, port: str, samples: Samples) -> Emits:
        keep = np.empty(samples.size, np.bool_)
        slot = self.state.slots(samples.point)
        moved(slot, samples.value, samples.quality, self.state.rows, self._band, keep)
        yield "samples", samples.where(keep)
