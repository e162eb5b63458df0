"""Counter: what a counter has counted since, over its end and after resets."""

from typing import Annotated, Any, Literal, Self

import numpy as np
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.compute.mapped import DROP, WORK, MappedRow, Others, Rowed
from nodes.compute.output import POINT, OutputPoint, keep_apart, named
from tundish import (
    Emits,
    In,
    NodeConfig,
    NodeState,
    Number,
    OnlyIf,
    Out,
    PerPoint,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
)  # fmt: skip
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
    also_increment: Annotated[OutputPoint | None, Field(title="Increment as well")] = None
    """Name of a further point with the increment, like `{point}.step`. Empty: none."""
    also_rate: Annotated[OutputPoint | None, Field(title="Rate as well")] = None
    """Name of a further point with the rate. Empty: none."""
    also_total: Annotated[OutputPoint | None, Field(title="Total as well")] = None
    """Name of a further point with the total. Empty: none."""

    @property
    def more(self) -> list[tuple[str, str]]:
        """Further results and their points."""
        names = {"increment": self.also_increment, "rate": self.also_rate, "total": self.also_total}
        return [(result, name) for result, name in names.items() if name]

    @model_validator(mode="after")
    def _has_results_apart(self) -> Self:
        names = [self.output]
        for result, name in self.more:
            keep_apart(self.points, name)
            if result == self.result:
                raise ValueError(f"also_{result}: the result is the {result} already")
            if name in names:
                raise ValueError(f"also_{result}: it needs a name of its own")
            names.append(name)
        return self


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
         ("from_zero", "i8"), ("second", "i8"), ("second_point", "i8"), ("third", "i8"), ("third_point", "i8")]
    )  # fmt: skip

    what: int
    point: int
    per: float
    """Ns to which a rate refers."""
    factor: float
    end: float
    most: float
    from_zero: int
    second: int
    """Further results, DROP for none, and their points."""
    second_point: int
    third: int
    third_point: int


@register_jitable
def result_of(what: int, row: CounterState, dial: Dial, step: float, passed: int) -> float:
    """In its unit."""
    found = (row.total if what == TOTAL else step) * dial.factor
    return found * dial.per / max(1, passed) if what == RATE else found


@kernel
def counted(
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[CounterState],
    dials: Rows[Dial], width: int, keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8],
    point: Out[np.int32],
) -> None:  # fmt: skip
    """Each sample has room for `width` results."""
    for i in range(slot.size):
        row, dial, v, q = state[slot[i]], dials[slot[i]], value[i], int(quality[i])
        unreadable = is_bad(q) or not np.isfinite(v)
        if not np.isfinite(v):
            q = q if is_bad(q) else BAD | NOT_A_NUMBER
        step, first, passed = v - row.last, np.isnan(row.last), time[i] - row.time
        late = not first and passed < 0
        counts = dial.what >= INCREMENT and not unreadable and not late
        if counts:
            if step < 0.0 and step + dial.end <= dial.most and row.last <= dial.end:
                step += dial.end  # rolled over
            if step < 0.0 or step > dial.most:  # not counted there: it was reset, or replaced
                known = dial.from_zero and step < 0.0 and v <= dial.most
                step, q = v if known else 0.0, max(q, UNCERTAIN)
            row.last, row.time = v, time[i]
            row.total += 0.0 if first else step
        for k in range(width):
            j = i * width + k
            what = dial.what if k == 0 else dial.second if k == 1 else dial.third
            point[j] = dial.point if k == 0 else dial.second_point if k == 1 else dial.third_point
            keep[j], out[j], out_quality[j] = what != DROP and (unreadable or counts or what < INCREMENT), v, q
            if counts and what >= INCREMENT:
                keep[j] = (not first or what == TOTAL) and (passed > 0 or what != RATE)
                out[j] = result_of(what, row, dial, step, passed)
                if not np.isfinite(out[j]):
                    out[j], out_quality[j] = np.nan, max(q, BAD | CALCULATION_ERROR)


class Counter(Rowed[CounterConfig, CounterState]):
    """Turn a counter's readings into increments, a rate or a running total, over roll-overs and resets.

    A reading below the last one has rolled over, if the counter does that and no more than the largest increment came;
    else it was reset or replaced. The first reading of a point has no increment. Bad readings pass as they are and are
    not remembered, so the next good one tells all that came meanwhile. A second reading of the same time has no rate,
    and one older than the latest is left out: it is no reset.
    """

    kind = "compute.counter"
    title = "Counter"
    inputs = (Port.samples(help="Readings of counters."),)
    outputs = (Port.samples(help="The results for each reading after the first."),)
    summary_field = "rows"
    line = Dial

    def of(self, row: CounterRow) -> tuple[Any, ...]:
        end, most = (np.inf if x is None else x for x in (row.end, row.most))
        if row.end is None:
            end = -np.inf  # never met
        what = WORK + RESULTS.index(row.result)
        return what, PER[row.per] * 1e9, row.factor, end, most, row.reset == "from_zero"

    def line_of(self, row: CounterRow, name: str) -> tuple[Any, ...]:
        more = [(WORK + RESULTS.index(what), self.points.number(named(output, name))) for what, output in row.more]
        second, third = (*more, (DROP, 0), (DROP, 0))[:2]
        return (*super().line_of(row, name), *second, *third)

    def owned(self) -> tuple[str, ...]:
        more = (named(output, row.points) for row in self.config.rows for _, output in row.more if output != POINT)
        return tuple(dict.fromkeys((*super().owned(), *more)))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        width = max((1 + len(row.more) for row in self.config.rows), default=1)
        n = samples.size * width
        slot = self.state.slots(samples.point)
        keep, value, quality, point = np.empty(n, np.bool_), np.empty(n), np.empty(n, np.uint8), np.empty(n, np.int32)
        counted(
            slot, samples.time, samples.value, samples.quality, self.state.rows, self.lines(), width, keep, value,
            quality, point,
        )  # fmt: skip
        stamps = samples.arrival, samples.time
        arrival, time = stamps if width == 1 else (np.repeat(stamp, width) for stamp in stamps)
        yield "samples", Samples(arrival, time, point, value, quality).where(keep)
