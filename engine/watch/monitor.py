"""Monitor: what people may look at while a flow runs: last values, rates, problems. Read only when somebody looks."""

from collections import deque
from collections.abc import Callable
from typing import Any

from engine.passes.runner import TIMED, Runner
from engine.watch.cost import Costs
from engine.watch.wire import event_json, sample_json
from tundish.event import Event
from tundish.points import Points
from tundish.samples import Samples

BATCHES, EVENTS, SAMPLES = 8, 100, 200


class Outlet:
    """One port: its last payloads, and how much has left it."""

    def __init__(self) -> None:
        self.batches: deque[Samples] = deque(maxlen=BATCHES)
        self.events: deque[Event] = deque(maxlen=EVENTS)
        self.count = 0
        self.told = 0

    def put(self, payload: Samples | Event) -> None:
        if type(payload) is Event:
            self.count += 1
            self.events.append(payload)
        else:
            size = payload.value.size
            self.count += size
            if size >= SAMPLES:  # no more are shown; memory that is free again soon is still in the cache
                self.batches.clear()
            self.batches.append(payload)


class Monitor:
    """Of one flow."""

    def __init__(self, flow: str, points: Points) -> None:
        self._flow = flow
        self._points = points
        self._outlets: dict[tuple[str, str], Outlet] = {}
        self._rates: dict[str, tuple[int, int, float]] = {}
        self._costs: Costs | None = None
        self.busy = 0.0
        """Part of one core that the nodes took lately."""
        self.problems: deque[tuple[str, Event]] = deque(maxlen=EVENTS)

    def of(self, node: str, port: str) -> Callable[[Samples | Event], None]:
        """What sees the payloads of one port."""
        outlet = self._outlets.get((node, port))
        if outlet is None:
            outlet = self._outlets[node, port] = Outlet()
        return outlet.put

    def __call__(self, node: str, port: str, payload: Samples | Event) -> None:
        self.of(node, port)(payload)

    def forget(self, nodes: set[str]) -> None:
        """Drop what is known of nodes that are not among these."""
        self._outlets = {key: outlet for key, outlet in self._outlets.items() if key[0] in nodes}

    def last(self, node: str) -> dict[str, Any]:
        """The last samples and events of a node's ports, newest last."""
        ports: dict[str, Any] = {}
        for (owner, port), outlet in self._outlets.items():
            if owner == node:
                ports[port] = self._samples(outlet) if outlet.batches else self._events(outlet)
        problems = [event_json(event, self._flow) for owner, event in self.problems if owner == node]
        return {"ports": ports, "problems": problems}

    def live(self, *, everything: bool) -> dict[str, Any]:
        """Of each port that has changed since the last call the newest instant's first value, or the newest event."""
        values = {}
        for (node, port), outlet in self._outlets.items():
            if outlet.count == outlet.told and not everything:
                continue
            outlet.told = outlet.count
            if outlet.batches:
                newest = outlet.batches[-1]
                seen = len(dict.fromkeys(newest.point.tolist()))
                values[f"{node}/{port}"] = {
                    "carries": "samples", "points": seen, "count": outlet.count,
                    **sample_json(newest, int(newest.arrival.searchsorted(newest.last)), self._points),
                }  # fmt: skip
            elif outlet.events:
                event = event_json(outlet.events[-1], self._flow)
                values[f"{node}/{port}"] = {"carries": "events", "event": event, "count": outlet.count}
        return values

    def status(self, runner: Runner, ios: dict[str, Any], now: int) -> dict[str, Any]:
        """How each node is, and what it costs; rates are per second since the last call."""
        nodes: dict[str, dict[str, Any]] = {}
        self._costs = self._costs or Costs(now)
        self.busy, costs = self._costs.told(runner.visits, now)
        counts = dict.fromkeys(runner.nodes(), 0)
        for (node, _), outlet in self._outlets.items():
            counts[node] = counts.get(node, 0) + outlet.count
        for visit in runner.visits:
            step = visit.seen
            taken = step.samples_in + step.events_in
            told = self._node(step.node.id, taken, visit.out, step.failed, step.last_error, now)
            nodes[step.node.id] = {**told, "spent_ns": visit.cost_ns * TIMED}
        for id in runner.plan.sources:
            nodes[id] = self._node(id, 0, counts[id], 0, "", now)
        for id, io in ios.items():
            if id in nodes:
                _merge(nodes[id], io)
        for id, cost in costs.items():
            nodes[id]["cost"] = cost
        return nodes

    def _node(self, id: str, taken: int, out: int, errors: int, last_error: str, now: int) -> dict[str, Any]:
        count = max(taken, out)
        before, then, rate = self._rates.get(id, (count, now, 0.0))
        if now > then:
            rate = (count - before) * 1e9 / (now - then)
        self._rates[id] = (count, now, rate)
        status = "error" if errors else "ok" if count else "idle"
        return {
            "status": status, "in": taken, "out": out, "rate": round(rate, 2), "errors": errors,
            "last_error": last_error or None, "detail": "",
        }  # fmt: skip

    def _samples(self, outlet: Outlet) -> dict[str, Any]:
        rows: list[dict[str, Any]] = []
        for batch in reversed(outlet.batches):
            first = max(0, batch.size - (SAMPLES - len(rows)))
            rows[:0] = [sample_json(batch, i, self._points) for i in range(first, batch.size)]
            if len(rows) >= SAMPLES:
                break
        return {"carries": "samples", "samples": rows}

    def _events(self, outlet: Outlet) -> dict[str, Any]:
        return {"carries": "events", "events": [event_json(event, self._flow) for event in outlet.events]}


def _merge(node: dict[str, Any], io: Any) -> None:
    """What the connector says of itself comes before what the counters say."""
    node["detail"] = io.message
    if io.state in {"warn", "error"}:
        node["status"] = io.state
        node["last_error"] = io.message if io.state == "error" else node["last_error"]
    elif io.state == "ok" and node["status"] == "idle":
        node["status"] = "ok"
