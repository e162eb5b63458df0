"""Flow JSON: flows and versions as the API tells them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Response

from api.errors import Invalid
from api.server import Server
from api.stores import Stores
from flows.diff import diff
from flows.migrate import renewed
from flows.store import Draft, Flow, FlowDraft, FlowVersion
from tundish.errors import FlowNotFound


def listed(server: Server, stores: Stores) -> list[dict[str, Any]]:
    """All flows, each as the caller has it."""
    directory = stores.points.units()
    drafts: dict[str, list[FlowDraft]] = {}
    for row in stores.flows.drafts.all():
        drafts.setdefault(row.flow, []).append(row)
    return [
        summary(server, flow, version, directory, stores.flows.drafts.of(flow), drafts.get(flow.id, []))
        for flow, version in stores.flows.list()
    ]


def summary(
    server: Server,
    flow: Flow,
    version: FlowVersion | None,
    directory: Mapping[str, str],
    mine: Draft,
    drafts: Sequence[FlowDraft],
) -> dict[str, Any]:
    """One line of the list of flows; `directory` are units of points."""
    document = json.loads(mine.document)
    nodes = document.get("nodes")
    nodes = nodes if isinstance(nodes, dict) else {}
    return {
        "id": flow.id,
        "name": _text(document.get("name")),
        "description": _text(document.get("description")),
        "revision": mine.revision,
        "folder": flow.folder,
        "saved": mine.saved,
        "deployed": version and version_json(version),
        "state": state(server, flow),
        "disabled": disabled(flow),
        "locked": locked(flow),
        "drafts": [{"user": row.user, "saved": row.saved} for row in drafts],
        "words": sorted(words(nodes)),
        "problem": problem(server, flow),
        "stopped_nodes": stopped(server, flow),
        "nodes": len(nodes),
        "problems": server.checker.count(mine.digest, mine.document, directory),
        "changed": version is not None and version.digest != mine.digest,
    }


MOST_WORDS = 400
"""Of one flow in the list."""


def words(nodes: Mapping[str, Any]) -> set[str]:
    """What a flow is looked for by: kinds and names of its nodes, and points that their settings name."""
    found: set[str] = set()
    for node in nodes.values():
        if isinstance(node, dict):
            found |= {str(node.get("kind", "")), str(node.get("name", ""))}
            _points("", node.get("config"), found)
        if len(found) > MOST_WORDS:
            break
    return found - {""}


def _points(key: str, value: Any, found: set[str]) -> None:
    """Texts under keys that name points, at any depth."""
    match value:
        case dict():
            for name, inner in value.items():
                _points(name, inner, found)
        case list():
            for inner in value:
                _points(key, inner, found)
        case str() if "point" in key or key in {"tag", "points"}:
            found.add(value)


def state(server: Server, flow: Flow) -> str:
    """What has become of the flow."""
    if flow.deployed is None:
        return "draft"
    if flow.disabled is not None:
        return "disabled"
    if not flow.running:
        return "stopped"
    told = (server.runtime.flow_status(flow.id) or {}).get("state")
    if flow.id in server.failed or told == "failed":
        return "failed"
    return str(told) if told in {"restarting", "degraded"} else "running"


def disabled(flow: Flow) -> dict[str, str] | None:
    """Who has disabled it, when and why."""
    row: dict[str, str] | None = json.loads(flow.disabled) if flow.disabled else None
    return row


def locked(flow: Flow) -> dict[str, str] | None:
    """Who has locked it, when and why."""
    row: dict[str, str] | None = json.loads(flow.locked) if flow.locked else None
    return row


def problem(server: Server, flow: Flow) -> str:
    """What is wrong with the flow as a whole while it runs, in a sentence."""
    if flow.disabled is not None or not flow.running:
        return ""
    told = server.runtime.flow_status(flow.id) or {}
    return str(server.failed.get(flow.id) or told.get("problem") or "")


def stopped(server: Server, flow: Flow) -> list[str]:
    """Nodes that are given nothing because they throw, hang, crash or eat the memory."""
    if flow.disabled is not None or not flow.running:
        return []
    nodes = (server.runtime.flow_status(flow.id) or {}).get("nodes", {})
    return sorted(id for id, node in nodes.items() if node.get("stopped"))


def version_json(version: FlowVersion) -> dict[str, Any]:
    """A version without its document."""
    return {
        "version": version.version,
        "time": version.time,
        "author": version.author,
        "comment": version.comment,
    }


def whole(server: Server, stores: Stores, id: str) -> dict[str, Any]:
    """The caller's draft, or what everybody has who has none, and what is deployed."""
    flow = stores.flows.get(id)
    mine = stores.flows.drafts.of(flow)
    version = stores.flows.version(id, flow.deployed) if flow.deployed is not None else None
    moved = mine.own and mine.base != flow.deployed
    return {
        "document": opened(server, mine.document),
        "revision": mine.revision,
        "draft": {"saved": mine.saved, "base": mine.base} if mine.own else None,
        "base_document": opened(server, mine.base_document) if moved else None,
        "deployed": version and version_json(version),
        "deployed_document": version and opened(server, version.document),
        "disabled": disabled(flow),
        "locked": locked(flow),
        "folder": flow.folder,
    }


def opened(server: Server, document: str) -> dict[str, Any]:
    """A stored document as people work on it: the editor has the forms of the installed kinds only."""
    return renewed(json.loads(document), server.catalogue)


def drafts_json(stores: Stores, id: str) -> list[dict[str, Any]]:
    """Everybody's drafts of a flow, with how many changes they have."""
    stores.flows.get(id)
    return [_draft(row) for row in stores.flows.drafts.all(id)]


def draft_json(server: Server, stores: Stores, id: str, user: str) -> dict[str, Any]:
    """One draft with its document and what it was made from; FlowNotFound."""
    row = stores.flows.drafts.row(stores.flows.get(id), user)
    if row is None:
        raise FlowNotFound(f"{user} has no draft of {id!r}")
    document, base = opened(server, row.document), opened(server, row.base_document)
    return {**_draft(row), "document": document, "base_document": base}


def _draft(row: FlowDraft) -> dict[str, Any]:
    found = diff(json.loads(row.base_document), json.loads(row.document))
    wires = len(found.wires_added) + len(found.wires_removed)
    nodes = len(found.added) + len(found.removed) + len(found.changed)
    return {
        "user": row.user,
        "saved": row.saved,
        "base": row.base,
        "revision": row.revision,
        "changes": nodes + wires + len(found.entries),
    }


def added(server: Server, stores: Stores, body: dict[str, Any]) -> dict[str, Any]:
    """Keep the flow of a body `{"document": …}`."""
    document = body.get("document")
    if not isinstance(document, dict):
        raise Invalid('The body must be {"document": {…}}', "", "document")
    flow = stores.flows.add(document)
    if isinstance(folder := body.get("folder"), str):
        stores.flows.move(flow.id, folder)
    stores.afterwards.append(server.hub.flows_changed)
    return {"document": json.loads(flow.document), "revision": flow.revision, "deployed": None}


def saved(
    server: Server, stores: Stores, id: str, document: dict[str, Any], seen: int, base: int | None = None
) -> dict[str, Any]:
    """Save the caller's draft; `base` is the version that it was merged with."""
    revision = stores.flows.replace(id, document, seen, base).revision
    stores.afterwards.append(server.hub.flows_changed)
    return {"revision": revision}


def tagged(response: Response, answer: dict[str, Any]) -> dict[str, Any]:
    """Put the revision in the ETag as well."""
    response.headers["ETag"] = f'"{answer["revision"]}"'
    return answer


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
