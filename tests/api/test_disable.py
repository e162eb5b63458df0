"""Flows disabled and enabled by operators; nodes and flows started again."""

from starlette.testclient import TestClient

from tests.api.conftest import Browser, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime


def state(client: TestClient, id: str = "pumps") -> str:
    (found,) = [row["state"] for row in client.get("/api/flows").json() if row["id"] == id]
    return str(found)


def test_an_operator_disables_a_flow_and_neither_a_deploy_nor_a_start_runs_it(
    browser: Browser, runtime: FakeRuntime
) -> None:
    engineer, operator = browser("engineer"), browser("operator")
    add_flow(engineer, flow())
    deploy(engineer)
    assert 200 == operator.post("/api/flows/pumps/disable", json={"why": "the pump is being mended"}).status_code
    assert ("disabled", {}) == (state(operator), runtime.running)
    told = operator.get("/api/flows/pumps").json()["disabled"]
    assert ("operator", "the pump is being mended") == (told["by"], told["why"])
    assert 2 == deploy(engineer)
    assert 200 == engineer.post("/api/flows/pumps/start").status_code
    assert ("disabled", {}) == (state(operator), runtime.running)
    assert 200 == operator.post("/api/flows/pumps/enable", json={"why": "it is mended"}).status_code
    assert ("running", 2) == (state(operator), runtime.running["pumps"][0])


def test_a_flow_whose_disk_takes_nothing_is_told_apart_from_one_that_runs(
    browser: Browser, runtime: FakeRuntime
) -> None:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    deploy(engineer)
    runtime.states["pumps"] = {"state": "degraded", "problem": "No room", "nodes": {}}
    (row,) = engineer.get("/api/flows").json()
    assert ("degraded", "No room") == (row["state"], row["problem"])


def test_both_are_in_the_audit_with_their_reasons(browser: Browser) -> None:
    engineer, operator, admin = browser("engineer"), browser("operator"), browser("admin")
    add_flow(engineer, flow())
    deploy(engineer)
    operator.post("/api/flows/pumps/disable", json={"why": "noise"})
    operator.post("/api/flows/pumps/enable", json={"why": "quiet"})
    found = [(e["user"], e["action"], e["detail"].get("why")) for e in admin.get("/api/audit").json()]
    assert ("operator", "flow.disable", "noise") in found
    assert ("operator", "flow.enable", "quiet") in found


def test_what_was_stopped_stays_stopped_when_it_is_enabled(browser: Browser, runtime: FakeRuntime) -> None:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    deploy(engineer)
    engineer.post("/api/flows/pumps/stop")
    engineer.post("/api/flows/pumps/disable", json={})
    assert "disabled" == state(engineer)
    engineer.post("/api/flows/pumps/enable", json={})
    assert ("stopped", {}) == (state(engineer), runtime.running)


def test_enabling_what_is_not_disabled_is_refused_in_words(browser: Browser) -> None:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    answer = engineer.post("/api/flows/pumps/enable", json={})
    assert 400 <= answer.status_code < 500
    assert "is not disabled" in answer.json()["title"] + answer.json()["detail"]


def test_a_flow_and_a_node_are_started_again_by_operators(browser: Browser, runtime: FakeRuntime) -> None:
    engineer, operator = browser("engineer"), browser("operator")
    add_flow(engineer, flow())
    assert 200 != operator.post("/api/flows/pumps/restart").status_code
    deploy(engineer)
    runtime.states["pumps"] = {"state": "failed", "problem": "It broke", "nodes": {"plc": {"stopped": {"by": "hang"}}}}
    (row,) = operator.get("/api/flows").json()
    assert ("failed", "It broke", ["plc"]) == (row["state"], row["problem"], row["stopped_nodes"])
    assert 200 == operator.post("/api/flows/pumps/restart").status_code
    assert 200 == operator.post("/api/flows/pumps/nodes/plc/retry").status_code
    assert (["pumps"], [("pumps", "plc")]) == (runtime.restarted, runtime.retried)


def test_a_flow_that_is_enabled_and_does_not_start_is_shown_as_failed(browser: Browser, runtime: FakeRuntime) -> None:
    engineer, operator = browser("engineer"), browser("operator")
    add_flow(engineer, flow())
    deploy(engineer)
    operator.post("/api/flows/pumps/disable", json={"why": "noise"})
    runtime.refuse.add("pumps")
    assert 422 == operator.post("/api/flows/pumps/enable", json={"why": "quiet"}).status_code
    assert "failed" == state(operator)
    runtime.refuse.clear()
    assert 200 == operator.post("/api/flows/pumps/restart").status_code
    assert ("running", ["pumps"]) == (state(operator), [*runtime.running])
