"""Round: as the decimals say, whatever the kernel did itself and whatever it asked for."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.compute.round import Round, RoundConfig, RoundRow
from tundish.rounding import Marked, decimal_of, rounded_again, to_decimals
from tundish.rounding import rounded as exactly
from tundish.testing import Bench, Row


def out(*rows: Row, **config: Any) -> list[tuple[str, float, int]]:
    """Point, value and quality of what comes out."""
    bench = Bench(Round, RoundConfig.model_validate(config))
    bench.feed(rows)
    return [(point, float(value), quality) for _, _, _, point, value, quality in bench.seen]


@pytest.mark.parametrize(
    ("row", "value", "expected"),
    [
        ({}, 2.675, 2.68), ({}, 2.665, 2.66), ({"rule": "half_up"}, 2.665, 2.67), ({"digits": 0}, -0.4, 0.0),
        ({"digits": -1}, 355, 360), ({"digits": -1}, -325, -320), ({"to": "figures"}, 0.012345, 0.012),
        ({"to": "figures"}, 9.99, 10), ({"to": "figures", "digits": 3}, 1e300, 1e300),
        ({"to": "interval"}, 60.25, 60.0), ({"to": "interval", "interval": "20"}, 830, 840), ({}, 1e22, 1e22),
    ],
)  # fmt: skip
def test_a_value_is_rounded_as_its_decimals_say(row: dict[str, Any], value: float, expected: float) -> None:
    assert [("a.rounded", expected, 0)] == out(Row(1, "a", value), rows=[row])


values = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
    st.integers(-(10**9), 10**9).map(lambda n: n / 10**5),
    st.sampled_from([10.0**n * f for n in range(-12, 13) for f in (1, 0.5, 0.95, 0.9995, 1.5)]),
)
rows = st.one_of(
    st.builds(lambda d, r: {"digits": d, "rule": r}, st.integers(-12, 15), st.sampled_from(["half_even", "half_up"])),
    st.builds(lambda d: {"to": "figures", "digits": d}, st.integers(1, 15)),
    st.builds(lambda i: {"to": "interval", "interval": i}, st.sampled_from(["0.5", "0.2", "25", "1e-6", "0.003"])),
)


@given(st.lists(values, min_size=1, max_size=20), rows)
def test_every_value_agrees_with_exact_arithmetic(found: list[float], row: dict[str, Any]) -> None:
    to = RoundRow.model_validate(row).rounding()
    exact = [float(exactly(decimal_of(value), to)) for value in found]
    expected = [(value if math.isfinite(value) else None) for value in exact]
    seen = out(*(Row(i, "a", value) for i, value in enumerate(found, 1)), rows=[row])
    assert expected == [value if quality == 0 else None for _, value, quality in seen]


@pytest.mark.parametrize(("value", "quality"), [(math.nan, 0), (math.inf, 0x40), (-math.inf, 0)])
def test_what_is_no_number_is_bad(value: float, quality: int) -> None:
    [(_, _, found)] = out(Row(1, "a", value, quality))
    assert 0x86 == found


def test_a_result_too_large_for_a_number_is_a_calculation_error() -> None:
    [(_, value, quality)] = out(Row(1, "a", 1.79e308), rows=[{"to": "figures", "digits": 1}])
    assert math.isnan(value)
    assert 0x85 == quality


def test_points_that_fit_no_row_are_dropped_or_passed() -> None:
    samples = [Row(1, "P1", 1.005), Row(1, "T", 1.005)]
    rows = [{"points": "P*"}]
    assert [("P1.rounded", 1.0, 0)] == out(*samples, rows=rows)
    assert [("P1.rounded", 1.0, 0), ("T", 1.005, 0)] == out(*samples, rows=rows, others="pass")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"to": "figures", "digits": 0}, "significant"), ({"output": "{point}"}, "stays beside"),
        ({"points": "P*", "output": "one"}, "become one"), ({"interval": "0"}, "no interval"),
        ({"interval": "1e99"}, "between"), ({"mark": "{point}.rounded"}, "another name"),
        ({"mark": "{point}"}, "stays beside"), ({"interval": "x"}, "no interval"),
    ],
)  # fmt: skip
def test_rows_that_make_no_sense_are_refused(row: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RoundConfig.model_validate({"rows": [row]})


def test_it_owns_the_points_it_names() -> None:
    config = RoundConfig.model_validate({"rows": [{"points": "P*"}, {"points": "Q", "output": "reported"}]})
    assert ("P*.rounded", "reported") == Bench(Round, config).node.owned()
    assert Decimal("0.5") == RoundRow.model_validate({"to": "interval"}).rounding().interval


@pytest.mark.parametrize(
    ("value", "reported", "mark", "final"),
    [
        (15.4546, 15.5, -1, 15), (-15.4546, -15.5, -1, -15), (16.5203, 16.5, 1, 17), (-16.5203, -16.5, 1, -17),
        (17.5, 17.5, 0, 18), (0.0, 0.0, 0, 0), (12.34, 12.3, 0, 12),
    ],
)  # fmt: skip
def test_a_mark_says_which_way_the_first_of_two_roundings_went(
    value: float, reported: float, mark: float, final: float
) -> None:
    once = {"digits": 1, "mark": "{point}.mark"}
    assert [("a.rounded", reported, 0), ("a.mark", mark, 0)] == out(Row(1, "a", value), rows=[once])
    first = Marked(decimal_of(reported), {0: "", 1: "+", -1: "-"}[int(mark)])  # type: ignore[arg-type]
    assert final == rounded_again(first, to_decimals(0))


def test_marks_follow_their_results_and_only_of_rows_that_have_them() -> None:
    config = {"rows": [{"points": "a", "digits": 1, "mark": "{point}.mark"}, {"points": "b"}], "others": "pass"}
    rows = [Row(1, "a", 16.5203), Row(1, "b", 1.005), Row(1, "c", 2.0), Row(2, "a", math.nan)]
    seen = out(*rows, **config)
    assert ["a.rounded", "a.mark", "b.rounded", "c", "a.rounded", "a.mark"] == [point for point, _, _ in seen]
    assert [0, 0, 0, 0, 0x86, 0x86] == [quality for _, _, quality in seen]
    assert ("a.rounded", "a.mark", "b.rounded") == Bench(Round, RoundConfig.model_validate(config)).node.owned()
