"""Connections: secrets go in and never come out, except to the engine."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.server import Server
from api.settings import Settings
from tests.api.conftest import add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime

CANARY = "canary-7f3a-secret"
PLC = {"id": "plc1", "kind": "plc", "name": "PLC 1", "settings": {"host": "10.0.0.5", "password": CANARY}}


def saved(client: TestClient, settings: dict[str, Any]) -> Any:
    return client.put("/api/connections/plc1", json={"name": "PLC 1", "settings": settings})


def password(runtime: FakeRuntime) -> Any:
    return runtime.connections_given[0]["settings"].get("password")


def test_a_secret_goes_to_the_engine_alone(engineer: TestClient, runtime: FakeRuntime) -> None:
    answer = engineer.post("/api/connections", json=PLC)
    assert answer.status_code == 201
    expected = {
        **PLC, "settings": {"host": "10.0.0.5", "user": "", "password": {"set": True}},
        "status": {"state": "connected", "message": ""},
    }  # fmt: skip
    assert (answer.json(), engineer.get("/api/connections").json()) == (expected, [expected])
    assert engineer.get("/api/connections/plc1").json() == expected
    given = {"id": "plc1", "kind": "plc", "settings": {"host": "10.0.0.5", "user": "", "password": CANARY}}
    assert runtime.connections_given == [given]


def test_a_secret_stays_changes_or_goes(engineer: TestClient, runtime: FakeRuntime) -> None:
    engineer.post("/api/connections", json=PLC)
    saved(engineer, {"host": "10.0.0.5", "user": "me", "password": {"set": True}})
    assert password(runtime) == CANARY
    saved(engineer, {"host": "10.0.0.5", "password": "another"})
    assert password(runtime) == "another"
    answer = saved(engineer, {"host": "10.0.0.5", "password": ""})
    assert "password" not in answer.json()["settings"]
    assert password(runtime) is None


def password_is_asked_again(answer: Any) -> bool:
    return answer.status_code == 422 and "Enter its secrets again" in answer.json()["detail"]


def test_a_secret_is_not_sent_to_another_address(engineer: TestClient, runtime: FakeRuntime) -> None:
    engineer.post("/api/connections", json=PLC)
    elsewhere = {"host": "evil.example", "password": {"set": True}}
    assert password_is_asked_again(saved(engineer, elsewhere))
    trial = {"id": "plc1", "kind": "plc", "settings": elsewhere}
    assert password_is_asked_again(engineer.post("/api/connections/try", json=trial))
    assert runtime.tried == []


def test_a_connection_is_tried_before_it_is_saved(engineer: TestClient, runtime: FakeRuntime) -> None:
    trial = {"kind": "plc", "settings": {"host": "10.0.0.5", "password": "p"}}
    assert engineer.post("/api/connections/try", json=trial).json() == {"ok": True, "message": "", "ms": 3}
    engineer.post("/api/connections", json=PLC)
    kept = {"id": "plc1", "kind": "plc", "settings": {"host": "10.0.0.5", "password": {"set": True}}}
    engineer.post("/api/connections/try", json=kept)
    assert ["p", CANARY] == [settings["password"] for _, settings in runtime.tried]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "unknown"}, "kind"),
        ({"id": "No Good"}, "id"),
        ({"settings": {"host": ""}}, "settings/host"),
        ({"settings": {"colour": "red"}}, "settings/colour"),
        ({"settings": {"password": [CANARY]}}, "settings/password"),
    ],
)
def test_wrong_settings_are_told_without_repeating_them(engineer: TestClient, change: Any, field: str) -> None:
    answer = engineer.post("/api/connections", json={**PLC, **change})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert CANARY not in answer.text


def test_a_connection_in_use_is_not_deleted(engineer: TestClient, runtime: FakeRuntime) -> None:
    engineer.post("/api/connections", json=PLC)
    assert engineer.post("/api/connections", json=PLC).status_code == 409
    document = flow()
    document["nodes"]["plc"]["config"]["connection"] = "plc1"
    add_flow(engineer, document)
    deploy(engineer)
    answer = engineer.delete("/api/connections/plc1")
    assert (answer.status_code, "'plc' in the flow 'pumps'" in answer.json()["detail"]) == (409, True)
    engineer.delete("/api/flows/pumps", headers={"If-Match": '"1"'})
    assert engineer.delete("/api/connections/plc1").status_code == 204
    assert runtime.connections_given == []
    assert engineer.get("/api/connections/plc1").status_code == 404


def test_writes_are_allowed_point_by_point(engineer: TestClient, admin: TestClient, runtime: FakeRuntime) -> None:
    engineer.post("/api/connections", json=PLC)
    rule = {"point": "SP", "low": 0.0, "high": 5.0, "connection": "plc1", "max_rate": None}
    assert admin.put("/api/allowed-writes", json=[rule]).json() == [rule]
    assert (runtime.grants, engineer.get("/api/allowed-writes").json()) == ([rule], [rule])
    for wrong in ({"connection": "x"}, {"low": 9}, {"high": "nan"}, {"max_rate": 0}):
        assert admin.put("/api/allowed-writes", json=[{**rule, **wrong}]).status_code == 422
    assert admin.put("/api/allowed-writes", json=[rule, rule]).status_code == 422
    assert runtime.grants == [rule]
    assert admin.put("/api/allowed-writes", json=[]).json() == []
    assert runtime.grants == []


def test_no_answer_no_log_and_no_file_holds_the_secret(
    engineer: TestClient, admin: TestClient, server: Server, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    engineer.post("/api/connections", json=PLC)
    saved(engineer, {"host": "10.0.0.5", "password": CANARY, "wrong": CANARY})
    engineer.post("/api/session", json={"name": CANARY, "password": [CANARY]})
    engineer.post("/api/connections/try", json={**PLC, "settings": {"password": CANARY}})
    answers = [admin.get(path).text for path in ("/api/connections", "/api/connections/plc1", "/api/audit?limit=1000")]
    assert [text for text in answers if CANARY in text] == []
    assert CANARY not in caplog.text
    server.office.close()
    assert [f.name for f in settings.data.iterdir() if f.is_file() and CANARY.encode() in f.read_bytes()] == []
    assert oct((settings.data / "secret.key").stat().st_mode)[-3:] == "600"
