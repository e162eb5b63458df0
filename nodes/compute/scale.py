"""Scale: from raw values to engineering units, in a straight line."""

import math
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from nodes.compute.output import POINT, BySlot, OutputPoint, keep_apart, named
from tundish import (
    Emits,
    In,
    Node,
    NodeConfig,
    NodeState,
    Number,
    Out,
    PointPattern,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
)
from tundish.pattern import Chooser
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, OUT_OF_RANGE

DROP, PASS, LINE, CLAMP = range(4)


class ScaleRow(NodeConfig):
    """A straight line through two points, for all points that fit a pattern."""

    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`. Of several rows that fit, the most specific is used: fewest `*`, then the longest."""
    in_low: Annotated[Number, Field(title="In low")] = 4.0
    """Raw value that becomes `out low`."""
    in_high: Annotated[Number, Field(title="In high")] = 20.0
    """Raw value that becomes `out high`."""
    out_low: Annotated[Number, Field(title="Out low")] = 0.0
    """What `in low` becomes."""
    out_high: Annotated[Number, Field(title="Out high")] = 100.0
    """What `in high` becomes."""
    clamp: Annotated[bool, Field(title="Clamp")] = False
    """Hold results between out low and out high. A value held so carries the reason out of range."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.scaled"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""

    @model_validator(mode="after")
    def _is_a_line(self) -> Self:
        if self.in_low == self.in_high:
            raise ValueError("in_low and in_high must differ")
        if not (math.isfinite(self.in_high - self.in_low) and math.isfinite(self.out_high - self.out_low)):
            raise ValueError("the ends are too far apart")
        keep_apart(self.points, self.output)
        return self


class ScaleConfig(NodeConfig):
    rows: Annotated[Table[ScaleRow], Field(title="Scales")] = (ScaleRow(),)
    """One row for a point or for all points that fit a pattern."""
    others: Annotated[Literal["drop", "pass"], Field(title="Points that fit no row")] = "drop"
    """Dropped, or passed on as they are."""


class Line:
    """One row of the table for the kernel. `what`: DROP, PASS, LINE or CLAMP."""

    dtype = np.dtype(
        [("what", "i8"), ("in_low", "f8"), ("in_high", "f8"), ("out_low", "f8"), ("out_high", "f8"), ("point", "i8")]
    )

    what: int
    in_low: float
    in_high: float
    out_low: float
    out_high: float
    point: int


@kernel
def scaled(
    slot: In[np.int32], value: In[np.float64], quality: In[np.uint8], lines: Rows[Line],
    before: In[np.int32], keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8],
    out_point: Out[np.int32],
) -> bool:  # fmt: skip
    """Whether the points that come out are just those of `before`."""
    known = before.size == slot.size
    for i in range(slot.size):
        line, v, q = lines[slot[i]], value[i], quality[i]
        keep[i] = line.what != DROP
        out_point[i] = line.point
        if not np.isfinite(v):
            q = max(q, BAD | NOT_A_NUMBER)
        elif line.what >= LINE:
            part = (v - line.in_low) / (line.in_high - line.in_low)
            v = line.out_low * (1.0 - part) + line.out_high * part  # exact at both ends
            low, high = min(line.out_low, line.out_high), max(line.out_low, line.out_high)
            if line.what == CLAMP and (v < low or v > high):
                v = min(max(v, low), high)
                q = q if q & 0x3F else q | OUT_OF_RANGE
            elif not np.isfinite(v):
                v, q = np.nan, max(q, BAD | CALCULATION_ERROR)
        out[i], out_quality[i] = v, q
    if known:
        for i in range(slot.size):
            known &= out_point[i] == before[i]
    return known


class Scale(Node[ScaleConfig, NodeState]):
    """Turn raw values into engineering units by a straight line, like 4 to 20 mA into 0 to 100 %.

    Time and quality stay; what is not a finite number is bad. Values beyond the ends go on along the line, unless
    clamped.
    """

    kind = "compute.scale"
    title = "Scale"
    inputs = (Port.samples(help="Raw values."),)
    outputs = (Port.samples(help="Scaled values."),)
    summary_field = "rows"

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.config.rows])
        self._lines = BySlot(Line.dtype, self._line)
        self._point = np.zeros(0, np.int32)

    def owned(self) -> tuple[str, ...]:
        """Not those that keep their name: they stay their source's."""
        return tuple(dict.fromkeys(named(r.output, r.points) for r in self.config.rows if r.output != POINT))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        n = samples.size
        slot = self.state.slots(samples.point)
        lines = self._lines.upto(self.state.points)
        keep, value, quality, point = np.empty(n, np.bool_), np.empty(n), np.empty(n, np.uint8), np.empty(n, np.int32)
        if not scaled(
            slot, samples.value, samples.quality, lines, self._point, keep, value, quality, point
        ):  # fmt: skip
            self._point = self.points.column(point)  # one object as long as it is the same: the next node knows it
        yield "samples", Samples(samples.arrival, samples.time, self._point, value, quality).where(keep)

    def _line(self, point: int) -> tuple[Any, ...]:
        name = self.points.name(point)
        index = self._chooser.best(name)
        if index is None:
            return (PASS if self.config.others == "pass" else DROP, 0, 1, 0, 1, point)
        row = self.config.rows[index]
        number = self.points.number(named(row.output, name))
        return (CLAMP if row.clamp else LINE, row.in_low, row.in_high, row.out_low, row.out_high, number)
