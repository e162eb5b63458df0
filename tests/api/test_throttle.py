"""Who fails waits, longer each time; nobody else does; and neither memory nor the audit grows without end."""

import pytest
from starlette.testclient import TestClient

from api.errors import TooMany
from api.throttle import FREE, LONGEST, Meter, Throttle
from tests.api.conftest import Clock


def fail(throttle: Throttle, key: str = "anna") -> float:
    """Seconds to wait, 0 if the attempt was let through."""
    try:
        throttle.attempt(key)
    except TooMany as error:
        return error.seconds
    return 0.0


def test_waiting_doubles_up_to_a_limit(clock: Clock) -> None:
    throttle = Throttle(clock)
    assert [0.0] * FREE == [fail(throttle) for _ in range(FREE)]
    waits = []
    for _ in range(12):
        waits.append(fail(throttle))
        clock.now += waits[-1]
        assert fail(throttle) == 0.0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST, LONGEST, LONGEST]


def test_others_do_not_wait_and_success_forgives(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(FREE):
        throttle.attempt("anna")
    with pytest.raises(TooMany, match="Wait 1 s"):
        throttle.attempt("anna")
    throttle.attempt("ben")
    throttle.forgive("anna")
    assert [0.0] * FREE == [fail(throttle) for _ in range(FREE)]


def test_a_quiet_time_forgives(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(FREE):
        throttle.attempt("anna")
    clock.now += LONGEST + 2
    assert [0.0] * FREE == [fail(throttle) for _ in range(FREE)]


def test_memory_is_bounded(clock: Clock) -> None:
    throttle = Throttle(clock, most_keys=10)
    for number in range(1000):
        throttle.attempt(number)
    assert len(throttle._attempts) == 10


def test_a_meter_lets_so_many_through_a_minute(clock: Clock) -> None:
    clock.now = 60_000.0
    meter = Meter(clock, a_minute=2)
    assert [True, True, False, False] == [meter.lets_through() for _ in range(4)]
    assert meter.held_back == 2
    clock.now += 60
    assert meter.lets_through()


def test_strangers_cannot_fill_the_audit(admin: TestClient, stranger: TestClient, clock: Clock) -> None:
    clock.now = 1_800_000_000.0 // 60 * 60
    for number in range(80):
        stranger.post("/api/session", json={"name": f"name{number}", "password": "x"})
    clock.now += 60
    stranger.post("/api/session", json={"name": "last", "password": "x"})
    refused = [e for e in admin.get("/api/audit?limit=1000").json() if e["action"] == "signin.refused"]
    assert len(refused) == 61
    assert refused[0]["detail"]["not_recorded_before"] == 20
