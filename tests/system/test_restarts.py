"""Alarms over kills at any moment: the transitions are those of a run without."""

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.stage import Stage

LONG = os.environ.get("TUNDISH_LONG") == "1"
STEPS, CUTS = (10_000, 500) if LONG else (1500, 25)


def walk(seed: int) -> list[tuple[str, Any]]:
    """What happens: values of three points that wander around the limit, time that passes, acknowledgements."""
    chance = random.Random(seed)
    at = dict.fromkeys("pqr", 45.0)
    steps: list[tuple[str, Any]] = []
    for _ in range(STEPS):
        point = chance.choice("pqr")
        what = chance.random()
        if what < 0.6:
            at[point] += chance.uniform(-8, 8) + (47 - at[point]) * 0.1
            steps.append(("feed", (round(at[point], 3), point)))
        elif what < 0.95:
            steps.append(("wait", chance.choice([100, 400, 900, 1500])))
        else:
            steps.append(("ack", point))
    return steps


async def played(path: Path, steps: list[tuple[str, Any]], cuts: set[int]) -> tuple[list[Any], Any]:
    """Every transition with its stamp, each once, and the state at the end. The process ends after each cut."""
    stage = Stage(path)
    stage.open()
    seen: dict[Any, Any] = {}
    waited = 0

    def look() -> None:
        collect: Any = stage.flow.runner.nodes()["record"]
        for effect in collect.handled:
            assert seen.setdefault(effect.origin, effect.data) == effect.data

    chance = random.Random(7)
    for k, (what, value) in enumerate(steps):
        stage.world.time = max(stage.world.time, 1000 + 100 * k + waited)
        if what == "feed":
            stage.feed(*value)
        elif what == "wait":
            waited += value
            stage.world.time += value
        else:
            stage.flow.command("high", "ack", "ann", {"point": value})
        stage.flow.once()
        await settled(stage)
        if chance.random() < 0.01:
            stage.flow.checkpoint()
        if k in cuts:
            look()
            before = len(seen)
            stage.kill()
            stage.open()
            await settled(stage)
            look()
            assert before == len(seen), "a restart tells nothing again"
    look()
    stage.kill()
    alarms = stage.flow.runner.nodes()["high"].state
    told = sorted((o.arrival, o.timer, o.ordinal, d["kind"], d.get("status"), d.get("value")) for o, d in seen.items())
    return told, dict(alarms.alarms)


async def settled(stage: Stage) -> None:
    while any(delivery.size for delivery in stage.flow.outgoing.deliveries.values()):
        await asyncio.sleep(0)
    stage.flow.once()


@pytest.mark.timeout(1800)
async def test_transitions_are_the_same_however_often_the_process_is_killed(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    steps = walk(1)
    expected, end = await played(tmp_path / "whole", steps, set())
    cuts = set(random.Random(2).sample(range(STEPS), CUTS))
    got, state = await played(tmp_path / "cut", steps, cuts)
    assert len(expected) > STEPS / 50
    assert (expected, end) == (got, state)
    figures(f"R2: {STEPS:,} steps, {CUTS} kills: {len(got)} transitions, 0 missing, 0 repeated, none otherwise")
