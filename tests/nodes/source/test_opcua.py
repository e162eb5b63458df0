"""source.opcua against a server on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asyncua import ua

from nodes.drivers.opcua import OpcUa, OpcUaSettings
from nodes.source.opcua import OpcUaConfig, OpcUaSource
from tests.fixtures.io import Kept, RecordingIo
from tests.fixtures.uaserver import UaServer, certificate_files
from tundish import Points
from tundish.errors import ConnectionFailed

LOST, UNKNOWN = 0x81, 0x88


@pytest.fixture
async def server(free_port: int) -> AsyncIterator[UaServer]:
    server = UaServer(free_port, {"T1": 20.5, "T2": 30.5, "run": False})
    await server.start()
    yield server
    await server.stop()


@asynccontextmanager
async def running(url: str, *names: str, **config: Any) -> AsyncIterator[RecordingIo]:
    nodes = [{"point": name, "node": f"ns=2;s={name}"} for name in names]
    node_config = OpcUaConfig.model_validate({"connection": "link", "interval": 0.05, "nodes": nodes, **config})
    async with Kept(OpcUa, OpcUaSettings(url=url, timeout=1)) as link:
        io = RecordingIo(link)
        task = asyncio.create_task(OpcUaSource("ua", node_config, Points()).produce(io))
        yield io
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def quiet(settings: OpcUaSettings) -> OpcUa:
    return OpcUa("x", settings, lambda state, message: None)


@pytest.mark.parametrize("mode", ["subscribe", "poll"])
async def test_values_with_the_servers_time_and_quality(server: UaServer, mode: str) -> None:
    at = datetime(2030, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
    async with running(server.url, "T1", "T2", "run", mode=mode) as io:
        await io.until(lambda: io.latest("run") == (0.0, 0))
        assert (20.5, 0) == io.latest("T1")
        await server.set("T1", 21.25, at)
        await io.until(lambda: io.latest("T1") == (21.25, 0))
        assert 1_893_553_445_678_901_000 == io.puts[-1].times[-1]
        await server.set("T2", 1.0, status=ua.StatusCodes.BadSensorFailure)
        await io.until(lambda: io.latest("T2")[1] == 0x87)  # type: ignore[index]
        await server.set("T2", 1.0, status=ua.StatusCodes.UncertainLastUsableValue)
        await io.until(lambda: io.latest("T2") == (1.0, 0x42))


@pytest.mark.parametrize("mode", ["subscribe", "poll"])
async def test_a_node_that_is_not_there_is_bad_alone(server: UaServer, mode: str) -> None:
    async with running(server.url, "T1", "T9", mode=mode) as io:
        await io.until(lambda: io.latest("T9") and io.latest("T1"))
    assert (20.5, 0) == io.latest("T1")
    assert UNKNOWN == io.latest("T9")[1]  # type: ignore[index]
    assert "T9" in io.states[-1][1]


@pytest.mark.parametrize("mode", ["subscribe", "poll"])
async def test_lost_and_back(server: UaServer, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tundish.connection.FIRST_PAUSE", 0.2)
    async with running(server.url, "T1", "T2", mode=mode) as io:
        await io.until(lambda: io.latest("T1") and io.latest("T2"))
        await server.stop()
        await io.until(lambda: io.puts[-1].qualities == [LOST, LOST])
        again = UaServer(server.port, {"T1": 7.5, "T2": 8.5})
        await again.start()
        try:
            await io.until(lambda: io.latest("T1") == (7.5, 0) and io.latest("T2") == (8.5, 0))
        finally:
            await again.stop()
    times = [t for put in io.puts for p, t in zip(put.points, put.times, strict=True) if p == "T1"]
    assert sorted(times) == times, "the time of a point never goes back"


async def test_user_and_password(free_port: int) -> None:
    server = UaServer(free_port, {"T1": 1.0}, locked=True)
    await server.start()
    try:
        await quiet(OpcUaSettings(url=server.url, user="plant", password="secret")).attempt()
        with pytest.raises(ConnectionFailed, match="does not know this user or password"):
            await quiet(OpcUaSettings(url=server.url, user="plant", password="wrong")).attempt()
    finally:
        await server.stop()


async def test_encrypted(free_port: int, tmp_path: Path) -> None:
    certificate, key = certificate_files(tmp_path, "tundish")
    server = UaServer(free_port, {"T1": 1.0}, tmp_path)
    await server.start()
    secure = {"security": "Basic256Sha256", "certificate": str(certificate), "private_key": str(key)}
    try:
        link = quiet(OpcUaSettings.model_validate({"url": server.url, **secure}))
        await link.open()
        assert 1.0 == await link.read("ns=2;s=T1")
        assert link._client.security_policy.URI.endswith("Basic256Sha256")
        await link.close()
        with pytest.raises(ConnectionFailed):  # a server that takes only encrypted clients
            await quiet(OpcUaSettings(url=server.url)).attempt()
    finally:
        await server.stop()


async def test_never_silently_without_encryption(server: UaServer, tmp_path: Path) -> None:
    certificate, key = certificate_files(tmp_path, "tundish")
    secure = {"security": "Basic256Sha256", "certificate": str(certificate), "private_key": str(key)}
    with pytest.raises(ConnectionFailed, match="does not offer security Basic256Sha256"):
        await quiet(OpcUaSettings.model_validate({"url": server.url, **secure})).attempt()


async def test_another_server_than_the_one_we_know(free_port: int, tmp_path: Path) -> None:
    certificate, key = certificate_files(tmp_path, "tundish")
    other, _ = certificate_files(tmp_path, "other")
    server = UaServer(free_port, {"T1": 1.0}, tmp_path)
    await server.start()
    settings = OpcUaSettings(
        url=server.url, security="Basic256Sha256", certificate=str(certificate), private_key=str(key),
        server_certificate=str(other), timeout=1,
    )  # fmt: skip
    try:
        with pytest.raises(ConnectionFailed):
            await quiet(settings).attempt()
    finally:
        await server.stop()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("opc.tcp://no.such.host.invalid:4840", "There is no such host"),
        ("opc.tcp://127.0.0.1:{port}", "refused the connection"),
    ],
)
async def test_try_before_save(url: str, sentence: str, free_port: int) -> None:
    with pytest.raises(ConnectionFailed, match=sentence):
        await quiet(OpcUaSettings(url=url.format(port=free_port))).attempt()


async def test_without_the_files_it_needs() -> None:
    with pytest.raises(ConnectionFailed, match="There is no certificate at 'nowhere'"):
        await quiet(OpcUaSettings(security="Basic256Sha256", certificate="nowhere")).attempt()
