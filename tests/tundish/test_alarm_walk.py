"""A walk of everything that may happen to alarms: restarted at every step, and cut in any way, it is the same."""

import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tundish.alarm_bench import SECOND, Plain, Plant, at
from tundish.alarm import AlarmConfig
from tundish.testing import Ask, Bench, Edit, Row

COMMANDS = ("ack", "reset", "shelve", "unshelve", "remove_from_service", "return_to_service", "comment", "confirm",
            "withdraw", "unsuppress")  # fmt: skip
CONFIGS = [
    AlarmConfig(),
    AlarmConfig(latched=True, realarm=40),
    AlarmConfig(second_person=True, realarm=25, realarm_times=2),
    AlarmConfig(max_shelve=50, on_reveal="tracked"),
    AlarmConfig(ack_required=False, realarm=30),
]


def walk(rng: random.Random, steps: int) -> list[Any]:
    """Anything that may happen to three alarms."""
    items: list[Any] = []
    second = 0.0
    for _ in range(steps):
        second += rng.choice([0.5, 1, 7, 30])
        point = rng.choice("abc")
        if rng.random() < 0.5:
            items.append(Row(at(second), point, float(rng.choice([-2, -1, 0, 0, 0, 1, 1, 2]))))
        elif rng.random() < 0.1:
            items.append(Edit(at(second), rng.choice(CONFIGS)))
        else:
            command = rng.choice(COMMANDS)
            args = {"point": point, **arguments(rng, command)}
            items.append(Ask(at(second), command, args, rng.choice(["ann", "bob"])))
    return items


def arguments(rng: random.Random, command: str) -> dict[str, Any]:
    match command:
        case "ack" | "reset":
            return {"comment": rng.choice(["", "x"])}
        case "shelve":
            return {"seconds": rng.choice([0, 10, 45, 60]), "once": rng.random() < 0.3, "reason": "y"}
        case "remove_from_service":
            return {"seconds": rng.choice([0, 15, 40]), "reason": "y"}
        case "comment":
            return {"text": "z"}
        case "confirm" | "withdraw":
            return {}
    return {"reason": "y"}


def rows(bench: Bench) -> list[Any]:
    assert isinstance(bench.node, Plain)
    return list(bench.node.rows())


@pytest.mark.parametrize("steps", [200, pytest.param(10_000, marks=pytest.mark.long)])
def test_a_restart_at_every_step_of_a_walk_changes_nothing(steps: int) -> None:
    items = walk(random.Random(5), steps)
    whole = Bench(Plain, CONFIGS[0])
    again: Bench = Bench(Plain, CONFIGS[0])
    told: Counter[str] = Counter()
    for i, item in enumerate(items):
        for bench in (whole, again):
            bench.play([item])
            if i % 3 == 0:
                bench.wake(item.arrival + 5 * SECOND + 1)
        assert whole.seen == again.seen, i
        assert whole.snapshot() == again.snapshot(), i
        assert rows(whole) == rows(again), i
        told.update(event.kind for event in whole.events())
        kept = json.loads(json.dumps(again.snapshot(), default=lambda raw: {"bytes": raw.hex()}))
        assert kept["records"].keys() == {"alarms", "causes"}
        again = Bench(Plain, again.node.config, again.snapshot())
        whole.seen.clear()
        whole.emitted.clear()
    assert told.keys() >= {f"alarm.{kind}" for kind in (
        "active", "escalate", "ease", "clear", "ack", "shelve", "unshelve", "refused", "out_of_service", "in_service",
        "comment", "realarm", "request",
    )}, told  # fmt: skip


@given(seed=st.integers(0, 2**32), cuts=st.lists(st.integers(1, 7), min_size=1, max_size=20))
def test_how_batches_are_cut_changes_nothing(seed: int, cuts: list[int]) -> None:
    """Samples come by both ports; shelves end and alarms are announced again between them."""
    rng = random.Random(seed)
    rows = [Row(at(i * 5), rng.choice("ab"), float(rng.choice([0, 1, 2]))) for i in range(40)]
    seen = []
    for sizes in ([1], cuts, [100]):
        plant = Plant(realarm=20, latched=seed % 2 == 0)
        start = 0
        plant.ask(0, "shelve", point="a", seconds=50, reason="x")
        for size in sizes * 40:
            if start < 20 <= start + size:  # somebody acknowledges in the middle
                plant.bench.feed(rows[start:20], "samples")
                plant.ask(98, "ack", point="a")
                plant.ask(98, "ack", point="b")
                start, size = 20, start + size - 20  # noqa: PLW2901
            plant.bench.feed(rows[start : start + size], "samples")
            start += size
        plant.wait(1000)
        seen.append((plant.bench.seen, plant.bench.snapshot()))
    assert seen[0] == seen[1] == seen[2]
