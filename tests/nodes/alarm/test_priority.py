"""The priority of a level: HH and LL may have one of their own, in limits and in limits that move."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.alarm.limit import Limit, LimitConfig
from nodes.alarm.moving import Moving, MovingConfig
from tests.nodes.alarm.second_opinion import CUTS, DELAYS, GAPS, QUALITY, fed, timed
from tundish.testing import Bench, Row

LIMITS: dict[str, Any] = {"ll": 10, "l": 20, "h": 50, "hh": 80, "priority": "serious"}
KINDS: list[Any] = [(Limit, LimitConfig, LIMITS), (Moving, MovingConfig, {**LIMITS, "points": "*"})]


def made(config: Any, row: dict[str, Any], far: str | None, **more: Any) -> Any:
    row = {name: str(value) if config is MovingConfig and name in {"ll", "l", "h", "hh"} else value
           for name, value in row.items()}  # fmt: skip
    return config.model_validate({"rows": [row if far is None else {**row, "priority_far": far}], **more})


def shown(bench: Any) -> list[tuple[str, str]]:
    return [(data["level"], data["priority"]) for _, data, _ in bench.node.rows()]


@pytest.mark.parametrize(("kind", "config", "row"), KINDS, ids=["limit", "moving"])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            [60, 90, 60, 40],
            [("active", "H", "serious"), ("escalate", "HH", "critical"), ("ease", "H", "serious"),
             ("clear", None, "serious")],
        ),
        (
            [15, 5, 15, 30],
            [("active", "L", "serious"), ("escalate", "LL", "critical"), ("ease", "L", "serious"),
             ("clear", None, "serious")],
        ),
        ([90, 40], [("active", "HH", "critical"), ("clear", None, "critical")]),
        ([60, 5, 15], [("active", "H", "serious"), ("escalate", "LL", "critical"), ("ease", "L", "serious")]),
    ],
    ids=["high", "low", "at once", "from one side to the other"],
)  # fmt: skip
def test_the_priority_goes_with_the_level_in_events_and_in_the_list(
    kind: Any, config: Any, row: dict[str, Any], values: list[float], expected: list[tuple[Any, ...]]
) -> None:
    """What has returned keeps the priority of the level that it left."""
    bench = Bench(kind, made(config, row, "critical")).start()
    for i, (value, (_, level, priority)) in enumerate(zip(values, expected, strict=True)):
        bench.feed([Row(2 * i + 1, "p", value)], "samples")
        assert [(level, priority)] == shown(bench)
    assert expected == [(e.kind[6:], e.data["level"], e.data["priority"]) for e in bench.events()]


@pytest.mark.parametrize(("kind", "config", "row"), KINDS, ids=["limit", "moving"])
def test_a_document_without_it_is_as_it_was(kind: Any, config: Any, row: dict[str, Any]) -> None:
    old = made(config, row, None)
    assert made(config, {**row, "priority_far": None}, None) == old, "to deploy it again edits nothing"
    bench = fed(kind, old, [Row(1, "p", 60.0), Row(3, "p", 90.0), Row(5, "q", 5.0)], [1], restart=True)
    assert {"serious"} == {e.data["priority"] for e in bench.events()}


@given(
    steps=st.lists(
        st.tuples(GAPS, st.just("p"), st.sampled_from([5.0, 15.0, 30.0, 49.0, 60.0, 79.0, 90.0]), QUALITY), max_size=20
    ),
    on=DELAYS, off=DELAYS, cuts=CUTS, restart=st.booleans(), which=st.sampled_from(KINDS),
)  # fmt: skip
def test_every_transition_has_the_priority_of_its_level(
    steps: list[tuple[int, str, float, int]], on: int, off: int, cuts: list[int], restart: bool, which: Any
) -> None:
    """Or of the level that it left, if it has none; however samples come, and over restarts."""
    kind, config, row = which
    delays = {"deadband": 2, "on_delay": on / 1e9, "off_delay": off / 1e9}
    bench = fed(kind, made(config, {**row, **delays}, "advisory"), timed(steps, Row), cuts, restart=restart)
    for event in bench.events():
        far = (event.data["level"] or event.data["was"]) in {"HH", "LL"}
        assert ("advisory" if far else "serious") == event.data["priority"]


def test_an_acknowledged_alarm_that_gets_worse_calls_with_the_graver_priority() -> None:
    bench = Bench(Limit, made(LimitConfig, LIMITS, "critical")).start()
    bench.feed([Row(1, "p", 60.0)])
    bench.command(3, "ack", {"point": "p"})
    bench.feed([Row(5, "p", 90.0)])
    worse = bench.events()[-1]
    assert ("alarm.escalate", "unack", "critical") == (worse.kind, worse.data["status"], worse.data["priority"])


def test_a_mode_changes_the_priority_of_the_level_at_which_an_alarm_stands() -> None:
    """At HH only what the mode says of HH counts, at H only what it says of H; none says nothing twice."""
    limits = {"points": "PV", "h": "50", "hh": "80"}
    rows = [limits, {**limits, "mode": 2, "priority": "serious", "priority_far": "critical"},
            {**limits, "mode": 3, "priority": "serious"}]  # fmt: skip
    bench = Bench(Moving, MovingConfig.model_validate({"rows": rows, "mode": "M"})).start()
    bench.feed([Row(1, "PV", 90.0), Row(3, "M", 2.0), Row(5, "M", 3.0), Row(7, "PV", 60.0)], "samples")
    bench.feed([Row(9, "M", 2.0), Row(11, "PV", 90.0), Row(13, "M", 0.0)], "samples")
    assert [
        (1, "active", "HH", "moderate"), (3, "priority", "HH", "critical"), (5, "priority", "HH", "serious"),
        (7, "ease", "H", "serious"), (11, "escalate", "HH", "critical"), (13, "priority", "HH", "moderate"),
    ] == [(e.time, e.kind[6:], e.data["level"], e.data["priority"]) for e in bench.events()]  # fmt: skip


def test_a_mode_that_moves_the_limits_too_tells_one_transition_with_the_priority_of_the_new_level() -> None:
    row = {"points": "PV", "h": "50", "hh": "80", "priority_far": "critical"}
    rows = [row, {**row, "mode": 1, "hh": "55", "priority": "advisory"}]
    bench = Bench(Moving, MovingConfig.model_validate({"rows": rows, "mode": "M"})).start()
    bench.feed([Row(1, "PV", 60.0), Row(3, "M", 1.0), Row(5, "M", 0.0)], "samples")
    assert [(1, "active", "moderate"), (3, "escalate", "critical"), (5, "ease", "moderate")] == [
        (e.time, e.kind[6:], e.data["priority"]) for e in bench.events()
    ]
