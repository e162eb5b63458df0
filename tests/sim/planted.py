"""Planted bugs: builds that are wrong on purpose. The simulator must find each of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch

from engine.disk.keeper import Keeper
from engine.disk.ledger import Ledger
from engine.history.recorder import Recorder
from engine.outbox.delivery import Delivery
from engine.outbox.lane import Lane
from engine.outbox.outgoing import Outgoing
from engine.passes.gate import Gate
from engine.passes.inbox import Inbox
from engine.work.io import NodeIo
from tests.sim.script import Fate, Script, script
from tests.sim.steps import SECOND
from tests.sim.stores import StepRecorder
from tundish import Points
from tundish.state import NodeState
from tundish.timers import Timers


class Bug(NamedTuple):
    """`target.name` is replaced by what `make` makes of it."""

    target: Any
    name: str
    make: Callable[[Any], Any]


@contextmanager
def planted(name: str) -> Iterator[None]:
    """The wrong build, for a while."""
    with ExitStack() as stack:
        for bug in BUGS[name]:
            stack.enter_context(patch.object(bug.target, bug.name, bug.make(getattr(bug.target, bug.name))))
        yield


async def _at_once(*_: Any) -> None:
    """Acknowledge first."""


def _restarted(restore: Any) -> Any:
    def restored(timers: Timers, dues: dict[str, int]) -> None:
        restore(timers, {key: due + 2_000_000_000 for key, due in dues.items()})

    return restored


def _before_the_disk(records: Any) -> Any:
    def handed(keeper: Keeper, entries: Any) -> None:
        records(keeper, entries)
        keeper._handed(entries)

    return handed


def _forgotten(frames: Any) -> Any:
    def shorter(ledger: Ledger, after: int) -> Any:
        return iter(list(frames(ledger, after))[:-1])

    return shorter


def _all_incomplete(frames: Any) -> Any:
    """The journal never knows that the records of a pass are in the outbox: all are put there again."""

    def again(ledger: Ledger, after: int) -> Any:
        return ((raw, False) for raw, _ in frames(ledger, after))

    return again


def _sent_again(before: Any) -> Any:
    async def nothing_written_down(delivery: Delivery, tried: Any) -> None:
        """Whether a command is being sent is not written down."""

    return nothing_written_down


def _made_later(still: Any) -> Any:
    """A snapshot is taken when it is written, not when it is asked for."""

    def late(state: NodeState) -> Any:
        def made(points: Points) -> Any:
            return still(state)(points)

        return made

    return late


def _one_less(take: Any) -> Any:
    """What was in the inbox when the process ended is believed to have run."""

    def taken(inbox: Inbox, until: int = 0) -> Any:
        emits, end = take(inbox, until)
        return emits[1:] if len(emits) > 1 else emits, end

    return taken


def _backwards(hold: Any) -> Any:
    def held(keeper: Keeper, entries: Any) -> None:
        hold(keeper, entries)
        keeper._entries = [entry._replace(number=-entry.number) for entry in keeper._entries]

    return held


def _once(again: Any) -> Any:
    """What the event store does not take at the first attempt is not tried again."""

    async def tried(lane: Lane, work: Any, failed: Any = lambda _: None) -> Any:
        try:
            return await work()
        except ConnectionError:
            return None

    return tried


def _oldest(thin: Any) -> Any:
    """The oldest events go, whatever they are."""

    def thinned(ledger: Ledger, lane: str, most: int, after: int = 0, key: Any = None, then: Any = None) -> int:
        gone: int = thin(ledger, lane, most, after, None, then)
        return gone

    return thinned


def _without_bound(hand_over: Any) -> Any:
    def all_of_it(recorder: Recorder) -> int:
        recorder._room = 10**9
        ticket: int = hand_over(recorder)
        return ticket

    return all_of_it


def _given_up(failed: Any) -> Any:
    """What the history does not take at the first attempt is not tried again."""

    def forgotten(recorder: Recorder, error: Any, queue: Any) -> bool:
        recorder._waiting -= sum(batch[3].size for batch in queue)
        return True

    return forgotten


BUGS = {
    "acknowledged before it is on the disk": [Bug(NodeIo, "kept", lambda _: _at_once)],
    "delays begin anew after a restart": [Bug(Timers, "restore", _restarted)],
    "the checkpoint does not hold the gate": [Bug(Gate, "restore", lambda _: lambda *_: None)],
    "effects leave before they are on the disk": [Bug(Keeper, "records", _before_the_disk)],
    "effects are sent again after a restart": [
        Bug(Ledger, "known", lambda _: lambda _: set()), Bug(Ledger, "frames", _all_incomplete),
    ],
    "the last pass of the journal is not run again": [Bug(Ledger, "frames", _forgotten)],
    "a command is sent without a note of it": [Bug(Delivery, "_before", _sent_again)],
    "a snapshot is of later than its checkpoint": [Bug(NodeState, "still", _made_later)],
    "one of many emits is lost": [Bug(Inbox, "take", _one_less)],
    "effects of a recovered pass are forgotten": [Bug(Outgoing, "put_back", lambda _: lambda *_: None)],
    "nobody tries again when the disk has failed": [Bug(Ledger, "on_room", lambda _: lambda *_: None)],
    "records come back from the disk in any order": [Bug(Keeper, "_hold", _backwards)],
    "events that the store refused are forgotten": [Bug(Lane, "_again", _once)],
    "events that last are given up with the others": [Bug(Ledger, "thin", _oldest)],
    "samples that the history refused are forgotten": [Bug(Recorder, "_failed", _given_up)],
    "a checkpoint does not wait for the history": [Bug(StepRecorder, "flush", lambda _: lambda *_: True)],
    "more samples wait for the history than there is room for": [Bug(Recorder, "hand_over", _without_bound)],
}  # fmt: skip
"""By what is wrong."""


class Aim(NamedTuple):
    """What a script must have to be able to show a bug, and what is added so that it often does."""

    fates: tuple[str, ...]
    """Beginnings of what must happen: `archive` is all that happens to it."""
    kind: str = ""
    more: tuple[Fate, ...] = ()

    def takes(self, told: Script) -> bool:
        kinds = {spec["kind"] for spec in told.document["nodes"].values()}
        met = all(any(fate.what.startswith(what) for fate in told.fates) for what in self.fates)
        return met and (not self.kind or self.kind in kinds)


AIMS = {
    "the checkpoint does not hold the gate": Aim(("kill",)),
    "effects leave before they are on the disk": Aim(("kill",)),
    "effects of a recovered pass are forgotten": Aim(("kill",)),
    "a command is sent without a note of it": Aim(
        ("kill",), "sim.order", tuple(Fate(at * SECOND, "slow", 5 * SECOND, 20.0) for at in range(0, 60, 5))
    ),
    "events that the store refused are forgotten": Aim(("events",)),
    "samples that the history refused are forgotten": Aim(("archive",)),
    "a checkpoint does not wait for the history": Aim(("archive", "kill")),
}
"""Of bugs that few scripts can show. Which seeds these are changes with every kind of node that is new."""


def hunted(name: str) -> Iterator[Script]:
    """Scripts without end that can show a bug."""
    aim = AIMS.get(name, Aim(()))
    for told in map(script, count()):
        if aim.takes(told):
            yield told._replace(fates=tuple(sorted((*told.fates, *aim.more), key=lambda fate: fate.at)))
