"""Blocks over HTTP: a library whose versions stay, and nodes inside blocks that are reached by their path."""

from typing import Any

from starlette.testclient import TestClient

from tests.api.conftest import Browser, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime

PUMP: dict[str, Any] = {"format": "tundish.block/1", "id": "pump", "name": "Pump", "nodes": {}}


def test_a_block_is_kept_exported_and_kept_again(engineer: TestClient) -> None:
    saved = engineer.put("/api/blocks/pump", params={"comment": "first"}, json=PUMP).json()
    assert ("pump", 1, "first") == (saved["id"], saved["version"], saved["comment"])
    assert 2 == engineer.put("/api/blocks/pump", json={**PUMP, "name": "P"}).json()["version"]
    exported = engineer.get("/api/blocks/pump/versions/1").json()["document"]
    assert {**PUMP, "version": 1} == exported
    assert 3 == engineer.put("/api/blocks/pump", json=exported).json()["version"]
    assert [3, 2, 1] == [line["version"] for line in engineer.get("/api/blocks/pump/versions").json()]
    assert [("pump", 3, "Pump")] == [(b["id"], b["version"], b["name"]) for b in engineer.get("/api/blocks").json()]


def test_it_is_told_where_a_block_is_used(engineer: TestClient) -> None:
    use = {"kind": "block", "version": 1, "config": {"block": "pump"}}
    add_flow(engineer, {**flow(), "nodes": {"pumps": use}})
    assert [{"flow": "pumps", "node": "pumps", "version": 1, "deployed": False}] == engineer.get(
        "/api/blocks/pump/used"
    ).json()


def test_what_is_wrong_is_said(engineer: TestClient) -> None:
    assert 404 == engineer.get("/api/blocks/pump").status_code
    assert 422 == engineer.put("/api/blocks/other", json=PUMP).status_code
    refused = engineer.put("/api/blocks/pump", json={**PUMP, "nodes": {"a": {}}})
    assert (422, "This is no block: nodes/a/kind is missing. Fill it in") == (
        refused.status_code, refused.json()["detail"],
    )  # fmt: skip


def test_a_viewer_reads_and_does_not_write(engineer: TestClient, browser: Browser) -> None:
    engineer.put("/api/blocks/pump", json=PUMP)
    viewer = browser("viewer")
    assert 200 == viewer.get("/api/blocks/pump").status_code
    assert 403 == viewer.put("/api/blocks/pump", json=PUMP).status_code


def test_a_node_inside_a_block_takes_commands_by_its_path(
    engineer: TestClient, browser: Browser, runtime: FakeRuntime
) -> None:
    watch = {"format": "tundish.block/1", "id": "watch", "version": 1, "nodes": {"w": {"kind": "alarm.watch"}}}
    nodes = {"pumps": {"kind": "block", "config": {"block": "watch"}}}
    add_flow(engineer, {**flow("f"), "nodes": nodes, "blocks": {"watch": watch}})
    deploy(engineer, "f")
    operator, ack = browser("operator"), {"command": "ack", "args": {"point": "P1"}}
    assert 200 == operator.post("/api/flows/f/nodes/pumps/w/commands", json=ack).status_code
    assert [("f", "pumps/w", "ack", "operator", {"point": "P1"})] == runtime.commands
    assert 404 == operator.post("/api/flows/f/nodes/pumps/x/commands", json=ack).status_code
