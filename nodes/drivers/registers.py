"""Registers: how a Modbus device keeps its values, and how they are read in few requests.

Everything here is arithmetic: no network, no library.
"""

import struct
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import Field

from tundish import NodeConfig, Number, PointRef
from tundish.quality import BAD, NOT_A_NUMBER

Table: TypeAlias = Literal["coil", "discrete", "input", "holding"]
Type: TypeAlias = Literal["bit", "int16", "uint16", "int32", "uint32", "float32", "float64"]
Order: TypeAlias = Literal["high_first", "low_first"]

REGISTERS_A_READ = 125
BITS_A_READ = 2000
EXAMPLES = "`coil 3` or `holding 12 float32 unit 2`"
FORMATS: dict[Type, str] = {
    "bit": ">u2", "int16": ">i2", "uint16": ">u2", "int32": ">i4", "uint32": ">u4", "float32": ">f4", "float64": ">f8",
}  # fmt: skip

Words: TypeAlias = npt.NDArray[np.uint16]


class Register(NodeConfig):
    """One value of a device."""

    point: PointRef = Field(title="Point")
    """The point that gets the value."""
    table: Table = Field(default="holding", title="Table")
    """Where it is kept: coils and holding registers can be written, discrete inputs and input registers cannot."""
    address: Annotated[int, Field(ge=0, le=65535, title="Address")] = 0
    """Number on the wire, from 0. A manual that says 40001 means holding register 0."""
    type: Type = Field(default="uint16", title="Type")
    """How the words are read. Coils and discrete inputs are bits whatever stands here."""
    order: Order = Field(default="high_first", title="Word order")
    """Which word of a longer value comes first."""
    bit: Annotated[int, Field(ge=0, le=15, title="Bit")] = 0
    """Which bit of the register, for type `bit`; 0 is the lowest."""
    scale: Number = Field(default=1.0, title="Factor")
    """The value is raw × factor + offset."""
    offset: Number = Field(default=0.0, title="Offset")
    """Added after the factor."""

    @property
    def of_bits(self) -> bool:
        return self.table in {"coil", "discrete"}

    @property
    def size(self) -> int:
        """Registers, or bits of a table of bits, that the value takes."""
        return 1 if self.of_bits else np.dtype(FORMATS[self.type]).itemsize // 2


class Block(NamedTuple):
    """One request."""

    table: Table
    start: int
    size: int
    place: int
    """Where its answer stands in the image."""


class RegisterMap:
    """A table of registers, made ready: which blocks to read, and where each value stands in what comes back.

    The *image* is the answers of all blocks, one after the other, as 16-bit words (a bit takes one word).
    """

    def __init__(self, rows: Sequence[Register], gap: int = 0) -> None:
        self.rows = tuple(rows)
        self.points = tuple(row.point for row in rows)
        self.blocks: list[Block] = []
        self.block_of = np.zeros(len(rows), np.intp)
        """Index of the block that holds each row."""
        place = np.zeros(len(rows), np.intp)
        for i in sorted(range(len(rows)), key=lambda i: (rows[i].table, rows[i].address)):
            self._take_in(rows[i], gap)
            self.block_of[i] = len(self.blocks) - 1
            place[i] = self.blocks[-1].place + rows[i].address - self.blocks[-1].start
        self.size = sum(block.size for block in self.blocks)
        self._scale = np.array([row.scale for row in rows])
        self._offset = np.array([row.offset for row in rows])
        self._groups = _groups(self.rows, place)
        self._bits = [(i, row.bit) for i, row in enumerate(rows) if row.type == "bit" and not row.of_bits]

    def decode(self, image: Words) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
        """Value and quality of every row; what is not finite is bad."""
        raw = np.empty(len(self.rows))
        for format_, rows, index in self._groups:
            raw[rows] = image[index].astype(">u2").view(format_)[:, 0]
        for i, bit in self._bits:
            raw[i] = int(raw[i]) >> bit & 1
        value = raw * self._scale + self._offset
        quality = np.where(np.isfinite(value), 0, BAD | NOT_A_NUMBER).astype(np.uint8)
        return value, quality

    def _take_in(self, row: Register, gap: int) -> None:
        most = BITS_A_READ if row.of_bits else REGISTERS_A_READ
        end = row.address + row.size
        last = self.blocks[-1] if self.blocks else None
        near = last and last.table == row.table and row.address <= last.start + last.size + gap
        if last and near and end - last.start <= most:
            self.blocks[-1] = last._replace(size=max(last.size, end - last.start))
        else:
            self.blocks.append(Block(row.table, row.address, row.size, last.place + last.size if last else 0))


_Group: TypeAlias = tuple[str, npt.NDArray[np.intp], npt.NDArray[np.intp]]


def _groups(rows: Sequence[Register], place: npt.NDArray[np.intp]) -> list[_Group]:
    """Rows of one type and order: format, rows, and for each the places of its words, high word first."""
    kinds: dict[tuple[str, Order], list[int]] = {}
    for i, row in enumerate(rows):
        kinds.setdefault((">u2" if row.of_bits else FORMATS[row.type], row.order), []).append(i)
    groups = []
    for (format_, order), members in kinds.items():
        words = np.arange(np.dtype(format_).itemsize // 2)
        index = np.array(members, np.intp)
        groups.append((format_, index, place[index][:, None] + (words if order == "high_first" else words[::-1])))
    return groups


def words_of(row: Register, value: float) -> list[int]:
    """What to write for a value; ValueError says why it cannot be written."""
    if row.table in {"discrete", "input"}:
        raise ValueError(f"{row.table} {row.address} can only be read")
    if row.type == "bit" and not row.of_bits:
        raise ValueError("a single bit of a register cannot be written: write the whole register")
    raw = (value - row.offset) / row.scale
    if row.of_bits:
        if raw not in {0, 1}:
            raise ValueError(f"a coil is 0 or 1, not {raw:g}")
        return [int(raw)]
    code = {"i2": "h", "u2": "H", "i4": "i", "u4": "I", "f4": "f", "f8": "d"}[FORMATS[row.type][1:]]
    try:
        packed = struct.pack(f">{code}", raw if code in "fd" else round(raw))
    except (struct.error, OverflowError):
        raise ValueError(f"{raw:g} does not fit into {row.type}") from None
    words = [int.from_bytes(packed[i : i + 2]) for i in range(0, len(packed), 2)]
    return words if row.order == "high_first" else words[::-1]


def parse_address(text: str) -> tuple[Register, int]:
    """`holding 12 float32 low_first scale 0.1 offset 5 unit 2` as a register and its unit.

    Only table and address must be there. ValueError says what is wrong.
    """
    words = text.replace(":", " ").split()
    fields: dict[str, str] = {"point": "-"}
    unit = 1
    try:
        fields["table"], fields["address"] = words[0], words[1]
        rest = iter(words[2:])
        for word in rest:
            if word in {"scale", "offset"}:
                fields[word] = next(rest)
            elif word == "unit":
                unit = int(next(rest))
            else:
                fields["order" if word in {"high_first", "low_first"} else "type"] = word
        register = Register.model_validate(fields)
    except (IndexError, StopIteration, ValueError):
        raise ValueError(f"{text!r} is no register: write for example {EXAMPLES}") from None
    if not register.scale:
        raise ValueError("the scale must not be 0")
    return register, unit
