"""Smooth: less noise, by weights that fade or by the latest values."""

from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field

from nodes.compute.mapped import DROP, WORK, Mapped, MappedRow, Others
from nodes.compute.output import OutputPoint
from nodes.compute.recent import Kept, RecentState, Ring, at, percentile, push, sort
from tundish import (
    Duration,
    In,
    NodeConfig,
    Number,
    OnlyIf,
    Out,
    PerPoint,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
    nanoseconds,
)
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, is_bad

METHODS = ("weight", "half_life", "first_order", "average", "median")
WEIGHT, HALF_LIFE, FIRST_ORDER, AVERAGE, MEDIAN = range(WORK, WORK + 5)


class SmoothRow(MappedRow):
    """How all points that fit a pattern are smoothed."""

    method: Annotated[Literal["weight", "half_life", "first_order", "average", "median"], Field(title="Method")] = (
        "first_order"
    )
    """Weight: a moving average with fading weights (EWMA), sample by sample. Half-life: the same by time, however
    irregular samples come. First order: a lag with a time constant. Average, median: of the latest values."""
    weight: Annotated[Number, Field(gt=0, le=1, title="Weight of the new value"), OnlyIf("method", "weight")] = 0.2
    """Lambda of the EWMA. 1: no smoothing."""
    time: Annotated[Duration, Field(gt=0, title="Time constant"), OnlyIf("method", "half_life", "first_order")] = 10.0
    """First order: after this time 63 % of a step are followed. Half-life: after it a value counts half."""
    over: Annotated[Literal["samples", "time"], Field(title="Over"), OnlyIf("method", "average", "median")] = "samples"
    """How the latest values are given."""
    samples: Annotated[int, Field(ge=1, le=10_000, title="Number of values"), OnlyIf("over", "samples")] = 5
    """How many of the latest values, the new one among them."""
    length: Annotated[Duration, Field(gt=0, title="Length"), OnlyIf("over", "time")] = 60.0
    """Values not older than this, the new one among them."""
    gap: Annotated[Duration, Field(title="Begin anew after")] = 0.0
    """When no good sample has come for so long, what was before is forgotten. 0: never."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.smooth"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class SmoothConfig(NodeConfig):
    rows: Annotated[Table[SmoothRow], Field(title="Smoothings")] = (SmoothRow(),)
    """One row for a point or for all points that fit a pattern."""
    others: Others = "drop"
    """Dropped, or passed on as they are."""


class SmoothState(RecentState):
    smooth: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Latest result; NaN before the first."""
    last: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Latest good value, and its time."""
    time: PerPoint[np.int64] = PerPoint(default=0)


class Smoothing:
    """One row of the table for the kernel; of `samples` and `length` one is 0."""

    dtype = np.dtype(
        [("what", "i8"), ("point", "i8"), ("weight", "f8"), ("time", "f8"), ("samples", "i8"), ("length", "i8"),
         ("gap", "i8")]
    )  # fmt: skip

    what: int
    point: int
    weight: float
    time: float
    samples: int
    length: int
    gap: int


@register_jitable
def latest(row: SmoothState, own: Smoothing, ring: Ring, kept: Rows[Kept], x: Any, time: int) -> tuple[float, int]:
    """Average or median of the latest values, and the worst quality among them."""
    while (own.samples and row.tail - row.head > own.samples) or (
        own.length and kept[at(ring, row.head)].time <= time - own.length
    ):
        row.head += 1
    n, total, worst = row.tail - row.head, 0.0, 0
    for k in range(n):
        one = kept[at(ring, row.head + k)]
        x[k] = one.value
        total += one.value
        worst = max(worst, one.quality)
    if own.what == AVERAGE:
        return total / n, worst
    sort(x, n)
    return percentile(x, n, 0.5), worst


@kernel
def smoothed(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[SmoothState],
    owns: Rows[Smoothing], rings: Rows[Ring], kept: Rows[Kept], x: Out[np.float64],
    keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8], point: Out[np.int32],
) -> None:  # fmt: skip
    for i in range(slot.size):
        s = slot[i]
        row, own, v, q = state[s], owns[s], value[i], int(quality[i])
        point[i], keep[i], out[i], out_quality[i] = own.point, own.what != DROP, v, q
        if not np.isfinite(v):
            out_quality[i] = q if is_bad(q) else BAD | NOT_A_NUMBER
        if own.what < WEIGHT or not np.isfinite(v) or is_bad(q):
            continue
        passed = time[i] - row.time
        if own.gap and passed > own.gap:
            row.smooth, row.head = np.nan, row.tail
        if own.what >= AVERAGE:
            push(row, rings[s], kept, time[i], v, q)
            y, q = latest(row, own, rings[s], kept, x, time[i])
        elif np.isnan(row.smooth):
            y = v
        elif own.what == WEIGHT:
            y = row.smooth + own.weight * (v - row.smooth)
        elif own.what == HALF_LIFE:
            y = v + (row.smooth - v) * 2.0 ** (-passed / own.time)
        else:
            y = row.last + (row.smooth - row.last) * np.exp(-passed / own.time)
        row.smooth, row.last, row.time = y, v, time[i]
        out[i], out_quality[i] = y, q
        if not np.isfinite(y):
            row.smooth, out[i], out_quality[i] = np.nan, np.nan, max(q, BAD | CALCULATION_ERROR)


class Smooth(Mapped[SmoothConfig, SmoothState]):
    """Smooth points: fading weights, a first-order lag, or the average or median of the latest values.

    The first good value is its own result. Bad samples pass as they are and are not remembered. Uncertain ones count:
    an average or median is as uncertain as its worst value, other results as the new one. First order takes each value
    to hold until the next, as a plant does behind a lag. At most 100,000 values of a point are kept.
    """

    kind = "compute.smooth"
    title = "Smooth"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="The smoothed values, one for each sample."),)
    summary_field = "rows"
    line = Smoothing

    def configured(self) -> None:
        super().configured()
        self._x = np.zeros(64)

    def of(self, row: SmoothRow) -> tuple[Any, ...]:
        samples, length = (row.samples, 0) if row.over == "samples" else (0, nanoseconds(row.length))
        return WORK + METHODS.index(row.method), row.weight, row.time * 1e9, samples, length, nanoseconds(row.gap)

    def run(
        self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, keep: npt.NDArray[np.bool_],
        value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], point: npt.NDArray[np.int32],
    ) -> None:  # fmt: skip
        state = self.state
        state.make_room(slot)
        most = int(state.rings["mask"].max(initial=0)) + 1
        if most > self._x.size:
            self._x = np.zeros(most)
        smoothed(
            slot, samples.time, samples.value, samples.quality, state.rows, lines, state.rings, state.kept, self._x,
            keep, value, quality, point,
        )  # fmt: skip
