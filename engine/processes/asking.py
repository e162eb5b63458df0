"""Asking: the supervisor's part in what people ask of nodes that run."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from engine.processes.messages import Ask, Command, Last, Outbox
from engine.processes.minder import Minder
from tundish.errors import CommandRefused

DEFAULT = ""
"""Isolation group of flows that name none."""


class Asking:
    """Base of the supervisor."""

    _minders: dict[str, Minder]
    _places: dict[str, Minder]

    async def command(self, flow: str, node: str, command: str, user: str, args: dict[str, Any]) -> None:
        """Put a command into the flow; CommandRefused says why not."""
        await self._up(flow).call(partial(Command, flow=flow, node=node, command=command, user=user, args=args))

    async def ask(
        self, flow: str, command: str, user: str, asks: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[dict[str, str]]:
        """The same command to several nodes, with arguments for each, and what came of each.

        Empty: it was done. Else `reason`, and `why` as a word if an alarm's life cycle refused it.
        """
        call = partial(Ask, flow=flow, command=command, user=user, asks=list(asks))
        return list(await self._up(flow).call(call))

    async def last(self, flow: str, node: str) -> dict[str, Any]:
        """What a node last put out and what went wrong in it."""
        minder = self._places.get(flow)
        if minder is None or minder.state != "up":
            return {"ports": {}, "problems": []}
        return dict(await minder.call(partial(Last, flow=flow, node=node)))

    async def outbox(self, flow: str, node: str, do: Any = "list", numbers: Sequence[int] = ()) -> list[dict[str, Any]]:
        """What an action has set aside; `retry` and `discard` return those that were."""
        call = partial(Outbox, flow=flow, node=node, do=do, numbers=list(numbers))
        return list(await self._place(flow).call(call))

    def _up(self, flow: str) -> Minder:
        minder = self._places.get(flow, self._minders[DEFAULT])
        if minder.state != "up":
            raise CommandRefused("The engine is restarting", "Try again in a moment")
        return minder

    def _place(self, flow: str) -> Minder:
        if flow not in self._places:
            raise CommandRefused(f"Flow {flow!r} is not running", "Start it first")
        return self._places[flow]
