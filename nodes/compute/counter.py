"""Counter: what a counter has counted since, over its end and after resets."""

from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from nodes.compute.mapped import DROP, WORK, Mapped, MappedRow, Others
from nodes.compute.output import OutputPoint
from tundish import In, NodeConfig, NodeState, Number, OnlyIf, Out, PerPoint, Port, Rows, Samples, Table, kernel
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, UNCERTAIN, is_bad

RESULTS = ("increment", "rate", "total")
PER = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
INCREMENT, RATE, TOTAL = range(WORK, WORK + 3)


class CounterRow(MappedRow):
    """How all points that fit a pattern count."""

    result: Annotated[Literal["increment", "rate", "total"], Field(title="Result")] = "increment"
    """What came since the last sample; that in relation to the time; or all since the point was first seen."""
    per: Annotated[Literal["second", "minute", "hour", "day"], Field(title="Per"), OnlyIf("result", "rate")] = "hour"
    """Time to which the rate refers."""
    factor: Annotated[Number, Field(title="Worth of a count")] = 1.0
    """In the unit of the result: 0.1 when a pulse is 0.1 m3."""
    end: Annotated[Number | None, Field(gt=0, title="Rolls over at")] = None
    """Value at which the counter begins at 0 again: 65536 for 16 bits, 1000000 for six digits. Empty: never."""
    most: Annotated[Number | None, Field(gt=0, title="Largest increment")] = None
    """Counts that may come between two samples. With it a reset is told from a roll-over. Empty: any number."""
    reset: Annotated[Literal["from_zero", "nothing"], Field(title="After a reset")] = "from_zero"
    """The counter began at 0, so its value counts; or nothing is known and 0 is counted. Either is uncertain."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.increment"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""


class CounterConfig(NodeConfig):
    rows: Annotated[Table[CounterRow], Field(title="Counters")] = (CounterRow(),)
    """One row for a point or for all points that fit a pattern."""
    others: Others = "drop"
    """Dropped, or passed on as they are."""


class CounterState(NodeState):
    last: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Latest reading, and its time; NaN before the first."""
    time: PerPoint[np.int64] = PerPoint(default=0)
    total: PerPoint[np.float64] = PerPoint(default=0)
    """Counts since the first."""


class Dial:
    dtype = np.dtype(
        [("what", "i8"), ("point", "i8"), ("per", "f8"), ("factor", "f8"), ("end", "f8"), ("most", "f8"),
         ("from_zero", "i8")]
    )  # fmt: skip

    what: int
    point: int
    per: float
    """Ns to which a rate refers."""
    factor: float
    end: float
    most: float
    from_zero: int


@kernel
def counted(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[CounterState],
    dials: Rows[Dial], keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8], point: Out[np.int32],
) -> None:  # fmt: skip
    for i in range(slot.size):
        row, dial, v, q = state[slot[i]], dials[slot[i]], value[i], int(quality[i])
        point[i], keep[i], out[i] = dial.point, dial.what != DROP, v
        unreadable = is_bad(q) or not np.isfinite(v)
        if not np.isfinite(v):
            q = q if is_bad(q) else BAD | NOT_A_NUMBER
        if dial.what >= INCREMENT and not unreadable:
            step, first, passed = v - row.last, np.isnan(row.last), time[i] - row.time
            if step < 0.0 and step + dial.end <= dial.most and row.last <= dial.end:
                step += dial.end  # rolled over
            if step < 0.0 or step > dial.most:  # not counted there: it was reset, or replaced
                known = dial.from_zero and step < 0.0 and v <= dial.most
                step, q = v if known else 0.0, max(q, UNCERTAIN)
            row.last, row.time = v, time[i]
            row.total += 0.0 if first else step
            keep[i] = not first or dial.what == TOTAL
            if dial.what == TOTAL:
                out[i] = row.total * dial.factor
            else:
                out[i] = step * dial.factor
                if dial.what == RATE:
                    keep[i] = keep[i] and passed > 0
                    out[i] *= dial.per / max(1, passed)
            if not np.isfinite(out[i]):
                out[i], q = np.nan, max(q, BAD | CALCULATION_ERROR)
        out_quality[i] = q


class Counter(Mapped[CounterConfig, CounterState]):
    """Turn a counter's readings into increments, a rate or a running total, over roll-overs and resets.

    A reading below the last one has rolled over, if the counter does that and no more than the largest increment came;
    else it was reset or replaced. The first reading of a point has no increment. Bad readings pass as they are and are
    not remembered, so the next good one tells all that came meanwhile. A second reading of the same time has no rate.
    """

    kind = "compute.counter"
    title = "Counter"
    inputs = (Port.samples(help="Readings of counters."),)
    outputs = (Port.samples(help="The results, one for each reading after the first."),)
    summary_field = "rows"
    line = Dial

    def of(self, row: CounterRow) -> tuple[Any, ...]:
        end, most = (np.inf if x is None else x for x in (row.end, row.most))
        if row.end is None:
            end = -np.inf  # never met
        what = WORK + RESULTS.index(row.result)
        return what, PER[row.per] * 1e9, row.factor, end, most, row.reset == "from_zero"

    def run(
        self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, keep: npt.NDArray[np.bool_],
        value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], point: npt.NDArray[np.int32],
    ) -> None:  # fmt: skip
        counted(
            slot, samples.time, samples.value, samples.quality, self.state.rows, lines, keep, value, quality, point
        )  # fmt: skip
