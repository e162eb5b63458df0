"""Resample, merge and throttle: beside pandas, and case by case."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from nodes.compute.merge import Merge, MergeConfig
from nodes.compute.resample import Resample, ResampleConfig
from nodes.compute.throttle import Throttle, ThrottleConfig
from tests.nodes.compute.series import BEGIN, SECOND, of_point, ran, results, series
from tundish.testing import Bench, Row

MINUTE = BEGIN // 60 // SECOND * 60 * SECOND


def at(second: float, point: str, value: float, quality: int = 0, late: float = 0) -> Row:
    time = MINUTE + round(second * SECOND)
    return Row(time + round(late * SECOND) + 1, point, value, quality, time)


@pytest.mark.parametrize("gap", [0, 12])
@pytest.mark.parametrize("method", ["last", "linear", "average"])
def test_a_grid_agrees_with_pandas(method: str, gap: int) -> None:
    rows = series(11, 300)
    config = ResampleConfig.model_validate({"every": 10, "rows": [{"method": method, "gap": gap}]})
    seen = results(ran(Resample, config, rows, wait=20), "a.grid")
    times, values, qualities = of_point(rows, "a")
    good = (qualities < 0x80) & np.isfinite(values)
    step = 10 * SECOND
    assert [time for time, _, _ in seen] == list(range(-(-int(times[0]) // step) * step, seen[-1][0] + 1, step))
    for time, value, quality in seen:
        before, after = int(np.searchsorted(times, time, "right")) - 1, int(np.searchsorted(times, time, "left"))
        if method == "average":
            inside = (times >= time - step) & (times < time) & good
            expected = float(pd.Series(values[inside]).mean())
        elif method == "last" or times[before] == time:
            expected = values[before] if good[before] else math.nan
            expected = expected if not gap or time - times[before] <= gap * SECOND else math.nan
        elif good[before] and good[after] and (not gap or times[after] - times[before] <= gap * SECOND):
            expected = float(
                np.interp(time - times[before], [0, times[after] - times[before]], values[[before, after]])
            )
        else:
            expected = math.nan
        assert (value if quality < 0x80 else math.nan) == pytest.approx(expected, nan_ok=True)
        assert (quality < 0x80) == math.isfinite(expected)


def test_a_grid_goes_on_without_samples_a_hundred_times() -> None:
    bench = Bench(Resample, ResampleConfig.model_validate({"every": 1, "rows": [{"gap": 5}]}))
    bench.feed([at(0, "a", 3)])
    bench.wake(MINUTE + 1000 * SECOND)
    assert 100 == len(bench.seen)
    assert [3] * 6 == bench.values()[:6]
    assert [0x82] * 94 == [row[5] for row in bench.seen[6:]]


def merged(rows: list[Row], **config: Any) -> list[list[tuple[str, float, int]]]:
    """Instants: point without `.set`, value and quality."""
    seen = ran(Merge, MergeConfig.model_validate({"wait": 1, **config}), rows, wait=5)
    instants: dict[int, list[tuple[str, float, int]]] = {}
    for row in seen:
        instants.setdefault(row[1], []).append((row[3][0], float(row[4]), row[5]))
    return list(instants.values())


def test_what_has_one_time_becomes_one_instant() -> None:
    rows = [at(0, "a", 1), at(0, "b", 2, late=0.5), at(1, "a", 3), at(1, "x", 9), at(1, "b", 4, 0x40, late=0.5)]
    assert [[("a", 1, 0), ("b", 2, 0)], [("a", 3, 0), ("b", 4, 0x40)]] == merged(rows)


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("leave_out", [[("a", 1, 0), ("b", 2, 0)], [("a", 5, 0), ("b", 6, 0)]]),
        ("last", [[("a", 1, 0), ("b", 2, 0)], [("a", 3, 0), ("b", 2, 0x42)], [("a", 5, 0), ("b", 6, 0)]]),
    ],
)
def test_what_is_missing(missing: str, expected: Any) -> None:
    rows = [at(0, "a", 1), at(0.2, "b", 2), at(10, "a", 3), at(20, "b", 6), at(20.3, "a", 5)]
    assert expected == merged(rows, tolerance=0.3, missing=missing)
    [_, second, _] = merged(rows, tolerance=0.3, missing="bad")
    assert [0, 0x82] == [q for _, _, q in second]


def test_what_is_too_old_for_a_set_is_not_in_it() -> None:
    """The b of 8 s before waits on its way, and comes while a waits for its own b."""
    rows = [at(10, "a", 1), at(2, "b", 8, late=8.2), at(10, "b", 2, late=0.4)]
    for tolerance in (0, 1, 7.9):
        assert [[("a", 1, 0), ("b", 2, 0)]] == merged(rows, tolerance=tolerance)
    assert [[("a", 1, 0), ("b", 8, 0)]] == merged(rows, tolerance=8)


def test_each_device_has_a_set_of_its_own() -> None:
    members = [{"point": "{device}.v"}, {"point": "{device}.in.v"}]
    config = MergeConfig.model_validate({"members": members, "wait": 1, "missing": "bad"})
    rows = [at(0, "P1.v", 1), at(0, "P2.v", 2, late=0.1), at(0, "P2.in.v", 3, late=0.2), at(0, "P1.in.v", 4, late=0.3),
            at(0, "other", 9, late=0.4), at(5, "P1.v", 5), at(5, "P3.v", 6, late=0.1)]  # fmt: skip
    seen = [(row[3].removesuffix(".set"), float(row[4]), row[5]) for row in ran(Merge, config, rows, wait=5)]
    assert [("P2.v", 2, 0), ("P2.in.v", 3, 0), ("P1.v", 1, 0), ("P1.in.v", 4, 0)] == seen[:4]
    assert [("P1.v", 5, 0), ("P1.in.v", 0x82), ("P3.v", 6, 0), ("P3.in.v", 0x82)] == [
        (name, q) if q else (name, v, q) for name, v, q in seen[4:]
    ]


@pytest.mark.parametrize(
    ("members", "what"), [(["{device}.v", "k"], "has no {device}"), (["{device}.{device}"], "may stand in")]
)
def test_devices_stand_in_all_members_once(members: list[str], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        MergeConfig.model_validate({"members": [{"point": name} for name in members]})


def test_sets_of_devices_do_not_show_how_samples_were_cut() -> None:
    """Random samples of three devices, restored with their points in another order, too."""
    members = [{"point": "{device}.v"}, {"point": "{device}.w"}]
    for missing in ("leave_out", "bad", "last"):
        config = MergeConfig.model_validate({"members": members, "wait": 5, "tolerance": 3, "missing": missing})
        rows = series(61, 150, points=[f"{device}.{name}" for device in "abc" for name in "vw"])
        assert len(ran(Merge, config, rows, wait=10)) > 30


@pytest.mark.parametrize("passes", ["first", "last", "average"])
def test_no_more_than_one_in_an_interval(passes: str) -> None:
    rows = series(12, 300, gap=2)
    config = ThrottleConfig.model_validate({"rows": [{"interval": 15, "passes": passes}]})
    seen = results(ran(Throttle, config, rows, wait=30), "a")
    times, values, qualities = of_point(rows, "a")
    starts = [0]
    for i in range(1, times.size):
        if times[i] >= times[starts[-1]] + 15 * SECOND:
            starts.append(i)
    assert len(starts) == len(seen)
    for (time, value, quality), begin, end in zip(seen, starts, [*starts[1:], times.size], strict=True):
        good = (qualities[begin:end] < 0x80) & np.isfinite(values[begin:end])
        one = begin if passes == "first" else end - 1
        assert times[one] == time
        if passes == "average" and good.any():
            assert value == pytest.approx(values[begin:end][good].mean())
            assert quality == qualities[begin:end][good].max()
        elif passes != "average":
            assert value == pytest.approx(values[one], nan_ok=True)
        assert (quality < 0x80) == (good.any() if passes == "average" else bool(good[one - begin]))


def test_the_last_one_comes_without_another_sample() -> None:
    bench = Bench(Throttle, ThrottleConfig.model_validate({"rows": [{"interval": 10}]}))
    bench.feed([at(0, "a", 1), at(3, "a", 2)])
    bench.wake(MINUTE + 10 * SECOND)
    assert [] == bench.values()
    bench.wake(MINUTE + 11 * SECOND)
    assert [2] == bench.values()


@pytest.mark.timeout(60)
def test_what_waits_at_a_point_that_an_edit_leaves_out_is_not_waited_for() -> None:
    given = {"interval": 10, "passes": "last"}
    bench = Bench(Throttle, ThrottleConfig.model_validate({"rows": [{"points": "a", **given}]}))
    bench.feed([Row(BEGIN + 1, "a", 7, 0, BEGIN)])
    bench.configure(ThrottleConfig.model_validate({"rows": [{"points": "b", **given}]}), BEGIN + SECOND)
    bench.wake(BEGIN + 60 * SECOND)
    bench.feed([Row(BEGIN + 60 * SECOND + 1, "b", 8, 0, BEGIN + 60 * SECOND)])
    bench.wake(BEGIN + 90 * SECOND)
    assert [8] == bench.values()
