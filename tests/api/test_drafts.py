"""Drafts of people over HTTP: each has one, who deploys later is told, locks and folders."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.server import Server
from tests.api.conftest import Browser, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.test_flows import listed, save


def read(client: TestClient, id: str = "pumps") -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/api/flows/{id}").json()
    return told


def test_two_people_have_a_draft_each_and_the_second_deploy_is_told_what_it_would_lose(
    browser: Browser, runtime: FakeRuntime
) -> None:
    ann, wang, viewer = browser("engineer", "ann"), browser("engineer", "wang"), browser("viewer")
    add_flow(ann, flow())
    deploy(ann)
    assert (save(ann, flow(plc="P2"), 1).json(), save(wang, flow(plc="P3"), 1).json()) == (
        {"revision": 2}, {"revision": 3},
    )  # fmt: skip
    assert [read(who)["document"] for who in (ann, wang, viewer)] == [flow(plc="P2"), flow(plc="P3"), flow()]
    assert [line["user"] for line in listed(viewer)["pumps"]["drafts"]] == ["ann", "wang"]
    assert [listed(who)["pumps"]["changed"] for who in (ann, viewer)] == [True, False]
    told = viewer.get("/api/flows/pumps/drafts").json()
    assert [(line["user"], line["base"], line["changes"]) for line in told] == [("ann", 1, 1), ("wang", 1, 1)]
    theirs = viewer.get("/api/flows/pumps/drafts/wang").json()
    assert (theirs["document"], theirs["base_document"]) == (flow(plc="P3"), flow())
    assert viewer.get("/api/flows/pumps/drafts/nobody").status_code == 404

    assert deploy(wang, revision=3) == 2
    refused = ann.post("/api/flows/pumps/deploy", json={"revision": 2, "comment": "mine"})
    body = refused.json()
    assert (refused.status_code, body["code"], body["version"], body["author"], body["base"]) == (
        409, "flow-moved", 2, "wang", 1,
    )  # fmt: skip
    assert (body["document"], body["base_document"]) == (flow(plc="P3"), flow())
    assert runtime.running["pumps"] == (2, flow(plc="P3"))
    mine = read(ann)
    assert (mine["document"], mine["base_document"], mine["draft"]["base"]) == (flow(plc="P2"), flow(), 1)
    merged = ann.put(
        "/api/flows/pumps", params={"base": 2}, json=flow(plc="P2", more="P3"), headers={"If-Match": '"2"'}
    )
    assert deploy(ann, revision=merged.json()["revision"]) == 3
    assert (read(ann)["draft"], read(viewer)["document"]) == (None, flow(plc="P2", more="P3"))


def test_a_draft_is_taken_over_or_given_up(browser: Browser) -> None:
    ann, wang, admin = browser("engineer", "ann"), browser("engineer", "wang"), browser("admin")
    add_flow(ann, flow())
    save(ann, flow(plc="P2"), 1)
    save(wang, flow(plc="P3"), 1)
    assert wang.post("/api/flows/pumps/drafts/ann/take").json()["code"] == "draft-exists"
    assert wang.delete("/api/flows/pumps/draft", headers={"If-Match": '"2"'}).status_code == 412
    assert wang.delete("/api/flows/pumps/draft", headers={"If-Match": '"3"'}).json() == {"revision": 1}
    assert wang.post("/api/flows/pumps/drafts/ann/take").status_code == 200
    assert (read(wang)["document"], read(ann)["draft"]) == (flow(plc="P2"), None)
    actions = [line["action"] for line in admin.get("/api/audit").json()]
    assert {"flow.take", "flow.discard"} <= set(actions)


def test_a_locked_flow_and_its_folder(browser: Browser) -> None:
    ann, wang, operator = browser("engineer", "ann"), browser("engineer", "wang"), browser("operator")
    add_flow(ann, flow())
    assert operator.post("/api/flows/pumps/lock", json={}).status_code == 403
    assert ann.post("/api/flows/pumps/lock", json={"why": "commissioning"}).json() == {"state": "locked"}
    assert (read(wang)["locked"]["by"], listed(wang)["pumps"]["locked"]["why"]) == ("ann", "commissioning")
    refused = save(wang, flow(plc="P2"), 1)
    assert (refused.status_code, refused.json()["code"]) == (423, "flow-locked")
    assert "ann has locked the flow 'pumps': commissioning" in refused.json()["detail"]
    assert wang.post("/api/flows/pumps/deploy", json={"revision": 1}).status_code == 423
    assert wang.post("/api/flows/pumps/unlock").status_code == 423
    assert deploy(ann) == 1
    assert browser("admin").post("/api/flows/pumps/unlock").json() == {"state": "unlocked"}
    assert save(wang, flow(plc="P2"), 1).status_code == 200

    assert wang.post("/api/flows/pumps/folder", json={"folder": " Water / Pumps"}).json() == {"folder": "Water/Pumps"}
    assert wang.post("/api/flows/pumps/folder", json={"folder": "a/.."}).status_code == 422
    assert listed(wang)["pumps"]["folder"] == "Water/Pumps"
    made = wang.post("/api/flows", json={"document": flow("second", plc="P9"), "folder": "Water"})
    assert (made.status_code, listed(wang)["second"]["folder"]) == (201, "Water")
    assert {"source.plc", "P9"} <= set(listed(wang)["second"]["words"])


def test_the_points_of_a_document_are_told_before_it_is_deployed(engineer: TestClient) -> None:
    assert engineer.post("/api/flows/uses", json=flow(plc="P1")).json() == {"owns": {"P1": "plc"}, "reads": {}}


def test_who_is_told_of_a_change_finds_it(browser: Browser, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks at once, in a session of their own, must not find what was before and stay with it."""
    ann, found = browser("engineer", "ann"), list[tuple[str, bool]]()

    def ask() -> None:
        with server.office.read() as stores:
            for kept, _ in stores.flows.list():
                found.append((kept.folder, kept.locked is not None))

    monkeypatch.setattr(server.hub, "flows_changed", ask)
    add_flow(ann, flow())
    ann.post("/api/flows/pumps/folder", json={"folder": "Water"})
    ann.post("/api/flows/pumps/lock", json={"why": "overhaul"})
    ann.post("/api/flows/pumps/unlock")
    assert [("", False), ("Water", False), ("Water", True), ("Water", False)] == found
