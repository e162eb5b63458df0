"""Wanted: which events of a flow are worth keeping.

What a kind of node declares by `keeps`, everything that leaves an error port, everything of a node whose `record` is
switched on. Only of the node that made it: who passes an event on does not make another one of it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from tundish.connector import EFFECT
from tundish.event import Event, Origin
from tundish.node import ERROR, Node
from tundish.pattern import matches
from tundish.step import COMMAND


def asked(node: str, command: Event) -> Event:
    """A person's command to a node, as the event store has it: `command.ack` and so on."""
    args = command.data.get("args")
    point = command.point or (args.get("point") if isinstance(args, Mapping) else "")
    origin = Origin(node, command.arrival, "", COMMAND, 0)
    return msgspec.structs.replace(
        command, kind=f"command.{command.kind}", point=point if isinstance(point, str) else "", origin=origin,
        trace=command.trace or origin,
    )  # fmt: skip


Wants: TypeAlias = Callable[[str, str, Event], bool]
"""Of node, port and event."""


class Wanted:
    """Of one flow at one version."""

    def __init__(self, nodes: Mapping[str, Node[Any, Any]], document: Mapping[str, Any]) -> None:
        specs = document["nodes"]
        self._keeps = {
            id: ("*",) if id in specs and specs[id].get("record") is True else node.keeps for id, node in nodes.items()
        }
        self._known: dict[tuple[str, str, str], bool] = {}

    def __call__(self, node: str, port: str, event: Event) -> bool:
        key = (node, port, event.kind)
        wanted = self._known.get(key)
        if wanted is None:
            wanted = self._looked_up(*key)
            if len(self._known) < 10_000:  # noqa: PLR2004 - a template may make kinds without end
                self._known[key] = wanted
        return wanted and (event.origin is None or event.origin.node == node)

    def _looked_up(self, node: str, port: str, kind: str) -> bool:
        if port == EFFECT:
            return False
        return port in {ERROR, COMMAND} or any(matches(kind, pattern) for pattern in self._keeps.get(node, ()))
