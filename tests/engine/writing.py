"""A safe-write pipeline with a clock, an audit and equipment that do as they are told."""

import asyncio
from collections.abc import Callable
from typing import Any

from engine.work.writes import FRESH, Writes
from tundish.errors import ConnectionFailed
from tundish.write import WriteRequest

GRANT: dict[str, Any] = {
    "point": "P1.speed", "connection": "plc", "address": "holding 1", "low": 0.0, "high": 100.0,
}  # fmt: skip
REQUEST = WriteRequest("plc", "P1.speed", "holding 1", 50.0, flow="f", node="n", user="ada", timeout=0.05)


class Bench:
    """A pipeline with a clock, an audit and equipment that do as they are told."""

    def __init__(self, *grants: dict[str, Any]) -> None:
        self.time = 10 * FRESH
        self.connected = True
        self.audit: list[dict[str, Any]] = []
        self.wire: list[tuple[str, float]] = []
        self.holds: float = 0.0
        self.writes = Writes(lambda: self.time, self._keep)
        self.writes.grant(grants)
        self.on_audit: Callable[[dict[str, Any]], None] = lambda record: None
        self.on_write: Callable[[float], None] = lambda value: setattr(self, "holds", value)

    async def _keep(self, record: dict[str, Any]) -> None:
        self.on_audit(record)
        await asyncio.sleep(0)
        self.audit.append(record)

    async def ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if not self.connected:
            raise ConnectionFailed("plc is lost")

    async def fits(self, address: str, value: float) -> float:
        if abs(value) > 1000:
            raise ValueError(f"{value:g} does not fit into int16")
        return round(value, 1)

    async def read(self, address: str) -> float:
        if not self.connected:
            raise ConnectionFailed("plc is lost")
        return self.holds

    async def write(self, address: str, value: float, still: Callable[[], None]) -> None:
        await asyncio.sleep(0)
        still()
        self.wire.append((address, value))
        self.on_write(value)

    async def ask(self, **changes: Any) -> dict[str, Any]:
        return await self.writes.write(REQUEST._replace(**changes), self)

    @property
    def told(self) -> list[str]:
        return [record["action"] for record in self.audit]
