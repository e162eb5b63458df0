"""Connection: one link to equipment, shared by all nodes that name it.

Kept open by the engine: `open`, then wait until `lost`, then again after a jittered back-off of 1 to 60 s. A node
calls `ready` before it uses what the subclass offers.
"""

import asyncio
import random
import socket
import ssl
from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import ConfigDict

from tundish.errors import ConnectionFailed
from tundish.explained import Explained

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY = 10.0
"""Seconds a link must hold before the next loss counts as the first one again."""


class ConnectionSettings(Explained):
    """Base of all settings of connections."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=ConnectionSettings)


class Connection(Generic[S]):
    """Base of all kinds of connections."""

    kind: ClassVar[str]
    title: ClassVar[str]
    settings_type: ClassVar[type[ConnectionSettings]]
    exclusive: ClassVar[bool] = False
    """Whether the other side takes one of us only: flows of two isolation groups cannot both use it."""

    def __init__(self, id: str, settings: S, report: Callable[[str, str], Any]) -> None:
        self.id = id
        self.settings = settings
        self._report = report
        self._ready = asyncio.Event()
        self.message = ""

    @abstractmethod
    async def open(self) -> None:
        """Open the link or raise ConnectionFailed with a sentence for the user."""

    @abstractmethod
    async def lost(self) -> str:
        """Return when the link is lost; why, as a sentence."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of everything; may be called in any state."""

    @property
    def connected(self) -> bool:
        return self._ready.is_set()

    async def ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - part of the contract
        """Wait until the link is open; ConnectionFailed after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._ready.wait()
        except TimeoutError:
            raise ConnectionFailed(self.message or f"{self.title} {self.id!r} is not connected") from None

    async def keep(self) -> None:
        """Keep the link open until cancelled; every change is reported as `connected`, `connecting` or `failed`."""
        pause = FIRST_PAUSE
        clock = asyncio.get_running_loop().time
        try:
            while True:
                self._tell("connecting", "")
                opened = clock()
                why = await self._once()
                self._ready.clear()
                await self._close_quietly()
                self._tell("failed", why)
                if clock() - opened > STEADY:
                    pause = FIRST_PAUSE
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            self._ready.clear()
            await self._close_quietly()

    async def attempt(self) -> None:
        """Open and close once: try before save. Whatever goes wrong is a ConnectionFailed."""
        try:
            await self.open()
        except ConnectionFailed:
            raise
        except Exception as error:
            raise ConnectionFailed(why_not(error, self.title)) from error
        finally:
            await self._close_quietly()

    async def _once(self) -> str:
        """Open, and stay until it is lost; why, as a sentence."""
        try:
            await self.open()
            self._ready.set()
            self._tell("connected", "")
            return await self.lost()
        except Exception as error:  # noqa: BLE001 - the link must be tried again whatever happened
            return str(error) if isinstance(error, ConnectionFailed) else why_not(error, self.title)

    async def _close_quietly(self) -> None:
        with suppress(Exception):  # what cannot be closed is gone
            await self.close()

    def _tell(self, state: str, message: str) -> None:
        self.message = message
        self._report(state, message)


def why_not(error: BaseException, where: str) -> str:
    """What went wrong on the way to `where`, as a sentence for the user."""
    for kind, sentence in SENTENCES:
        if isinstance(error, kind):
            return sentence.format(where=where, error=error)
    return f"{where}: {str(error) or type(error).__name__}"


SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "{where} refused the connection. Is the server running, and is the port right?"),
    (socket.gaierror, "There is no such host: {where}. Check its name"),
    (TimeoutError, "{where} did not answer in time. Check address, cable and firewall"),
    (
        ssl.SSLCertVerificationError,
        "The certificate of {where} is not trusted: {error.verify_message}. Check the CA file and the host name",
    ),
    (ssl.SSLError, "{where} does not speak TLS as expected ({error.reason}). Check port and certificates"),
    (FileNotFoundError, "There is no file {error.filename}"),
    (ConnectionError, "{where} broke the connection"),
)
"""By kind of error, the narrower first."""
