"""Device table: which device goes which way, and which device a point belongs to."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from tundish import NodeConfig, Table
from tundish.fields import LONGEST_POINT

DEVICE = "{device}"
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


class DeviceTable:
    """Finds the way of a point: the output of its device, or None."""

    def __init__(self, config: DevicesConfig) -> None:
        head, _, tail = config.points.partition(DEVICE)
        self._before, self._head = head.startswith("*"), head.lstrip("*")
        self._after, self._tail = tail.endswith("*"), tail.rstrip("*")
        self._ports = {row.device: row.port for row in config.devices}

    def port_of(self, point: str) -> str | None:
        """The longest device that fits has the point."""
        found = [name for name in self._named(point) if name in self._ports]
        return self._ports[max(found, key=len)] if found else None

    def _named(self, point: str) -> list[str]:
        """All texts that may be the device of this point."""
        starts = _places(point, self._head, after=True) if self._before else [len(self._head)]
        stops = _places(point, self._tail, after=False) if self._after else [len(point) - len(self._tail)]
        if not self._before and not point.startswith(self._head):
            return []
        if not self._after and not point.endswith(self._tail):
            return []
        return [point[start:stop] for start in starts for stop in stops if start < stop]


def _places(text: str, part: str, *, after: bool) -> list[int]:
    """Where a part stands in a text: the places before it, or after it."""
    found = [i for i in range(len(text) - len(part) + 1) if text.startswith(part, i)]
    return [i + len(part) for i in found] if after else found
