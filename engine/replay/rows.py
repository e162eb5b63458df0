"""Rows: what a line of a recording says."""

from typing import Any, NamedTuple, TypeAlias

from tundish.rows import SampleRow


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
