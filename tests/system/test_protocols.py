"""Cross-checks with programs that are not ours: mbpoll, node-opcua, mosquitto_pub and mosquitto_sub."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.demo.plc import Plc
from engine.work.writes import Writes
from nodes.action.mqtt import MqttAction, MqttActionConfig
from nodes.action.write import Write, WriteConfig
from nodes.drivers.modbus import Modbus, ModbusSettings
from nodes.drivers.mqtt import Mqtt, MqttSettings
from nodes.drivers.opcua import OpcUa, OpcUaSettings
from nodes.source.modbus import ModbusConfig, ModbusSource
from nodes.source.mqtt import MqttSource, MqttSourceConfig
from nodes.source.opcua import OpcUaConfig, OpcUaSource
from tests.fixtures.io import Kept, RecordingIo
from tests.fixtures.mosquitto import Mosquitto
from tests.fixtures.opcua import StartOpcua
from tundish import Connection, Event, Points, Source
from tundish.errors import WriteRefused

LOST = 0x81
GO = Event(kind="go", time=2, arrival=1, data={"value": 12.5})


class WritingIo(RecordingIo):
    """Writes through the real pipeline; `audit` is what it said."""

    def __init__(self, connection: Connection[Any], *grants: dict[str, Any]) -> None:
        super().__init__(connection)
        self.audit: list[dict[str, Any]] = []
        self._writes = Writes(self.now, self.audit.append)
        self._writes.grant({"connection": "link", **grant} for grant in grants)

    async def write(self, request: Any) -> dict[str, Any]:
        link: Any = self.connections[request.connection]
        return await self._writes.write(request, link)


@asynccontextmanager
async def producing(source: Source[Any, Any], link: Connection[Any]) -> AsyncIterator[RecordingIo]:
    io = RecordingIo(link)
    task = asyncio.create_task(source.produce(io))
    yield io
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def written(io: RecordingIo, **config: Any) -> dict[str, Any]:
    """What action.write answers to one event."""
    node = Write("w", WriteConfig.model_validate({"connection": "link", "timeout": 2, **config}), Points())
    ((_, effect),) = node.on_event("events", GO)
    assert isinstance(effect, Event)
    return await node.handle(effect, io)


async def told(*command: str) -> str:
    """What a program prints; it must succeed."""
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=120)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


# -- Modbus ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "asked", "expected"),
    [
        ({"address": "holding 12 float32", "value_from": "field"}, ("-t", "4:float", "-B"), "12.5"),
        ({"address": "holding 12 float32 low_first", "value_from": "field"}, ("-t", "4:float"), "12.5"),
        ({"address": "holding 12 int16 scale 0.1", "value": -7.5}, ("-t", "4"), "(-75)"),
        ({"address": "holding 12 int32", "value": -70000}, ("-t", "4:int", "-B"), "-70000"),
        ({"address": "coil 12", "value": 1}, ("-t", "0"), "1"),
    ],
)
async def test_mbpoll_reads_what_action_write_wrote(
    mbpoll: str, config: dict[str, Any], asked: tuple[str, ...], expected: str
) -> None:
    plc = Plc()
    await plc.start()
    async with Kept(Modbus, ModbusSettings(host="127.0.0.1", port=plc.port)) as link:
        io = WritingIo(link, {"point": "P1.set", "address": config["address"], "low": -1e6, "high": 1e6})
        assert "done" == (await written(io, point="P1.set", **config))["status"]
        out = await told(mbpoll, "127.0.0.1", "-p", str(plc.port), "-0", "-1", "-q", "-r", "12", *asked)
    await plc.stop()
    assert expected in out.split("[12]:")[1].split()[:2]
    assert ["write.intent", "write.done"] == [record["action"] for record in io.audit]


async def test_source_modbus_reads_what_mbpoll_wrote(mbpoll: str) -> None:
    plc = Plc()
    await plc.start()
    config = ModbusConfig.model_validate(
        {"connection": "link", "interval": 0.1, "registers": [{"point": "a", "address": 7, "type": "float32"}]}
    )
    async with (
        Kept(Modbus, ModbusSettings(host="127.0.0.1", port=plc.port)) as link,
        producing(ModbusSource("plc", config, Points()), link) as io,
    ):
        await told(mbpoll, "127.0.0.1", "-p", str(plc.port), "-0", "-r", "7", "-t", "4:float", "-B", "--", "-2.25")
        await io.until(lambda: io.latest("a") == (-2.25, 0))
    await plc.stop()


# -- OPC UA ----------------------------------------------------------------------------------------------------------


def opcua_source(*names: str, **config: Any) -> OpcUaSource:
    nodes = [{"point": name, "node": f"ns=1;s={name}"} for name in names]
    made = OpcUaConfig.model_validate({"connection": "link", "interval": 0.1, "nodes": nodes, **config})
    return OpcUaSource("ua", made, Points())


@pytest.mark.parametrize("mode", ["subscribe", "poll"])
async def test_a_node_opcua_server_feeds_source_opcua(node_opcua: StartOpcua, mode: str) -> None:
    variables = {"T1": {"type": "Double", "value": 20.5}, "N": {"type": "Int32", "value": -3}}
    server = await asyncio.to_thread(node_opcua, variables)
    async with (
        Kept(OpcUa, OpcUaSettings(url=server.url)) as link,
        producing(opcua_source("T1", "N", mode=mode), link) as io,
    ):
        await io.until(lambda: io.latest("T1") == (20.5, 0) and io.latest("N") == (-3, 0))
        server.set("T1", 21.75, time="2030-01-02T03:04:05.678Z")
        await io.until(lambda: io.latest("T1") == (21.75, 0))
        assert 1_893_553_445_678_000_000 == io.puts[-1].times[-1]
        server.set("T1", 22.5, status="BadSensorFailure", time="2030-01-02T03:04:06Z")
        await io.until(lambda: io.latest("T1")[1] == 0x87)  # type: ignore[index]
        server.set("T1", 23.5, status="UncertainLastUsableValue", time="2030-01-02T03:04:07Z")
        await io.until(lambda: io.latest("T1") == (23.5, 0x42))


async def test_node_opcua_gets_what_action_write_wrote(node_opcua: StartOpcua) -> None:
    variables = {"Set": {"type": "Float", "value": 1, "writable": True}, "T1": {"type": "Double", "value": 1}}
    server = await asyncio.to_thread(node_opcua, variables)
    grants = [{"point": name, "address": f"ns=1;s={name}", "low": 0, "high": 100} for name in ("Set", "T1")]
    async with Kept(OpcUa, OpcUaSettings(url=server.url, user="tundish", password="secret")) as link:
        await link.ready(60)
        io = WritingIo(link, *grants)
        done = await written(io, point="Set", address="ns=1;s=Set", value_from="field")
        with pytest.raises(WriteRefused, match="refused the write to ns=1;s=T1"):
            await written(io, point="T1", address="ns=1;s=T1", value=3)
    assert ("done", 12.5) == (done["status"], done["read_back"])
    assert {"name": "Set", "value": 12.5, "status": "Good"} == await asyncio.to_thread(server.changed)


async def test_a_node_opcua_server_dies_and_comes_back(node_opcua: StartOpcua, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tundish.connection.FIRST_PAUSE", 0.2)
    server = await asyncio.to_thread(node_opcua, {"T1": {"type": "Double", "value": 20.5}})
    async with (
        Kept(OpcUa, OpcUaSettings(url=server.url, timeout=2)) as link,
        producing(opcua_source("T1"), link) as io,
    ):
        await io.until(lambda: io.latest("T1") == (20.5, 0))
        await asyncio.to_thread(server.stop)
        await io.until(lambda: io.puts[-1].qualities == [LOST])
        await asyncio.to_thread(node_opcua, {"T1": {"type": "Double", "value": 7.5}}, server.port)
        await io.until(lambda: io.latest("T1") == (7.5, 0))


# -- MQTT ------------------------------------------------------------------------------------------------------------


async def test_mosquitto_on_both_sides(mosquitto: Mosquitto) -> None:
    """From mosquitto_pub through source.mqtt and action.mqtt to mosquitto_sub."""
    config = MqttSourceConfig.model_validate({"connection": "link", "topics": [{"topic": "in/+"}]})
    out = MqttAction(
        "out",
        MqttActionConfig.model_validate({"connection": "link", "topic": "out", "payload": "{{ value }}"}),
        Points(),
    )
    settings = MqttSettings(host="127.0.0.1", port=mosquitto.port)
    async with Kept(Mqtt, settings) as link, producing(MqttSource("in", config, Points()), link) as io:
        while ("ok", "") not in io.states:
            await asyncio.sleep(0.01)
        receiving = asyncio.create_task(asyncio.to_thread(mosquitto.receive, "out", 1))
        await asyncio.to_thread(mosquitto.publish, "in/flow", "12.5")
        await io.until(lambda: io.latest("in.flow"))
        value = io.latest("in.flow")[0]  # type: ignore[index]
        ((_, effect),) = out.on_event("events", Event(kind="go", time=2, arrival=1, data={"value": value}))
        assert isinstance(effect, Event)
        while not receiving.done():  # it may not have subscribed yet
            await out.handle(effect, io)
            await asyncio.sleep(0.1)
        assert ["12.5"] == await receiving


async def test_mosquitto_dies_under_a_backlog_and_nothing_is_lost(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tundish.connection.FIRST_PAUSE", 0.2)
    config = MqttSourceConfig.model_validate({"connection": "link", "topics": [{"topic": "in/#", "point": "{-1}"}]})
    settings = MqttSettings(host="127.0.0.1", port=mosquitto.port)
    async with Kept(Mqtt, settings) as link, producing(MqttSource("in", config, Points()), link) as io:
        while ("ok", "") not in io.states:
            await asyncio.sleep(0.01)
        io.gate.clear()  # the flow is full
        for number in range(60):
            await asyncio.to_thread(mosquitto.publish, f"in/p{number}", str(number))
        await asyncio.to_thread(mosquitto.stop)
        await asyncio.to_thread(mosquitto.start)
        io.gate.set()
        await io.until(lambda: all(io.latest(f"p{n}") == (n, 0) for n in range(60)))
