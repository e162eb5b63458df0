"""The WebSocket: what is watched arrives, the newest first in line, and nobody stays longer than the session."""

import asyncio
from threading import get_ident
from typing import Any

import anyio.to_thread
import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from api.caller import SERVER
from api.feed import end_dead_links
from api.live.hub import Client, Hub
from api.live.link import MOST_FAULTS, MOST_TEXT, SESSION_ENDED, TOO_SLOW, Link
from api.live.outbox import Outbox
from api.roles import Role
from api.server import Server
from tests.api.conftest import HASHED, HOME, Browser, add_flow, flow
from tests.api.fake_runtime import FakeRuntime

URL = "ws://127.0.0.1/api/live"
OURS = {"Origin": HOME}


def live(flow: str = "pumps", **values: Any) -> dict[str, Any]:
    return {"type": "live", "flow": flow, "values": {f"plc/{port}": value for port, value in values.items()}}


def status(flow: str = "pumps", state: str = "running") -> dict[str, Any]:
    return {"type": "status", "flow": flow, "state": state, "nodes": {}}


def alarm(point: str, status: str = "unack") -> dict[str, Any]:
    return {"flow": "pumps", "node": "n", "point": point, "status": status}


def alarms(number: int, *changed: dict[str, Any], removed: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"type": "alarms", "number": number, "changed": list(changed), "removed": list(removed)}


def watch(socket: WebSocketTestSession, flow: str = "pumps") -> None:
    """Watch a flow, and wait until that is known by an answer that comes after it."""
    socket.send_json({"watch": {"flow": flow}})
    socket.send_json({"nonsense": 1})
    assert socket.receive_json()["type"] == "error"


@pytest.fixture
def viewer(browser: Browser, engineer: TestClient) -> TestClient:
    add_flow(engineer, flow())
    return browser("viewer")


@pytest.fixture
def tell(stranger: TestClient, runtime: FakeRuntime) -> Any:
    """Let the runtime say something, in the server's loop as it does."""
    assert stranger.portal is not None
    call = stranger.portal.call
    return lambda *messages: [call(runtime.put, message) for message in messages]


def test_only_what_is_watched_arrives(viewer: TestClient, tell: Any, runtime: FakeRuntime) -> None:
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        assert socket.receive_json() == {"type": "worker", "state": "up", "restarts": 0, "groups": []}
        watch(socket)
        assert runtime.watched["pumps"] == 1
        tell(live("others", samples=1), live("pumps", samples=2))
        assert socket.receive_json() == live("pumps", samples=2)
        socket.send_json({"unwatch": {"flow": "pumps"}})
        socket.send_json({"nonsense": 1})
        assert socket.receive_json()["type"] == "error"
        tell(live("pumps", samples=3), {"type": "flows"})
        assert socket.receive_json() == {"type": "flows"}
    assert runtime.watched["pumps"] == 0


def test_watching_ends_with_the_connection(viewer: TestClient, runtime: FakeRuntime, server: Server) -> None:
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        socket.receive_json()
        watch(socket)
        watch(socket)
        assert runtime.watched["pumps"] == 1
    assert (runtime.watched["pumps"], server.hub.sessions()) == (0, set())


def test_a_flow_begins_with_its_state(viewer: TestClient, runtime: FakeRuntime) -> None:
    runtime.states["pumps"] = status()
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        socket.receive_json()
        socket.send_json({"watch": {"flow": "pumps"}})
        assert socket.receive_json() == status()


def test_alarms_begin_with_all_of_them(viewer: TestClient, tell: Any, runtime: FakeRuntime) -> None:
    runtime.told_alarms = [alarm("P1")]
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        socket.receive_json()
        tell(alarms(6, alarm("P0")))
        socket.send_json({"watch": {"alarms": True}})
        assert socket.receive_json() == {**alarms(7, alarm("P1")), "snapshot": True}
        tell(alarms(8, alarm("P2")))
        assert socket.receive_json() == alarms(8, alarm("P2"))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '"watch"', '{"watch": 3}', '{"watch": {"flow": 3}}', '{"watch": {"flow": "nobody"}}',
     '{"watch": {"alarms": 1, "flow": null}}', '{"watch": {"flow": "' + "x" * MOST_TEXT + '"}}', "[" * 5000, "\x00"],
)  # fmt: skip
def test_garbage_gets_an_answer_and_the_connection_lives(viewer: TestClient, text: str) -> None:
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        socket.receive_json()
        socket.send_text(text)
        assert socket.receive_json()["type"] == "error"
        watch(socket)


def test_too_much_garbage_ends_it(viewer: TestClient) -> None:
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        for _ in range(MOST_FAULTS):
            socket.send_text("{")
        assert ended_with(socket) == 1008


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no origin"),
        pytest.param({"Origin": "http://evil.example"}, id="another origin"),
        pytest.param({"Origin": "null"}, id="a sandbox"),
        pytest.param({**OURS, "Host": "evil.example"}, id="another name for us"),
    ],
)
def test_other_sites_hear_nothing(viewer: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), viewer.websocket_connect(URL, headers=headers):
        pass


def test_nobody_hears_nothing(stranger: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), stranger.websocket_connect(URL, headers=OURS):
        pass


def ended_with(socket: WebSocketTestSession) -> int:
    with pytest.raises(WebSocketDisconnect) as ended:
        drain(socket)
    return ended.value.code


def drain(socket: WebSocketTestSession) -> None:
    for _ in range(MOST_FAULTS + 10):
        socket.receive_json()


def test_signing_out_ends_the_connection_at_once(viewer: TestClient) -> None:
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        socket.receive_json()
        viewer.delete("/api/session")
        assert ended_with(socket) == SESSION_ENDED


def test_a_session_ended_elsewhere_ends_the_connection(
    viewer: TestClient, stranger: TestClient, server: Server
) -> None:
    with viewer.websocket_connect(URL, headers=OURS) as socket:
        socket.receive_json()
        with server.office.write() as stores:  # as `tundish user password` does in a process of its own
            stores.users.password("viewer", HASHED)
        assert stranger.portal is not None
        stranger.portal.call(end_dead_links, server)
        assert ended_with(socket) == SESSION_ENDED


def test_a_revoked_token_ends_the_connection(stranger: TestClient, server: Server) -> None:
    with server.office.write() as stores:
        token = stores.tokens.add("t", Role.VIEWER, None)
    with stranger.websocket_connect(URL, headers={"Authorization": f"Bearer {token}"}) as socket:
        socket.receive_json()
        assert stranger.portal is not None
        stranger.portal.call(end_dead_links, server)
        with server.office.write() as stores:
            stores.tokens.revoke("t")
        stranger.portal.call(end_dead_links, server)
        assert ended_with(socket) == SESSION_ENDED


async def test_the_newest_takes_the_place_of_what_waits() -> None:
    outbox = Outbox()
    for value in range(1000):
        outbox.put(live(samples=value))
        outbox.put(status(state=str(value)))
    outbox.put(live(events="e"))
    outbox.put({"type": "worker", "state": "down", "restarts": 0})
    outbox.put({"type": "worker", "state": "up", "restarts": 1})
    expected = [{"type": "worker", "state": "up", "restarts": 1}, status(state="999"), live(samples=999, events="e")]
    assert expected == await outbox.take()


async def test_changes_of_alarms_are_put_together() -> None:
    outbox = Outbox()
    outbox.put(alarms(1, alarm("P1"), alarm("P2")))
    outbox.put(alarms(2, alarm("P1", "ack"), removed=(alarm("P2"),)))
    outbox.put(alarms(3, alarm("P3"), removed=(alarm("P9"),)))
    (message,) = await outbox.take()
    assert message == alarms(3, alarm("P1", "ack"), alarm("P3"), removed=(alarm("P2"), alarm("P9")))
    outbox.put(alarms(4, alarm("P1")))
    outbox.put({**alarms(5, alarm("P5")), "snapshot": True})
    assert [{**alarms(5, alarm("P5")), "snapshot": True}] == await outbox.take()


def test_what_waits_has_a_limit() -> None:
    outbox = Outbox(most=10)
    for number in range(10):
        outbox.put(live("pumps", **{f"p{number}": 1}))
    assert not outbox.overfull
    outbox.put(live(p10=1))
    assert outbox.overfull
    outbox.forget("pumps")
    assert not outbox.overfull


class StuckSocket:
    """A browser that takes the first message and then reads no more."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.code = 0
        self.application_state = "x"

    async def accept(self) -> None: ...

    async def receive_text(self) -> str:
        await asyncio.Event().wait()
        return ""

    async def send_text(self, text: str) -> None:
        if self.sent:
            await asyncio.Event().wait()
        self.sent.append(text)

    async def close(self, code: int) -> None:
        self.code = code


async def test_a_browser_that_does_not_read_is_let_go(runtime: FakeRuntime) -> None:
    hub = Hub(runtime)
    hub.start()
    server: Any = type("Server", (), {"hub": hub})()
    socket: Any = StuckSocket()
    link = Link(socket, server, SERVER, patience=0.02)
    running = asyncio.create_task(link.run())
    while not socket.sent:
        await asyncio.sleep(0)
    hub.flows_changed()
    assert await asyncio.wait_for(running, 60) == TOO_SLOW
    assert hub.sessions() == set()


async def test_a_thread_that_saves_a_flow_leaves_browsers_to_the_loop(runtime: FakeRuntime) -> None:
    """A browser that comes while a thread goes through all of them made saving the flow fail."""
    hub, threads = Hub(runtime), list[int]()

    class Watched(Client):
        def wants(self, message: dict[str, Any]) -> bool:
            threads.append(get_ident())
            return super().wants(message)

    hub.start()
    client = Watched(SERVER)
    hub.join(client)
    await client.outbox.take()
    await anyio.to_thread.run_sync(hub.flows_changed)
    assert [{"type": "flows"}] == await asyncio.wait_for(client.outbox.take(), 60)
    assert [get_ident()] == threads


def test_a_client_hears_nothing_it_did_not_ask_for() -> None:
    client = Client(SERVER)
    assert [False, False, False, True, True, False] == [
        client.wants(m)
        for m in (live(), status(), alarms(1), {"type": "flows"}, {"type": "worker"}, {"type": "points"})
    ]


def test_people_with_one_flow_open_see_each_other_and_what_is_selected(
    browser: Browser, engineer: TestClient, stranger: TestClient
) -> None:
    add_flow(engineer, flow())
    add_flow(engineer, flow("other", plc="P2"))
    wang = browser("viewer", "wang")

    def connected(client: TestClient) -> WebSocketTestSession:
        """In the server's loop: each client has one of its own."""
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
        return stranger.websocket_connect(URL, headers={**OURS, "Cookie": cookie})

    def people(socket: WebSocketTestSession) -> list[tuple[str, list[str]]]:
        while (message := socket.receive_json())["type"] != "people":
            pass
        assert message["flow"] == "pumps"
        return [(one["name"], one["nodes"]) for one in message["people"]]

    with connected(engineer) as first:
        assert first.receive_json()["type"] == "worker"
        watch(first)
        first.send_json({"here": {"flow": "pumps", "nodes": []}})
        assert people(first) == [("engineer", [])]
        with connected(wang) as second:
            assert second.receive_json()["type"] == "worker"
            second.send_json({"here": {"flow": "pumps", "nodes": ["plc"]}})  # not watched: nobody is told
            watch(second)
            second.send_json({"here": {"flow": "pumps", "nodes": ["plc"]}})
            both = [("engineer", []), ("wang", ["plc"])]
            assert (people(first), people(second)) == (both, both)
            second.send_json({"here": {"flow": "pumps", "nodes": ["x"] * 51}})
            while (message := second.receive_json())["type"] != "error":
                pass
            assert "Not understood" in message["message"]
        assert people(first) == [("engineer", [])]
