"""Many at once: nobody waits for a thread or a connection that only the others could give back."""

from concurrent.futures import ThreadPoolExecutor

from starlette.testclient import TestClient

from api.server import Server
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
