"""File: what a CSV file brings, when, and what is said of one that is wrong."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import ValidationError

from nodes.source.file import AT_ONCE, File, FileConfig, Pace
from tundish import Event, Points
from tundish.errors import DataError
from tundish.iso import nanoseconds_of

SECOND = 1_000_000_000
NOON = nanoseconds_of("2026-11-21T12:00:00Z")
ENOUGH = 50


class Put(NamedTuple):
    at: int
    points: list[str]
    values: list[float]
    times: list[int]
    qualities: list[int]


class Clock:
    """Time that goes on by sleeping alone; the node's Io, too. After `ENOUGH` emits it is over."""

    def __init__(self) -> None:
        self.time = NOON
        self.puts: list[Put] = []
        self.said: list[tuple[str, str]] = []
        self.remembered: list[Any] = []

    def now(self) -> int:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += round(seconds * SECOND)

    async def samples(self, points: Any, values: Any, time: Any, quality: Any, *, remember: Any) -> None:
        self.puts.append(Put(self.time, list(points), list(values), list(time), list(quality)))
        self.remembered.append(remember)
        await asyncio.sleep(0)
        if len(self.puts) >= ENOUGH:
            raise asyncio.CancelledError

    def status(self, state: str, message: str = "") -> None:
        self.said.append((state, message))


@pytest.fixture
def replay(tmp_path: Path) -> Callable[..., Clock]:
    def run(text: str | bytes, **config: Any) -> Clock:
        path = tmp_path / "data.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        clock = Clock()
        node = File("f", FileConfig(path=str(path), **config), Points())
        node.sleep = clock.sleep

        async def until_it_waits() -> None:
            io: Any = clock
            with suppress(asyncio.CancelledError):
                async with asyncio.timeout(5):
                    task = asyncio.ensure_future(node.produce(io))
                    while not task.done() and ("ok", "all") not in [(s, m[:3]) for s, m in clock.said]:
                        await asyncio.sleep(0)
                    task.cancel()
                    await task

        asyncio.run(until_it_waits())
        return clock

    return run


FOUR = """time,point,value,quality
2020-01-01T00:00:00Z,a,1,
2020-01-01T00:00:00Z,b,2,bad:comm_lost
2020-01-01T00:00:10Z,a,,
"""


def test_as_fast_as_it_goes_is_one_emit_with_the_times_as_recorded(replay: Callable[..., Clock]) -> None:
    [put] = replay(FOUR, speed=0).puts
    start = nanoseconds_of("2020-01-01T00:00:00Z")
    assert (["a", "b", "a"], [0, 0x81, 0x86]) == (put.points, put.qualities)
    assert [start, start, start + 10 * SECOND] == put.times
    assert [1.0, 2.0] == put.values[:2]


@pytest.mark.parametrize(("speed", "gap"), [(1.0, 10), (2.5, 4), (0.5, 20)])
def test_rows_come_when_they_are_due_and_those_of_one_time_together(
    replay: Callable[..., Clock], speed: float, gap: int
) -> None:
    puts = replay(FOUR, speed=speed).puts
    assert [(NOON, ["a", "b"]), (NOON + gap * SECOND, ["a"])] == [(put.at, put.points) for put in puts]
    assert nanoseconds_of("2020-01-01T00:00:10Z") == puts[1].times[0]


def test_shifted_times_begin_now_and_follow_at_the_speed(replay: Callable[..., Clock]) -> None:
    puts = replay(FOUR, speed=5, shift=True).puts
    assert [[NOON, NOON], [NOON + 2 * SECOND]] == [put.times for put in puts]


def test_laps_go_on_in_time(replay: Callable[..., Clock]) -> None:
    """The next lap begins one gap, the last one of the file, after its end."""
    puts = replay(FOUR, speed=10, shift=True, loop=True).puts
    assert ENOUGH == len(puts)
    assert [i * SECOND for i in range(ENOUGH)] == [put.times[0] - NOON for put in puts]
    puts = replay(FOUR, speed=0, loop=True).puts
    assert [20 * SECOND * lap for lap in range(ENOUGH)] == [put.times[0] - puts[0].times[0] for put in puts]


def test_a_long_file_comes_in_parts_that_split_no_time(replay: Callable[..., Clock]) -> None:
    """Every time has three rows, and the parts are no multiple of three."""
    rows = [f"2020-01-01T{i // 3 // 60:02}:{i // 3 % 60:02}:00Z,{'abc'[i % 3]},{i}" for i in range(2 * AT_ONCE + 2)]
    puts = replay("time,point,value\n" + "\n".join(rows), speed=0).puts
    assert AT_ONCE % 3
    assert list(map(float, range(2 * AT_ONCE + 2))) == [value for put in puts for value in put.values]
    ends = [(one.times[-1], two.times[0]) for one, two in pairwise(puts)]
    assert ends
    assert all(a != b for a, b in ends)


def test_two_columns_and_a_zone(replay: Callable[..., Clock]) -> None:
    text = "timestamp,value\n2013-12-02 21:15:00,73.96732207\n2013-12-02 21:20:00,74.9\n"
    [put] = replay(text, speed=0, point="T", zone="America/New_York").puts
    assert (["T", "T"], [73.96732207, 74.9]) == (put.points, put.values)
    assert nanoseconds_of("2013-12-03T02:15:00Z") == put.times[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,point,value\n2020-01-01,a,1\n", "data.csv:2: '2020-01-01' is no time"),
        ("time,point,value\n2020-01-01T00:00Z,a,1\n\n2020-01-01T00:00Z,a,x\n", "data.csv:4: 'x' is no number"),
        ("time,value\n2020-01-01T00:00Z,1\n", "data.csv:1: the header has no column 'point'"),
        ("time,point,value\n", "data.csv: it has no rows"),
        ("", "data.csv: it has no rows"),
        (b"time,point,value\n2020-01-01T00:00Z,\xff\xfe,1\n", "data.csv: it is not text in UTF-8"),
        (b"time,point,value\n\0\0\0", "data.csv: it holds binary data"),
    ],
    ids=["time", "number", "no point", "no rows", "empty", "latin", "binary"],
)
def test_what_is_wrong_is_said_with_file_and_line(replay: Callable[..., Clock], text: str | bytes, said: str) -> None:
    with pytest.raises(DataError) as error:
        replay(text, speed=0, loop=True)
    assert said in str(error.value)


async def test_a_file_that_is_not_there_and_one_that_was_not_chosen() -> None:
    io: Any = Clock()
    with pytest.raises(DataError, match=r"nowhere\.csv: cannot be read: No such file"):
        await File("f", FileConfig(path="nowhere.csv"), Points()).produce(io)
    with pytest.raises(DataError, match="No file is chosen"):
        await File("f", FileConfig(), Points()).produce(io)


@pytest.mark.parametrize(
    "config",
    [{"path": "passwd"}, {"zone": "Mars/Olympus"}, {"speed": -1}, {"speed": 0, "shift": True}, {"point": ""}],
    ids=str,
)
def test_configs_that_cannot_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FileConfig.model_validate(config)


def test_it_owns_the_point_or_the_pattern() -> None:
    assert (("T",), ("P1.*",), ("*",)) == tuple(
        File("f", FileConfig(**config), Points()).owned() for config in ({"point": "T"}, {"points": "P1.*"}, {})
    )


def test_nanoseconds_are_kept_at_the_recorded_speed() -> None:
    """Ten years on, where a float of nanoseconds has lost its last digits."""
    pace = Pace(first=10**18 + 1, started=NOON, speed=1.0, shift=True)
    assert NOON + 3 * 10**17 + 7 == pace.told(10**18 + 3 * 10**17 + 8)


@pytest.mark.parametrize("sent", [1, 3, 4])
def test_after_a_restart_it_goes_on_where_it_was(tmp_path: Path, sent: int) -> None:
    path = tmp_path / "data.csv"
    path.write_text("time,point,value\n" + "".join(f"2026-11-21T12:00:0{k}Z,p,{k}\n" for k in range(3)))
    config = FileConfig(path=str(path), loop=True)
    clock, node = Clock(), File("f", config, Points())

    async def until(number: int) -> None:
        task = asyncio.create_task(node.produce(clock))  # type: ignore[arg-type]
        while len(clock.remembered) < number:
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    node.sleep = clock.sleep
    asyncio.run(until(sent))
    data = clock.remembered[sent - 1]
    clock.puts = clock.puts[:sent]
    node = File("f", config, Points())
    node.entered("@remember", Event(kind="position", time=0, arrival=0, data=data))
    node.sleep = clock.sleep
    asyncio.run(until(len(clock.remembered) + 3))
    told = [(time - NOON) // SECOND for put in clock.puts[: sent + 3] for time in put.times]
    assert list(range(sent + 3)) == told
    assert [k % 3 for k in range(sent + 3)] == [value for put in clock.puts[: sent + 3] for value in put.values]
