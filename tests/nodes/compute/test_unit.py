"""Unit: conversions of a plant, exact where they are; what does not fit is refused."""

import math

import pytest
from pydantic import ValidationError

from nodes.compute.unit import Unit, UnitConfig
from tundish.testing import Bench, Row


@pytest.mark.parametrize(
    ("before", "after", "value", "expected"),
    [
        ("degC", "degF", 80, 176), ("degC", "K", 25, 298.15), ("m3/h", "L/s", 3.6, 1), ("bar", "kPa", 1.5, 150),
        ("kWh", "MJ", 1, 3.6), ("t/h", "kg/s", 3.6, 1), ("%", "ppm", 0.065, 650), ("mm/s", "m/h", 1, 3.6),
    ],
)  # fmt: skip
def test_conversions(before: str, after: str, value: float, expected: float) -> None:
    bench = Bench(Unit, UnitConfig.model_validate({"rows": [{"before": before, "after": after}]}))
    bench.feed([Row(1, "a", value), Row(3, "a", value, 0x40), Row(5, "a", math.nan)])
    assert [expected] * 2 == pytest.approx(bench.values()[:2], rel=1e-14)
    assert ("a.converted", 0x40) == (bench.seen[1][3], bench.seen[1][5])
    assert bench.seen[2][5] >= 0x80


def test_rows_by_pattern_and_points_that_fit_none() -> None:
    rows = [{"points": "T*"}, {"points": "T1", "after": "K", "output": "{point}"}]
    config = UnitConfig.model_validate({"rows": rows, "others": "pass"})
    bench = Bench(Unit, config)
    bench.feed([Row(1, "T1", 0), Row(1, "T2", 0), Row(1, "p", 7), Row(3, "p", math.nan), Row(3, "T1", math.inf)])
    assert [("T1", "273.15"), ("T2.converted", "32.0"), ("p", "7.0")] == [(row[3], row[4]) for row in bench.seen[:3]]
    assert [0x86, 0x86] == [row[5] for row in bench.seen[3:]]
    assert ("T*.converted",) == bench.node.owned()


@pytest.mark.parametrize(("before", "after"), [("m3", "kg"), ("furlongish", "m"), ('m"', "m"), ("bar", "degC")])
def test_what_does_not_measure_the_same_is_refused(before: str, after: str) -> None:
    with pytest.raises(ValidationError):
        UnitConfig.model_validate({"rows": [{"before": before, "after": after}]})
