"""Flow JSON: flows and versions as the API tells them."""

import json
from typing import Any

from fastapi import Response

from api.errors import Invalid
from api.server import Server
from api.stores import Stores
from flows.store import Flow, FlowVersion


def summary(server: Server, flow: Flow, version: FlowVersion | None) -> dict[str, Any]:
    """One line of the list of flows."""
    document = json.loads(flow.document)
    nodes = document.get("nodes")
    return {
        "id": flow.id,
        "name": _text(document.get("name")),
        "description": _text(document.get("description")),
        "revision": flow.revision,
        "deployed": version and version_json(version),
        "state": state(server, flow),
        "nodes": len(nodes) if isinstance(nodes, dict) else 0,
        "problems": server.checker.count(flow.digest, flow.document),
        "changed": version is not None and version.digest != flow.digest,
    }


def state(server: Server, flow: Flow) -> str:
    """What has become of the flow."""
    if flow.deployed is None:
        return "draft"
    if not flow.running:
        return "stopped"
    told = server.runtime.flow_status(flow.id) or {}
    return "failed" if flow.id in server.failed or told.get("state") == "failed" else "running"


def version_json(version: FlowVersion) -> dict[str, Any]:
    """A version without its document."""
    return {
        "version": version.version,
        "time": version.time,
        "author": version.author,
        "comment": version.comment,
    }


def whole(stores: Stores, id: str) -> dict[str, Any]:
    """The draft and what is deployed."""
    flow = stores.flows.get(id)
    version = stores.flows.version(id, flow.deployed) if flow.deployed is not None else None
    return {
        "document": json.loads(flow.document),
        "revision": flow.revision,
        "deployed": version and version_json(version),
        "deployed_document": version and json.loads(version.document),
    }


def added(server: Server, stores: Stores, body: dict[str, Any]) -> dict[str, Any]:
    """Keep the flow of a body `{"document": …}`."""
    document = body.get("document")
    if not isinstance(document, dict):
        raise Invalid('The body must be {"document": {…}}', "", "document")
    flow = stores.flows.add(document)
    server.hub.flows_changed()
    return {"document": json.loads(flow.document), "revision": flow.revision, "deployed": None}


def saved(server: Server, stores: Stores, id: str, document: dict[str, Any], seen: int) -> dict[str, Any]:
    """Save a draft."""
    revision = stores.flows.replace(id, document, seen).revision
    server.hub.flows_changed()
    return {"revision": revision}


def tagged(response: Response, answer: dict[str, Any]) -> dict[str, Any]:
    """Put the revision in the ETag as well."""
    response.headers["ETag"] = f'"{answer["revision"]}"'
    return answer


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
