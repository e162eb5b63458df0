"""Migrations make the tables that the models say, and a failing one leaves everything as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from api.errors import Refused
from api.migrate import differences, migrate, newest
from api.migrations.head import HEAD, is_current
from flows.store import Database

BROKEN = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None

def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO tenant (id, name) VALUES ('half', 'Half')")
    op.execute("INSERT INTO no_such_table VALUES (1)")
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/t.db")
    yield made
    made.close()


def test_models_and_migrations_agree(database: Database) -> None:
    migrate(database)
    assert [] == differences(database)


def test_a_database_is_current_from_its_last_step_on(database: Database) -> None:
    assert newest() == HEAD
    assert not is_current(database)
    migrate(database, until="0007")
    assert not is_current(database)
    migrate(database)
    assert is_current(database)
    with database.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not is_current(database), "that of a later version is for migrate to refuse"


def test_models_that_no_migration_made_are_noticed(database: Database) -> None:
    migrate(database)
    with database.connect() as connection:
        connection.execute(text("DROP TABLE point"))
    assert 1 == len(differences(database))


def test_a_second_start_changes_nothing(database: Database) -> None:
    migrate(database)
    migrate(database)
    assert [] == differences(database)


def test_a_failing_step_leaves_everything_as_it_was(database: Database, tmp_path: Path) -> None:
    migrate(database)
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "broken.py").write_text(BROKEN.format(newest=newest()))
    with pytest.raises(Refused, match=r"no_such_table.*left as it was"):
        migrate(database, steps)
    with database.connect() as connection:
        assert "half" not in inspect(connection).get_table_names()
        assert ["default"] == list(connection.execute(text("SELECT id FROM tenant")).scalars())
        assert [newest()] == list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    migrate(database)


def test_a_database_of_a_newer_version_is_refused_in_a_sentence(database: Database) -> None:
    migrate(database)
    with database.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(Refused, match="of another version of Tundish"):
        migrate(database)


FLOW = """INSERT INTO flow (tenant, id, document, digest, revision, author, saved, deployed, running)
VALUES ('default', :id, :document, :digest, 7, :author, '2026', :deployed, 1)"""
VERSION = """INSERT INTO flow_version (tenant, flow, version, document, digest, author, time, comment, points)
VALUES ('default', :id, 2, 'old', 'o', 'ann', '2026', '', '{}')"""


def test_the_draft_that_there_was_becomes_its_authors_and_all_others_have_what_runs(database: Database) -> None:
    migrate(database, until="0006")
    flows = [("new", None, "n", "ann"), ("same", 2, "o", "ann"), ("edited", 2, "e", "ann"), ("whose", 2, "w", "")]
    with database.connect() as connection:
        for id, deployed, digest, author in flows:
            row = {"id": id, "document": id, "digest": digest, "author": author, "deployed": deployed}
            connection.execute(text(FLOW), row)
            if deployed:
                connection.execute(text(VERSION), {"id": id})
    migrate(database)
    with database.connect() as connection:
        drafts = 'SELECT flow, "user", document, revision, base, base_document, base_digest FROM flow_draft ORDER BY 1'
        assert [
            ("edited", "ann", "edited", 7, 2, "old", "o"), ("whose", "tundish", "whose", 7, 2, "old", "o"),
        ] == [tuple(row) for row in connection.execute(text(drafts))]  # fmt: skip
        kept = connection.execute(text("SELECT id, document, digest, revision FROM flow ORDER BY id"))
        assert [
            ("edited", "old", "o", 8), ("new", "new", "n", 7), ("same", "same", "o", 7), ("whose", "old", "o", 8),
        ] == [tuple(row) for row in kept]  # fmt: skip


@pytest.mark.parametrize("statement", ["UPDATE audit SET user = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_audit(database: Database, statement: str) -> None:
    migrate(database)
    with database.connect() as connection:
        connection.execute(text("INSERT INTO audit VALUES ('default', 1, '2026', 'anna', 'x', 'y', '{}', '0', '0')"))
    with pytest.raises(Exception, match="never"), database.connect() as connection:
        connection.execute(text(statement))
