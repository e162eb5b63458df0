"""What the rationalisation of alarms came to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "alarm_knowledge",
        sa.Column("tenant", sa.String(64), sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("flow", sa.String(64), primary_key=True),
        sa.Column("node", sa.String(200), primary_key=True),
        sa.Column("point", sa.String(200), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("cause", "consequence", "response")),
        sa.Column("respond_within", sa.Float(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("approver", sa.String(200), nullable=False),
        sa.Column("approved_at", sa.String(40), nullable=False),
        sa.Column("approved", sa.Text(), nullable=False),
    )
