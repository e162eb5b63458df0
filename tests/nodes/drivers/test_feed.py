"""Feed: times of a point go forward, whatever the device's clock says."""

from typing import Any

import numpy as np
import pytest

from engine.passes.gate import Gate
from nodes.drivers.feed import AHEAD, Feed
from tests.fixtures.io import RecordingIo
from tundish import Points, Samples

SECOND = 1_000_000_000
START = 1_795_262_400 * SECOND
FAR = START + 365 * 86_400 * SECOND
LOST = 0x81


class Clocked(RecordingIo):
    """`clock` is the engine's time."""

    clock = START

    def now(self) -> int:
        return self.clock


class Plant:
    """A feed whose samples go through the engine's gate; `passed` is what gets in, (point, quality)."""

    def __init__(self) -> None:
        self.io = Clocked()
        self.feed = Feed(self.io)
        self.points = Points()
        self.gate = Gate(self.points)

    async def put(self, at: int, *names: str) -> list[tuple[str, int]]:
        n = len(names)
        await self.feed.put(names, np.ones(n), np.full(n, at), np.zeros(n, np.uint8))
        return self.passed()

    async def lose(self) -> list[tuple[str, int]]:
        await self.feed.lost("plc is lost")
        return self.passed()

    def passed(self) -> list[tuple[str, int]]:
        put = self.io.puts[-1]
        times: Any = np.array(put.times)
        numbers = np.array([self.points.number(p) for p in put.points], np.int32)
        quality = np.array(put.qualities, np.uint8)
        made = Samples(np.zeros_like(times), times, numbers, np.array(put.values), quality)
        kept = self.gate.passed(made.at(times.argsort(kind="stable")), self.io.clock)
        return sorted((self.points.name(p), q) for p, q in zip(kept.point.tolist(), kept.quality.tolist(), strict=True))


async def test_a_sample_of_the_future_does_not_disable_the_source() -> None:
    plant = Plant()
    assert [("b", 0)] == await plant.put(START, "b")
    assert [] == await plant.put(FAR, "a"), "set aside by the gate"
    plant.io.clock += SECOND
    lost = await plant.lose()
    assert ("b", LOST) in lost
    plant.io.clock += SECOND
    assert [("b", 0)] == await plant.put(plant.io.clock, "b")
    plant.io.clock += 2 * AHEAD
    assert [("a", 0)] == await plant.put(plant.io.clock, "a"), "the point itself recovers too"


async def test_one_points_clock_says_nothing_about_the_others() -> None:
    plant = Plant()
    await plant.put(START, "b")
    await plant.put(START + 30 * SECOND, "a")
    plant.io.clock += SECOND
    assert [("a", LOST), ("b", LOST)] == await plant.lose()
    assert [START + 30 * SECOND + 1, plant.io.clock] == [
        dict(zip(plant.io.puts[-1].points, plant.io.puts[-1].times, strict=True))[p] for p in "ab"
    ]
    plant.io.clock += SECOND
    await plant.put(plant.io.clock, "a", "b")
    assert [START + 30 * SECOND + 2, plant.io.clock] == plant.io.puts[-1].times


@pytest.mark.parametrize("behind", [0, 3600])
async def test_after_a_loss_an_older_clock_is_not_late(behind: int) -> None:
    plant = Plant()
    at = START - behind * SECOND
    await plant.put(at, "a")
    plant.io.clock += SECOND
    assert [("a", LOST)] == await plant.lose()
    assert [("a", 0)] == await plant.put(at + SECOND, "a")


async def test_lost_is_told_once() -> None:
    plant = Plant()
    await plant.put(-1, "a")
    await plant.lose()
    await plant.lose()
    assert [START, START + 1] == [t for put in plant.io.puts for t in put.times]
