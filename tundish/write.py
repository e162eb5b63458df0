"""What a node asks of the safe-write pipeline, and what the pipeline asks of a connection."""

from collections.abc import Callable
from typing import NamedTuple, Protocol


class WriteRequest(NamedTuple):
    """Write one value to equipment. The pipeline decides whether it is done."""

    connection: str
    point: str
    """Name under which the allow-list and the audit know it."""
    address: str
    """Where, in the words of the connection: a register, a node id."""
    value: float
    flow: str = ""
    node: str = ""
    user: str = ""
    tolerance: float = 0.0
    """Largest difference of the value read back, in units of the point."""
    timeout: float = 5.0
    """Seconds until the value read back must agree."""
    looks: bool = False
    """Send nothing: the process ended while this was being sent; read back what became of it."""


class Writable(Protocol):
    """A connection that can be written to."""

    @property
    def connected(self) -> bool: ...

    async def ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as a connection has it
        """Wait until the link is open; ConnectionFailed after `timeout` seconds."""

    async def fits(self, address: str, value: float) -> float:
        """The value as the equipment will hold it; ValueError if it cannot."""

    async def write(self, address: str, value: float, still: Callable[[], None]) -> None:
        """Send once, after calling `still` with nothing between it and the wire; what it raises is passed on.

        WriteRefused: nothing was sent, or the equipment said no. Any other error: nobody knows whether it was done.
        """

    async def read(self, address: str) -> float:
        """One value, now."""
