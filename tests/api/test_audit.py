"""The audit: what is done is in it, and no entry can be changed unnoticed."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.office import Office
from api.server import Server
from api.store.audit import AuditStore, Break, Head
from api.store.tables import AuditRow
from tests.api.conftest import PASSWORD, Browser, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime

ROOT = Path(__file__).parents[2]
AREAS = "signin|setup|session|user|token|flow|block|alarm|alarm-[a-z]+|points?|connection|allowed-writes|node|write"
NO_ACTION = ("id", "tenant", "csv")
"""Names of columns and files look like actions."""


def entries(admin: TestClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = admin.get("/api/audit?limit=1000").json()
    return found


def test_what_people_do_is_recorded(admin: TestClient, browser: Browser, stranger: TestClient) -> None:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    deploy(engineer)
    engineer.post("/api/flows/pumps/stop")
    engineer.put("/api/points/P1", json={"unit": "m"})
    admin.put("/api/allowed-writes", json=[])
    stranger.post("/api/session", json={"name": "eve", "password": "guess"})
    browser("operator").post("/api/alarms/ack", json={"alarms": [{"flow": "pumps", "node": "n", "point": "P"}]})
    engineer.delete("/api/session")
    done = {(e["user"], e["action"]) for e in entries(admin)}
    expected = {
        ("engineer", "signin"), ("engineer", "flow.add"), ("engineer", "flow.deploy"), ("engineer", "flow.stop"),
        ("engineer", "points.save"), ("admin", "allowed-writes.save"), ("tundish", "signin.refused"),
        ("operator", "alarm.ack"), ("engineer", "signin.end"), ("tundish", "user.add"),
    }  # fmt: skip
    assert expected - done == set()
    assert PASSWORD not in json.dumps(entries(admin))


def test_pages_go_backwards(admin: TestClient) -> None:
    for number in range(5):
        admin.put(f"/api/points/P{number}", json={})
    newest = admin.get("/api/audit?limit=2").json()
    before = admin.get(f"/api/audit?limit=2&before={newest[-1]['number']}").json()
    numbers = [e["number"] for e in [*newest, *before]]
    assert numbers == list(range(numbers[0], numbers[0] - 4, -1))


INTENT = {"action": "write.intent", "object": "SP", "user": "ben", "address": "coil 3", "sent": 1.0}


def test_the_engine_waits_until_its_record_is_kept(
    server: Server, runtime: FakeRuntime, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest() -> AuditRow:
        with server.office.read() as stores:
            return stores.audit.page(None, 1)[0]

    assert stranger.portal is not None
    stranger.portal.call(runtime.audit, INTENT)
    entry = newest()
    assert ("write.intent", "SP", "ben") == (entry.action, entry.object, entry.user)
    assert {"address": "coil 3", "sent": 1.0} == json.loads(entry.detail)
    stranger.portal.call(runtime.audit, {**INTENT, "user": ""})
    assert "tundish" == newest().user

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(AuditStore, "add", full)
        with pytest.raises(OSError, match="No space left"):  # so the engine knows, and does not write
            stranger.portal.call(runtime.audit, INTENT)


@pytest.fixture
def office(server: Server, stranger: TestClient) -> Office:
    with server.office.write() as stores:
        for number in range(1, 6):
            stores.audit.add("anna", "test", f"thing {number}", {"n": number})
    return server.office


def verify(office: Office, known: Head | None = None) -> Break | None:
    with office.read() as stores:
        return stores.audit.verify(known)


def tamper(office: Office, statement: str) -> None:
    """As somebody would who has the file."""
    with office.database.connect() as connection:
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(statement))


def test_an_honest_chain_holds(office: Office) -> None:
    assert verify(office) is None
    with office.read() as stores:
        head = stores.audit.head()
    assert head.number == 5
    assert verify(office, head) is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("UPDATE audit SET user = 'ben' WHERE number = 3", Break(3, "was changed"), id="user"),
        pytest.param("UPDATE audit SET detail = '{}' WHERE number = 1", Break(1, "was changed"), id="detail"),
        pytest.param("DELETE FROM audit WHERE number = 2", Break(2, "is missing"), id="deleted"),
        pytest.param("UPDATE audit SET hash = 'x' WHERE number = 5", Break(5, "was changed"), id="hash"),
        pytest.param(
            "UPDATE audit SET previous = 'x' WHERE number = 4",
            Break(4, "does not follow the entry before it"),
            id="link",
        ),
    ],
)  # fmt: skip
def test_tampering_is_found_where_it_was_done(office: Office, statement: str, expected: Break) -> None:
    tamper(office, statement)
    assert expected == verify(office)


def test_cutting_off_the_end_is_found_by_who_knows_a_later_hash(office: Office) -> None:
    with office.read() as stores:
        head = stores.audit.head()
    tamper(office, "DELETE FROM audit WHERE number > 3")
    assert verify(office) is None
    assert verify(office, head) == Break(4, "and later ones were cut off")


def test_without_an_audit_nothing_is_changed(admin: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(AuditStore, "add", full)
        assert admin.post("/api/flows", json={"document": flow()}).status_code == 507
        assert admin.put("/api/points/P1", json={}).status_code == 507
    assert (admin.get("/api/flows").json(), admin.get("/api/points").json()["total"]) == ([], 0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_action_has_a_name_on_the_page(language: str) -> None:
    sources = [path.read_text("utf-8") for folder in ("api", "flows") for path in (ROOT / folder).rglob("*.py")]
    words = {found for source in sources for found in re.findall(rf'"((?:{AREAS})\.[a-z_-]+)"', source)}
    actions = {word for word in words if not word.endswith(NO_ACTION)}
    assert len(actions) > 40
    texts = json.loads((ROOT / "editor" / "src" / "i18n" / f"admin.{language}.json").read_text("utf-8"))
    assert [] == sorted(actions - texts["action"].keys())
