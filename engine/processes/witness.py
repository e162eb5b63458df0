"""Witness: a thread of the worker that notes what its loop is at, for the supervisor to judge by.

It counts calls as signs of life, so that a node with much to do is not taken for one that hangs; it excuses a node that
imports or compiles; and it finds out whose calls let the memory grow once half of what is allowed is in use.
"""

import gc
import sys
import threading
from collections.abc import Callable, Iterator, MutableSequence
from types import FrameType
from typing import Any

from engine.processes.page import BEAT, COLLECTING, LOADING, STEP, Page
from engine.processes.pulse import memory_of
from engine.watch.logs import logger
from engine.work.seat import Marks

LOG = logger("tundish.engine")
EVERY = 0.1
"""Seconds between looks."""
WATCHED = 0.5
"""Share of the memory that may be in use before it is watched call by call."""
LAWFUL = ("importlib._bootstrap", "/numba/core/")
"""Parts of the file names of code that may take long."""


class Weighed:
    """Takes the place of `Runner.current`: what the memory grows by between two writes is the node's that was called.

    Reading it costs some 10 µs a call, which is why it is put there only when memory runs short.
    """

    def __init__(self, words: MutableSequence[int] | memoryview, grew: Callable[[int, int], None]) -> None:
        self._words = words
        self._grew = grew
        self._before = memory_of() or 0

    def __getitem__(self, index: int) -> int:
        return self._words[index]

    def __setitem__(self, index: int, value: int) -> None:
        self.book()
        self._words[index] = value

    def book(self) -> None:
        """Charge the node that is being called with what there is more than last time."""
        now = memory_of() or 0
        node = self._words[0]
        if node >= 0 and now > self._before:
            self._grew(node, now - self._before)
        self._before = now


class Witness(threading.Thread):
    """`flows` are those of the worker; `main` is the identity of the loop's thread."""

    def __init__(self, page: Page, flows: dict[str, Any], main: int) -> None:
        super().__init__(name="witness", daemon=True)
        self._page = page
        self._flows = flows
        self._main = main
        self._end = threading.Event()
        self._seen: object = None
        self._still = 0
        self._grown: dict[tuple[str, str], int] = {}
        self.limit = 0
        """Bytes of memory that the worker may use; 0: not limited."""
        gc.callbacks.append(self._collecting)

    def run(self) -> None:
        while not self._end.wait(EVERY):
            try:
                self.look()
            except Exception:  # the loop may change what is looked at just now; without a witness nobody is named
                LOG.exception("a look failed")

    def stop(self) -> None:
        self._end.set()
        gc.callbacks.remove(self._collecting)

    def beat(self) -> None:
        """Called by the loop itself."""
        self._page.words[BEAT] += 1

    def look(self) -> None:
        self._progress()
        if self.limit and (used := memory_of()) is not None:
            self._weigh(used > WATCHED * self.limit)

    def _progress(self) -> None:
        seen = next(self._working(), None)
        if seen != self._seen:
            self._seen, self._still = seen, 0
            self._page.words[STEP] += 1
        elif seen is not None:
            self._still += 1
        loading = self._still > 2 and _lawful(sys._current_frames().get(self._main))  # noqa: SLF001, PLR2004
        self._page.words[LOADING] = loading

    def _working(self) -> Iterator[tuple[Any, ...]]:
        """The node that is being called, and how far it has come."""
        for id, flow in list(self._flows.items()):
            index, runner = flow.seat.called[0], getattr(flow, "runner", None)
            if runner is not None and 0 <= index < len(visits := runner.visits):
                step = visits[index].step
                yield id, index, step.calls, step.samples_in, step.events_in, visits[index].out
            elif flow.seat.stepped[0] >= 0:
                yield id, flow.seat.stepped[0]

    def _weigh(self, watch: bool) -> None:  # noqa: FBT001 - private
        if not watch and self._grown:
            self._grown.clear()
            self._page.suspect = ("", "")
        for id, flow in list(self._flows.items()):
            if not hasattr(flow, "runner"):
                continue  # it is being opened
            current, seat = flow.runner.current, flow.seat
            if isinstance(current, Weighed):
                current.book()
                seat.stepped.book()
                if not watch:
                    flow.runner.current, seat.stepped = seat.called, seat.plain
            elif watch:
                flow.runner.current = Weighed(seat.called, self._grew(id, seat))
                seat.plain, seat.stepped = seat.stepped, Weighed(seat.stepped, self._grew(id, seat))

    def _grew(self, flow: str, seat: Marks) -> Callable[[int, int], None]:
        def grew(index: int, by: int) -> None:
            who = (flow, seat.node(index))
            grown = self._grown[who] = self._grown.get(who, 0) + by
            if grown == max(self._grown.values()):
                self._page.suspect = who

        return grew

    def _collecting(self, phase: str, _: dict[str, int]) -> None:
        self._page.words[COLLECTING] = phase == "start"


def _lawful(frame: FrameType | None) -> bool:
    while frame is not None:
        if any(part in frame.f_code.co_filename for part in LAWFUL):
            return True
        frame = frame.f_back
    return False
