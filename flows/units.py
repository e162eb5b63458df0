"""Units: what points are measured in, put into the settings of the nodes that compute with it.

A flow that is deployed has a table `units` in its document: those of the point directory at that moment, by name, or by
name with `{device}`. It is kept with the version, so that the flow computes the same after a restart and in a replay,
whatever the directory says by then.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from flows.document import config_of, nodes_of
from tundish.node import Node

KindTable: TypeAlias = Mapping[str, type[Node[Any, Any]]]


def measured(document: dict[str, Any], kinds: KindTable) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Nodes of a flat document that compute with units, and the points of each."""
    for id, node in nodes_of(document):
        kind, config = kinds.get(node["kind"]), config_of(node)
        if kind is not None and config is not None and (names := kind.measured(config)):
            yield id, names


def with_units(document: dict[str, Any], kinds: KindTable) -> dict[str, Any]:
    """A flat document in which each of these nodes has the units of its points; what it says itself counts more."""
    table = document.get("units")
    if not isinstance(table, dict) or not table:
        return document
    nodes = dict(document["nodes"])
    for id, names in measured(document, kinds):
        config = nodes[id].get("config", {})
        own = config.get("units", {})
        found = {name: table[name] for name in names if isinstance(table.get(name), str)}
        if found and isinstance(own, dict):
            nodes[id] = {**nodes[id], "config": {**config, "units": {**found, **own}}}
    return {**document, "nodes": nodes}
