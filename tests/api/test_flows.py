"""Flows over HTTP: drafts, conflicts, deploys and what becomes of them."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import deploy as deploying
from api.app import create_app
from api.server import Server
from api.settings import Settings
from flows.document import empty
from tests.api.conftest import CHEAP, HOME, Browser, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue


def save(client: TestClient, document: dict[str, Any], seen: int) -> Any:
    return client.put(f"/api/flows/{document['id']}", json=document, headers={"If-Match": f'"{seen}"'})


def listed(client: TestClient) -> dict[str, dict[str, Any]]:
    return {line["id"]: line for line in client.get("/api/flows").json()}


def test_a_flow_is_kept_saved_and_read(engineer: TestClient) -> None:
    assert add_flow(engineer, flow()) == 1
    answer = save(engineer, flow("pumps", plc="P2"), 1)
    assert (answer.json(), answer.headers["etag"]) == ({"revision": 2}, '"2"')
    read = engineer.get("/api/flows/pumps")
    assert read.headers["etag"] == '"2"'
    expected = {
        "document": flow("pumps", plc="P2"),
        "revision": 2,
        "base_document": None,
        "deployed": None,
        "deployed_document": None,
        "disabled": None,
        "locked": None,
        "folder": "",
    }
    told = read.json()
    assert told.pop("draft")["base"] is None
    assert told == expected


def test_a_draft_may_have_problems_and_the_list_counts_them(engineer: TestClient) -> None:
    broken = {**flow(), "wires": [{"from": ["plc", "samples"], "to": ["nowhere", "samples"]}]}
    add_flow(engineer, broken)
    line = listed(engineer)["pumps"]
    assert (line["state"], line["nodes"], line["changed"], line["deployed"]) == ("draft", 1, False, None)
    assert line["problems"] == 1
    (problem,) = engineer.post("/api/flows/validate", json=broken).json()["problems"]
    assert set(problem) == {"severity", "code", "message", "hint", "node", "field", "wire", "lines", "column", "mend"}
    assert (problem["severity"], problem["wire"]) == ("error", 0)


def test_who_saves_later_in_another_tab_learns_what_is_there(engineer: TestClient) -> None:
    add_flow(engineer, flow())
    assert save(engineer, flow("pumps", plc="P2"), 1).status_code == 200
    answer = save(engineer, flow("pumps", plc="P3"), 1)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (412, "flow-conflict")
    assert (body["current_revision"], body["author"], body["document"]) == (2, "engineer", flow("pumps", plc="P2"))
    stale = engineer.post("/api/flows/pumps/deploy", json={"revision": 1})
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("if_match", "status"),
    [("", 428), ("x", 422), ("-1", 422), ('"9"', 412), ('W/"1"', 200), ("1", 200), ("9" * 99, 422)],
)
def test_a_save_must_say_what_was_read(engineer: TestClient, if_match: str, status: int) -> None:
    add_flow(engineer, flow())
    assert engineer.put("/api/flows/pumps", json=flow(), headers={"If-Match": if_match}).status_code == status


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(b"{", "line 1", id="broken JSON"),
        pytest.param(b'{"document": {"a": 1, "a": 2}}', "'a'", id="a key twice"),
        pytest.param(b'{"document": {"a": NaN}}', "NaN", id="NaN"),
        pytest.param(b'{"document": ' + b"[" * 5000 + b"]" * 5000 + b"}", "deep", id="very deep"),
        pytest.param(b'{"document": 3}', "document", id="no object"),
        pytest.param(b"[]", "object", id="a list"),
        pytest.param(b"\xff\xfe", "UTF-8", id="no text"),
        pytest.param(b"", "the text is empty", id="nothing"),
    ],
)
def test_a_body_that_is_no_flow_is_told_where(engineer: TestClient, body: bytes, said: str) -> None:
    answer = engineer.post("/api/flows", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert said in answer.json()["detail"]
    assert listed(engineer) == {}


def test_an_id_is_taken_once(engineer: TestClient) -> None:
    add_flow(engineer, flow())
    assert engineer.post("/api/flows", json={"document": flow()}).status_code == 409


def test_deploy_runs_the_draft_and_writes_a_version(engineer: TestClient, runtime: FakeRuntime) -> None:
    add_flow(engineer, flow())
    assert deploy(engineer) == 1
    assert runtime.running == {"pumps": (1, flow())}
    save(engineer, flow("pumps", plc="P2"), 1)
    line = listed(engineer)["pumps"]
    assert (line["state"], line["changed"], line["deployed"]["author"]) == ("running", True, "engineer")
    whole = engineer.get("/api/flows/pumps").json()
    assert whole["deployed_document"] == flow()
    assert (whole["deployed"]["version"], whole["deployed"]["comment"]) == (1, "go")
    assert deploy(engineer, revision=2) == 2
    assert [2, 1] == [v["version"] for v in engineer.get("/api/flows/pumps/versions").json()]
    assert engineer.get("/api/flows/pumps/versions/1").json()["document"] == flow()
    assert engineer.get("/api/flows/pumps/versions/3").status_code == 404
    assert listed(engineer)["pumps"]["changed"] is False


def test_a_flow_with_errors_is_not_deployed(engineer: TestClient, runtime: FakeRuntime) -> None:
    add_flow(engineer, {**flow(), "wires": [{"from": ["plc", "x"], "to": ["nowhere", "samples"]}]})
    answer = engineer.post("/api/flows/pumps/deploy", json={"revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "deploy-refused")
    assert answer.json()["problems"]
    assert (runtime.running, engineer.get("/api/flows/pumps/versions").json()) == ({}, [])


def test_two_flows_cannot_own_one_point(engineer: TestClient, runtime: FakeRuntime) -> None:
    add_flow(engineer, flow("one", plc="P1"))
    add_flow(engineer, flow("two", other="P1"))
    deploy(engineer, "one")
    answer = engineer.post("/api/flows/two/deploy", json={"revision": 1})
    (problem,) = answer.json()["problems"]
    assert (problem["code"], problem["node"]) == ("owner", "other")
    assert "'plc' in the flow 'one'" in problem["message"]
    assert set(runtime.running) == {"one"}
    engineer.delete("/api/flows/one", headers={"If-Match": '"1"'})
    deploy(engineer, "two")


def test_when_the_engine_refuses_nothing_is_recorded_as_deployed(engineer: TestClient, runtime: FakeRuntime) -> None:
    add_flow(engineer, flow())
    deploy(engineer)
    save(engineer, flow("pumps", plc="P2"), 1)
    runtime.refuse.add("pumps")
    answer = engineer.post("/api/flows/pumps/deploy", json={"revision": 2})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "no-memory")
    assert [1] == [v["version"] for v in engineer.get("/api/flows/pumps/versions").json()]
    assert engineer.get("/api/flows/pumps").json()["deployed"]["version"] == 1
    runtime.refuse.clear()
    assert deploy(engineer, revision=2) == 2


def test_an_engine_that_does_not_answer_is_told(
    engineer: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploying, "DEPLOY", 0.05)
    add_flow(engineer, flow())
    runtime.hang = True
    answer = engineer.post("/api/flows/pumps/deploy", json={"revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (504, "silent")
    assert engineer.get("/api/flows/pumps/versions").json() == []


def test_when_recording_fails_the_engine_goes_back(
    engineer: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_flow(engineer, flow())
    deploy(engineer)
    save(engineer, flow("pumps", plc="P2"), 1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.store.FlowStore.deployed", full)
    assert engineer.post("/api/flows/pumps/deploy", json={"revision": 2}).status_code == 507
    assert runtime.running["pumps"] == (1, flow())


def test_stop_start_and_delete_reach_the_engine(engineer: TestClient, runtime: FakeRuntime) -> None:
    add_flow(engineer, flow())
    assert engineer.post("/api/flows/pumps/stop").status_code == 422
    deploy(engineer)
    assert engineer.post("/api/flows/pumps/stop").json() == {"state": "stopped"}
    assert (runtime.running, listed(engineer)["pumps"]["state"]) == ({}, "stopped")
    assert engineer.post("/api/flows/pumps/start").json() == {"state": "running"}
    assert runtime.running == {"pumps": (1, flow())}
    assert engineer.delete("/api/flows/pumps", headers={"If-Match": '"1"'}).status_code == 204
    assert (runtime.running, listed(engineer)) == ({}, {})
    assert engineer.get("/api/flows/pumps").status_code == 404


def test_the_state_is_what_the_engine_says(engineer: TestClient, runtime: FakeRuntime) -> None:
    add_flow(engineer, flow())
    deploy(engineer)
    runtime.states["pumps"] = {"type": "status", "flow": "pumps", "state": "failed", "nodes": {}}
    assert listed(engineer)["pumps"]["state"] == "failed"


def test_a_new_start_runs_what_ran(engineer: TestClient, settings: Settings, app: FastAPI) -> None:
    for id in ("one", "two", "three"):
        add_flow(engineer, flow(id, plc=f"P-{id}"))
        deploy(engineer, id)
    engineer.post("/api/flows/two/stop")
    runtime = FakeRuntime()
    runtime.refuse.add("three")
    again = create_app(settings, runtime, catalogue(), CHEAP)
    with TestClient(again, base_url=HOME):
        server: Server = again.state.server
        assert runtime.running == {"one": (1, flow("one", plc="P-one"))}
        assert set(server.failed) == {"three"}
    assert runtime.up is False


def test_commands_reach_nodes_that_know_them(engineer: TestClient, browser: Browser, runtime: FakeRuntime) -> None:
    watch = {"kind": "alarm.watch", "version": 1, "name": "", "config": {}, "position": [0, 0]}
    add_flow(engineer, {**empty("f"), "nodes": {"w": watch}})
    path = "/api/flows/f/nodes/w/commands"
    ack = {"command": "ack", "args": {"point": "P1"}}
    operator = browser("operator")
    assert operator.post(path, json=ack).json()["code"] == "command-refused"
    deploy(engineer, "f")
    assert operator.post(path, json=ack).json() == {"accepted": True}
    assert runtime.commands == [("f", "w", "ack", "operator", {"point": "P1"})]
    assert operator.post(path, json={"command": "reset"}).status_code == 403
    assert engineer.post(path, json={"command": "reset"}).status_code == 200
    assert operator.post(path, json={"command": "explode"}).status_code == 409
    assert operator.post("/api/flows/f/nodes/x/commands", json=ack).status_code == 404
    runtime.refuse.add("w")
    assert "does not want to" in operator.post(path, json=ack).json()["detail"]
    assert engineer.get("/api/flows/f/nodes/w/last").json()["problems"] == []
    assert engineer.get("/api/flows/g/nodes/w/last").status_code == 404


def test_many_alarms_are_acknowledged_one_by_one(engineer: TestClient, browser: Browser, runtime: FakeRuntime) -> None:
    add_flow(engineer, flow())
    runtime.refuse.add("stubborn")
    runtime.told_alarms = [{"flow": "pumps", "node": "w", "point": "P1"}, {"flow": "another tenant's"}]
    operator = browser("operator")
    assert operator.get("/api/alarms").json() == {"number": 7, "alarms": runtime.told_alarms[:1]}
    keys = [{"flow": "pumps", "node": n, "point": f"P{i}"} for i, n in enumerate(["w"] * 120 + ["stubborn"])]
    foreign = {"flow": "nobody's", "node": "w", "point": "P1"}
    answer = operator.post("/api/alarms/ack", json={"alarms": [*keys, foreign], "comment": "seen"}).json()
    assert (answer["accepted"], [r["reason"] for r in answer["refused"]]) == (
        120, ["'stubborn' does not want to", "There is no flow \"nobody's\""],
    )  # fmt: skip
    assert runtime.commands[0] == ("pumps", "w", "ack", "operator", {"point": "P0", "comment": "seen"})
    assert operator.post("/api/alarms/ack", json={"alarms": []}).status_code == 422
