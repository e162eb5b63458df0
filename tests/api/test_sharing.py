"""Connections that flows of two isolation groups cannot both use."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import add_flow, deploy, flow
from tests.api.kinds import PlcConnection


def grouped(id: str, group: str, connection: str, point: str) -> dict[str, Any]:
    document = {**flow(id, plc=point), "isolation": group}
    document["nodes"]["plc"]["config"]["connection"] = connection
    return document


def test_a_connection_that_is_not_exclusive_is_opened_by_each_group(engineer: TestClient) -> None:
    for id, group, point in (("a", "", "A"), ("b", "apart", "B")):
        add_flow(engineer, grouped(id, group, "plc1", point))
        deploy(engineer, id)


def test_an_exclusive_one_in_two_groups_is_refused_and_both_flows_are_named(
    engineer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlcConnection, "exclusive", True)
    add_flow(engineer, grouped("a", "", "plc1", "A"))
    deploy(engineer, "a")
    add_flow(engineer, grouped("b", "apart", "plc1", "B"))
    answer = engineer.post("/api/flows/b/deploy", json={"revision": 1})
    assert 422 == answer.status_code
    (problem,) = answer.json()["problems"]
    assert ("exclusive", "plc") == (problem["code"], problem["node"])
    assert "the flow 'a' in the default group" in problem["message"]
    assert "the group 'apart'" in problem["message"]
    add_flow(engineer, grouped("c", "", "plc1", "C"))
    deploy(engineer, "c")
    add_flow(engineer, grouped("d", "apart", "plc2", "D"))
    deploy(engineer, "d")
