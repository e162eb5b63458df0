"""Metrics: what Prometheus reads, and who may read it."""

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.live.hub import Client
from api.metrics import SERVER
from api.roles import Role
from api.server import Server
from engine.processes.load import LAGS, Load
from engine.watch.metrics import FLOW, MOST_NODES, NODE, WORKER
from engine.watch.tracing import Tracing
from engine.work.io import NoEvents
from engine.work.stores import Stores
from tests.api.conftest import Browser
from tests.api.fake_runtime import FakeRuntime
from tundish import Points

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]
NODE_STATUS = {"status": "ok", "in": 20, "out": 10, "rate": 1.0, "errors": 2, "last_error": None, "spent_ns": 3e9}
FIGURES = {
    "degraded": 0, "lost": 0, "commits": 11, "commit_ns": 2e9, "commit_failures": 0, "journal_waiting": 1,
    "journal_waiting_bytes": 99, "checkpoints": 3, "checkpoint_ns": 5e8, "outbox_waiting": 4, "outbox_aside": 1,
    "outbox_dropped": 0, "outbox_oldest_ns": 7e9, "events_waiting": 6,
    "events_dropped": 0,
}  # fmt: skip
STATUS: dict[str, Any] = {
    "type": "status", "flow": "pumps", "state": "running", "problem": "", "version": 3, "nodes": {"n1": NODE_STATUS},
    "fill": 0.25, "busy": 0.5, "passes": 7, "samples": 100, "events": 9, "late": 1, "replaced": 2, "future": 3,
    "figures": FIGURES,
}  # fmt: skip


def read(client: TestClient) -> Series:
    """Every sample, by name and labels; the parser of the Prometheus project fails on what is not its format."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def told(runtime: FakeRuntime) -> FakeRuntime:
    """A runtime with a flow, a worker and an alarm."""
    runtime.states["pumps"] = STATUS
    load = Load()
    load.late(0.004)
    load.late(99.0)
    runtime.load = {
        "backlog": 17,
        **load.told(),
        **Tracing(NoEvents().keep_traces).told(),
        **Stores(Points()).figures(),
    }
    runtime.told_alarms = [
        {"flow": "pumps", "node": "n1", "point": point, "status": "unack", "priority": "serious"} for point in "ab"
    ]
    return runtime


def test_a_flow_with_its_nodes_is_told(browser: Browser, told: FakeRuntime) -> None:
    series = read(browser("viewer"))
    flow, node = (("flow", "pumps"),), (("flow", "pumps"), ("node", "n1"))
    assert 1.0 == series["tundish_flow_up", flow]
    assert 100.0 == series["tundish_flow_samples_total", flow]
    assert 0.25 == series["tundish_flow_inbox_fill_ratio", flow]
    assert 0.5 == series["tundish_flow_checkpoint_seconds_total", flow]
    assert 7.0 == series["tundish_flow_outbox_oldest_seconds", flow]
    assert 20.0 == series["tundish_node_in_total", node]
    assert 3.0 == series["tundish_node_busy_seconds_total", node]


@pytest.mark.parametrize(("state", "expected"), [("running", 1.0), ("degraded", 1.0), ("failed", 0.0)], ids=str)
def test_a_flow_is_up_while_it_runs(browser: Browser, told: FakeRuntime, state: str, expected: float) -> None:
    told.states["pumps"] = {**STATUS, "state": state}
    assert expected == read(browser("viewer"))["tundish_flow_up", (("flow", "pumps"),)]


def test_a_worker_is_told_with_its_histogram(browser: Browser, told: FakeRuntime) -> None:
    series, group = read(browser("viewer")), ("group", "")
    assert 1.0 == series["tundish_worker_up", (group,)]
    assert 17.0 == series["tundish_worker_link_backlog_bytes", (group,)]
    assert 0 < series["tundish_worker_resident_memory_bytes", (group,)]
    buckets = [series["tundish_worker_loop_lag_seconds_bucket", (group, ("le", str(bound)))] for bound in LAGS]
    assert [0.0] * 2 + [1.0] * 10 == buckets
    assert 2.0 == series["tundish_worker_loop_lag_seconds_bucket", (group, ("le", "+Inf"))]


def test_alarms_are_counted_by_what_is_to_be_done(browser: Browser, told: FakeRuntime) -> None:
    labels = (("flow", "pumps"), ("priority", "serious"), ("status", "unack"))
    assert 2.0 == read(browser("viewer"))["tundish_alarms", labels]


def test_requests_are_counted_by_the_template_of_their_path(browser: Browser) -> None:
    viewer = browser("viewer")
    for name in ("a", "b"):
        viewer.get(f"/api/flows/{name}")
    series = read(viewer)
    labels = (("method", "GET"), ("route", "/api/flows/{id}"), ("status", "404"))
    assert 2.0 == series["tundish_http_request_duration_seconds_count", labels]
    assert not [name for name, labels in series if ("route", "/api/flows/a") in labels]


def test_browsers_that_watch_are_counted(browser: Browser, server: Server) -> None:
    viewer = browser("viewer")
    assert 0.0 == read(viewer)["tundish_websocket_clients", ()]
    with viewer.websocket_connect("ws://127.0.0.1/api/live", headers={"origin": "http://127.0.0.1"}) as socket:
        socket.receive_json()
        assert 1.0 == read(viewer)["tundish_websocket_clients", ()]


def test_a_browser_that_was_let_go_is_counted(browser: Browser, server: Server) -> None:
    server.hub.dropped()
    assert 1.0 == read(browser("viewer"))["tundish_websocket_dropped_total", ()]


def test_very_many_nodes_do_not_make_very_many_series(browser: Browser, told: FakeRuntime) -> None:
    told.states["big"] = {**STATUS, "nodes": {f"n{i:05}": NODE_STATUS for i in range(MOST_NODES + 500)}}
    series = read(browser("viewer"))
    alone = [labels for name, labels in series if name == "tundish_node_in_total"]
    assert MOST_NODES + 2 == len(alone)  # one more for the rest of each of the two flows
    together = sum(value for (name, _), value in series.items() if name == "tundish_node_in_total")
    assert 20.0 * (MOST_NODES + 501) == together


def test_every_metric_that_is_declared_is_told_and_no_other(browser: Browser, told: FakeRuntime) -> None:
    families = {f.name: f for f in text_string_to_metric_families(browser("viewer").get("/metrics").text)}
    ours = {name: family for name, family in families.items() if name.startswith("tundish_")}
    declared = {m.name.removesuffix("_total"): m for m in (*SERVER, *FLOW, *NODE, *WORKER)}
    assert set(declared) == set(ours)
    assert {name: (m.kind, m.help) for name, m in declared.items()} == {
        name: (family.type, family.documentation) for name, family in ours.items()
    }


def test_a_program_reads_them_by_its_token(stranger: TestClient, server: Server) -> None:
    with server.office.write() as stores:
        token = stores.tokens.add("prometheus", Role.VIEWER, 1.0)
    answer = stranger.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert 200 == answer.status_code
    assert answer.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer tdt_wrong"}], ids=["nobody", "wrong token"])
def test_strangers_read_nothing(stranger: TestClient, headers: dict[str, str]) -> None:
    answer = stranger.get("/metrics", headers=headers)
    assert 401 == answer.status_code
    assert "tundish_flow" not in answer.text


def test_the_status_of_a_flow_is_read(browser: Browser, told: FakeRuntime, engineer: TestClient) -> None:
    viewer = browser("viewer")
    assert 404 == viewer.get("/api/flows/pumps/status").status_code  # there is no such flow
    document = {"format": "tundish.flow/1", "id": "pumps", "name": "Pumps", "nodes": {}, "wires": []}
    assert 201 == engineer.post("/api/flows", json={"document": document}).status_code
    assert STATUS == viewer.get("/api/flows/pumps/status").json()
    told.states.clear()
    assert "not running" in viewer.get("/api/flows/pumps/status").json()["detail"]


def test_health_says_whether_it_lives_and_whether_it_is_ready(stranger: TestClient, runtime: FakeRuntime) -> None:
    assert {"status": "ok"} == stranger.get("/health/live").json()
    assert {"status": "ok"} == stranger.get("/health/ready").json()


def test_health_is_not_ready_without_an_engine(
    stranger: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "status", lambda: {"state": "starting", "restarts": 1, "since": ""})
    answer = stranger.get("/health/ready")
    assert (503, {"status": "not ready"}) == (answer.status_code, answer.json())
    assert 200 == stranger.get("/health/live").status_code


def test_a_client_of_the_hub_counts_once(server: Server) -> None:
    client = Client(caller=None)  # type: ignore[arg-type]
    server.hub.join(client)
    server.hub.join(client)
    assert 1 == server.hub.size
