"""Tenant B finds nothing of tenant A, whichever way it asks."""

from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.caller import Caller
from api.roles import Role
from api.server import Server
from flows.store import Tenant
from tests.api.conftest import HASHED, HOME, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime
from tests.api.test_connections import PLC
from tests.api.test_events import event


@pytest.fixture
def foreign(engineer: TestClient, admin: TestClient, server: Server) -> TestClient:
    """An administrator of another tenant, who calls by token."""
    add_flow(engineer, flow())
    deploy(engineer)
    engineer.put("/api/points/P1", json={"unit": "m"})
    engineer.post("/api/connections", json=PLC)
    rule = {"point": "P1", "connection": "plc1", "address": "coil 3", "low": 0, "high": 1}
    assert admin.put("/api/allowed-writes", json=[rule]).status_code == 200
    with server.office.database.write() as session:
        session.add(Tenant(id="b", name="B"))
    other = Caller("b", "ben", Role.ADMIN)
    with server.office.write(other) as stores:
        token = stores.tokens.add("t", Role.ADMIN, None)
    return TestClient(
        engineer.app, base_url=HOME, raise_server_exceptions=False, headers={"Authorization": f"Bearer {token}"}
    )


def test_lists_are_empty(foreign: TestClient) -> None:
    for path in ("/api/flows", "/api/connections", "/api/allowed-writes"):
        assert foreign.get(path).json() == []
    assert foreign.get("/api/alarms").json()["alarms"] == []
    assert foreign.get("/api/points").json() == {"total": 0, "points": []}
    assert "P1" not in foreign.get("/api/points.csv").text
    assert {"token.add"} == {entry["action"] for entry in foreign.get("/api/audit").json()}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/flows/pumps"), ("PUT", "/api/flows/pumps"), ("DELETE", "/api/flows/pumps"),
        ("POST", "/api/flows/pumps/deploy"), ("POST", "/api/flows/pumps/stop"), ("POST", "/api/flows/pumps/start"),
        ("GET", "/api/flows/pumps/drafts"), ("GET", "/api/flows/pumps/drafts/anna"),
        ("POST", "/api/flows/pumps/drafts/anna/take"), ("DELETE", "/api/flows/pumps/draft"),
        ("POST", "/api/flows/pumps/lock"), ("POST", "/api/flows/pumps/unlock"), ("POST", "/api/flows/pumps/folder"),
        ("GET", "/api/flows/pumps/versions"), ("GET", "/api/flows/pumps/versions/1"),
        ("GET", "/api/flows/pumps/nodes/plc/last"), ("POST", "/api/flows/pumps/nodes/plc/commands"),
        ("GET", "/api/connections/plc1"), ("PUT", "/api/connections/plc1"), ("DELETE", "/api/connections/plc1"),
    ],
)  # fmt: skip
def test_things_are_not_there(foreign: TestClient, method: str, path: str) -> None:
    body = {"revision": 1, "command": "ack", "folder": "", **flow()}
    answer = foreign.request(method, path, json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_names_may_be_the_same_and_nothing_is_mixed(foreign: TestClient, engineer: TestClient, server: Server) -> None:
    assert add_flow(foreign, flow("pumps", x="P9")) == 1
    assert engineer.get("/api/flows/pumps").json()["document"] == flow()
    with server.office.write(Caller("b", "ben", Role.ADMIN)) as stores:
        assert not stores.users.any()
        stores.users.add("admin", Role.VIEWER, HASHED)
    with server.office.read() as stores:
        assert stores.users.get("admin").role == "admin"


def test_a_connection_of_the_same_name_has_a_status_of_its_own(foreign: TestClient, engineer: TestClient) -> None:
    """What runs is of one tenant: nothing uses the connection of another."""
    assert foreign.post("/api/connections", json=PLC).status_code == 201
    own, theirs = (client.get("/api/connections").json() for client in (foreign, engineer))
    assert {"state": "unused", "message": ""} == own[0]["status"]
    assert {"state": "connected", "message": ""} == theirs[0]["status"]
    assert "unused" == foreign.get(f"/api/connections/{own[0]['id']}").json()["status"]["state"]


@pytest.mark.parametrize(
    "path",
    [
        "/metrics", "/api/events", "/api/events?format=csv", "/api/events/count", "/api/events/known?column=kind",
        f"/api/events/{1:032x}", "/api/traces", f"/api/traces/{1:032x}", "/api/history/points", "/api/history/status",
        "/api/history?points=P1&from=2026-11-21&to=2026-11-22", "/api/history/export",
    ],
)  # fmt: skip
def test_what_is_kept_of_what_runs_is_of_one_tenant(foreign: TestClient, server: Server, path: str) -> None:
    server.events.keep([event(1)])
    answer = foreign.get(path)
    assert (404, "not-found") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "deploy"), ("POST", "stop"), ("POST", "start"), ("POST", "restart"), ("POST", "disable"),
        ("POST", "enable"), ("GET", "status"), ("GET", "outbox?node=plc"), ("POST", "outbox"),
        ("GET", "nodes/plc/last"), ("POST", "nodes/plc/commands"), ("POST", "nodes/plc/retry"),
    ],
)  # fmt: skip
def test_a_flow_of_the_same_name_is_no_way_in(
    foreign: TestClient, runtime: FakeRuntime, method: str, path: str
) -> None:
    runtime.states["pumps"] = {"type": "status", "flow": "pumps", "state": "running", "nodes": {}}
    add_flow(foreign, flow("pumps", x="P9"))
    before = _done(runtime)
    body = {"revision": 1, "command": "press", "node": "plc", "do": "discard", "numbers": [1]}
    answer = foreign.request(method, f"/api/flows/pumps/{path}", json=body)
    assert (404, before) == (answer.status_code, _done(runtime))


def test_alarms_and_values_of_the_same_name_are_not_told(foreign: TestClient, runtime: FakeRuntime) -> None:
    alarm = {"flow": "pumps", "node": "limits", "point": "P1"}
    runtime.told_alarms = [alarm]
    runtime.told_points = {"P1": {"owner": {"flow": "pumps", "node": "plc"}, "last": {"value": 1.0}}}
    add_flow(foreign, flow("pumps", x="P9"))
    assert [] == foreign.get("/api/alarms").json()["alarms"]
    assert 1 == len(foreign.post("/api/alarms/ack", json={"alarms": [alarm]}).json()["refused"])
    assert 0 == foreign.get("/api/points").json()["total"]
    with foreign.websocket_connect("ws://127.0.0.1/api/live") as socket:
        assert "worker" == socket.receive_json()["type"]
        for asked in ({"watch": {"flow": "pumps"}}, {"watch": {"alarms": True}}):
            socket.send_json(asked)
            assert "error" == socket.receive_json()["type"]


def test_nothing_is_watched(foreign: TestClient) -> None:
    with foreign.websocket_connect("ws://127.0.0.1/api/live") as socket:
        assert socket.receive_json()["type"] == "worker"
        socket.send_json({"watch": {"flow": "pumps"}})
        assert socket.receive_json() == {"type": "error", "message": "There is no flow 'pumps'"}
    with (
        pytest.raises(WebSocketDisconnect),
        foreign.websocket_connect("ws://127.0.0.1/api/live", headers={"Authorization": "x"}),
    ):
        pass


def _done(made: FakeRuntime) -> tuple[Any, ...]:
    """Everything that was asked of it."""
    return {**made.running}, [*made.restarted], [*made.retried], [*made.commands], dict(made.watched)
