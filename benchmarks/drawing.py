"""Drawing: flow documents for benchmarks, written shortly."""

from collections.abc import Mapping, Sequence
from typing import Any


def drawn(id: str, nodes: Mapping[str, tuple[str, dict[str, Any]]], wires: Sequence[str]) -> dict[str, Any]:
    """A document from `{id: (kind, config)}` and wires like `"a.samples > b.samples"`."""
    ends = [[end.strip().split(".") for end in wire.split(">")] for wire in wires]
    return {
        "format": "tundish.flow/1", "id": id, "name": id,
        "nodes": {
            node: {"kind": kind, "version": 1, "name": node, "config": config, "position": [0, 0]}
            for node, (kind, config) in nodes.items()
        },
        "wires": [{"from": begin, "to": end} for begin, end in ends],
    }  # fmt: skip
