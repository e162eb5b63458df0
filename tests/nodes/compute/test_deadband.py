"""Deadband: what passes, point by point."""

import math

import pytest

from nodes.compute.deadband import Deadband, DeadbandConfig
from tundish.testing import Bench, Row


@pytest.mark.parametrize(
    ("config", "values", "expected"),
    [
        (DeadbandConfig(band=1), [5, 5.9, 6, 5.1, 5], [5, 6, 5]),
        (DeadbandConfig(band=1), [5, 5.5, 6, 6.5, 7], [5, 6, 7]),
        (DeadbandConfig(mode="percent", band=2, span=50), [5, 5.9, 6, 5], [5, 6, 5]),
        (DeadbandConfig(band=1), [math.nan, 5, math.inf, 5.5, 6], [5, 6]),
    ],
    ids=["absolute", "creeping", "percent", "not a number"],
)
def test_only_what_moved_by_the_band_passes(config: DeadbandConfig, values: list[float], expected: list[float]) -> None:
    bench = Bench(Deadband, config)
    bench.feed([Row(2 * i + 1, "a", value) for i, value in enumerate(values)])
    assert expected == bench.values()


def test_each_point_has_a_band_of_its_own_and_bad_samples_move_none() -> None:
    bench = Bench(Deadband, DeadbandConfig(band=1))
    bench.feed([Row(1, "a", 1), Row(1, "b", 9), Row(3, "a", 50, 0x81), Row(5, "a", 1.5), Row(7, "b", 8)])
    assert [1, 9, 8] == bench.values()


def test_an_edited_band_is_held_against_the_value_that_passed_last() -> None:
    bench = Bench(Deadband, DeadbandConfig(band=5))
    bench.feed([Row(1, "a", 1), Row(3, "a", 3)])
    bench.configure(DeadbandConfig(band=2), 5)
    bench.feed([Row(7, "a", 3)])
    assert [1, 3] == bench.values()
