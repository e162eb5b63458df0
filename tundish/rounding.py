"""Rounding: numbers as a standard wants them reported, in exact decimal.

A float stands for the shortest decimal that reads back as it: 2.675 is 2.675, not 2.67499999999999982.

Sources: GB/T 8170-2008 (3.2 rounding, 3.3 two stages, 3.4 intervals of 0.5 and 0.2 units, 4.3 comparison with limits);
ASTM E29 (rounding method and absolute method); ISO 80000-1 annex B (rule A is half-even, rule B half-up).
"""

from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

Rule: TypeAlias = Literal["half_even", "half_up"]
"""What becomes of a number just between two: the even one, or the one further from zero."""


class Rounding(NamedTuple):
    """Round to multiples of `interval`, or to so many significant `figures` when there is no interval."""

    interval: Decimal | None
    figures: int = 0
    rule: Rule = "half_even"

    def interval_for(self, value: Decimal) -> Decimal:
        """The interval that this value is rounded to."""
        if self.interval is not None:
            return self.interval
        return Decimal(1).scaleb((value.adjusted() if value else 0) - self.figures + 1)


class Marked(NamedTuple):
    """A value rounded once, fit to be rounded again (GB/T 8170, 3.3.2).

    `mark` is "+" when the value before was further from zero, "-" when it was nearer, and only given where it can
    matter: the last digit that is not zero is a 5.
    """

    value: Decimal
    mark: Literal["", "+", "-"]

    def __str__(self) -> str:
        return f"{self.value:f}{self.mark}"


def to_decimals(decimals: int, rule: Rule = "half_even") -> Rounding:
    """So many digits behind the point; negative for tens (-1), hundreds (-2)."""
    return Rounding(Decimal(1).scaleb(-decimals), rule=rule)


def to_figures(figures: int, rule: Rule = "half_even") -> Rounding:
    """So many significant figures, one or more."""
    if figures < 1:
        raise ValueError("a number has at least one significant figure")
    return Rounding(None, figures, rule)


def to_interval(interval: Decimal, rule: Rule = "half_even") -> Rounding:
    """Multiples of this, such as 0.5, 0.2 or 25."""
    if not (interval.is_finite() and interval > 0):
        raise ValueError("an interval is a number above 0")
    return Rounding(interval, rule=rule)


def decimal_of(value: float) -> Decimal:
    """The shortest decimal that reads back as this float, which must be finite."""
    return Decimal(repr(float(value)))


def rounded(value: Decimal, to: Rounding) -> Decimal:
    """The nearest multiple of the interval, with as many digits as the interval has. The value must be finite."""
    return _rounded(value, to, "")


def marked(value: Decimal, to: Rounding) -> Marked:
    """Round for the first time of two, such as for a report that somebody else rounds to the limit's digits."""
    found = rounded(value, to)
    beside = abs(value).compare(abs(found))
    if not beside or found.normalize().as_tuple().digits[-1] != 5:  # noqa: PLR2004 - the digit
        return Marked(found, "")
    return Marked(found, "+" if beside > 0 else "-")


def rounded_again(value: Marked, to: Rounding) -> Decimal:
    """The second time: a number just between two goes the way that its mark says."""
    return _rounded(value.value, to, value.mark)


def meets(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Compare as it is: the full-value comparison of GB/T 8170, the absolute method of ASTM E29."""
    return (low is None or value >= low) and (high is None or value <= high)


def meets_rounded(value: Decimal, low: Decimal | None, high: Decimal | None, rule: Rule = "half_even") -> bool:
    """Round to the digits that each limit is written with, then compare: the rounding method of both standards."""
    return all(
        meets(rounded(value, Rounding(Decimal(1).scaleb(limit.as_tuple().exponent), rule=rule)), *ends)  # type: ignore[arg-type]
        for limit, ends in ((low, (low, None)), (high, (None, high)))
        if limit is not None
    )


def _rounded(value: Decimal, to: Rounding, mark: str) -> Decimal:
    interval = to.interval_for(value)
    sign, top, exponent = value.as_tuple()
    below, per = interval.as_tuple().exponent, _whole(interval)
    assert isinstance(exponent, int)  # noqa: S101 - else the value is not finite
    assert isinstance(below, int)  # noqa: S101
    number = int("".join(map(str, top)) or "0")
    least = min(exponent, below)
    count, rest = divmod(number * 10 ** (exponent - least), per * 10 ** (below - least))
    beside = 2 * rest - per * 10 ** (below - least)
    tie = {"+": True, "-": False, "": to.rule == "half_up" or bool(count % 2)}[mark]
    count += beside > 0 or (beside == 0 and tie)
    found = Decimal((sign, _digits(count * per), below))
    if to.interval is None and found and found.adjusted() > value.adjusted():
        found = Decimal((sign, _digits(count * per // 10), below + 1))  # 9.99 to two figures is 10, not 10.0
    return found or abs(found)


def _whole(interval: Decimal) -> int:
    return int("".join(map(str, interval.as_tuple().digits)))


def _digits(number: int) -> tuple[int, ...]:
    return tuple(map(int, str(number)))
