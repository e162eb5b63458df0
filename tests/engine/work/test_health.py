"""What is wrong with a flow itself stands in Operations as an alarm of the system, and in the event store."""

from pathlib import Path
from typing import Any

import pytest

from engine.history.errors import HistoryError
from engine.history.log import Log
from engine.history.recorder import Recorder
from engine.watch.alarms import AlarmBoard
from engine.watch.health import SECOND, SYSTEM, Health
from engine.work.io import EventRow
from tests.engine.disk.test_degraded import Faulty
from tests.engine.disk.test_stuck import within
from tests.engine.stage import DOCUMENT, Stage
from tundish import Event
from tundish.errors import CommandRefused


def test_an_alarm_rises_when_something_lasts_and_ends_with_it() -> None:
    told: list[Event] = []
    health = Health(told.append)
    health.look({"@disk": "", "@events": ""}, SECOND)
    assert [] == told
    health.look({"@disk": "full", "@events": "away"}, 2 * SECOND)
    assert [("alarm.active", "@disk")] == [(e.kind, e.point) for e in told]
    assert ("unack", "critical", "full", True) == tuple(
        told[0].data[name] for name in ("status", "priority", "message", "system")
    )
    health.look({"@disk": "full", "@events": "away"}, 11 * SECOND)
    health.look({"@disk": "full", "@events": "away"}, 12 * SECOND)
    assert [("alarm.active", "@disk"), ("alarm.active", "@events")] == [(e.kind, e.point) for e in told]
    health.acknowledge("@disk", "anna", "seen", 13 * SECOND)
    assert {"@disk": "ack", "@events": "unack"} == {e.point: e.data["status"] for e in health.alarms()}
    with pytest.raises(CommandRefused, match="no alarm of '@disk' to acknowledge"):
        health.acknowledge("@disk", "ben", "", 14 * SECOND)
    health.look({}, 14 * SECOND)
    assert [("alarm.ack", "anna"), ("alarm.clear", None), ("alarm.clear", None)] == [
        (e.kind, e.data.get("user")) for e in told[2:]
    ]
    assert ([], len(told)) == (health.alarms(), len({e.origin for e in told}))
    health.look({"@events": "away"}, 15 * SECOND)
    health.look({}, 20 * SECOND)
    health.look({"@events": "away"}, 24 * SECOND)
    assert 5 == len(told), "it did not last"


async def test_a_disk_that_takes_nothing_is_an_alarm_until_it_mends(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    Faulty.left, Faulty.most = 10**9, 0
    stage.sql = Faulty
    flow = stage.open()
    kept: list[EventRow] = []

    async def keep(rows: Any) -> None:
        kept.extend(rows)

    stage.world.events.keep = keep  # type: ignore[method-assign]
    assert ("running", []) == (flow.status()["state"], stage.alarms)
    Faulty.left, Faulty.most = 0, 10**9
    stage.feed(1.0)
    assert "degraded" == flow.status()["state"]
    assert [("alarm.active", "@disk")] == stage.alarms
    flow.command(SYSTEM, "ack", "anna", {"point": "@disk", "comment": ""})
    Faulty.most = 0
    stage.world.time += 2 * SECOND
    stage.feed(2.0)
    await within(lambda: flow.status()["state"] == "running")
    assert [("alarm.active", "@disk"), ("alarm.ack", "@disk"), ("alarm.clear", "@disk")] == stage.alarms
    await within(lambda: len(kept) == 3)
    assert [("@system", "alarm.active"), ("@system", "alarm.ack"), ("@system", "alarm.clear")] == [
        (row.node, row.event.kind) for row in kept
    ]
    stage.kill()


async def test_a_history_that_loses_samples_is_an_alarm_until_its_disk_keeps_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting is no loss; another flow that loses none has none; what is slow is told as well as what is broken."""
    monkeypatch.setattr("engine.history.recorder.AGAIN", 0.01)
    done, broken = Log.append, True

    def append(self: Log, batches: Any) -> int:
        if broken:
            raise HistoryError("the disk is full")
        return done(self, batches)

    monkeypatch.setattr(Log, "append", append)
    stage = Stage(tmp_path)
    recording = {**DOCUMENT["nodes"], "s": {**DOCUMENT["nodes"]["s"], "record": True}}
    flow = stage.open({**DOCUMENT, "nodes": recording})
    recorder = Recorder(tmp_path / "log" / "main.db", stage.world.points, room=2)
    stage.world.history = recorder

    def told(value: float) -> list[tuple[str, str]]:
        stage.world.time += SECOND
        stage.feed(value)
        recorder.hand_over()
        flow.status()
        return stage.alarms

    assert [] == told(1.0)
    await within(lambda: recorder.trouble)
    assert [] == told(2.0), "two wait"
    assert [("alarm.active", "@history")] == told(3.0)
    (standing,) = flow.health.alarms()
    assert "Samples of this flow are lost to the history: the disk is full" == standing.data["message"]
    assert ("serious", "", 1) == (standing.data["priority"], recorder.losing("another"), recorder.lost)
    assert 1 == len(told(4.0)), "it stands already"
    broken = False
    await within(lambda: not recorder.status()["waiting"])
    flow.status()
    assert [("alarm.active", "@history"), ("alarm.clear", "@history")] == stage.alarms
    assert (2, 2) == (recorder.recorded, recorder.lost)
    with recorder._turn:  # its thread has no turn: nothing fails, it is only too slow
        for value in (5.0, 6.0, 7.0):
            told(value)
    assert "too slowly" in flow.health.alarms()[0].data["message"]
    await within(lambda: not recorder.status()["waiting"])
    flow.status()
    assert ["alarm.active", "alarm.clear"] * 2 == [kind for kind, _ in stage.alarms]
    stage.kill()
    recorder.close()


def test_a_deploy_leaves_alarms_of_the_flow_where_they_are() -> None:
    told: list[dict[str, Any]] = []
    board = AlarmBoard(told.append)
    health = Health(lambda event: board.put("f", SYSTEM, event))
    board.begin("f", {})
    health.look({"@disk": "full"}, SECOND)
    board.begin("f", {}, health.alarms())
    health.look({}, 2 * SECOND)
    key = {"flow": "f", "node": SYSTEM, "point": "@disk"}
    assert [[], ["unack"], ["unack"], []] == [[row["status"] for row in one["changed"]] for one in told]
    assert [[], [], [], [key]] == [one["removed"] for one in told]
    assert (None, "critical", "full") == tuple(told[1]["changed"][0][name] for name in ("value", "priority", "message"))


@pytest.mark.parametrize("back", [True, False], ids=["the event store is back", "it is still away"])
async def test_an_alarm_that_stood_when_the_worker_was_killed_ends_or_stands_on(tmp_path: Path, *, back: bool) -> None:
    stage = Stage(tmp_path)
    kept: list[EventRow] = []

    async def away(rows: Any) -> None:
        raise ConnectionError("away")

    async def keep(rows: Any) -> None:
        kept.extend(rows)

    flow = stage.open()
    stage.world.events.keep = away  # type: ignore[method-assign]
    flow.health.look({"@events": "away"}, stage.world.time)
    flow.health.look({"@events": "away"}, stage.world.time + 11 * SECOND)
    flow.command(SYSTEM, "ack", "anna", {"point": "@events", "comment": ""})
    assert [("alarm.active", "@events"), ("alarm.ack", "@events")] == stage.alarms
    stage.kill()
    stage.world.time += 20 * SECOND
    flow = stage.open()
    stage.world.events.keep = keep  # type: ignore[method-assign]
    assert ["ack"] == [event.data["status"] for event in flow.health.alarms()]
    flow.health.look({} if back else {"@events": "away"}, stage.world.time)
    expected = ["alarm.active", "alarm.ack"] + ["alarm.clear"] * back
    await within(lambda: len(kept) == len(expected))
    assert expected == [row.event.kind for row in kept if row.node == SYSTEM]
    assert len(expected) == len({row.id for row in kept})
    stage.kill()
    flow = stage.open()
    assert (not back) == bool(flow.health.alarms()), "an end is remembered as well"
    stage.kill()
