"""Demand and drift: blocks and projections by hand, trends and charts by their formulas."""

import math
from typing import Any

import numpy as np
import pytest

from nodes.compute.demand import Demand, DemandConfig
from nodes.compute.drift import Drift, DriftConfig
from tests.nodes.compute.series import BEGIN, SECOND, of_point, ran, results, series
from tundish.testing import Bench, Row

HOUR = 3600 * SECOND
START = BEGIN // HOUR * HOUR


def at(minute: float, value: float, quality: int = 0, point: str = "p") -> Row:
    time = START + round(minute * 60) * SECOND
    return Row(time + 1, point, value, quality, time)


def test_a_block_its_projection_and_the_limit() -> None:
    config = DemandConfig.model_validate({"rows": [{"limit": 100, "back": 90}]})
    # 5 min at 60, 5 min at 210, the rest at 30
    rows = [at(0, 60), at(1, 60), at(5, 210), at(7.5, 210), at(10, 30), at(14, 30), at(16, 60), at(18, 60)]
    seen = ran(Demand, config, rows)
    assert [(5 * 60 + 5 * 210 + 5 * 30) / 15] == [value for _, value, _ in results(seen, "p.demand")]
    projected = [60, 60, (5 * 60 + 10 * 210) / 15, (5 * 60 + 10 * 210) / 15, 100, 100, 30 / 15 + 60 * 14 / 15, 58]
    assert projected == pytest.approx([value for _, value, _ in results(seen, "p.projected")])
    bench = Bench(Demand, config)
    bench.feed(rows)
    # at 16 min it is below already, but nothing is told in the first two of a block
    told = [(event.kind, (event.time - START) / 60 / SECOND, event.data["limit"]) for event in bench.events()]
    assert [("demand.over", 5, 100), ("demand.back", 18, 100)] == told


def test_a_block_ends_without_a_sample_and_is_uncertain_when_too_little_is_known() -> None:
    bench = Bench(Demand, DemandConfig())
    bench.feed([at(0, 10), at(5, 40, 0x81), at(8, 20)])
    bench.wake(START + 15 * 60 * SECOND + 4 * SECOND)
    [(_, value, quality)] = results(bench.seen, "p.demand")
    assert (5 * 10 + 7 * 20) / 12 == pytest.approx(value)
    assert 0x42 == quality
    bench.wake(START + 30 * 60 * SECOND + 4 * SECOND)
    assert (20, 0) == results(bench.seen, "p.demand")[1][1:]


def test_a_random_day_agrees_with_the_integral() -> None:
    rows = series(31, 600, gap=20)
    seen = results(ran(Demand, DemandConfig(min_share=0), rows, wait=5), "a.demand")
    times, values, qualities = of_point(rows, "a")
    good = (qualities < 0x80) & np.isfinite(values)
    block = 900 * SECOND
    assert len(seen) > 5
    for end, value, _ in seen:
        area = covered = 0.0
        for i in np.flatnonzero(times < end):
            until = min(end, times[i + 1] if i + 1 < times.size else end)
            span = until - max(times[i], end - block)
            if span > 0 and good[i]:
                area, covered = area + span * values[i], covered + span
        assert value == pytest.approx(area / covered if covered else math.nan, nan_ok=True)


def drifting(values: list[float], **row: Any) -> Bench:
    """A value a minute."""
    bench = Bench(Drift, DriftConfig.model_validate({"rows": [row]}))
    bench.feed([at(i, value) for i, value in enumerate(values)])
    return bench


def test_a_trend_tells_the_hours_to_its_limit() -> None:
    bench = drifting([10, 11, 12, 13, 14], high=74, horizon=3600)
    assert [62 / 60, 61 / 60, 1] == pytest.approx(bench.values())
    assert [("drift.begin", "p")] == [(event.kind, event.point) for event in bench.events()]
    falling = drifting([10, 9, 8], low=-2, high=None, horizon=3600)
    assert [10 / 60] == pytest.approx(falling.values())
    assert [10] == drifting([5, 5, 5], high=6, horizon=3600).values()  # flat: ten horizons
    assert [10] == drifting([10, 9, 8], high=20, horizon=3600).values()  # away from the only limit
    assert [0] == drifting([10, 11, 12], high=11.5).values()  # beyond it
    noise = drifting([1, 9, 1, 9, 1.5], high=20, horizon=3600)
    assert [10] * 3 == noise.values()
    assert [] == noise.events()


def test_a_random_trend_agrees_with_numpy() -> None:
    rows = [row._replace(value=row.value + i / 2) for i, row in enumerate(series(33, 200, gap=20))]
    config = DriftConfig.model_validate({"rows": [{"high": 400, "over": 900, "fit": 0}]})
    seen = {row[1]: float(row[4]) for row in ran(Drift, config, rows) if row[3] == "a.drift" and row[5] < 0x80}
    own = [row for row in rows if row.point == "a" and row.quality < 0x80 and math.isfinite(row.value)]
    for i, row in enumerate(own):
        time = row.time or 0
        near = [other for other in own[: i + 1] if (other.time or 0) >= time - 900 * SECOND]
        t = np.array([((other.time or 0) - time) / HOUR for other in near])
        if len({*t}) < 3 or row.arrival not in seen or (i + 1 < len(own) and own[i + 1].arrival == row.arrival):
            continue
        slope, now = np.polyfit(t, [other.value for other in near], 1)
        expected = min(240, max(0, (400 - now) / slope)) if slope > 0 else 240
        assert seen[row.arrival] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("learns", ["sigma", "both"])
def test_a_chart_learns_from_the_good_values_of_its_training_time(learns: str) -> None:
    """A value a minute for an hour, some bad; the value at 60 min is the first that is charted."""
    chance = np.random.default_rng(3)
    values = chance.normal(20, 2, 90)
    values[70:] += 9
    config = {"method": "cusum", "learns": learns, "training": 3600, "target": 21, "slack": 0.5}
    rows = [at(i, value, 0x81 if i % 10 == 7 else 0) for i, value in enumerate(values.tolist())]
    rows[5] = rows[5]._replace(value=math.nan)
    seen = [row for row in ran(Drift, DriftConfig.model_validate({"rows": [config]}), rows) if row[0] == "samples"]
    good = [row.value for row in rows[:60] if row.quality == 0 and math.isfinite(row.value)]
    mean, sigma = (float(np.mean(good)) if learns == "both" else 21), float(np.std(good, ddof=1))
    up = down = 0.0
    charted = {row[2]: float(row[4]) for row in seen if row[5] == 0}
    assert min(charted) == rows[60].time
    for row in rows[60:]:
        if row.quality == 0:
            z = (row.value - mean) / sigma
            up, down = max(0.0, up + z - 0.5), max(0.0, down - z - 0.5)
            assert charted[row.time or 0] == pytest.approx(up if up >= down else -down, abs=1e-9)
    bench = Bench(Drift, DriftConfig.model_validate({"rows": [config]}))
    bench.feed(rows)
    first, *others = bench.events()
    assert ("drift.learned", rows[60].time, len(good)) == (first.kind, first.time, first.data["values"])
    assert (mean, sigma) == pytest.approx((first.data["target"], first.data["sigma"]))
    assert "drift.begin" in [event.kind for event in others]
    bench.command((rows[-1].arrival or 0) + 2, "learn", {"points": "p"})
    later = [at(100 + i, value) for i, value in enumerate(values.tolist())]
    bench.feed(later[:60])
    assert not [row for row in bench.seen if row[0] == "samples" and row[2] >= later[0].time]


def test_an_edit_of_one_row_lets_other_charts_go_on() -> None:
    row = {"points": "a", "method": "ewma", "learns": "both", "training": 60}
    other = {"points": "b", "method": "ewma", "learns": "both", "training": 60}
    bench = Bench(Drift, DriftConfig.model_validate({"rows": [row, other]}))
    rows = [Row(2 * SECOND * (i + 1) + k, name, float(i % 5)) for i in range(40) for k, name in ((1, "a"), (3, "b"))]
    bench.feed(rows)
    bench.configure(DriftConfig.model_validate({"rows": [row, {**other, "training": 90}]}), 90 * SECOND)
    before = len(bench.seen)
    bench.feed([Row(100 * SECOND + k, name, 2.0) for k, name in ((1, "a"), (3, "b"))])
    assert ["a.drift"] == [one[3] for one in bench.seen[before:]]


def test_learning_goes_on_until_there_are_values_enough_that_differ() -> None:
    config = {"rows": [{"method": "ewma", "learns": "sigma", "training": 60, "target": 5}]}
    bench = Bench(Drift, DriftConfig.model_validate(config))
    bench.feed([at(i, 5) for i in range(100)])
    assert [] == bench.seen
    bench.feed([at(100, 6), at(101, 5)])
    assert 1 == len(bench.values())


def test_ewma_and_cusum_charts() -> None:
    values = [50.0, 51, 49, 52, 52, 52, 52, 52, 52]
    z, expected = 0.0, list[float]()
    for value in values:
        z += 0.2 * (value - 50 - z)
        expected.append(z)
    bench = drifting(values, method="ewma", width=3)
    assert expected == pytest.approx(bench.values())
    beyond = [i for i, found in enumerate(expected) if abs(found) > 3 * math.sqrt(0.2 / 1.8)]
    [event] = bench.events()
    assert ("drift.begin", START + beyond[0] * 60 * SECOND) == (event.kind, event.time)
    bench = drifting([50, 52, 52, 52, 52, 40, 40], method="cusum", decision=5)
    assert [0, 1.5, 3, 4.5, 6, -9.5, -19] == bench.values()
    assert ["drift.begin"] == [event.kind for event in bench.events()]
