"""Drafts of one tenant: each person has one of a flow, made from a version; without one, they see what is deployed."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, func, select

from flows.store.database import Database
from flows.store.scope import Scope
from flows.store.tables import Flow, FlowDraft
from flows.text import dumps


class Draft(NamedTuple):
    """A flow as one person has it."""

    document: str
    digest: str
    revision: int
    author: str
    saved: str
    own: bool
    """Whether it is a draft; else it is what all have who have none."""
    base: int | None
    """Version that it was made from."""
    base_document: str

    @property
    def current(self) -> dict[str, Any]:
        """For those who have read another revision."""
        return {"current_revision": self.revision, "author": self.author, "document": json.loads(self.document)}


class Drafts:
    """One session, one tenant."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._now = database.now

    def of(self, flow: Flow, user: str = "") -> Draft:
        """As the user has it, or who asks."""
        row = self.row(flow, user)
        if row is None:
            document = flow.document
            return Draft(
                document, flow.digest, flow.revision, flow.author, flow.saved, own=False, base=flow.deployed,
                base_document=document,
            )  # fmt: skip
        return as_draft(row)

    def row(self, flow: Flow, user: str = "") -> FlowDraft | None:
        """The user's draft; one without a change is none once something newer is deployed."""
        row = self._session.get(FlowDraft, (self._scope.tenant, flow.id, user or self._scope.user))
        return None if row is None or (_clean(row) and row.base != flow.deployed) else row

    def all(self, flow: str | None = None) -> Sequence[FlowDraft]:
        """Everybody's drafts that have changes, of one flow or of all, by flow and user."""
        query = select(FlowDraft).where(
            FlowDraft.tenant == self._scope.tenant, col(FlowDraft.digest) != col(FlowDraft.base_digest)
        )
        if flow is not None:
            query = query.where(FlowDraft.flow == flow)
        return self._session.exec(query.order_by(col(FlowDraft.flow), col(FlowDraft.user))).all()

    def save(self, flow: Flow, document: str, base: tuple[int | None, str]) -> Draft:
        """Keep the caller's draft, made from a version and its document."""
        row = self._session.get(FlowDraft, (self._scope.tenant, flow.id, self._scope.user))
        if row is None:
            row = FlowDraft(
                tenant=self._scope.tenant, flow=flow.id, user=self._scope.user, document="", digest="", revision=0,
                saved="", base_document="", base_digest="",
            )  # fmt: skip
        row.document, row.digest = document, digest_of(document)
        row.base, row.base_document, row.base_digest = base[0], base[1], digest_of(base[1])
        row.revision, row.saved = self.next(flow), self._now()
        self._session.add(row)
        self._session.flush()
        return as_draft(row)

    def next(self, flow: Flow) -> int:
        """A revision that no document of the flow has had."""
        last = self._session.exec(
            select(func.max(FlowDraft.revision)).where(
                FlowDraft.tenant == self._scope.tenant, FlowDraft.flow == flow.id
            )
        ).one()
        return max(flow.revision, last or 0) + 1

    def drop(self, flow: str, user: str | None = None) -> None:
        """Forget the user's draft, or everybody's."""
        gone = delete(FlowDraft).where(col(FlowDraft.tenant) == self._scope.tenant, col(FlowDraft.flow) == flow)
        if user is not None:
            gone = gone.where(col(FlowDraft.user) == user)
        self._session.exec(gone)


def as_draft(row: FlowDraft) -> Draft:
    return Draft(
        row.document, row.digest, row.revision, row.user, row.saved, own=True, base=row.base,
        base_document=row.base_document,
    )  # fmt: skip


def _clean(row: FlowDraft) -> bool:
    return row.digest == row.base_digest


def digest_of(text: str) -> str:
    """SHA-256: equal documents are told without reading them."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(document: dict[str, Any]) -> str:
    return dumps(document)
