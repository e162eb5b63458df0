"""Steps: what may happen to a flow in a story, one after the other."""

from typing import Any, NamedTuple, TypeAlias

SECOND = 1_000_000_000
BEGIN = 1_795_000_000 * SECOND
"""Engine time at which every story begins: a day in November 2026."""


class Put(NamedTuple):
    """Samples that a source brings at once: (point, time, value, quality) each."""

    node: str
    port: str
    rows: tuple[tuple[str, int, float, int], ...]


class Happen(NamedTuple):
    """An event that a source brings."""

    node: str
    port: str
    kind: str
    point: str
    data: dict[str, Any]


class Ask(NamedTuple):
    """A person's command."""

    node: str
    command: str
    args: dict[str, Any]


class Pause(NamedTuple):
    """Time goes on, ns."""

    by: int


class Deploy(NamedTuple):
    """Another version of the document is put to work."""

    document: dict[str, Any]


Step: TypeAlias = Put | Happen | Ask | Pause | Deploy
