"""Recorder: takes samples of a worker's flows to the history, without any flow waiting for it.

What a pass has put out is handed over when the pass is over, so an instant is never torn. A thread appends it to the
log. While the disk takes nothing, samples wait in memory, up to a bound; beyond it new ones are lost, counted and told.
Nothing is started, and no file made, before there is something to record.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.history.errors import HistoryError
from engine.history.log import Batch, Log
from tundish.points import Points
from tundish.samples import Samples

ROOM = 4_000_000
"""Samples that may wait for the disk."""
PAUSE = 0.2
"""Seconds in which samples come together for one transaction."""
AGAIN = 2.0
"""Seconds until the disk is tried again."""
ASK, NEVER, ALWAYS = 0, 1, 2
"""What the point directory says of a point: as the node says; not; in any case."""


class Recorder:
    """Of one worker; `World.history`. All but `flush` belongs to its loop."""

    def __init__(self, path: Path, points: Points, room: int = ROOM) -> None:
        """`path`: the log. Points by their numbers in this process."""
        self.trouble = ""
        """Why the disk takes nothing; empty when it does."""
        self.lost = 0
        """Samples that were given up."""
        self._losing: Counter[str] = Counter()
        """Those of each flow that were given up since the disk last kept up."""
        self.recorded = 0
        """Samples on the disk since the start."""
        self._path = path
        self._points = points
        self._room = room
        self._choice: npt.NDArray[np.uint8] = np.zeros(64, np.uint8)
        self._chosen: dict[str, int] = {}
        self._looked = 0
        self._pass: list[tuple[str, str, str, Samples]] = []
        self._queue: list[tuple[str, str, str, Samples]] = []
        self._waiting = 0
        self._ticket = self._done = 0
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = self._hurry = False

    def choose(self, points: Mapping[str, bool]) -> None:
        """What the point directory says: recorded whatever the node says, or not."""
        self._chosen = {name: ALWAYS if record else NEVER for name, record in points.items()}
        self._choice[:] = ASK
        self._looked = 0

    def records(self, *, record: bool) -> bool:
        """Whether samples of a node, which records or does not, may be wanted at all."""
        return record or bool(self._chosen)

    def put(self, flow: str, node: str, port: str, samples: Samples, *, record: bool) -> None:
        """Take samples of a node, which records or does not; never waits."""
        if self._chosen:
            samples = self._picked(samples, record=record)
        elif not record:
            return
        if not samples.size:
            return
        if not self._pass:
            asyncio.get_running_loop().call_soon(self.hand_over)
        self._pass.append((flow, node, port, samples))

    def hand_over(self) -> int:
        """A pass is over: give what it has put out to the thread. The ticket for `flush`."""
        taken, self._pass = self._pass, []
        with self._turn:
            size = sum(batch[3].size for batch in taken)
            if size and self._waiting + size > self._room:
                self.lost += size
                for flow, _, _, samples in taken:
                    self._losing[flow] += samples.size
            elif size:
                self._queue += taken
                self._waiting += size
                self._ticket += 1
                self._begin()
                if self._waiting > self._room // 8:
                    self._turn.notify_all()
            return self._ticket

    def flush(self, ticket: int, patience: float = 5.0) -> bool:
        """Wait, in another thread, until what was handed over up to this ticket is on the disk; whether it is."""
        with self._turn:
            if self._done < ticket:
                self._hurry = True
                self._turn.notify_all()
            return (
                self._turn.wait_for(lambda: self._done >= ticket or bool(self.trouble), patience) and not self.trouble
            )

    def losing(self, flow: str) -> str:
        """Why samples of a flow are being given up, until the disk keeps up again; empty when none are."""
        if not self._losing[flow]:
            return ""
        return f"Samples of this flow are lost to the history: {self.trouble or 'the disk takes them too slowly'}"

    def status(self) -> dict[str, Any]:
        return {"waiting": self._waiting, "lost": self.lost, "recorded": self.recorded, "trouble": self.trouble}

    def close(self) -> None:
        """Everything that can be kept is on the disk; the thread ends. Nothing is put any more."""
        self.hand_over()
        with self._turn:
            self._ending = True
            self._turn.notify_all()
        if self._thread is not None:
            self._thread.join(10.0)

    def _picked(self, samples: Samples, *, record: bool) -> Samples:
        self._look_up(len(self._points))
        choice = self._choice[samples.point]
        return samples.where(choice != NEVER if record else choice == ALWAYS)

    def _look_up(self, count: int) -> None:
        """What is said of points that are new here."""
        if count > self._choice.size:
            more: npt.NDArray[np.uint8] = np.zeros(2 * count - self._choice.size, np.uint8)
            self._choice = np.concatenate([self._choice, more])
        for number in range(self._looked, count):
            self._choice[number] = self._chosen.get(self._points.name(number), ASK)
        self._looked = count

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="history", daemon=True)
            self._thread.start()

    # -- in the thread -----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        writer: _Writer | None = None
        while True:
            with self._turn:
                self._turn.wait_for(lambda: bool(self._queue) or self._ending)
                if not self._queue:
                    break
                if not (self._ending or self._hurry):
                    self._turn.wait(PAUSE)
                self._hurry = False
                queue, self._queue, ticket = self._queue, [], self._ticket
            try:
                writer = writer or _Writer(self._path, self._points)
                writer.write(queue)
            except HistoryError as error:
                if not self._failed(error, queue):
                    break
            else:
                self._kept(queue, ticket)
        if writer is not None:
            writer.close()

    def _kept(self, queue: list[tuple[str, str, str, Samples]], ticket: int) -> None:
        with self._turn:
            size = sum(batch[3].size for batch in queue)
            self._waiting -= size
            self.recorded += size
            self._done, self.trouble = ticket, ""
            if self._waiting <= self._room // 2:
                self._losing.clear()
            self._turn.notify_all()

    def _failed(self, error: HistoryError, queue: list[tuple[str, str, str, Samples]]) -> bool:
        """Try the same again after a pause; False at the end."""
        with self._turn:
            self._queue[:0] = queue
            self.trouble = error.message
            self._turn.notify_all()
            return not self._turn.wait_for(lambda: self._ending, AGAIN)


class _Writer:
    """The log, and what it calls our points."""

    def __init__(self, path: Path, points: Points) -> None:
        self._log = Log(path)
        self._points = points
        self._numbers: npt.NDArray[np.int32] = np.zeros(64, np.int32)

    def write(self, queue: list[tuple[str, str, str, Samples]]) -> None:
        """One transaction; batches of one output that follow each other are one frame."""
        joined: list[tuple[str, str, str, list[Samples]]] = []
        places: dict[tuple[str, str, str], int] = {}
        for flow, node, port, samples in queue:
            place = places.setdefault((flow, node, port), len(joined))
            if place == len(joined):
                joined.append((flow, node, port, []))
            joined[place][3].append(samples)
        self._log.append([self._batch(*one) for one in joined])

    def close(self) -> None:
        self._log.close()

    def _batch(self, flow: str, node: str, port: str, parts: list[Samples]) -> Batch:
        samples = Samples.joined(parts)
        return Batch(
            flow, node, port, samples.arrival, samples.time, self._known(samples.point), samples.value, samples.quality
        )

    def _known(self, point: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """The log's numbers of our points."""
        highest = int(point.max())
        if highest >= self._numbers.size:
            more: npt.NDArray[np.int32] = np.zeros(2 * highest + 1 - self._numbers.size, np.int32)
            self._numbers = np.concatenate([self._numbers, more])
        numbers = self._numbers[point]
        if not numbers.all():
            missing = np.unique(point[numbers == 0]).tolist()
            self._numbers[missing] = self._log.numbers([self._points.name(n) for n in missing])
            numbers = self._numbers[point]
        return numbers
