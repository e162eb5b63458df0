"""A small programmable controller: four tables, served by Modbus TCP on loopback."""

import asyncio
import struct
from collections.abc import Callable, Sequence
from typing import Any

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

READ_COILS, READ_DISCRETE, READ_HOLDING, READ_INPUT = 1, 2, 3, 4
WRITE_COIL, WRITE_REGISTER, WRITE_COILS, WRITE_REGISTERS = 5, 6, 15, 16
COILS, HOLDING = {READ_COILS, WRITE_COIL, WRITE_COILS}, {READ_HOLDING, WRITE_REGISTER, WRITE_REGISTERS}


class Plc:
    """`coils` and `discrete` are bits, `holding` and `inputs` 16-bit words; all may be changed at any time."""

    def __init__(self, size: int = 128, unit: int = 1) -> None:
        self.coils = [0] * size
        self.discrete = [0] * size
        self.holding = [0] * size
        self.inputs = [0] * size
        self.unit = unit
        self.port = 0
        self.refuse: Callable[[int, int, int], int] = lambda *_: 0
        """Exception code for a request, 0 to serve it."""
        self.writes: list[tuple[int, int, list[int]]] = []
        """What came over the wire: function, address, values."""
        self.on_write: Callable[[], None] = lambda: None
        """Called before each write."""
        self.deaf = False
        """Takes requests and never answers, as a device that is stuck."""
        self._server: Any = None

    async def start(self, port: int = 0) -> None:
        """Listen on a port of loopback, a free one for 0."""
        bits = [SimData(0, values=[False] * len(self.coils), datatype=DataType.BITS)]
        words = [SimData(0, count=len(self.holding), values=0, datatype=DataType.REGISTERS)]
        device = SimDevice(self.unit, simdata=(bits, bits, words, words), action=self._serve)
        self._server = ModbusTcpServer(device, address=("127.0.0.1", port))
        await self._server.serve_forever(background=True)
        self.port = self._server.transport.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and all connections."""
        if self._server:
            await self._server.shutdown()
            self._server = None

    def put_float(self, table: list[int], address: int, value: float) -> None:
        """A 32-bit float in two words, the high one first."""
        table[address : address + 2] = struct.unpack(">HH", struct.pack(">f", value))

    def put_int(self, table: list[int], address: int, value: float) -> None:
        """A whole number in one word, two's complement."""
        table[address] = round(value) & 0xFFFF

    async def _serve(
        self, function: int, start: int, address: int, count: int, registers: list[int], values: Sequence[int] | None
    ) -> ExcCodes | None:
        if self.deaf:
            await asyncio.sleep(3600)
        code = self.refuse(function, address, count)
        if code:
            return ExcCodes(code)
        bits = function in COILS | {READ_DISCRETE}
        table = self._table(function)
        if values is not None:
            self.on_write()
            words = [int(v) for v in values]
            self.writes.append((function, address, words))
            table[address : address + len(words)] = words
        registers[: len(table) // 16 if bits else len(table)] = _packed(table) if bits else table
        return None

    def _table(self, function: int) -> list[int]:
        if function in COILS:
            return self.coils
        return self.discrete if function == READ_DISCRETE else self.holding if function in HOLDING else self.inputs


def _packed(bits: list[int]) -> list[int]:
    return [sum(bit << k for k, bit in enumerate(bits[i : i + 16])) for i in range(0, len(bits), 16)]
