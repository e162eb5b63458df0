"""Metrics: what Prometheus is told, of this server, its workers and its flows.

What workers tell stands in `engine.watch.metrics`; what the server counts itself is declared here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from engine.processes.load import LAGS
from engine.watch.metrics import FLOW, MOST_NODES, NODE, WORKER, Metric

MEDIA = CONTENT_TYPE_LATEST
DURATIONS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram of request durations, seconds."""
SERVER: tuple[Metric, ...] = (
    Metric("tundish_build_info", "gauge", "", 1, "Always 1; the version stands in the label.", ("version",)),
    Metric("tundish_flow_up", "gauge", "", 1, "1 while the flow runs, 0 when it has failed.", ("flow",)),
    Metric("tundish_worker_up", "gauge", "", 1, "1 while the worker is ready, else 0.", ("group",)),
    Metric("tundish_worker_restarts_total", "counter", "", 1, "How often the worker had to be replaced.", ("group",)),
    Metric(
        "tundish_alarms", "gauge", "", 1, "Alarms that are not normal, by what is still to be done about them.",
        ("flow", "status", "priority"),
    ),
    Metric(
        "tundish_http_request_duration_seconds", "histogram", "", 1, "Time from a request to the end of its answer.",
        ("method", "route", "status"),
    ),
    Metric("tundish_websocket_clients", "gauge", "", 1, "Browsers that are connected for live values.", ()),
    Metric("tundish_websocket_dropped_total", "counter", "", 1, "Browsers let go because they read too slowly.", ()),
)  # fmt: skip
RUNNING = ("running", "degraded")
_DECLARED = {metric.name: metric for metric in (*SERVER, *FLOW, *NODE, *WORKER)}


class Told(NamedTuple):
    """What the runtime knows now. Nothing in it is changed later: it may be read in another thread."""

    flows: Mapping[str, Mapping[str, Any]]
    """The last status message of each flow."""
    workers: Mapping[str, Mapping[str, Any]]
    """By group: `up`, `restarts` and the last `load` message."""
    alarms: Iterable[Mapping[str, Any]]


class Metrics:
    """Of one server."""

    def __init__(self, version: str) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests: Histogram = _made(Histogram, "tundish_http_request_duration_seconds", self._registry, DURATIONS)
        self.clients: Gauge = _made(Gauge, "tundish_websocket_clients", self._registry)
        self.dropped: Counter = _made(Counter, "tundish_websocket_dropped_total", self._registry)
        _made(Gauge, "tundish_build_info", self._registry).labels(version).set(1)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answered request. `route` is the template of its path, never the path itself."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def text(self, told: Told) -> bytes:
        """Everything, in the text format of Prometheus."""
        now = CollectorRegistry()
        now.register(_Now(told))
        return generate_latest(self._registry) + generate_latest(now)


def _made(kind: Any, name: str, registry: CollectorRegistry, buckets: tuple[float, ...] = ()) -> Any:
    metric = _DECLARED[name]
    more = {"buckets": buckets} if buckets else {}
    return kind(name, metric.help, metric.labels, registry=registry, **more)


class _Now(Collector):
    """Families of what the runtime has told."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def collect(self) -> Iterator[Family]:
        yield from self._flows()
        yield from self._nodes()
        yield from self._workers()
        yield from self._alarms()

    def _flows(self) -> Iterator[Family]:
        flows = [(id, {**status, **status.get("figures", {})}) for id, status in sorted(self._told.flows.items())]
        yield _family("tundish_flow_up", (((id,), float(s["state"] in RUNNING)) for id, s in flows))
        for metric in FLOW:
            rows = (((id,), status[metric.key] * metric.scale) for id, status in flows if metric.key in status)
            yield _family(metric.name, rows)

    def _nodes(self) -> Iterator[Family]:
        flows = sorted(self._told.flows.items())
        told = list(_bounded([(id, node, s) for id, status in flows for node, s in sorted(status["nodes"].items())]))
        for metric in NODE:
            yield _family(metric.name, ((labels, figures[metric.key] * metric.scale) for labels, figures in told))

    def _workers(self) -> Iterator[Family]:
        workers = sorted(self._told.workers.items())
        yield _family("tundish_worker_up", (((group,), float(w["up"])) for group, w in workers))
        yield _family("tundish_worker_restarts_total", (((group,), w["restarts"]) for group, w in workers))
        for metric in WORKER:
            rows = [((group,), worker[metric.key]) for group, worker in workers if metric.key in worker]
            yield _family(metric.name, rows)

    def _alarms(self) -> Iterator[Family]:
        counts: dict[tuple[str, ...], int] = {}
        for alarm in self._told.alarms:
            labels = alarm["flow"], alarm["status"], alarm["priority"]
            counts[labels] = counts.get(labels, 0) + 1
        yield _family("tundish_alarms", sorted(counts.items()))


def _bounded(
    nodes: list[tuple[str, str, Mapping[str, Any]]],
) -> Iterator[tuple[tuple[str, str], Mapping[str, float]]]:
    """The first so many nodes by name; the others of each flow as one. So that figures go on, who is first stays so."""
    for flow, node, status in nodes[:MOST_NODES]:
        yield (flow, node), _figures(status)
    rest: dict[str, dict[str, float]] = {}
    for flow, _, status in nodes[MOST_NODES:]:
        total = rest.setdefault(flow, dict.fromkeys((metric.key for metric in NODE), 0.0))
        for key, figure in _figures(status).items():
            total[key] += figure
    yield from (((flow, ""), total) for flow, total in rest.items())


def _figures(status: Mapping[str, Any]) -> dict[str, float]:
    return {metric.key: status.get(metric.key, 0) for metric in NODE}


def _family(name: str, rows: Iterable[tuple[tuple[str, ...], Any]]) -> Family:
    metric = _DECLARED[name]
    if metric.kind == "histogram":
        histogram = HistogramMetricFamily(name, metric.help, labels=metric.labels)
        for labels, lag in rows:
            histogram.add_metric(labels, list(_cumulated(lag["counts"])), lag["sum"])
        return histogram
    family = (CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily)(
        name, metric.help, labels=metric.labels
    )
    for labels, value in rows:
        family.add_metric(labels, value)
    return family


def _cumulated(counts: Iterable[int]) -> Iterator[tuple[str, int]]:
    total = 0
    for bound, count in zip((*map(str, LAGS), "+Inf"), counts, strict=True):
        total += count
        yield bound, total
