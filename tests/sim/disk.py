"""The disk of a simulated plant: it takes its time, fails when the fates say so, and forgets what was not committed."""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from engine.disk.sql import Sql
from engine.disk.writer import Job, LedgerError, Writer
from tests.sim.loop import Loop

SPEEDS = (300_000, 2_000_000, 60_000_000, 500_000_000)
"""Longest time that a disk takes to begin, and to tell, ns: of one disk one of these; now and then a hundred times."""


class Disk:
    """`fails` says whether this statement does. `writers` are those of the process that lives."""

    def __init__(self, loop: Loop, chance: Random) -> None:
        self.loop = loop
        self.chance = chance
        self.speed = self.slowest = chance.choice(SPEEDS)
        self.fails: Callable[[], bool] = lambda: False
        self.failed = 0
        self.writers: list[StepWriter] = []

    def touched(self) -> None:
        if self.fails():
            self.failed += 1
            raise sqlite3.OperationalError("database or disk is full")

    def sql(self, path: Path) -> Sql:
        """SQLite on this disk."""
        disk = self

        class FailingSql(Sql):
            def execute(self, query: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
                if query.startswith(("INSERT", "UPDATE", "DELETE", "COMMIT")):
                    disk.touched()
                return super().execute(query, values)

            def many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> int:
                disk.touched()
                return super().many(query, rows)

        return FailingSql(path)

    def kill(self) -> None:
        """What has not been committed is gone."""
        for writer in self.writers:
            writer.kill()
        self.writers.clear()

    def writer(self, sql: Sql, *, threaded: bool) -> "StepWriter":
        """In the place of the thread that writes: the same work, when the fates say so."""
        made = StepWriter(sql, self)
        self.writers.append(made)
        return made


class StepWriter(Writer):
    """Does what waits together after a while, and tells of it after another."""

    def __init__(self, sql: Sql, disk: Disk) -> None:
        super().__init__(sql, threaded=True)
        self._disk = disk
        self._waiting: list[Job] = []
        self._untold: list[list[tuple[Job, Any, LedgerError | None]]] = []
        self._busy = False
        self._dead = False

    def put(self, job: Job) -> None:
        self._size += job.size
        self._count += 1
        self._waiting.append(job)
        if not self._busy:
            self._busy = True
            self._later(self._turn)

    def close(self) -> None:
        while self._waiting:
            self._untold.append(self._done(self._some()))
        while self._untold:
            self._told()
        self._dead = True
        self._sql.close()

    def kill(self) -> None:
        self._dead = True
        self._waiting.clear()
        self._sql.close()

    def _turn(self) -> None:
        if self._dead or not self._waiting:
            self._busy = False
            return
        self._untold.append(self._done(self._some()))
        self._later(self._told)
        self._later(self._turn)

    def _told(self) -> None:
        if not self._dead and self._untold:
            self._tell(self._untold.pop(0))

    def _some(self) -> list[Job]:
        """As the thread takes them: what it finds, which may be one or all, until one that mends."""
        most = next((i + 1 for i, job in enumerate(self._waiting) if job.mends), len(self._waiting))
        found = 1 if self._disk.chance.random() < 0.7 else most
        jobs, self._waiting = self._waiting[:found], self._waiting[found:]
        return jobs

    def _later(self, call: Callable[[], None]) -> None:
        wait = self._disk.chance.randrange(self._disk.speed) * (100 if self._disk.chance.random() < 0.02 else 1)
        self._disk.loop.call_later(wait / 1e9, call)
