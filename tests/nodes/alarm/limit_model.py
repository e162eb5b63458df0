"""A limit with deadband and delays written down a second time, from the rules alone: one point, one value at a time."""

import math
from dataclasses import dataclass

from nodes.alarm.limit import LimitConfig

SIDES = (("LL", -2), ("L", -1), ("H", 1), ("HH", 2))
UNCERTAIN, BAD = 0x40, 0x80


@dataclass
class Side:
    """One of the four limits of a point."""

    exceeded: bool = False
    since: float | None = None
    """Since when it calls for the opposite."""
    found: float = 0.0
    """When that was found: with the sample, or with an edit."""


class Condition:
    """Limit, deadband, on-delay, off-delay of one point: gives (time, level) for each change."""

    def __init__(self) -> None:
        self.sides = {word: Side() for word, _ in SIDES}
        self.last: tuple[float, float] | None = None
        self.held = False
        self.judged = True

    def end(self) -> None:
        """No row judges the point any more; its samples are remembered."""
        self.sides = {word: Side() for word, _ in SIDES}

    def calls(self, config: LimitConfig, word: str, value: float) -> bool:
        """Whether this value is for a change of the limit: beyond it, or back from it."""
        row, side = config.rows[0], self.sides[word]
        limit: float | None = getattr(row, word.lower())
        if limit is None:
            return side.exceeded
        up = 1 if word[0] == "H" else -1
        over = (value - limit) * up
        if side.exceeded:
            return over < -row.band if config.inclusive else over <= -row.band
        arm = row.band if config.deadband_mode == "both" else 0.0
        return over >= arm if config.inclusive else over > arm

    def delay(self, config: LimitConfig, side: Side) -> float:
        off, on = config.rows[0].delays
        return off if side.exceeded else on

    def sample(self, config: LimitConfig, time: float, value: float, quality: int) -> None:
        if quality == BAD or math.isnan(value):
            self.held = True
            return
        self.held, self.last = False, (time, value)
        if self.judged:
            self.judge(config, time, value, time)

    def judge(self, config: LimitConfig, time: float, value: float, now: float) -> None:
        for word, side in self.sides.items():
            if not self.calls(config, word, value):
                side.since = None
            elif side.since is None:
                side.since, side.found = time, now

    def due(self, config: LimitConfig) -> float:
        """When the next delay is over."""
        runs = (s.found + self.delay(config, s) for s in self.sides.values() if s.since is not None)
        return math.inf if self.held else min(runs, default=math.inf)

    def turns(
        self, config: LimitConfig, now: float, *, by_source: bool = False, at: float | None = None
    ) -> list[tuple[float, int]]:
        """The delays that are over by `now` have their effect: (time, level), the worst, the lower one of two.

        `by_source`: over is what is over by the source's time. `at`: the time of it all.
        """
        over = sorted(
            {
                s.since + self.delay(config, s)
                for s in self.sides.values()
                if s.since is not None and (s.since if by_source else s.found) + self.delay(config, s) <= now
            }
        )
        made = []
        for time in over:
            for side in self.sides.values():
                if side.since is not None and side.since + self.delay(config, side) == time:
                    side.exceeded, side.since = not side.exceeded, None
            level = max((level for word, level in SIDES if self.sides[word].exceeded), key=abs, default=0)
            made.append((time if at is None else at, level))
        return made if at is None else made[-1:]
