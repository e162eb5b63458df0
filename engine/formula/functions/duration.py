"""Stretches of time as they are written in a formula: `5 min`, `30 s`."""

from engine.formula.functions.function import Wrong
from tundish.said import say


class Seconds(float):
    """A number that was written with a unit of time."""


SECONDS = {
    "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0, "sec": 1.0, "min": 60.0, "h": 3600.0, "hr": 3600.0, "d": 86400.0,
    "day": 86400.0, "days": 86400.0, "week": 604_800.0,
}  # fmt: skip
"""In one of each unit of time."""

LONGEST = 10 * 366 * 86400.0
"""Seconds."""


def nanoseconds(name: str, value: object) -> float:
    """Of an argument that must be written with a unit of time; Wrong says how."""
    if not isinstance(value, Seconds):
        shown = f"{value:g}" if isinstance(value, float) else "5"
        raise Wrong(
            say("{name} must be written with a unit of time", name=name),
            say("write {shown} s, or {shown} min", shown=shown),
        )
    if not 0 < value <= LONGEST:
        raise Wrong(say("{name} must be longer than nothing, and at most ten years", name=name), say("write 5 min"))
    return float(round(value * 1e9))


def in_seconds(unit: object) -> float:
    """What a text says for a unit of time; Wrong says how."""
    if unit not in SECONDS:
        raise Wrong(say("{unit} is no unit of time", unit=unit), say('write "s", "min", "h" or "d", in quotes'))
    return SECONDS[str(unit)]
