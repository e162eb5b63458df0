"""From a limit to people: samples, alarm.limit, alarm.notify and an action in one flow that is killed in between."""

from asyncio import sleep
from pathlib import Path
from typing import Any

import pytest

from nodes.alarm.limit import Limit
from nodes.alarm.notify import Notify
from tests.engine.kinds import KINDS, Record, node, wires
from tests.engine.stage import Stage
from tundish import Event

SECOND = 1_000_000_000
BEGIN = 1_795_262_400 * SECOND
LIMITS = node("alarm.limit", rows=[{"points": "T*", "h": 10.0, "hh": 20.0, "priority": "serious"}])
NOTIFY = node(
    "alarm.notify",
    routes=[{"name": "plant", "group": "shift", "storm": 0, "returns": "cleared"}],
    escalations=[{"route": "plant", "after": 300, "group": "boss"}, {"route": "plant", "after": 600, "group": "head"}],
    recipients=[{"group": group, "name": group, "channel": group} for group in ("shift", "boss", "head")],
)
DOCUMENT: dict[str, Any] = {
    "nodes": {"s": node("test.source"), "limits": LIMITS, "notify": NOTIFY, "act": node("test.keep")},
    "wires": wires("s.samples > limits.samples", "limits.events > notify.events", "notify.notify > act.events"),
}
TOLD: list[tuple[int, str, str, str]] = []


class Keep(Record):
    """Writes down what it would send: seconds since the beginning, point, why, and to whom first."""

    kind = "test.keep"

    async def handle(self, effect: Event, io: Any) -> None:
        data = effect.data
        TOLD.append(((effect.time - BEGIN) // SECOND, effect.point, data["reason"], data["groups"][-1]))


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    for kind in (Limit, Notify, Keep):
        monkeypatch.setitem(KINDS, kind.kind, kind)
    made = Stage(tmp_path)
    made.world.time = BEGIN
    TOLD.clear()
    return made


async def later(stage: Stage, seconds: float) -> None:
    stage.world.time = BEGIN + round(seconds * SECOND)
    stage.flow.once()
    for _ in range(200):
        if not sum(delivery.size for delivery in stage.flow.outgoing.deliveries.values()):
            break
        await sleep(0.01)
        stage.flow.once()


async def test_an_acknowledged_alarm_goes_no_higher_and_one_that_nobody_sees_to_goes_to_the_top(stage: Stage) -> None:
    stage.open(DOCUMENT)
    stage.feed(15.0, "T1")
    stage.feed(15.0, "T2")
    await later(stage, 1)
    assert [(0, "T1", "alarm", "shift"), (0, "T2", "alarm", "shift")] == TOLD
    stage.flow.command("limits", "ack", "ann", {"point": "T1"})
    await later(stage, 2)
    stage.kill()
    stage.open(DOCUMENT)
    await later(stage, 301)
    await later(stage, 601)
    assert [(300, "T2", "escalation", "boss"), (600, "T2", "escalation", "head")] == TOLD[2:]
    stage.feed(25.0, "T1")  # worse: to be acknowledged again
    await later(stage, 602)
    assert [("T1", "worse", "shift")] == [told[1:] for told in TOLD[4:]]
    stage.feed(1.0, "T1")
    stage.feed(1.0, "T2")
    await later(stage, 2000)
    assert {("T1", "cleared", "shift"), ("T2", "cleared", "head")} == {told[1:] for told in TOLD[5:]}
    assert 7 == len(TOLD)
    stage.kill()


async def test_a_route_of_critical_alarms_is_told_at_hh_and_keeps_what_eases(stage: Stage) -> None:
    limits = {"points": "T*", "h": 10.0, "hh": 20.0, "priority": "serious", "priority_far": "critical"}
    routes = [
        {"name": "plant", "group": "shift", "storm": 0, "returns": "cleared"},
        {"name": "grave", "group": "boss", "storm": 0, "returns": "cleared", "priorities": "critical"},
    ]
    recipients = DOCUMENT["nodes"]["notify"]["config"]["recipients"]
    nodes = {
        **DOCUMENT["nodes"], "limits": node("alarm.limit", rows=[limits]),
        "notify": node("alarm.notify", routes=routes, recipients=recipients),
    }  # fmt: skip
    stage.open({**DOCUMENT, "nodes": nodes})
    told = [
        (15.0, [("alarm", "shift")]), (25.0, [("alarm", "boss"), ("worse", "shift")]), (15.0, []),
        (5.0, [("cleared", "boss"), ("cleared", "shift")]),
    ]  # fmt: skip
    for i, (value, expected) in enumerate(told):
        before = len(TOLD)
        stage.feed(value, "T1")
        await later(stage, i + 1)
        assert expected == sorted(one[2:] for one in TOLD[before:])
    stage.kill()


async def test_what_is_shelved_is_told_again_when_it_comes_out(stage: Stage) -> None:
    stage.open(DOCUMENT)
    stage.feed(15.0, "T1")
    await later(stage, 1)
    stage.flow.command("limits", "shelve", "ann", {"point": "T1", "seconds": 900, "reason": "pump test"})
    await later(stage, 2)
    await later(stage, 890)
    assert [(0, "T1", "alarm", "shift")] == TOLD
    await later(stage, 910)
    assert [("T1", "alarm", "shift")] == [told[1:] for told in TOLD[1:]]
    stage.kill()
