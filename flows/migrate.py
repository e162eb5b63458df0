"""Migrate: documents and configs of older versions, made ready to run. The stored text is never touched.

A step takes a document of one format to the next; `Node.migrate` does the same for the config of a kind.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from flows.document import FORMAT, config_of, nodes_of, version_of
from tundish.errors import FlowError
from tundish.node import Node

Step: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: dict[str, Step] = {}
"""From each older format to the one after it. `tundish.flow/1` is the first: there is none yet."""


class Kinds(Protocol):
    """What is needed of a catalogue."""

    @property
    def kinds(self) -> Mapping[str, type[Node[Any, Any]]]:
        """Node classes by kind."""


def migrated(document: dict[str, Any], catalogue: Kinds) -> dict[str, Any]:
    """The document in today's format with configs of the installed versions; FlowError when that cannot be."""
    document = formatted(document)
    nodes = dict(document.get("nodes", {}))
    for id, node in nodes_of(document):
        kind = catalogue.kinds.get(node["kind"])
        if kind is not None:
            nodes[id] = with_config(id, node, kind)
    return {**document, "nodes": nodes}


def renewed(document: dict[str, Any], catalogue: Kinds) -> dict[str, Any]:
    """The document as people work on it: configs of the installed versions, also inside its blocks.

    What cannot be brought there stays as it is, and is told when the document is checked.
    """
    nodes, blocks = document.get("nodes"), document.get("blocks")
    made = dict(document)
    if isinstance(nodes, dict):
        made["nodes"] = {**nodes, **{id: _renewed(id, node, catalogue) for id, node in nodes_of(document)}}
    if isinstance(blocks, dict):
        made["blocks"] = {
            id: renewed(block, catalogue) if isinstance(block, dict) else block for id, block in blocks.items()
        }
    return made


def _renewed(id: str, node: dict[str, Any], catalogue: Kinds) -> dict[str, Any]:
    kind = catalogue.kinds.get(node["kind"])
    try:
        return node if kind is None else with_config(id, node, kind)
    except FlowError:
        return node


def formatted(document: dict[str, Any], steps: Mapping[str, Step] = STEPS) -> dict[str, Any]:
    """The document in today's format; itself if it is. FlowError for a format that we do not know."""
    for _ in range(len(steps) + 1):
        format = document.get("format")
        if format == FORMAT:
            return document
        if not isinstance(format, str) or format not in steps:
            raise FlowError(*_unknown(format))
        document = steps[format](document)
    raise FlowError("the steps between formats go in a circle")


def with_config(id: str, node: dict[str, Any], kind: type[Node[Any, Any]]) -> dict[str, Any]:
    """A node with its config as the installed version wants it; itself if it has that already."""
    version, config = version_of(node), config_of(node)
    if config is None or version == kind.version:
        return node
    if version > kind.version:
        raise FlowError(
            f"Node {id!r} was made with version {version} of {kind.kind!r}; version {kind.version} is installed",
            "Update Tundish or the package that brings this kind of node",
        )
    try:
        return {**node, "version": kind.version, "config": kind.migrate(dict(config), version)}
    except Exception as error:
        raise FlowError(
            f"The settings of node {id!r}, made with version {version} of {kind.kind!r}, cannot be brought to "
            f"version {kind.version}: {str(error) or type(error).__name__}",
            "Put a new node in its place",
        ) from error


def _unknown(format: object) -> tuple[str, str]:
    family, _, number = format.partition("/") if isinstance(format, str) else ("", "", "")
    if family == FORMAT.partition("/")[0] and number.isdigit() and int(number[:9]) > 1:
        return f"the flow has the format {format!r}, which is newer than this Tundish", "Update Tundish"
    if format is None:
        return "the flow does not say its format", f'Write "format": "{FORMAT}" at its beginning'
    return f"the flow has an unknown format: {format!r}"[:200], f'Tundish reads "{FORMAT}"'
