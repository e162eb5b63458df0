"""Scale: along the line, at its ends, beyond them."""

import math
from typing import Any

import pytest
from pydantic import ValidationError

from nodes.compute.scale import Scale, ScaleConfig
from tundish.testing import Bench, Row


def scaled(*rows: Row, **config: Any) -> list[tuple[str, float, int]]:
    """Point, value and quality of what comes out."""
    bench = Bench(Scale, ScaleConfig.model_validate(config))
    bench.feed(rows)
    return [(point, float(value), quality) for _, _, _, point, value, quality in bench.seen]


@pytest.mark.parametrize(
    ("value", "clamp", "expected", "quality"),
    [
        (4, False, 0, 0), (20, False, 100, 0), (12, False, 50, 0), (24, False, 125, 0), (0, False, -25, 0),
        (24, True, 100, 0x03), (0, True, 0, 0x03), (12, True, 50, 0),
    ],
)  # fmt: skip
def test_4_to_20_is_0_to_100(value: float, clamp: bool, expected: float, quality: int) -> None:
    assert [("a.scaled", expected, quality)] == scaled(Row(1, "a", value), rows=[{"clamp": clamp}])


def test_the_ends_are_exact_and_a_line_may_fall() -> None:
    row = {"in_low": 0.1, "in_high": 0.7, "out_low": 0.3, "out_high": -1.1, "clamp": True}
    rows = [Row(1, "a", 0.1), Row(1, "a", 0.7), Row(1, "a", 0.8)]
    assert [0.3, -1.1, -1.1] == [value for _, value, _ in scaled(*rows, rows=[row])]


@pytest.mark.parametrize(("value", "quality"), [(math.nan, 0), (math.inf, 0x40), (-math.inf, 0)])
@pytest.mark.parametrize("clamp", [True, False])
def test_what_is_no_number_is_bad_also_when_clamped(value: float, quality: int, clamp: bool) -> None:
    [(_, _, found)] = scaled(Row(1, "a", value, quality), rows=[{"clamp": clamp}])
    assert 0x86 == found


def test_an_overflow_is_a_calculation_error() -> None:
    [(_, value, quality)] = scaled(Row(1, "a", 1e308), rows=[{"in_low": 0, "in_high": 1, "out_high": 1e10}])
    assert math.isnan(value)
    assert 0x85 == quality


def test_bad_samples_are_scaled_too_and_stay_bad() -> None:
    assert [("a.scaled", 50.0, 0x81)] == scaled(Row(1, "a", 12, 0x81))


def test_the_most_specific_row_is_used_and_the_rest_dropped_or_passed() -> None:
    rows = [{"points": "P*", "output": "{point}"}, {"points": "P1", "out_high": 10, "output": "flow"}]
    samples = [Row(1, "P1", 20), Row(1, "P2", 20), Row(1, "T", 7)]
    assert [("flow", 10, 0), ("P2", 100, 0)] == scaled(*samples, rows=rows)
    assert [("flow", 10, 0), ("P2", 100, 0), ("T", 7, 0)] == scaled(*samples, rows=rows, others="pass")


def test_it_owns_the_points_it_names() -> None:
    config = {"rows": [{"points": "P*"}, {"points": "P1", "output": "flow"}, {"points": "Q", "output": "{point}"}]}
    assert ("P*.scaled", "flow") == Bench(Scale, ScaleConfig.model_validate(config)).node.owned()


@pytest.mark.parametrize(
    "row",
    [
        {"in_low": 1, "in_high": 1},
        {"in_low": -1e308, "in_high": 1e308},
        {"points": "P*", "output": "one"},
        {"output": "{point}{point}"},
    ],
    ids=["no line", "too far", "all in one", "twice"],
)
def test_rows_that_make_no_sense_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ScaleConfig.model_validate({"rows": [row]})
