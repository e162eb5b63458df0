"""Points: what other flows publish comes in as it is."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import numpy as np

from nodes.source.points import PointsConfig, PointsSource
from tundish import Points, Samples


class Hub:
    """Publishes one batch, and keeps what is put in."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.put: list[Any] = []
        self.said: list[str] = []

    async def published(self, patterns: Sequence[str]) -> AsyncIterator[tuple[list[str], Samples]]:
        self.asked = list(patterns)
        yield ["b", "a"], Samples.of(arrival=[5, 7], time=[1, 2], point=[3, 4], value=[1.5, np.nan], quality=[0, 0x81])

    async def samples(self, points: Any, values: Any, time: Any, quality: Any) -> None:
        self.put.append((points, [*map(repr, values.tolist())], time.tolist(), quality.tolist()))

    def status(self, state: str, message: str = "") -> None:
        self.said.append(state)


async def run(*patterns: str) -> Hub:
    hub = Hub()
    io: Any = hub
    config = PointsConfig.model_validate({"patterns": [{"points": pattern} for pattern in patterns]})
    await PointsSource("p", config, Points()).produce(io)
    return hub


async def test_values_times_and_qualities_stay() -> None:
    hub = await run("a", "P*", "a")
    assert ["a", "P*"] == hub.asked
    assert [(["b", "a"], ["1.5", "nan"], [1, 2], [0, 0x81])] == hub.put
    assert ["ok"] == hub.said


async def test_without_points_it_says_so() -> None:
    assert ["warn"] == (await run()).said


def test_the_points_stay_the_other_flow_s() -> None:
    assert () == PointsSource("p", PointsConfig(), Points()).owned()
