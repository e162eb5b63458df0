"""The ways in, and that nobody is let in otherwise."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.common_passwords import COMMON
from api.errors import Invalid
from api.passwords import Passwords, check_password
from api.roles import Role
from api.server import Server
from api.settings import Settings
from api.signin import make_link
from api.store.sessions import Limits
from tests.api.conftest import CHEAP, HASHED, PASSWORD, Browser, Clock
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue


def setup_token(server: Server) -> str:
    with server.office.write() as stores:
        return stores.tickets.issue("setup")


def set_up(client: TestClient, token: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = client.post("/api/setup", json={"token": token, "name": "Anna", "password": password})
    return answer.status_code, answer.json().get("code", "")


def sign_in(client: TestClient, name: str = "anna", password: str = PASSWORD) -> int:
    return client.post("/api/session", json={"name": name, "password": password}).status_code


@pytest.fixture
def anna(server: Server, stranger: TestClient) -> TestClient:
    with server.office.write() as stores:
        stores.users.add("Anna", Role.ADMIN, HASHED)
    return stranger


def test_set_up_makes_the_first_administrator_once(stranger: TestClient, server: Server) -> None:
    token = setup_token(server)
    assert stranger.get("/api/setup").json() == {"needed": True}
    assert set_up(stranger, token) == (200, "")
    assert stranger.get("/api/setup").json() == {"needed": False}
    session = stranger.get("/api/session").json()
    assert (session["user"], session["demo"]) == ({"name": "Anna", "role": "admin"}, False)
    assert set_up(stranger, token) == (410, "setup-done")
    assert set_up(stranger, setup_token(server)) == (410, "setup-done")


def test_a_wrong_setup_token_is_told_and_slowed_down(stranger: TestClient, server: Server, clock: Clock) -> None:
    token = setup_token(server)
    assert [(403, "wrong-token")] * 5 == [set_up(stranger, f"wrong{i}") for i in range(5)]
    assert set_up(stranger, token) == (429, "too-many")
    clock.now += 2
    assert set_up(stranger, token) == (200, "")


def test_a_bad_password_does_not_use_the_setup_token_up(stranger: TestClient, server: Server) -> None:
    token = setup_token(server)
    assert set_up(stranger, token, "short") == (422, "invalid")
    assert set_up(stranger, token) == (200, "")


def test_a_user_ends_the_set_up(anna: TestClient) -> None:
    assert anna.get("/api/setup").json() == {"needed": False}


def test_names_are_found_however_they_are_written(anna: TestClient) -> None:
    assert [200, 200, 200] == [sign_in(anna, name) for name in ("Anna", " anna ", "ANNA")]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(anna: TestClient) -> None:
    cookie = anna.post("/api/session", json={"name": "anna", "password": PASSWORD}).headers["set-cookie"]
    assert cookie.startswith("tundish_session=")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age="))


def test_under_tls_the_cookie_is_bound_to_the_host(settings: Settings, runtime: FakeRuntime) -> None:
    made = create_app(Settings(settings.data, tls=True), runtime, catalogue(), CHEAP)
    with made.state.server.office.write() as stores:
        stores.users.add("Anna", Role.ADMIN, HASHED)
    with TestClient(made, base_url="https://127.0.0.1") as client:
        answer = client.post("/api/session", json={"name": "anna", "password": PASSWORD})
        assert answer.headers["set-cookie"].startswith("__Host-tundish_session=")
        assert "Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]
        assert client.get("/api/session").status_code == 200


def test_every_sign_in_has_a_new_secret_and_ends_the_old_session(anna: TestClient) -> None:
    sign_in(anna)
    first = anna.cookies["tundish_session"]
    sign_in(anna)
    second = anna.cookies["tundish_session"]
    assert first != second
    anna.cookies.clear()
    for secret, status in ((first, 401), (second, 200), ("", 401), (second[:-1], 401)):
        anna.cookies.set("tundish_session", secret, domain="127.0.0.1")
        assert anna.get("/api/session").status_code == status
        anna.cookies.clear()


def test_signing_out_ends_the_session_on_the_server(admin: TestClient) -> None:
    secret = admin.cookies["tundish_session"]
    assert admin.delete("/api/session").status_code == 204
    admin.cookies.set("tundish_session", secret, domain="127.0.0.1")
    assert admin.get("/api/session").status_code == 401


def test_a_session_ends_when_nobody_uses_it(admin: TestClient, clock: Clock) -> None:
    for _ in range(3):
        clock.now += Limits().idle - 1
        assert admin.get("/api/session").status_code == 200
    clock.now += Limits().idle
    assert admin.get("/api/session").status_code == 401


def test_a_session_ends_however_much_it_is_used(admin: TestClient, clock: Clock) -> None:
    end = clock.now + Limits().absolute
    while clock.now + 3600 < end:
        clock.now += 3600
        assert admin.get("/api/session").status_code == 200
    clock.now = end
    assert admin.get("/api/session").status_code == 401


def test_a_new_password_ends_all_sessions_of_the_user(admin: TestClient, browser: Browser, server: Server) -> None:
    other = browser("viewer")
    with server.office.write() as stores:
        stores.users.password("admin", HASHED)
    assert [401, 200] == [client.get("/api/session").status_code for client in (admin, other)]


def test_failures_slow_down_one_name_from_one_address_only(anna: TestClient, server: Server, clock: Clock) -> None:
    with server.office.write() as stores:
        stores.users.add("Ben", Role.VIEWER, HASHED)
    assert [401] * 5 == [sign_in(anna, password="wrong") for _ in range(5)]
    answer = anna.post("/api/session", json={"name": "anna", "password": PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert sign_in(anna, "ben") == 200
    clock.now += 1.01
    assert sign_in(anna, password="wrong") == 401
    assert sign_in(anna) == 429
    clock.now += 2.01
    assert sign_in(anna) == 200
    assert [401] * 4 == [sign_in(anna, password="wrong") for _ in range(4)]


def test_unknown_users_cost_a_hash_too(anna: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    verify = Passwords._verify

    def counted(self: Passwords, stored: str, password: str) -> bool:
        verified.append(stored)
        return verify(self, stored, password)

    monkeypatch.setattr(Passwords, "_verify", counted)
    answers = [anna.post("/api/session", json={"name": n, "password": "x"}) for n in ("anna", "nobody")]
    assert answers[0].json() == answers[1].json()
    assert 2 == len(verified)


@pytest.mark.parametrize("size", [1001, 1_000_000])
def test_an_endless_password_is_not_hashed(anna: TestClient, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Passwords, "_verify", lambda *_: pytest.fail("hashed"))
    answer = anna.post("/api/session", json={"name": "anna", "password": "x" * size})
    assert answer.status_code == 422
    assert "xxx" not in answer.text


@pytest.mark.parametrize(
    "password", ["short", "1234567890", "Password123", "aaaaaaaaaaaaaa", "annaannaanna", "x" * 201, "Tundish2026!"]
)
def test_passwords_that_are_guessed_first_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password("anna", password)


def test_a_good_password_is_taken() -> None:
    check_password("anna", PASSWORD)
    assert len(COMMON) > 100


def test_passwords_are_argon2id_with_sane_parameters() -> None:
    stored = Passwords().hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_password_under_old_parameters_is_hashed_anew(anna: TestClient, server: Server) -> None:
    server.passwords = Passwords()
    assert sign_in(anna) == 200
    with server.office.read() as stores:
        assert "m=65536" in stores.users.get("anna").password


def test_a_link_signs_in_once(anna: TestClient, server: Server) -> None:
    with server.office.write() as stores:
        link = make_link(stores, "anna")
    answer = anna.get(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert anna.get("/api/session").json()["user"]["name"] == "Anna"
    again = anna.get(link)
    assert again.status_code == 403
    assert "used already" in again.text


def test_a_link_is_too_old_after_ten_minutes(anna: TestClient, server: Server, clock: Clock) -> None:
    with server.office.write() as stores:
        link = make_link(stores, "anna")
    clock.now += 601
    assert anna.get(link).status_code == 403
    assert anna.get("/signin").status_code == 403


def test_a_setup_token_is_no_sign_in_link(anna: TestClient, server: Server) -> None:
    assert anna.get(f"/signin?token={setup_token(server)}").status_code == 403


def test_api_tokens_work_until_they_expire_or_are_revoked(anna: TestClient, server: Server, clock: Clock) -> None:
    with server.office.write() as stores:
        day, ever = stores.tokens.add("day", Role.ENGINEER, 1), stores.tokens.add("ever", Role.VIEWER, None)

    def status(token: str, method: str = "GET") -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return anna.request(method, "/api/points" if method == "GET" else "/api/points/P1", headers=headers).status_code

    assert day.startswith("tdt_")
    assert [200, 200, 401, 401] == [status(t) for t in (day, ever, "tdt_wrong", "")]
    assert [422, 403] == [status(t, "PUT") for t in (day, ever)]  # no CSRF token: there is no cookie to abuse
    clock.now += 86_401
    assert [401, 200] == [status(t) for t in (day, ever)]
    with server.office.write() as stores:
        stores.tokens.revoke("ever")
    assert status(ever) == 401


def test_no_secret_is_stored_in_clear(admin: TestClient, server: Server, settings: Settings, app: FastAPI) -> None:
    with server.office.write() as stores:
        token = stores.tokens.add("t", Role.VIEWER, None)
        link = make_link(stores, "admin")
    secrets = [PASSWORD, token, link.partition("=")[2], admin.cookies["tundish_session"]]
    server.office.close()
    stored = b"".join(file.read_bytes() for file in Path(settings.data).iterdir())
    assert [secret for secret in secrets if secret.encode() in stored] == []
