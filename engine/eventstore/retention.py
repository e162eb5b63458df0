"""Retention: how long events and steps are kept, by class, and how much room they may take.

Deleting goes in small pieces, each a transaction of its own, so that nobody who keeps events waits long. Ages are of
source time. When the store is still too large, steps go first (the least important first), then events, the oldest
first whatever their class.
"""

from collections.abc import Iterator
from typing import NamedTuple

from engine.eventstore.condition import Condition
from engine.eventstore.store import EventStore

DAY = 86_400_000_000_000
PIECE = 2_000
"""Rows of one transaction."""


class Keep(NamedTuple):
    """Days for each class, and bytes for all."""

    alarm: float = 800
    """`alarm.*`: more than two years, so that a year can be compared with the one before."""
    command: float = 800
    """`command.*`: what people asked for."""
    action: float = 400
    """`action.*`: what was sent, and what became of it."""
    qc: float = 1200
    """`qc.*`: verdicts; more than three years."""
    problem: float = 90
    other: float = 90
    steps: tuple[float, float, float, float] = (3, 30, 90, 90)
    """Steps of traces by importance: ordinary, alarm, action, failure."""
    size: int = 20 * 2**30

    def days(self, kind: str) -> float:
        """For events of this kind."""
        name = kind.partition(".")[0]
        return float(getattr(self, name)) if name in CLASSES else self.other


CLASSES = ("alarm", "command", "action", "qc", "problem")


class Pruned(NamedTuple):
    """How many rows have gone."""

    events: int
    steps: int


def prune(store: EventStore, keep: Keep, now: int) -> Pruned:
    """Delete what is too old, then what is too much. Waits for the disk: call it in a thread."""
    events = sum(_old_events(store, keep, now))
    steps = sum(_old_steps(store, keep, now))
    more = Pruned(0, 0)
    while store.db.size() > keep.size and (gone := _oldest(store)) != (0, 0):
        more = Pruned(more.events + gone.events, more.steps + gone.steps)
    return Pruned(events + more.events, steps + more.steps)


def _old_events(store: EventStore, keep: Keep, now: int) -> Iterator[int]:
    for kind in _kinds(store):
        oldest = now - int(keep.days(kind) * DAY)
        chosen = "SELECT number FROM events WHERE kind = ? AND time < ? ORDER BY time, number LIMIT ?"
        while gone := _delete(store, Condition(chosen, (kind, oldest, PIECE))):
            yield gone


def _kinds(store: EventStore) -> Iterator[str]:
    begin = ""
    while kinds := store.values("kind", begin, PIECE):
        yield from kinds
        begin = kinds[-1] + "\x01"


def _old_steps(store: EventStore, keep: Keep, now: int) -> Iterator[int]:
    for importance, days in enumerate(keep.steps):
        oldest = now - int(days * DAY)
        for table in (_STEPS, _TRACES):
            yield from _pieces(store, table.format("importance = ? AND time < ?"), (importance, oldest, PIECE))


def _oldest(store: EventStore) -> Pruned:
    """One piece of what can be spared most."""
    for importance in range(4):
        for table in (_STEPS, _TRACES):
            if gone := _run(store, table.format("importance = ?"), (importance, PIECE)):
                return Pruned(0, gone)
    return Pruned(_delete(store, Condition("SELECT number FROM events ORDER BY time, number LIMIT ?", (PIECE,))), 0)


def _delete(store: EventStore, chosen: Condition) -> int:
    """These events, and what the index has of them; how many."""
    with store.db.writing() as connection:
        store.db.text.leaving(connection, chosen)
        return store.db.run(connection, f"DELETE FROM events WHERE number IN ({chosen.sql})", chosen.values)  # noqa: S608


_STEPS = """
    DELETE FROM steps WHERE (trace, flow, ordinal) IN (
      SELECT trace, flow, ordinal FROM steps WHERE {} ORDER BY time LIMIT ?)"""


_TRACES = """
    DELETE FROM traces WHERE (trace, flow) IN (
      SELECT trace, flow FROM traces WHERE {} ORDER BY time LIMIT ?)"""


def _pieces(store: EventStore, statement: str, values: tuple[object, ...]) -> Iterator[int]:
    while gone := _run(store, statement, values):
        yield gone


def _run(store: EventStore, statement: str, values: tuple[object, ...]) -> int:
    with store.db.writing() as connection:
        return store.db.run(connection, statement, values)
