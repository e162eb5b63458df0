"""Rounding: the printed examples of the standards, and Python's own decimals as the judge of everything else."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tundish.rounding import (
    Rule,
    decimal_of,
    marked,
    meets,
    meets_rounded,
    rounded,
    rounded_again,
    to_decimals,
    to_figures,
    to_interval,
)

WIDE = Context(prec=800)
MODES: dict[Rule, str] = {"half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP}
RULES: list[Rule] = ["half_even", "half_up"]
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("12.1498", 0, "12"), ("12.1498", 1, "12.1"), ("1268", -2, "1.3E+3"), ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"), ("0.35", 1, "0.4"), ("2500", -3, "2E+3"), ("3500", -3, "4E+3"),
        ("-355", -1, "-3.6E+2"), ("-325", -1, "-3.2E+2"), ("-365", -1, "-3.6E+2"), ("-0.0365", 3, "-0.036"),
        ("97.46", 0, "97"), ("15.4546", 0, "15"),
    ],
)  # fmt: skip
def test_gbt_8170_rounds_half_to_even_and_once(value: str, decimals: int, expected: str) -> None:
    assert expected == str(rounded(Decimal(value), to_decimals(decimals)))


@pytest.mark.parametrize(
    ("value", "reported", "final"),
    [
        ("15.4546", "15.5-", "15"), ("-15.4546", "-15.5-", "-15"), ("16.5203", "16.5+", "17"),
        ("-16.5203", "-16.5+", "-17"), ("17.5000", "17.5", "18"),
    ],
)  # fmt: skip
def test_gbt_8170_rounds_in_two_stages_by_marks(value: str, reported: str, final: str) -> None:
    first = marked(Decimal(value), to_decimals(1))
    assert reported == str(first)
    assert final == str(rounded_again(first, to_decimals(0)))


@pytest.mark.parametrize(
    ("value", "interval", "expected"),
    [
        ("60.25", "0.5", "60.0"), ("60.38", "0.5", "60.5"), ("60.28", "0.5", "60.5"), ("-60.75", "0.5", "-61.0"),
        ("830", "20", "840"), ("842", "20", "840"), ("832", "20", "840"), ("-930", "20", "-920"),
        ("6025", "50", "6000"), ("6075", "50", "6100"),
    ],
)  # fmt: skip
def test_half_and_fifth_units_of_gbt_8170_and_fifties_of_astm_e29(value: str, interval: str, expected: str) -> None:
    assert expected == str(rounded(Decimal(value), to_interval(Decimal(interval))))


@pytest.mark.parametrize(
    ("value", "full", "by_rounding"),
    [
        ("1.151", False, True), ("1.200", True, True), ("1.649", False, True), ("1.651", False, False),
        ("1.149", False, False), ("1.15", False, True), ("1.65", False, True),
    ],
)  # fmt: skip
def test_limits_are_met_by_the_full_value_or_by_the_rounded_one(value: str, full: bool, by_rounding: bool) -> None:
    low, high = Decimal("1.2"), Decimal("1.6")
    assert full == meets(Decimal(value), low, high)
    assert by_rounding == meets_rounded(Decimal(value), low, high)


@pytest.mark.parametrize(
    ("value", "figures", "expected"),
    [("0", 2, "0.0"), ("9.99", 2, "10"), ("0.012345", 3, "0.0123"), ("99950", 3, "1.00E+5"), ("-0.5", 1, "-0.5")],
)
def test_significant_figures(value: str, figures: int, expected: str) -> None:
    assert expected == str(rounded(Decimal(value), to_figures(figures)))


def test_a_float_is_the_number_that_was_written() -> None:
    assert Decimal("2.68") == rounded(decimal_of(2.675), to_decimals(2))
    assert "0" == str(rounded(decimal_of(-0.2), to_decimals(0)))


@given(numbers, st.integers(-8, 12), st.sampled_from(RULES))
def test_decimals_agree_with_quantize(value: Decimal, decimals: int, rule: Rule) -> None:
    expected = value.quantize(Decimal(1).scaleb(-decimals), MODES[rule], WIDE)
    assert expected == rounded(value, to_decimals(decimals, rule))


@given(numbers.filter(bool), st.integers(1, 20), st.sampled_from(RULES))
def test_figures_agree_with_a_context_of_that_precision(value: Decimal, figures: int, rule: Rule) -> None:
    expected = Context(prec=figures, rounding=MODES[rule]).plus(value)
    assert expected == rounded(value, to_figures(figures, rule))


@given(numbers, st.decimals("0.001", "1000", places=3), st.sampled_from(RULES))
def test_intervals_agree_with_a_rounded_quotient(value: Decimal, interval: Decimal, rule: Rule) -> None:
    found = rounded(value, to_interval(interval, rule))
    assert 0 == WIDE.remainder(found, interval)
    beside = 2 * WIDE.abs(WIDE.subtract(value, found)) - interval
    assert beside <= 0
    if not beside:
        count = int(WIDE.divide(found, interval))
        assert abs(found) > abs(value) if rule == "half_up" else count % 2 == 0


@given(numbers, st.integers(0, 4), st.integers(1, 6))
def test_two_stages_give_what_one_gives(value: Decimal, decimals: int, more: int) -> None:
    first = marked(value, to_decimals(decimals + more))
    assert rounded(value, to_decimals(decimals)) == rounded_again(first, to_decimals(decimals))


@pytest.mark.parametrize("make", [lambda: to_figures(0), lambda: to_interval(Decimal(0))])
def test_what_cannot_be_rounded_to_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match="number"):
        make()
