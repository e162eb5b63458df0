"""Nothing that a broker was told is safe gets lost when the engine is killed, and nothing comes twice."""

import asyncio
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from engine.processes.supervisor import Supervisor
from tests.fixtures.mosquitto import Mosquitto
from tundish.errors import TundishError

BROKER = {"id": "broker", "kind": "mqtt", "name": "Broker"}
POINTS = 10
SETTINGS = ("max_queued_messages 0", "max_inflight_messages 500")


def flow() -> dict[str, Any]:
    topic = {"topic": "r1/+", "format": "json", "point": "{2}.{path}", "paths": "v", "time": "at"}
    return {
        "format": "tundish.flow/1",
        "id": "f",
        "name": "F",
        "nodes": {
            "mq": {"kind": "source.mqtt", "config": {"connection": "broker", "topics": [topic]}},
            "tally": {"kind": "test.tally", "config": {}},
        },
        "wires": [{"from": ["mq", "samples"], "to": ["tally", "samples"]}],
    }


class Engine:
    """A supervisor whose workers are of `tests.fixtures.tallying_worker`."""

    def __init__(self, data: Path) -> None:
        self.supervisor = Supervisor(data)

    @property
    def up(self) -> bool:
        return bool(self.supervisor.status()["state"] == "up")

    async def until(self, true: Callable[[], Any], within: float = 240) -> None:
        end = time.monotonic() + within
        while not true():
            assert time.monotonic() < end, "it did not happen in time"
            await asyncio.sleep(0.01)

    def node(self, id: str) -> dict[str, Any]:
        status: dict[str, Any] = self.supervisor.flow_status("f") or {}
        found: dict[str, Any] = status.get("nodes", {}).get(id, {})
        return found

    async def kill(self) -> None:
        await self.until(lambda: self.up)
        pid = self.supervisor.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await self.until(lambda: self.supervisor.pid != pid)

    async def tally(self) -> dict[str, int]:
        """What the node has seen so far; empty while the engine restarts."""
        try:
            await self.supervisor.command("f", "tally", "tell", "ann", {})
            await asyncio.sleep(0.1)
            last = await self.supervisor.last("f", "tally")
            found: dict[str, int] = last["ports"]["events"]["events"][-1]["data"]
        except (TundishError, KeyError):
            return {}
        return found

    async def settled(self, different: int, within: float, idle: float) -> dict[str, int]:
        """The tally once it has seen so many, or once nothing more has come for a while."""
        end = time.monotonic() + within
        best: dict[str, int] = {}
        changed = time.monotonic()
        while time.monotonic() < end and time.monotonic() - changed < idle:
            now = await self.tally()
            if now and now != best:
                best, changed = now, time.monotonic()
            if best.get("different", 0) >= different:
                return best
            await asyncio.sleep(0.2)
        return best


@asynccontextmanager
async def engine(folder: Path, broker: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Engine]:
    plain = subprocess.Popen

    def ours(command: list[str], **options: Any) -> Any:
        words = ["tests.fixtures.tallying_worker" if word == "engine.processes.worker" else word for word in command]
        return plain(words, **options)

    monkeypatch.setattr("engine.processes.launch.subprocess.Popen", ours)
    made = Engine(folder / "data")
    await made.supervisor.start()
    try:
        settings = {"host": broker.host, "port": broker.port, "client_id": "tundish-test"}
        await made.supervisor.set_connections([{**BROKER, "settings": settings}])
        await made.supervisor.deploy("f", 1, flow())
        yield made
    finally:
        await made.supervisor.stop()


def publish(port: int, number: int, rate: float) -> None:
    """At so many a second, each with a time of its own; returns when the broker has them all."""
    client = Client(CallbackAPIVersion.VERSION2, "publisher")
    client.max_inflight_messages_set(1000)
    client.connect("127.0.0.1", port)
    client.loop_start()
    began = time.monotonic()
    first = time.time_ns() - 10**9 * 60
    last = None
    for k in range(number):
        payload = json.dumps({"v": k, "at": (first + k * 1_000_000) // 1000})
        last = client.publish(f"r1/P{k % POINTS}", payload, qos=1)
        if k % 50 == 0:
            time.sleep(max(0.0, began + k / rate - time.monotonic()))
    assert last is not None
    last.wait_for_publish(600)
    client.disconnect()
    client.loop_stop()


async def killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, rate: float, kills: int, idle: float = 90
) -> dict[str, int]:
    """The tally after so many kills while messages come; `idle` seconds without any more are the end."""
    folder = tmp_path / "mosquitto"
    folder.mkdir()
    broker = Mosquitto(folder, settings=SETTINGS)
    broker.start()
    chance = random.Random(1)
    try:
        async with engine(tmp_path, broker, monkeypatch) as made:
            await made.until(lambda: made.node("mq").get("status") == "ok")  # the broker knows what we want
            publishing = asyncio.create_task(asyncio.to_thread(publish, broker.port, number, rate))
            for _ in range(kills):
                await made.until(lambda: made.up)
                await asyncio.sleep(chance.uniform(0.1, 0.6))  # it is in the middle of it, with a backlog
                await made.kill()
            await publishing
            return await made.settled(number, within=600, idle=idle)
    finally:
        broker.stop()


SIZES = [
    pytest.param(5000, 2000.0, 5, id="5 kills"),
    pytest.param(50_000, 5000.0, 30, id="30 kills", marks=pytest.mark.long),
]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("number", "rate", "kills"), SIZES)
async def test_no_message_of_qos_1_is_lost_or_comes_twice_over_kill_9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, rate: float, kills: int
) -> None:
    assert {"different": number, "repeated": 0} == await killed(tmp_path, monkeypatch, number, rate, kills)


@pytest.mark.timeout(900)
async def test_the_same_finds_what_a_driver_loses_that_acknowledges_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNDISH_TEST_ACKNOWLEDGE", "first")
    tally = await killed(tmp_path, monkeypatch, 5000, 2000.0, 5, idle=10)
    assert tally["different"] < 5000
