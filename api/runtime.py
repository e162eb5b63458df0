"""Runtime: what the server asks of the engine. `engine.processes.supervisor.Supervisor` is one; tests have another."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

import anyio

from api.errors import Silent

T = TypeVar("T")
Put = Callable[[dict[str, Any]], None]


class Runtime(Protocol):
    """Flows are told apart by id alone: one runtime serves one tenant."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deploy(self, flow: str, version: int, document: dict[str, Any]) -> None:
        """Run this version from now on; DeployRefused."""

    async def withdraw(self, flow: str, *, forget: bool = False) -> None:
        """Run the flow no longer. `forget`: it is deleted; what it remembers goes too."""

    async def restart(self, flow: str) -> None:
        """Close a flow and open it again, also one that was given up; CommandRefused."""

    async def retry(self, flow: str, node: str) -> None:
        """Put a node to work again that was stopped; CommandRefused."""

    async def command(self, flow: str, node: str, command: str, user: str, args: dict[str, Any]) -> None:
        """Ask something of a node; CommandRefused."""

    async def ask(
        self, flow: str, command: str, user: str, asks: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[dict[str, str]]:
        """One command to several nodes (node, arguments); CommandRefused when none can be asked.

        What came of each: empty, or `reason`, and `why` as a word if an alarm's life cycle refused it.
        """
        ...

    async def last(self, flow: str, node: str) -> dict[str, Any]:
        """What a node last put out and what went wrong in it."""
        ...

    async def outbox(self, flow: str, node: str, do: str = "list", numbers: Sequence[int] = ()) -> list[dict[str, Any]]:
        """What an action has set aside since it could not be sent; CommandRefused. `do` may be retry or discard."""
        ...

    def watch(self, flow: str) -> None:
        """Send live values of this flow; counted."""

    def unwatch(self, flow: str) -> None: ...

    def alarms(self) -> dict[str, Any]:
        """Number of the newest change, and all alarms."""
        ...

    def status(self) -> dict[str, Any]: ...

    def flow_status(self, flow: str) -> dict[str, Any] | None: ...

    def recorders(self) -> dict[str, dict[str, Any]]:
        """How recording goes in the worker of each group: what waits, was recorded, was lost, and why it waits."""
        ...

    def told(self) -> dict[str, Any]:
        """What flows and workers last told of themselves: {"flows": by id, "workers": by group}."""
        ...

    def points(self) -> dict[str, dict[str, Any]]: ...

    def connections(self) -> dict[str, dict[str, str]]:
        """State and message of each connection in use, by id."""
        ...

    async def try_connection(self, kind: str, settings: dict[str, Any]) -> dict[str, Any]: ...

    async def set_connections(self, connections: list[dict[str, Any]]) -> None: ...

    async def set_grants(self, writes: list[dict[str, Any]]) -> None: ...

    async def set_recording(self, points: dict[str, bool]) -> None:
        """Points that are recorded in any case, or never; the others as their nodes say."""

    async def set_forces(self, forces: dict[str, tuple[float, int]]) -> None:
        """Values of points that people force, each with the time at which it ends, ns: these and no others."""

    def audit_by(self, keep: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Who keeps the audit of writes to equipment: nothing is written before it has been kept."""

    def subscribe(self, put: Put) -> Callable[[], None]: ...


async def within(seconds: float, what: str, answer: Awaitable[T]) -> T:
    """Wait for the engine, but not for ever; Silent."""
    try:
        with anyio.fail_after(seconds):
            return await answer
    except TimeoutError:
        raise Silent(f"The engine did not {what} within {seconds:g} s", "See its state in the status bar") from None
