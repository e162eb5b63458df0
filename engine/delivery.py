"""Delivery: carries effects from the outbox to the actions that send them, in order, one at a time per node."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from engine.codec import event_from, event_raw
from engine.ledger import Ledger, LedgerError
from tundish.connector import Action, Io
from tundish.errors import ConnectionFailed, TundishError
from tundish.event import Event

ATTEMPTS = 5
"""How often an effect is tried that fails for another reason than a link that is down."""
EXPIRED = 60_000_000_000
"""Engine time after which a command to equipment is sent no more, ns."""
LONGEST = 60.0
"""Seconds that one attempt may take."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts."""


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
                if self.node.at_most_once:
                    self._mark(entry.id, "done")
                    await self._told(entry, kind, data)
                else:
                    await self._told(entry, kind, data)
                    self._mark(entry.id, "done")
                self._waiting.popleft()
            self._came.clear()

    async def _told(self, entry: Waiting, kind: str, data: Mapping[str, Any]) -> None:
        """Take the result back into the flow."""
        event = Event(
            kind=kind, time=self._io.now(), arrival=0, point=entry.effect.point,
            data={"effect": dict(entry.effect.data), **data}, trace=entry.effect.trace,
        )  # fmt: skip
        try:
            await self._answer(event)
        except ValueError as error:  # what the action returned cannot be kept
            await self._answer(msgspec.structs.replace(event, data={"error": f"the result is lost: {error}"}))

    async def _delivered(self, entry: Waiting) -> tuple[str, Mapping[str, Any]]:
        """What became of it, after as many attempts as the action allows."""
        once = self.node.at_most_once
        if once and (why := self._forbidden(entry)):
            self._io.status("error", why)
            return "action.failed", {"error": why}
        failures = attempt = 0
        while True:
            self._mark(entry.id, "sending")
            try:
                async with asyncio.timeout(LONGEST):
                    result = dict(await self.node.handle(entry.effect, self._io) or {})
            except ConnectionFailed as error:
                why = str(error)  # the link is down: nothing is given up, order is kept
            except TimeoutError:
                why = f"no answer within {LONGEST:.0f} s"
                failures += 1
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is the result
                why = str(error) if isinstance(error, TundishError) else f"{type(error).__name__}: {error}"
                failures += 1
            else:
                self._io.status("ok")
                return "action.done", result
            self._io.status("error", why if self.size == 1 else f"{why} ({self.size} wait)")
            if once or failures >= ATTEMPTS:
                return "action.failed", {"error": why}
            attempt += 1
            await asyncio.sleep(min(LONGEST_PAUSE, 2.0**attempt) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter

    def _forbidden(self, entry: Waiting) -> str:
        """Why a command to equipment must not be sent; empty when it may."""
        if entry.unknown:
            return "The process ended while this was sent: whether it arrived is not known"
        age = self._io.now() - entry.effect.arrival
        if age > EXPIRED:
            return f"Not sent: it was decided {age // 1_000_000_000} s ago, which is too old for a command to equipment"
        try:
            self._ledger.mark(entry.id, "sending", forced=True)
        except LedgerError as error:
            return f"Not sent: that it is being sent could not be written down ({error.message})"
        return ""

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
