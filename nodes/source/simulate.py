"""Simulate: values that no equipment has measured, for trying a flow out and for its examples."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field, field_validator

from tundish import (
    Duration,
    Event,
    Io,
    NodeConfig,
    NodeState,
    Number,
    OnlyIf,
    PerKey,
    PointRef,
    Port,
    Source,
    Table,
    nanoseconds,
)
from tundish.quality import BAD, DEVICE_FAILURE

MOST_VALUES = 1000
MOST_TICKS = 1_000_000
"""Values of each point that are made up for the time before the start."""
AT_ONCE = 10_000
"""Samples that are put in together."""
BAD_WORD = "bad"
GOLDEN, MIX, MIX_MORE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def values_of(text: str) -> list[float]:
    """The numbers of a list, NaN where it says `bad`; ValueError says which one is none."""
    found = []
    for word in filter(None, text.replace(",", " ").split()):
        try:
            found.append(np.nan if word == BAD_WORD else float(word))
        except ValueError:
            raise ValueError(f"{word!r:.40} is no number; write numbers, or bad, with commas between") from None
        if np.isinf(found[-1]):
            raise ValueError(f"{word} is not a finite number")
    if not 1 <= len(found) <= MOST_VALUES:
        raise ValueError(f"a list has 1 to {MOST_VALUES} values; it has {len(found)}")
    return found


def _list(text: str) -> str:
    values_of(text)
    return text


class SimulatedRow(NodeConfig):
    """How one point moves."""

    point: Annotated[PointRef, Field(title="Point")] = "simulated"
    """The point that gets the values."""
    shape: Annotated[Literal["constant", "sine", "triangle", "ramp", "square", "list"], Field(title="Shape")] = "sine"
    """How it moves between low and high: not at all (at low), as a sine, up and down in straight lines, up and at once
    down again, half of the time at each, or through the values of a list."""
    low: Annotated[Number, Field(title="Low"), OnlyIf("shape", "constant", "sine", "triangle", "ramp", "square")] = 0.0
    """Least value, without the noise."""
    high: Annotated[Number, Field(title="High"), OnlyIf("shape", "sine", "triangle", "ramp", "square")] = 100.0
    """Largest value, without the noise."""
    values: Annotated[
        str, AfterValidator(_list), Field(max_length=20_000, title="Values"), OnlyIf("shape", "list")
    ] = "0, 50, 100"  # fmt: skip
    """Numbers with commas between, each for an equal part of the period; `bad` for a time without a good value."""
    period: Annotated[
        Duration, Field(ge=0.1, title="Period"), OnlyIf("shape", "sine", "triangle", "ramp", "square", "list")
    ] = 60.0  # fmt: skip
    """After this time it begins anew. Periods are counted from 1970, so an hour's begins with the hour (UTC)."""
    shift: Annotated[
        Duration, Field(title="Later by"), OnlyIf("shape", "sine", "triangle", "ramp", "square", "list")
    ] = 0.0  # fmt: skip
    """How much later its period begins."""
    noise: Annotated[Number, Field(ge=0, title="Noise")] = 0.0
    """Standard deviation of what is added at random, in the unit of the point."""


class SimulateConfig(NodeConfig):
    rows: Annotated[Table[SimulatedRow], Field(min_length=1, max_length=1000, title="Points")] = (SimulatedRow(),)
    """What is made up."""
    interval: Annotated[Duration, Field(ge=0.01, le=86400, title="Interval")] = 1.0
    """How far apart the values of a point are; all points have theirs at the same times."""
    before: Annotated[Duration, Field(title="Begin before")] = 0.0
    """How long before its first start the values begin: what would have come since then comes at once, so that averages
    of hours need not be waited for."""
    seed: Annotated[int, Field(ge=0, le=2**31, title="Seed")] = 1
    """With the same one, the noise of a moment is always the same."""

    @field_validator("rows")
    @classmethod
    def _each_point_once(cls, rows: tuple[SimulatedRow, ...]) -> tuple[SimulatedRow, ...]:
        names = [row.point for row in rows]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name} stands in the table twice")
        return rows


class Simulated(NamedTuple):
    """Columns, in order of time, the points of one time in order of the table."""

    points: list[str]
    value: npt.NDArray[np.float64]
    time: npt.NDArray[np.int64]
    quality: npt.NDArray[np.uint8]


def simulated(config: SimulateConfig, first: int, last: int) -> Simulated:
    """All values of the ticks `first` to `last`, both included; tick 0 is 1970."""
    tick = np.arange(first, last + 1, dtype=np.int64)
    time = tick * nanoseconds(config.interval)
    value = np.stack([_moved(row, time) for row in config.rows], axis=1)
    for n, row in enumerate(config.rows):
        if row.noise:
            value[:, n] += row.noise * _normal(config.seed, n, tick)
    flat = value.ravel()
    quality = np.where(np.isnan(flat), BAD | DEVICE_FAILURE, 0).astype(np.uint8)
    names = [row.point for row in config.rows]
    return Simulated(names * tick.size, flat, np.repeat(time, len(names)), quality)


def _moved(row: SimulatedRow, time: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    period = nanoseconds(row.period)
    inside = (time - nanoseconds(row.shift)) % period
    part = inside / period
    wide = row.high - row.low
    if row.shape == "list":
        values = np.array(values_of(row.values))
        which: npt.NDArray[np.float64] = values[np.minimum(inside // -(-period // values.size), values.size - 1)]
        return which
    shapes: dict[str, Callable[[], npt.NDArray[np.float64]]] = {
        "sine": lambda: row.low + wide * (0.5 + 0.5 * np.sin(2 * np.pi * part)),
        "triangle": lambda: row.low + wide * (1 - np.abs(2 * part - 1)),
        "ramp": lambda: row.low + wide * part,
        "square": lambda: np.where(part < 0.5, row.high, row.low),  # noqa: PLR2004 - half of the period
        "constant": lambda: np.full(time.size, row.low),
    }
    return shapes[row.shape]()


def _normal(seed: int, row: int, tick: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Normally distributed numbers that depend on nothing else (splitmix64, then Box and Muller)."""
    start = _mixed(np.array([seed * 1_000_003 + row], np.uint64))
    begin = start + tick.astype(np.uint64) * np.uint64(2) * GOLDEN
    one, two = ((_mixed(begin + GOLDEN * np.uint64(k)) >> np.uint64(11)) / 2.0**53 for k in (0, 1))
    normal: npt.NDArray[np.float64] = np.sqrt(-2 * np.log1p(-one)) * np.cos(2 * np.pi * two)
    return normal


def _mixed(z: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * MIX
    z = (z ^ (z >> np.uint64(27))) * MIX_MORE
    return z ^ (z >> np.uint64(31))


class SimulateState(NodeState):
    time: PerKey[int] = PerKey()
    """Of the last values, ns."""


class Simulate(Source[SimulateConfig, SimulateState]):
    """Make values up: points that move as is set, with noise, at whole multiples of the interval.

    For trying a flow out before its equipment is there, and for examples. What a point has at a moment depends on the
    settings alone, so another start, or another computer, gives the same. Put the source of the real points in its
    place, with the same names, when the flow is to be used.
    """

    kind = "source.simulate"
    title = "Simulate"
    outputs = (Port.samples(help="The values that are made up."),)
    summary_field = "rows"
    sleep: Callable[[float], Awaitable[Any]] = staticmethod(asyncio.sleep)

    def owned(self) -> tuple[str, ...]:
        return tuple(row.point for row in self.config.rows)

    def resumes(self, old: NodeConfig) -> bool:
        return True

    def entered(self, port: str, event: Event) -> bool:
        if port == "@remember":
            self.state.begin()
            self.state.time[""] = int(event.data["time"])
        return True

    async def produce(self, io: Io) -> None:
        config = self.config
        every = nanoseconds(config.interval)
        before = min(nanoseconds(config.before) // every, MOST_TICKS)
        tick = max(io.now() // every - before, self.state.time.get("", 0) // every) + 1
        io.status("ok", "simulated")
        while True:
            last = min(io.now() // every, tick + AT_ONCE // len(config.rows))
            if tick <= last:
                made = simulated(config, tick, last)
                await io.samples(made.points, made.value, made.time, made.quality, remember={"time": last * every})
                tick = last + 1
            else:
                await self.sleep(max(tick * every - io.now(), 1_000_000) / 1e9)
