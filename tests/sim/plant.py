"""Plant: one flow with its ledger in a folder, that is killed and opened again, on simulated time."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from engine.clock import Clock
from engine.disk.ledger import Ledger
from engine.disk.writer import LedgerError
from engine.outbox.delivery import Delivery
from engine.outbox.outgoing import EVENTS
from engine.replay.journal import Journal
from engine.replay.teller import Told
from engine.watch.live import PointBoard
from engine.work.flow import Flow
from engine.work.hub import Hub
from tests.sim.documents import Document
from tests.sim.history import History, Kinds, Made
from tests.sim.outside import Outside
from tests.sim.stores import MOST, StepRecorder
from tests.sim.tape import Tape
from tundish import Event, Points, Samples


class World:
    """What a process knows of the outside."""

    def __init__(self, outside: Outside, number: int) -> None:
        self._outside = outside
        self._clock = Clock(outside.wall, outside.steady)
        self.points = Points()
        self.points.number(f"stranger{number}")
        self.hub = Hub(self.points)
        self.board = PointBoard(self.points)
        self.connections: Any = self
        self.history = StepRecorder(outside.archive, self.points)
        self.events = outside.events

    def now(self) -> int:
        return self._clock.now()

    def forced(self, samples: Samples) -> Samples:
        return samples

    def at_least(self, time: int) -> None:
        self._clock.at_least(time)

    def get(self, id: str) -> Outside:
        return self._outside

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        return {"sent": True}


class Plant:
    """`open`, `kill`, `open` again. `problems` are broken invariants that are seen on the way."""

    def __init__(self, folder: Path, outside: Outside, kinds: Kinds) -> None:
        self.path = folder / "f.db"
        self.outside = outside
        self.kinds = kinds
        self.history = History()
        self.version = 0
        self.document: Document = {}
        self.kills: list[int] = []
        self.removed: set[str] = set()
        """Nodes that were once there: their effects go with them."""
        self._kinds_of: dict[str, str] = {}
        self.most_events = self.most_samples = 0
        """That waited for a store."""
        self.given_up = 0
        """Recorded events, at most, as too many waited for their store."""
        self.waiting: set[str] = set()
        """Records that were in the outbox at the end."""
        self.losing = ""
        """Why samples were being lost to the history at the end."""
        self.lost = 0
        """Passes that were not on the disk when the process was killed."""
        self.problems: list[str] = []
        self.lines: list[tuple[tuple[str, str], list[list[Any]]]] = []
        """The tape, read again."""
        self.raises = False
        """What is thrown goes through, to be looked at."""
        self._task: Any = None
        self._world: World | None = None
        self._recorder = self.history.recorder(self._looked)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The engine's modules with our hands on runner and disk."""
        jitter = random.getstate()
        random.seed(self.outside.chance.random())
        try:
            with (
                patch("engine.work.flow.Runner", self._recorder),
                patch("engine.disk.ledger.Writer", self.outside.disk.writer),
                patch("engine.outbox.outgoing.MOST", MOST),
                patch("engine.history.recorder.AGAIN", 0.0),
            ):
                yield
        finally:
            random.setstate(jitter)

    def open(self) -> None:
        """A process comes up with the version that was deployed last."""
        replayed = self._replayed() if self.kills else None
        self.ledger = Ledger(self.path, threaded=True, sql=self.outside.disk.sql)
        self.ledger.thin = self._thinning(self.ledger.thin)  # type: ignore[method-assign]
        saved = self.ledger.load()
        lost, tape = self.history.cut(saved.memory["last"] if saved else None)
        begin = len(self.history.made)
        self._world = World(self.outside, len(self.kills))
        self.flow = Flow("f", self._world, self.ledger, self.kinds, lambda *_: None)
        self.flow.outgoing.events._backlog._window = 4  # that of a lane, as that many wait at most, is far larger
        self.flow.open(self.document, self.version)
        self._recovered(lost, tape, begin)
        if replayed is not None:
            self._same(replayed, begin)
        self._task = self.outside.loop.create_task(self.flow.run())

    def _recovered(self, lost: list[Made], tape: Tape, begin: int) -> None:
        """What the journal gives back is what was run before, pass for pass and byte for byte; there may be less."""
        before, again = lost, self.history.made[begin:]
        raws = [[made.raw for made in those if made.raw] for those in (before, again)]
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*raws, strict=False)))
        self.lost += len(raws[0]) - same
        if not same:
            return
        base = before[0].mark
        old_end, new_end = (_mark_after(those, same, whole) for those, whole in (
            (before, {key: base.get(key, 0) + len(lines) for key, lines in tape.lines.items()}),
            (again, self.history.tape.mark()),
        ))  # fmt: skip
        for key in old_end | new_end:
            start = base.get(key, 0)
            old = tape.lines.get(key, [])[: old_end.get(key, start) - start]
            new = self.history.tape.lines.get(key, [])[start : new_end.get(key, start)]
            if old != new:
                self.problems.append(f"the journal run again gives {key} otherwise: {new[:3]}, not {old[:3]}")

    def _replayed(self) -> tuple[int, Tape]:
        """How many passes the file of the dead process holds, and what left in them, as `tundish replay` has it."""
        tape = Tape()
        try:
            journal = Journal(self.path)
        except LedgerError:  # it was killed before its first checkpoint
            return 0, tape
        journal.run(self.kinds, lambda told: tape.put(journal.points, told[0], told[1], _one(told)))
        return len(journal.passes), tape

    def _same(self, replayed: tuple[int, Tape], begin: int) -> None:
        passes, tape = replayed
        if not passes:
            return
        again = self.history.made[begin:]
        base, end = again[0].mark, _mark_after(again, passes, self.history.tape.mark())
        for key in {*end, *tape.lines}:
            live = self.history.tape.lines.get(key, [])[base.get(key, 0) : end.get(key, 0)]
            if live != tape.lines.get(key, []):
                self.problems.append(f"the replay of the journal differs at {key}")

    def use(self, document: Document) -> None:
        """What a process that comes up from now on puts to work."""
        self.version += 1
        self.removed |= set(self.document.get("nodes", ())) - set(document["nodes"])
        self.document = document
        self._kinds_of |= {id: spec["kind"] for id, spec in document["nodes"].items()}

    def deploy(self, document: Document) -> None:
        self.use(document)
        self.flow.deploy(document, self.version)

    def kind(self, node: str) -> str:
        return self._kinds_of.get(node, "")

    def once(self, node: str) -> bool:
        """Whether what it sends may arrive once at most."""
        return bool(getattr(self.kinds[self.kind(node)], "at_most_once", False))

    def _looked(self) -> None:
        """After a pass."""
        self.most_events = max(self.most_events, self.ledger.counts[EVENTS])

    def _thinning(self, thin: Callable[..., int]) -> Callable[..., int]:
        def thinned(lane: str, *args: Any, **options: Any) -> int:
            extra = thin(lane, *args, **options)
            self.given_up += extra if lane == EVENTS else 0
            return extra

        return thinned

    def _stored(self) -> StepRecorder:
        """What this process had to do with the history is over."""
        assert self._world is not None
        recorder = self._world.history
        self.most_samples = max(self.most_samples, recorder.most)
        return recorder

    def kill(self) -> None:
        """The process is gone in the middle of whatever it did."""
        self._stored().kill()
        self.kills.append(self.outside.loop.nanoseconds)
        self._task.cancel()
        for task in self.flow.crew.tasks.values():
            task.cancel()
        self.outside.disk.kill()

    @property
    def failed(self) -> BaseException | None:
        """What the flow's own loop ended with."""
        return self._task.exception() if self._task.done() and not self._task.cancelled() else None

    @property
    def left(self) -> int:
        """What the outside, or the flow, still has to do."""
        stores = self.ledger.counts[EVENTS] + self._stored().status()["waiting"]
        return self.outside.broker.left + sum(self.undelivered.values()) + int(stores)

    @property
    def undelivered(self) -> dict[str, int]:
        """Effects whose result has not gone through a pass yet, by action."""
        return {id: count for id in self.deliveries if (count := self.ledger.counts[id])}

    @property
    def deliveries(self) -> dict[str, Delivery]:
        return self.flow.outgoing.deliveries

    async def close(self) -> None:
        """A process that ends as it should."""
        self._task.cancel()
        await self.flow.close()
        recorder = self._stored()
        recorder.close()
        self.losing = recorder.losing("f")
        counted = {lane: count for lane, count in self.ledger.counts.items() if count}
        with closing(sqlite3.connect(self.path)) as file:
            there = dict(file.execute("SELECT lane, count(*) FROM outbox WHERE state != 'aside' GROUP BY lane"))
            self.waiting = {id for (id,) in file.execute("SELECT id FROM outbox")}
            (sound,) = file.execute("PRAGMA integrity_check").fetchone()
        if counted != there:
            self.problems.append(f"records are counted as {counted}, but there are {there}")
        if sound != "ok":
            self.problems.append(f"the file is damaged: {sound}")


def _one(told: Told) -> Samples | Event:
    *_, payload, index = told
    return payload if isinstance(payload, Event) else payload.part(index, index + 1)


def _mark_after(those: list[Made], passes: int, whole: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """How long the tape was after so many passes; `whole`: after all."""
    indexes = [i for i, made in enumerate(those) if made.raw]
    after = indexes[passes - 1] + 1
    return those[after].mark if after < len(those) else whole
