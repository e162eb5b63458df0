"""The demo's broker, with clients that are not ours."""

import asyncio
import subprocess
from collections.abc import AsyncIterator

import pytest

from api.demo.broker import Broker
from nodes.drivers.mqtt import Mqtt, MqttSettings
from tests.fixtures.io import Kept


@pytest.fixture
async def broker() -> AsyncIterator[Broker]:
    broker = Broker()
    await broker.start()
    yield broker
    await broker.stop()


async def called(*command: str) -> str:
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=120)
    assert 0 == done.returncode, done.stderr
    return done.stdout


async def test_retained_messages_reach_a_late_subscriber(
    broker: Broker, mosquitto_pub: str, mosquitto_sub: str
) -> None:
    port = str(broker.port)
    await called(mosquitto_pub, "-p", port, "-q", "1", "-r", "-t", "a/b", "-m", "größer")
    await called(mosquitto_pub, "-p", port, "-q", "0", "-r", "-t", "a/c", "-m", "x" * 300)
    out = await called(mosquitto_sub, "-p", port, "-q", "1", "-t", "a/#", "-C", "2", "-W", "10")
    assert {"größer", "x" * 300} == set(out.split())


async def test_what_is_not_acknowledged_comes_again(broker: Broker, mosquitto_pub: str) -> None:
    settings = MqttSettings(host="127.0.0.1", port=broker.port, client_id="us")
    async with Kept(Mqtt, settings) as link:
        await link.ready(5)
        async with link.reader([("a/+", 1)]) as reader:
            await called(mosquitto_pub, "-p", str(broker.port), "-q", "1", "-t", "a/b", "-m", "1")
            assert [b"1"] == [m.payload for m in await reader.get()]
    await called(mosquitto_pub, "-p", str(broker.port), "-q", "1", "-t", "a/b", "-m", "2")  # nobody is there
    got: list[bytes] = []
    async with Kept(Mqtt, settings) as link:
        await link.ready(5)
        async with link.reader([("a/+", 1)]) as reader:
            while len(got) < 2:
                got += [m.payload for m in await reader.get()]
                reader.done()
    assert [b"1", b"2"] == got


async def test_more_than_may_be_in_flight(broker: Broker) -> None:
    async with Kept(Mqtt, MqttSettings(host="127.0.0.1", port=broker.port)) as link:
        await link.ready(5)
        async with link.reader([("n/#", 1)]) as reader:
            await asyncio.gather(*(link.publish(f"n/{n}", str(n)) for n in range(100)))
            got: list[str] = []
            while len(got) < 100:
                got += [m.payload.decode() for m in await reader.get()]
                reader.done()
    assert [str(n) for n in range(100)] == sorted(got, key=int)


@pytest.mark.parametrize("garbage", [b"\x00" * 20, b"\x10\x02\x00", b"\xff" * 100, b"GET / HTTP/1.1\r\n\r\n"])
async def test_garbage_is_thrown_out(broker: Broker, garbage: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.port)
    writer.write(garbage)
    writer.write_eof()
    assert b"" == await asyncio.wait_for(reader.read(), 5)
    writer.close()
    await Mqtt("x", MqttSettings(host="127.0.0.1", port=broker.port), lambda state, message: None).attempt()
