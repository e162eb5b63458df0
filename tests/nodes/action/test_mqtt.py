"""action.mqtt against Mosquitto; the other side is mosquitto_sub."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest

from engine.disk.ledger import Ledger, Settled
from engine.outbox.delivery import Delivery
from engine.outbox.outgoing import Outgoing
from engine.watch.wire import event_json
from engine.work.io import NodeIo
from nodes.action.mqtt import MqttAction, MqttActionConfig
from nodes.drivers.mqtt import Mqtt, MqttSettings, NotTaken
from tests.fixtures.io import Kept, RecordingIo
from tests.fixtures.mosquitto import Mosquitto
from tundish import Event, Points
from tundish.errors import ConnectionFailed
from tundish.event import Origin, seal

ALARM = Event(kind="alarm.active", time=1_795_262_400_000_000_000, arrival=1, point="P1.flow", data={"value": 12.5})


def action(**config: Any) -> MqttAction:
    return MqttAction("out", MqttActionConfig.model_validate({"connection": "link", **config}), Points())


def effect(node: MqttAction, event: Event = ALARM) -> tuple[str, Event]:
    ((port, out),) = node.on_event("events", event)
    assert isinstance(out, Event)
    return port, out


def test_topic_and_payload_are_made_from_the_event() -> None:
    node = action(topic="plant/{{ point }}/{{ kind }}", payload="{{ value }} l/s")
    port, out = effect(node)
    assert ("effect", {"topic": "plant/P1.flow/alarm.active", "payload": "12.5 l/s"}) == (port, dict(out.data))


def test_without_a_template_the_payload_is_the_event() -> None:
    body = effect(action())[1].data["payload"]
    assert {
        "time": "2026-11-21T12:00:00.000000000Z", "kind": "alarm.active", "point": "P1.flow", "data": {"value": 12.5},
    } == body  # fmt: skip


@pytest.mark.parametrize("topic", ["{{ nothing }}", "a/{{ value }}/#", "{{ value + 'x' }}"])
def test_a_topic_that_cannot_be_published_to(topic: str) -> None:
    assert "error" == effect(action(topic=topic))[0]


async def test_published_and_confirmed(mosquitto: Mosquitto) -> None:
    settings = MqttSettings(host="127.0.0.1", port=mosquitto.port)
    node = action(topic="alarms/{{ point }}", payload="{{ value }}", retain=True)
    async with Kept(Mqtt, settings) as link:
        done = await node.handle(effect(node)[1], RecordingIo(link))
    assert {"topic": "alarms/P1.flow"} == done
    assert ["12.5"] == await asyncio.to_thread(mosquitto.receive, "alarms/#", 1)


async def test_the_id_is_the_one_that_the_effect_has_everywhere(mosquitto: Mosquitto, tmp_path: Path) -> None:
    node = action(topic="alarms", retain=True)
    _, out = effect(node)
    seal(out, Origin("out", 7, "", "effect", 0), None)
    async with Kept(Mqtt, MqttSettings(host="127.0.0.1", port=mosquitto.port)) as link:
        io = RecordingIo(link)
        io.flow = "pumps"
        await node.handle(out, io)
    [text] = await asyncio.to_thread(mosquitto.receive, "alarms", 1)
    world: Any = None
    outgoing = Outgoing("pumps", world, Ledger(tmp_path / "f.db"))
    outgoing.effect("out", out, "")
    [entry] = outgoing.take()
    assert event_json(out, "pumps")["id"] == entry.id == json.loads(text)["id"]
    assert {"kind": "alarm.active", "point": "P1.flow", "data": {"value": 12.5}}.items() <= json.loads(text).items()


def test_the_engine_tells_a_connector_its_flow() -> None:
    world: Any = None
    inbox: Any = None
    assert "pumps" == NodeIo("pumps", "out", world, inbox, AsyncMock()).flow


async def test_without_a_broker_it_is_not_done(free_port: int) -> None:
    node = action()
    async with Kept(Mqtt, MqttSettings(host="127.0.0.1", port=free_port, timeout=0.2)) as link:
        with pytest.raises(ConnectionFailed, match=r"refused the connection|is not connected"):
            await node.handle(effect(node)[1], RecordingIo(link))


def test_what_goes_to_one_topic_stays_in_order() -> None:
    node = action(topic="alarms")
    assert "alarms" == node.key(effect(node)[1])


@pytest.fixture
def strict_mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    """A broker that lets us write below `plant/` alone, and nothing larger than 2,000 bytes."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    rights = folder / "acl"
    rights.write_text("topic readwrite plant/#\n")
    rights.chmod(0o600)
    broker = Mosquitto(folder, settings=[f"acl_file {rights}", "max_packet_size 2000"])
    broker.start()
    yield broker
    broker.stop()


async def test_what_the_broker_never_takes_is_told_from_a_link_that_is_lost(strict_mosquitto: Mosquitto) -> None:
    settings = MqttSettings(host="127.0.0.1", port=strict_mosquitto.port, version="5")
    async with Kept(Mqtt, settings) as link:
        await link.ready(30)
        for topic, payload, said in [("other", "1", "Not authorized"), ("plant/a", "x" * 2000, "of 2000 bytes")]:
            with pytest.raises(NotTaken, match=said):
                await link.publish(topic, payload)
        await link.publish("plant/a", "x" * 1900, retain=True)
        assert link.connected
        strict_mosquitto.stop()
        with pytest.raises(ConnectionFailed):
            await link.publish("other", "1")


async def test_a_message_that_is_not_allowed_is_set_aside_and_the_others_go_on(
    strict_mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.outbox.delivery.LONGEST_PAUSE", 0.01)
    told: list[tuple[str, str, str]] = []
    ledger = Ledger(tmp_path / "f.db")
    node = action(topic="{{ topic }}", payload="{{ k }}", retain=True)

    def answer(event: Event, settled: Settled | None) -> bool:
        told.append((event.kind, event.data["effect"]["topic"], settled.state if settled else ""))
        return True

    async def room() -> None:
        raise AssertionError("there is always room")

    entries = []
    for k, topic in enumerate(["plant/a", "other", "plant/b", "plant/c"]):
        _, out = effect(node, Event(kind="e", time=k, arrival=1, data={"topic": topic, "k": k}))
        entries.append(ledger.entry("out", str(k), out, node.key(out)))
    ledger.records(entries, lambda _: None)
    ledger.count(entries, ())
    async with Kept(Mqtt, MqttSettings(host="127.0.0.1", port=strict_mosquitto.port, version="5")) as link:
        delivery = Delivery(node, RecordingIo(link), ledger, answer, room, set())
        running = asyncio.create_task(delivery.run())
        async with asyncio.timeout(60):
            while len(told) < len(entries):
                await asyncio.sleep(0.01)
        running.cancel()
    done = [("action.done", f"plant/{name}", "done") for name in "abc"]
    assert sorted([*done, ("action.failed", "other", "aside")]) == sorted(told)
    assert done == [one for one in told if one in done], "in order"
    assert ["0", "2", "3"] == sorted(await asyncio.to_thread(strict_mosquitto.receive, "plant/#", 3))
    ledger.close()


async def test_messages_of_a_session_of_version_5_wait_for_us(mosquitto: Mosquitto) -> None:
    settings = MqttSettings(host="127.0.0.1", port=mosquitto.port, version="5", client_id="five")
    async with Kept(Mqtt, settings) as link:
        await link.ready(30)
        async with link.reader([("in", 1)]):
            pass
    await asyncio.to_thread(mosquitto.publish, "in", "while away")
    async with Kept(Mqtt, settings) as link:
        await link.ready(30)
        async with link.reader([("in", 1)]) as reader:
            (message,) = await asyncio.wait_for(reader.get(), 30)
            assert b"while away" == message.payload
            reader.done()
