"""Alembic asks here how to run migrations: in the one transaction that `api.migrate` has begun."""

from alembic import context

from api.store.models import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite's data definition is part of the transaction, whatever alembic supposes
)
with context.begin_transaction():
    context.run_migrations()
