"""Connections: kept open with patience, and what went wrong is a sentence."""

import asyncio
import socket
import ssl
from typing import Any

import pytest

from tundish import Connection, ConnectionSettings
from tundish.connection import why_not
from tundish.errors import ConnectionFailed


class Link(Connection[ConnectionSettings]):
    """Opens as often as it is told to, and is lost at once or after a while."""

    kind, title, settings_type = "test", "Test link", ConnectionSettings

    def __init__(self, *outcomes: Exception | str) -> None:
        self.told: list[tuple[str, str]] = []
        super().__init__("x", ConnectionSettings(), lambda state, message: self.told.append((state, message)))
        self.outcomes = list(outcomes)
        self.closed = 0

    async def open(self) -> None:
        if isinstance(self.outcomes[0], Exception):
            raise self.outcomes.pop(0)  # type: ignore[misc]

    async def lost(self) -> str:
        return str(self.outcomes.pop(0))

    async def close(self) -> None:
        self.closed += 1
        raise OSError("closed already")


async def pauses(link: Link, monkeypatch: pytest.MonkeyPatch, number: int) -> list[float]:
    """How long it waits before each of so many further tries."""
    waited: list[float] = []
    sleep = asyncio.sleep

    async def slept(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == number:
            raise asyncio.CancelledError
        await sleep(0)

    monkeypatch.setattr("asyncio.sleep", slept)
    await asyncio.gather(link.keep(), return_exceptions=True)
    return waited


async def test_it_tries_again_ever_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = await pauses(Link(*[ConnectionFailed("refused")] * 9), monkeypatch, 9)
    for expected, actual in zip((1, 2, 4, 8, 16, 32, 60, 60, 60), waited, strict=True):
        assert 0.8 * expected <= actual <= 1.2 * expected
    assert len(set(waited)) > 6, "jitter"


async def test_a_link_that_breaks_at_once_is_not_hammered(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = await pauses(Link(*["broke"] * 4), monkeypatch, 4)
    assert waited[3] >= 6.4


async def test_a_link_that_held_is_tried_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tundish.connection.STEADY", -1)
    waited = await pauses(Link(*["broke"] * 4), monkeypatch, 4)
    assert max(waited) <= 1.2


async def test_every_change_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    link = Link(ConnectionFailed("The PLC is off"), "The cable is out", RuntimeError("a driver's mistake"))
    await pauses(link, monkeypatch, 3)
    assert [
        ("connecting", ""), ("failed", "The PLC is off"), ("connecting", ""), ("connected", ""),
        ("failed", "The cable is out"), ("connecting", ""), ("failed", "Test link: a driver's mistake"),
    ] == link.told  # fmt: skip
    assert link.closed == 4
    assert not link.connected


async def test_whoever_waits_is_told_why() -> None:
    link = Link("never")
    with pytest.raises(ConnectionFailed, match="Test link 'x' is not connected"):
        await link.ready(0.01)
    link.message = "The PLC is off"
    with pytest.raises(ConnectionFailed, match="The PLC is off"):
        await link.ready(0.01)


async def test_a_trial_opens_and_closes() -> None:
    link = Link("held")
    await link.attempt()
    assert 1 == link.closed
    with pytest.raises(ConnectionFailed, match="Test link refused the connection"):
        await Link(ConnectionRefusedError()).attempt()


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ConnectionRefusedError(), "plc:502 refused the connection. Is the server running, and is the port right?"),
        (socket.gaierror(), "There is no such host: plc:502. Check its name"),
        (TimeoutError(), "plc:502 did not answer in time. Check address, cable and firewall"),
        (ConnectionResetError(), "plc:502 broke the connection"),
        (FileNotFoundError(2, "no", "ca.pem"), "There is no file ca.pem"),
        (
            untrusted(),
            "The certificate of plc:502 is not trusted: self-signed certificate. Check the CA file and the host name",
        ),
        (ValueError("odd"), "plc:502: odd"),
        (ValueError(), "plc:502: ValueError"),
    ],
)
def test_what_went_wrong_is_a_sentence(error: Any, sentence: str) -> None:
    assert sentence == why_not(error, "plc:502")
