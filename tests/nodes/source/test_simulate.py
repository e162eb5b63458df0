"""Simulate: shapes as their rules say, at whole multiples of the interval, the same every time."""

import asyncio
import math
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from nodes.source.simulate import AT_ONCE, Simulate, SimulateConfig, simulated
from tundish import Event, Points

SECOND = 1_000_000_000
HOUR = 3600 * SECOND


def made(*, first: int = 0, last: int = 11, interval: float = 1, **row: Any) -> list[float]:
    config = SimulateConfig.model_validate({"rows": [{"point": "x", **row}], "interval": interval})
    return [round(float(value), 9) for value in simulated(config, first, last).value]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"shape": "constant", "low": 7}, [7.0] * 4),
        ({"shape": "ramp", "low": 10, "high": 18, "period": 4}, [10, 12, 14, 16]),
        ({"shape": "triangle", "low": 0, "high": 8, "period": 4}, [0, 4, 8, 4]),
        ({"shape": "square", "low": 1, "high": 2, "period": 4}, [2, 2, 1, 1]),
        ({"shape": "square", "low": 1, "high": 2, "period": 4, "shift": 1}, [1, 2, 2, 1]),
        ({"shape": "sine", "low": -1, "high": 1, "period": 4}, [0, 1, 0, -1]),
        ({"shape": "list", "values": "5, 6.5", "period": 4}, [5, 5, 6.5, 6.5]),
        ({"shape": "list", "values": "1 2 3", "period": 4}, [1, 1, 2, 3]),
    ],
)
def test_a_shape_is_as_its_rule_says_and_begins_anew(row: dict[str, Any], expected: list[float]) -> None:
    assert [*expected, *expected] == made(last=7, **row)


def test_bad_is_a_time_without_a_good_value() -> None:
    config = SimulateConfig.model_validate(
        {"rows": [{"point": "x", "shape": "list", "values": "5, bad", "period": 2, "noise": 0.1}]}
    )
    found = simulated(config, 0, 3)
    assert [0, 0x87, 0, 0x87] == found.quality.tolist()
    assert [False, True, False, True] == [math.isnan(value) for value in found.value]


def test_noise_is_normal_and_depends_on_the_moment_alone() -> None:
    rows = [{"point": name, "shape": "constant", "low": 50, "noise": 2} for name in "ab"]
    config = SimulateConfig.model_validate({"rows": rows, "interval": 0.5})
    values = simulated(config, 0, 99_999).value.reshape(-1, 2)
    assert np.allclose(values.mean(axis=0), 50, atol=0.05)
    assert np.allclose(values.std(axis=0), 2, atol=0.05)
    assert abs(np.corrcoef(values[:, 0], values[:, 1]).ravel()[1]) < 0.02
    assert abs(np.corrcoef(values[1:, 0], values[:-1, 0]).ravel()[1]) < 0.02
    assert (np.abs(values - 50) / 2 < 1.96).mean() == pytest.approx(0.95, abs=0.005)
    assert np.array_equal(values[500:600].ravel(), simulated(config, 500, 599).value)


class Clock:
    """Time that goes on by sleeping alone; the node's Io, too. After so many samples it is over."""

    def __init__(self, now: int, enough: int) -> None:
        self.time, self.enough = now, enough
        self.times: list[int] = []
        self.parts: list[int] = []
        self.remembered: dict[str, Any] = {}

    def now(self) -> int:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += round(seconds * SECOND)

    async def samples(self, points: Any, values: Any, time: Any, quality: Any, *, remember: Any) -> None:
        self.times += time.tolist()
        self.parts.append(len(points))
        self.remembered = remember
        if len(self.times) >= self.enough:
            raise asyncio.CancelledError

    def status(self, state: str, message: str = "") -> None:
        assert (state, message) == ("ok", "simulated")


def run(node: Simulate, now: int, enough: int) -> Clock:
    clock: Any = Clock(now, enough)
    node.sleep = clock.sleep
    with suppress(asyncio.CancelledError):
        asyncio.run(node.produce(clock))
    return clock  # type: ignore[no-any-return]


def test_values_come_at_whole_intervals_also_those_of_before_and_go_on_after_a_restart() -> None:
    config = SimulateConfig.model_validate({"interval": 60, "before": 3600})
    node = Simulate("s", config, Points())
    clock = run(node, 10 * HOUR + 30 * SECOND, 62)
    assert [9 * HOUR + 60 * SECOND * n for n in range(1, 63)] == clock.times
    assert [60, 1, 1] == clock.parts, "the hour at once, then each when it is due"
    node.entered("@remember", Event(kind="", time=0, arrival=0, data=clock.remembered))
    again = run(node, clock.time + 150 * SECOND, 3)
    assert clock.times[-1] + 60 * SECOND == again.times[0], "what came while it was down is made up, nothing twice"
    assert [3600 // 60] == [run(node, clock.time + 24 * HOUR, 1).parts[0]], "no more than the time before"


def test_however_long_the_time_before_is_what_is_made_up_is_bounded() -> None:
    config = SimulateConfig.model_validate({"interval": 0.01, "before": 3e9})
    clock = run(Simulate("s", config, Points()), 50 * 365 * 24 * HOUR, 20_000)
    assert max(clock.parts) <= AT_ONCE + 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "at least 1"),
        ([{"point": "a"}, {"point": "a"}], "twice"),
        ([{"shape": "list", "values": "1, x"}], "no number"),
        ([{"shape": "list", "values": ""}], "1 to 1000"),
        ([{"shape": "list", "values": "inf"}], "finite"),
    ],
)
def test_what_makes_no_sense_is_refused(rows: list[Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        SimulateConfig.model_validate({"rows": rows})
