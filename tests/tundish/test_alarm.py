"""The life cycle: every status with every change, and the base that keeps it."""

import itertools
from typing import Any, get_args

import pytest

from tundish.alarm import LIFE_CYCLE, AlarmConfig, AlarmNode, AlarmState, Change, Priority, Status, change_of
from tundish.iso import iso
from tundish.testing import Bench

REFUSED = {
    "normal": {"ack", "clear", "ease", "escalate", "reset", "realarm", "reveal"},
    "unack": {"active", "reset", "realarm", "reveal"},
    "ack": {"ack", "active", "reset"},
    "rtn_unack": {"clear", "ease", "escalate", "reset", "realarm", "reveal"},
    "latch_unack": {"clear", "ease", "escalate", "reset", "realarm", "reveal"},
    "latch_ack": {"ack", "clear", "ease", "escalate", "realarm", "reveal"},
}


class Plain(AlarmNode[AlarmConfig, AlarmState]):
    """An alarm by hand."""

    kind = "alarm.plain"
    title = "Plain"

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        return "serious", 10.0 * level, f"{point} at {level}"

    def put(self, bench: Bench, level: int, time: int) -> None:
        for port, event in self.to_level("p", level, time, time, 1.5):
            bench.step.emit(port, event)


def test_the_table_is_whole() -> None:
    """Each pair is either listed or named above as one that cannot be."""
    for status, change in itertools.product(get_args(Status), get_args(Change)):
        assert ((status, change) in LIFE_CYCLE) != (change in REFUSED[status]), (status, change)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (0, 1, "active"),
        (0, -2, "active"),
        (1, 0, "clear"),
        (1, 2, "escalate"),
        (2, 1, "ease"),
        (-1, -2, "escalate"),
        (-2, -1, "ease"),
        (1, -1, "escalate"),
        (-2, 1, "escalate"),
    ],
)
def test_change_of(old: int, new: int, change: str) -> None:
    assert change == change_of(old, new)


def bench() -> tuple[Bench, Any]:
    on_bench = Bench(Plain)
    return on_bench, on_bench.node


def told(on_bench: Bench) -> list[tuple[str, str]]:
    return [(event.kind, event.data["status"]) for event in on_bench.events()]


def test_an_alarm_that_comes_back_before_it_is_acknowledged_is_a_new_one() -> None:
    on_bench, node = bench()
    for time, level in enumerate([1, 0, 2, 0], start=1):
        node.put(on_bench, level, time)
    assert [("alarm.active", "unack"), ("alarm.clear", "rtn_unack")] * 2 == told(on_bench)
    assert [iso(1), iso(1), iso(3), iso(3)] == [event.data["active_since"] for event in on_bench.events()]


def test_the_same_level_again_says_nothing() -> None:
    on_bench, node = bench()
    node.put(on_bench, 1, 1)
    node.put(on_bench, 1, 3)
    assert 1 == len(on_bench.events())


def test_who_acknowledged_is_kept_while_it_eases_and_forgotten_when_it_escalates() -> None:
    on_bench, node = bench()
    node.put(on_bench, 2, 1)
    on_bench.command(3, "ack", {"point": "p", "comment": "on it"}, user="eve")
    node.put(on_bench, 1, 5)
    node.put(on_bench, 2, 7)
    assert ["", "eve", "eve", ""] == [event.data["acked_by"] for event in on_bench.events()]


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("ack", {}),
        ("ack", {"point": ["p"]}),
        ("ack", {"point": "q"}),
        ("ack", {"point": "p", "x": 1}),
        ("ack", "p"),
        ("shelve", {"point": "p"}),
    ],
    ids=str,
)
def test_a_command_that_cannot_be_is_refused_not_thrown(command: str, args: Any) -> None:
    on_bench, node = bench()
    node.put(on_bench, 1, 1)
    on_bench.command(3, command, args)
    assert 0 == on_bench.step.failed
    assert ["alarm.active", "alarm.refused"] == [event.kind for event in on_bench.events()]
    assert "unack" == node.state.alarms["p"].status


def test_an_alarm_that_is_removed_ends_when_it_is_removed() -> None:
    on_bench, node = bench()
    node.put(on_bench, 1, 1)
    on_bench.step.remove(9)
    removed = on_bench.events()[-1]
    assert ("alarm.removed", 9, "normal", "H") == (
        removed.kind,
        removed.time,
        removed.data["status"],
        removed.data["was"],
    )
    assert 0 == len(node.state.alarms)
