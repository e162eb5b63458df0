"""A plain second opinion on conditions that samples call for: `called`, by looking at one sample at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import strategies as st

from tundish import NodeConfig
from tundish.testing import Bench, Row
from tundish.testing.bench import msgpacked

BAD, UNCERTAIN = "bad", "uncertain"
GAPS = st.sampled_from([0, 2, 4, 10, 20, 30])
QUALITY = st.sampled_from([0, 0, 0, 0, 0, 0x40, 0x81])
CUTS = st.lists(st.sampled_from([1, 7, 1000]), min_size=1, max_size=6)
DELAYS = st.sampled_from([0, 4, 10, 20])


class Delays:
    """One point: `sample` says what a good sample calls for; changes are listed as (time, level)."""

    def __init__(self, on: int, off: int) -> None:
        self.on, self.off = on, off
        self.level = 0
        self.run: tuple[int, int] | None = None
        """Another level that is called for, and since when."""
        self.held = False
        self.changes: list[tuple[int, int]] = []

    def _delay(self, level: int) -> int:
        return self.on if level else self.off

    def _to(self, level: int, time: int) -> None:
        self.level, self.run = level, None
        self.changes.append((time, level))

    def until(self, time: int) -> None:
        """Time passes."""
        if self.run and not self.held and self.run[1] + self._delay(self.run[0]) <= time:
            self._to(self.run[0], self.run[1] + self._delay(self.run[0]))

    def sample(self, time: int, level: int) -> None:
        self.until(time)
        if level == self.level:
            self.run = None
        elif self.run is None or self.run[0] != level:
            self.run = (level, time)
        if self.run and time - self.run[1] >= self._delay(level):
            self._to(level, time)
        self.held = False

    def bad(self, time: int) -> None:
        self.until(time)
        self.held = True


def fed(
    kind: Any, config: NodeConfig, rows: list[Row], cuts: list[int], *, restart: bool = False, end: int = 10**6
) -> Bench:
    """The node after these rows in batches of these sizes, each instant whole; with a restart after each batch."""
    bench = Bench(kind, config).start()
    left, turn = list(rows), 0
    while left:
        size = cuts[turn % len(cuts)]
        turn += 1
        while size < len(left) and left[size - 1].arrival == left[size].arrival:
            size += 1
        bench.feed(left[:size])
        left = left[size:]
        if restart:
            again = Bench(kind, config, msgpacked(bench.snapshot()), strangers=["zz", "b"])
            again.seen, again.emitted = bench.seen, bench.emitted
            bench = again
    bench.wake(end)
    return bench


def changes(bench: Bench, point: str, words: dict[str | None, int]) -> list[tuple[int, int]]:
    """(time, level) of each transition of a point."""
    wanted = ("alarm.active", "alarm.clear", "alarm.escalate", "alarm.ease")
    return [
        (e.time, 0 if e.kind == "alarm.clear" else words[e.data["level"]])
        for e in bench.events()
        if e.point == point and e.kind in wanted
    ]


def band(x: float, low: float, high: float, deadband: float, level: int) -> int:
    """Above the high limit 1, below the low one -1; what is there is left at the limit and the deadband."""
    over = x > high or (level == 1 and x > high - deadband)
    under = x < low or (level == -1 and x < low + deadband)
    return 1 if over else -1 if under else 0


def timed(steps: Iterable[tuple[Any, ...]], make: Callable[..., Row]) -> list[Row]:
    """Rows with growing stamps: the first of each step is the gap to the one before."""
    at, rows = 1, []
    for gap, *rest in steps:
        at += gap
        rows.append(make(at, *rest))
    return rows
