"""Blocks at work: what devices remember survives every change of the block and of its table."""

from typing import Any

from engine.passes.deploy import redeploy, start
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from flows.blocks import flat
from flows.validate import errors_in, validate
from tests.engine.blocks import KINDS, block, flow, number
from tests.engine.kinds import node
from tundish import Event, Points, Samples
from tundish.catalogue import load

SECOND = 1_000_000_000


class Plant:
    """A flow that is fed and redeployed by hand; `events` are (node, kind, point) of all that left an events port."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.points = Points()
        self.time = 1000
        self.events: list[tuple[str, str, str]] = []
        self.samples: list[tuple[str, str, float]] = []
        made = plan(flat(document, KINDS), KINDS, self.points)
        self.runner = Runner(made, Inbox(lambda: self.time), self.points, self._tap)
        start(self.runner)

    def feed(self, *values: tuple[str, float]) -> None:
        self.time += SECOND
        names = [self.points.number(name) for name, _ in values]
        n = len(values)
        one = Samples.of(
            arrival=[0] * n, time=[self.time] * n, point=names, value=[v for _, v in values], quality=[0] * n
        )  # fmt: skip
        self.runner.inbox.put("plant", "samples", one)
        self.runner.run_once()

    def wait(self, nanoseconds: int) -> None:
        self.time += nanoseconds
        self.runner.run_once()

    def deploy(self, document: dict[str, Any]) -> Any:
        return redeploy(self.runner, flat(document, KINDS), KINDS)

    def told(self) -> list[tuple[str, str, str]]:
        """Events since the last time, sorted."""
        told, self.events = sorted(self.events), []
        return told

    def passed(self) -> list[tuple[str, str, float]]:
        passed, self.samples = sorted(self.samples), []
        return passed

    def _tap(self, at: str, port: str, payload: Samples | Event) -> None:
        if isinstance(payload, Event):
            self.events.append((at, payload.kind, payload.point))
        elif at != "plant" and "~to-" not in at:
            for point, value in zip(payload.point.tolist(), payload.value.tolist(), strict=True):
                self.samples.append((at, self.points.name(point), value))


def limit(**row: Any) -> dict[str, Any]:
    return node("alarm.limit", rows=[{"points": "{device}.flow", **row}])


def test_a_block_on_500_pumps_is_upgraded_with_one_override_kept() -> None:
    """Nodes inside are renamed, added and changed; alarms that are open stay open and are not announced again."""
    old = block({"limits": limit(h="{high}")}, [["in", "limits"]], parameters={"high": number(80)})
    devices: list[dict[str, Any]] = [{"device": f"P{i}"} for i in range(500)]
    devices[7]["high"] = 90
    plant = Plant(flow(old, devices))
    special = {1: 85.0, 7: 85.0, 2: 75.0}
    plant.feed(*((f"P{i}.flow", special.get(i, 50.0)) for i in range(500)))
    assert [("pumps/limits", "alarm.active", "P1.flow")] == plant.told()

    new = block(
        {"alarms": {**limit(h="{high}"), "was": "limits"}, "calm": node("compute.deadband", band="{band}")},
        [["in", "alarms"], ["in", "calm"]], parameters={"high": number(70), "band": number(1)}, version=2,
    )  # fmt: skip
    document = flow(new, devices)
    without_source = {**document, "nodes": {"pumps": document["nodes"]["pumps"]}, "wires": []}
    assert [] == errors_in(validate(without_source, load()))
    done = plant.deploy(document)
    assert [("pumps/alarms", "alarm.active", "P2.flow")] == plant.told()  # above 70 now; P7 keeps its 90
    assert (["pumps/alarms"], ["pumps/limits"]) == (done.moved, done.removed)
    plant.feed(("P1.flow", 60.0), ("P7.flow", 91.0))
    assert [
        ("pumps/alarms", "alarm.active", "P7.flow"), ("pumps/alarms", "alarm.clear", "P1.flow"),
    ] == plant.told()  # fmt: skip


CALM = block({"calm": node("compute.deadband", band="{band}")}, [["in", "calm"]], parameters={"band": number(10)})


def test_a_device_takes_what_is_remembered_of_it_to_another_group_and_back() -> None:
    plain = flow(CALM, [{"device": "P1"}, {"device": "P2"}])
    split = flow(CALM, [{"device": "P1"}, {"device": "P2", "band": 20}])
    plant = Plant(plain)
    plant.feed(("P1.flow", 50), ("P2.flow", 50), ("other", 50))
    assert 3 == len(plant.passed())
    plant.deploy(split)
    plant.feed(("P1.flow", 61), ("P2.flow", 61), ("other", 61))  # 11 are within the 20 of P2
    assert [("pumps/calm", "P1.flow", 61), ("pumps/calm", "other", 61)] == plant.passed()
    plant.feed(("P2.flow", 71))
    assert [("pumps/calm~band=20", "P2.flow", 71)] == plant.passed()
    plant.deploy(plain)
    plant.feed(("P1.flow", 70), ("P2.flow", 80), ("other", 70))
    assert [] == plant.passed()
    plant.feed(("P2.flow", 81.5))
    assert [("pumps/calm", "P2.flow", 81.5)] == plant.passed()


def judging(**more: Any) -> dict[str, Any]:
    """A setting of the whole node differs between devices."""
    rows = [{"points": "{device}.flow", "h": 80, "on_delay": 10}]
    mode: dict[str, Any] = {"type": "choice", "choices": ["reset", "both"], "default": "reset"}
    limits = {**node("alarm.limit", rows=rows, deadband_mode="{mode}"), **more}
    return block({"limits": limits}, [["in", "limits"]], parameters={"mode": mode})


def test_alarms_and_delays_go_with_their_device() -> None:
    plant = Plant(flow(judging(), [{"device": "P1"}, {"device": "P2"}, {"device": "P3"}]))
    plant.feed(("P1.flow", 85), ("P3.flow", 85))
    plant.wait(11 * SECOND)
    assert [("pumps/limits", "alarm.active", "P1.flow"), ("pumps/limits", "alarm.active", "P3.flow")] == plant.told()
    plant.feed(("P2.flow", 85))  # its delay runs
    plant.wait(4 * SECOND)
    both = [{"device": "P1", "mode": "both"}, {"device": "P2", "mode": "both"}, {"device": "P3"}]
    done = plant.deploy(flow(judging(), both))
    assert (["pumps/limits~mode=both"], []) == (done.moved, plant.told())
    plant.wait(5 * SECOND)
    assert [] == plant.told()
    plant.wait(2 * SECOND)
    assert [("pumps/limits~mode=both", "alarm.active", "P2.flow")] == plant.told()
    plant.feed(("P1.flow", 70), ("P2.flow", 70), ("P3.flow", 70))
    assert [
        ("pumps/limits", "alarm.clear", "P3.flow"), ("pumps/limits~mode=both", "alarm.clear", "P1.flow"),
        ("pumps/limits~mode=both", "alarm.clear", "P2.flow"),
    ] == plant.told()  # fmt: skip


def test_a_device_that_leaves_the_table_closes_its_alarm() -> None:
    plant = Plant(flow(judging(), [{"device": "P1", "mode": "both"}, {"device": "P2"}]))
    plant.feed(("P1.flow", 85), ("P2.flow", 85))
    plant.wait(11 * SECOND)
    plant.told()
    plant.deploy(flow(judging(), [{"device": "P2"}]))
    assert [("pumps/limits~mode=both", "alarm.removed", "P1.flow")] == plant.told()


def test_a_node_and_its_groups_may_be_renamed_at_once() -> None:
    devices = [{"device": "P1", "mode": "both"}, {"device": "P2"}]
    plant = Plant(flow(judging(), devices))
    plant.feed(("P1.flow", 85), ("P2.flow", 85))
    plant.wait(11 * SECOND)
    plant.told()
    renamed = judging(was="limits")
    renamed["nodes"] = {"alarms": renamed["nodes"]["limits"]}
    renamed["inputs"][0]["wires"] = [["alarms", "samples"]]
    plant.deploy(flow(renamed, devices))
    assert [] == plant.told()
    plant.feed(("P1.flow", 70), ("P2.flow", 70))
    assert [
        ("pumps/alarms", "alarm.clear", "P2.flow"), ("pumps/alarms~mode=both", "alarm.clear", "P1.flow"),
    ] == plant.told()  # fmt: skip


def test_nodes_that_go_into_a_block_and_out_again_keep_what_they_remember() -> None:
    """Collapsed: the node of the block says where its nodes stood. Expanded: each says which one it was inside."""
    plain = flow(CALM, [])
    outside = {
        **plain,
        "nodes": {"plant": plain["nodes"]["plant"], "calm": node("compute.deadband", band=10.0)},
        "wires": [{"from": ["plant", "samples"], "to": ["calm", "samples"]}],
        "blocks": {},
    }
    pumps = plain["nodes"]["pumps"]
    collapsed = {**plain, "nodes": {**plain["nodes"], "pumps": {**pumps, "was_inside": {"calm": "calm"}}}}
    renamed = {
        **plain,
        "nodes": {"plant": plain["nodes"]["plant"], "station": {**pumps, "was": "pumps"}},
        "wires": [{**wire, "to": ["station", wire["to"][1]]} for wire in plain["wires"]],
    }
    back = {**outside, "nodes": {**outside["nodes"], "calm": {**outside["nodes"]["calm"], "was": "station/calm"}}}
    plant = Plant(outside)
    plant.feed(("P1.flow", 50))
    assert [("calm", "P1.flow", 50)] == plant.passed()
    for document, moved in ((collapsed, "pumps/calm"), (renamed, "station/calm"), (back, "calm")):
        assert [moved] == plant.deploy(document).moved
        plant.feed(("P1.flow", 59))
        assert [] == plant.passed(), moved
    plant.feed(("P1.flow", 61))
    assert [("calm", "P1.flow", 61)] == plant.passed()
