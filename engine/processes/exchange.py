"""Exchange: the supervisor's part in how flows read points of other groups: who wants what, and passing it on."""

from collections.abc import Iterable

from engine.processes.messages import Arrived, Publish, Wanted
from engine.processes.minder import Minder

ROOM = 16 * 2**20
"""Bytes that may wait for a worker before samples for it are dropped and counted."""


class Exchange:
    """By group."""

    def __init__(self) -> None:
        self._reads: dict[str, list[str]] = {}

    def wanted(self, group: str) -> dict[str, list[str]]:
        """What the other groups want of this one."""
        return {other: patterns for other, patterns in self._reads.items() if other != group and patterns}

    def reads(self, minder: Minder, patterns: list[str], all: Iterable[Minder]) -> None:
        """What the flows of a group read from now on."""
        self._reads[minder.group] = patterns
        for other in all:
            if other is not minder:
                other.send(Wanted(by=self.wanted(other.group)))

    def publish(self, message: Publish, to: Minder | None) -> None:
        """Pass it on; what cannot be passed on is counted. A worker that is not there restarts its readers anyway."""
        if to is None or to.link is None:
            return  # its next life counts from nought
        to.lost += message.lost
        if to.link.waiting > ROOM:
            to.lost += message.size
        else:
            to.send(Arrived(raw=message.raw, lost=to.lost))
