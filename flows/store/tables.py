"""Tables of tenants, flows, blocks and their versions. Times are ISO 8601 in UTC, as text."""

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

NAME = 200
"""Longest name of anything."""
FOLDER = 300
"""Longest path of a folder."""


class Tenant(SQLModel, table=True):
    """Whose rows they are. A fresh database has one, `default`."""

    __tablename__: ClassVar[str] = "tenant"

    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=NAME)


class Flow(SQLModel, table=True):
    """A flow as everybody has it who has no draft, and which of its versions runs."""

    __tablename__: ClassVar[str] = "flow"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    id: str = Field(primary_key=True, max_length=64)
    document: str = Field(sa_type=Text)
    """What was deployed last, or what it was made with, as stable JSON."""
    digest: str = Field(max_length=64)
    """SHA-256 of the document: equal ones are told without reading them."""
    revision: int
    """Revision of the document. All drafts of a flow count on together; who saves says which revision was read."""
    author: str = Field(max_length=NAME)
    saved: str = Field(max_length=40)
    deployed: int | None = None
    """Version that runs, or would if it were not stopped."""
    running: bool = True
    """False after a stop."""
    disabled: str | None = Field(default=None, sa_type=Text)
    """JSON `{"by", "time", "why"}` while somebody has disabled the flow: it does not run, whatever is deployed."""
    locked: str | None = Field(default=None, sa_type=Text)
    """JSON `{"by", "time", "why"}` while somebody has locked the flow: nobody else saves a draft or deploys."""
    folder: str = Field(default="", max_length=FOLDER)
    """Where it stands in the list: `Water/Pumps`; empty at the top."""
    deleted: str | None = Field(default=None, max_length=40)
    """When it was deleted; its versions stay."""


class FlowDraft(SQLModel, table=True):
    """What one person is making of a flow."""

    __tablename__: ClassVar[str] = "flow_draft"
    __table_args__ = (ForeignKeyConstraint(["tenant", "flow"], ["flow.tenant", "flow.id"]),)

    tenant: str = Field(primary_key=True, max_length=64)
    flow: str = Field(primary_key=True, max_length=64)
    user: str = Field(primary_key=True, max_length=NAME)
    document: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    revision: int
    saved: str = Field(max_length=40)
    base: int | None = None
    """Version that it was made from; None when none was deployed then."""
    base_document: str = Field(sa_type=Text)
    """What it was made from: the third document of a merge."""
    base_digest: str = Field(max_length=64)


class FlowVersion(SQLModel, table=True):
    """What was deployed: never changed afterwards (a trigger refuses it)."""

    __tablename__: ClassVar[str] = "flow_version"
    __table_args__ = (ForeignKeyConstraint(["tenant", "flow"], ["flow.tenant", "flow.id"]),)

    tenant: str = Field(primary_key=True, max_length=64)
    flow: str = Field(primary_key=True, max_length=64)
    version: int = Field(primary_key=True)
    document: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    author: str = Field(max_length=NAME)
    time: str = Field(max_length=40)
    comment: str = Field(sa_type=Text)
    points: str = Field(sa_type=Text)
    """JSON: `{"owns": {point: node}, "reads": {pattern: [node, …]}, "units": {point: unit}, "plant": {…}}`, as far as
    the document says it; the last two are those of the directory at that moment."""


class BlockVersion(SQLModel, table=True):
    """One version of a block in the library: never changed afterwards (a trigger refuses it)."""

    __tablename__: ClassVar[str] = "block_version"

    tenant: str = Field(primary_key=True, max_length=64, foreign_key="tenant.id")
    block: str = Field(primary_key=True, max_length=64)
    version: int = Field(primary_key=True)
    document: str = Field(sa_type=Text)
    """Stable JSON, with this version in it."""
    digest: str = Field(max_length=64)
    """SHA-256 of the document without its version: the same block is not kept twice."""
    author: str = Field(max_length=NAME)
    time: str = Field(max_length=40)
    comment: str = Field(sa_type=Text)
