"""Connections: secrets go in and never come out, except to the engine."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.routers.writes import WriteRule
from api.server import Server
from api.settings import Settings
from api.store.tables import AllowedWrite
from engine.work.writes import Granted
from tests.api.conftest import add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime

CANARY = "canary-7f3a-secret"
PLC = {"id": "plc1", "kind": "plc", "name": "PLC 1", "settings": {"host": "10.0.0.5", "password": CANARY}}
RULE: dict[str, Any] = {
    "point": "SP", "connection": "plc1", "address": "coil 3", "low": 0.0, "high": 5.0, "max_rate": None, "clamp": False,
    "mode": "auto",
}  # fmt: skip


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
    kept = [RULE, {**RULE, "point": "SP2", "address": "coil 4", "max_rate": 2.0, "clamp": True, "mode": "simulation"}]
    assert kept == admin.put("/api/allowed-writes", json=kept).json()
    assert (kept, kept) == (runtime.grants, engineer.get("/api/allowed-writes").json())
    assert [] == admin.put("/api/allowed-writes", json=[]).json()
    assert [] == runtime.grants


def test_people_decide_all_that_the_engine_decides_by() -> None:
    assert set(Granted._fields) == set(WriteRule.model_fields) == set(AllowedWrite.model_fields) - {"tenant"}


def test_an_allowed_write_refuses_and_is_real_unless_it_says_otherwise(
    engineer: TestClient, admin: TestClient, runtime: FakeRuntime
) -> None:
    engineer.post("/api/connections", json=PLC)
    short = {name: RULE[name] for name in ("point", "connection", "low", "high")}
    admin.put("/api/allowed-writes", json=[{**short, "address": " coil 3 "}])
    assert [RULE] == runtime.grants


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"address": ""}, "1/address", "it is empty: give the address that the flow writes, for example `coil 3`"),
        ({"address": " "}, "1/address", "it is empty"),
        ({"address": None}, "1/address", "valid string"),
        ({"address": "x" * 501}, "1/address", "at most 500"),
        ({"mode": "manual"}, "1/mode", "'auto' or 'simulation'"),
        ({"mode": None}, "1/mode", "'auto' or 'simulation'"),
        ({"clamp": "no"}, "1/clamp", "valid boolean"),
        ({"clamp": 1}, "1/clamp", "valid boolean"),
        ({"Mode": "simulation"}, "1/Mode", "not permitted"),
        ({"low": 9}, "1", "low (9) is above high (5)"),
        ({"high": "nan"}, "1/high", "finite number"),
        ({"max_rate": 0}, "1/max_rate", "greater than 0"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_field(
    engineer: TestClient, admin: TestClient, runtime: FakeRuntime, wrong: dict[str, Any], field: str, message: str
) -> None:
    engineer.post("/api/connections", json=PLC)
    answer = admin.put("/api/allowed-writes", json=[RULE, {**RULE, "point": "SP2", **wrong}])
    (error,) = answer.json()["errors"]
    assert (422, f"body/{field}") == (answer.status_code, error["field"])
    assert message in error["message"]
    assert [] == runtime.grants


def test_without_an_address_nothing_is_allowed(engineer: TestClient, admin: TestClient, runtime: FakeRuntime) -> None:
    engineer.post("/api/connections", json=PLC)
    rule = {name: value for name, value in RULE.items() if name != "address"}
    answer = admin.put("/api/allowed-writes", json=[rule])
    assert (422, ["body/0/address"]) == (answer.status_code, [e["field"] for e in answer.json()["errors"]])
    assert [] == runtime.grants


def test_all_rows_that_contradict_are_told_at_once(
    engineer: TestClient, admin: TestClient, runtime: FakeRuntime
) -> None:
    engineer.post("/api/connections", json=PLC)
    admin.put("/api/allowed-writes", json=[RULE])
    answer = admin.put("/api/allowed-writes", json=[RULE, {**RULE, "connection": "x"}, {**RULE, "address": "coil 4"}])
    assert (422, "Row 2: there is no connection 'x'. The list stays as it was") == (
        answer.status_code,
        answer.json()["detail"],
    )
    assert [
        {"line": 2, "column": "connection", "message": "there is no connection 'x'"},
        {"line": 3, "column": "point", "message": "'SP' stands in row 1 already"},
    ] == answer.json()["problems"]
    assert [RULE] == runtime.grants == engineer.get("/api/allowed-writes").json()


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
