"""The alarm board: what is told as it happens comes to what is told when the flow begins."""

import random
from typing import Any

from engine.watch.alarms import AlarmBoard
from engine.watch.readmodel import ReadModel
from nodes.alarm.group import Group, GroupConfig
from tests.tundish.alarm_bench import Plain, Plant, at
from tests.tundish.test_alarm_walk import CONFIGS, walk
from tundish.samples import Samples
from tundish.testing import Bench, Edit, Row


def void(_: object) -> None:
    """Whether it was news is of no interest here."""


class Watched:
    """What the API knows of a flow with one node."""

    def __init__(self) -> None:
        self.model = ReadModel()
        self.board = AlarmBoard(lambda message: void(self.model.take(message)))

    def rows(self) -> list[dict[str, Any]]:
        return sorted(self.model.alarms()["alarms"], key=lambda row: row["point"])


def begun(node: Any) -> list[dict[str, Any]]:
    """What is known when the flow begins now."""
    fresh = Watched()
    fresh.board.begin("f", {"n": node})
    return fresh.rows()


def test_what_is_told_live_is_what_is_told_at_the_start() -> None:
    for seed in range(5):
        bench, watched = Bench(Plain, CONFIGS[0]), Watched()
        watched.board.begin("f", {"n": bench.node})
        for i, item in enumerate(walk(random.Random(seed), 150)):
            bench.emitted.clear()
            bench.play([item])
            if isinstance(item, Edit):  # a deploy tells everything again
                watched.board.begin("f", {"n": bench.node})
            for _, event in bench.emitted:
                if not isinstance(event, Samples):
                    watched.board.put("f", "n", event)
            assert begun(bench.node) == watched.rows(), (seed, i, item)


def test_an_alarm_that_is_normal_is_a_row_as_long_as_it_is_hidden() -> None:
    plant, watched = Plant(max_shelve=60, alarm_class="safety"), Watched()
    watched.board.begin("f", {"n": plant.node})
    plant.ask(1, "shelve", reason="noisy")
    plant.suppress(2, 1, "maintenance")
    for event in plant.bench.events():
        watched.board.put("f", "n", event)
    every, shelved = watched.rows()
    assert ("*", "normal", "maintenance") == (every["point"], every["status"], every["suppressed"])
    expected = {
        "flow": "f", "node": "n", "point": "p", "status": "normal", "level": None, "value": None, "limit": None,
        "priority": "serious", "message": "", "time": "1970-01-01T00:00:02.000000001Z", "active_since": None,
        "acked_by": "", "type": "limit", "count": 0, "comment": "", "suppressed": "maintenance", "out_of_service": None,
        "waiting": None, "group": "", "first": None, "first_out": False, "returns": None, "area": "", "device": "",
        "class": "safety",
        "latched": False, "max_shelve": 60.0, "comment_required": False, "second_person": False,
        "shelved": {"until": "1970-01-01T00:01:01.000000002Z", "once": False, "by": "ann", "reason": "noisy"},
    }  # fmt: skip
    assert expected == shelved
    plant.bench.emitted.clear()
    plant.suppress(3, 0, "maintenance")
    plant.bench.wake(at(100))
    for event in plant.bench.events():
        watched.board.put("f", "n", event)
    assert [] == watched.rows()


def test_members_say_which_group_they_are_of_and_the_group_who_came_first() -> None:
    """Along wires, also over other nodes; of several groups the first. What no wire brings there is of none."""
    limits = Bench(Plain, CONFIGS[0])
    rows = [{"points": "P1.*", "group": "trip"}, {"points": "*", "group": "plant"}]
    group = Bench(Group, GroupConfig.model_validate({"rows": rows})).start()
    nodes = {"n": limits.node, "alone": limits.node, "g": group.node}
    wires = [{"from": [a, "events"], "to": [b, "events"]} for a, b in (("n", "route"), ("route", "g"), ("g", "tell"))]
    watched = Watched()
    watched.board.begin("f", nodes, (), wires)
    for k, point in enumerate(("P1.b", "P1.a", "Q")):
        limits.feed([Row(k + 1, point, 1.0)], "samples")
    for event in limits.events():
        watched.board.put("f", "n", event)
        watched.board.put("f", "alone", event)
        before = len(group.events())
        group.send(event.arrival, event.kind, event.data, point=event.point, time=event.time)
        for more in group.events()[before:]:
            watched.board.put("f", "g", more)
    told = sorted((row["node"], row["point"], row["group"], row["first"]) for row in watched.rows())
    assert [
        ("alone", "P1.a", "", None),
        ("alone", "P1.b", "", None),
        ("alone", "Q", "", None),
        ("g", "plant", "plant", "P1.b"),
        ("g", "trip", "trip", "P1.b"),
        ("n", "P1.a", "trip", None),
        ("n", "P1.b", "trip", None),
        ("n", "Q", "plant", None),
    ] == told
    fresh = Watched()
    fresh.board.begin("f", nodes, (), wires)
    assert told == sorted((row["node"], row["point"], row["group"], row["first"]) for row in fresh.rows())
