"""Rate: how fast points change."""

from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field

from nodes.compute.counter import PER
from nodes.compute.mapped import DROP, WORK, Mapped, MappedRow, Others
from nodes.compute.output import OutputPoint
from nodes.compute.recent import Kept, RecentState, Ring, at, push
from tundish import Duration, In, NodeConfig, Out, Port, Rows, Samples, Table, kernel, nanoseconds
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, is_bad

ENDS, SLOPE = WORK, WORK + 1


class RateRow(MappedRow):
    """How the change of all points that fit a pattern is measured."""

    over: Annotated[Duration, Field(title="Over")] = 60.0
    """Of the latest values, those not older than this and the one before them. 0: from the value before."""
    method: Annotated[Literal["ends", "slope"], Field(title="Method")] = "slope"
    """Ends: from the oldest to the newest of them. Slope: of the straight line that fits them best (least squares)."""
    per: Annotated[Literal["second", "minute", "hour", "day"], Field(title="Per")] = "minute"
    """Time to which the rate refers."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.rate"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class RateConfig(NodeConfig):
    rows: Annotated[Table[RateRow], Field(title="Rates")] = (RateRow(),)
    """One row for a point or for all points that fit a pattern."""
    others: Others = "drop"
    """Dropped, or passed on as they are."""


class RateState(RecentState):
    pass


class Slope:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("over", "i8"), ("per", "f8")])

    what: int
    point: int
    over: int
    per: float
    """Ns to which the rate refers."""


@register_jitable
def slope(row: RateState, ring: Ring, kept: Rows[Kept]) -> float:
    """Least squares, per ns."""
    n, origin = row.tail - row.head, kept[at(ring, row.head)].time
    x = y = 0.0
    for k in range(row.head, row.tail):
        x += (kept[at(ring, k)].time - origin) / n
        y += kept[at(ring, k)].value / n
    xx = xy = 0.0
    for k in range(row.head, row.tail):
        dx = (kept[at(ring, k)].time - origin) - x
        xx += dx * dx
        xy += dx * (kept[at(ring, k)].value - y)
    return xy / xx


@kernel
def rated(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[RateState],
    slopes: Rows[Slope], rings: Rows[Ring], kept: Rows[Kept],
    keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8], point: Out[np.int32],
) -> None:  # fmt: skip
    for i in range(slot.size):
        s = slot[i]
        row, own, ring, v, q = state[s], slopes[s], rings[s], value[i], int(quality[i])
        point[i], keep[i], out[i], out_quality[i] = own.point, own.what != DROP, v, q
        if not np.isfinite(v):
            out_quality[i] = q if is_bad(q) else BAD | NOT_A_NUMBER
        if own.what < ENDS or not np.isfinite(v) or is_bad(q):
            continue
        push(row, ring, kept, time[i], v, q)
        while row.tail - row.head > 2 and kept[at(ring, row.head + 1)].time < time[i] - own.over:  # noqa: PLR2004 - two
            row.head += 1
        first = kept[at(ring, row.head)]
        keep[i] = time[i] > first.time
        if keep[i]:
            for k in range(row.head, row.tail):
                q = max(q, kept[at(ring, k)].quality)
            change = (v - first.value) / (time[i] - first.time) if own.what == ENDS else slope(row, ring, kept)
            out[i], out_quality[i] = change * own.per, q
            if not np.isfinite(out[i]):
                out[i], out_quality[i] = np.nan, max(q, BAD | CALCULATION_ERROR)


class Rate(Mapped[RateConfig, RateState]):
    """Measure how fast points change: the slope over the latest values, per second, minute, hour or day.

    The first sample of a point has no rate. Bad samples pass as they are and are not remembered; a rate is as uncertain
    as the worst of its values. At most 100,000 values of a point are kept.
    """

    kind = "compute.rate"
    title = "Rate of change"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="The rates, one for each sample after the first."),)
    summary_field = "rows"
    line = Slope

    def of(self, row: RateRow) -> tuple[Any, ...]:
        return ENDS if row.method == "ends" else SLOPE, nanoseconds(row.over), PER[row.per] * 1e9

    def run(
        self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, keep: npt.NDArray[np.bool_],
        value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], point: npt.NDArray[np.int32],
    ) -> None:  # fmt: skip
        state = self.state
        state.make_room(slot)
        rated(
            slot, samples.time, samples.value, samples.quality, state.rows, lines, state.rings, state.kept,
            keep, value, quality, point,
        )  # fmt: skip
