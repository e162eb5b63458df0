"""Whatever goes wrong is a problem document: it says what, and gives nothing away."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from api import errors
from api.problems import STATUS, status_of
from api.shield import MOST_BYTES
from tests.api.conftest import add_flow, flow
from tundish import errors as base


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/nowhere", 404),
        ("GET", "/api/flows/none", 404),
        ("GET", "/api/flows/a/b/c/d", 404),
        ("POST", "/api/nowhere", 405),
        ("PATCH", "/api/flows", 405),
        ("POST", "/", 405),
    ],
)
def test_unknown_routes_and_methods_are_problems(admin: TestClient, method: str, path: str, status: int) -> None:
    answer = admin.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert body["status"] == status
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["type"].startswith("urn:tundish:problem:")


def test_a_wrong_request_is_told_field_by_field_and_not_repeated(stranger: TestClient) -> None:
    answer = stranger.post("/api/session", json={"name": 3, "password": ["canary"]})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["body/name", "body/password"]
    assert "canary" not in answer.text


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b'"' + b"x" * 1000])
def test_broken_json_is_told(stranger: TestClient, content: bytes) -> None:
    answer = stranger.post("/api/session", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text


def test_a_body_that_is_too_large_is_refused(engineer: TestClient) -> None:
    answer = engineer.post("/api/flows", content=b"x" * (MOST_BYTES + 1))
    assert (answer.status_code, answer.json()["status"]) == (413, 413)

    def endless() -> object:
        for _ in range(MOST_BYTES // 100_000 + 2):
            yield b"x" * 100_000

    answer = engineer.post("/api/points.csv", content=endless())  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_a_defect_of_ours_has_a_reference_and_no_traceback(
    engineer: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("flows.store.FlowStore.list", lambda _: dict[str, str]()["canary"])
    answer = engineer.get("/api/flows")
    assert (answer.status_code, answer.json()["code"]) == (500, "server")
    assert "canary" not in answer.text
    assert "Traceback" not in answer.text
    assert f"reference {answer.json()['reference']}" in caplog.text


async def test_a_page_that_is_closed_while_it_saves_is_no_defect(
    app: FastAPI, engineer: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in engineer.cookies.jar)
    headers = {"host": "127.0.0.1", "cookie": cookies, "x-csrf-token": engineer.headers["X-CSRF-Token"]}
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/flows", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    sent = list[Any]()

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert 400 == sent[0]["status"]
    assert "failed (reference" not in caplog.text


@pytest.mark.parametrize(
    ("reason", "status", "said"),
    [
        ("database or disk is full", 507, "disk of the server is full"),
        ("database is locked", 503, "busy"),
        ("something else", 500, "log has the details"),
    ],
)
def test_a_database_that_cannot_write_is_a_sentence(
    engineer: TestClient, monkeypatch: pytest.MonkeyPatch, reason: str, status: int, said: str
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception(reason))

    with monkeypatch.context() as patch:
        patch.setattr("flows.store.FlowStore.add", fail)
        answer = engineer.post("/api/flows", json={"document": flow()})
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True)
    assert "INSERT" not in answer.text
    assert add_flow(engineer, flow()) == 1


def test_every_error_of_ours_has_a_status_and_every_code_is_its_own() -> None:
    classes = [
        c
        for module in (base, errors)
        for c in vars(module).values()
        if isinstance(c, type) and issubclass(c, base.TundishError) and c.__module__ == module.__name__
    ]
    codes = [c.code for c in classes]
    assert len(codes) == len(set(codes))
    not_for_browsers = {errors.Refused, base.TundishError}
    vague = [c for c in classes if c not in not_for_browsers and not any(p in STATUS for p in c.__mro__[:-3])]
    assert vague == []
    assert status_of(base.DeployRefused([])) == 422


def test_every_answer_is_dressed(stranger: TestClient) -> None:
    for path in ("/api/setup", "/api/nowhere", "/", "/api/flows"):
        headers = stranger.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert stranger.get("/api/setup").headers["cache-control"] == "no-store"


def test_the_description_of_the_api_is_whole(admin: TestClient) -> None:
    described = admin.get("/api/openapi.json").json()
    assert "/api/flows/{id}/deploy" in described["paths"]
    undocumented = [
        f"{method} {path}"
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if not operation.get("description")
    ]
    assert undocumented == []
    assert "/api/flows/{id}/deploy" in admin.get("/api/docs").text


def test_help_for_formulas(admin: TestClient) -> None:
    right = admin.post("/api/formula/check", json={"formula": "P1 + P2"}).json()
    assert right == {"ok": True, "inputs": ["P1", "P2"], "units": {}, "unit": None, "notes": [], "remembers": []}
    windows = admin.post("/api/formula/check", json={"formula": "avg( P1 ,5 min) - ewma(P2, 0.1)"}).json()
    assert windows["remembers"] == ['avg("P1", 5.0 min)', 'ewma("P2", 0.1)']
    wrong = admin.post("/api/formula/check", json={"formula": "P1 +\n * 3"}).json()
    assert (wrong["ok"], wrong["line"], wrong["column"]) == (False, 2, 2)
    assert wrong["message"]
    functions = admin.get("/api/functions").json()
    assert {"name", "signature", "summary", "example", "group"} <= set(functions[0])
    assert {"density": 1000} == next(one for one in functions if one["name"] == "pump_head")["defaults"]


def test_units_of_a_formula_come_from_the_directory(admin: TestClient) -> None:
    for name, unit in {"TI1": "°F", "TI2": "°C", "P1.flow": "m³/h", "P2.flow": "m3/h", "PT": "bar"}.items():
        assert admin.put(f"/api/points/{name}", json={"unit": unit}).status_code == 200

    def checked(formula: str) -> dict[str, Any]:
        found: dict[str, Any] = admin.post("/api/formula/check", json={"formula": formula}).json()
        return found

    right = checked("TI1 - 9 delta_degF")
    assert (right["unit"], right["units"]) == ("degF", {"TI1": "°F"})
    assert checked("{device}.flow * 5")["unit"] == "m3/h"
    # what runs gets the units of the directory when it is deployed, so nothing has to be said twice
    converted = checked("TI1 - TI2")
    assert (converted["unit"], converted["notes"]) == ("delta_degF", ["TI2 is converted from degC to degF"])
    assert checked("{device}.flow * 5 min")["unit"] == "m3"
    wrong = checked("TI1 + PT")
    assert (wrong["ok"], wrong["column"], wrong["message"]) == (False, 7, "this adds degF and bar, which do not fit")
    asked = admin.post(
        "/api/formula/check", json={"formula": "TI1 + PT"}, headers={"Accept-Language": "zh-CN,en;q=0.5"}
    )
    assert asked.json()["message"] == "此处相加的是 degF 与 bar，单位不相容"
    assert {"unit": "degC", "dimension": "temperature"}.items() <= next(
        unit for unit in admin.get("/api/units").json() if unit["unit"] == "degC"
    ).items()


def test_preview_of_a_formula(admin: TestClient) -> None:
    assert admin.post("/api/formula/preview", json={"formula": "P99 + 1"}).json() == {
        "ok": True,
        "sample": None,
        "lines": [],
        "inputs": [{"name": "P99", "unit": "", "sample": None}],
        "devices": [],
    }
    sample = admin.post("/api/formula/preview", json={"formula": "80 degC > 175 degF"}).json()["sample"]
    assert sample == {"value": 1.0, "quality": "good", "reason": None}
    assert admin.post("/api/formula/preview", json={"formula": "1 +"}).json()["ok"] is False


def test_status_and_catalogue(admin: TestClient) -> None:
    status = admin.get("/api/status").json()
    assert status["worker"] == {"state": "up", "restarts": 0, "since": "2026-11-21T12:00:00Z"}
    catalogue = admin.get("/api/catalogue").json()
    assert {"source.plc", "alarm.watch"} == {kind["kind"] for kind in catalogue["kinds"]}
    assert (catalogue["connections"][0]["kind"], catalogue["texts"]) == ("plc", {"zh": {"PLC": "PLC"}})
