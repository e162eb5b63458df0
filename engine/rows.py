"""Rows: what a line of a recording says, and the readers of its fields. A wrong field is a ValueError."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from flows.words import shown
from tundish.iso import nanoseconds_of
from tundish.rows import sample_row

LATEST = 9_214_646_400_000_000_000
"""2262-01-01: later times do not fit in 64 bits with room to spare."""


class SampleRow(NamedTuple):
    """One sample; `arrival` is 0 where the data does not say it."""

    line: int
    time: int
    arrival: int
    point: str
    value: float
    quality: int


class EventRow(NamedTuple):
    line: int
    time: int
    arrival: int
    node: str
    port: str
    """Empty: the node's only one."""
    kind: str
    point: str
    data: dict[str, Any]


class CommandRow(NamedTuple):
    line: int
    time: int
    arrival: int
    node: str
    command: str
    user: str
    args: dict[str, Any]


class TickRow(NamedTuple):
    line: int
    time: int
    arrival: int


Row: TypeAlias = SampleRow | EventRow | CommandRow | TickRow


def sample(line: int, arrival: Any, texts: Sequence[Any]) -> SampleRow:
    """From time, point, value and quality, as text or as JSON has them."""
    time, point, value, quality = sample_row(*texts)
    return SampleRow(line, _in_range(time, texts[0]), stamp(arrival), point, value, quality)


def time_of(value: Any) -> int:
    """Ns since 1970 of an ISO text."""
    if not isinstance(value, str):
        raise ValueError(f"a time is a text like 2026-11-21T12:00:00Z, not {shown(value)}")  # noqa: TRY004 - of data
    return _in_range(nanoseconds_of(value), value)


def stamp(value: Any) -> int:
    """The same for an arrival stamp; 0 when there is none."""
    if value is None or value == "":
        return 0
    try:
        return time_of(value)
    except ValueError as error:
        raise ValueError(f"arrival: {error}") from None


def _in_range(time: int, text: Any) -> int:
    if not 0 <= time < LATEST:
        raise ValueError(f"{shown(text)} is no time between 1970 and 2262")
    return time
