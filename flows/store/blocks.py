"""Blocks of one tenant: the library from which flows take a copy. Every version stays."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from flows.document import BLOCK, BlockDocument, config_of, nodes_of
from flows.store.database import Database
from flows.store.flows import FlowStore
from flows.store.scope import Scope
from flows.store.tables import BlockVersion
from flows.text import dumps
from flows.words import sentence
from tundish.errors import FlowError, FlowNotFound


class Use(NamedTuple):
    """A node that stands for a block."""

    flow: str
    node: str
    """Its path, when it is inside another block."""
    version: int
    deployed: bool
    """Of the version that runs; else of the draft."""


class BlockStore:
    """One session, one tenant. Nothing of another tenant is ever found."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._now = database.now
        self._flows = FlowStore(session, scope, database)

    def list(self) -> Sequence[BlockVersion]:
        """The newest version of every block, by id."""
        newest = (
            select(BlockVersion.block, func.max(BlockVersion.version).label("version"))
            .where(BlockVersion.tenant == self._scope.tenant)
            .group_by(col(BlockVersion.block))
            .subquery()
        )
        return self._session.exec(
            select(BlockVersion)
            .join(newest, (col(BlockVersion.block) == newest.c.block) & (col(BlockVersion.version) == newest.c.version))
            .where(BlockVersion.tenant == self._scope.tenant)
            .order_by(col(BlockVersion.block))
        ).all()

    def get(self, id: str, version: int | None = None) -> BlockVersion:
        """One version, or the newest; FlowNotFound."""
        found = next((row for row in self._rows(id) if version in {None, row.version}), None)
        if found is None:
            what = f"no block {id!r}" if version is None else f"no version {version} of the block {id!r}"
            raise FlowNotFound(f"The library has {what}")
        return found

    def versions(self, id: str) -> Sequence[BlockVersion]:
        """All versions of a block, the newest first; FlowNotFound."""
        self.get(id)
        return self._rows(id)

    def put(self, document: dict[str, Any], comment: str = "") -> BlockVersion:
        """Keep a block as its next version; the newest once more when nothing has changed. FlowError."""
        try:
            id = BlockDocument.model_validate(document).id
        except ValidationError as error:
            said = sentence(dict(error.errors(include_url=False)[0]), document, BlockDocument, by_path=True)
            raise FlowError(f"This is no block: {said.message}", said.hint) from None
        rows = self._rows(id)
        digest = hashlib.sha256(dumps({**document, "version": 1}).encode()).hexdigest()
        if rows and rows[0].digest == digest:
            return rows[0]
        version = rows[0].version + 1 if rows else 1
        made = BlockVersion(
            tenant=self._scope.tenant, block=id, version=version, document=dumps({**document, "version": version}),
            digest=digest, author=self._scope.user, time=self._now(), comment=comment,
        )  # fmt: skip
        self._session.add(made)
        self._session.flush()
        self._scope.record("block.save", id, {"version": version, "digest": digest})
        return made

    def where_used(self, id: str) -> Sequence[Use]:
        """Every node that stands for the block, in drafts and in what is deployed, by flow and node.

        What a flow was made with counts as its draft until there is one.
        """
        found: list[Use] = []
        drafts = self._flows.drafts.all()
        for draft in drafts:
            found += [Use(draft.flow, *at, deployed=False) for at in _uses(json.loads(draft.document), id)]
        drafted = {draft.flow for draft in drafts}
        for flow, version in self._flows.list():
            if version is None and flow.id in drafted:
                continue
            found += [Use(flow.id, *at, deployed=version is not None) for at in _uses(json.loads(flow.document), id)]
        return sorted(set(found))

    def _rows(self, id: str) -> Sequence[BlockVersion]:
        return self._session.exec(
            select(BlockVersion)
            .where(BlockVersion.tenant == self._scope.tenant, BlockVersion.block == id)
            .order_by(col(BlockVersion.version).desc())
        ).all()


def _uses(document: dict[str, Any], id: str) -> Iterator[tuple[str, int]]:
    """Node and version, of the flow itself and of the blocks in it."""
    blocks = document.get("blocks")
    holders = {"": document, **(blocks if isinstance(blocks, dict) else {})}
    for holder, of in holders.items():
        for name, node in nodes_of(of):
            config = config_of(node) or {}
            if node["kind"] == BLOCK and config.get("block") == id:
                version = config.get("version", 1)
                yield f"{holder}/{name}" if holder else name, version if isinstance(version, int) else 1
