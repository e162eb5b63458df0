# ruff: noqa: RUF001 - full-width characters are what is tested
"""What a formula means, case by case. Qualities: 0 good, 0x40 uncertain, 0x81 bad: comm lost, 0x85 bad: calculation."""

import math

import numpy as np
import pytest

from engine.formula import compile_formula
from tests.engine.formula.run import one, run

NAN = math.nan


GOOD: list[tuple[str, float]] = [
    ("2 + 3 * 4", 14), ("2 - 3 - 4", -5), ("24 / 4 / 2", 3), ("2 ^ 3 ^ 2", 512), ("-2 ^ 2", -4), ("2 ^ -1", 0.5),
    ("- -2", 2), ("+3", 3), ("(1 + 2) * 3", 9), ("7 % 4", 3), ("-7 % 4", 1), ("7 % -4", -1), ("2 * 7 % 4", 2),
    ("1e3", 1000), ("1E-3", 0.001), (".5", 0.5), ("5.", 5), ("0.1 + 0.2", 0.30000000000000004),
    ("1 < 2", 1), ("2 < 1", 0), ("2 ≤ 2", 1), ("2 ≥ 3", 0), ("2 ≠ 3", 1), ("2 == 2", 1), ("2 != 2", 0),
    ("not 0", 1), ("not 3", 0), ("not not 3", 1), ("not 1 > 2 and 1", 1), ("1 or 0 and 0", 1), ("3 and -2", 1),
    ("0 or 0", 0), ("1 + (3 > 2)", 2), ("not 1 + 1", 0),
    ("if(0, 1, 2)", 2), ("if(-1, 1, 2)", 1), ("if(1, 2, 1 / 0)", 2), ("if(0, sqrt(-1), 3)", 3),
    ("round(2.5)", 3), ("round(-2.5)", -3), ("round(0.49999999999999994)", 0), ("round(1234.5678, 2)", 1234.57),
    ("round(1250, -2)", 1300), ("round(1e300, 3)", 1e300), ("round(2.5, 0)", 3), ("round(-0.05, 1)", -0.1),
    ("trunc(-2.7)", -2), ("floor(-2.7)", -3), ("ceil(-2.7)", -2), ("sign(0)", 0), ("mod(5.5, 2)", 1.5),
    ("avg(3, sqrt(3), sqrt(3)) == (3 + sqrt(3) + sqrt(3)) / 3", 1), ("min(3, 1, 2)", 1),
    ("max(3, 1, 2)", 3), ("avg(1, 2)", 1.5), ("clamp(5, 1, 3)", 3), ("clamp(0, 1, 3)", 1),
    ("scale(20, 4, 20, 0, 100)", 100), ("scale(2, 4, 20, 0, 100)", -12.5), ("log(81, 3)", 4),
    ("pow(2, 0.5) ^ 2 > 2", 1),
    ("if_bad(1 / 0, 7)", 7), ("if_bad(3, 7)", 3), ("coalesce(1 / 0, ln(0), 5, 6)", 5), ("is_bad(1 / 0)", 1),
    ("is_good(1 / 0)", 0), ("is_good(2)", 1), ("is_uncertain(2)", 0), ("atan2(0, -1) == pi()", 1),
    ('2 * 3 # the rest is a comment, with ( and " in it', 6), ("1 +\n  2", 3), ("1 + # one\n2", 3),
    ("（1＋２）＊3", 9), ("max（1，3）", 3), ("2 × 3 ÷ 4 − 1", 0.5), ("3＞2", 1), ("1！＝2", 1), ("８．５", 8.5),
    ("max(1、3)", 3), ("1 – 2", -1), ("　1　", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), GOOD)
def test_good_values(text: str, value: float) -> None:
    assert (value, 0) == one(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0", "-1 / 0", "0 / 0", "1 / (1 / 0)", "sqrt(-1)", "ln(0)", "ln(-1)", "log10(0)", "log(2, 1)", "log(-2, 2)",
        "log(5, 0)", "asin(2)", "acos(-2)", "exp(1000)", "1e308 * 10", "(-8) ^ 0.5", "0 ^ -1", "7 % 0", "mod(1, 0)",
        "scale(1, 5, 5, 0, 1)",
        "scale(1, -1e308, 1e308, 0, 1)", "clamp(2, 3, 1)", "pow(10, 400)", "hypot(1e308, 1e308) * 2", "avg(1, 1 / 0)",
        # nothing hides an error: not a comparison, not logic, not a power of zero, not min
        "1 / 0 > 3", "1 / 0 == 1 / 0", "not (1 / 0)", "0 and 1 / 0", "1 or 1 / 0", "(1 / 0) ^ 0", "1 ^ (1 / 0)",
        "min(1, 1 / 0)", "max(1 / 0, 1)", "sign(0 / 0)", "clamp(1 / 0, 0, 1)", "clamp(1, 0, 1 / 0)", "if(1 / 0, 1, 2)",
        "if(1, 1 / 0, 2)", "round(1 / 0)", "hypot(0 / 0, 1 / 0)", "if_bad(1 / 0, sqrt(-1))", "abs(-1 / 0) * 0",
    ],
)  # fmt: skip
def test_an_error_is_bad_and_has_no_number(text: str) -> None:
    value, quality = one(text)
    assert math.isnan(value)
    assert quality == 0x85


Graded = tuple[float, int]
QUALITIES: list[tuple[str, Graded, Graded, Graded]] = [
    ("a + b", (1, 0), (2, 0), (3, 0)),
    ("a + b", (1, 0x40), (2, 0), (3, 0x40)),
    ("a + b", (1, 0x40), (2, 0x81), (3, 0x81)),  # the last known value is still computed with
    ("a + b", (NAN, 0x81), (2, 0x40), (NAN, 0x81)),  # the reason stays
    ("a + b", (NAN, 0x81), (NAN, 0x87), (NAN, 0x87)),
    ("a * 1", (NAN, 0), (0, 0), (NAN, 0x86)),  # not a number, whatever it claims
    ("a * 1", (math.inf, 0x40), (0, 0), (NAN, 0x86)),
    ("a", (-math.inf, 0x81), (0, 0), (NAN, 0x81)),
    ("a", (3, 0x43), (0, 0), (3, 0x43)),
    ("a / b", (1, 0x81), (0, 0), (NAN, 0x85)),  # failed here, so the error is told
    ("sqrt(a)", (-1, 0x40), (0, 0), (NAN, 0x85)),
    ("a > b", (1, 0x40), (0, 0), (1, 0x40)),
    ("a > b", (NAN, 0x81), (0, 0), (NAN, 0x81)),
    ("min(a, b)", (NAN, 0x81), (2, 0), (NAN, 0x81)),
    ("min(a, b)", (2, 0), (NAN, 0x81), (NAN, 0x81)),
    ("max(a, b)", (5, 0x81), (2, 0), (5, 0x81)),
    ("not a", (NAN, 0x81), (0, 0), (NAN, 0x81)),
    ("if(a, b, 3)", (0, 0), (1, 0x81), (3, 0)),  # the side not taken does not count
    ("if(a, b, 3)", (1, 0), (1, 0x81), (1, 0x81)),
    ("if(a, b, 3)", (1, 0x40), (7, 0), (7, 0x40)),
    ("if(a, b, 3)", (NAN, 0x81), (7, 0), (NAN, 0x81)),
    ("if_bad(a, b)", (1, 0x81), (2, 0x40), (2, 0x40)),
    ("if_bad(a, b)", (1, 0x40), (2, 0), (1, 0x40)),
    ("coalesce(a, b, 9)", (NAN, 0x81), (NAN, 0x82), (9, 0)),
    ("coalesce(a, b)", (NAN, 0x81), (NAN, 0x82), (NAN, 0x82)),
    ("is_bad(a) + is_uncertain(b) * 10", (1, 0x81), (1, 0x40), (11, 0)),
    ("is_good(a)", (1, 0x04), (0, 0), (1, 0)),  # good, though with a reason
    ("is_uncertain(a)", (1, 0x81), (0, 0), (0, 0)),
    ("clamp(a, b, 9)", (NAN, 0x81), (0, 0x40), (NAN, 0x81)),
    ("scale(a, 0, 1, 0, b)", (1, 0x40), (2, 0x41), (2, 0x41)),
    ("avg(a, b)", (1, 0x40), (3, 0), (2, 0x40)),
    ("a - a", (NAN, 0xC1), (0, 0), (NAN, 0xC1)),
]


@pytest.mark.parametrize(("text", "a", "b", "expected"), QUALITIES)
def test_quality(text: str, a: tuple[float, int], b: tuple[float, int], expected: tuple[float, int]) -> None:
    value, quality = one(text, a=a, b=b)
    assert (repr(float(expected[0])), expected[1]) == (repr(value), quality)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("line1.tank.level", ("line1.tank.level",)),
        ("b + a + b", ("b", "a")),
        ('"line 1/TI-101" * 2', ("line 1/TI-101",)),
        ('"a" + a', ("a",)),
        ("{device}.voltage * {device}.current", ("{device}.voltage", "{device}.current")),
        ('tank_{n}.x + "{n}/TI-1"', ("tank_{n}.x", "{n}/TI-1")),
        ("一号炉.温度 + 温度１", ("一号炉.温度", "温度１")),
        ("“线 1/TI（1）” ＞ ３．５", ("线 1/TI（1）",)),
        ("_x.1.2a", ("_x.1.2a",)),
        ("android + nothing + order + iffy + and_1", ("android", "nothing", "order", "iffy", "and_1")),
        ("median + rate", ("median", "rate")),  # planned functions are names until then
        ('"pi" + "true"', ("pi", "true")),
        ("Füllstand", ("Füllstand",)),
        ("1 + 2", ()),
    ],
)
def test_inputs_are_names_as_written(text: str, inputs: tuple[str, ...]) -> None:
    assert inputs == compile_formula(text).inputs


def test_the_same_text_is_compiled_once() -> None:
    assert compile_formula("a + 1") is compile_formula("a + 1")


def test_columns_may_be_longer_than_the_rows_asked_for() -> None:
    formula = compile_formula("a + b")
    value, quality = np.empty(2), np.empty(2, np.uint8)
    formula.run(np.arange(10.0).reshape(2, 5), np.zeros((2, 5), np.uint8), value, quality)
    assert [5, 7] == value.tolist()


def test_columns_that_do_not_fit_are_refused() -> None:
    formula = compile_formula("a + b")
    value, quality = np.empty(3), np.empty(3, np.uint8)
    with pytest.raises(ValueError, match="2 inputs of 3 rows"):
        formula.run(np.zeros((2, 2)), np.zeros((2, 2), np.uint8), value, quality)
    with pytest.raises(ValueError, match="2 inputs of 3 rows"):
        formula.run(np.zeros((1, 3)), np.zeros((1, 3), np.uint8), value, quality)
    with pytest.raises(ValueError, match="no room for 3 qualities"):
        formula.run(np.zeros((2, 3)), np.zeros((2, 3), np.uint8), value, quality[:1])


def test_no_rows_is_no_work() -> None:
    value, quality = run("a + 1", {"a": []})
    assert (0, 0) == (value.size, quality.size)


def test_as_much_as_the_caps_allow() -> None:
    """Long is not deep: a sum of 500 terms, 64 inputs, 39 brackets."""
    assert (500, 0) == one("+".join("1" * 500))
    names = [f"p{i}" for i in range(64)]
    assert (64, 0) == one(" + ".join(names), **dict.fromkeys(names, 1.0))
    assert (1, 0) == one("(" * 39 + "1" + ")" * 39)
    assert (2.0**40, 0) == one("2 * (" * 39 + "2" + ")" * 39)
