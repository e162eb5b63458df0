"""Flow JSON: flows and versions as the API tells them."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Response

from api.errors import Invalid
from api.server import Server
from api.stores import Stores
from flows.store import Flow, FlowVersion


def summary(server: Server, flow: Flow, version: FlowVersion | None, directory: Mapping[str, str]) -> dict[str, Any]:
    """One line of the list of flows; `directory` are units of points."""
    document = json.loads(flow.document)
    nodes = document.get("nodes")
    return {
        "id": flow.id,
        "name": _text(document.get("name")),
        "description": _text(document.get("description")),
        "revision": flow.revision,
        "deployed": version and version_json(version),
        "state": state(server, flow),
        "disabled": disabled(flow),
        "problem": problem(server, flow),
        "stopped_nodes": stopped(server, flow),
        "nodes": len(nodes) if isinstance(nodes, dict) else 0,
        "problems": server.checker.count(flow.digest, flow.document, directory),
        "changed": version is not None and version.digest != flow.digest,
    }


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


def whole(stores: Stores, id: str) -> dict[str, Any]:
    """The draft and what is deployed."""
    flow = stores.flows.get(id)
    version = stores.flows.version(id, flow.deployed) if flow.deployed is not None else None
    return {
        "document": json.loads(flow.document),
        "revision": flow.revision,
        "deployed": version and version_json(version),
        "deployed_document": version and json.loads(version.document),
        "disabled": disabled(flow),
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
