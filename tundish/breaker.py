"""Breaker: stops giving a node its inputs while it throws again and again, and when it has been put out of work.

It goes by arrival stamps alone and is part of the node's state, so that live, replay and any batching agree. A node
that throws more than `MOST` times within a minute is stopped: its inputs are set aside and counted for a pause. Then
one instant is let through as a trial; when that throws too, the pause is twice as long. Timers and commands go on.

A node that hung or ate the memory is out of work altogether: nothing is given to it, its timers are held.
"""

from collections.abc import Mapping
from typing import Any

from tundish.timers import FOREVER

MOST = 20
"""Throws within `WINDOW` that a node may make without being stopped."""
WINDOW = 60_000_000_000
FIRST_PAUSE, LONGEST_PAUSE = 30_000_000_000, 600_000_000_000
"""How long inputs are set aside, ns; doubled by every trial that fails."""


class Breaker:
    """Of one node. `until` is all that has to be looked at while it is closed."""

    def __init__(self) -> None:
        self.until = 0
        """Stamp before which nothing is given to the node; 0: closed, FOREVER: out of work."""
        self.pause = 0
        self.aside = 0
        """Samples and events set aside since it was stopped."""
        self.why = ""
        """What the node threw last, or what it did that put it out of work."""
        self._thrown: list[int] = []

    @property
    def out(self) -> bool:
        """Whether the node is out of work."""
        return self.until == FOREVER

    def threw(self, at: int, why: str, *, trial: bool) -> bool:
        """The node threw at this stamp; whether it is stopped from now on, or for longer."""
        if self.until and not trial:
            return False  # a timer or a command: its inputs are set aside already
        if not self.until:
            self._thrown = [stamp for stamp in self._thrown if stamp > at - WINDOW]
            self._thrown.append(at)
            if len(self._thrown) <= MOST:
                return False
        self.pause = min(2 * self.pause, LONGEST_PAUSE) if self.until else FIRST_PAUSE
        self.until, self.why = at + self.pause, why
        self._thrown.clear()
        return True

    def close(self) -> int:
        """Give everything to the node again; how much was set aside."""
        aside = self.aside
        self.until = self.pause = self.aside = 0
        self.why = ""
        self._thrown.clear()
        return aside

    def put_out(self, why: str) -> None:
        """Give nothing to the node until it is closed."""
        self.until, self.why = FOREVER, why

    def snapshot(self) -> dict[str, Any]:
        """Empty when there is nothing to remember."""
        if not (self.until or self._thrown):
            return {}
        return {
            "until": self.until, "pause": self.pause, "aside": self.aside, "why": self.why, "thrown": self._thrown[:],
        }  # fmt: skip

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        if snapshot:
            self.until, self.pause, self.aside = snapshot["until"], snapshot["pause"], snapshot["aside"]
            self.why, self._thrown = snapshot["why"], list(snapshot["thrown"])
