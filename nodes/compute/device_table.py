"""Device table: which device goes which way."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from tundish import NodeConfig, Table
from tundish.fields import LONGEST_POINT
from tundish.pattern import DEVICE

OWN = ("samples", "events", "error", "effect")


def _one_device(pattern: str) -> str:
    if pattern.count(DEVICE) != 1:
        raise ValueError(f"{DEVICE} must stand in it once")
    return pattern


class DeviceRow(NodeConfig):
    """One device and its way."""

    device: Annotated[str, Field(min_length=1, max_length=LONGEST_POINT, title="Device")] = "P1"
    """Name of the device, as it stands in the names of its points."""
    port: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,55}$", title="Output")] = "other"
    """Name of the output: small letters, digits, - and _. Several devices may share one."""


class DevicesConfig(NodeConfig):
    points: Annotated[
        str, Field(min_length=8, max_length=LONGEST_POINT, title="Points of a device"), AfterValidator(_one_device)
    ] = "{device}.*"
    """Which points are a device's: `{device}` stands for its name, a `*` at the end or the beginning for anything."""
    devices: Annotated[Table[DeviceRow], Field(title="Devices")] = ()
    """Devices that go a way of their own. All others go on together."""

    @field_validator("devices")
    @classmethod
    def _of_one_name_each(cls, rows: tuple[DeviceRow, ...]) -> tuple[DeviceRow, ...]:
        seen: set[str] = set()
        for row in rows:
            if row.port in OWN:
                raise ValueError(f"{row.port!r} is an output of its own; call the one of {row.device!r} something else")
            if row.device in seen:
                raise ValueError(f"{row.device!r} stands in two rows")
            seen.add(row.device)
        return rows
