"""Deadband: drop samples that hardly moved."""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from nodes.compute.mapped import DROP, WORK, MappedRow, Others, Rowed
from nodes.compute.output import OutputPoint, named
from nodes.compute.span import in_unit, spans_differ
from tundish import (
    Duration,
    Emits,
    In,
    NodeConfig,
    NodeState,
    Number,
    OnlyIf,
    Out,
    PerPoint,
    Plant,
    Port,
    Rows,
    Samples,
    Table,
    is_good,
    kernel,
    nanoseconds,
)
from tundish.quality import BAD, NOT_A_NUMBER, is_bad

CHANGES, GOOD_ONLY = WORK, WORK + 1
NEVER = -(2**63)
FIRST = {"mode", "band", "span"}
"""Settings of the first version."""


class DeadbandRow(MappedRow):
    """The band of all points that fit a pattern."""

    band: Annotated[Number, Field(ge=0, title="Band")] = 0.5
    """Smallest change that is passed on. 0: every change."""
    band_in: Annotated[Literal["unit", "percent"], Field(title="Band in")] = "unit"
    """Unit: in the unit of the point. Percent: in percent of the span."""
    span: Annotated[Number | None, Field(gt=0, title="Span"), OnlyIf("band_in", "percent")] = None
    """Upper less lower end of the measuring range, in the unit of the point: what percentages refer to. Empty: the
    range that the point directory has for the point when the flow is deployed; without one the band is 0."""
    every: Annotated[Duration | None, Field(gt=0, le=31_622_400, title="At least every")] = None
    """A sample passes however little it moved, when so much source time lies between it and the last that passed.
    Empty: never. What does not come cannot pass: it needs a source that sends unchanged values too."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""

    @property
    def asks_for_span(self) -> bool:
        """Its band is in percent of a range that it does not have itself."""
        return self.band_in == "percent" and self.span is None

    def width(self, span: float | None) -> float:
        """The band in the unit of a point with this range in the directory."""
        return in_unit(self.band, self.band_in, self.span or span)


def with_rows(config: dict[str, Any]) -> dict[str, Any]:
    """Settings of the first version, which had one band for all points and passed good samples only, as of this one."""
    if "rows" in config:
        return config
    row = {"band": config.get("band", 0.5), "output": "{point}"}
    if config.get("mode") == "percent":
        row |= {"band_in": "percent", "span": config.get("span", 100.0)}
    rest = {name: value for name, value in config.items() if name not in FIRST}
    return {"rows": [{"points": "*", **row}], "quality": "good", **rest}


class DeadbandConfig(NodeConfig):
    rows: Annotated[Table[DeadbandRow], Field(title="Bands")] = (DeadbandRow(),)
    """One row for a point or for all points that fit a pattern."""
    quality: Annotated[Literal["changes", "good"], Field(title="Quality")] = "changes"
    """A change of quality passes, whatever the value; so bad and uncertain samples pass. Or only good samples do."""
    others: Others = "drop"
    """Dropped, or passed on as they are."""


class DeadbandState(NodeState):
    last: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Value passed last, of those that were not bad; NaN before the first."""
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    quality: PerPoint[np.int16] = PerPoint(default=-1)
    """Of the sample passed last."""


class Band:
    dtype = np.dtype([("what", "i8"), ("point", "i8"), ("band", "f8"), ("every", "i8")])

    what: int
    point: int
    band: float
    every: int
    """Ns; 0 never."""


@kernel
def moved(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[DeadbandState],
    bands: Rows[Band], keep: Out[np.bool_], out_quality: Out[np.uint8], point: Out[np.int32],
) -> None:  # fmt: skip
    for i in range(slot.size):
        row, own, v, q = state[slot[i]], bands[slot[i]], value[i], int(quality[i])
        if not np.isfinite(v) and not is_bad(q):
            q = BAD | NOT_A_NUMBER
        point[i], out_quality[i], keep[i] = own.point, q, own.what != DROP
        if own.what < CHANGES:
            continue
        far = not (abs(v - row.last) < own.band or v == row.last)  # NaN: the first passes
        due = own.every > 0 and (row.time == NEVER or abs(time[i] - row.time) >= own.every)
        if own.what == CHANGES:
            keep[i] = due or q != row.quality or (far and not is_bad(q))
        else:
            keep[i] = is_good(q) and (due or far)
        if keep[i]:
            row.time, row.quality = time[i], q
            row.last = row.last if is_bad(q) else v


class Deadband(Rowed[DeadbandConfig, DeadbandState]):
    """Pass a sample only if it is at least one band away from the last one passed: exception reporting.

    The first sample of a point passes, and one whose quality differs from that of the last one passed. The value of a
    bad sample, or one that is no finite number, is not compared and not remembered, so a flapping sensor cannot move
    the band. If only good samples pass, the others are dropped and change nothing.
    """

    kind = "compute.deadband"
    title = "Deadband"
    version = 2
    inputs = (Port.samples(help="Any number of points, each with a band of its own."),)
    outputs = (Port.samples(help="Those that moved."),)
    summary_field = "rows"
    line = Band

    @classmethod
    def migrate(cls, config: dict[str, Any], version: int) -> dict[str, Any]:
        return with_rows(config)

    @classmethod
    def asks_plant(cls, config: dict[str, Any]) -> bool:
        rows = config.get("rows")
        rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return any(row.get("band_in") == "percent" and row.get("span") is None for row in rows)

    def configured(self) -> None:
        super().configured()
        self._point = np.zeros(0, np.int32)

    def misplaced(self, plant: Plant) -> bool:
        return spans_differ(self.config.rows, self.plant, plant)

    def line_of(self, row: DeadbandRow, name: str) -> tuple[Any, ...]:
        what = CHANGES if self.config.quality == "changes" else GOOD_ONLY
        every = 0 if row.every is None else max(1, nanoseconds(row.every))
        return what, self.points.number(named(row.output, name)), row.width(self.plant.of(name).span), every

    def on_samples(self, port: str, samples: Samples) -> Emits:
        n = samples.size
        slot = self.state.slots(samples.point)
        keep, quality, point = np.empty(n, np.bool_), np.empty(n, np.uint8), np.empty(n, np.int32)
        moved(
            slot, samples.time, samples.value, samples.quality, self.state.rows, self.lines(), keep, quality, point
        )  # fmt: skip
        if not np.array_equal(point, self._point):
            self._point = self.points.column(point)  # one object as long as it is the same: the next node knows it
        yield "samples", Samples(samples.arrival, samples.time, self._point, samples.value, quality).where(keep)
