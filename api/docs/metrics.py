"""The page of the metrics."""

from collections.abc import Iterator

from api.docs.markdown import NOTICE, code, finished, table
from api.metrics import SERVER
from engine.watch.metrics import FLOW, MOST_NODES, NODE, WORKER, Metric

_ABOUT = f"""\
What `GET /metrics` tells Prometheus; how to read it is in [observability](../observability.md). Counters begin at 0
with their process. At most {MOST_NODES} nodes have figures of their own; those of a flow’s others are added up
as `node=""`. The figures of the server process itself (`process_…`) are those of every Prometheus client."""
_PARTS: tuple[tuple[str, tuple[Metric, ...]], ...] = (
    ("Server", SERVER),
    ("Flows", FLOW),
    ("Nodes", NODE),
    ("Workers", WORKER),
)


def page() -> str:
    """The whole page."""
    return finished(_page())


def _page() -> Iterator[str]:
    yield from (NOTICE, "", "# Metrics", "", _ABOUT, "")
    for title, metrics in _PARTS:
        yield from (f"## {title}", "")
        yield from table(("Metric", "Kind", "Labels", "Meaning"), [_row(metric) for metric in metrics])


def _row(metric: Metric) -> tuple[str, str, str, str]:
    return code(metric.name), metric.kind, ", ".join(map(code, metric.labels)), metric.help
