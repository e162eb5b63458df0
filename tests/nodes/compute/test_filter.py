"""Filter: every rule beside NumPy, every action."""

import math
from typing import Any

import numpy as np
import pytest

from nodes.compute.filter import Filter, FilterConfig
from tests.nodes.compute.series import SECOND, of_point, ran, series
from tundish.testing import Bench, Row


def judged(given: list[float], **row: Any) -> list[tuple[float, int]]:
    """Value and quality of what comes out; a second lies between two samples."""
    bench = Bench(Filter, FilterConfig.model_validate({"rows": [{"output": "{point}", **row}]}))
    bench.feed([Row(i * SECOND + 1, "a", value) for i, value in enumerate(given)])
    return [(float(row[4]), row[5]) for row in bench.seen]


@pytest.mark.parametrize(
    ("row", "values", "kept"),
    [
        ({"method": "range", "low": 0, "high": 10}, [0, -1, 5, 11, 10], [0, 5, 10]),
        ({"method": "range", "high": 10}, [-1e9, 10.5], [-1e9]),
        ({"method": "jump", "change": 2}, [5, 7, 9.5, 8, 100], [5, 7, 8]),
        ({"method": "rate", "change": 60, "per": "minute"}, [5, 6, 8, 8], [5, 6, 8]),  # two seconds after 6
        ({"method": "jump", "change": 2, "accept": 3}, [5, 9, 9, 9, 9], [5, 9, 9]),
        ({"method": "hampel", "values": 5}, [1, 2, 3, 2, 1, 50, 2], [1, 2, 3, 2, 1, 2]),
        ({"method": "hampel", "values": 3, "band": 1}, [1, 1, 1, 1.9, 2.1], [1, 1, 1, 1.9]),
        ({"method": "sigma", "values": 3, "times": 2}, [1, 2, 3, 3.9, 9, 9], [1, 2, 3, 3.9]),
        ({"method": "sigma", "values": 3, "accept": 2}, [1, 2, 3, 9, 9.1, 9.2], [1, 2, 3, 9.1, 9.2]),
    ],
)
def test_rules(row: dict[str, Any], values: list[float], kept: list[float]) -> None:
    assert kept == [value for value, _ in judged(values, **row)]


def test_actions() -> None:
    row = {"method": "range", "low": 0, "high": 10}
    assert [(99, 0x43), (5, 0), (99, 0x43)] == judged([99, 5, 99], **row, action="uncertain")
    first, *rest = judged([99, 5, 99], **row, action="hold")
    assert math.isnan(first[0])
    assert (0x83, [(5, 0), (5, 0x43)]) == (first[1], rest)


@pytest.mark.parametrize("method", ["sigma", "hampel"])
def test_a_random_series_agrees_with_numpy(method: str) -> None:
    """On the numbers themselves: a filter changes none."""
    rows = [row._replace(value=row.value * (10 if i % 17 == 0 else 1)) for i, row in enumerate(series(5))]
    config = FilterConfig.model_validate({"rows": [{"method": method, "values": 8, "times": 2.5}]})
    seen = [(row[2], float(row[4]), row[5]) for row in ran(Filter, config, rows) if row[3] == "a.filtered"]
    expected: list[tuple[float, ...]] = []
    before: list[float] = []
    for time, value, quality in zip(*of_point(rows, "a"), strict=True):
        if quality >= 0x80 or not np.isfinite(value):
            expected.append((time, value, quality if quality >= 0x80 else 0x86))
            continue
        last = np.array(before[-8:])
        if method == "sigma":
            centre, spread = (last.mean(), last.std(ddof=1)) if len(last) == 8 else (0, np.inf)
        else:
            centre = np.median(last) if len(last) == 8 else 0
            spread = 1.4826 * np.median(abs(last - centre)) if len(last) == 8 else np.inf
        outlier = abs(value - centre) > 2.5 * spread
        if method == "hampel" or not outlier:
            before.append(value)
        if not outlier:
            expected.append((time, value, quality))
    np.testing.assert_array_equal(np.array(expected), np.array(seen))
    assert len(expected) < len(of_point(rows, "a")[0])


def test_bad_samples_pass_and_are_not_remembered_and_low_is_below_high() -> None:
    bench = Bench(Filter, FilterConfig.model_validate({"rows": [{"method": "jump", "change": 1}]}))
    bench.feed([Row(1, "a", 1), Row(3, "a", 50, 0x81), Row(5, "a", 1.5), Row(7, "a", math.inf)])
    assert [0, 0x81, 0, 0x86] == [row[5] for row in bench.seen]
    with pytest.raises(ValueError, match="must be below"):
        FilterConfig.model_validate({"rows": [{"low": 2, "high": 1}]})
