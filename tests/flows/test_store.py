"""The store keeps drafts by revision, versions for ever, and tenants apart."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from flows.document import empty
from flows.store import Database, DraftExists, FlowExists, FlowLocked, FlowMoved, FlowStore, Scope, Tenant
from flows.text import dumps
from tundish.errors import FlowConflict, FlowError, FlowNotFound

ANNA, BEN, CARL = Scope("a", "anna"), Scope("b", "ben"), Scope("a", "carl")


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
        document: dict[str, Any] = json.loads(FlowStore(session, scope, database).draft(id).document)
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
        FlowStore(session, ANNA, database).replace("pumps", empty("pumps", "First"), seen=1)
    with pytest.raises(FlowConflict, match="anna has saved 'pumps'") as caught, database.write() as session:
        FlowStore(session, ANNA, database).replace("pumps", empty("pumps", "Second"), seen=1)
    expected = {"current_revision": 2, "author": "anna", "document": empty("pumps", "First")}
    assert caught.value.current == expected
    assert draft(database) == empty("pumps", "First")


def test_each_has_a_draft_made_from_a_version_and_who_deploys_later_is_told(database: Database) -> None:
    add(database)
    with database.write() as session:
        anna, carl = FlowStore(session, ANNA, database), FlowStore(session, CARL, database)
        assert [2, 3] == [
            anna.replace("pumps", empty("pumps", "Anna's"), seen=1).revision,
            carl.replace("pumps", empty("pumps", "Carl's"), seen=1).revision,
        ]
        assert [("anna", 2, None), ("carl", 3, None)] == [(d.user, d.revision, d.base) for d in carl.drafts.all()]
        anna.deployed("pumps", anna.add_version("pumps", 2, "", {}).version)
        assert (anna.draft("pumps").own, anna.draft("pumps").revision) == (False, 2)
        assert carl.draft("pumps").document == dumps(empty("pumps", "Carl's"))
        with pytest.raises(FlowMoved, match="anna has deployed v1") as caught:
            carl.add_version("pumps", 3, "", {})
        told = caught.value.current
        assert isinstance(told, dict)
        assert (told["document"], told["base_document"], told["version"], told["base"]) == (
            empty("pumps", "Anna's"), empty("pumps"), 1, None,
        )  # fmt: skip
        merged = carl.replace("pumps", empty("pumps", "Both"), seen=3, base=1)
        assert (merged.revision, merged.base) == (4, 1)
        carl.deployed("pumps", carl.add_version("pumps", 4, "", {}).version)
        assert [] == carl.drafts.all()
        assert anna.draft("pumps").revision == 4


def test_what_is_saved_while_it_is_deployed_stays_a_draft_of_the_new_version(database: Database) -> None:
    add(database)
    with database.write() as session:
        store = FlowStore(session, ANNA, database)
        made = store.add_version("pumps", 1, "", {})
        store.replace("pumps", empty("pumps", "Later"), seen=1)
        store.deployed("pumps", made.version)
        later = store.draft("pumps")
        assert (json.loads(later.document)["name"], later.base, later.own) == ("Later", 1, True)
        store.deployed("pumps", store.add_version("pumps", later.revision, "", {}).version)


def test_a_draft_without_a_change_goes_along_with_what_is_deployed(database: Database) -> None:
    add(database)
    with database.write() as session:
        anna, carl = FlowStore(session, ANNA, database), FlowStore(session, CARL, database)
        anna.replace("pumps", empty("pumps", "X"), seen=1)
        anna.replace("pumps", empty("pumps"), seen=2)
        assert [] == anna.drafts.all()
        carl.replace("pumps", empty("pumps", "Carl's"), seen=1)
        carl.deployed("pumps", carl.add_version("pumps", 4, "", {}).version)
        assert (anna.draft("pumps").document, anna.draft("pumps").own) == (dumps(empty("pumps", "Carl's")), False)
        assert anna.replace("pumps", empty("pumps", "Anna's"), seen=4).base == 1


def test_a_draft_is_taken_over_or_given_up(database: Database) -> None:
    add(database)
    with database.write() as session:
        anna, carl = FlowStore(session, ANNA, database), FlowStore(session, CARL, database)
        anna.replace("pumps", empty("pumps", "Anna's"), seen=1)
        carl.replace("pumps", empty("pumps", "Carl's"), seen=1)
        with pytest.raises(DraftExists, match="changes of your own"):
            carl.take("pumps", "anna")
        assert (carl.discard("pumps", seen=3).revision, carl.draft("pumps").own) == (1, False)
        taken = carl.take("pumps", "anna")
        assert (taken.document, taken.author) == (dumps(empty("pumps", "Anna's")), "carl")
        assert ["carl"] == [d.user for d in anna.drafts.all("pumps")]
        for user in ("anna", "carl", "nobody"):
            with pytest.raises(FlowNotFound, match="has no draft"):
                carl.take("pumps", user)


def test_a_locked_flow_is_changed_by_nobody_but_who_locked_it(database: Database) -> None:
    add(database)
    with database.write() as session:
        anna, carl = FlowStore(session, ANNA, database), FlowStore(session, CARL, database)
        carl.replace("pumps", empty("pumps", "Carl's"), seen=1)
        anna.lock("pumps", "commissioning")
        for work in (
            lambda: carl.replace("pumps", empty("pumps", "More"), seen=2),
            lambda: carl.add_version("pumps", 2, "", {}),
            lambda: carl.delete("pumps", 2),
            lambda: carl.lock("pumps", "mine"),
            lambda: carl.take("pumps", "anna"),
            lambda: carl.unlock("pumps", anybody=False),
        ):
            with pytest.raises(FlowLocked, match=r"anna has locked the flow 'pumps': commissioning\. Ask anna"):
                work()
        anna.deployed("pumps", anna.add_version("pumps", 1, "", {}).version)
        carl.unlock("pumps", anybody=True)
        carl.replace("pumps", empty("pumps", "More"), seen=2)
        with pytest.raises(FlowError, match="is not locked"):
            anna.unlock("pumps", anybody=True)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""), ("Water", "Water"), (" Water / Pumps ", "Water/Pumps"), ("/a//b/", "a/b"), ("水站/泵", "水站/泵"),
        ("a/../b", None), ("a:b", None), ("x" * 61, None), ("/".join("abcdefghi"), None), ("a\nb", None),
    ],
)  # fmt: skip
def test_a_folder_is_a_path_of_names(database: Database, given: str, kept: str | None) -> None:
    add(database)
    with database.write() as session:
        store = FlowStore(session, ANNA, database)
        if kept is None:
            with pytest.raises(FlowError, match="cannot be a folder"):
                store.move("pumps", given)
        else:
            assert (store.move("pumps", given), store.get("pumps").folder) == (kept, kept)


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
