"""Every request has an id: in the answer, in the log, and in what is told of a defect."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.server import Server
from engine.watch.logs import configure
from tests.api.fake_runtime import FakeRuntime


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged, as JSON."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    made = io.StringIO()
    configure("json", "debug", made)
    yield made
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before, level


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [line for line in found if line["logger"].startswith("tundish.")]


def test_a_request_stands_in_the_log_under_the_id_in_its_answer(stranger: TestClient, stream: io.StringIO) -> None:
    answer = stranger.get("/api/flows?secret=x")
    (line,) = lines(stream)
    assert ("GET", "/api/flows", 401) == (line["method"], line["path"], line["status"])
    assert answer.headers["x-request-id"] == line["request"]
    assert "secret" not in json.dumps(line)


def test_every_request_has_an_id_of_its_own(stranger: TestClient) -> None:
    assert 5 == len({stranger.get("/health/live").headers["x-request-id"] for _ in range(5)})


def test_the_id_of_a_proxy_is_taken_over(stranger: TestClient) -> None:
    answer = stranger.get("/health/live", headers={"X-Request-ID": "proxy-0123456789"})
    assert "proxy-0123456789" == answer.headers["x-request-id"]


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g h", "12345678<script>", ".12345678"], ids=str)
def test_an_id_that_is_not_plain_is_replaced(stranger: TestClient, given: str) -> None:
    answer = stranger.get("/health/live", headers={"X-Request-ID": given})
    assert given != answer.headers["x-request-id"]


def test_a_defect_is_told_by_the_id_of_its_request(
    stranger: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO
) -> None:
    def broken() -> dict[str, Any]:
        raise RuntimeError("the defect")

    monkeypatch.setattr(runtime, "status", broken)
    answer = stranger.get("/health/ready", headers={"X-Request-ID": "proxy-0123456789"})
    assert (500, "proxy-0123456789") == (answer.status_code, answer.json()["reference"])
    assert "proxy-0123456789" == answer.headers["x-request-id"]
    (line,) = [line for line in lines(stream) if line["level"] == "error"]
    assert "proxy-0123456789" == line["request"]
    assert "the defect" in line["exception"]


def test_what_a_handler_logs_in_its_thread_has_the_id_too(
    stranger: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch, stream: io.StringIO
) -> None:
    before = server.office.read

    def told() -> Any:
        logging.getLogger("tundish.office").info("reading")
        return before()

    monkeypatch.setattr(server.office, "read", told)
    answer = stranger.get("/health/ready")
    (line,) = [line for line in lines(stream) if line["logger"] == "tundish.office"]
    assert answer.headers["x-request-id"] == line["request"]


def test_routes_that_nobody_knows_are_counted_as_one(stranger: TestClient, server: Server) -> None:
    for path in ("/nothing", "/nowhere"):
        stranger.request("PURGE", path)
    registry = server.metrics._registry
    labels = {"method": "other", "route": "/{path:path}", "status": "405"}
    assert 2.0 == registry.get_sample_value("tundish_http_request_duration_seconds_count", labels)
