"""Values of OPC UA as columns, and numbers as values of a type. Status codes after OPC UA part 4 and 8."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nodes.drivers.times import in_range
from tundish.quality import (
    BAD,
    COMM_LOST,
    CONFIGURATION_ERROR,
    DEVICE_FAILURE,
    FORCED,
    GOOD,
    NOT_A_NUMBER,
    OUT_OF_RANGE,
    STALE,
    UNCERTAIN,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NO_TIME = -1

LEVELS = (GOOD, UNCERTAIN, BAD, BAD)
"""By the top two bits of a status code."""

REASONS = {
    0x0096: FORCED,  # GoodLocalOverride
    0x408F: COMM_LOST,  # UncertainNoCommunicationLastUsableValue
    0x4090: STALE,  # UncertainLastUsableValue
    0x4091: FORCED,  # UncertainSubstituteValue
    0x4092: STALE,  # UncertainInitialValue
    0x4093: OUT_OF_RANGE,  # UncertainSensorNotAccurate
    0x4094: OUT_OF_RANGE,  # UncertainEngineeringUnitsExceeded
    0x8005: COMM_LOST,  # BadCommunicationError
    0x800A: COMM_LOST,  # BadTimeout
    0x801F: CONFIGURATION_ERROR,  # BadUserAccessDenied
    0x8031: COMM_LOST,  # BadNoCommunication
    0x8032: STALE,  # BadWaitingForInitialData
    0x8033: CONFIGURATION_ERROR,  # BadNodeIdInvalid
    0x8034: CONFIGURATION_ERROR,  # BadNodeIdUnknown
    0x8035: CONFIGURATION_ERROR,  # BadAttributeIdInvalid
    0x803A: CONFIGURATION_ERROR,  # BadNotReadable
    0x803C: OUT_OF_RANGE,  # BadOutOfRange
    0x8089: CONFIGURATION_ERROR,  # BadConfigurationError
    0x808A: COMM_LOST,  # BadNotConnected
    0x808B: DEVICE_FAILURE,  # BadDeviceFailure
    0x808C: DEVICE_FAILURE,  # BadSensorFailure
    0x808D: DEVICE_FAILURE,  # BadOutOfService
}
"""By the upper half of a status code."""

INTEGERS = {
    "SByte": "b", "Byte": "B", "Int16": "h", "UInt16": "H", "Int32": "i", "UInt32": "I", "Int64": "q", "UInt64": "Q",
}  # fmt: skip


class Typed(NamedTuple):
    """A number as the server takes it."""

    value: float | int | bool
    type: Any


def quality_of(status: int) -> int:
    """Our quality for a status code."""
    return LEVELS[status >> 30] | REASONS.get(status >> 16, 0)


def columns(
    values: Sequence[Any],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Value, time (ns; the source's, else the server's, else NO_TIME) and quality of data values."""
    value = np.array([_number(v) for v in values])
    time = np.array([_time(v) for v in values], np.int64)
    quality = np.array([quality_of(v.StatusCode.value if v.StatusCode else 0) for v in values], np.uint8)
    quality[~np.isfinite(value) & (quality < BAD)] = BAD | NOT_A_NUMBER
    value[quality >= BAD] = np.nan
    return value, time, quality


def typed(kind: Any, value: float) -> Typed:
    """A number as a value of a variant type; ValueError says why it cannot be one."""
    name = kind.name
    if name == "Boolean":
        if value not in {0, 1}:
            raise ValueError(f"a Boolean is 0 or 1, not {value:g}")
        return Typed(bool(value), kind)
    code = INTEGERS.get(name) or {"Float": "f", "Double": "d"}.get(name)
    if code is None:
        raise ValueError(f"a number cannot be written to a node of type {name}")
    number = round(value) if name in INTEGERS else value
    try:
        return Typed(struct.unpack(f"<{code}", struct.pack(f"<{code}", number))[0], kind)
    except (struct.error, OverflowError):
        raise ValueError(f"{value:g} does not fit into {name}") from None


def _number(data: Any) -> float:
    value = data.Value.Value if data.Value is not None else None
    return float(value) if isinstance(value, bool | int | float) else np.nan


def _time(data: Any) -> int:
    """Source time, else server time. A clock that stands at the beginning or end of times tells none."""
    return next((t for at in (data.SourceTimestamp, data.ServerTimestamp) if in_range(t := _ns(at))), NO_TIME)


def _ns(at: datetime | None) -> int:
    if at is None:
        return NO_TIME
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (aware - EPOCH) // MICROSECOND * 1000
