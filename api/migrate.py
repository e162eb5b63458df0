"""Bring the database up to date: all steps in one transaction, so that a failing one leaves everything as it was."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from api.errors import Refused
from api.store.models import METADATA
from flows.store import Database

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database, steps: Path | None = None, until: str = "head") -> None:
    """Run the steps that are missing, all or until one; Refused with the reason if that is not possible."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "newline")
    if steps:
        config.set_main_option("version_locations", f"{FOLDER / 'versions'}\n{steps}")
    try:
        with database.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, until)
    except CommandError as error:
        raise Refused(f"The database is of another version of Tundish: {error}", "Start that version") from None
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise Refused(f"The database cannot be brought up to date: {reason}", "It was left as it was") from error


def differences(database: Database) -> list[object]:
    """What migrations have not done that the models say; an empty list when they agree."""
    with database.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def newest() -> str | None:
    """Id of the last step there is."""
    return ScriptDirectory(str(FOLDER)).get_current_head()
