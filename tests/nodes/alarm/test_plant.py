"""What the point directory says of points: area and device with alarms, ranges as spans, groups by device, routes."""

from typing import Any

import pytest

from engine.passes.deploy import redeploy
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from nodes.alarm.deviation import Deviation, DeviationConfig
from nodes.alarm.discrepancy import Discrepancy, DiscrepancyConfig
from nodes.alarm.group import Group, GroupConfig
from nodes.alarm.limit import Limit, LimitConfig
from nodes.alarm.moving import Moving, MovingConfig
from nodes.alarm.notify import Notify
from tests.engine.kinds import KINDS, node, wires
from tests.nodes.alarm.test_notify import alarm, config, played, told
from tundish import Plant, Points, Samples
from tundish.catalogue import load
from tundish.testing import Bench, Row

PLANT = Plant({
    "P1.F": {"area": "North", "device": "P1", "low": 0.0, "high": 200.0}, "P1.T": {"area": "North", "device": "P1"},
    "P2.F": {"area": "North", "device": "P2", "low": 50.0, "high": 50.0}, "M1": {"area": "South"},
})  # fmt: skip


PERCENT = {"deadband": 5, "deadband_in": "percent"}
APART = [
    (Deviation, DeviationConfig, {"set_point": "0", "high": 100, "low": 100}),
    (Discrepancy, DiscrepancyConfig, {"other": "ZERO", "tolerance": 100}),
]


def node_of(bench: Bench) -> Any:
    return bench.node


def placed(bench: Bench, plant: Plant = PLANT) -> Bench:
    bench.node.plant = plant
    return bench


def test_an_alarm_tells_area_and_device_of_its_point() -> None:
    bench = placed(Bench(Limit, LimitConfig.model_validate({"rows": [{"h": 10}]})).start())
    bench.feed([Row(1, "P1.F", 11.0), Row(1, "M1", 11.0), Row(1, "X", 11.0)])
    places = {e.point: (e.data["area"], e.data["device"]) for e in bench.events()}
    assert {"P1.F": ("North", "P1"), "M1": ("South", ""), "X": ("", "")} == places
    assert [("North", "P1")] == [(d["area"], d["device"]) for p, d, _ in node_of(bench).rows() if p == "P1.F"]


@pytest.mark.parametrize(
    ("kind", "made", "row"),
    [
        (Limit, LimitConfig, {"h": 100, "deadband": 5, "deadband_in": "percent"}),
        (Limit, LimitConfig, {"h": 100, "signal": "flow", "on_delay": 0, "off_delay": 0}),
        (Moving, MovingConfig, {"points": "*", "h": "100", "deadband": 5, "deadband_in": "percent"}),
        (Deviation, DeviationConfig, {"set_point": "0", "high": 100, "low": 300, **PERCENT}),
        (Deviation, DeviationConfig, {"set_point": "ZERO", "high": 100, "low": None, **PERCENT}),
        (Discrepancy, DiscrepancyConfig, {"other": "ZERO", "tolerance": 100, **PERCENT}),
    ],
    ids=["percent", "signal", "moving", "deviation", "set-point", "discrepancy"],
)
def test_percent_is_of_the_range_in_the_directory(kind: Any, made: Any, row: dict[str, Any]) -> None:
    """5 % of 200 is 10; a point without a range has no deadband, nor has one whose range is empty."""
    bench = placed(Bench(kind, made.model_validate({"rows": [row]})).start())
    bench.feed([Row(1, "ZERO", 0.0), *(Row(1, point, 101.0) for point in ("P1.F", "P1.T", "P2.F"))])
    bench.feed([Row(3, point, 95.0) for point in ("P1.F", "P1.T", "P2.F")], "samples")
    assert {"P1.T", "P2.F"} == {e.point for e in bench.events() if e.kind == "alarm.clear"}
    bench.feed([Row(5, "P1.F", 90.0)], "samples")
    assert {"P1.T", "P2.F", "P1.F"} == {e.point for e in bench.events() if e.kind == "alarm.clear"}


def test_a_range_that_the_row_has_counts_more_and_asks_nobody() -> None:
    row = {"h": 100, "deadband": 5, "deadband_in": "percent", "span": 20}
    node = node_of(placed(Bench(Limit, LimitConfig.model_validate({"rows": [row]}))))
    assert 1.0 == node.row_of("P1.F").band
    assert not node.misplaced(Plant({}))


def test_another_range_is_judged_by_from_the_deploy_on() -> None:
    made = LimitConfig.model_validate({"rows": [{"h": 100, "deadband": 5, "deadband_in": "percent"}]})
    bench = placed(Bench(Limit, made).start())
    bench.feed([Row(1, "P1.F", 101.0), Row(3, "P1.F", 95.0)])
    narrow = Plant({"P1.F": {"area": "North", "device": "P1", "low": 0, "high": 40}})
    assert bench.node.misplaced(narrow)
    assert not bench.node.misplaced(Plant({**PLANT.table, "M1": {"area": "West"}}))
    placed(bench, narrow).configure(made, 5)
    assert ["alarm.active", "alarm.clear"] == [e.kind for e in bench.events()]


@pytest.mark.parametrize(("kind", "made", "row"), APART)
def test_percent_of_a_difference_goes_by_the_row_then_by_the_directory(kind: Any, made: Any, row: Any) -> None:
    """A range that changes by a deploy is judged by at once; what the row has asks nobody."""
    node = node_of(placed(Bench(kind, made.model_validate({"rows": [{**row, **PERCENT, "span": 20}]}))))
    assert 1.0 == node.band(node.row_of("P1.F"), "P1.F")
    assert not node.misplaced(Plant({}))
    settings = made.model_validate({"rows": [{**row, **PERCENT}]})
    bench = placed(Bench(kind, settings).start())
    bench.feed([Row(1, "ZERO", 0.0), Row(1, "P1.F", 101.0), Row(3, "P1.F", 95.0)])
    assert ["alarm.active"] == [e.kind for e in bench.events()]
    narrow = Plant({"P1.F": {"low": 0, "high": 40}})
    assert bench.node.misplaced(narrow)
    assert not bench.node.misplaced(Plant({**PLANT.table, "M1": {"area": "West"}}))
    placed(bench, narrow).configure(settings, 5)
    assert ["alarm.active", "alarm.clear"] == [e.kind for e in bench.events()]


@pytest.mark.parametrize(("kind", "made", "row"), APART)
def test_a_deadband_in_percent_lets_a_difference_return(kind: Any, made: Any, row: Any) -> None:
    """80 % of 200 is 160, more than the limit of 100: it returns where nothing is apart any more."""
    bench = placed(Bench(kind, made.model_validate({"rows": [{**row, **PERCENT, "deadband": 80}]})).start())
    bench.feed([Row(1, "ZERO", 0.0), Row(1, "P1.F", 101.0), Row(3, "P1.F", 1.0)])
    assert ["alarm.active"] == [e.kind for e in bench.events()]
    bench.feed([Row(5, "P1.F", 0.0)], "samples")
    assert ["alarm.active", "alarm.clear"] == [e.kind for e in bench.events()]
    with pytest.raises(ValueError, match="deadband"):
        made.model_validate({"rows": [{**row, **PERCENT, "deadband": 80, "span": 200}]})


@pytest.mark.parametrize(
    ("row", "groups"),
    [
        ({"by": "device", "group": "*"}, {"P1.F": ["P1"], "P1.T": ["P1"], "P2.F": ["P2"], "M1": []}),
        ({"by": "device", "group": "any of *"}, {"P1.F": ["any of P1"], "X": []}),
        ({"by": "area", "group": "*", "points": "*.F"}, {"P1.F": ["North"], "P1.T": [], "M1": []}),
        ({"by": "area", "group": "plant"}, {"P1.F": ["plant"], "M1": ["plant"], "X": []}),
        ({"group": "all"}, {"P1.F": ["all"], "X": ["all"]}),
    ],
)
def test_groups_of_a_device_and_of_an_area(row: dict[str, Any], groups: dict[str, list[str]]) -> None:
    bench = placed(Bench(Group, GroupConfig.model_validate({"rows": [row]})))
    assert groups == {point: list(node_of(bench).groups_of(point)) for point in groups}


def test_any_alarm_of_a_device_raises_that_of_the_device_and_the_first_is_told() -> None:
    made = GroupConfig.model_validate({"rows": [{"by": "device", "group": "*"}]})
    bench = placed(Bench(Group, made).start())
    for at, point, status in ((1, "P1.T", "unack"), (3, "P1.F", "unack"), (5, "P1.T", "normal"), (7, "P1.F", "normal")):
        bench.send(at, "alarm.active", {"status": status}, point=point)
    assert [(1, "alarm.active", "P1", "P1.T"), (7, "alarm.clear", "P1", "P1.T")] == [
        (e.time, e.kind, e.point, e.data["first"]) for e in bench.events()
    ]
    bench.send(9, "alarm.active", {"status": "unack"}, point="P1.T")
    moved = Plant({"P1.T": {"device": "P9"}})
    assert bench.node.misplaced(moved)
    placed(bench, moved).configure(made, 11)
    assert [("alarm.clear", "P1"), ("alarm.active", "P9")] == [(e.kind, e.point) for e in bench.events()][-2:]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"by": "device", "group": "any of *"}, ("North", "P1")), ({"by": "area", "group": "*"}, ("North", "")),
        ({"by": "area", "group": "plant"}, ("", "")), ({"group": "M1"}, ("South", "")),
    ],
)  # fmt: skip
def test_the_alarm_of_a_group_is_where_its_members_are(row: dict[str, Any], place: tuple[str, str]) -> None:
    """Also when it is over and waits for somebody, so that a route by area that told of it finds it again."""
    bench = placed(Bench(Group, GroupConfig.model_validate({"rows": [row]})).start())
    bench.send(1, "alarm.active", {"status": "unack"}, point="P1.F")
    bench.send(3, "alarm.clear", {"status": "normal"}, point="P1.F")
    assert [place] * 2 == [(e.data["area"], e.data["device"]) for e in bench.events()]
    assert [place] == [(data["area"], data["device"]) for _, data, _ in node_of(bench).rows()]


@pytest.mark.parametrize("group", ["a", "z"])
def test_a_deploy_that_moves_points_to_another_area_says_nothing_of_groups_that_stay(group: str) -> None:
    """`a` and `b` stand; `a` goes from North to South, and clears by a new limit: South stands all the while by `b`.
    Whichever of the nodes is told first."""

    def document(area: str, limit: int) -> dict[str, Any]:
        nodes = {
            "s": node("test.source"), "all": node("test.collect"),
            "m": node("alarm.limit", rows=[{"points": "a", "h": limit}, {"points": "b", "h": 50}]),
            group: node("alarm.group", rows=[{"by": "area", "group": "*"}]),
        }  # fmt: skip
        joined = wires("s.samples > m.samples", f"m.events > {group}.events", f"{group}.events > all.events")
        return {"nodes": nodes, "wires": joined, "plant": {"a": {"area": area}, "b": {"area": "South"}}}

    points, kinds = Points(), {**load().kinds, **KINDS}
    runner = Runner(plan(document("North", 50), kinds, points), Inbox(lambda: 1000), points)
    hot = Samples.of(arrival=[0] * 2, time=[1] * 2, point=points.numbers(["a", "b"]), value=[70.0] * 2, quality=[0] * 2)
    runner.inbox.put("s", "samples", hot)
    redeploy(runner, document("South", 80), kinds)
    seen: Any = runner.nodes()["all"]
    told = [(row[3], row[4]) for row in seen.seen]
    assert [("alarm.active", "North"), ("alarm.active", "South"), ("alarm.clear", "North")] == told


@pytest.mark.parametrize(
    ("route", "fits"),
    [
        ({"area": "North"}, True), ({"area": "North/*"}, False), ({"area": "N*"}, True), ({"area": "South"}, False),
        ({"device": "P*"}, True), ({"device": "P2"}, False), ({"area": "North", "device": "P1"}, True),
        ({"area": "North", "points": "Q"}, False),
    ],
)  # fmt: skip
def test_routes_by_area_and_device(route: dict[str, Any], fits: bool) -> None:
    bench = played(config(route), [alarm(1, area="North", device="P1")])
    assert ([(1, "alarm", "shift")] if fits else []) == told(bench)
    if fits:
        assert "Place: North, P1\n" in bench.events("notify")[0].data["text"]


def test_an_alarm_without_a_place_takes_no_route_of_one() -> None:
    assert [] == told(played(config({"area": "*a*"}), [alarm(1)]))
    assert Notify.kind == "alarm.notify"


FORMULAS = [
    ("= {device}.SP * 1.1", {"T1.SP": 50.0}, 55.0), ("={point}2 + 1", {"T1.PV2": 4.0}, 5.0), ("= 2 * 3", {}, 6.0),
    ('= "{device} SP" + off', {"T1 SP": 50.0, "off": 2.0}, 52.0), ("= if(off > 1, 40, 60)", {"off": 2.0}, 40.0),
    ("= 1 / off", {"off": 0.0}, None), ("= {device}.SP", {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "points", "limit"), FORMULAS)
def test_a_limit_that_is_a_formula(text: str, points: dict[str, float], limit: float | None) -> None:
    """None: it cannot be computed, or a point of it is unknown: nothing is judged."""
    bench = Bench(Moving, MovingConfig.model_validate({"rows": [{"points": "*.PV", "h": text}]})).start()
    bench.feed([Row(1, name, value) for name, value in points.items()], "samples")
    bench.feed([Row(3, "T1.PV", 1000.0)], "samples")
    assert ([] if limit is None else [limit]) == [round(e.data["limit"], 9) for e in bench.events()]


def test_a_formula_moves_with_its_points_and_by_the_mode() -> None:
    rows = [{"points": "*.PV", "h": "= {device}.SP * 1.1"}, {"points": "*.PV", "mode": 1, "h": "= {device}.SP * 2"}]
    bench = Bench(Moving, MovingConfig.model_validate({"rows": rows, "mode": "M"})).start()
    bench.feed(
        [Row(1, "a.SP", 50.0), Row(1, "a.PV", 60.0), Row(3, "a.SP", 70.0), Row(5, "M", 0.0), Row(7, "a.SP", 40.0)]
    )
    bench.feed([Row(9, "M", 1.0)], "samples")
    found = [(e.time, e.kind, round(e.data["limit"], 9)) for e in bench.events()]
    assert [(1, "alarm.active", 55), (3, "alarm.clear", 77), (7, "alarm.active", 44), (9, "alarm.clear", 80)] == found


@pytest.mark.parametrize("text", ["= avg(a, 1 h)", "= a +", "= a b"], ids=str)
def test_formulas_that_cannot_be_limits_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\bh\b"):
        MovingConfig.model_validate({"rows": [{"points": "*.PV", "h": text}]})


def test_the_priority_goes_by_the_mode_and_asks_nobody_again() -> None:
    rows = [{"points": "PV", "h": "50"}, {"points": "PV", "mode": 2, "h": "50", "priority": "critical"}]
    bench = Bench(Moving, MovingConfig.model_validate({"rows": rows, "mode": "M"})).start()
    bench.feed([Row(1, "PV", 60.0)], "samples")
    bench.command(3, "ack", {"point": "PV"})
    bench.feed(
        [Row(5, "M", 2.0), Row(7, "M", 2.0), Row(9, "M", 3.0), Row(11, "PV", 40.0), Row(13, "M", 2.0)], "samples"
    )
    assert [
        (1, "active", "moderate", "unack"), (3, "ack", "moderate", "ack"), (5, "priority", "critical", "ack"),
        (9, "priority", "moderate", "ack"), (11, "clear", "moderate", "normal"),
    ] == [(e.time, e.kind[6:], e.data["priority"], e.data["status"]) for e in bench.events()]  # fmt: skip
