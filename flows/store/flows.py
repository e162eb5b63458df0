"""Flows of one tenant: drafts with revisions, and the versions that were deployed."""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from flows.document import ID_PATTERN
from flows.store.database import Database
from flows.store.drafts import Draft, Drafts, digest_of, text_of
from flows.store.errors import DraftExists, FlowExists, FlowLocked, FlowMoved
from flows.store.scope import Scope
from flows.store.tables import FOLDER, Flow, FlowVersion
from tundish.errors import FlowConflict, FlowError, FlowNotFound

MOST_FOLDERS = 8
"""Folders within folders."""
FOLDER_NAME = re.compile(r'(?!\.{1,2}$)[^\x00-\x1f\x7f\\:*?"<>|]{1,60}')


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
        self.drafts = Drafts(session, scope, database)

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
        text = text_of(document)
        if flow is None:
            flow = Flow(tenant=self._scope.tenant, id=id, document="", digest="", revision=0, author="", saved="")
        flow.deleted, flow.deployed, flow.disabled, flow.locked, flow.folder = None, None, None, None, ""
        self._put(flow, text, flow.revision + 1)
        self._scope.record("flow.add", id, {"revision": flow.revision})
        return flow

    def draft(self, id: str) -> Draft:
        """The flow as the caller has it: their draft, or what everybody has; FlowNotFound."""
        return self.drafts.of(self.get(id))

    def replace(self, id: str, document: dict[str, Any], seen: int, base: int | None = None) -> Draft:
        """Save the caller's draft over the one with revision `seen`; FlowConflict when there is another one meanwhile.

        `base` is the version with which it was merged.
        """
        flow, draft = self._at(id, seen)
        self._unlocked(flow)
        if document.get("id") != id:
            raise FlowError(f"The flow {id!r} cannot become {document.get('id')!r}", "The id of a flow never changes")
        text = text_of(document)
        made_from = (base, self.version(id, base).document) if base is not None else (draft.base, draft.base_document)
        if digest_of(text) == draft.digest and made_from[0] == draft.base:
            return draft
        saved = self.drafts.save(flow, text, made_from)
        self._scope.record("flow.save", id, {"revision": saved.revision, "digest": saved.digest})
        return saved

    def discard(self, id: str, seen: int) -> Draft:
        """Give up the caller's draft."""
        flow, _ = self._at(id, seen)
        self.drafts.drop(id, self._scope.user)
        self._scope.record("flow.discard", id, {"revision": seen})
        return self.drafts.of(self.get(flow.id))

    def take(self, id: str, user: str) -> Draft:
        """Go on with what somebody else has begun; DraftExists when the caller has changes of their own."""
        flow = self.get(id)
        self._unlocked(flow)
        theirs = self.drafts.row(flow, user)
        if theirs is None or user == self._scope.user:
            raise FlowNotFound(f"{user} has no draft of {id!r}")
        mine = self.drafts.row(flow)
        if mine is not None and mine.digest != mine.base_digest:
            raise DraftExists(f"You have changes of your own in {id!r}", "Merge theirs into yours, or discard yours")
        taken = self.drafts.save(flow, theirs.document, (theirs.base, theirs.base_document))
        self.drafts.drop(id, user)
        self._scope.record("flow.take", id, {"from": user, "revision": taken.revision})
        return taken

    def delete(self, id: str, seen: int) -> None:
        """Take the flow away; its versions stay for those who ask what once ran."""
        flow, _ = self._at(id, seen)
        self._unlocked(flow)
        flow.deleted, flow.deployed, flow.revision = self._now(), None, self.drafts.next(flow)
        self._session.add(flow)
        self._session.flush()
        self.drafts.drop(id)
        self._scope.record("flow.delete", id, {"revision": seen})

    def at(self, id: str, seen: int) -> Draft:
        """The flow as the caller has it, if its revision is the one they have seen; FlowConflict."""
        return self._at(id, seen)[1]

    def deployable(self, id: str, seen: int) -> Draft:
        """The same, if it may become the next version; FlowLocked, FlowMoved when something newer is deployed."""
        flow, draft = self._at(id, seen)
        self._unlocked(flow)
        if draft.own and draft.base != flow.deployed and flow.deployed is not None:
            newer = self.version(id, flow.deployed)
            current = {
                "version": newer.version, "author": newer.author, "time": newer.time, "comment": newer.comment,
                "document": json.loads(newer.document), "base": draft.base,
                "base_document": json.loads(draft.base_document),
            }  # fmt: skip
            raise FlowMoved(f"{newer.author} has deployed v{newer.version} of {id!r} meanwhile", current=current)
        return draft

    def _at(self, id: str, seen: int) -> tuple[Flow, Draft]:
        flow = self.get(id)
        draft = self.drafts.of(flow)
        if draft.revision != seen:
            raise FlowConflict(f"{draft.author or 'Somebody'} has saved {id!r} meanwhile", current=draft.current)
        return flow, draft

    def lock(self, id: str, why: str) -> None:
        """Nobody else saves a draft or deploys, until it is unlocked."""
        flow = self.get(id)
        self._unlocked(flow)
        row = {"by": self._scope.user, "time": self._now(), "why": why}
        flow.locked = json.dumps(row, ensure_ascii=False)
        self._session.add(flow)
        self._scope.record("flow.lock", id, {"why": why})

    def unlock(self, id: str, *, anybody: bool) -> None:
        """Undo a lock; of somebody else only with `anybody`. FlowLocked."""
        flow = self.get(id)
        if flow.locked is None:
            raise FlowError(f"The flow {id!r} is not locked")
        if not anybody:
            self._unlocked(flow)
        by, flow.locked = json.loads(flow.locked)["by"], None
        self._session.add(flow)
        self._scope.record("flow.unlock", id, {"locked_by": by})

    def _unlocked(self, flow: Flow) -> None:
        lock = json.loads(flow.locked) if flow.locked else None
        if lock and lock["by"] != self._scope.user:
            why = f": {lock['why']}" if lock["why"] else ""
            raise FlowLocked(
                f"{lock['by']} has locked the flow {flow.id!r}{why}",
                f"Ask {lock['by']} or an administrator to unlock it",
            )

    def move(self, id: str, folder: str) -> str:
        """Put the flow into a folder: `Water/Pumps`; empty for the top. The path as it is kept; FlowError.

        A lock does not keep anybody from it: nothing that runs, and no draft, is changed.
        """
        parts = [part.strip() for part in folder.split("/") if part.strip()]
        path = "/".join(parts)
        if len(path) > FOLDER or len(parts) > MOST_FOLDERS or any(not FOLDER_NAME.fullmatch(part) for part in parts):
            raise FlowError(
                f"{folder[:80]!r} cannot be a folder",
                f'At most {MOST_FOLDERS} names with "/" between, without \\:*?"<>|',
            )
        flow = self.get(id)
        if flow.folder != path:
            self._scope.record("flow.move", id, {"from": flow.folder, "to": path})
            flow.folder = path
            self._session.add(flow)
        return path

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
        draft = self.deployable(id, seen)
        last = self._session.exec(
            select(func.max(FlowVersion.version)).where(
                FlowVersion.tenant == self._scope.tenant, FlowVersion.flow == id
            )
        ).one()
        made = FlowVersion(
            tenant=self._scope.tenant, flow=id, version=(last or 0) + 1, document=draft.document, digest=draft.digest,
            author=self._scope.user, time=self._now(), comment=comment, points=json.dumps(points, ensure_ascii=False),
        )  # fmt: skip
        self._session.add(made)
        return made

    def forget_version(self, id: str, version: int) -> None:
        """Take back a version that the engine refused."""
        self._session.delete(self.version(id, version))

    def deployed(self, id: str, version: int) -> None:
        """Say that a version runs now: it is what everybody has who has no draft, and the caller has none any more."""
        flow, made = self.get(id), self.version(id, version)
        mine = self.drafts.row(flow)
        flow.deployed, flow.running = version, True
        if mine is not None and mine.digest != made.digest:  # changed while it was deployed
            self._put(flow, made.document, self.drafts.next(flow))
            self.drafts.save(flow, mine.document, (version, made.document))
        else:
            self._put(flow, made.document, mine.revision if mine else flow.revision)
            self.drafts.drop(id, self._scope.user)
        self._scope.record("flow.deploy", id, {"version": version, "digest": made.digest})

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

    def _put(self, flow: Flow, text: str, revision: int) -> None:
        flow.document, flow.digest, flow.revision = text, digest_of(text), revision
        flow.author, flow.saved = self._scope.user, self._now()
        self._session.add(flow)
        self._session.flush()


def _deployment(flow: Flow, version: FlowVersion) -> Deployment:
    points = json.loads(version.points)
    owns, reads = points.get("owns", {}), points.get("reads", {})
    running = flow.running and flow.disabled is None
    document = json.loads(version.document)
    document |= {name: points[name] for name in ("units", "plant") if points.get(name)}
    return Deployment(flow.id, version.version, document, owns, reads, running)
