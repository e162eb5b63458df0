"""The language once more, written from its rules: random formulas as text together with what they must give.

A sample is (value, quality). Rules: the worst quality of what was used; what cannot be computed is NaN and bad with
the reason "calculation error"; what is computed from NaN is NaN, with the quality it came with.
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hypothesis import strategies as st

Sample = tuple[float, int]
Row = Mapping[str, Sample]
ERROR = 0x85
ABSENT = 0x86
BAD = 0x80
UNCERTAIN = 0x40


class Formula(NamedTuple):
    """`judge` is what the text must give for a row."""

    text: str
    judge: Callable[[Row], Sample]


def plain(function: Callable[..., float], *operands: Sample) -> Sample:
    """An ordinary operation."""
    worst = max(quality for _, quality in operands)
    if any(math.isnan(value) for value, _ in operands):
        return math.nan, worst
    try:
        value = float(function(*(value for value, _ in operands)))
    except (ArithmeticError, ValueError):
        value = math.nan
    return (value, worst) if math.isfinite(value) else (math.nan, max(worst, ERROR))


def point(name: str) -> Formula:
    def judge(row: Row) -> Sample:
        value, quality = row[name]
        if math.isfinite(value):
            return value, quality
        return math.nan, quality if quality >= BAD else ABSENT

    return Formula(name, judge)


def number(value: float) -> Formula:
    return Formula(repr(value), lambda _row: (value, 0))


def half_away(x: float) -> float:
    return math.copysign(math.floor(abs(x)) + (abs(x) - math.floor(abs(x)) >= 0.5), x)


def clamp(x: float, low: float, high: float) -> float:
    if low > high:
        raise ValueError
    return max(low, min(high, x))


def scale(x: float, in_low: float, in_high: float, low: float, high: float) -> float:
    if not math.isfinite(in_high - in_low):  # a step on the way failed
        raise OverflowError
    return low + (x - in_low) * (high - low) / (in_high - in_low)


INFIX: dict[str, Callable[..., float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
    "and": lambda a, b: a != 0 and b != 0, "or": lambda a, b: a != 0 or b != 0,
}  # fmt: skip
CALLS: dict[str, tuple[int, Callable[..., float]]] = {
    "abs": (1, abs), "sqrt": (1, math.sqrt), "floor": (1, math.floor), "ceil": (1, math.ceil),
    "trunc": (1, math.trunc), "round": (1, half_away), "sign": (1, lambda a: (a > 0) - (a < 0)),
    "min": (2, min), "max": (3, max), "avg": (3, lambda a, b, c: (a + b + c) / 3), "mod": (2, operator.mod),
    "clamp": (3, clamp), "scale": (5, scale),
}  # fmt: skip
"""Operations that have one right answer to the last bit."""


def infix(left: Formula, sign: str, right: Formula) -> Formula:
    return Formula(
        f"({left.text} {sign} {right.text})",
        lambda row: plain(INFIX[sign], left.judge(row), right.judge(row)),
    )


def prefix(sign: str, inner: Formula) -> Formula:
    function: Any = operator.neg if sign == "-" else operator.not_
    return Formula(f"({sign} {inner.text})", lambda row: plain(function, inner.judge(row)))


def call(name: str, items: tuple[Formula, ...]) -> Formula:
    text = f"{name}({', '.join(item.text for item in items)})"
    return Formula(text, lambda row: plain(CALLS[name][1], *(item.judge(row) for item in items)))


def choice(condition: Formula, yes: Formula, no: Formula) -> Formula:
    def judge(row: Row) -> Sample:
        c, quality = condition.judge(row)
        if math.isnan(c):
            return math.nan, quality
        value, chosen = yes.judge(row) if c else no.judge(row)
        return value, max(quality, chosen)

    return Formula(f"if({condition.text}, {yes.text}, {no.text})", judge)


def instead(x: Formula, other: Formula) -> Formula:
    return Formula(
        f"if_bad({x.text}, {other.text})",
        lambda row: x.judge(row) if x.judge(row)[1] < BAD else other.judge(row),
    )


def asks(name: str, x: Formula) -> Formula:
    def judge(row: Row) -> Sample:
        grade = x.judge(row)[1]
        level = "is_bad" if grade >= BAD else "is_uncertain" if grade >= UNCERTAIN else "is_good"
        return float(level == name), 0

    return Formula(f"{name}({x.text})", judge)


VALUES = st.one_of(
    st.integers(-4, 4).map(float),
    st.floats(-1e3, 1e3).map(lambda x: round(x, 2)),
    st.floats(allow_nan=True, allow_infinity=True),
)
SAMPLES = st.tuples(VALUES, st.sampled_from([0, 0, 0, 0x04, 0x40, 0x43, 0x80, 0x81, 0x85, 0x87, 0xFF]))
ROWS = st.fixed_dictionaries({"a": SAMPLES, "b": SAMPLES, "c": SAMPLES})
LEAVES = st.sampled_from("abc").map(point) | st.floats(0, 1e3).map(lambda x: round(x, 3)).map(number)


def _larger(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    calls = [st.builds(call, st.just(name), st.tuples(*[inner] * arity)) for name, (arity, _) in CALLS.items()]
    return st.one_of(
        st.builds(infix, inner, st.sampled_from(sorted(INFIX)), inner),
        st.builds(prefix, st.sampled_from(["-", "not"]), inner),
        st.builds(choice, inner, inner, inner),
        st.builds(instead, inner, inner),
        st.builds(asks, st.sampled_from(["is_good", "is_bad", "is_uncertain"]), inner),
        st.one_of(calls),
    )


FORMULAS = st.recursive(LEAVES, _larger, max_leaves=12)
