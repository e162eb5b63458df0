"""Connection: one link to equipment, shared by all nodes that name it.

Kept open by the engine: `open`, then wait until `lost`, then again after a jittered back-off of 1 to 60 s. A node
calls `ready` before it uses what the subclass offers.
"""

import asyncio
import random
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from tundish.errors import ConnectionFailed

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class ConnectionSettings(BaseModel):
    """Base of all settings of connections."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


S = TypeVar("S", bound=ConnectionSettings)


class Connection(Generic[S]):
    """Base of all kinds of connections."""

    kind: ClassVar[str]
    title: ClassVar[str]
    settings_type: ClassVar[type[ConnectionSettings]]

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
        try:
            while True:
                self._tell("connecting", "")
                try:
                    await self.open()
                    self._ready.set()
                    self._tell("connected", "")
                    pause = FIRST_PAUSE
                    why = await self.lost()
                except ConnectionFailed as error:
                    why = str(error)
                self._ready.clear()
                await self.close()
                self._tell("failed", why)
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, no secret
                pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            self._ready.clear()
            await self.close()

    async def attempt(self) -> None:
        """Open and close once: try before save."""
        try:
            await self.open()
        finally:
            await self.close()

    def _tell(self, state: str, message: str) -> None:
        self.message = message
        self._report(state, message)
