"""Forcing a point: who may, what is refused, and how it ends."""

import pytest
from starlette.testclient import TestClient

from api.feed import end_forces
from api.server import Server
from tests.api.conftest import Browser, Clock, add_flow, deploy, flow
from tests.api.fake_runtime import FakeRuntime

GIVEN = {"value": 12.5, "seconds": 600, "reason": "transmitter in repair"}


@pytest.fixture
def operator(browser: Browser) -> TestClient:
    engineer = browser("engineer")
    add_flow(engineer, flow())
    deploy(engineer)
    return browser("operator")


def test_a_point_is_forced_seen_and_released(operator: TestClient, runtime: FakeRuntime, admin: TestClient) -> None:
    assert 204 == operator.post("/api/points/P1/force", json=GIVEN).status_code
    assert {"P1": (12.5, 1_800_000_600_000_000_000)} == runtime.forces
    [row] = operator.get("/api/forces").json()
    assert ("P1", 12.5, "operator", "transmitter in repair") == (row["point"], row["value"], row["by"], row["reason"])
    assert "2027-01-15T08:10:00" == row["until"][:19]
    assert 204 == operator.delete("/api/points/P1/force").status_code
    assert {} == runtime.forces
    assert [] == operator.get("/api/forces").json()
    assert 404 == operator.delete("/api/points/P1/force").status_code
    done = [e["action"] for e in admin.get("/api/audit?action=point.").json()]
    assert ["point.release", "point.force"] == done


async def test_it_ends_by_itself_and_that_is_written_down(
    operator: TestClient, server: Server, clock: Clock, browser: Browser
) -> None:
    operator.post("/api/points/P1/force", json=GIVEN)
    clock.now += 600
    assert [] == operator.get("/api/forces").json()
    await end_forces(server)
    await end_forces(server)
    done = [e["action"] for e in browser("admin").get("/api/audit?action=point.").json()]
    assert ["point.force-ended", "point.force"] == done


@pytest.mark.parametrize(
    "wrong",
    [{"value": None}, {"seconds": 0}, {"seconds": 8 * 86_400}, {"reason": "  "}, {"reason": None}, {"value": "high"}],
)
def test_what_makes_no_sense_is_refused(operator: TestClient, runtime: FakeRuntime, wrong: dict[str, object]) -> None:
    assert 422 == operator.post("/api/points/P1/force", json={**GIVEN, **wrong}).status_code
    assert {} == runtime.forces


def test_a_point_that_nobody_reads_is_not_forced(operator: TestClient, browser: Browser) -> None:
    assert 404 == operator.post("/api/points/P9/force", json=GIVEN).status_code
    assert 403 == browser("viewer").post("/api/points/P1/force", json=GIVEN).status_code


def test_a_computed_point_is_not_forced(operator: TestClient, runtime: FakeRuntime, browser: Browser) -> None:
    engineer = browser("engineer")
    document = flow("plant")
    document["nodes"]["watch"] = {"kind": "alarm.watch", "version": 1, "name": "", "config": {}, "position": [0, 0]}
    document["nodes"]["plc"]["config"]["point"] = "P2"
    add_flow(engineer, document)
    deploy(engineer, "plant")
    runtime.told_points["C1"] = {"owner": {"flow": "plant", "node": "watch"}, "last": None}
    answer = operator.post("/api/points/C1/force", json=GIVEN)
    assert 422 == answer.status_code
    assert "cannot be forced" in answer.text
