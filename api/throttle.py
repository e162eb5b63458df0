"""Throttle: who has failed a few times waits, longer each time. Nobody else does."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from api.errors import TooMany
from flows.store.database import Clock

FREE = 5
"""Attempts without waiting."""
FIRST, LONGEST = 1.0, 300.0
"""Seconds to wait after the last free attempt, and at most; doubled in between."""
MOST_KEYS = 20_000


class _Attempts(NamedTuple):
    number: int
    until: float


class Throttle:
    """Counts attempts by key, such as name and address. Kept in memory: a restart forgives."""

    def __init__(self, clock: Clock, most_keys: int = MOST_KEYS) -> None:
        self._clock = clock
        self._most = most_keys
        self._attempts: OrderedDict[Hashable, _Attempts] = OrderedDict()

    def attempt(self, key: Hashable) -> None:
        """Count an attempt before it is judged, so that a hundred at once are not free; TooMany."""
        now = self._clock()
        number, until = self._attempts.get(key, _Attempts(0, 0.0))
        if now < until:
            raise TooMany("Too many failed attempts", until - now)
        if now > until + LONGEST:
            number = 0
        wait = min(LONGEST, FIRST * 2.0 ** (number + 1 - FREE)) if number + 1 >= FREE else 0.0
        self._attempts[key] = _Attempts(number + 1, now + wait)
        self._attempts.move_to_end(key)
        while len(self._attempts) > self._most:
            self._attempts.popitem(last=False)

    def forgive(self, key: Hashable) -> None:
        """The attempt was good: start over."""
        self._attempts.pop(key, None)


class Meter:
    """Lets so many through a minute: strangers must not be able to fill the disk with their refusals."""

    def __init__(self, clock: Clock = time.time, a_minute: int = 60) -> None:
        self._clock = clock
        self._most = a_minute
        self._minute = 0
        self._number = 0
        self.held_back = 0
        """How many were not let through since the last that was."""

    def lets_through(self) -> bool:
        """Whether this one is among the first of its minute."""
        minute = int(self._clock() // 60)
        if minute != self._minute:
            self._minute, self._number = minute, 0
        self._number += 1
        if self._number > self._most:
            self.held_back += 1
            return False
        return True
