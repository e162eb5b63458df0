"""The library keeps every version of a block, and knows where it is used."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from flows.document import empty
from flows.store import BlockStore, Database, FlowStore, Scope, Tenant, Use
from tundish.errors import FlowError, FlowNotFound

ANNA, BEN = Scope("a", "anna"), Scope("b", "ben")
PUMP: dict[str, Any] = {"format": "tundish.block/1", "id": "pump", "name": "Pump", "nodes": {}}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/flows.db", clock=lambda: 1_800_000_000.0)
    SQLModel.metadata.create_all(made.engine)
    with made.write() as session:
        session.add_all([Tenant(id="a", name="A"), Tenant(id="b", name="B")])
    yield made
    made.close()


def put(database: Database, document: dict[str, Any], comment: str = "") -> int:
    with database.write() as session:
        return BlockStore(session, ANNA, database).put(document, comment).version


def test_every_change_is_a_version_and_the_same_once_more_is_none(database: Database) -> None:
    assert [1, 1, 2, 2, 3] == [
        put(database, PUMP), put(database, {**PUMP, "version": 9}), put(database, {**PUMP, "name": "P"}, "shorter"),
        put(database, {**PUMP, "name": "P", "version": 2}), put(database, PUMP),
    ]  # fmt: skip
    with database.read() as session:
        store = BlockStore(session, ANNA, database)
        assert [(3, ""), (2, "shorter"), (1, "")] == [(row.version, row.comment) for row in store.versions("pump")]
        assert {**PUMP, "version": 3} == json.loads(store.get("pump").document)
        assert ("P", "anna") == (json.loads(store.get("pump", 2).document)["name"], store.get("pump", 2).author)
        assert [("pump", 3)] == [(row.block, row.version) for row in store.list()]


@pytest.mark.parametrize("version", [None, 4])
def test_what_is_not_there_is_said(database: Database, version: int | None) -> None:
    put(database, PUMP)
    with database.read() as session, pytest.raises(FlowNotFound, match="The library has no"):
        BlockStore(session, ANNA, database).get("pump" if version else "pmup", version)


def test_what_is_no_block_is_refused(database: Database) -> None:
    with pytest.raises(FlowError, match="This is no block: nodes/a/kind is missing"):
        put(database, {**PUMP, "nodes": {"a": {}}})
    with pytest.raises(FlowError, match="This is no block: format"):
        put(database, empty("flow"))


def test_another_tenant_has_other_blocks(database: Database) -> None:
    put(database, PUMP)
    with database.read() as session:
        assert [] == BlockStore(session, BEN, database).list()


def test_it_is_known_where_a_block_is_used(database: Database) -> None:
    use = {"kind": "block", "config": {"block": "pump", "version": 2}}
    station = {"format": "tundish.block/1", "id": "station", "nodes": {"p": use}}
    with database.write() as session:
        flows = FlowStore(session, ANNA, database)
        flows.add({**empty("one"), "nodes": {"pumps": use}})
        flows.add({**empty("two"), "nodes": {"s": {"kind": "block", "config": {"block": "station"}}}})
        flows.replace("two", {**empty("two"), "blocks": {"station": station}}, seen=1)
        made = flows.add_version("two", 2, "", {})
        session.flush()
        flows.deployed("two", made.version)
        flows.replace("two", empty("two"), seen=2)
        flows.add({**empty("three"), "nodes": {"pumps": {"kind": "block", "config": {"block": "pump"}}}})
        flows.replace("three", {**empty("three"), "nodes": {"pumps": use}}, seen=1)  # never deployed: version 1 is over
    with database.read() as session:
        store = BlockStore(session, ANNA, database)
        assert [
            Use("one", "pumps", 2, deployed=False), Use("three", "pumps", 2, deployed=False),
            Use("two", "station/p", 2, deployed=True),
        ] == store.where_used("pump")  # fmt: skip
        assert [] == store.where_used("none")
