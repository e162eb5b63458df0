"""What a flow tells of itself: what its nodes cost, and a figure for every metric."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.passes.runner import TIMED
from engine.processes.load import LAGS, Load
from engine.watch.cost import WINDOW, Costs
from engine.watch.metrics import FLOW, NODE, WORKER
from engine.watch.tracing import Tracing
from engine.work.stores import Stores
from tests.engine.stage import Stage
from tundish import Points


def visit(id: str, ns: int, calls: int, samples: int = 0) -> Any:
    """As much of a visit as costs are told from."""
    step = SimpleNamespace(node=SimpleNamespace(id=id))
    return SimpleNamespace(seen=step, cost_ns=ns, cost_calls=calls, cost_samples=samples)


def test_costs_are_shares_of_the_time_of_all_nodes() -> None:
    busy, nodes = Costs(0).told([visit("a", 3000, 10, 300), visit("b", 1000, 5), visit("idle", 0, 0)], 1_000_000)
    assert {
        "a": {"share": 0.75, "ns_call": 300, "ns_sample": 10.0, "calls": 10},
        "b": {"share": 0.25, "ns_call": 200, "ns_sample": None, "calls": 5},
    } == nodes
    assert 4000 * TIMED / 1_000_000 == busy


def test_costs_are_of_late_not_of_ever() -> None:
    costs = Costs(0)
    costs.told([visit("a", 9000, 9)], WINDOW)
    costs.told([visit("a", 9000, 9), visit("b", 1000, 1)], 2 * WINDOW)
    _, nodes = costs.told([visit("a", 9000, 9), visit("b", 2000, 2)], 2 * WINDOW + 1)
    assert {"b": {"share": 1.0, "ns_call": 1000, "ns_sample": None, "calls": 2}} == nodes


def test_a_node_that_begins_anew_counts_from_there() -> None:
    costs = Costs(0)
    costs.told([visit("a", 9000, 9)], WINDOW)
    costs.told([visit("a", 9000, 9)], 2 * WINDOW)
    _, nodes = costs.told([visit("a", 500, 1)], 2 * WINDOW + 1)
    assert 500 == nodes["a"]["ns_call"]


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0.0, 0), (0.001, 0), (0.0011, 1), (5.0, 11), (9.0, 12), (-1.0, 0)], ids=str
)
def test_a_late_loop_is_counted_in_its_bucket(seconds: float, bucket: int) -> None:
    load = Load()
    load.late(seconds)
    counts = load.told()["lag"]["counts"]
    assert [int(i == bucket) for i in range(len(LAGS) + 1)] == counts


async def test_a_flow_has_a_figure_for_every_metric(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    flow = stage.open()
    for value in range(2 * TIMED):
        stage.feed(float(value))
    status = flow.status()
    told = {**status, **status["figures"]}
    assert [] == [metric.name for metric in FLOW if metric.key not in told]
    assert [] == [metric.name for metric in NODE if metric.key not in status["nodes"]["high"]]
    assert 2 * TIMED == told["samples"]
    assert 0 < told["commits"]
    assert 2 <= status["nodes"]["high"]["cost"]["calls"]
    stage.kill()


async def test_a_worker_has_a_figure_for_every_metric() -> None:
    async def keep(traces: object, steps: object) -> None:
        raise NotImplementedError

    told = {"backlog": 0, **Load().told(), **Tracing(keep).told(), **Stores(Points()).figures()}
    assert [] == [metric.name for metric in WORKER if metric.key not in told]


async def test_an_inbox_that_was_full_is_told_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    flow = stage.open()
    flow.status()
    flow.inbox._room, flow.inbox._room_bytes = 4, 2**40
    stage.feed(1.0)
    assert [0.25, 0.0] == [flow.status()["fill"], flow.status()["fill"]]
    stage.kill()
