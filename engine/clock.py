"""Clock: the engine's time, which never goes back.

When the wall clock is set forward, or the machine has slept, engine time follows at once; when it is set back, engine
time runs 5 % slower until both agree again. Delays are engine time: a step forward ends those that wait, as sleep does;
a step back makes them up to 5 % longer. It is UTC: zones, summer time and the year 2038 do not come into it, and a leap
second is a step back by one second.
"""

import time
from collections.abc import Callable

ticks = time.perf_counter_ns
"""Measures how long work takes; tells no time of day."""

SLEW = 20
"""One part in so many is made up for."""
STEP = 1_000_000_000
"""A difference from which on a step is reported, ns."""


class Clock:
    """Nanoseconds UTC. `wall` and `steady` are replaced in tests."""

    def __init__(self, wall: Callable[[], int] = time.time_ns, steady: Callable[[], int] = time.monotonic_ns) -> None:
        self._wall = wall
        self._steady = steady
        self._at = steady()
        self._now = wall()
        self.steps = 0
        """How often the wall clock was seen to jump."""
        self._stepping = False

    def at_least(self, time: int) -> None:
        """Go on from there if it is later: it had been this late before a restart."""
        self._now = max(self.now(), time)

    def now(self) -> int:
        at = self._steady()
        passed = at - self._at
        ahead = self._now + passed - self._wall()
        self._now += passed - min(passed // SLEW, ahead)
        self._at = at
        stepping = abs(ahead) > STEP
        self.steps += stepping and not self._stepping
        self._stepping = stepping
        return self._now
