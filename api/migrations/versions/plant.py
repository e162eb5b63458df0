"""The device of a point, and limits of alarm performance that people have set."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("point", sa.Column("device", sa.String(200), nullable=False, server_default=""))
    op.create_table(
        "alarm_threshold",
        sa.Column("tenant", sa.String(64), sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("measure", sa.String(64), primary_key=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("maximum", sa.Float(), nullable=True),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
