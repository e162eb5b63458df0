"""Cost: where a flow's time goes, from the passes in which the runner measured its nodes."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.passes.runner import TIMED
from engine.passes.visit import Visit

WINDOW = 60_000_000_000
"""Costs are told of the last one to two of these, engine time, ns."""


class Spent(NamedTuple):
    """Measured so far on one node."""

    ns: int = 0
    calls: int = 0
    samples: int = 0


class Costs:
    """Of one flow. Shares are of the time that its nodes took together; connectors are not among them."""

    def __init__(self, now: int) -> None:
        self._old: dict[str, Spent] = {}
        self._young: dict[str, Spent] = {}
        self._old_at = self._young_at = now

    def told(self, visits: Iterable[Visit], now: int) -> tuple[float, dict[str, dict[str, Any]]]:
        """How busy the nodes keep one core (1: all the time), and by node what it costs.

        Of a node: its share of the time of all, ns a call, ns a sample (None when it took none), and how many calls
        were measured. Only nodes that were called are told of.
        """
        spent = {visit.seen.node.id: _spent(visit) for visit in visits}
        if now - self._young_at >= WINDOW:
            self._old, self._old_at, self._young, self._young_at = self._young, self._young_at, spent, now
        lately = {id: _since(self._old.get(id, Spent()), newest) for id, newest in spent.items()}
        total = sum(cost.ns for cost in lately.values())
        nodes = {id: _told(cost, total) for id, cost in lately.items() if cost.calls}
        return total * TIMED / max(1, now - self._old_at), nodes


def _spent(visit: Visit) -> Spent:
    return Spent(visit.cost_ns, visit.cost_calls, visit.cost_samples)


def _since(old: Spent, new: Spent) -> Spent:
    """What has come since; all of it when the node has begun anew."""
    if new.calls < old.calls:
        return new
    return Spent(new.ns - old.ns, new.calls - old.calls, new.samples - old.samples)


def _told(cost: Spent, total: int) -> dict[str, Any]:
    return {
        "share": round(cost.ns / total, 4) if total else 0.0,
        "ns_call": round(cost.ns / cost.calls),
        "ns_sample": round(cost.ns / cost.samples, 1) if cost.samples else None,
        "calls": cost.calls,
    }
