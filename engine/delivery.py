"""Delivery: carries effects from the outbox to the actions that send them, in order, one at a time per node."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.codec import event_from, event_raw
from engine.ledger import Ledger, LedgerError
from tundish.connector import Action, Io
from tundish.errors import TundishError
from tundish.event import Event

ATTEMPTS = 5
LONGEST = 60.0
"""Seconds that one attempt may take."""


class Waiting(NamedTuple):
    id: str
    effect: Event
    unknown: bool = False
    """It was being sent when the process died: nobody knows whether it arrived."""


class Delivery:
    """Of one action node. `answer(event)` takes the result back into the flow."""

    def __init__(self, node: Action[Any, Any], io: Io, ledger: Ledger, answer: Callable[[Event], Any]) -> None:
        self.node = node
        self._io = io
        self._ledger = ledger
        self._answer = answer
        self._waiting: deque[Waiting] = deque()
        self._came = asyncio.Event()

    def put(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)
        self._came.set()

    @property
    def size(self) -> int:
        return len(self._waiting)

    async def run(self) -> None:
        while True:
            await self._came.wait()
            while self._waiting:
                entry = self._waiting[0]
                kind, data = await self._delivered(entry)
                self._mark(entry.id, "done")
                self._waiting.popleft()
                await self._answer(
                    Event(
                        kind=kind, time=self._io.now(), arrival=0, point=entry.effect.point,
                        data={"effect": dict(entry.effect.data), **data}, trace=entry.effect.trace,
                    )
                )  # fmt: skip
            self._came.clear()

    async def _delivered(self, entry: Waiting) -> tuple[str, Mapping[str, Any]]:
        """What became of it, after as many attempts as the action allows."""
        once = self.node.at_most_once
        if once and entry.unknown:
            return "action.failed", {"error": "The process ended while this was sent: whether it arrived is not known"}
        why = ""
        for attempt in range(1 if once else ATTEMPTS):
            if attempt:
                await asyncio.sleep(min(30.0, 2.0**attempt) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            self._mark(entry.id, "sending")
            try:
                async with asyncio.timeout(LONGEST):
                    result = await self.node.handle(entry.effect, self._io)
            except TimeoutError:
                why = f"no answer within {LONGEST:.0f} s"
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result
                why = str(error) if isinstance(error, TundishError) else f"{type(error).__name__}: {error}"
            else:
                self._io.status("ok")
                return "action.done", dict(result or {})
            self._io.status("error", why)
        return "action.failed", {"error": why}

    def _mark(self, id: str, state: str) -> None:
        try:
            self._ledger.mark(id, state)
        except LedgerError as error:
            self._io.status("warn", str(error))


def stored(flow: str, node: str, effect: Event) -> tuple[str, str, dict[str, Any]]:
    """An effect as the ledger keeps it."""
    assert effect.origin is not None  # noqa: S101 - the step has sealed it
    return effect.origin.id(flow), node, event_raw(effect)


def restored(raw: dict[str, Any]) -> Event:
    return event_from(raw)
