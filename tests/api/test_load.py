"""Many at once: nobody waits for a thread or a connection that only the others could give back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from api import workbook
from api.server import ASKING, CONVERTING, Server
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


def test_few_workbooks_are_read_and_written_at_once(
    admin: TestClient, stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger.cookies, stranger.headers = admin.cookies, admin.headers
    answer, begun, most, running = threading.Event(), threading.Semaphore(0), 0, 0
    lock = threading.Lock()

    def slow(*_: object) -> bytes:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
        begun.release()
        answer.wait(100)
        with lock:
            running -= 1
        return b""

    monkeypatch.setattr(workbook, "write", slow)
    monkeypatch.setattr(workbook, "read", lambda _: workbook.Sheet("a", [], [[slow().decode()]]))

    def call(number: int) -> int:
        if number % 2:
            return stranger.post("/api/workbook/read", content=b"").status_code
        return stranger.post("/api/workbook/write", json={"name": "a", "rows": []}).status_code

    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting = [threads.submit(call, number) for number in range(AT_ONCE)]
        try:
            assert all(begun.acquire(timeout=60) for _ in range(CONVERTING))
            assert 200 == stranger.get("/api/points").status_code
            assert not begun.acquire(timeout=0.5)
        finally:
            answer.set()
        assert {200} == {one.result() for one in waiting}
    assert most == CONVERTING
