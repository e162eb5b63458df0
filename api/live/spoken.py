"""Spoken: what is wrong with a flow and its nodes, in the language of the page that watches."""

from collections.abc import Mapping
from typing import Any

from tundish.said import in_language, patterns

NODE = ("last_error", "detail")


def spoken(message: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A message for a browser; only states have sentences in them, the rest is the same object."""
    if message.get("type") != "status" or not patterns(language):
        return message
    nodes = {id: _node(node, language) for id, node in message.get("nodes", {}).items()}
    return {**message, "nodes": nodes} if nodes else message


def _node(node: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    known: dict[str, Any] = {key: in_language(node[key], language) for key in NODE if isinstance(node.get(key), str)}
    stopped = node.get("stopped")
    if isinstance(stopped, Mapping) and isinstance(stopped.get("why"), str):
        known["stopped"] = {**stopped, "why": in_language(stopped["why"], language)}
    return {**node, **known}


def spoken_event(event: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """A problem of a node, as an event."""
    data = event.get("data")
    if not isinstance(data, Mapping) or not isinstance(data.get("error"), str):
        return event
    return {**event, "data": {**data, "error": in_language(data["error"], language)}}
