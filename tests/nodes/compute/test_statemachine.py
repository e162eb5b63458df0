"""State machine: a batch from filling to emptying, timeouts, and what is bad."""

from typing import Any

import pytest
from pydantic import ValidationError

from nodes.compute.statemachine import StateMachine, StateMachineConfig, TransitionRow
from tests.nodes.compute.series import BEGIN, SECOND, ran, series
from tundish.testing import Bench, Row

BATCH: dict[str, Any] = {
    "states": [{"name": name, "number": i} for i, name in enumerate(["empty", "filling", "heating", "failed"])],
    "transitions": [
        {"state": "empty", "when": "valve > 0", "to": "filling"},
        {"state": "filling", "when": "level >= 80", "to": "heating"},
        {"state": "filling", "after": 60, "to": "failed"},
        {"state": "heating", "when": "temperature > 90 and level >= 80", "after": 30, "to": "empty"},
        {"when": "stop > 0", "to": "failed"},
    ],
    "output": "batch",
}


def at(second: float, point: str, value: float, quality: int = 0) -> Row:
    time = BEGIN + round(second * SECOND)
    return Row(time + 1, point, value, quality, time)


def course(rows: list[Row], wait: int = 0, config: dict[str, Any] = BATCH) -> list[tuple[float, str, str]]:
    """Time in s, number of the state, and what the event says led there."""
    seen = ran(StateMachine, StateMachineConfig.model_validate(config), rows, wait=wait)
    numbers = [row for row in seen if row[0] == "samples"]
    events = [row for row in seen if row[0] == "events"]
    assert [row[1:3] for row in numbers] == [row[1:3] for row in events]
    return [((n[2] - BEGIN) / SECOND, n[4], e[5]["why"]) for n, e in zip(numbers, events, strict=True)]


def test_the_defaults_are_as_if_they_had_been_checked() -> None:
    config = StateMachineConfig()
    assert StateMachineConfig.model_validate(config.model_dump(mode="json")) == config
    assert [TransitionRow.model_validate(row.model_dump()) for row in config.transitions] == list(config.transitions)


def test_a_batch_goes_its_way() -> None:
    rows = [
        at(0, "level", 0), at(1, "valve", 1), at(20, "level", 50), at(30, "level", 85), at(35, "temperature", 95),
        at(61, "temperature", 96), at(70, "x", 1),
    ]  # fmt: skip
    assert [
        (0, "0.0", "'begin'"), (1, "1.0", "'valve > 0'"), (30, "2.0", "'level >= 80'"),
        (60, "0.0", "'temperature > 90 and level >= 80'"), (60, "1.0", "'valve > 0'"), (60, "2.0", "'level >= 80'"),
    ] == course(rows)  # fmt: skip


def test_a_timeout_comes_with_a_sample_or_without_one_at_its_own_time() -> None:
    rows = [at(0, "level", 0), at(1, "valve", 1)]
    assert [(0, "0.0"), (1, "1.0"), (61, "3.0")] == [row[:2] for row in course(rows, wait=61)]
    late = [*rows, at(100, "level", 85)]  # too late: it had failed before
    assert [(0, "0.0"), (1, "1.0"), (61, "3.0")] == [row[:2] for row in course(late)]


def test_conditions_know_the_units_of_their_points() -> None:
    """100 degF are 37.8 degC, and 180 degF 82.2 degC; in batches and singly, which are different ways."""
    config = {
        "states": [{"name": "cold"}, {"name": "hot", "number": 1}], "output": "m", "units": {"T": "degF", "U": "degC"},
        "transitions": [
            {"state": "cold", "when": "T > 80 degC", "to": "hot"}, {"state": "hot", "when": "T < U", "to": "cold"}
        ],
    }  # fmt: skip
    rows = [at(0, "U", 35), *(at(i, "T", value) for i, value in ((1, 100), (2, 180), (3, 96), (4, 94)))]
    assert [(0, "0.0"), (2, "1.0"), (4, "0.0")] == [row[:2] for row in course(rows, config=config)]
    with pytest.raises(ValidationError, match="do not fit") as wrong:
        StateMachineConfig.model_validate({**config, "units": {"T": "bar", "U": "degC"}})
    assert [("transitions", 0, "when"), ("transitions", 1, "when")] == [e["loc"] for e in wrong.value.errors()]


def test_bad_and_missing_values_hold_nothing_and_any_state_may_be_left() -> None:
    rows = [at(0, "valve", 1, 0x81), at(1, "level", 90), at(2, "stop", 1)]
    assert [(0, "0.0"), (2, "3.0")] == [row[:2] for row in course(rows)]


def test_a_circle_of_conditions_comes_to_an_end() -> None:
    config = {
        "states": [{"name": "a"}, {"name": "b", "number": 1}],
        "transitions": [{"state": "a", "when": "x > 0", "to": "b"}, {"state": "b", "when": "x > 0", "to": "a"}],
    }
    assert ["0.0", "1.0", "0.0", "1.0", "0.0"] == [n for _, n, _ in course([at(0, "x", 1), at(1, "x", 1)], 0, config)]


def test_an_edit_keeps_the_state_or_begins_again() -> None:
    bench = Bench(StateMachine, StateMachineConfig.model_validate(BATCH))
    bench.feed([at(0, "level", 0), at(1, "valve", 1)])
    longer = [{**row, "after": 90} if row.get("after") == 60 else row for row in BATCH["transitions"]]
    bench.configure(StateMachineConfig.model_validate({**BATCH, "transitions": longer}), BEGIN + 2 * SECOND + 1)
    bench.wake(BEGIN + 90 * SECOND)
    assert [0, 1] == bench.values()
    bench.wake(BEGIN + 92 * SECOND)
    assert [0, 1, 3] == bench.values()
    bench.configure(StateMachineConfig(output="batch"), BEGIN + 100 * SECOND + 1)
    assert ["edit"] == [event.data["why"] for event in bench.events()[3:]]


@pytest.mark.parametrize(
    ("config", "what"),
    [
        ({"transitions": [{"when": "x", "to": "nowhere"}]}, "no state 'nowhere'"),
        ({"transitions": [{"to": "idle"}]}, "at least one"),
        ({"transitions": [{"to": "idle", "after": 0.001}]}, "the shortest"),
        ({"states": [{"name": "a"}, {"name": "a"}], "transitions": []}, "stands there twice"),
        ({"transitions": [{"when": "avg(x, 5 min) > 3", "to": "idle"}]}, "remembers nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(config: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        StateMachineConfig.model_validate(config)


@pytest.mark.parametrize("seed", range(4))
def test_a_random_course_is_the_same_singly_and_all_at_once(seed: int) -> None:
    """With timeouts that end between samples, states that any other leads to, and instants of several samples."""
    config = {
        "states": [{"name": name, "number": i} for i, name in enumerate("abcd")],
        "transitions": [
            {"state": "a", "when": "x > 60", "to": "b"}, {"state": "b", "after": 20, "to": "d"},
            {"state": "b", "when": "y < 40 or x < 20", "after": 3, "to": "c"},
            {"state": "c", "when": "is_good(y)", "after": 9, "to": "a"},
            {"when": "x > 95", "to": "d"}, {"state": "d", "after": 7, "to": "a"},
        ],
    }  # fmt: skip
    rows = series(seed, 400, points=("x", "y", "z"))
    seen = ran(StateMachine, StateMachineConfig.model_validate(config), rows, wait=60)
    assert len(seen) > 60
    assert {"0.0", "1.0", "2.0", "3.0"} == {str(float(row[4])) for row in seen if row[0] == "samples"}
