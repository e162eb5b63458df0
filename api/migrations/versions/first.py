"""The first tables: tenants, people, flows, equipment, points, audit."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

GUARDED = (
    ("audit", "UPDATE", "entries of the audit are never changed"),
    ("audit", "DELETE", "entries of the audit are never deleted"),
    ("flow_version", "UPDATE", "versions of flows are never changed"),
)


def upgrade() -> None:
    tenants()
    people()
    flows()
    equipment()
    audit()
    for table, event, why in GUARDED:
        guard(table, event, why)


def tenants() -> None:
    made = op.create_table("tenant", text("id", 64, primary_key=True), text("name", 200))
    op.bulk_insert(made, [{"id": "default", "name": "Default"}])


def people() -> None:
    op.create_table(
        "user", number("id", primary_key=True), tenant(), text("name", 200), text("key", 200), text("role", 20),
        text("password", 200), text("created", 40), sa.UniqueConstraint("tenant", "key"),
    )  # fmt: skip
    op.create_table(
        "user_session", text("hash", 64, primary_key=True), tenant(),
        sa.Column("user", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        text("address", 200), real("seen"), real("expires"),
    )  # fmt: skip
    op.create_index("ix_user_session_user", "user_session", ["user"])
    op.create_table(
        "api_token", number("id", primary_key=True), tenant(), text("name", 200), text("hash", 64), text("role", 20),
        text("created", 40), real("expires", nullable=True), sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("tenant", "name"),
    )  # fmt: skip
    op.create_table(
        "ticket", text("hash", 64, primary_key=True), tenant(), text("purpose", 20),
        sa.Column("user", sa.Integer(), sa.ForeignKey("user.id"), nullable=True), real("expires", nullable=True),
    )  # fmt: skip


def flows() -> None:
    op.create_table(
        "flow", tenant(primary_key=True), text("id", 64, primary_key=True), long("document"), text("digest", 64),
        number("revision"), text("author", 200), text("saved", 40), number("deployed", nullable=True),
        sa.Column("running", sa.Boolean(), nullable=False), text("deleted", 40, nullable=True),
    )  # fmt: skip
    op.create_table(
        "flow_version", text("tenant", 64, primary_key=True), text("flow", 64, primary_key=True),
        number("version", primary_key=True, autoincrement=False), long("document"), text("digest", 64),
        text("author", 200), text("time", 40), long("comment"), long("points"),
        sa.ForeignKeyConstraint(["tenant", "flow"], ["flow.tenant", "flow.id"]),
    )  # fmt: skip


def equipment() -> None:
    op.create_table(
        "connection", tenant(primary_key=True), text("id", 64, primary_key=True), text("kind", 64), text("name", 200),
        long("settings"), long("secrets"),
    )  # fmt: skip
    op.create_table(
        "point", tenant(primary_key=True), text("name", 200, primary_key=True), long("description"), text("unit", 40),
        real("low", nullable=True), real("high", nullable=True), number("digits", nullable=True), long("labels"),
        text("area", 200),
    )  # fmt: skip
    op.create_table(
        "allowed_write", tenant(primary_key=True), text("connection", 64, primary_key=True),
        text("point", 200, primary_key=True), text("address", 500), real("low"), real("high"),
        real("max_rate", nullable=True), sa.Column("clamp", sa.Boolean(), nullable=False), text("mode", 20),
    )  # fmt: skip


def audit() -> None:
    op.create_table(
        "audit", tenant(primary_key=True), number("number", primary_key=True, autoincrement=False), text("time", 40),
        text("user", 200), text("action", 64), long("object"), long("detail"), text("previous", 64), text("hash", 64),
    )  # fmt: skip


def guard(table: str, event: str, why: str) -> None:
    """Let the database itself refuse."""
    name = f"{table}_no_{event.lower()}"
    guards: dict[str, Callable[[], None]] = {
        "sqlite": lambda: op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        ),
        "postgresql": lambda: _guard_postgresql(name, table, event, why),
    }
    guards[op.get_bind().dialect.name]()


def _guard_postgresql(name: str, table: str, event: str, why: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{why}'; END $$")
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def tenant(*, primary_key: bool = False) -> "sa.Column[str]":
    return sa.Column("tenant", sa.String(64), sa.ForeignKey("tenant.id"), primary_key=primary_key, nullable=False)


def text(name: str, length: int, *, primary_key: bool = False, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), primary_key=primary_key, nullable=nullable)


def long(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)


def real(name: str, *, nullable: bool = False) -> "sa.Column[float]":
    return sa.Column(name, sa.Float(), nullable=nullable)


def number(
    name: str, *, primary_key: bool = False, nullable: bool = False, autoincrement: bool = True
) -> "sa.Column[int]":
    made: sa.Column[int] = sa.Column(
        name,
        sa.Integer(),
        primary_key=primary_key,
        nullable=nullable,
        autoincrement=autoincrement if primary_key else "auto",
    )
    return made
