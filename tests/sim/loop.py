"""An event loop on simulated time: when nobody has anything to do, time goes on to what is waited for next."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


TURN = 100
"""What a turn of the loop takes at least, ns: whoever waits for a time that is now must see it pass."""


class Stuck(AssertionError):
    """Nobody waits for a time, and nobody has anything to do: this would hang for ever."""


class _Selector(selectors.DefaultSelector):
    """Waits for nothing: time goes on instead."""

    loop: "Loop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise Stuck("nothing will ever happen again")
        self.loop.nanoseconds += max(TURN, round(timeout * 1e9))
        return []


class Loop(asyncio.SelectorEventLoop):
    """`nanoseconds` since it was made, simulated. One thread, no sockets."""

    def __init__(self) -> None:
        selector = _Selector()
        super().__init__(selector)
        selector.loop = self
        self.nanoseconds = 0
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self.nanoseconds / 1e9


def run(main: Coroutine[Any, Any, T], loop: Loop) -> T:
    """`main`, and then the end of everything that still runs."""
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(main)
    finally:
        rest = asyncio.all_tasks(loop)
        for task in rest:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
