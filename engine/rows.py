"""Rows: what a line of a recording says, and the readers of its fields. A wrong field is a ValueError."""

import re
from typing import Any, NamedTuple, TypeAlias

from flows.words import shown
from tundish.fields import LONGEST_POINT
from tundish.iso import nanoseconds_of

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


def point(text: Any) -> str:
    """The name of a point without the blanks around it."""
    name = text.strip() if isinstance(text, str) else ""
    if not name:
        raise ValueError("the point has no name")
    if len(name) > LONGEST_POINT or not name.isprintable():
        raise ValueError(f"{shown(name)} is no name of a point: at most {LONGEST_POINT} printable characters")
    return name


DIGITS = re.compile(r"\d{1,19}", re.ASCII)
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def number(text: str) -> float:
    """A number in CSV; an empty field and `nan` are NaN."""
    text = text.strip()
    if text.lower() in {"", "nan", "null"}:
        return float("nan")
    if not NUMBER.fullmatch(text):
        hint = " (decimals are written with a point)" if "," in text else ""
        raise ValueError(f"{shown(text)} is no number{hint}")
    return float(text)


def time_of(value: Any) -> int:
    """Ns since 1970 of an ISO text or a whole number; ValueError says what is wrong."""
    if isinstance(value, str):
        text = value.strip()
        time = int(text) if DIGITS.fullmatch(text) else nanoseconds_of(text)
    elif isinstance(value, int) and not isinstance(value, bool):
        time = value
    else:
        raise ValueError(  # noqa: TRY004 - it is the data that is wrong
            f"{shown(value)} is no time: write 2026-11-21T12:00:00.5Z, or nanoseconds since 1970"
        )
    if not 0 <= time < LATEST:
        raise ValueError(f"{shown(value)} is no time between 1970 and 2262")
    return time


def stamp(value: Any) -> int:
    """The same for an arrival stamp; 0 when there is none."""
    if value is None or value == "":
        return 0
    try:
        return time_of(value)
    except ValueError as error:
        raise ValueError(f"arrival: {error}") from None
