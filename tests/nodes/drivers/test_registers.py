"""The register map: what is read in one request, and what the words mean."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.drivers.registers import Register, RegisterMap, parse_address, words_of


def row(point: str = "p", **fields: object) -> Register:
    return Register.model_validate({"point": point, **fields})


@pytest.mark.parametrize(
    ("rows", "gap", "expected"),
    [
        pytest.param([row(address=0), row(address=1)], 0, [(0, 2)], id="neighbours are one request"),
        pytest.param([row(address=1), row(address=0)], 0, [(0, 2)], id="in whatever order they are written"),
        pytest.param([row(address=0), row(address=3)], 0, [(0, 1), (3, 1)], id="a hole splits"),
        pytest.param([row(address=0), row(address=3)], 2, [(0, 4)], id="unless a gap is allowed"),
        pytest.param([row(address=0, type="float32"), row(address=1)], 0, [(0, 2)], id="one may lie within another"),
        pytest.param([row(address=a) for a in range(126)], 0, [(0, 125), (125, 1)], id="125 registers at most"),
        pytest.param(
            [row(address=a, type="float32") for a in range(0, 126, 2)], 0, [(0, 124), (124, 2)], id="no value is cut"
        ),
        pytest.param([row(address=0), row(table="coil", address=0)], 9, [(0, 1), (0, 1)], id="each table by itself"),
        pytest.param([row(table="coil", address=a) for a in range(2001)], 0, [(0, 2000), (2000, 1)], id="2000 bits"),
    ],
)
def test_blocks(rows: list[Register], gap: int, expected: list[tuple[int, int]]) -> None:
    assert expected == [(b.start, b.size) for b in RegisterMap(rows, gap).blocks]


@pytest.mark.parametrize(
    ("register", "words", "expected"),
    [
        (row(type="uint16"), [65535], 65535),
        (row(type="int16"), [65535], -1),
        (row(type="int16", scale=0.1, offset=-5), [250], 20.0),
        (row(type="uint32"), [1, 0], 65536),
        (row(type="uint32", order="low_first"), [0, 1], 65536),
        (row(type="int32"), [65535, 65534], -2),
        (row(type="float32"), [0x4148, 0], 12.5),
        (row(type="float32", order="low_first"), [0, 0x4148], 12.5),
        (row(type="float64"), [0x4029, 0, 0, 0], 12.5),
        (row(type="float64", order="low_first"), [0, 0, 0, 0x4029], 12.5),
        (row(type="bit", bit=3), [0b1000], 1),
        (row(type="bit", bit=2), [0b1000], 0),
        (row(table="coil", type="float32"), [1], 1),
    ],
)
def test_what_words_mean(register: Register, words: list[int], expected: float) -> None:
    value, quality = RegisterMap([register]).decode(np.array(words, np.uint16))
    assert ([expected], [0]) == (value.tolist(), quality.tolist())


def test_a_float_that_is_not_finite_is_bad() -> None:
    words = np.array(struct.unpack(">HH", struct.pack(">f", float("inf"))), np.uint16)
    assert [0x86] == RegisterMap([row(type="float32")]).decode(words)[1].tolist()


@given(st.data())
def test_what_is_written_is_read(data: st.DataObject) -> None:
    type_ = data.draw(st.sampled_from(["int16", "uint16", "int32", "uint32", "float32", "float64"]))
    register = row(type=type_, order=data.draw(st.sampled_from(["high_first", "low_first"])))
    value = data.draw(
        {
            "int16": st.integers(-(2**15), 2**15 - 1),
            "uint16": st.integers(0, 2**16 - 1),
            "int32": st.integers(-(2**31), 2**31 - 1),
            "uint32": st.integers(0, 2**32 - 1),
            "float32": st.floats(width=32, allow_nan=False, allow_infinity=False),
            "float64": st.floats(allow_nan=False, allow_infinity=False),
        }[type_]
    )
    words = np.array(words_of(register, value), np.uint16)
    assert [value] == RegisterMap([register]).decode(words)[0].tolist()


@pytest.mark.parametrize(
    ("address", "value", "sentence"),
    [
        ("holding 1 int16", 40000, "40000 does not fit into int16"),
        ("holding 1 uint16", -1, "-1 does not fit into uint16"),
        ("holding 1 float32", 1e39, "1e+39 does not fit into float32"),
        ("coil 1", 2, "a coil is 0 or 1, not 2"),
        ("input 1", 2, "input 1 can only be read"),
        ("holding 1 bit", 1, "a single bit of a register cannot be written"),
    ],
)
def test_what_cannot_be_written(address: str, value: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("+", r"\+")):
        words_of(parse_address(address)[0], value)


def test_an_address_in_words() -> None:
    register, unit = parse_address("holding 12 float32 low_first scale 0.1 offset 5 unit 2")
    assert ("holding", 12, "float32", "low_first", 0.1, 5.0, 2) == (
        register.table, register.address, register.type, register.order, register.scale, register.offset, unit,
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "coil", "coil x", "coil 1 unit", "valve 3", "coil 70000", "holding 1 scale 0"])
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no register|must not be 0"):
        parse_address(text)
