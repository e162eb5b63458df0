"""Head: whether a database needs migrating at all. Most starts find that it does not, and need no Alembic then."""

from sqlalchemy.exc import SQLAlchemyError

from flows.store import Database

HEAD = "0008"
"""Id of the last step; a test compares it with the steps there are."""


def is_current(database: Database) -> bool:
    """Whether every step has been done; False also when that cannot be told."""
    try:
        with database.engine.connect() as connection:
            done = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    except SQLAlchemyError:
        return False
    return list(done) == [HEAD]
