"""A draft for each person, folders, locked flows. What was the one draft of a flow becomes its author's."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NOBODY = "tundish"
"""Whose draft it is when nobody is known to have made it."""
SPLIT = (
    """
    INSERT INTO flow_draft (tenant, flow, "user", document, digest, revision, saved, base, base_document, base_digest)
    SELECT f.tenant, f.id, CASE WHEN f.author = '' THEN :nobody ELSE f.author END, f.document, f.digest, f.revision,
        f.saved, v.version, v.document, v.digest
    FROM flow f JOIN flow_version v ON v.tenant = f.tenant AND v.flow = f.id AND v.version = f.deployed
    WHERE f.deleted IS NULL AND f.digest <> v.digest
    """,
    """
    UPDATE flow SET revision = revision + 1, document = (
        SELECT v.document FROM flow_version v
        WHERE v.tenant = flow.tenant AND v.flow = flow.id AND v.version = flow.deployed
    ), digest = (
        SELECT v.digest FROM flow_version v
        WHERE v.tenant = flow.tenant AND v.flow = flow.id AND v.version = flow.deployed
    ) WHERE EXISTS (SELECT 1 FROM flow_draft d WHERE d.tenant = flow.tenant AND d.flow = flow.id)
    """,
)


def upgrade() -> None:
    op.create_table(
        "flow_draft",
        sa.Column("tenant", sa.String(64), primary_key=True, nullable=False),
        sa.Column("flow", sa.String(64), primary_key=True, nullable=False),
        sa.Column("user", sa.String(200), primary_key=True, nullable=False),
        *(sa.Column(*column, nullable=False) for column in (
            ("document", sa.Text()), ("digest", sa.String(64)), ("revision", sa.Integer()), ("saved", sa.String(40)),
        )),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("base_document", sa.Text(), nullable=False),
        sa.Column("base_digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "flow"], ["flow.tenant", "flow.id"]),
    )  # fmt: skip
    op.add_column("flow", sa.Column("locked", sa.Text(), nullable=True))
    op.add_column("flow", sa.Column("folder", sa.String(300), nullable=False, server_default=""))
    connection = op.get_bind()
    connection.execute(sa.text(SPLIT[0]), {"nobody": NOBODY})
    connection.execute(sa.text(SPLIT[1]))
