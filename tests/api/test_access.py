"""Who may do what: every route, every role, and nobody at all."""

from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.testclient import TestClient

from api.access import ANYBODY, VIEWER, GuardedRoute
from api.app import ROUTERS
from api.roles import Role
from tests.api.conftest import HOME, Browser

OPEN = {
    ("GET", "/api/setup"),
    ("POST", "/api/setup"),
    ("POST", "/api/session"),
    ("GET", "/api/health"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/signin"),
    ("GET", "/{path:path}"),
    ("HEAD", "/{path:path}"),
}
MATRIX = {
    "viewer": """
        GET /api/session, DELETE /api/session, GET /api/catalogue, GET /api/flows, GET /api/flows/{id},
        POST /api/catalogue/rows,
        POST /api/flows/validate, POST /api/flows/uses, GET /api/flows/{id}/versions,
        GET /api/flows/{id}/versions/{number},
        GET /api/flows/{id}/nodes/{node:path}/last, GET /api/points, GET /api/points.csv, GET /api/connections,
        GET /api/connections/{id}, GET /api/alarms, POST /api/formula/check, GET /api/functions, GET /api/status,
        GET /api/examples,
        POST /api/formula/preview, POST /api/formula/trend, GET /api/units,
        GET /api/flows/{id}/drafts, GET /api/flows/{id}/drafts/{user},
        GET /api/openapi.json, GET /api/docs, GET /metrics, GET /api/flows/{id}/outbox, GET /api/traces,
        GET /api/traces/{id}, GET /api/flows/{id}/status,
        GET /api/blocks, GET /api/blocks/{id}, GET /api/blocks/{id}/versions,
        GET /api/blocks/{id}/versions/{number}, GET /api/blocks/{id}/used,
        GET /api/events, GET /api/events/count, GET /api/events/known, GET /api/events/{id},
        GET /api/forces, GET /api/alarms/performance, GET /api/alarms/knowledge, GET /api/alarms/knowledge/of,
        GET /api/alarms/knowledge/compare, GET /api/alarms/knowledge/export, GET /api/examples,
        POST /api/workbook/write, PUT /api/users/{name}/password,
        GET /api/history, GET /api/history/points, GET /api/history/status, GET /api/history/export""",
    "operator": """
        POST /api/flows/{id}/nodes/{node:path}/commands, POST /api/alarms/ack,
        POST /api/alarms/reset, POST /api/alarms/shelve, POST /api/alarms/unshelve, POST /api/alarms/comment,
        POST /api/alarms/confirm, POST /api/alarms/withdraw,
        POST /api/flows/{id}/nodes/{node:path}/retry,
        POST /api/points/{name:path}/force, DELETE /api/points/{name:path}/force,
        POST /api/flows/{id}/disable, POST /api/flows/{id}/enable, POST /api/flows/{id}/restart""",
    "engineer": """
        POST /api/alarms/out-of-service, POST /api/alarms/in-service, POST /api/alarms/unsuppress,
        POST /api/flows/{id}/outbox, POST /api/flows/{id}/drafts/{user}/take, DELETE /api/flows/{id}/draft,
        POST /api/flows/{id}/lock, POST /api/flows/{id}/unlock, POST /api/flows/{id}/folder,
        POST /api/flows, PUT /api/flows/{id}, DELETE /api/flows/{id}, POST /api/flows/{id}/deploy,
        POST /api/flows/{id}/stop, POST /api/flows/{id}/start, PUT /api/points/{name:path}, POST /api/points.csv,
        POST /api/connections, PUT /api/connections/{id}, DELETE /api/connections/{id}, POST /api/connections/try,
        GET /api/allowed-writes, PUT /api/blocks/{id}, PUT /api/alarms/knowledge,
        POST /api/alarms/knowledge/approve, POST /api/alarms/knowledge/forget, POST /api/alarms/knowledge/restore,
        PUT /api/alarms/performance/thresholds/{measure}, DELETE /api/alarms/performance/thresholds/{measure},
        POST /api/flows/{id}/preview, POST /api/workbook/read,
        POST /api/alarms/knowledge/import, POST /api/expression/preview, POST /api/template/preview""",
    "admin": """
        GET /api/audit, GET /api/audit/verify, GET /api/keeping, PUT /api/allowed-writes,
        GET /api/users, POST /api/users, PUT /api/users/{name}/role, DELETE /api/users/{name},
        GET /api/sessions, DELETE /api/sessions/{id}, GET /api/tokens, POST /api/tokens, DELETE /api/tokens/{name}""",
}
NEEDED = {
    tuple(route.split()): Role.of(role)
    for role, routes in MATRIX.items()
    for route in " ".join(routes.split()).split(", ")
}


def guarded() -> Iterator[tuple[str, str]]:
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, GuardedRoute):
                yield from ((method, route.path) for method in sorted(route.methods or ()))


def concrete(path: str) -> str:
    given = {
        "{id}": "none", "{node:path}": "n/m", "{number}": "1", "{user}": "u", "{name:path}": "P1",
        "{name}": "somebody",
    }  # fmt: skip
    for name, value in given.items():
        path = path.replace(name, value)
    return path


def test_every_route_is_in_the_matrix_and_nothing_else_is() -> None:
    assert set(guarded()) == OPEN | set(NEEDED)


def test_nothing_is_reached_past_the_guard(app: FastAPI) -> None:
    unguarded = [r for r in app.routes if not isinstance(r, GuardedRoute)]
    assert ["/api/live"] == [r.path for r in unguarded if isinstance(r, APIWebSocketRoute)]
    assert len(unguarded) == 1
    assert all(isinstance(r, APIRoute) for r in app.routes if r not in unguarded)


def test_a_route_that_does_not_say_who_may_is_an_error() -> None:
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(LookupError, match="must say once which role"):
        router.get("/x")(lambda: None)
    with pytest.raises(LookupError, match="must say once which role"):
        router.get("/x", dependencies=[ANYBODY, VIEWER])(lambda: None)


@pytest.mark.parametrize(("method", "path"), sorted(NEEDED), ids=lambda x: x)
def test_nobody_gets_401_before_anything_is_read(stranger: TestClient, method: str, path: str) -> None:
    answer = stranger.request(method, concrete(path), content=b'{"broken', headers={"Content-Type": "application/json"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not-signed-in"


@pytest.mark.parametrize(("method", "path"), sorted(OPEN), ids=lambda x: x)
def test_open_routes_answer_strangers(stranger: TestClient, method: str, path: str) -> None:
    assert stranger.request(method, concrete(path).replace("{path:path}", ""), json={}).status_code != 401


@pytest.mark.parametrize("role", [role.name.lower() for role in Role])
def test_the_matrix_holds(browser: Browser, role: str) -> None:
    client = browser(role)
    for (method, path), needed in sorted(NEEDED.items()):
        if (method, path) == ("DELETE", "/api/session"):
            continue  # tried last: it ends the session
        status = client.request(method, concrete(path), json={}).status_code
        assert (status == 403) == (Role.of(role) < needed), f"{role} {method} {path}: {status}"
    assert client.delete("/api/session").status_code == 204


def test_a_refusal_is_recorded_with_who_and_what(browser: Browser, admin: TestClient) -> None:
    assert browser("viewer").put("/api/points/P1", json={}).status_code == 403
    entry = admin.get("/api/audit").json()
    refused = next(e for e in entry if e["action"] == "refused")
    assert ("viewer", "PUT /api/points/P1", {"needs": "engineer", "has": "viewer"}) == (
        refused["user"], refused["object"], refused["detail"],
    )  # fmt: skip


def test_a_change_without_the_page_token_is_refused(engineer: TestClient) -> None:
    for token in ("", "wrong"):
        answer = engineer.put("/api/points/P1", json={}, headers={"X-CSRF-Token": token})
        assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")
    assert engineer.put("/api/points/P1", json={}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "http://evil.example"}, id="another origin"),
        pytest.param({"Origin": "http://127.0.0.1.evil.example"}, id="a name that begins like ours"),
        pytest.param({"Origin": "http://127.0.0.1:9999"}, id="another port"),
        pytest.param({"Origin": "null"}, id="a sandbox"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="the browser says so"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="a neighbour"),
    ],
)
def test_other_sites_change_nothing(engineer: TestClient, stranger: TestClient, headers: dict[str, str]) -> None:
    assert engineer.put("/api/points/P1", json={}, headers=headers).json()["code"] == "cross-site"
    sign_in = {"name": "engineer", "password": "x"}
    assert stranger.post("/api/session", json=sign_in, headers=headers).json()["code"] == "cross-site"


def test_our_own_origin_is_let_through(engineer: TestClient) -> None:
    headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
    assert engineer.put("/api/points/P1", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "10.0.0.1", "localhost.evil.example:80"]
)
def test_other_names_for_us_are_refused(stranger: TestClient, host: str) -> None:
    answer = stranger.get("/api/setup", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong-host")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8420", "[::1]:8420", "LOCALHOST"])
def test_our_own_names_are_not(stranger: TestClient, host: str) -> None:
    assert stranger.get("/api/setup", headers={"Host": host}).status_code == 200
