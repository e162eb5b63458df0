"""Totalise: beside the integral by hand, with resets by the clock, a command and an event."""

import math
from typing import Any

import numpy as np
import pytest

from nodes.compute.totalise import Totalise, TotaliseConfig
from tests.nodes.compute.series import BEGIN, SECOND, of_point, ran, results, series
from tundish.testing import Bench, Row

HOUR = 3600 * SECOND
START = BEGIN // HOUR * HOUR


def config(more: dict[str, Any] | None = None, **row: Any) -> TotaliseConfig:
    return TotaliseConfig.model_validate({"rows": [row], **(more or {})})


def at(second: float, value: float, quality: int = 0, point: str = "a") -> Row:
    time = START + round(second * SECOND)
    return Row(time + 1, point, value, quality, time)


@pytest.mark.parametrize("hold", [0, 10])
@pytest.mark.parametrize("between", ["step", "linear"])
def test_the_total_is_the_integral(between: str, hold: int) -> None:
    rows = series(21, 300)
    seen = results(ran(Totalise, config(between=between, hold=hold, per="minute"), rows), "a.total")
    times, values, qualities = of_point(rows, "a")
    good = (qualities < 0x80) & np.isfinite(values)
    total, expected, doubt = 0.0, [0.0], [bool(qualities[0] >= 0x40 and qualities[0] < 0x80)]
    for i in range(1, times.size):
        span = (times[i] - times[i - 1]) / SECOND
        known = min(span, hold) if hold and span > hold else span
        if good[i - 1]:
            straight = between == "linear" and good[i] and known == span
            total += known * ((values[i] + values[i - 1]) / 2 if straight else values[i - 1]) / 60
        expected.append(total)
        doubt.append(doubt[-1] or (not good[i - 1] and span > 0) or known < span or 0x40 <= qualities[i] < 0x80)
    assert expected == pytest.approx([value for _, value, _ in seen])
    assert doubt == [quality >= 0x40 for _, _, quality in seen]


def test_resets_by_the_clock_come_with_their_time_and_without_a_sample() -> None:
    bench = Bench(Totalise, config({"reset": "clock", "every": 3600, "lateness": 5}, between="step"))
    bench.feed([at(1800, 60), at(2700, 120)])
    bench.wake(START + 3604 * SECOND)
    assert [0, 15] == bench.values()
    bench.wake(START + 3606 * SECOND)
    assert [0, 15, 45] == bench.values()
    assert START + HOUR == bench.seen[-1][2]
    bench.feed([at(4500, 0)])
    assert [30] == bench.values()[3:]
    rows = [at(1800, 60), at(2700, 120), at(4500, 0), at(9000, 0)]
    seen = ran(Totalise, config({"reset": "clock", "every": 3600}, between="step"), rows)
    assert [0, 15, 45, 30, 30, 0] == [value for _, value, _ in results(seen, "a.total")]


def test_a_command_and_an_event_reset_what_they_name() -> None:
    bench = Bench(Totalise, config(per="second", between="step"))
    bench.feed([at(0, 1), at(0, 1, 0, "b"), at(10, 1), at(10, 1, 0, "b")])
    bench.command(START + 10 * SECOND + 3, "reset", {"points": "a"})
    bench.feed([at(20, 1), at(20, 1, 0, "b")])
    bench.send(START + 20 * SECOND + 3, point="b")
    bench.feed([at(30, 1), at(30, 1, 0, "b")])
    bench.send(START + 30 * SECOND + 3)
    bench.feed([at(40, 1), at(40, 1, 0, "b")])
    a, b = ([(row[2] - START, float(row[4])) for row in bench.seen if row[3] == f"{name}.total"] for name in "ab")
    second = SECOND
    assert [(0, 0), (10 * second, 10), (10 * second + 3, 10), (10 * second + 3, 0), (20 * second, 10)] == [
        (time, round(value)) for time, value in a[:5]
    ], "the total up to the command, then 0, at once"
    assert [0, 10, 20, 20, 0, 10, 10, 0, 10] == [round(value) for _, value in b]


def test_what_came_before_a_reset_between_two_samples_is_not_in_the_new_total() -> None:
    """1 a second from 0 to 60 s, reset at 40 s: 40 was before it, 20 is after it."""
    bench = Bench(Totalise, config(per="second", between="step"))
    bench.feed([at(0, 1)])
    bench.command(START + 40 * SECOND, "reset", {})
    bench.feed([at(60, 1)])
    assert [0, 40, 0, 20] == bench.values()


def test_periods_that_are_not_told_are_in_no_total() -> None:
    """A value of 1 holds for ten thousand seconds, with a reset each second, of which 1,000 are told."""
    bench = Bench(Totalise, config({"reset": "clock", "every": 1, "lateness": 80000}, per="second", between="step"))
    bench.feed([at(0, 1), at(10_000.5, 1)])
    assert [0, *[1] * 1000, 0.5] == bench.values()


def test_without_samples_a_thousand_periods_are_told_and_then_no_more() -> None:
    bench = Bench(Totalise, config({"reset": "clock", "every": 1, "lateness": 0}, per="second", between="step"))
    bench.feed([at(0, 1)])
    bench.wake(START + 5000 * SECOND)
    assert [0, *[1] * 1000] == bench.values()
    bench.feed([at(6000, 1)])
    assert bench.values()[-1] == 0
    bench.wake(START + 6003 * SECOND)
    assert [1, 1] == bench.values()[-2:]


def test_it_rolls_over_and_running_hours_are_a_step() -> None:
    bench = Bench(Totalise, config(per="hour", between="step", rollover=2))
    bench.feed([at(3600 * h, v) for h, v in enumerate([1, 1, 0, 1, 1])])
    assert [0, 1, 0, 0, 1] == pytest.approx(bench.values())


def test_a_million_small_steps_do_not_drift() -> None:
    bench = Bench(Totalise, config(per="second", between="step"))
    bench.feed([at(i / 10, 0.1) for i in range(100_001)])
    assert math.isclose(1000, bench.values()[-1], rel_tol=1e-15)
