"""Flows of one tenant: drafts with revisions, and the versions that were deployed."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from flows.document import ID_PATTERN
from flows.store.database import Database
from flows.store.errors import FlowExists
from flows.store.scope import Scope
from flows.store.tables import Flow, FlowVersion
from flows.text import dumps
from tundish.errors import FlowConflict, FlowError, FlowNotFound


class Deployment(NamedTuple):
    """One flow that is deployed."""

    flow: str
    version: int
    document: dict[str, Any]
    """With the `units` it was deployed with."""
    owns: dict[str, str]
    """Point and the node that makes its values."""
    reads: dict[str, list[str]]
    """Point or pattern and the nodes that read it."""
    running: bool
    """Neither stopped nor disabled."""


class FlowStore:
    """One session, one tenant. Nothing of another tenant is ever found."""

    def __init__(self, session: Session, scope: Scope, database: Database) -> None:
        self._session = session
        self._scope = scope
        self._now = database.now

    def list(self) -> Sequence[tuple[Flow, FlowVersion | None]]:
        """All flows by id, with the version that is deployed."""
        rows = self._session.exec(
            select(Flow, FlowVersion)
            .join(
                FlowVersion,
                (col(FlowVersion.tenant) == col(Flow.tenant))
                & (col(FlowVersion.flow) == col(Flow.id))
                & (col(FlowVersion.version) == col(Flow.deployed)),
                isouter=True,
            )
            .where(col(Flow.tenant) == self._scope.tenant, col(Flow.deleted).is_(None))
            .order_by(col(Flow.id))
        )
        return [(flow, version) for flow, version in rows]

    def get(self, id: str) -> Flow:
        """The flow; FlowNotFound."""
        flow = self._row(id)
        if flow is None or flow.deleted:
            raise FlowNotFound(f"There is no flow {id!r}")
        return flow

    def add(self, document: dict[str, Any]) -> Flow:
        """Keep a new flow under the id it gives itself; FlowExists, FlowError."""
        id = document.get("id")
        if not isinstance(id, str) or not re.fullmatch(ID_PATTERN, id):
            raise FlowError(f"A flow cannot have the id {id!r}", "Use lower-case letters, digits, _ and -, up to 64")
        flow = self._row(id)
        if flow and not flow.deleted:
            raise FlowExists(f"There is already a flow {id!r}", "Choose another id")
        text, digest = _text(document)
        if flow is None:
            flow = Flow(tenant=self._scope.tenant, id=id, document="", digest="", revision=0, author="", saved="")
        flow.deleted, flow.deployed, flow.disabled = None, None, None
        self._save(flow, text, digest)
        self._scope.record("flow.add", id, {"revision": flow.revision})
        return flow

    def replace(self, id: str, document: dict[str, Any], seen: int) -> Flow:
        """Save over the draft that had revision `seen`; FlowConflict if somebody else did meanwhile."""
        flow = self.at(id, seen)
        if document.get("id") != id:
            raise FlowError(f"The flow {id!r} cannot become {document.get('id')!r}", "The id of a flow never changes")
        text, digest = _text(document)
        if digest != flow.digest:
            self._save(flow, text, digest)
            self._scope.record("flow.save", id, {"revision": flow.revision, "digest": digest})
        return flow

    def delete(self, id: str, seen: int) -> None:
        """Take the flow away; its versions stay for those who ask what once ran."""
        flow = self.at(id, seen)
        flow.deleted, flow.deployed, flow.revision = self._now(), None, flow.revision + 1
        self._session.add(flow)
        self._scope.record("flow.delete", id, {"revision": seen})

    def at(self, id: str, seen: int) -> Flow:
        """The flow, if its revision is the one that the caller has seen; FlowConflict."""
        flow = self.get(id)
        if flow.revision != seen:
            current = {
                "current_revision": flow.revision,
                "author": flow.author,
                "document": json.loads(flow.document),
            }
            raise FlowConflict(f"{flow.author or 'Somebody'} has saved {id!r} meanwhile", current=current)
        return flow

    def versions(self, id: str) -> Sequence[FlowVersion]:
        """All versions of a flow, the newest first."""
        self.get(id)
        return self._session.exec(
            select(FlowVersion)
            .where(FlowVersion.tenant == self._scope.tenant, FlowVersion.flow == id)
            .order_by(col(FlowVersion.version).desc())
        ).all()

    def version(self, id: str, version: int) -> FlowVersion:
        """One version; FlowNotFound."""
        self.get(id)
        found = self._session.get(FlowVersion, (self._scope.tenant, id, version))
        if found is None:
            raise FlowNotFound(f"The flow {id!r} has no version {version}")
        return found

    def add_version(self, id: str, seen: int, comment: str, points: dict[str, Any]) -> FlowVersion:
        """Write the draft down as the next version; it is not deployed yet."""
        flow = self.at(id, seen)
        last = self._session.exec(
            select(func.max(FlowVersion.version)).where(
                FlowVersion.tenant == self._scope.tenant, FlowVersion.flow == id
            )
        ).one()
        made = FlowVersion(
            tenant=self._scope.tenant, flow=id, version=(last or 0) + 1, document=flow.document, digest=flow.digest,
            author=self._scope.user, time=self._now(), comment=comment, points=json.dumps(points, ensure_ascii=False),
        )  # fmt: skip
        self._session.add(made)
        return made

    def forget_version(self, id: str, version: int) -> None:
        """Take back a version that the engine refused."""
        self._session.delete(self.version(id, version))

    def deployed(self, id: str, version: int) -> None:
        """Say that a version runs now."""
        flow = self.get(id)
        flow.deployed, flow.running = self.version(id, version).version, True
        self._session.add(flow)
        self._scope.record("flow.deploy", id, {"version": version, "digest": flow.digest})

    def run(self, id: str, *, running: bool) -> Deployment:
        """Start or stop what is deployed; FlowError when nothing is."""
        flow = self.get(id)
        if flow.deployed is None:
            raise FlowError(f"The flow {id!r} was never deployed", "Deploy it first")
        flow.running = running
        self._session.add(flow)
        self._scope.record("flow.start" if running else "flow.stop", id, {"version": flow.deployed})
        return _deployment(flow, self.version(id, flow.deployed))

    def disable(self, id: str, why: str) -> None:
        """It does not run until somebody enables it, whatever is deployed meanwhile."""
        flow = self.get(id)
        row = {"by": self._scope.user, "time": self._now(), "why": why}
        flow.disabled = json.dumps(row, ensure_ascii=False)
        self._session.add(flow)
        self._scope.record("flow.disable", id, {"why": why})

    def enable(self, id: str, why: str) -> Deployment | None:
        """What runs again, if anything does."""
        flow = self.get(id)
        if flow.disabled is None:
            raise FlowError(f"The flow {id!r} is not disabled")
        flow.disabled = None
        self._session.add(flow)
        self._scope.record("flow.enable", id, {"why": why})
        return next((d for d in self.deployments() if d.flow == id and d.running), None)

    def deployments(self) -> Sequence[Deployment]:
        """All that is deployed, by flow."""
        return [_deployment(flow, version) for flow, version in self.list() if version]

    def _row(self, id: str) -> Flow | None:
        return self._session.get(Flow, (self._scope.tenant, id), with_for_update=True)

    def _save(self, flow: Flow, text: str, digest: str) -> None:
        flow.document, flow.digest = text, digest
        flow.revision, flow.author, flow.saved = flow.revision + 1, self._scope.user, self._now()
        self._session.add(flow)
        self._session.flush()


def _text(document: dict[str, Any]) -> tuple[str, str]:
    text = dumps(document)
    return text, hashlib.sha256(text.encode()).hexdigest()


def _deployment(flow: Flow, version: FlowVersion) -> Deployment:
    points = json.loads(version.points)
    owns, reads = points.get("owns", {}), points.get("reads", {})
    running = flow.running and flow.disabled is None
    document = json.loads(version.document)
    if units := points.get("units"):
        document["units"] = units
    return Deployment(flow.id, version.version, document, owns, reads, running)
