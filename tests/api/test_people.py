"""Users, sessions and tokens, as administrators see them."""

import pytest
from starlette.testclient import TestClient

from api.server import Server
from tests.api.conftest import HOME, PASSWORD, Browser

LONG = "quiet-copper-kettle"


def test_a_user_comes_does_more_and_goes(admin: TestClient, stranger: TestClient) -> None:
    assert 201 == admin.post("/api/users", json={"name": "李伟", "role": "viewer", "password": LONG}).status_code
    signed_in = stranger.post("/api/session", json={"name": "李伟", "password": LONG})
    assert 200 == signed_in.status_code
    assert 403 == stranger.get("/api/audit").status_code
    assert "admin" == admin.put("/api/users/李伟/role", json={"role": "admin"}).json()["role"]
    assert 200 == stranger.get("/api/audit").status_code, "from the next request on"
    listed = {one["name"]: one for one in admin.get("/api/users").json()}
    assert ("admin", 1) == (listed["李伟"]["role"], listed["李伟"]["sessions"])
    assert listed["李伟"]["seen"]
    assert 204 == admin.delete("/api/users/李伟").status_code
    assert 401 == stranger.get("/api/session").status_code
    assert 404 == admin.delete("/api/users/李伟").status_code
    done = [(e["action"], e["object"]) for e in admin.get("/api/audit?action=user.").json()][:3]
    assert [("user.remove", "李伟"), ("user.role", "李伟"), ("user.add", "李伟")] == done


def test_an_administrator_stays(admin: TestClient, browser: Browser) -> None:
    alone = admin.put("/api/users/admin/role", json={"role": "viewer"})
    assert 409 == alone.status_code
    assert "only administrator" in alone.text
    assert 403 == admin.delete("/api/users/admin").status_code, "nobody removes oneself"
    browser("admin", "second")
    assert 200 == admin.put("/api/users/admin/role", json={"role": "viewer"}).status_code
    assert 403 == admin.get("/api/users").status_code


def test_a_password_is_changed_by_who_knows_the_old_one(browser: Browser, stranger: TestClient) -> None:
    viewer = browser("viewer")
    for given, status in [({}, 422), ({"old": "wrong"}, 401), ({"old": PASSWORD}, 204)]:
        answer = viewer.put("/api/users/viewer/password", json={"password": LONG, **given})
        assert status == answer.status_code, answer.text
    assert 401 == viewer.get("/api/session").status_code, "it ends all sessions"
    assert 200 == stranger.post("/api/session", json={"name": "viewer", "password": LONG}).status_code


def test_an_administrator_gives_a_new_password_and_nobody_else_does(admin: TestClient, browser: Browser) -> None:
    viewer = browser("viewer")
    assert 403 == viewer.put("/api/users/admin/password", json={"password": LONG, "old": PASSWORD}).status_code
    assert 422 == admin.put("/api/users/viewer/password", json={"password": "short"}).status_code
    assert 204 == admin.put("/api/users/viewer/password", json={"password": LONG}).status_code
    assert 401 == viewer.get("/api/session").status_code
    assert 404 == admin.put("/api/users/nobody/password", json={"password": LONG}).status_code


def test_a_session_is_ended_from_elsewhere(admin: TestClient, browser: Browser) -> None:
    viewer = browser("viewer")
    listed = admin.get("/api/sessions").json()
    assert [True] == [one["current"] for one in listed if one["user"] == "admin"]
    [other] = [one for one in listed if one["user"] == "viewer"]
    assert 204 == admin.delete(f"/api/sessions/{other['id']}").status_code
    assert 401 == viewer.get("/api/session").status_code
    assert 404 == admin.delete(f"/api/sessions/{other['id']}").status_code


def test_a_token_is_shown_once_and_works_until_it_is_revoked(admin: TestClient, stranger: TestClient) -> None:
    made = admin.post("/api/tokens", json={"name": "historian", "role": "viewer", "days": 30}).json()
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert 200 == stranger.get(f"{HOME}/api/flows", headers=bearer).status_code
    assert made["secret"] not in admin.get("/api/tokens").text
    [listed] = admin.get("/api/tokens").json()
    assert ("historian", "viewer", made["expires"]) == (listed["name"], listed["role"], listed["expires"])
    assert 409 == admin.post("/api/tokens", json={"name": "historian", "role": "viewer"}).status_code
    assert 204 == admin.delete("/api/tokens/historian").status_code
    assert 401 == stranger.get(f"{HOME}/api/flows", headers=bearer).status_code


@pytest.mark.parametrize("role", ["viewer", "operator", "engineer"])
@pytest.mark.parametrize("path", ["users", "sessions", "tokens", "audit", "audit/verify"])
def test_only_administrators_see_people(browser: Browser, role: str, path: str) -> None:
    assert 403 == browser(role).get(f"/api/{path}").status_code


def test_the_audit_is_filtered_and_exported(admin: TestClient, server: Server) -> None:
    with server.office.write() as stores:
        stores.audit.add("Eve", "flow.deploy", "=1+1", {"comment": "第一 100%_"})
        stores.audit.add("Eve", "flow.stop", "pumps", {})
        stores.audit.add("Bob", "flowers", "x", {})

    def found(query: str) -> list[str]:
        return [e["action"] for e in admin.get(f"/api/audit?{query}").json()]

    assert ["flow.stop", "flow.deploy"] == found("user=eve")
    assert ["flow.stop", "flow.deploy"] == found("action=flow.")
    with server.office.write() as stores:
        stores.audit.add("Östen Ås", "point.force", "P", {})
    assert ["point.force"] == found("user=Östen Ås")
    assert ["flow.deploy"] == found("action=flow.deploy")
    assert ["flow.deploy"] == found("text=100%25_")
    assert ["flow.deploy"] == found("text=第一")
    assert [] == found("from=2999-01-01T00:00:00Z")
    assert [] == found("to=2000-01-01T00:00:00Z")
    lines = admin.get("/api/audit?user=eve&format=csv").text.splitlines()
    assert 3 == len(lines)
    assert ",'=1+1," in lines[2]
    verified = admin.get("/api/audit/verify").json()
    assert verified["whole"]
    assert verified["number"] == admin.get("/api/audit?limit=1").json()[0]["number"]
