"""A flow with a block in a worker: killed, opened again, and gone on to the next version of the block."""

from pathlib import Path
from typing import Any

from tests.engine.blocks import block, flow, number
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
