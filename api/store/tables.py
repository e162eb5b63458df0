"""Tables of people, equipment and the audit. Flows and tenants are in `flows.store.tables`.

`expires`, `seen` and the like are seconds since 1970, because they are compared; other times are ISO 8601 text.
"""

from typing import ClassVar

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from flows.store.tables import NAME

HASH = 64
ADDRESS = 500


class User(SQLModel, table=True):
    """Somebody who may sign in."""

    __tablename__: ClassVar[str] = "user"
    __table_args__ = (UniqueConstraint("tenant", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str = Field(max_length=64, foreign_key="tenant.id")
    name: str = Field(max_length=NAME)
    key: str = Field(max_length=NAME)
    """The name as it is looked up: `Anna` and `anna` are one."""
    role: str = Field(max_length=20)
    password: str = Field(max_length=NAME)
    """Argon2id, with its parameters."""
    created: str = Field(max_length=40)


class UserSession(SQLModel, table=True):
    """A browser that is signed in. Only the hash of its cookie is known here."""

    __tablename__: ClassVar[str] = "user_session"

    hash: str = Field(primary_key=True, max_length=HASH)
    tenant: str = Field(max_length=64, foreign_key="tenant.id")
    user: int = Field(foreign_key="user.id", index=True)
    address: str = Field(max_length=NAME)
    seen: float
    expires: float


class ApiToken(SQLModel, table=True):
    """A program that may call the API. Only the hash of its token is known here."""

    __tablename__: ClassVar[str] = "api_token"
    __table_args__ = (UniqueConstraint("tenant", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant: str = Field(max_length=64, foreign_key="tenant.id")
    name: str = Field(max_length=NAME)
    hash: str = Field(max_length=HASH, unique=True)
    role: str = Field(max_length=20)
    created: str = Field(max_length=40)
    expires: float | None = None


class Ticket(SQLModel, table=True):
    """Something that works once: the first set-up, or a link that signs in."""

    __tablename__: ClassVar[str] = "ticket"

    hash: str = Field(primary_key=True, max_length=HASH)
    tenant: str = Field(max_length=64, foreign_key="tenant.id")
    purpose: str = Field(max_length=20)
    user: int | None = Field(default=None, foreign_key="user.id")
    expires: float | None = None


class ConnectionRow(SQLModel, table=True):
    """How equipment is reached."""

    __tablename__: ClassVar[str] = "connection"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=64)
    name: str = Field(max_length=NAME)
    settings: str = Field(sa_type=Text)
    """JSON, without secrets."""
    secrets: str = Field(sa_type=Text)
    """Encrypted JSON: name of a setting and its secret value."""


class PointRow(SQLModel, table=True):
    """What people say about a point."""

    __tablename__: ClassVar[str] = "point"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    name: str = Field(primary_key=True, max_length=NAME)
    description: str = Field(sa_type=Text)
    unit: str = Field(max_length=40)
    low: float | None = None
    high: float | None = None
    digits: int | None = None
    labels: str = Field(sa_type=Text)
    """JSON: number as text and its label."""
    area: str = Field(max_length=NAME)
    device: str = Field(default="", max_length=NAME, sa_column_kwargs={"server_default": ""})
    """Equipment that it belongs to: P-101, or a path."""
    record: bool | None = None
    """Whether it is recorded; None: as the node says that owns it."""


class AllowedWrite(SQLModel, table=True):
    """One point of equipment that flows may write to: at which address, and within which limits."""

    __tablename__: ClassVar[str] = "allowed_write"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    connection: str = Field(primary_key=True, max_length=64)
    point: str = Field(primary_key=True, max_length=NAME)
    address: str = Field(max_length=ADDRESS)
    """The only one that may be written under this name."""
    low: float
    high: float
    max_rate: float | None = None
    clamp: bool = False
    """A value outside low and high is brought to the nearer one instead of being refused."""
    mode: str = Field(default="auto", max_length=20)
    """`auto` writes, `simulation` does everything but send."""


class AuditRow(SQLModel, table=True):
    """One thing that was done. Triggers refuse to change or delete it."""

    __tablename__: ClassVar[str] = "audit"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    number: int = Field(primary_key=True)
    time: str = Field(max_length=40)
    user: str = Field(max_length=NAME)
    action: str = Field(max_length=64)
    object: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)
    """Canonical JSON."""
    previous: str = Field(max_length=HASH)
    hash: str = Field(max_length=HASH)


class ForcedPoint(SQLModel, table=True):
    """A value that somebody gives to a point for a while, in place of its source."""

    __tablename__: ClassVar[str] = "forced_point"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    point: str = Field(primary_key=True, max_length=NAME)
    value: float
    reason: str = Field(sa_type=Text)
    by: str = Field(max_length=NAME)
    since: float
    until: float
    """Seconds since 1970."""


class KnowledgeRow(SQLModel, table=True):
    """What the rationalisation of an alarm came to."""

    __tablename__: ClassVar[str] = "alarm_knowledge"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    flow: str = Field(primary_key=True, max_length=64)
    node: str = Field(primary_key=True, max_length=200)
    point: str = Field(primary_key=True, max_length=NAME)
    """The points of a row of the node, as it names them; `*` of a node without rows."""
    cause: str = Field(default="", sa_type=Text)
    consequence: str = Field(default="", sa_type=Text)
    response: str = Field(default="", sa_type=Text)
    """What the operator is to do."""
    respond_within: float | None = None
    """Seconds until it is too late."""
    basis: str = Field(default="", sa_type=Text)
    """Why there is such an alarm, with these settings."""
    approver: str = Field(default="", max_length=NAME)
    approved_at: str = Field(default="", max_length=40)
    approved: str = Field(default="", sa_type=Text)
    """JSON of the settings that were approved; empty when none were."""


class ThresholdRow(SQLModel, table=True):
    """Limits of one measure of alarm performance, in place of the published ones."""

    __tablename__: ClassVar[str] = "alarm_threshold"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    measure: str = Field(primary_key=True, max_length=64)
    target: float | None = None
    maximum: float | None = None
    by: str = Field(max_length=NAME)
    at: str = Field(max_length=40)
