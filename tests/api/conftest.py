"""A server with a runtime that runs nothing, and browsers of every role."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.passwords import Passwords
from api.roles import Role
from api.server import Server
from api.settings import Settings
from flows.document import empty
from tests.api.fake_runtime import FakeRuntime
from tests.api.kinds import catalogue

HOME = "http://127.0.0.1"
PASSWORD = "correct horse battery"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
HASHED = CHEAP.hash(PASSWORD)

Browser = Callable[..., TestClient]


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    editor = tmp_path / "editor"
    (editor / "assets").mkdir(parents=True)
    (editor / "index.html").write_text('<html><head><meta name="csp-nonce" content="" /></head></html>')
    (editor / "assets" / "app-1a2b.js").write_text("1")
    return Settings(tmp_path / "data", editor=editor)


@pytest.fixture
def app(settings: Settings, runtime: FakeRuntime, clock: Clock) -> FastAPI:
    return create_app(settings, runtime, catalogue(), CHEAP, clock)


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """A browser that is not signed in; the server lives as long as this one."""
    with TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def server(app: FastAPI) -> Server:
    made: Server = app.state.server
    return made


@pytest.fixture
def browser(app: FastAPI, stranger: TestClient, server: Server) -> Browser:
    """Makes browsers that are signed in: `browser("engineer")`."""

    def make(role: str = "admin", name: str = "") -> TestClient:
        name = name or role
        with server.office.write() as stores:
            if stores.users.find(name) is None:
                stores.users.add(name, Role.of(role), HASHED)
        client = TestClient(app, base_url=HOME, raise_server_exceptions=False, follow_redirects=False)
        answer = client.post("/api/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    return make


@pytest.fixture
def admin(browser: Browser) -> TestClient:
    return browser("admin")


@pytest.fixture
def engineer(browser: Browser) -> TestClient:
    return browser("engineer")


def flow(id: str = "pumps", **points: str) -> dict[str, Any]:
    """A flow with one source for each point: `flow("pumps", plc="P1")`."""
    nodes = {
        node: {"kind": "source.plc", "version": 1, "name": "", "config": {"point": point}, "position": [0, 0]}
        for node, point in (points or {"plc": "P1"}).items()
    }
    return {**empty(id, id.title()), "nodes": nodes}


def add_flow(client: TestClient, document: dict[str, Any]) -> int:
    answer = client.post("/api/flows", json={"document": document})
    assert answer.status_code == 201, answer.text
    revision: int = answer.json()["revision"]
    return revision


def deploy(client: TestClient, id: str = "pumps", revision: int = 1) -> int:
    answer = client.post(f"/api/flows/{id}/deploy", json={"revision": revision, "comment": "go"})
    assert answer.status_code == 200, answer.text
    version: int = answer.json()["version"]
    return version
