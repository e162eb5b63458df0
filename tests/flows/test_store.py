"""The store keeps drafts by revision, versions for ever, and tenants apart."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from flows.document import empty
from flows.store import Database, FlowExists, FlowStore, Scope, Tenant
from tundish.errors import FlowConflict, FlowError, FlowNotFound

ANNA, BEN = Scope("a", "anna"), Scope("b", "ben")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/flows.db", clock=lambda: 1_800_000_000.0)
    SQLModel.metadata.create_all(made.engine)
    with made.write() as session:
        session.add_all([Tenant(id="a", name="A"), Tenant(id="b", name="B")])
    yield made
    made.close()


def add(database: Database, id: str = "pumps", scope: Scope = ANNA) -> int:
    with database.write() as session:
        return FlowStore(session, scope, database).add(empty(id)).revision


def draft(database: Database, id: str = "pumps", scope: Scope = ANNA) -> dict[str, Any]:
    with database.read() as session:
        document: dict[str, Any] = json.loads(FlowStore(session, scope, database).get(id).document)
    return document


def test_keeps_what_was_saved(database: Database) -> None:
    assert add(database) == 1
    with database.write() as session:
        flow = FlowStore(session, ANNA, database).replace("pumps", empty("pumps", "Pumps"), seen=1)
    assert (flow.revision, flow.author, flow.saved) == (2, "anna", "2027-01-15T08:00:00.000000Z")
    assert draft(database) == empty("pumps", "Pumps")


def test_the_same_once_more_is_no_new_revision(database: Database) -> None:
    add(database)
    with database.write() as session:
        assert FlowStore(session, ANNA, database).replace("pumps", empty("pumps"), seen=1).revision == 1


def test_a_save_over_a_newer_one_is_refused_and_tells_what_is_there(database: Database) -> None:
    add(database)
    with database.write() as session:
        FlowStore(session, Scope("a", "carl"), database).replace("pumps", empty("pumps", "Carl's"), seen=1)
    with pytest.raises(FlowConflict, match="carl has saved 'pumps'") as caught, database.write() as session:
        FlowStore(session, ANNA, database).replace("pumps", empty("pumps", "Anna's"), seen=1)
    expected = {"current_revision": 2, "author": "carl", "document": empty("pumps", "Carl's")}
    assert caught.value.current == expected
    assert draft(database) == empty("pumps", "Carl's")


@pytest.mark.parametrize("id", [None, 3, "", "Pumps", "../x", "a" * 65, "-a", "pumps\n"])
def test_a_bad_id_is_refused(database: Database, id: object) -> None:
    with pytest.raises(FlowError, match="cannot have the id"), database.write() as session:
        FlowStore(session, ANNA, database).add({**empty("x"), "id": id})


def test_two_flows_cannot_share_an_id_and_none_changes_its_own(database: Database) -> None:
    add(database)
    with pytest.raises(FlowExists):
        add(database)
    with pytest.raises(FlowError, match="cannot become 'other'"), database.write() as session:
        FlowStore(session, ANNA, database).replace("pumps", empty("other"), seen=1)


def test_versions_count_up_and_keep_their_text(database: Database) -> None:
    add(database)
    with database.write() as session:
        store = FlowStore(session, ANNA, database)
        first = store.add_version("pumps", 1, "first", {"owns": {"P1": "plc"}, "reads": {}})
        store.deployed("pumps", first.version)
        store.replace("pumps", empty("pumps", "New"), seen=1)
        second = store.add_version("pumps", 2, "second", {})
        store.forget_version("pumps", second.version)
        third = store.add_version("pumps", 2, "third", {})
        session.flush()
        assert [2, 1] == [v.version for v in store.versions("pumps")]
        assert (third.version, third.comment, third.author) == (2, "third", "anna")
        assert json.loads(store.version("pumps", 1).document) == empty("pumps")
        (deployment,) = store.deployments()
    assert (deployment.version, deployment.owns, deployment.running) == (1, {"P1": "plc"}, True)


def test_only_what_was_deployed_starts_and_stops(database: Database) -> None:
    add(database)
    with database.write() as session:
        store = FlowStore(session, ANNA, database)
        with pytest.raises(FlowError, match="never deployed"):
            store.run("pumps", running=False)
        store.deployed("pumps", store.add_version("pumps", 1, "", {}).version)
        assert store.run("pumps", running=False).running is False
        assert store.run("pumps", running=True).running is True


def test_a_deleted_flow_is_gone_and_may_come_back_with_its_history(database: Database) -> None:
    add(database)
    with database.write() as session:
        store = FlowStore(session, ANNA, database)
        store.deployed("pumps", store.add_version("pumps", 1, "", {}).version)
        store.delete("pumps", seen=1)
        with pytest.raises(FlowNotFound):
            store.get("pumps")
        assert ([], []) == (store.list(), store.deployments())
    assert add(database) == 3
    with database.read() as session:
        (version,) = FlowStore(session, ANNA, database).versions("pumps")
        assert version.version == 1


def test_a_tenant_sees_nothing_of_another(database: Database) -> None:
    add(database)
    with database.write() as session:
        FlowStore(session, ANNA, database).add_version("pumps", 1, "", {})
    assert add(database, "pumps", BEN) == 1
    add(database, "secret")
    with database.write() as session:
        ben = FlowStore(session, BEN, database)
        assert ["pumps"] == [flow.id for flow, _ in ben.list()]
        assert [] == ben.versions("pumps")
        for call in (
            lambda: ben.get("secret"),
            lambda: ben.replace("secret", empty("secret"), 1),
            lambda: ben.delete("secret", 1),
            lambda: ben.versions("secret"),
            lambda: ben.add_version("secret", 1, "", {}),
            lambda: ben.version("pumps", 1),
        ):
            with pytest.raises(FlowNotFound):
                call()


def test_what_is_done_is_recorded_in_the_same_transaction(database: Database) -> None:
    done: list[tuple[str, str]] = []
    scope = Scope("a", "anna", lambda action, thing, _: done.append((action, thing)))
    add(database, scope=scope)
    with database.write() as session:
        store = FlowStore(session, scope, database)
        store.replace("pumps", empty("pumps", "x"), 1)
        store.deployed("pumps", store.add_version("pumps", 2, "", {}).version)
        store.run("pumps", running=False)
        store.delete("pumps", 2)
    assert ["flow.add", "flow.save", "flow.deploy", "flow.stop", "flow.delete"] == [action for action, _ in done]


def test_a_failed_record_keeps_the_change_from_happening(database: Database) -> None:
    def full(_action: str, _thing: str, _detail: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        add(database, scope=Scope("a", "anna", full))
    with pytest.raises(FlowNotFound):
        draft(database)
