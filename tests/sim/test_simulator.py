"""Whole flows through kills, a failing disk, a lossy network, a slow sink, steps of the clock, deploys, absent stores.

When a seed fails: `python -m tests.sim SEED` runs it again, the same.
"""

import os
from collections.abc import Callable
from itertools import islice

import pytest

from tests.sim.planted import AIMS, BUGS, hunted, planted
from tests.sim.simulate import simulated
from tests.sim.stores import MOST

LONG = bool(os.environ.get("TUNDISH_LONG"))
SEEDS = 10_000 if LONG else 100
SOON = 80
"""Scripts within which a planted bug must be found, of those that can show it."""


@pytest.mark.timeout(7200)
def test_whatever_goes_wrong_nothing_is_lost_repeated_or_otherwise_than_in_peace(
    figures: Callable[[str], None],
) -> None:
    found = [f"{what} — python -m tests.sim {seed}" for seed in range(SEEDS) for what in simulated(seed).problems]
    assert [] == found
    figures(f"Simulator: {SEEDS:,} seeds, nothing lost, repeated or otherwise than in peace")


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(bug: str) -> None:
    with planted(bug):
        found = (simulated(told.seed, told).problems for told in islice(hunted(bug), SOON))
        assert any(found), "the simulator has not found it"


@pytest.mark.parametrize("bug", AIMS)
def test_what_is_added_to_show_a_bug_shows_none_where_there_is_none(bug: str) -> None:
    assert [] == [what for told in islice(hunted(bug), 5) for what in simulated(told.seed, told).problems]


def test_a_seed_gives_the_same_run_again() -> None:
    """Down to the byte, and to the number of kills and of failed statements."""
    for seed in (5, 6, 21):
        first, second = simulated(seed), simulated(seed)
        assert first.plant.history.tape.bytes() == second.plant.history.tape.bytes()
        assert first.plant.kills == second.plant.kills
        assert first.plant.outside.disk.failed == second.plant.outside.disk.failed


def test_enough_goes_wrong() -> None:
    """Kills, lost passes, failed statements, lost answers, repeated deliveries and stores that refuse all happen."""
    plants = [simulated(seed).plant for seed in range(40)]
    attempts = [plant.outside.sink.attempts for plant in plants]
    assert sum(len(plant.kills) for plant in plants) > 30
    assert sum(plant.lost for plant in plants) > 10
    assert sum(plant.outside.disk.failed for plant in plants) > 10
    assert any(not attempt.known for those in attempts for attempt in those)
    assert any(len(those) > len({attempt.id for attempt in those}) for those in attempts)
    assert any(plant.version > 1 for plant in plants)
    assert sum(plant.outside.events.refused > 0 for plant in plants) > 3
    assert sum(plant.outside.archive.refused > 0 for plant in plants) > 2
    assert any(plant.outside.archive.lost for plant in plants)
    assert any(plant.most_events > MOST for plant in plants)
