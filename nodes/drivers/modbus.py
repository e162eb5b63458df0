"""Modbus TCP: a link to a device or gateway, by pymodbus."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from nodes.drivers.registers import Block, Register, RegisterMap, parse_address, words_of
from tundish import BAD, Connection, ConnectionSettings, Duration
from tundish.connection import why_not
from tundish.errors import ConnectionFailed, WriteRefused
from tundish.quality import COMM_LOST, CONFIGURATION_ERROR, DEVICE_FAILURE

SILENCES = 2
"""Requests without any answer in a row after which the link counts as lost."""

EXCEPTIONS = {
    1: ("illegal function", CONFIGURATION_ERROR),
    2: ("illegal data address", CONFIGURATION_ERROR),
    3: ("illegal data value", CONFIGURATION_ERROR),
    4: ("device failure", DEVICE_FAILURE),
    6: ("device busy", DEVICE_FAILURE),
    10: ("gateway path unavailable", COMM_LOST),
    11: ("device behind the gateway does not answer", COMM_LOST),
}


class ModbusSettings(ConnectionSettings):
    host: Annotated[str, Field(min_length=1, title="Host")] = "localhost"
    """Name or address of the device or gateway."""
    port: Annotated[int, Field(ge=1, le=65535, title="Port")] = 502
    """TCP port; 502 is usual."""
    timeout: Annotated[Duration, Field(gt=0, le=60, title="Timeout")] = 1.0
    """How long to wait for an answer."""


class Reading(NamedTuple):
    """What one poll brought: a value and a quality per row, and what went wrong."""

    value: npt.NDArray[np.float64]
    quality: npt.NDArray[np.uint8]
    problems: list[str]


class Refusal(Exception):
    """The device answered, and said no."""

    def __init__(self, code: int) -> None:
        text, self.reason = EXCEPTIONS.get(code, (f"exception {code}", DEVICE_FAILURE))
        super().__init__(text)


class Silence(Exception):
    """The device did not answer."""


class Modbus(Connection[ModbusSettings]):
    """One TCP link; requests go one after the other, none is ever repeated."""

    kind = "modbus"
    title = "Modbus TCP"
    settings_type = ModbusSettings

    def __init__(self, id: str, settings: ModbusSettings, report: Callable[[str, str], Any]) -> None:
        super().__init__(id, settings, report)
        self._client: AsyncModbusTcpClient | None = None
        self._lost: asyncio.Future[str] | None = None
        self._silent = 0
        self._turn = asyncio.Lock()
        """One request at a time."""
        logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # what goes wrong is told by the connection's state

    @property
    def _where(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    async def open(self) -> None:
        self._lost = asyncio.get_running_loop().create_future()
        self._silent = 0
        self._client = AsyncModbusTcpClient(
            self.settings.host, port=self.settings.port, timeout=self.settings.timeout, retries=0, reconnect_delay=0,
            trace_connect=self._changed,
        )  # fmt: skip
        if not await self._client.connect():
            raise ConnectionFailed(await self._reason())

    async def lost(self) -> str:
        assert self._lost is not None  # noqa: S101 - called only after open
        return await self._lost

    async def close(self) -> None:
        if self._client:
            self._client.close()
            self._client = None

    async def poll(self, table: RegisterMap, unit: int) -> Reading:
        """Read all blocks. A block that is refused is bad alone; ConnectionFailed when the link is gone."""
        image = np.zeros(table.size, np.uint16)
        reasons = np.zeros(len(table.blocks), np.uint8)
        problems: list[str] = []
        for i, block in enumerate(table.blocks):
            try:
                image[block.place : block.place + block.size] = await self._read(block, unit)
            except Refusal as error:
                reasons[i] = BAD | error.reason
                problems.append(f"{block.table} {block.start} to {block.start + block.size - 1}: {error}")
            except Silence:
                reasons[i:] = BAD | COMM_LOST  # the rest would only wait as long
                problems.append(f"unit {unit} at {self._where} does not answer")
                break
        value, quality = table.decode(image)
        quality = np.maximum(quality, reasons[table.block_of])
        value[quality >= BAD] = np.nan
        return Reading(value, quality, problems)

    async def fits(self, address: str, value: float) -> float:
        """The value as the device will hold it; ValueError if it cannot."""
        row, _ = parse_address(address)
        return _value_of(row, words_of(row, value))

    async def read(self, address: str) -> float:
        """One value, now; ConnectionFailed if there is no answer."""
        row, unit = parse_address(address)
        try:
            return _value_of(row, await self._read(Block(row.table, row.address, row.size, 0), unit))
        except (Refusal, Silence) as error:
            raise ConnectionFailed(f"{address} at {self._where}: {error}") from error

    async def write(self, address: str, value: float, still: Callable[[], None]) -> None:
        """Write once; see `tundish.write.Writable`."""
        row, unit = parse_address(address)
        words = words_of(row, value)
        client = self._open_client()
        ask: Callable[[], Any]
        if row.table == "coil":
            ask = partial(client.write_coil, row.address, bool(words[0]), device_id=unit)
        elif len(words) == 1:
            ask = partial(client.write_register, row.address, words[0], device_id=unit)
        else:
            ask = partial(client.write_registers, row.address, words, device_id=unit)
        try:
            await self._ask(ask, still)
        except Refusal as error:
            raise WriteRefused(f"{self._where} refused the write to {address}: {error}") from error
        except Silence as error:
            raise ConnectionFailed(f"{self._where} did not answer the write to {address}") from error

    async def _read(self, block: Block, unit: int) -> list[int]:
        client = self._open_client()
        ask = {
            "coil": client.read_coils,
            "discrete": client.read_discrete_inputs,
            "input": client.read_input_registers,
            "holding": client.read_holding_registers,
        }[block.table]
        answer = await self._ask(partial(ask, block.start, count=block.size, device_id=unit))
        values = answer.bits if block.table in {"coil", "discrete"} else answer.registers
        if len(values) < block.size:
            raise Silence(f"{self._where} sent a short answer")
        return [int(v) for v in values[: block.size]]

    async def _ask(self, request: Callable[[], Any], still: Callable[[], None] = lambda: None) -> Any:
        try:
            async with self._turn:
                still()
                answer = await request()
        except ModbusException as error:
            if self._client is None or not self._client.connected:
                raise ConnectionFailed(self.message or f"{self._where} broke the connection") from error
            self._silent += 1
            if self._silent >= SILENCES:
                self._gone(f"{self._where} does not answer. Check cable, address and unit number")
            raise Silence(f"no answer within {self.settings.timeout:g} s") from error
        self._silent = 0
        if answer.isError():
            raise Refusal(answer.exception_code)
        return answer

    def _open_client(self) -> AsyncModbusTcpClient:
        if self._client is None or not self._client.connected:
            raise ConnectionFailed(self.message or f"not connected to {self._where}")
        return self._client

    def _changed(self, up: bool) -> None:  # noqa: FBT001 - pymodbus calls it so
        if not up:
            self._gone(f"{self._where} broke the connection")

    def _gone(self, why: str) -> None:
        if self._lost and not self._lost.done():
            self._lost.set_result(why)

    async def _reason(self) -> str:
        """Why pymodbus could not connect: it does not say, so try again by hand."""
        try:
            async with asyncio.timeout(self.settings.timeout):
                _, writer = await asyncio.open_connection(self.settings.host, self.settings.port)
            writer.close()
        except OSError as error:
            return why_not(error, self._where)
        return f"{self._where} did not answer in time. Check address, cable and firewall"


def _value_of(row: Register, words: list[int]) -> float:
    return float(RegisterMap([row]).decode(np.array(words, np.uint16))[0][0])
