"""Modbus: read registers of a device by polling."""

import asyncio
from contextlib import suppress
from typing import Annotated

import numpy as np
from pydantic import Field, field_validator

from nodes.drivers.modbus import Modbus
from nodes.drivers.registers import Register, RegisterMap
from tundish import BAD, ConnectionRef, Duration, Io, NodeConfig, NodeState, Port, Source, Table
from tundish.errors import ConnectionFailed
from tundish.quality import COMM_LOST

PATIENCE = 3.0
"""Seconds to wait at the start for a link that is just being opened, before its points are called bad."""


class ModbusConfig(NodeConfig):
    connection: ConnectionRef("modbus") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The device or gateway."""
    unit: Annotated[int, Field(ge=0, le=255, title="Unit ID")] = 1
    """Which device behind a gateway; a device of its own usually takes 1."""
    interval: Annotated[Duration, Field(ge=0.05, le=86400, title="Poll every")] = 1.0
    """How often all registers are read. What one poll brings is one instant, with one time."""
    gap: Annotated[int, Field(ge=0, le=100, title="Largest gap")] = 0
    """Registers that nobody asked for are read along if that saves a request; some devices refuse holes."""
    registers: Table[Register] = Field(default=(), title="Registers")
    """What to read. Neighbours are read in one request of up to 125 registers."""

    @field_validator("registers")
    @classmethod
    def _each_point_once(cls, rows: tuple[Register, ...]) -> tuple[Register, ...]:
        seen: set[str] = set()
        for row in rows:
            if row.point in seen:
                raise ValueError(f"{row.point} stands in the table twice: a point has one register")
            seen.add(row.point)
        return rows


class ModbusSource(Source[ModbusConfig, NodeState]):
    """Read the registers of a Modbus TCP device at an interval.

    All values of one poll form one instant. When the link is lost, every point turns `bad` (`comm_lost`) and
    comes back good with the first poll that succeeds. When the device refuses a block of registers, the points
    in that block alone turn bad, and the node says why.
    """

    kind = "source.modbus"
    title = "Modbus"
    outputs = (Port.samples("samples", "Samples", "The values of each poll."),)
    summary_field = "connection"

    def owned(self) -> tuple[str, ...]:
        return tuple(row.point for row in self.config.registers)

    async def produce(self, io: Io) -> None:
        link: Modbus = io.connection(self.config.connection)
        table = RegisterMap(self.config.registers, self.config.gap)
        clock = asyncio.get_running_loop().time
        points = io.points(table.points)
        lost = np.full(len(table.points), BAD | COMM_LOST, np.uint8)
        with suppress(ConnectionFailed):
            await link.ready(PATIENCE)
        due, told = clock(), False
        while table.points:
            try:
                value, quality, problems = await link.poll(table, self.config.unit)
            except ConnectionFailed as error:
                io.status("error", str(error))
                if not told:
                    await io.samples(points, np.full(lost.size, np.nan), io.now(), lost)
                told = True
            else:
                io.status("warn" if problems else "ok", "; ".join(problems))
                await io.samples(points, value, io.now(), quality)
                told = False
            due = max(due + self.config.interval, clock())
            await asyncio.sleep(due - clock())
