"""Server: the parts that handlers work with. Made once by `create_app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from fastapi.concurrency import contextmanager_in_threadpool
from starlette.requests import HTTPConnection

from api.caller import SERVER, Caller
from api.checker import Checker
from api.live.hub import Hub
from api.metrics import Metrics
from api.office import Office
from api.passwords import Passwords
from api.point_use import point_use
from api.runtime import Runtime
from api.settings import Settings
from api.stores import Stores
from api.throttle import Meter, Throttle
from engine.eventstore import EventStore
from engine.history.reader import Reader

READERS = 30
ASKING = 6
"""Questions about the past at once: each may take long, and holds a thread of those that answer everything."""
CONVERTING = 2
"""Workbooks read and written at once: a large one takes a processor for half a minute, and a thread."""


class Catalogue(Protocol):
    """As `tundish.catalogue.Catalogue`; tests make their own."""

    @property
    def kinds(self) -> Any: ...

    @property
    def connections(self) -> Any: ...

    @property
    def texts(self) -> dict[str, dict[str, str]]: ...

    def specs(self) -> list[dict[str, Any]]: ...

    def connection_specs(self) -> list[dict[str, Any]]: ...


@dataclass
class Server:
    """What one running server has."""

    settings: Settings
    office: Office
    runtime: Runtime
    catalogue: Catalogue
    passwords: Passwords
    throttle: Throttle
    hub: Hub
    checker: Checker
    metrics: Metrics
    events: EventStore
    history: Reader
    version: str = ""
    refusals: Meter = field(default_factory=Meter)
    """How many refusals of strangers are recorded."""
    failed: dict[str, str] = field(default_factory=dict)
    """Flows that were deployed once and could not be started again, and why."""
    broken: Exception | None = None
    """Why the server could not start."""
    deploying: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One deploy at a time: ownership of points is checked over all flows."""
    asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ASKING))
    """Taken by questions about events, traces and history."""
    previewing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """Drafts are tried one at a time: each has a process of its own."""
    converting: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONVERTING))
    """Taken by what reads and writes workbooks."""
    _reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READERS))
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def of(cls, connection: HTTPConnection) -> "Server":
        """The server that a request or WebSocket has reached."""
        server: Server = connection.app.state.server
        return server

    @asynccontextmanager
    async def read(self, caller: Caller = SERVER) -> AsyncIterator[Stores]:
        """Stores to ask. Never more at once than there are threads for: they would wait for each other."""
        async with self._reading, contextmanager_in_threadpool(self.office.read(caller)) as stores:
            yield stores

    @asynccontextmanager
    async def write(self, caller: Caller = SERVER) -> AsyncIterator[Stores]:
        """Stores to change. Writers queue here, not in the threads that the one ahead of them needs to finish."""
        async with self._writing, contextmanager_in_threadpool(self.office.write(caller)) as stores:
            yield stores
        for tell in stores.afterwards:
            tell()

    @cached_property
    def specs(self) -> list[dict[str, Any]]:
        """Specs of all kinds of nodes."""
        return self.catalogue.specs()

    def point_use(self, document: dict[str, Any]) -> dict[str, Any]:
        """Which points a document owns and reads."""
        return point_use(document, self.catalogue, {spec["kind"]: spec["config"] for spec in self.specs})

    @cached_property
    def catalogue_json(self) -> dict[str, Any]:
        """What the editor needs to know about kinds."""
        return {
            "kinds": self.specs,
            "connections": self.catalogue.connection_specs(),
            "texts": self.catalogue.texts,
        }
