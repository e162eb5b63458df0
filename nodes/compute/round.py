"""Round: values as they are reported, beside the values as they were measured."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field, model_validator

from nodes.compute.output import POINT, BySlot, OutputPoint, keep_apart, keep_second_apart, named
from tundish import (
    Emits,
    In,
    Node,
    NodeConfig,
    NodeState,
    OnlyIf,
    Out,
    PointPattern,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
)
from tundish.pattern import Chooser
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER
from tundish.rounding import Rounding, decimal_of, marked, rounded, to_decimals, to_figures, to_interval

DROP, PASS, MULTIPLE, FIGURES = range(4)
POWERS = np.array([10.0**n for n in range(23)])
"""These powers of ten are exact as floats, so dividing a whole number by one rounds once."""
MOST = 2.0**40
"""Multiples of the interval up to which the quotient is known to NEAR."""
NEAR = 1e-3
"""How near to the middle between two multiples a quotient is left to exact decimal arithmetic."""
MARKS = {"": 0.0, "+": 1.0, "-": -1.0}


def _interval(text: str) -> str:
    try:
        interval = Decimal(text.strip())
        to_interval(interval)
    except (InvalidOperation, ValueError):
        raise ValueError(f"{text!r:.40} is no interval: write a number above 0 like 0.5, 0.2 or 25") from None
    if not 1e-15 <= interval <= 1e15:  # noqa: PLR2004
        raise ValueError("an interval lies between 1e-15 and 1e15")
    return text.strip()


class RoundRow(NodeConfig):
    """How to round all points that fit a pattern."""

    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`. Of several rows that fit, the most specific is used: fewest `*`, then the longest."""
    to: Annotated[Literal["decimals", "figures", "interval"], Field(title="Round to")] = "decimals"
    """Digits behind the point, significant figures, or multiples of an interval."""
    digits: Annotated[int, Field(title="Digits", ge=-12, le=15), OnlyIf("to", "decimals", "figures")] = 2
    """How many. Behind the point also negative: -1 rounds to tens."""
    interval: Annotated[str, AfterValidator(_interval), Field(title="Interval"), OnlyIf("to", "interval")] = "0.5"
    """As GB/T 8170 has them: 0.5 or 0.2 of a unit, or any other number above 0."""
    rule: Annotated[Literal["half_even", "half_up"], Field(title="Just between two")] = "half_even"
    """To the even digit (GB/T 8170, ASTM E29), or away from zero."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.rounded"
    """Name of the result. `{point}` stands for the name of the input."""
    mark: Annotated[OutputPoint | None, Field(title="Mark")] = None
    """Name of a second result, for values that will be rounded again (GB/T 8170, 3.3.2). Where the last digit that is
    not zero is a 5: 1 for (+), the measured value is further from zero, or -1 for (-), it is nearer; else 0. Empty:
    none."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.to == "figures" and self.digits < 1:
            raise ValueError("digits: a number has at least one significant figure")
        if self.output == POINT:
            raise ValueError("output: the measured value stays beside the rounded one, so it needs another name")
        keep_apart(self.points, self.output)
        if self.mark == POINT:
            raise ValueError("mark: the measured value stays beside it, so it needs another name")
        if self.mark is not None:
            keep_second_apart(self.points, self.output, "mark", self.mark)
        return self

    def rounding(self) -> Rounding:
        """What the row says, for exact arithmetic."""
        if self.to == "interval":
            return to_interval(Decimal(self.interval), self.rule)
        return (to_decimals if self.to == "decimals" else to_figures)(self.digits, self.rule)


class RoundConfig(NodeConfig):
    rows: Annotated[Table[RoundRow], Field(title="Roundings")] = (RoundRow(),)
    """One row for a point or for all points that fit a pattern."""
    others: Annotated[Literal["drop", "pass"], Field(title="Points that fit no row")] = "drop"
    """Dropped, or passed on as they are."""


class Digits:
    """One row of the table for the kernel: multiples of `per` / 10 ** `decimals`, or `decimals` + 1 figures."""

    dtype = np.dtype([("what", "i8"), ("decimals", "i8"), ("per", "f8"), ("row", "i8"), ("point", "i8")])

    what: int
    decimals: int
    per: float
    row: int
    point: int


@kernel
def nearest(
    slot: In[np.int32], value: In[np.float64], quality: In[np.uint8], digits: Rows[Digits], powers: In[np.float64],
    keep: Out[np.bool_], ask: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8], point: Out[np.int32],
) -> int:  # fmt: skip
    """Round what floats can round surely; `ask` marks the others, and how many there are is returned."""
    asked = 0
    for i in range(slot.size):
        row, v, n, ask[i] = digits[slot[i]], value[i], digits[slot[i]].decimals, False
        keep[i], point[i], out[i], out_quality[i] = row.what != DROP, row.point, v, quality[i]
        if not np.isfinite(v):
            out_quality[i] = max(quality[i], BAD | NOT_A_NUMBER)
        elif row.what >= MULTIPLE and v != 0.0:
            size = abs(v)
            if row.what == FIGURES:
                n -= int(np.floor(np.log10(size)))  # one off beside a power of ten: the quotient is then near a whole
            sure = -22 <= n <= 22  # noqa: PLR2004 - POWERS
            if sure:
                count = (size * powers[n] if n >= 0 else size / powers[-n]) / row.per
                whole = np.floor(count)
                near = abs(count - whole - 0.5) < NEAR
                whole = (whole + (count - whole > 0.5)) * row.per  # noqa: PLR2004 - the middle
                sure = count < MOST and not near and whole < MOST
                out[i] = np.copysign(whole / powers[n] if n >= 0 else whole * powers[-n], v) if whole else 0.0
            ask[i] = not sure
            asked += ask[i]
    return asked


class Round(Node[RoundConfig, NodeState]):
    """Round values as they are reported, in exact decimal; the measured values stay beside them under their own names.

    A value is taken as the decimal it was written as, so 2.675 rounds to 2.68. Half goes to the even digit as GB/T 8170
    and ASTM E29 want it, or up. Time and quality stay. A mark tells whoever rounds a result again which way the first
    rounding went, so that two stages give what one gives.
    """

    kind = "compute.round"
    title = "Round"
    inputs = (Port.samples(help="Measured values."),)
    outputs = (Port.samples(help="Rounded values."),)
    summary_field = "rows"

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.config.rows])
        self._roundings = [row.rounding() for row in self.config.rows]
        self._digits = BySlot(Digits.dtype, self._row)
        self._mark_points: dict[int, int] = {}

    def owned(self) -> tuple[str, ...]:
        names = ((name, row.points) for row in self.config.rows for name in (row.output, row.mark) if name)
        return tuple(dict.fromkeys(named(*one) for one in names))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        n = samples.size
        slot = self.state.slots(samples.point)
        keep, ask, point = np.empty(n, np.bool_), np.empty(n, np.bool_), np.empty(n, np.int32)
        value, quality = np.empty(n), np.empty(n, np.uint8)
        known = self._digits.upto(self.state.points)
        if nearest(slot, samples.value, samples.quality, known, POWERS, keep, ask, value, quality, point):
            self._exactly(np.flatnonzero(ask), known["row"][slot], samples.value, value, quality)
        found = Samples(samples.arrival, samples.time, point, value, quality)
        if any(row.mark for row in self.config.rows):
            row = np.where(known["what"][slot] > PASS, known["row"][slot], -1)
            found, keep = self._with_marks(samples, found, row, keep)
        yield "samples", found.where(keep)

    def _with_marks(
        self, measured: Samples, found: Samples, row: npt.NDArray[np.int64], keep: npt.NDArray[np.bool_]
    ) -> tuple[Samples, npt.NDArray[np.bool_]]:
        """A mark right after each result whose row wants one; of no row is -1."""
        wants = np.array([*(bool(one.mark) for one in self.config.rows), False])[row]
        twice = np.repeat(np.arange(found.size), 1 + wants)
        point, value = found.point[twice], found.value[twice]
        for at in (np.flatnonzero(twice[1:] == twice[:-1]) + 1).tolist():
            i = int(twice[at])
            point[at] = self._mark_of(int(measured.point[i]), int(row[i]))
            if np.isfinite(value[at]):
                mark = marked(decimal_of(measured.value[i]), self._roundings[row[i]]).mark
                value[at] = MARKS[mark]
        every = Samples(found.arrival[twice], found.time[twice], point, value, found.quality[twice])
        return every, keep[twice]

    def _mark_of(self, point: int, row: int) -> int:
        """Number of the point of its marks."""
        if point not in self._mark_points:
            name = named(self.config.rows[row].mark or "", self.points.name(point))
            self._mark_points[point] = self.points.number(name)
        return self._mark_points[point]

    def _exactly(
        self,
        index: npt.NDArray[np.intp],
        row: npt.NDArray[np.int64],
        value: npt.NDArray[np.float64],
        out: npt.NDArray[np.float64],
        quality: npt.NDArray[np.uint8],
    ) -> None:
        for i in index.tolist():
            found = float(rounded(decimal_of(value[i]), self._roundings[row[i]]))
            out[i] = found
            if not np.isfinite(found):
                out[i], quality[i] = np.nan, max(quality[i], BAD | CALCULATION_ERROR)

    def _row(self, point: int) -> tuple[Any, ...]:
        name = self.points.name(point)
        index = self._chooser.best(name)
        if index is None:
            return (PASS if self.config.others == "pass" else DROP, 0, 1.0, 0, point)
        row = self.config.rows[index]
        number = self.points.number(named(row.output, name))
        if row.to == "interval":
            _, digits, exponent = Decimal(row.interval).as_tuple()
            return (MULTIPLE, -int(exponent), float(int("".join(map(str, digits)))), index, number)
        return (MULTIPLE, row.digits, 1.0, index, number) if row.to == "decimals" else (
            FIGURES, row.digits - 1, 1.0, index, number,
        )  # fmt: skip
