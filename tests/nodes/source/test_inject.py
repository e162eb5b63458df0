"""Inject: the button, the interval, and what is sent."""

from typing import Any

import pytest
from pydantic import ValidationError

from nodes.source.inject import Inject, InjectConfig
from tundish.testing import Bench

SECOND = 1_000_000_000


def bench(**config: Any) -> Bench:
    return Bench(Inject, InjectConfig.model_validate(config)).start(1)


def test_a_press_sends_the_event_with_its_data() -> None:
    on_bench = bench(
        event="lab.result",
        data=[
            {"name": "value", "value": "28.0"}, {"name": "n", "type": "number", "value": "1.5"},
            {"name": "tags", "type": "json", "value": '["a", null]'},
        ],
    )  # fmt: skip
    on_bench.command(5, "press")
    [event] = on_bench.events()
    assert ("lab.result", 5, {"value": "28.0", "n": 1.5, "tags": ["a", None]}) == (event.kind, event.time, event.data)


def test_a_press_sends_the_sample() -> None:
    on_bench = bench(mode="sample", point="set", value=3)
    on_bench.command(5, "press")
    assert [("samples", 5, 5, "set", "3.0", 0)] == on_bench.seen


def test_another_command_sends_nothing() -> None:
    on_bench = bench()
    on_bench.command(5, "pull")
    assert [] == on_bench.seen


def test_an_interval_counts_from_the_start() -> None:
    on_bench = bench(mode="sample", interval=10)
    on_bench.wake(35 * SECOND)
    assert [10 * SECOND + 2, 20 * SECOND + 2, 30 * SECOND + 2] == [row[1] for row in on_bench.seen]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"interval": 10, "value": 2}, [10, 20, 30]),
        ({"interval": 7}, [11, 18, 25, 32]),
        ({"interval": None}, []),
    ],
    ids=["kept", "changed", "taken away"],
)
def test_an_edit_of_the_interval_counts_from_the_edit(edit: dict[str, Any], expected: list[int]) -> None:
    on_bench = bench(mode="sample", interval=10)
    on_bench.configure(InjectConfig.model_validate({"mode": "sample", **edit}), 4 * SECOND + 1)
    assert bool(expected) == bool(on_bench.node.state.timers)
    on_bench.wake(35 * SECOND)
    assert expected == [row[1] // SECOND for row in on_bench.seen]


def test_an_interval_that_is_added_begins_at_the_edit() -> None:
    on_bench = bench(mode="sample")
    on_bench.configure(InjectConfig(mode="sample", interval=10), 3 * SECOND + 1)
    on_bench.wake(14 * SECOND)
    assert [13] == [row[1] // SECOND for row in on_bench.seen]


def test_a_restart_does_not_begin_the_interval_anew() -> None:
    on_bench = bench(mode="sample", interval=10)
    again = Bench(Inject, on_bench.node.config, on_bench.snapshot())
    again.wake(11 * SECOND)
    assert [10] == [row[1] // SECOND for row in again.seen]


@pytest.mark.parametrize(
    "config",
    [
        {"interval": 0}, {"interval": -1}, {"data": [{"type": "number", "value": "x"}]},
        {"data": [{"type": "number", "value": "nan"}]}, {"data": [{"type": "json", "value": "{"}]},
        {"data": [{"type": "json", "value": "NaN"}]}, {"value": float("inf")}, {"point": ""}, {"mode": "both"},
    ],
    ids=str,
)  # fmt: skip
def test_configs_that_cannot_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InjectConfig.model_validate(config)


def test_it_owns_the_point_it_sends() -> None:
    assert ((), ("set",)) == (bench().node.owned(), bench(mode="sample", point="set").node.owned())


@pytest.mark.parametrize(
    ("missed", "times"),
    [("once", [50, 60]), ("all", [20, 30, 40, 50, 60]), ("skip", [60])],
)
def test_what_was_missed_in_an_outage_is_sent_as_it_is_set(missed: str, times: list[int]) -> None:
    on_bench = bench(interval=10, missed=missed)
    on_bench.wake(11 * SECOND)
    before = len(on_bench.events())
    on_bench.step.node.resumed(55 * SECOND)
    on_bench.wake(61 * SECOND)
    assert times == [event.time // SECOND for event in on_bench.events()[before:]]
