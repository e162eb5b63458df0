"""The library of blocks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from api.migrations.versions.first import guard

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "block_version",
        sa.Column("tenant", sa.String(64), sa.ForeignKey("tenant.id"), primary_key=True, nullable=False),
        sa.Column("block", sa.String(64), primary_key=True, nullable=False),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("time", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
    )
    guard("block_version", "UPDATE", "versions of blocks are never changed")
