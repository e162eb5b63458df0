"""What a flow has to remember reaches the disk in order, however the disk fails in between."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.disk.keeper import Keeper
from engine.disk.ledger import Entry, Settled
from engine.disk.writer import LedgerError
from engine.passes.gate import Gate
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from tundish import Points

Answer = Callable[[LedgerError | None], None]
FULL = LedgerError("the disk is full")


class Disk:
    """In the place of a ledger: takes everything, and says when the test wants it what became of it."""

    threaded = False

    def __init__(self) -> None:
        self.position = 0
        self.written: list[list[int]] = []
        self.settled: list[list[int]] = []
        self.answers: list[Answer] = []

    def count(self, entries: Any, settled: Any) -> None:
        """Nothing is counted here."""

    def records(self, entries: list[Entry], told: Answer) -> None:
        self.written.append([entry.number for entry in entries])
        self.answers.append(told)

    def frame(self, raw: bytes, names: Any, settled: Sequence[Settled], told: Answer) -> None:
        self.position += 1
        self.answers.append(told)

    def save(self, save: Any, told: Answer, *, mends: bool) -> None:
        self.settled.append([one.number for one in save.settled])
        self.records(save.entries, told)


class Kept:
    """A keeper on such a disk. `handed` are numbers of records that may leave."""

    def __init__(self) -> None:
        self.disk = Disk()
        self.handed: list[int] = []
        points = Points()
        disk: Any = self.disk
        self.keeper = Keeper(
            disk, points, lambda entries: self.handed.extend(e.number for e in entries), lambda _: None
        )
        self._gate = Gate(points)
        self._document: dict[str, Any] = {}
        self._runner = Runner(plan({"nodes": {}, "wires": []}, {}, points), Inbox(int), points)

    def records(self, number: int) -> None:
        self.keeper.records([Entry(number, f"id{number}", "n", "", b"")])

    def save(self) -> None:
        self.keeper.save(self._runner, self._gate, 2, 1, self._document, [])

    def deploy(self) -> None:
        self._document = {**self._document}
        self.save()


def test_what_comes_back_late_from_a_failing_disk_still_leaves_before_what_came_after_it() -> None:
    kept = Kept()
    kept.records(1)
    kept.records(2)
    kept.disk.answers[0](FULL)
    kept.save()  # it mends, and the second has not come back yet
    kept.records(3)
    kept.disk.answers[1](FULL)
    kept.disk.answers[2](None)
    kept.disk.answers[3](None)
    assert [[1], [2], [1, 2], [3]] == kept.disk.written
    assert [1, 2, 3] == kept.handed
    assert not kept.keeper.degraded


def test_a_checkpoint_that_is_asked_for_while_another_mends_is_made_after_it() -> None:
    """As when somebody deploys just then: what is journaled afterwards belongs to the new version."""
    kept = Kept()
    kept.records(1)
    kept.disk.answers[0](FULL)
    kept.save()
    kept.save()
    assert 2 == len(kept.disk.answers)
    kept.disk.answers[1](None)
    assert 3 == len(kept.disk.answers)


def test_a_checkpoint_that_mends_holds_what_the_disk_has_not_answered_to_yet() -> None:
    """It includes the passes of these records: a kill right after it would lose them."""
    kept = Kept()
    kept.records(1)
    kept.records(2)
    kept.disk.answers[0](FULL)
    kept.save()
    assert [1, 2] == kept.disk.written[-1]
    kept.disk.answers[1](FULL)
    kept.disk.answers[2](FULL)
    kept.save()
    assert [1, 2] == kept.disk.written[-1]


def test_a_checkpoint_that_mends_holds_what_became_of_records_by_passes_that_are_not_answered_to() -> None:
    """Or these would be sent again after a kill, by a flow that knows their result already."""
    kept = Kept()
    kept.records(1)
    kept.keeper.frame([], 1, [Settled(7, "n")])
    kept.disk.answers[0](FULL)
    kept.save()
    assert [7] == kept.disk.settled[-1]


def test_a_checkpoint_that_fails_while_another_mends_does_not_take_away_the_one_that_was_asked_for() -> None:
    kept = Kept()
    kept.records(1)
    kept.save()
    kept.disk.answers[0](FULL)
    kept.save()  # it mends
    kept.save()
    kept.disk.answers[1](FULL)
    kept.disk.answers[2](None)
    assert 4 == len(kept.disk.answers)


def test_what_comes_after_a_deploy_while_the_disk_mends_reaches_it_with_the_checkpoint_of_the_deploy() -> None:
    """The checkpoint that mends holds the old version: after a kill the journal would be run by that."""
    kept = Kept()
    kept.records(1)
    kept.disk.answers[0](FULL)
    kept.save()
    kept.deploy()
    kept.keeper.frame([], 1, [Settled(7, "n")])
    kept.records(2)
    assert 0 == kept.disk.position
    kept.disk.answers[1](None)
    assert [[1], [1], [2]] == kept.disk.written
    assert [[], [7]] == kept.disk.settled


def test_passes_are_journaled_while_a_disk_mends_that_takes_long() -> None:
    """Checkpoints are asked for every second meanwhile; whoever waits for a pass does not wait for the next of them."""
    kept = Kept()
    kept.records(1)
    kept.disk.answers[0](FULL)
    kept.save()
    kept.save()
    kept.keeper.frame([], 1, [])
    assert 1 == kept.disk.position
