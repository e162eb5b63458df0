"""Units of the point directory reach the formulas that are deployed, and those of results come back."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from engine.formula import compile_formula
from nodes.alarm.formula import FormulaAlarm
from nodes.compute.formula import FormulaNode
from nodes.compute.statemachine import StateMachine
from tests.api.conftest import CHEAP, Clock, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue


@pytest.fixture
def app(settings: Settings, runtime: FakeRuntime, clock: Clock) -> FastAPI:
    kinds = catalogue()
    for kind in (FormulaNode, FormulaAlarm, StateMachine):
        kinds.add(kind)
    kinds.texts = {"zh": {"Formula": "公式"}}
    return create_app(settings, runtime, kinds, CHEAP, clock)


def of_formula(formula: str, output: str = "out", **config: Any) -> dict[str, Any]:
    config = {"formula": formula, "output": output, **config}
    node = {"kind": "compute.formula", "version": 1, "name": "", "config": config, "position": [0, 0]}
    return {**flow(), "nodes": {"f": node}}


def of_conditions(first: str, second: str) -> dict[str, Any]:
    """An alarm by the first, and a machine by both."""
    rows = [{"state": "idle", "when": first, "to": "running"}, {"state": "running", "when": second, "to": "idle"}]
    configs = {"alarm.formula": {"formula": first, "output": "A"}, "compute.statemachine": {"transitions": rows}}
    nodes = {
        f"n{i}": {"kind": kind, "version": 1, "name": "", "config": config, "position": [0, 0]}
        for i, (kind, config) in enumerate(configs.items())
    }
    return {**flow(), "nodes": nodes}


def say(client: TestClient, **units: str) -> None:
    for name, unit in units.items():
        assert client.put(f"/api/points/{name}", json={"unit": unit}).status_code == 200


def problems(client: TestClient, document: dict[str, Any], language: str = "en") -> list[dict[str, Any]]:
    headers = {"Accept-Language": language}
    found: list[dict[str, Any]] = client.post("/api/flows/validate", json=document, headers=headers).json()["problems"]
    return [p for p in found if p["code"] != "unfed"]


def test_what_runs_has_the_units_of_the_directory(engineer: TestClient, runtime: FakeRuntime) -> None:
    say(engineer, TI1="degF", TI2="degC", out="degC")
    add_flow(engineer, of_formula("avg(TI1, TI2)"))
    deploy(engineer)
    units = {"TI1": "degF", "TI2": "degC", "out": "degC"}
    assert runtime.running["pumps"][1]["units"] == units
    say(engineer, TI1="K")
    engineer.post("/api/flows/pumps/stop")
    engineer.post("/api/flows/pumps/start")
    assert runtime.running["pumps"][1]["units"] == units, "as it was deployed, whatever the directory says now"
    assert "units" not in engineer.get("/api/flows/pumps").json()["deployed_document"]


def test_conditions_of_alarms_and_machines_have_the_units_too(engineer: TestClient, runtime: FakeRuntime) -> None:
    """Told while editing and at deploy, in the row; kept with the version; a later change is told."""
    say(engineer, TI1="degF", TI2="degC", PT="bar")
    wrong = problems(engineer, of_conditions("TI1 > TI2", "TI1 + PT > 3"))
    assert [("n1", "transitions/1/when", "error")] == [(p["node"], p["field"], p["severity"]) for p in wrong]
    assert "this adds degF and bar, which do not fit" in wrong[0]["message"]
    wrong = problems(engineer, of_conditions("TI1 > PT", "TI2 > PT"))
    assert ["formula", "transitions/0/when", "transitions/1/when"] == [p["field"] for p in wrong]
    document = of_conditions('to(TI1, "K") > 300', "TI2 < 5")
    assert [] == problems(engineer, document)
    add_flow(engineer, of_conditions("TI1 > PT", "TI2 > PT"))
    assert 422 == engineer.post("/api/flows/pumps/deploy", json={"revision": 1}).status_code
    saved = engineer.put("/api/flows/pumps", json=document, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    deploy(engineer, revision=2)
    units = {"TI1": "degF", "TI2": "degC"}
    assert runtime.running["pumps"][1]["units"] == units
    say(engineer, TI1="K")
    told = {(p["node"], p["field"], p["code"]) for p in problems(engineer, document)}
    assert told == {("n0", "formula", "units-changed"), ("n1", "transitions", "units-changed")}
    engineer.post("/api/flows/pumps/stop")
    engineer.post("/api/flows/pumps/start")
    assert runtime.running["pumps"][1]["units"] == units


def test_units_that_do_not_fit_are_an_error_at_the_field_while_editing_and_at_deploy(engineer: TestClient) -> None:
    say(engineer, TI1="degC", PT="bar")
    document = of_formula("1 *\n(TI1 + PT)")
    (wrong,) = problems(engineer, document)
    assert (wrong["node"], wrong["field"], wrong["severity"]) == ("f", "formula", "error")
    assert wrong["message"] == "Formula, line 2, column 8: this adds degC and bar, which do not fit"
    assert "check which points are meant" in wrong["hint"]
    (wrong,) = problems(engineer, document, "zh-CN,zh;q=0.9")
    assert wrong["message"] == "公式，第 2 行第 8 列：此处相加的是 degC 与 bar，单位不相容"
    add_flow(engineer, document)
    refused = engineer.post("/api/flows/pumps/deploy", json={"revision": 1}, headers={"Accept-Language": "zh"})
    assert refused.status_code == 422
    assert [p["message"] for p in refused.json()["problems"]] == [wrong["message"]]


def test_the_result_in_another_unit_than_the_directory_shows(engineer: TestClient) -> None:
    say(engineer, PT="bar", out="kPa", I1="A")
    assert [] == problems(engineer, of_formula("PT * 2"))
    (wrong,) = problems(engineer, of_formula("PT * 2", unit="psi"))
    assert (wrong["field"], wrong["message"]) == ("unit", "the directory has out in kPa, here it is psi")
    (wrong,) = problems(engineer, of_formula("PT", output="other", unit="degC"))
    assert "the result is in bar, which does not fit degC" in wrong["message"]
    assert [] == problems(engineer, of_formula("1.732 * 0.4 * I1", output="power", unit="kW")), "0.4 kV, it may be"


def test_a_later_change_of_the_directory_says_that_the_flow_must_be_deployed_again(engineer: TestClient) -> None:
    say(engineer, TI1="degF", TI2="degC")
    document = of_formula("TI1 - TI2")
    add_flow(engineer, document)
    deploy(engineer)
    assert [] == problems(engineer, document)
    say(engineer, TI2="℃", PT="bar")
    assert [] == problems(engineer, document), "the same unit, written in another way"
    say(engineer, TI2="K")
    (told,) = problems(engineer, document)
    assert (told["node"], told["field"], told["severity"], told["code"]) == ("f", "formula", "warning", "units-changed")
    assert told["message"] == "The flow was deployed when TI2 was in degC; now it is in K"
    deploy(engineer)
    assert [] == problems(engineer, document)


def test_the_unit_of_a_result_goes_to_the_points_that_have_none(engineer: TestClient) -> None:
    say(engineer, **{"p1.flow": "m3/h", "p2.flow": "m3/h", "p3.volume": ""})
    add_flow(engineer, of_formula("{device}.flow * 30 min", "{device}.volume"))
    deploy(engineer)
    known = {p["name"]: p["unit"] for p in engineer.get("/api/points").json()["points"]}
    assert (known["p1.volume"], known["p2.volume"]) == ("m3", "m3")
    assert [] == problems(engineer, of_formula("{device}.flow * 30 min", "{device}.volume"))


def test_a_conversion_needs_the_directory(engineer: TestClient) -> None:
    """While it knows no unit that is an error, in the list of flows too; then it is none."""
    document = of_formula('to(TI1, "K")')
    add_flow(engineer, document)
    before = len(problems(engineer, document)), engineer.get("/api/flows").json()[0]["problems"]
    assert engineer.post("/api/formula/check", json={"formula": 'to(TI1, "K")'}).json()["ok"] is False
    say(engineer, TI1="degC")
    after = len(problems(engineer, document)), engineer.get("/api/flows").json()[0]["problems"]
    assert (before[0] - after[0], before[1] - after[1]) == (1, 1)
    checked = engineer.post("/api/formula/check", json={"formula": 'to(TI1, "K")'}).json()
    assert (checked["ok"], checked["unit"], checked["inputs"]) == (True, "K", ["TI1"])
    deploy(engineer)


def test_points_of_one_pattern_in_different_units_are_told(engineer: TestClient) -> None:
    say(engineer, **{"p1.flow": "m3/h", "p2.flow": "L/s"})
    (told,) = problems(engineer, of_formula("{device}.flow * 2", "{device}.double"))
    assert (told["code"], told["severity"]) == ("units-differ", "warning")
    assert "{device}.flow have different units (L/s, m3/h)" in told["message"]


def test_what_is_converted_by_hand_is_not_converted_again(engineer: TestClient) -> None:
    """kW per l/s, with the 3.6 that makes it kWh/m³: the number stays as it was written."""
    say(engineer, power="kW", flow="l/s", energy="kWh/m³")
    formula = "power / (flow * 3.6)"
    assert [] == problems(engineer, of_formula(formula, "energy"))
    for text in (formula, "power / flow / 3.59"):
        known = {"power": "kW", "flow": "l/s", "energy": "kWh/m³"}
        written = compile_formula(text).constants.tolist()
        assert written == compile_formula(text, tuple(sorted(known.items())), "kWh/m³").constants.tolist()
    kept = compile_formula("power / flow", (("flow", "l/s"), ("power", "kW")), "kWh/m³").constants.tolist()
    assert kept == [0.0, 3.6], "without a number of one's own it is converted"
