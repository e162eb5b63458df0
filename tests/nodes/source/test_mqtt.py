"""source.mqtt against Mosquitto; the other side is mosquitto_pub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.work.connections import Connections
from nodes.drivers.mqtt import Mqtt, MqttSettings
from nodes.source.mqtt import MqttSource, MqttSourceConfig
from tests.fixtures.io import Kept, RecordingIo
from tests.fixtures.mosquitto import Mosquitto
from tundish import Points
from tundish.errors import ConnectionFailed

LOST = 0x81
JSON = {"topic": "json/#", "format": "json", "point": "{2}.{path}", "time": "at"}
EVENTS = {"topic": "lab/result", "format": "event", "event": "lab.result", "time": "at"}


@asynccontextmanager
async def running(port: int, *topics: dict[str, Any], link: Any = None) -> AsyncIterator[RecordingIo]:
    config = MqttSourceConfig.model_validate({"connection": "link", "topics": topics})
    kept = Kept(Mqtt, MqttSettings(host="127.0.0.1", port=port, timeout=2))
    async with kept as own:
        io = RecordingIo(link or own)
        task = asyncio.create_task(MqttSource("mq", config, Points()).produce(io))
        while ("ok", "") not in io.states:
            await asyncio.sleep(0.01)
        yield io
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def published(broker: Mosquitto, topic: str, *messages: str) -> None:
    for message in messages:
        await asyncio.to_thread(broker.publish, topic, message)


async def test_numbers_objects_and_events(mosquitto: Mosquitto) -> None:
    async with running(mosquitto.port, {"topic": "plant/+"}, JSON, EVENTS) as io:
        await published(mosquitto, "plant/flow", "12.5")
        await io.until(lambda: io.latest("plant.flow") == (12.5, 0))
        await published(mosquitto, "json/P1", '{"flow": 3, "motor": {"a": 4}, "at": "2026-11-21T12:00:00Z"}')
        await io.until(lambda: io.latest("P1.motor.a") == (4, 0))
        assert [1_795_262_400_000_000_000] * 2 == io.puts[-1].times
        await published(mosquitto, "lab/result", '{"value": "28.0", "at": "2026-11-21T12:00:00.5Z"}')
        await io.until(lambda: io.events)
    told = io.events[0]
    assert ("lab.result", "28.0", "lab/result") == (told.kind, told.data["value"], told.data["topic"])
    assert 1_795_262_400_500_000_000 == told.time


async def test_nonsense_is_told_and_does_no_harm(mosquitto: Mosquitto) -> None:
    async with running(mosquitto.port, {"topic": "plant/+"}) as io:
        await published(mosquitto, "plant/flow", "no number", "also none", "5")
        await io.until(lambda: io.latest("plant.flow") == (5, 0))
    assert ["problem", "problem"] == [told.kind for told in io.events]
    assert ("error", "plant/flow", "also none", 2) == (
        io.events[1].port, *(io.events[1].data[k] for k in ("topic", "excerpt", "count")),
    )  # fmt: skip
    assert ("warn", "2 messages made no sense; the last on plant/flow: it is no number") in io.states


async def test_what_the_flow_has_not_taken_comes_again(mosquitto: Mosquitto) -> None:
    """Acknowledged only after the flow has it: a source that dies before loses nothing."""
    async with running(mosquitto.port, {"topic": "plant/+"}) as io:
        await published(mosquitto, "plant/a", "1")
        await io.until(lambda: io.latest("plant.a") == (1, 0))
        io.gate.clear()
        await published(mosquitto, "plant/b", "2")
        await published(mosquitto, "plant/c", "3")
    assert io.latest("plant.b") is None
    await published(mosquitto, "plant/d", "4")  # while nobody is there
    async with running(mosquitto.port, {"topic": "plant/+"}) as again:
        await again.until(lambda: all(again.latest(f"plant.{x}") for x in "bcd"))
    assert again.latest("plant.a") is None, "what was taken does not come again"


async def test_a_node_that_replaces_another_goes_on_with_its_messages(mosquitto: Mosquitto) -> None:
    settings = MqttSettings(host="127.0.0.1", port=mosquitto.port, timeout=2, client_id="shared")
    async with Kept(Mqtt, settings) as link:
        async with running(mosquitto.port, {"topic": "plant/+"}, link=link) as io:
            io.gate.clear()
            await published(mosquitto, "plant/a", "1", "2", "3")
        async with running(mosquitto.port, {"topic": "plant/+"}, link=link) as again:
            await again.until(lambda: again.latest("plant.a") == (3, 0))
            values = [v for put in again.puts for v in put.values]
    assert [1, 2, 3] == values


async def test_two_nodes_read_one_topic(mosquitto: Mosquitto) -> None:
    async with (
        Kept(Mqtt, MqttSettings(host="127.0.0.1", port=mosquitto.port, client_id="shared")) as link,
        running(mosquitto.port, {"topic": "plant/+"}, link=link) as one,
        running(mosquitto.port, {"topic": "plant/a"}, link=link) as two,
    ):
        await published(mosquitto, "plant/a", "1")
        await one.until(lambda: one.latest("plant.a") == (1, 0))
        await two.until(lambda: two.latest("plant.a") == (1, 0))


async def test_lost_and_back(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tundish.connection.FIRST_PAUSE", 0.2)
    async with running(mosquitto.port, {"topic": "plant/+"}) as io:
        await published(mosquitto, "plant/a", "1")
        await io.until(lambda: io.latest("plant.a") == (1, 0))
        await asyncio.to_thread(mosquitto.stop)
        await io.until(lambda: io.latest("plant.a")[1] == LOST, 2)  # type: ignore[index]
        await asyncio.to_thread(mosquitto.start)
        await published(mosquitto, "plant/a", "2")  # while we are still away, or back: the session is kept
        await io.until(lambda: io.latest("plant.a") == (2, 0))


async def test_user_and_password(locked_mosquitto: Mosquitto) -> None:
    port = locked_mosquitto.port

    async def attempt(**settings: str) -> None:
        link = Mqtt(
            "x", MqttSettings.model_validate({"host": "127.0.0.1", "port": port, **settings}), lambda s, m: None
        )
        await link.attempt()

    await attempt(user="plant", password="secret")
    with pytest.raises(ConnectionFailed, match="does not know this user or password"):
        await attempt(user="plant", password="wrong")
    with pytest.raises(ConnectionFailed, match="does not know this user or password"):
        await attempt()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"host": "no.such.host.invalid"}, "There is no such host"),
        ({"host": "127.0.0.1"}, "refused the connection"),
        ({"host": "127.0.0.1", "tls": True, "ca_file": "/nowhere.pem"}, "There is no file|No such file"),
    ],
)
async def test_try_before_save(settings: dict[str, Any], sentence: str, free_port: int) -> None:
    link = Mqtt("x", MqttSettings.model_validate({"port": free_port, **settings}), lambda state, message: None)
    with pytest.raises(ConnectionFailed, match=sentence):
        await link.attempt()


async def test_what_nobody_reads_any_more_is_let_go(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic that no node reads since the last deploy must not block the ones that are read."""
    monkeypatch.setattr("nodes.drivers.unread.GRACE", 0.3)
    async with Kept(Mqtt, MqttSettings(host="127.0.0.1", port=mosquitto.port, client_id="shared")) as link:
        async with running(mosquitto.port, {"topic": "old/+"}, link=link) as io:
            io.gate.clear()
            await published(mosquitto, "old/a", "1")
        async with asyncio.timeout(10):
            while not link.unread:
                await asyncio.sleep(0.05)
        await published(mosquitto, "old/a", "2")  # not subscribed any more
        async with running(mosquitto.port, {"topic": "new/+"}, link=link) as io:
            await published(mosquitto, "new/a", "3")
            await io.until(lambda: io.latest("new.a") == (3, 0))
        assert 1 == link.unread


async def test_a_node_that_failed_finds_its_messages(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it backs off nothing is acknowledged, however long the grace of nodes that were stopped."""
    monkeypatch.setattr("nodes.drivers.unread.GRACE", 0)
    async with Kept(Mqtt, MqttSettings(host="127.0.0.1", port=mosquitto.port, client_id="shared")) as link:
        await link.ready(5)

        async def breaks() -> None:
            async with link.reader([("plant/+", 1)]) as reader:
                await published(mosquitto, "plant/a", "1")
                await reader.get()
                raise RuntimeError("the node broke")

        with pytest.raises(RuntimeError):
            await breaks()
        await published(mosquitto, "plant/b", "2")
        link._tidy()
        assert 0 == link.unread
        async with running(mosquitto.port, {"topic": "plant/+"}, link=link) as io:
            await io.until(lambda: (io.latest("plant.a"), io.latest("plant.b")) == ((1, 0), (2, 0)))


async def test_a_trial_leaves_the_live_session_alone(mosquitto: Mosquitto) -> None:
    settings = MqttSettings(host="127.0.0.1", port=mosquitto.port, timeout=2, client_id="plant-7")
    kept = Kept(Mqtt, settings)
    async with kept as link, running(mosquitto.port, {"topic": "plant/+"}, link=link) as io:
        connections = Connections({"mqtt": Mqtt}, lambda _: None, lambda *_: None)
        await connections.attempt("mqtt", settings.model_dump())
        await published(mosquitto, "plant/a", "1")
        await io.until(lambda: io.latest("plant.a") == (1, 0))
    assert [("connecting", ""), ("connected", "")] == kept.told


async def test_a_trial_has_a_name_of_its_own_and_leaves_nothing_at_the_broker() -> None:
    link = Mqtt("trial", MqttSettings(client_id="x" * 65), lambda *_: None)
    loop = asyncio.get_running_loop()
    link._trial = True
    first, second = link._made(loop), link._made(loop)
    names = [client._client_id.decode() for client in (first, second)]
    assert 2 == len(set(names) - {"x" * 65})
    assert all("-trial-" in name and len(name) <= 65 for name in names)
    assert first._clean_session
    link._trial = False
    assert ("x" * 65, False) == ((made := link._made(loop))._client_id.decode(), made._clean_session)
