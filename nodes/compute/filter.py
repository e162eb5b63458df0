"""Filter: values that cannot be true are taken out, marked, or replaced by the last good one."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, model_validator

from nodes.compute.mapped import DROP, WORK, Mapped, MappedRow, Others
from nodes.compute.output import OutputPoint
from nodes.compute.recent import Kept, RecentState, Ring, at, percentile, push, sort
from tundish import In, NodeConfig, Number, OnlyIf, Out, PerPoint, Port, Rows, Samples, Table, kernel
from tundish.quality import BAD, NOT_A_NUMBER, OUT_OF_RANGE, UNCERTAIN, is_bad

METHODS = ("range", "rate", "jump", "sigma", "hampel")
ACTIONS = ("drop", "uncertain", "hold")
PER = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
RANGE, RATE, JUMP, SIGMA, HAMPEL = range(WORK, WORK + 5)
MAD = 1.4826
"""Times the median of absolute deviations: the standard deviation of a normal distribution."""


class FilterRow(MappedRow):
    """How outliers of all points that fit a pattern are known."""

    method: Annotated[Literal["range", "rate", "jump", "sigma", "hampel"], Field(title="Outlier")] = "range"
    """Outside a range; changing too fast; a step too large; too many standard deviations from the mean, or robust ones
    from the median (Hampel), of the latest values."""
    low: Annotated[Number | None, Field(title="Low"), OnlyIf("method", "range")] = None
    """Least value that can be true. Empty: none."""
    high: Annotated[Number | None, Field(title="High"), OnlyIf("method", "range")] = None
    """Largest value that can be true. Empty: none."""
    change: Annotated[Number, Field(gt=0, title="Largest change"), OnlyIf("method", "rate", "jump")] = 10.0
    """From the last value that was accepted, in the unit of the point."""
    per: Annotated[Literal["second", "minute", "hour"], Field(title="Per"), OnlyIf("method", "rate")] = "second"
    """Time in which the value may change so much."""
    values: Annotated[int, Field(ge=3, le=1000, title="Number of values"), OnlyIf("method", "sigma", "hampel")] = 10
    """How many values before it a value is compared with; until there are so many, all are accepted."""
    times: Annotated[Number, Field(gt=0, title="Deviations"), OnlyIf("method", "sigma", "hampel")] = 3.0
    """How many standard deviations a value may be off."""
    band: Annotated[Number, Field(ge=0, title="Never within"), OnlyIf("method", "sigma", "hampel")] = 0.0
    """So little off is never an outlier, however calm the point has been; in its unit."""
    accept: Annotated[int, Field(ge=0, le=1000, title="New level after")] = 0
    """So many outliers in a row are a new level: the last of them is accepted. 0: never."""
    action: Annotated[Literal["drop", "uncertain", "hold"], Field(title="Outliers are")] = "drop"
    """Dropped; passed on as uncertain; or replaced by the last value that was accepted, as uncertain."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.filtered"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        return self


class FilterConfig(NodeConfig):
    rows: Annotated[Table[FilterRow], Field(title="Filters")] = (FilterRow(),)
    """One row for a point or for all points that fit a pattern."""
    others: Others = "drop"
    """Dropped, or passed on as they are."""


class FilterState(RecentState):
    last: PerPoint[np.float64] = PerPoint(default=np.nan)
    """Value accepted last; NaN before the first."""
    time: PerPoint[np.int64] = PerPoint(default=0)
    refused: PerPoint[np.int64] = PerPoint(default=0)
    """Outliers in a row."""


class Rule:
    dtype = np.dtype(
        [("what", "i8"), ("point", "i8"), ("low", "f8"), ("high", "f8"), ("rate", "f8"), ("values", "i8"),
         ("times", "f8"), ("band", "f8"), ("accept", "i8"), ("action", "i8")]
    )  # fmt: skip

    what: int
    point: int
    low: float
    high: float
    rate: float
    """Largest change per ns, or at all."""
    values: int
    times: float
    band: float
    accept: int
    action: int


@register_jitable
def strange(row: FilterState, rule: Rule, ring: Ring, kept: Rows[Kept], x: Any, time: int, v: float) -> bool:
    """Whether the value is an outlier."""
    if rule.what == RANGE:
        return bool(v < rule.low or v > rule.high)
    if rule.what <= JUMP:
        allowed = rule.rate * (time - row.time if rule.what == RATE else 1)
        return bool(abs(v - row.last) > allowed)  # false before the first
    n = row.tail - row.head
    if n < rule.values:
        return False
    total = 0.0
    for k in range(n):
        x[k] = kept[at(ring, row.head + k)].value
        total += x[k]
    if rule.what == SIGMA:
        centre, spread = total / n, 0.0
        for k in range(n):
            spread += (x[k] - centre) ** 2
        spread = np.sqrt(spread / (n - 1))
    else:
        sort(x, n)
        centre = percentile(x, n, 0.5)
        for k in range(n):
            x[k] = abs(x[k] - centre)
        sort(x, n)
        spread = MAD * percentile(x, n, 0.5)
    return bool(abs(v - centre) > max(rule.times * spread, rule.band))


@kernel
def sifted(  # noqa: C901 - every action
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[FilterState],
    rules: Rows[Rule], rings: Rows[Ring], kept: Rows[Kept], x: Out[np.float64],
    keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8], point: Out[np.int32],
) -> None:  # fmt: skip
    for i in range(slot.size):
        s = slot[i]
        row, rule, v, q = state[s], rules[s], value[i], quality[i]
        finite = np.isfinite(v)
        point[i], keep[i], out[i], out_quality[i] = rule.point, rule.what != DROP, v, q
        if not finite:
            out_quality[i] = q if is_bad(q) else BAD | NOT_A_NUMBER
        if rule.what < RANGE or not finite or is_bad(q):
            continue  # says nothing, and is not remembered
        while row.tail - row.head > rule.values:
            row.head += 1  # the row has wanted more before an edit
        outlier = strange(row, rule, rings[s], kept, x, time[i], v)
        new_level = outlier and rule.accept and row.refused + 1 >= rule.accept
        if rule.what == HAMPEL or (rule.what == SIGMA and not outlier):
            push(row, rings[s], kept, time[i], v, q)
            if row.tail - row.head > rule.values:
                row.head += 1
        if outlier and not new_level:
            row.refused += 1
            keep[i] = rule.action != 0
            out_quality[i] = max(q, UNCERTAIN | OUT_OF_RANGE)
            if rule.action == 2:  # noqa: PLR2004 - hold
                out[i] = row.last
                if np.isnan(row.last):
                    out_quality[i] = BAD | OUT_OF_RANGE
            continue
        if new_level and rule.what == SIGMA:
            row.head = row.tail
            push(row, rings[s], kept, time[i], v, q)
        row.last, row.time, row.refused = v, time[i], 0


class Filter(Mapped[FilterConfig, FilterState]):
    """Take out, mark or replace values that cannot be true: out of range, jumping, or far from those before.

    Each point is compared with values of its own: the last accepted one, or as many before it as are set. Hampel
    compares with all good values before, sigma with those that were accepted. Bad samples pass as they are and are not
    remembered; uncertain ones are judged like good ones.
    """

    kind = "compute.filter"
    title = "Filter"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="What can be true, and what became of the rest."),)
    summary_field = "rows"
    line = Rule

    def configured(self) -> None:
        super().configured()
        self._x = np.zeros(1 + max((row.values for row in self.config.rows), default=0))

    def of(self, row: FilterRow) -> tuple[Any, ...]:
        low, high = (sign * np.inf if x is None else x for sign, x in ((-1, row.low), (1, row.high)))
        rate = row.change / (PER[row.per] * 1e9) if row.method == "rate" else row.change
        what = WORK + METHODS.index(row.method)
        return what, low, high, rate, row.values, row.times, row.band, row.accept, ACTIONS.index(row.action)

    def run(
        self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, keep: npt.NDArray[np.bool_],
        value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], point: npt.NDArray[np.int32],
    ) -> None:  # fmt: skip
        state = self.state
        state.make_room(slot)
        sifted(
            slot, samples.time, samples.value, samples.quality, state.rows, lines, state.rings, state.kept, self._x,
            keep, value, quality, point,
        )  # fmt: skip
