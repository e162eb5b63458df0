"""Keeper: brings what a flow has to remember to the disk, and goes on without it when the disk takes nothing.

Then the flow is *degraded*: it runs on live data, nothing that came in is acknowledged, nothing leaves, and what wants
to leave is held in memory, up to a bound. Every second it tries to write a checkpoint that holds all of it; when that
succeeds, everything is as if nothing had been.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.disk.codec import Codec
from engine.disk.copying import Copying, Saved, Turn
from engine.disk.ledger import Entry, Ledger, Save, Settled
from engine.disk.writer import LedgerError
from engine.passes.gate import Gate
from engine.passes.inbox import Emit
from engine.passes.runner import Runner
from tundish.points import Points

HELD = 100_000
"""Records that are held in memory while the disk takes nothing; then the oldest are lost, and counted."""


SLICE = 64
"""Nodes whose states are copied between two other things that the worker does."""


@dataclass(eq=False)
class Flight:
    """What a job on its way to the disk brings there."""

    entries: Sequence[Entry] = ()
    settled: Sequence[Settled] = ()


class Keeper:
    """Of one flow. `handed(entries)` is called with what is on the disk."""

    def __init__(
        self,
        ledger: Ledger,
        points: Points,
        handed: Callable[[Sequence[Entry]], None],
        answered: Callable[[Sequence[Settled]], None],
    ) -> None:
        self.trouble = ""
        """Why the disk takes nothing; empty when it does."""
        self.lost = 0
        """Records that were lost because the disk took nothing for too long."""
        self._codec = Codec(points)
        self._ledger = ledger
        self._points = points
        self._handed = handed
        self._answered = answered
        self._kept = 0
        self._last = 0
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._entries: list[Entry] = []
        self._settled: list[Settled] = []
        """Both held while the disk takes nothing."""
        self._flying: deque[Flight] = deque()
        """What the disk has not answered to yet."""
        self._answer = asyncio.Event()
        """The disk has answered to something."""
        self._mending = False
        self._again: Callable[[], None] | None = None
        """The checkpoint that was asked for while another was mending."""
        self._deployed = False
        """It is of another version: what comes after it does not belong to the one that is mending."""
        self.before_save: Callable[[], Callable[[], Mapping[str, Any]]] = lambda: dict
        """Called for each checkpoint; what it gives is called in the writer's thread before the checkpoint is made, and
        what that gives is remembered with it."""
        self._saved: Saved = {}
        self._turn = Turn()
        self._copying: Copying | None = None
        """Of the checkpoint that is being made."""
        self._write_copied: Callable[[], None] = lambda: None
        self._document: Mapping[str, Any] | None = None

    def know(self, names: list[tuple[int, str]]) -> None:
        """The names of points that stand in the file."""
        self._codec = Codec(self._points, names)

    def decode(self, raw: bytes) -> tuple[list[Emit], int]:
        return self._codec.decode(raw)

    @property
    def degraded(self) -> bool:
        return bool(self.trouble)

    def problem(self, *others: str) -> str:
        """Everything that is wrong with the flow as a whole."""
        told = [*others, self.disk]
        if self.lost:
            told.append(f"{self.lost} records to be sent are lost: the disk took nothing for too long")
        return ". ".join(text for text in told if text)

    @property
    def disk(self) -> str:
        """Why nothing can be kept, and what that means; empty when all can."""
        if not self.degraded:
            return ""
        return (
            f"Nothing can be kept: {self.trouble}. The flow runs on; what comes in is not acknowledged, nothing is"
            " sent out, and after a crash it begins where the disk ended"
        )

    async def kept(self, stamp: int) -> None:
        """Return when everything up to this stamp is on the disk."""
        if self._kept >= stamp:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((stamp, done))
        await done

    def figures(self) -> dict[str, int]:
        """For metrics."""
        return {"degraded": int(self.degraded), "lost": self.lost}

    async def quiet(self) -> None:
        """Return when nothing is on its way any more, nor the checkpoint that waited for one that mends."""
        self.finish()
        while self._flying:
            self._answer.clear()
            await self._answer.wait()

    async def release(self) -> None:
        """Nothing more is kept: whoever still waits for it is cancelled."""
        for _, done in self._waiting:
            done.cancel()
        self._waiting.clear()
        await asyncio.sleep(0)

    def frame(self, emits: list[Emit], until: int, settled: Sequence[Settled]) -> None:
        """What comes in with a pass, before it runs."""
        self._last = until
        self._ledger.count((), settled)
        if self.trouble and (not self._mending or self._deployed):  # the next checkpoint holds it
            self._settled += settled
            return
        encoded, flight = self._codec.encode(emits, until), self._flight((), settled)

        def told(error: LedgerError | None) -> None:
            if error is None:
                self._done(until, flight)
            else:
                self._failed(error, flight)

        self._ledger.frame(encoded.raw, encoded.names, settled, told)

    def records(self, entries: Sequence[Entry]) -> None:
        """What wants to leave after the pass."""
        if not entries:
            return
        self._ledger.count(entries, ())
        if self.trouble:  # also while it is being mended: what failed before may still come back, and goes first
            self._hold(entries)
        else:
            self._write(entries)

    def _write(self, entries: Sequence[Entry]) -> None:
        flight = self._flight(entries, ())

        def told(error: LedgerError | None) -> None:
            if error is None:
                self._done(0, flight)
            else:
                self._failed(error, flight)

        self._ledger.records(entries, told)

    def save(
        self, runner: Runner, gate: Gate, until: int, version: int, document: dict[str, Any], entries: Sequence[Entry]
    ) -> None:
        """A checkpoint of what has changed since the last one; of everything after a trouble."""
        self.finish()
        self._ledger.count(entries, ())
        if self._mending:
            self._hold(entries)
            self._deployed |= document is not self._document
            self._again = lambda: self.save(runner, gate, max(until, self._last), version, document, ())
            return
        if mends := self.degraded:
            self._fetch_back()
        flight = Flight(self._by_number(entries), self._settled)
        self._entries, self._settled = [], []
        self._mending, self._last = mends, until
        changed = None if document is self._document else document
        position, kept, first = self._ledger.position, gate.still(), self.before_save()
        copying = Copying(runner, self._points, self._saved, self._turn)
        self._document = document

        def told(error: LedgerError | None) -> None:
            self._answered_save(error, flight, until, mends=mends)

        def write() -> None:
            copying.some(len(runner.visits))
            self._saved, self._turn.copying = copying.saved, None
            self._flying.append(flight)
            save = Save(
                position, version, changed, lambda: {**first(), "last": until, "gate": kept.snapshot()},
                copying.changed, copying.nodes, self._codec.names() if mends else [],
                list(flight.entries), list(flight.settled),
            )  # fmt: skip
            self._ledger.save(save, told, mends=mends)

        self._copying, self._write_copied = copying, write
        if mends or changed is not None or flight.entries or not self._ledger.threaded:
            self.finish()  # nothing that comes after it may reach the disk before it
        else:
            asyncio.get_running_loop().call_soon(self._copy, copying)

    def _answered_save(self, error: LedgerError | None, flight: Flight, until: int, *, mends: bool) -> None:
        again = None
        if mends:
            self._mending = self._deployed = False
            again, self._again = self._again, None
        if error is not None:
            self._saved, self._document = {}, None
            self._failed(error, flight)
            return
        if mends:
            self.trouble = ""
        self._done(until, flight)
        if again is not None:
            again()  # holds what came while it was mended
        elif mends and self._entries:
            held, self._entries = self._by_number(()), []
            self._write(held)

    def finish(self) -> None:
        """Copy what a checkpoint has not copied yet. Call it before anything but a pass touches a node."""
        if self._copying is not None:
            self._copying = None
            self._write_copied()

    def _copy(self, copying: Copying) -> None:
        """Some more nodes; the next ones when others have had their turn."""
        if copying is not self._copying:
            return
        if copying.some(SLICE):
            self.finish()
        else:
            asyncio.get_running_loop().call_soon(self._copy, copying)

    def _flight(self, entries: Sequence[Entry], settled: Sequence[Settled]) -> Flight:
        flight = Flight(entries, settled)
        self._flying.append(flight)
        return flight

    def _fetch_back(self) -> None:
        """What is on its way fails, as nothing is written before the disk is mended: what mends has to hold it.

        The checkpoint includes the passes it is of, so a kill right after it would lose it.
        """
        self._saved, self._document = {}, None
        for flight in self._flying:
            self._settled += flight.settled
            self._hold(flight.entries)
            flight.entries = flight.settled = ()

    def _done(self, until: int, flight: Flight) -> None:
        self._landed(flight)
        self._kept = max(self._kept, until)
        while self._waiting and self._waiting[0][0] <= self._kept:
            _, done = self._waiting.popleft()
            if not done.done():
                done.set_result(None)
        self._answered(flight.settled)
        self._handed(flight.entries)

    def _failed(self, error: LedgerError, flight: Flight) -> None:
        self._landed(flight)
        self.trouble = self.trouble or error.message
        self._settled += flight.settled
        self._hold(flight.entries)

    def _landed(self, flight: Flight) -> None:
        self._flying.remove(flight)
        self._answer.set()

    def _by_number(self, more: Sequence[Entry]) -> list[Entry]:
        """What is held, as it was decided: what failed on its way has come back after what was held at once."""
        return sorted([*self._entries, *more], key=lambda entry: entry.number)

    def _hold(self, entries: Sequence[Entry]) -> None:
        self._entries += entries
        extra = len(self._entries) - HELD
        if extra > 0:
            self._entries = self._by_number(())
            self._ledger.forget(self._entries[:extra])
            del self._entries[:extra]
            self.lost += extra
