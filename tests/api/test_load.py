"""Many at once: nobody waits for a thread or a connection that only the others could give back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from api.server import ASKING, Server
from tests.api.conftest import Clock

AT_ONCE = 120


def test_a_hundred_readers_and_writers_do_not_block_each_other(
    admin: TestClient, stranger: TestClient, server: Server, clock: Clock
) -> None:
    stranger.cookies, stranger.headers = admin.cookies, admin.headers  # this one runs in the server's own loop
    clock.now += 3600  # every session is to be touched

    def call(number: int) -> int:
        if number % 2:
            return stranger.get("/api/points").status_code
        return stranger.put(f"/api/points/P{number}", json={"unit": "m"}).status_code

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert [200] * AT_ONCE == list(threads.map(call, range(AT_ONCE)))
    assert admin.get("/api/points").json()["total"] == AT_ONCE // 2
    with server.office.read() as stores:
        assert stores.audit.verify() is None


def test_slow_questions_about_the_past_leave_threads_to_the_others(
    admin: TestClient, stranger: TestClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger.cookies, stranger.headers = admin.cookies, admin.headers
    answer, asked = threading.Event(), threading.Semaphore(0)

    def slow(*_: object) -> list[str]:
        asked.release()
        answer.wait(100)
        return []

    monkeypatch.setattr(server.events, "known", slow)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting = [threads.submit(stranger.get, "/api/events/known?column=kind") for _ in range(AT_ONCE)]
        try:
            assert all(asked.acquire(timeout=60) for _ in range(ASKING))
            assert 200 == stranger.get("/api/points").status_code
            assert not any(one.done() for one in waiting)
        finally:
            answer.set()
        assert {200} == {one.result().status_code for one in waiting}
