"""Unread: messages of a broker whose topics nobody reads at the moment, until somebody comes or time is up.

A node that failed comes back after a while, and a flow may start long after its link: their messages wait for AWAY.
A node that was stopped or replaced is expected back within GRACE, or not at all: topics that nobody reads any more
must not block those that are read. A topic nobody came for in time is not waited for again.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Generic, NamedTuple, TypeVar

from paho.mqtt.client import topic_matches_sub

GRACE = 10.0
"""Seconds that a node may be away that was stopped."""
AWAY = 300.0
"""Seconds that a node may be away that failed, or has not yet come since the link was opened."""
ROOM = 10_000
"""Messages of QoS 0 that wait; more are let go. QoS 1 is bounded by the broker."""
TOPICS = 1000
"""Topics for which it is counted what was let go."""

M = TypeVar("M")


class Waiting(NamedTuple, Generic[M]):
    topic: str
    qos: int
    message: M


class Left(NamedTuple):
    """A reader that has gone, and until when it may come back."""

    filters: Collection[str]
    until: float


class Unread(Generic[M]):
    """Of one link. Times are seconds of `clock`; `let_go(message)` acknowledges what nobody came for."""

    def __init__(self, clock: Callable[[], float], let_go: Callable[[M], None]) -> None:
        self._clock = clock
        self._let_go = let_go
        self._until = clock() + AWAY
        self._left: list[Left] = []
        self._waiting: list[Waiting[M]] = []
        self._light = 0
        """How many of them have QoS 0."""
        self._missed: Counter[str] = Counter()

    def put(self, topic: str, qos: int, message: M) -> None:
        """Nobody reads it now."""
        if self._deadline(topic) <= self._clock() or (qos == 0 and self._light >= ROOM):
            self._forget(Waiting(topic, qos, message))
            return
        self._light += qos == 0
        self._waiting.append(Waiting(topic, qos, message))

    def leave(self, filters: Iterable[str], *, back: bool) -> None:
        """A reader has gone; `back`: it failed, so it comes back."""
        self._left.append(Left(tuple(filters), self._clock() + (AWAY if back else GRACE)))

    def come(self, filters: Iterable[str]) -> list[Waiting[M]]:
        """A reader is there, or back. All that is waiting: what it does not want is put again."""
        same = [left for left in self._left if left.filters == tuple(filters)]
        if same:
            self._left.remove(min(same, key=lambda left: left.until))
        return self._take()

    def _take(self) -> list[Waiting[M]]:
        waiting, self._waiting, self._light = self._waiting, [], 0
        return waiting

    def missed(self, wants: Callable[[str], bool]) -> int:
        """How many messages of such topics were let go; tells it once."""
        topics = [topic for topic in self._missed if wants(topic)]
        return sum(self._missed.pop(topic) for topic in topics)

    def tidy(self) -> set[str]:
        """Let go what nobody came for; the filters that nobody has come back for and that may be given up."""
        now, waiting = self._clock(), self._take()
        for entry in waiting:
            self.put(*entry)
        gone = {topic for left in self._left if left.until <= now for topic in left.filters}
        self._left = [left for left in self._left if left.until > now]
        return gone - {topic for left in self._left for topic in left.filters}

    def next(self) -> float | None:
        """When there is something to tidy next."""
        times = [left.until for left in self._left]
        if self._waiting and self._until > self._clock():
            times.append(self._until)
        return min(times, default=None)

    def _deadline(self, topic: str) -> float:
        wanted = (left.until for left in self._left if any(topic_matches_sub(f, topic) for f in left.filters))
        return max(wanted, default=self._until)

    def _forget(self, entry: Waiting[M]) -> None:
        if entry.topic in self._missed or len(self._missed) < TOPICS:
            self._missed[entry.topic] += 1
        self._let_go(entry.message)
