"""How a story is cut, where it is restored and in which process it is played: not a byte changes.

One story more or less: `python -m tests.sim --cuts SEED`.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256

import pytest

from tests.sim.documents import INNER, kinds
from tests.sim.player import CUTS, Player
from tests.sim.story import story
from tests.sim.tape import difference

LONG = bool(os.environ.get("TUNDISH_LONG"))
STORIES = 10_000 if LONG else 150


def differences(seed: int, cuts: tuple[str, ...] = tuple(CUTS)) -> list[str]:
    """Where a story that is cut otherwise leaves other bytes, or other counts of what was set aside."""
    told = story(seed)
    expected = Player(told).play()
    found = []
    for name in cuts:
        got = Player(told, CUTS[name], seed).play()
        if what := difference(expected.tape, got.tape):
            found.append(f"seed {seed}, {name}: {what}")
        elif expected.status != got.status:
            found.append(f"seed {seed}, {name}: counts {got.status}, not {expected.status}")
    return found


@pytest.mark.timeout(3600)
def test_how_a_story_is_cut_changes_nothing(figures: Callable[[str], None]) -> None:
    """Passes of any size, deploys of what is at work, snapshots restored by way of bytes with other point numbers."""
    found = [what for seed in range(STORIES) for what in differences(seed)]
    assert [] == found
    figures(f"Determinism: {STORIES:,} random stories, each cut in {len(CUTS)} ways: the same bytes")


def digest(first: int, last: int) -> str:
    """Of everything that leaves when these stories are told."""
    total = sha256()
    for seed in range(first, last):
        total.update(Player(story(seed), CUTS["all"], seed).play().tape.bytes())
    return total.hexdigest()


def test_other_processes_with_other_hashes_and_zones_give_the_same_bytes() -> None:
    last = 2_000 if LONG else 40
    command = [sys.executable, "-m", "tests.sim", "--digest", "0", str(last)]
    running = [
        subprocess.Popen(
            command, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}, stdout=subprocess.PIPE, text=True
        )
        for seed, zone in (("1", "UTC"), ("77", "America/New_York"))
    ]
    assert [digest(0, last)] * 2 == [process.communicate()[0].strip() for process in running]


def test_stories_go_through_every_shipped_kind_that_can_be_told_one() -> None:
    """And a kind that comes new must have random settings in tests/sim/configs.py."""
    told = {spec["kind"] for seed in range(300) for spec in story(seed).document["nodes"].values()}
    shipped = {name for name in kinds() if not name.startswith("sim.") and name != "source.events"}  # it reads a store
    assert shipped - told == set(), "give these kinds settings in tests/sim/configs.py"
    assert set(INNER) <= told


def test_a_story_says_something() -> None:
    """Late, replaced and future samples, alarms, timers and errors of nodes are all among what is told."""
    kinds_of_events, counts = set(), {"late": 0, "replaced": 0, "future": 0}
    for seed in range(150):
        player = Player(story(seed)).play()
        counts = {name: counts[name] + player.status[name] for name in counts}
        kinds_of_events |= {line.split(b",")[2] for lines in player.tape.lines.values() for line in lines}
    assert all(counts.values()), counts
    assert {b'"alarm.active"', b'"alarm.clear"', b'"alarm.ack"', b'"problem"', b'"effect"'} <= kinds_of_events
