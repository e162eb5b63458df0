"""What leaves a flow: delivered after a kill, in order, never too late, commands to equipment at most once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.kinds import Record, wires
from tests.engine.stage import DOCUMENT, Stage, raise_and_journal
from tundish import Event
from tundish.errors import ConnectionFailed


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_an_effect_is_delivered_after_a_kill_and_not_twice(stage: Stage) -> None:
    stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    stage.flow.once()  # journaled, in the outbox, the action has not had its turn
    stage.kill()
    flow = stage.open()
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert ["alarm.active"] == [e.data["kind"] for e in record.handled]
    flow.once()
    stage.kill()
    flow = stage.open()
    await asyncio.sleep(0.05)
    record = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


async def test_what_became_of_an_effect_leaves_by_the_events_port(stage: Stage) -> None:
    document = {**DOCUMENT, "wires": [*DOCUMENT["wires"], *wires("record.events > all.events")]}
    flow = stage.open(document)
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    await asyncio.sleep(0.05)
    flow.once()
    collect: Any = flow.runner.nodes()["all"]
    assert ["alarm.active", "action.done"] == [row[3] for row in collect.seen]
    stage.kill()


async def test_an_action_that_must_not_be_repeated_is_told_as_unknown_after_a_kill(stage: Stage) -> None:
    flow = stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    (entry,) = await flow._ledger.window("record", 0, 10)
    await flow._ledger.mark(entry.number, "sending")
    stage.kill()
    Record.at_most_once = True
    try:
        flow = stage.open()
        await asyncio.sleep(0.05)
        flow.once()
        record: Any = flow.runner.nodes()["record"]
        assert [] == record.handled
        (result,) = flow.monitor.last("record")["ports"]["events"]["events"]
        assert "action.failed" == result["kind"]
        assert "not known" in result["data"]["error"]
    finally:
        Record.at_most_once = False
        stage.kill()


async def test_a_changed_connection_loses_no_effect_and_keeps_their_order(stage: Stage) -> None:
    flow = stage.open()
    await raise_and_journal(stage)
    flow.crew.used["record"].add("c")
    flow.uses("c")  # before the action had its turn
    stage.feed(40.0)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert ["alarm.active", "alarm.clear"] == [e.data["kind"] for e in record.handled]
    flow.deploy({**DOCUMENT, "nodes": {k: v for k, v in DOCUMENT["nodes"].items() if k != "record"}, "wires": []}, 2)
    flow.uses("c")  # of a node that is gone
    stage.kill()


async def test_a_removed_action_sends_nothing_when_it_comes_back(stage: Stage) -> None:
    flow = stage.open()
    await raise_and_journal(stage)
    without = {**DOCUMENT, "nodes": {k: v for k, v in DOCUMENT["nodes"].items() if k != "record"}, "wires": []}
    flow.deploy(without, 2)
    flow.deploy(DOCUMENT, 3)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


async def test_what_a_removed_alarm_tells_a_removed_action_is_not_sent_when_both_come_back(stage: Stage) -> None:
    flow = stage.open()
    await raise_and_journal(stage)
    await asyncio.sleep(0.05)
    without = {**DOCUMENT, "nodes": {k: v for k, v in DOCUMENT["nodes"].items() if k == "s"}, "wires": []}
    flow.deploy(without, 2)
    flow.deploy(DOCUMENT, 3)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


@pytest.fixture
def _careful() -> Iterator[None]:
    """The action is one that must not be repeated."""
    Record.at_most_once = True
    yield
    Record.at_most_once = False


@pytest.mark.usefixtures("_careful")
async def test_a_command_to_equipment_is_not_sent_when_it_is_old(stage: Stage) -> None:
    stage.open()
    await raise_and_journal(stage)
    stage.kill()
    stage.world.time += 61 * 10**9
    flow = stage.open()
    await asyncio.sleep(0.05)
    flow.once()
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    (result,) = flow.monitor.last("record")["ports"]["events"]["events"]
    assert "too old" in result["data"]["error"]
    stage.kill()


@pytest.mark.usefixtures("_careful")
async def test_a_command_to_equipment_is_not_sent_when_that_cannot_be_written_down(stage: Stage) -> None:
    flow = stage.open()
    flow._ledger._sql.execute("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END")
    await raise_and_journal(stage)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


async def test_an_effect_waits_for_a_link_that_is_down_however_long(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = stage.open()
    tries: list[Event] = []

    async def down(_: Any, effect: Event, __: Any) -> None:
        tries.append(effect)
        if len(tries) < 9:
            raise ConnectionFailed("The broker does not answer")

    monkeypatch.setattr(Record, "handle", down)
    monkeypatch.setattr("engine.outbox.delivery.LONGEST_PAUSE", 0.001)
    await raise_and_journal(stage)
    await asyncio.sleep(0.2)
    flow.once()
    assert 9 == len(tries)
    assert "action.done" == flow.monitor.last("record")["ports"]["events"]["events"][-1]["kind"]
    stage.kill()
