"""Switch: which events leave where."""

from typing import Any

import pytest
from pydantic import ValidationError

from nodes.compute.switch import Switch, SwitchConfig
from tundish.testing import Bench

CASES = [
    {"port": "high", "when": "value > 10"},
    {"port": "big", "when": "value > 5"},
    {"port": "named", "when": "point != ''"},
]


def ways(match: str, data: dict[str, Any], point: str = "") -> list[str]:
    bench = Bench(Switch, SwitchConfig.model_validate({"cases": CASES, "match": match}))
    bench.send(1, "test", data, point=point)
    return [port for port, _ in bench.emitted if port != "error"]


@pytest.mark.parametrize(
    ("match", "value", "point", "expected"),
    [
        ("first", 20, "p", ["high"]), ("first", 7, "p", ["big"]),
        ("first", 1, "p", ["named"]), ("first", 1, "", ["else"]),
        ("all", 20, "p", ["high", "big", "named"]), ("all", 7, "", ["big"]), ("all", 1, "", ["else"]),
    ],
)  # fmt: skip
def test_first_or_all_or_else(match: str, value: float, point: str, expected: list[str]) -> None:
    assert expected == ways(match, {"value": value}, point)


def test_the_event_goes_on_as_it_is() -> None:
    bench = Bench(Switch, SwitchConfig.model_validate({"cases": CASES}))
    bench.send(3, "lab.result", {"value": "28.0", "deep": {"x": [1]}}, time=7, point="p")
    [event] = bench.events("named")
    assert ("lab.result", 7, 3, "p", {"value": "28.0", "deep": {"x": [1]}}) == (
        event.kind, event.time, event.arrival, event.point, event.data,
    )  # fmt: skip


def test_a_case_that_cannot_be_judged_is_not_true_and_the_error_port_says_so() -> None:
    bench = Bench(Switch, SwitchConfig.model_validate({"cases": CASES}))
    bench.send(1, "test", {"other": 1})
    assert 0 == bench.step.failed
    assert ["high", "big"] == [event.data["case"] for event in bench.events("error")]
    assert "value" in bench.events("error")[0].data["error"]
    assert 1 == len(bench.events("else"))


def test_its_outputs_are_those_of_the_table() -> None:
    config = SwitchConfig.model_validate({"cases": CASES}).model_dump(mode="json")
    assert ["else", "high", "big", "named"] == [port.name for port in Switch.output_ports(config)]


@pytest.mark.parametrize(
    "cases",
    [
        [{"port": "a", "when": "True"}, {"port": "a", "when": "True"}], [{"port": "else", "when": "True"}],
        [{"port": "error", "when": "True"}], [{"port": "A b", "when": "True"}], [{"port": "a", "when": "value >"}],
        [{"port": "", "when": "True"}],
    ],
    ids=["twice", "else", "error", "blank", "broken", "nameless"],
)  # fmt: skip
def test_cases_that_cannot_work_are_refused(cases: list[dict[str, str]]) -> None:
    with pytest.raises(ValidationError):
        SwitchConfig.model_validate({"cases": cases})
