"""A flow with a block in a worker: killed, opened again, and gone on to the next version of the block."""

from pathlib import Path
from typing import Any

import pytest

from tests.engine import stage as stages
from tests.engine.blocks import KINDS, block, flow, number
from tests.engine.kinds import node
from tests.engine.stage import Stage


def pumps(version: int, limit: float, **more: Any) -> dict[str, Any]:
    """The source is called `s` here, as the stage feeds it."""
    high = {"high": {**node("test.high", limit="{limit}"), **more}}
    document = flow(
        block(high, [["in", "high"]], parameters={"limit": number(limit)}, version=version), [{"device": "P1"}]
    )
    document["nodes"]["s"] = document["nodes"].pop("plant")
    document["wires"] = [{"from": ["s", "samples"], "to": ["pumps", "samples"]}]
    return document


async def test_what_a_node_in_a_block_remembers_survives_a_kill_and_an_upgrade(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.open(pumps(1, 50))
    stage.feed(70)
    stage.flow.checkpoint()
    assert [("alarm.active", "p")] == stage.alarms
    stage.kill()
    again = stage.open(pumps(1, 50))
    assert {"s", "pumps/high"} == set(again.runner.nodes())
    again.deploy(pumps(2, 60), 2)
    stage.feed(71)
    assert [("alarm.active", "p")] == stage.alarms  # still the same alarm
    stage.feed(40)
    assert [("alarm.active", "p"), ("alarm.clear", "p")] == stage.alarms
    await again.close()


def calmed(version: int, *devices: str) -> dict[str, Any]:
    """Deadbands of 1, for these devices of 10."""
    one = block({"calm": node("compute.deadband", band="{band}"), "high": node("test.high", limit=0)},
                [["in", "calm"], ["calm", "high"]], parameters={"band": number(1)}, version=version)  # fmt: skip
    document = flow(one, [{"device": "P0", "band": 10}, *({"device": d, "band": 10} for d in devices)])
    document["nodes"]["s"] = document["nodes"].pop("plant")
    document["wires"] = [{"from": ["s", "samples"], "to": ["pumps", "samples"]}]
    return document


async def test_a_device_that_comes_back_to_the_table_goes_on_with_what_came_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "KINDS", KINDS)
    stage = Stage(tmp_path)
    running = stage.open(calmed(1, "P1"))

    def last() -> float:
        nodes = running.runner.nodes()
        state = nodes["pumps/calm~band=10"].state
        slot = {stage.world.points.name(p): row for row, p in enumerate(state.points)}["P1.x"]
        return float(state.rows["last"][slot])

    stage.feed(100, "P1.x")
    assert 100 == last()
    running.deploy(calmed(2), 2)
    stage.feed(200, "P1.x")
    running.deploy(calmed(3, "P1"), 3)
    assert 200 == last()
    await running.close()
