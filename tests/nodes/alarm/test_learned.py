"""Statistical alarms whose mean and sigma are learned: by a slow reference, whatever the batches."""

import math
from statistics import fmean, stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.alarm.statistical import Statistical, StatisticalConfig
from tests.nodes.alarm.second_opinion import CUTS, fed, timed
from tundish import Event
from tundish.testing import Bench, Row

NANO = 1e-9
OTHER = st.sampled_from([0, 0, 0, 0, 0, 0, 0x40, 0x81])


def config(*rows: dict[str, Any]) -> StatisticalConfig:
    return StatisticalConfig.model_validate({"rows": list(rows)})


def run_in(values: list[float], begin: int = 1, point: str = "p") -> list[Row]:
    """One sample every 10 ns."""
    return [Row(begin + 10 * i, point, value) for i, value in enumerate(values)]


def kinds(events: list[Event]) -> list[tuple[str, int]]:
    return [(e.kind.rpartition(".")[2], e.time) for e in events]


TEN = [48.0, 52.0] * 5
"""Mean 50, and sigma 2.108: the root of 40 / 9."""
SIGMA = math.sqrt(40 / 9)


def test_nothing_is_judged_until_mean_and_sigma_are_learned() -> None:
    """56.4 is beyond 3 sigma of what is learned, 56.3 is not. 99 comes before its time and belongs to nothing."""
    row = {"learns": "both", "values": 10, "mean": 0, "sigma": 1}
    early = fed(Statistical, config(row), run_in([*TEN[:9], 99.0]), [3]).events()
    assert [("learning", 1)] == kinds(early)
    assert {"values": 10, "training": 0.0} == early[0].data
    for value, kind in ((56.3, []), (56.4, [("active", 101)])):
        bench = fed(Statistical, config(row), run_in([*TEN, value]), [4], restart=True)
        learning, learned, *others = bench.events()
        assert [("learning", 1), ("learned", 101)] == kinds([learning, learned])
        assert {"mean": 50.0, "sigma": pytest.approx(SIGMA), "values": 10} == learned.data
        assert kind == kinds(others)
        assert all((50.0, SIGMA) == pytest.approx((e.data["mean"], e.data["sigma"])) for e in others)


def test_only_sigma_is_learned_and_the_mean_is_the_one_that_is_written() -> None:
    bench = fed(Statistical, config({"learns": "sigma", "values": 10, "mean": 45}), run_in([*TEN, 52.0]), [20])
    *_, learned, active = bench.events()
    assert {"mean": 45.0, "sigma": pytest.approx(SIGMA), "values": 10} == learned.data
    assert ("alarm.active", 45.0) == (active.kind, active.data["mean"])


def test_what_is_learned_stays_until_a_command_learns_it_anew() -> None:
    """Then an alarm stays as it is, says that it is learning, and is judged with the first value after the training."""
    bench = Bench(Statistical, config({"learns": "both", "values": 10})).start()
    bench.feed(run_in([*TEN, 60.0, 49.0, *[60.0, 50.0] * 30, 60.0]))
    assert 1 == sum(e.kind == "statistical.learned" for e in bench.events())
    assert "alarm.active" == bench.events()[-1].kind
    bench.command(1001, "learn", {"points": "other"})
    bench.command(1003, "learn", {"points": "p"})
    before = len(bench.events())
    bench.feed(run_in([58.0, 62.0] * 5, 1005))
    assert [("learning", 1005)] == kinds(bench.events()[before:])
    bench.command(1101, "ack", {"point": "p"})
    ack = bench.events()[-1]
    assert ("alarm.ack", True) == (ack.kind, ack.data["learning"])
    bench.feed(run_in([60.0], 1111))
    learned, clear = bench.events()[-2:]
    assert [("learned", 1111), ("clear", 1111)] == kinds([learned, clear])
    assert 60.0 == learned.data["mean"] == clear.data["mean"]


def test_a_delay_does_not_run_out_while_nothing_is_judged() -> None:
    bench = Bench(Statistical, config({"learns": "both", "values": 10, "on_delay": 100 * NANO})).start()
    bench.feed(run_in([*TEN, 90.0]))
    bench.command(105, "learn", {})
    assert 0 == len(bench.node.state.timers)
    bench.wake(10**6)
    assert ["learning", "learned"] == [kind for kind, _ in kinds(bench.events())]


def test_an_edit_learns_anew_only_what_it_is_about() -> None:
    a, b = ({"points": point, "learns": "both", "values": 10} for point in "ab")
    bench = Bench(Statistical, config(a, b))
    bench.feed(sorted(run_in([*TEN, 50.0], 1, "a") + run_in([*TEN, 50.0], 3, "b"), key=lambda row: row.arrival))
    before = len(bench.events())
    bench.configure(config({**a, "mean": 7, "method": "nelson"}, {**b, "values": 20}), 201)
    bench.feed([Row(203, "a", 60.0), Row(205, "b", 60.0)])
    assert [("a", "alarm.active"), ("b", "statistical.learning")] == [
        (e.point, e.kind) for e in bench.events()[before:]
    ]
    bench.configure(config({**a, "learns": "nothing", "mean": 60}, b), 207)
    bench.feed([Row(209, "a", 60.0)])
    clear = bench.events()[-1]
    assert ("alarm.clear", 60.0, 1.0) == (clear.kind, clear.data["mean"], clear.data["sigma"])


def test_a_command_that_is_not_understood_changes_nothing() -> None:
    bench = Bench(Statistical, config({"learns": "both", "values": 10}))
    bench.feed(run_in([*TEN, 50.0]))
    bench.command(201, "learn", {"pts": "p"})
    bench.feed(run_in([60.0], 203))
    assert "alarm.active" == bench.events()[-1].kind


@given(
    steps=st.lists(
        st.tuples(st.sampled_from([2, 4, 10]), st.sampled_from([40.0, 49.0, 50.0, 51.0, 60.0, math.nan]), OTHER),
        min_size=8, max_size=60,
    ),
    training=st.sampled_from([0, 60, 200]), cuts=CUTS, restart=st.booleans(), learns=st.sampled_from(["sigma", "both"]),
)  # fmt: skip
def test_it_agrees_with_a_slow_reference_however_it_is_cut_and_restored(
    steps: list[Any], training: int, cuts: list[int], restart: bool, learns: str
) -> None:
    """The rule beyond 3 sigma alone: a chart of one value, the EWMA with a weight of 1."""
    rows = timed(steps, lambda at, value, quality: Row(at, "p", value, quality))
    row = {"learns": learns, "values": 10, "training": training * NANO, "mean": 50, "method": "ewma", "weight": 1}
    good = [(one.arrival, one.value) for one in rows if one.quality < 0x40 and math.isfinite(one.value)]
    expected, lesson, basis, active = list[tuple[str, int]](), list[float](), None, False
    for time, value in good:
        if not lesson:
            expected.append(("learning", time))
        over = len(lesson) >= 10 and len(set(lesson)) > 1 and time - good[0][0] >= training
        if basis is None and over:
            basis = fmean(lesson) if learns == "both" else 50, stdev(lesson)
            expected.append(("learned", time))
        if basis is None:
            lesson.append(value)
            continue
        beyond = abs(value - basis[0]) > 3 * basis[1]
        if beyond != active:
            active = beyond
            expected.append(("active" if beyond else "clear", time))
    assert expected == kinds(fed(Statistical, config(row), rows, cuts, restart=restart).events())
