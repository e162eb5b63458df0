"""source.modbus against a Modbus server on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import ValidationError

from api.demo.plc import Plc
from nodes.drivers.modbus import Modbus, ModbusSettings
from nodes.source.modbus import ModbusConfig, ModbusSource
from tests.fixtures.io import Kept, RecordingIo
from tundish import Points
from tundish.errors import ConnectionFailed

LOST, REFUSED = 0x81, 0x88


@pytest.fixture
async def plc() -> AsyncIterator[Plc]:
    plc = Plc()
    await plc.start()
    yield plc
    await plc.stop()


@asynccontextmanager
async def running(port: int, *registers: dict[str, Any], **config: Any) -> AsyncIterator[RecordingIo]:
    settings = ModbusSettings(host="127.0.0.1", port=port, timeout=0.3)
    node_config = ModbusConfig.model_validate(
        {"connection": "link", "interval": 0.05, "registers": registers, **config}
    )
    async with Kept(Modbus, settings) as link:
        io = RecordingIo(link)
        task = asyncio.create_task(ModbusSource("plc", node_config, Points()).produce(io))
        yield io
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_one_poll_is_one_instant(plc: Plc) -> None:
    plc.put_float(plc.holding, 10, 2.5)
    plc.put_int(plc.inputs, 3, -7)
    plc.coils[2] = plc.discrete[17] = 1
    rows: list[dict[str, Any]] = [
        {"point": "a", "table": "holding", "address": 10, "type": "float32"},
        {"point": "b", "table": "input", "address": 3, "type": "int16", "scale": 0.5},
        {"point": "c", "table": "coil", "address": 2},
        {"point": "d", "table": "discrete", "address": 17},
    ]
    async with running(plc.port, *rows) as io:
        await io.until(lambda: io.puts)
    put = io.puts[0]
    assert (["a", "b", "c", "d"], [2.5, -3.5, 1, 1], [0] * 4) == (put.points, put.values, put.qualities)
    assert 1 == len(set(put.times))


async def test_a_refused_block_is_bad_alone(plc: Plc) -> None:
    plc.refuse = lambda function, address, count: 2 if address == 50 else 0
    async with running(plc.port, {"point": "a", "address": 1}, {"point": "b", "address": 50}) as io:
        await io.until(lambda: io.puts)
    assert [0, REFUSED] == io.puts[0].qualities
    assert ("warn", "holding 50 to 50: illegal data address") in io.states


async def test_lost_and_back(plc: Plc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tundish.connection.FIRST_PAUSE", 0.05)
    async with running(plc.port, {"point": "a", "address": 1}, {"point": "b", "address": 9}) as io:
        await io.until(lambda: io.puts)
        polls = len(io.puts)
        port = plc.port
        await plc.stop()
        await io.until(lambda: io.puts[-1].qualities == [LOST, LOST])
        assert len(io.puts) <= polls + 2, "bad within two polls"
        await plc.start(port)
        plc.holding[1] = 5
        await io.until(lambda: io.latest("a") == (5, 0))
    assert 1 == sum(put.qualities == [LOST, LOST] for put in io.puts), "told once, not with every poll"


async def test_a_link_that_is_only_half_open(plc: Plc) -> None:
    """The device is switched off: nothing comes back, and nobody closes the connection."""
    async with running(plc.port, {"point": "a", "address": 1}) as io:
        await io.until(lambda: io.puts)
        polls = len(io.puts)
        plc.deaf = True
        await io.until(lambda: io.puts[-1].qualities == [LOST])
        assert len(io.puts) <= polls + 2


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"host": "no.such.host.invalid"}, "There is no such host"),
        ({"host": "127.0.0.1"}, "refused the connection"),
    ],
)
async def test_try_before_save(settings: dict[str, Any], sentence: str, free_port: int) -> None:
    link = Modbus("x", ModbusSettings(port=free_port, **settings), lambda state, message: None)
    with pytest.raises(ConnectionFailed, match=sentence):
        await link.attempt()


async def test_try_succeeds(plc: Plc) -> None:
    await Modbus("x", ModbusSettings(host="127.0.0.1", port=plc.port), lambda state, message: None).attempt()


async def test_a_silent_host_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        async with running(deaf.getsockname()[1], {"point": "a", "address": 1}) as io:
            await io.until(lambda: io.puts)
            assert [LOST] == io.puts[0].qualities
            await io.until(lambda: "error" in dict(io.states))


def test_a_point_stands_in_the_table_once() -> None:
    with pytest.raises(ValidationError, match="a stands in the table twice"):
        ModbusConfig.model_validate({"registers": [{"point": "a"}, {"point": "a", "address": 4}]})
