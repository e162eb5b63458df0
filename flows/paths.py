"""Paths: the node that a path such as `pumps/limits` or `pumps/calm~band=2` names, in the document as it is written."""

from typing import Any

from flows.devices import APART
from flows.document import BLOCK, config_of, nodes_of


def node_at(document: dict[str, Any], path: str) -> dict[str, Any] | None:
    """The node; None if there is none. Its settings are as written: nothing is put in."""
    holder: Any = document
    blocks: Any = document.get("blocks")
    node: dict[str, Any] | None = None
    for step in path.split("/"):
        if node is not None:
            holder = _block(node, blocks)
        node = dict(nodes_of(holder)).get(step.partition(APART)[0])
        if node is None:
            return None
    return node


def _block(node: dict[str, Any], blocks: Any) -> Any:
    name = (config_of(node) or {}).get("block") if node["kind"] == BLOCK else None
    return blocks.get(name) if isinstance(blocks, dict) and isinstance(name, str) else None
