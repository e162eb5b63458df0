"""Areas, devices and ranges of the point directory reach the flows with alarms, and stay with their versions."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from nodes.alarm.deviation import Deviation
from nodes.alarm.limit import Limit
from nodes.compute.deadband import Deadband
from tests.api.conftest import CHEAP, Clock, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue
from tests.engine.replay.test_preview import pin, sample


@pytest.fixture
def app(settings: Settings, runtime: FakeRuntime, clock: Clock) -> FastAPI:
    kinds = catalogue()
    for kind in (Limit, Deviation, Deadband):
        kinds.add(kind)
    return create_app(settings, runtime, kinds, CHEAP, clock)


def limits(*rows: dict[str, Any], kind: str = "alarm.limit") -> dict[str, Any]:
    document = flow("pumps", plc="P1.F")
    document["nodes"]["high"] = {"kind": kind, "version": 1, "name": "", "config": {"rows": list(rows)}}
    document["nodes"]["high"]["position"] = [200, 0]
    return {**document, "wires": [{"from": ["plc", "samples"], "to": ["high", "samples"]}]}


def test_what_runs_knows_where_its_points_are_until_it_is_deployed_again(
    engineer: TestClient, runtime: FakeRuntime
) -> None:
    for name, said in {
        "P1.F": {"area": "North", "device": "P1", "low": 0, "high": 10}, "P2.F": {"area": "South"},
        "P3.F": {"unit": "bar"}, "Q": {"device": "Q"},
    }.items():  # fmt: skip
        assert 200 == engineer.put(f"/api/points/{name}", json=said).status_code
    add_flow(engineer, limits({"points": "*.F", "h": 5}))
    deploy(engineer)
    plant = {"P1.F": {"area": "North", "device": "P1", "low": 0.0, "high": 10.0}, "P2.F": {"area": "South"}}
    assert plant == runtime.running["pumps"][1]["plant"], "those that the flow reads, as far as anything is said"
    engineer.put("/api/points/P2.F", json={"area": "West"})
    engineer.post("/api/flows/pumps/stop")
    engineer.post("/api/flows/pumps/start")
    assert plant == runtime.running["pumps"][1]["plant"]
    engineer.post("/api/points.csv", content="name,device\nP2.F,P2\n")
    deploy(engineer)
    assert {"area": "West", "device": "P2"} == runtime.running["pumps"][1]["plant"]["P2.F"]


def test_a_flow_without_alarms_has_no_table(engineer: TestClient, runtime: FakeRuntime) -> None:
    engineer.put("/api/points/P1", json={"area": "North"})
    add_flow(engineer, flow())
    deploy(engineer)
    assert "plant" not in runtime.running["pumps"][1]


def test_a_draft_that_is_tried_knows_where_its_points_are(engineer: TestClient) -> None:
    """As it will when it is deployed; what the draft itself says of it counts for nothing."""
    engineer.put("/api/points/P1.F", json={"area": "North", "low": 0, "high": 10})
    document = {**limits({"points": "*.F", "h": 5}), "plant": {"P1.F": 3}}
    body = {"document": document, "pins": [pin("plc", sample(0, 30, "P1.F"))], "seconds": 0}
    told = engineer.post("/api/flows/draft/preview", json=body).json()
    assert ["North"] == [one["data"]["area"] for one in told["nodes"]["high"]["ports"]["events"]["events"]]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ({"points": "*.F", "deadband": 2, "deadband_in": "percent"}, "P2.F"),
        ({"set_point": "5", "deadband": 2, "deadband_in": "percent"}, "P2.F"),
        ({"points": "P1.F", "signal": "flow"}, ""),
        ({"points": "X", "signal": "level"}, "X"), ({"points": "*", "deadband": 2}, ""),
        ({"points": "*", "signal": "flow", "span": 5}, ""),
    ],
)  # fmt: skip
def test_percent_of_a_range_that_nobody_knows_is_told(engineer: TestClient, row: dict[str, Any], names: str) -> None:
    engineer.put("/api/points/P1.F", json={"low": 0, "high": 10})
    engineer.put("/api/points/P2.F", json={"area": "South"})
    document = limits(row, kind="alarm.deviation") if "set_point" in row else limits({"h": 5, **row})
    found = engineer.post("/api/flows/validate", json=document).json()["problems"]
    mine = [(p["severity"], p["node"], p["message"].rpartition(" for ")[2]) for p in found if p["code"] == "no-range"]
    assert ([("warning", "high", names)] if names else []) == mine


def test_a_deadband_in_percent_gets_the_ranges_and_is_warned_of_without_one(
    engineer: TestClient, runtime: FakeRuntime
) -> None:
    engineer.put("/api/points/P1.F", json={"low": 0, "high": 10})
    engineer.put("/api/points/P2.F", json={"area": "South"})
    document = flow("pumps", plc="*.F")
    document["nodes"]["calm"] = {"kind": "compute.deadband", "version": 2, "config": {}}
    document["wires"] = [{"from": ["plc", "samples"], "to": ["calm", "samples"]}]
    add_flow(engineer, document)
    deploy(engineer)
    assert "plant" not in runtime.running["pumps"][1]
    document["nodes"]["calm"]["config"] = {"rows": [{"points": "*.F", "band": 5, "band_in": "percent"}]}
    said = engineer.post("/api/flows/validate", json=document).json()["problems"]
    assert [("no-range", "calm", "rows")] == [(one["code"], one["node"], one["field"]) for one in said]
    assert "P2.F" in said[0]["message"]
    answer = engineer.put("/api/flows/pumps", json=document, headers={"If-Match": '"1"'})
    assert 200 == answer.status_code, answer.text
    deploy(engineer, revision=2)
    plant = {"P1.F": {"low": 0.0, "high": 10.0}, "P2.F": {"area": "South"}}
    assert plant == runtime.running["pumps"][1]["plant"]


def test_what_is_opened_has_the_settings_of_the_installed_version(engineer: TestClient, runtime: FakeRuntime) -> None:
    """Draft, deployed document and version alike; what is stored and runs stays as it was written."""
    document = flow("pumps", plc="*.F")
    old = {"kind": "compute.deadband", "version": 1, "config": {"band": 2}}
    document["nodes"]["calm"] = old
    add_flow(engineer, document)
    deploy(engineer)
    whole = engineer.get("/api/flows/pumps").json()
    version = engineer.get("/api/flows/pumps/versions/1").json()
    calm = [found["nodes"]["calm"] for found in (whole["document"], whole["deployed_document"], version["document"])]
    new = {**old, "version": 2, "config": Deadband.migrate({"band": 2}, 1)}
    assert [new] * 3 == calm
    assert old == runtime.running["pumps"][1]["nodes"]["calm"]
