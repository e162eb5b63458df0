"""A source that is edited goes on with what it remembers, if its kind says that it may; also over a restart."""

from pathlib import Path
from typing import Any

import pytest

from nodes.source.events import EventsSource
from tests.engine import stage as staging
from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import Stage
from tundish import Event


def reading(kind: str) -> dict[str, Any]:
    nodes = {"e": node("source.events", rows=[{"kind": kind}]), "all": node("test.collect")}
    return {"nodes": nodes, "wires": wires("e.events > all.events")}


def come(stage: Stage, number: int) -> None:
    event = Event(kind="alarm.active", time=stage.world.time, arrival=0, data={"origin": {"number": number}})
    assert stage.flow.inbox.put("e", "events", event)


def position(stage: Stage) -> int:
    state: Any = stage.flow.runner.nodes()["e"].state
    return int(state.position[""].number)


async def test_a_source_of_events_keeps_its_position_when_it_is_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "KINDS", {**KINDS, "source.events": EventsSource})
    stage = Stage(tmp_path)
    flow = stage.open(reading("alarm.*"))
    come(stage, 7)
    flow.once()
    come(stage, 8)  # waits when the edit comes: it goes by the old version, and counts for the new one
    flow.deploy(reading("alarm.active"), 2)
    assert 8 == position(stage)
    come(stage, 8)
    flow.once()
    come(stage, 9)
    flow.once()
    stage.kill()
    flow = stage.open(reading("alarm.active"), 2)
    assert 9 == position(stage)
    stage.kill()
    flow = stage.open(reading("alarm."), 3)  # edited while it did not run
    assert 9 == position(stage)
    come(stage, 9)
    flow.once()
    come(stage, 10)
    flow.once()
    collect: Any = flow.runner.nodes()["all"]
    assert 1 == len(collect.seen)
    stage.kill()
