"""The same stores on PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from api.directory import PointFacts
from api.migrate import differences
from api.office import Office
from api.roles import Role
from api.settings import Settings
from api.store.tables import KnowledgeRow
from flows.document import empty
from tests.api.conftest import HASHED
from tundish.errors import FlowConflict


@pytest.fixture(scope="module")
def office(postgresql_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(Settings(Path(tmp_path_factory.mktemp("data")), database=postgresql_url))
    yield made
    made.close()


def test_migrations_make_what_the_models_say(office: Office, postgresql_url: str) -> None:
    assert [] == differences(office.database)
    again = Office(Settings(office.settings.data, database=postgresql_url))
    again.close()


def test_the_audit_is_one_chain_whoever_writes_at_once(office: Office) -> None:
    def write(number: int) -> None:
        with office.write() as stores:
            stores.audit.add("anna", "test", f"thing {number}", {"n": number})

    with office.read() as stores:
        before = stores.audit.head().number
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(50)))
    with office.read() as stores:
        assert stores.audit.verify() is None
        assert stores.audit.head().number == before + 50


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "UPDATE flow_version SET comment = 'x'"]
)
def test_the_database_itself_refuses_changes_of_what_is_final(office: Office, statement: str) -> None:
    with office.write() as stores:
        stores.audit.add("anna", "test", "thing")
        if not stores.flows.list():
            stores.flows.add(empty("final"))
            stores.flows.add_version("final", 1, "", {})
    with pytest.raises(Exception, match="never"), office.database.connect() as connection:
        connection.execute(text(statement))


def test_of_two_saves_at_once_one_wins(office: Office) -> None:
    with office.write() as stores:
        stores.flows.add(empty("race"))

    def save(name: str) -> str:
        try:
            with office.write() as stores:
                stores.flows.replace("race", empty("race", name), seen=1)
        except FlowConflict:
            return "refused"
        return "saved"

    with ThreadPoolExecutor(4) as threads:
        assert ["refused"] * 3 + ["saved"] == sorted(threads.map(save, ["a", "b", "c", "d"]))


def test_people_sign_in(office: Office) -> None:
    with office.write() as stores:
        user = stores.users.add("Änna", Role.ADMIN, HASHED)
        secret = stores.sessions.start(user, "127.0.0.1")
    with office.read() as stores:
        found = stores.sessions.find(secret)
        assert found is not None
        assert found[1].name == "Änna"
        assert stores.users.find("ÄNNA") is not None


def test_what_alarms_need_is_kept_changed_and_forgotten(office: Office) -> None:
    """Devices of points, knowledge, forces and thresholds: each is written, written over, read and taken away."""
    with office.write() as stores:
        stores.points.put([PointFacts(area="北区", device="P-101", low=0, high=5).row("P1")])
        stores.points.put([PointFacts(area="北区", device="P-102").row("P1")])
        row = KnowledgeRow(tenant="", flow="f", node="pumps/limits", point="P1", cause="泵停", approved='{"h": 5}')
        assert (1, 0) == stores.knowledge.put([row])
        stores.forces.put("P1", 3.5, 3600, "probe")
        stores.forces.put("P1", 4.5, 3600, "probe")
        stores.thresholds.put("per_hour", 8, 16)
        stores.thresholds.put("per_hour", 9, None)
    with office.write() as stores:
        again = KnowledgeRow(tenant="", flow="f", node="pumps/limits", point="P1", cause="断电", approved='{"h": 5}')
        assert (0, 1) == stores.knowledge.put([again])
    with office.read() as stores:
        found = stores.points.find("P1")
        assert found is not None
        assert ("P-102", None) == (found.device, found.high)
        assert ["断电"] == [one.cause for one in stores.knowledge.all()]
        assert 4.5 == stores.forces.wanted()["P1"][0]
        assert [("per_hour", 9, None)] == [(one.measure, one.target, one.maximum) for one in stores.thresholds.all()]
    with office.write() as stores:
        assert 1 == stores.knowledge.remove([("f", "pumps/limits", "P1")])
        stores.forces.release("P1")
        stores.thresholds.remove("per_hour")
    with office.read() as stores:
        assert ([], {}, []) == (list(stores.knowledge.all()), stores.forces.wanted(), list(stores.thresholds.all()))
        assert stores.audit.verify() is None
