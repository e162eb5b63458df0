"""Counter and rate: increments over roll-overs and resets, slopes beside NumPy."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from nodes.compute.counter import Counter, CounterConfig
from nodes.compute.rate import Rate, RateConfig
from tests.nodes.compute.series import SECOND, of_point, ran, series
from tundish import Points
from tundish.testing import Bench, Row


def counted(readings: list[float], **row: Any) -> list[tuple[float, int]]:
    """Value and quality; ten seconds lie between two readings."""
    bench = Bench(Counter, CounterConfig.model_validate({"rows": [row]}))
    bench.feed([Row(10 * i * SECOND + 1, "a", value) for i, value in enumerate(readings)])
    return [(float(out[4]), out[5]) for out in bench.seen]


@pytest.mark.parametrize(
    ("row", "readings", "expected"),
    [
        ({}, [100, 103, 103, 110], [(3, 0), (0, 0), (7, 0)]),
        ({"end": 65536}, [65530, 65535, 4], [(5, 0), (5, 0)]),
        ({"end": 65536, "most": 100}, [65530, 4, 90, 30], [(10, 0), (86, 0), (30, 0x40)]),
        ({}, [100, 5, 8], [(5, 0x40), (3, 0)]),
        ({"reset": "nothing"}, [100, 5, 8], [(0, 0x40), (3, 0)]),
        ({"most": 10}, [100, 500, 505], [(0, 0x40), (5, 0)]),
        ({"result": "rate", "per": "hour", "factor": 0.1}, [0, 5, 5], [(180, 0), (0, 0)]),
        ({"result": "total", "factor": 0.5, "end": 100}, [90, 96, 2], [(0, 0), (3, 0), (6, 0)]),
    ],
)
def test_increments(row: dict[str, Any], readings: list[float], expected: list[tuple[float, int]]) -> None:
    found = counted(readings, **row)
    assert [q for _, q in expected] == [q for _, q in found]
    assert [v for v, _ in expected] == pytest.approx([v for v, _ in found])


def test_a_reading_that_comes_late_is_no_reset() -> None:
    times, readings = (10, 20, 15, 30), (100, 110, 105, 120)
    rows = [
        Row(40 * SECOND + 2 * i, "a", v, 0, t * SECOND) for i, (t, v) in enumerate(zip(times, readings, strict=True))
    ]
    for result, expected in (("total", [0, 10, 20]), ("increment", [10, 10]), ("rate", [1, 1])):
        row = {"result": result, "per": "second", "output": "{point}.x"}
        seen = ran(Counter, CounterConfig.model_validate({"rows": [row]}), rows)
        assert [(x, 0) for x in expected] == [(float(one[4]), one[5]) for one in seen], result


def test_several_results_of_a_row_come_at_one_instant_and_equal_those_of_their_own_rows() -> None:
    rows = series(71, 200)
    setting = {"end": 80, "most": 60, "per": "minute", "factor": 0.5}
    more = {"also_rate": "{point}.rate", "also_total": "{point}.total"}
    together = ran(Counter, CounterConfig.model_validate({"rows": [{**setting, **more}]}), rows)
    for result in ("increment", "rate", "total"):
        row = {**setting, "result": result, "output": "{point}." + result}
        apart = ran(Counter, CounterConfig.model_validate({"rows": [row]}), rows)
        assert apart == [one for one in together if one[3].endswith(result)], result
    assert Counter("c", CounterConfig.model_validate({"rows": [more]}), Points()).owned() == (
        "*.increment", "*.rate", "*.total",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"also_increment": "{point}.x"}, "already"), ({"also_rate": "{point}.increment"}, "of its own"),
        ({"also_rate": "rate"}, "all points of the row become one"),
    ],
)  # fmt: skip
def test_results_need_names_of_their_own(row: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        CounterConfig.model_validate({"rows": [row]})


def test_what_a_random_counter_has_counted_is_what_was_put_in() -> None:
    chance = np.random.default_rng(3)
    steps = chance.integers(0, 900, 400)
    reading = np.cumsum(steps) % 10_000
    rows = [Row(i * 2 * SECOND + 1, "a", float(reading[i]), 0x81 if i % 9 == 4 else 0) for i in range(400)]
    config = CounterConfig.model_validate({"rows": [{"end": 10_000, "result": "total"}]})
    seen = [row for row in ran(Counter, config, rows) if row[5] == 0]
    expected = np.cumsum(steps) - steps[0]
    assert [float(expected[i]) for i in range(400) if i % 9 != 4] == [float(row[4]) for row in seen]


@pytest.mark.parametrize("method", ["ends", "slope"])
@pytest.mark.parametrize("over", [0, 30])
def test_rates_agree_with_numpy(method: str, over: int) -> None:
    rows = series(9, 300)
    config = RateConfig.model_validate({"rows": [{"over": over, "method": method, "per": "hour"}]})
    seen = {(row[1], row[2]): float(row[4]) for row in ran(Rate, config, rows) if row[3] == "a.rate" and row[5] < 0x80}
    own = [row for row in rows if row.point == "a"]
    times, values, qualities = of_point(rows, "a")
    good = np.flatnonzero((qualities < 0x80) & np.isfinite(values))
    checked = 0
    for k, i in enumerate(good):
        before = [j for j in good[: k + 1] if times[j] >= times[i] - over * SECOND]
        first = max(0, k - max(len(before), 1)) if len(before) <= k else 0
        window = good[first : k + 1]
        if times[window[0]] == times[i]:
            continue
        t = (times[window] - times[window[0]]) / SECOND
        slope = (values[i] - values[window[0]]) / t[-1] if method == "ends" else np.polyfit(t, values[window], 1)[0]
        if i + 1 < len(times) and times[i + 1] == times[i] and rows.index(own[i]) + 1 < len(rows):
            continue  # the later of two of one time is looked at
        assert seen[own[i].arrival, int(times[i])] == pytest.approx(slope * 3600, rel=1e-9, abs=1e-6)
        checked += 1
    assert checked > 50
