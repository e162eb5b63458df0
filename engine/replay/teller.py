"""Teller: puts what leaves the ports of a runner into an order that does not depend on how passes are cut.

By stamp, then node (sources by name, then the others in topological order), then port in the order of its declaration.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from engine.passes.plan import AnyNode, Plan
from tundish.connector import EFFECT
from tundish.event import Event
from tundish.node import ERROR
from tundish.samples import Samples

Told: TypeAlias = tuple[str, str, Samples | Event, int]
"""Node, port, payload, and which of the samples."""


class Teller:
    """Of one plan. `put` is a tap; `flush`, called between passes, tells what has come since."""

    def __init__(self, plan: Plan, document: Mapping[str, Any], tell: Callable[[Told], object]) -> None:
        self._tell = tell
        order = [*sorted(plan.sources), *sorted(plan.index, key=lambda node: plan.index[node])]
        self._order = {id: rank for rank, id in enumerate(order)}
        self._ports = {node.id: _ranks(document["nodes"][node.id], node) for node in plan.nodes()}
        self._put_out: list[tuple[int, int, tuple[int, str], int, Told]] = []

    def put(self, node: str, port: str, payload: Samples | Event) -> None:
        rank, place = self._order[node], self._ports[node].get(port, (len(self._ports[node]), port))
        put_out = self._put_out
        if isinstance(payload, Event):
            put_out.append((payload.arrival, rank, place, len(put_out), (node, port, payload, 0)))
            return
        for index, stamp in enumerate(payload.arrival.tolist()):
            put_out.append((stamp, rank, place, len(put_out), (node, port, payload, index)))

    def flush(self) -> None:
        put_out, self._put_out = self._put_out, []
        put_out.sort(key=lambda one: one[:4])
        for *_, told in put_out:
            self._tell(told)


def _ranks(spec: Mapping[str, Any], node: AnyNode) -> dict[str, tuple[int, str]]:
    names = [port.name for port in node.output_ports(spec.get("config", {}))]
    return {name: (rank, name) for rank, name in enumerate([*names, ERROR, EFFECT])}
