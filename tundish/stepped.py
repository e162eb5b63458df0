"""Stepped: what one call of a node came to."""

from typing import NamedTuple

from tundish.event import Event


class Stepped(NamedTuple):
    """What one call of a node came to, for traces.

    Told of every call that an event, a command, a result or a timer caused, and of others that put out events.
    """

    node: str
    port: str
    """Where the cause came in; `@timer` for a timer, `@command` for a command, and so on."""
    cause: Event | None
    """None for samples, timers, and a node that comes, goes or is edited."""
    arrival: int
    """Stamp of the cause: of samples the first of the batch."""
    outputs: list[tuple[str, Event]]
    """Port and sealed event; of a call that threw, its problem."""
    ns: int
    """How long the node took."""
    error: str
    """Empty when all went well."""
