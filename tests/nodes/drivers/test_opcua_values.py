"""Status codes, times and types of OPC UA."""

import math
from datetime import UTC, datetime
from typing import Any

import asyncua
import pytest

from nodes.drivers.opcua_values import columns, quality_of, typed

ua: Any = asyncua.ua  # not typed itself


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (ua.StatusCodes.Good, 0x00),
        (ua.StatusCodes.GoodLocalOverride, 0x04),
        (ua.StatusCodes.Uncertain, 0x40),
        (ua.StatusCodes.UncertainLastUsableValue, 0x42),
        (ua.StatusCodes.UncertainEngineeringUnitsExceeded, 0x43),
        (ua.StatusCodes.UncertainNoCommunicationLastUsableValue, 0x41),
        (ua.StatusCodes.UncertainSensorNotAccurate, 0x43),
        (ua.StatusCodes.UncertainSubstituteValue, 0x44),
        (ua.StatusCodes.UncertainInitialValue, 0x42),
        (ua.StatusCodes.Bad, 0x80),
        (ua.StatusCodes.BadCommunicationError, 0x81),
        (ua.StatusCodes.BadNoCommunication, 0x81),
        (ua.StatusCodes.BadNotConnected, 0x81),
        (ua.StatusCodes.BadTimeout, 0x81),
        (ua.StatusCodes.BadWaitingForInitialData, 0x82),
        (ua.StatusCodes.BadOutOfRange, 0x83),
        (ua.StatusCodes.BadDeviceFailure, 0x87),
        (ua.StatusCodes.BadSensorFailure, 0x87),
        (ua.StatusCodes.BadOutOfService, 0x87),
        (ua.StatusCodes.BadNodeIdUnknown, 0x88),
        (ua.StatusCodes.BadNodeIdInvalid, 0x88),
        (ua.StatusCodes.BadAttributeIdInvalid, 0x88),
        (ua.StatusCodes.BadNotReadable, 0x88),
        (ua.StatusCodes.BadUserAccessDenied, 0x88),
        (ua.StatusCodes.BadConfigurationError, 0x88),
    ],
)
def test_quality(status: int, expected: int) -> None:
    assert expected == quality_of(status)


def test_columns() -> None:
    at = datetime(2026, 11, 21, 12, 0, 0, 250_001, tzinfo=UTC)
    values = [
        ua.DataValue(ua.Variant(2.5), SourceTimestamp=at),
        ua.DataValue(ua.Variant(True), SourceTimestamp=at.replace(tzinfo=None)),
        ua.DataValue(ua.Variant("text"), ServerTimestamp=at),
        ua.DataValue(ua.Variant(7.0), ua.StatusCode(ua.UInt32(ua.StatusCodes.BadSensorFailure))),
        ua.DataValue(ua.Variant(math.inf)),
    ]
    value, time, quality = columns(values)
    ns = 1_795_262_400_250_001_000
    assert [ns, ns, ns, -1, -1] == time.tolist()
    assert ["2.5", "1.0", "nan", "nan", "nan"] == [str(v) for v in value]
    assert [0, 0, 0x86, 0x87, 0x86] == quality.tolist()


NULL, NOON, END = (
    datetime(1601, 1, 1, tzinfo=UTC), datetime(2026, 11, 21, 12, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
)  # fmt: skip
NOON_NS = 1_795_262_400_000_000_000


@pytest.mark.parametrize(
    ("source", "server", "expected"),
    [
        pytest.param(NULL, NOON, NOON_NS, id="null, so the server's"),
        pytest.param(END, NOON, NOON_NS, id="far future, so the server's"),
        pytest.param(datetime(2262, 1, 1, tzinfo=UTC), NOON, NOON_NS, id="just too far"),
        pytest.param(NULL, None, -1, id="null alone"),
        pytest.param(None, NULL, -1, id="the server's is null"),
        pytest.param(END, END, -1, id="both far"),
        pytest.param(NOON, NULL, NOON_NS, id="the source's counts"),
    ],
)
def test_a_time_that_is_none(source: datetime | None, server: datetime | None, expected: int) -> None:
    value = ua.DataValue(ua.Variant(1.0), SourceTimestamp=source, ServerTimestamp=server)
    _, time, _ = columns([value])
    assert [expected] == time.tolist()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Double", 1.1, 1.1),
        ("Float", 0.5, 0.5),
        ("Float", 1.1, 1.100000023841858),
        ("Int16", -3.0, -3),
        ("Byte", 254.6, 255),
        ("Boolean", 1.0, True),
    ],
)
def test_a_number_as_the_server_takes_it(name: str, value: float, expected: float) -> None:
    assert expected == typed(ua.VariantType[name], value).value


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("Int16", 40000, "40000 does not fit into Int16"),
        ("Byte", -1, "-1 does not fit into Byte"),
        ("Boolean", 3, "a Boolean is 0 or 1, not 3"),
        ("String", 3, "a number cannot be written to a node of type String"),
        ("Float", 1e300, "does not fit into Float"),
    ],
)
def test_a_number_that_the_server_cannot_take(name: str, value: float, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        typed(ua.VariantType[name], value)
