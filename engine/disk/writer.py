"""Writer: does what has to be done to the disk in a thread of its own, so that no pass waits for the disk.

What waits together becomes one transaction. When one fails, all that came with it and after it fails too, until a
job comes that `mends`: it alone is tried, as it holds everything that is missing. So what is on the disk has no gaps.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.clock import ticks
from engine.disk.sql import Sql
from tundish.errors import TundishError

TOGETHER = 2**24
"""Bytes that are committed together."""
ROOM = 2**26
"""Bytes that may wait for the disk."""
MOST = 20_000
"""Jobs that may wait for the disk."""


class LedgerError(TundishError):
    """The flow's file cannot be read or written."""

    code = "ledger"


class Job(NamedTuple):
    """`work` is called in the transaction, `told` afterwards, in the event loop: with the result or the error."""

    work: Callable[[Sql], Any]
    told: Callable[[Any, LedgerError | None], None]
    size: int = 0
    mends: bool = False
    reads: bool = False
    """Changes nothing: it is done also while nothing can be written."""


class Writer:
    """Of one file. `threaded=False` does every job at once where it is given, for tests and tools."""

    def __init__(self, sql: Sql, *, threaded: bool = True) -> None:
        self._sql = sql
        self._threaded = threaded
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._broken = False
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._size = 0
        self._count = 0
        self.commits = self.commit_ns = self.failures = 0
        """Transactions that are on the disk, how long they took together, and those that failed."""
        self.room: Callable[[], None] = lambda: None
        """Called in the event loop when jobs have been done."""

    @property
    def full(self) -> bool:
        return self._size > ROOM or self._count > MOST

    @property
    def waiting(self) -> tuple[int, int]:
        """Jobs, and bytes, that are not on the disk yet."""
        return self._count, self._size

    def put(self, job: Job) -> None:
        """Never waits. Jobs are done in the order they come."""
        if not self._threaded:
            self._tell(self._done([job]))
            return
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._run, name=f"disk {self._sql.path.stem}", daemon=True)
            self._thread.start()
        self._size += job.size
        self._count += 1
        self._jobs.put(job)

    def close(self) -> None:
        """Finish what waits, then let go of the file. The event loop is told of it later."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
        self._sql.close()

    def _run(self) -> None:
        ended = False
        while not ended:
            jobs, size = [], 0
            job = self._jobs.get()
            while job is not None:
                jobs.append(job)
                size += job.size
                if job.mends or size > TOGETHER or self._jobs.empty():
                    break
                job = self._jobs.get()
            ended = job is None
            if jobs:
                self._post(self._done(jobs))

    def _post(self, done: list[tuple[Job, Any, LedgerError | None]]) -> None:
        assert self._loop is not None  # noqa: S101 - the thread was started from it
        try:
            self._loop.call_soon_threadsafe(self._tell, done)
        except RuntimeError:
            return  # the loop is gone, and everybody who would want to know with it

    def _tell(self, done: list[tuple[Job, Any, LedgerError | None]]) -> None:
        if self._threaded:
            self._size -= sum(job.size for job, _, _ in done)
            self._count -= len(done)
        for job, result, error in done:
            job.told(result, error)
        self.room()

    def _done(self, jobs: list[Job]) -> list[tuple[Job, Any, LedgerError | None]]:
        if self._broken and not any(job.mends for job in jobs):
            return self._read(jobs)
        if self._broken:
            before = next(i for i, job in enumerate(jobs) if job.mends)
            return [*self._read(jobs[:before]), *self._transaction(jobs[before:])]
        return self._transaction(jobs)

    def _transaction(self, jobs: list[Job]) -> list[tuple[Job, Any, LedgerError | None]]:
        began = ticks()
        try:
            self._sql.rollback()  # of what could not be rolled back before
            self._sql.begin()
            results = [job.work(self._sql) for job in jobs]
            self._sql.commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, everybody who waits for these jobs has to know
            self.failures += 1
            self._undo()
            return self._failed(jobs, str(error) or type(error).__name__)
        self._broken = False
        self.commits += 1
        self.commit_ns += ticks() - began
        return [(job, result, None) for job, result in zip(jobs, results, strict=True)]

    def _read(self, jobs: list[Job]) -> list[tuple[Job, Any, LedgerError | None]]:
        """Nothing can be written: what reads is done, the others fail."""
        done: list[tuple[Job, Any, LedgerError | None]] = []
        for job in jobs:
            if job.reads:
                try:
                    done.append((job, job.work(self._sql), None))
                except Exception as error:  # noqa: BLE001 - the thread must not end of it: nothing would be written again
                    done += self._failed([job], str(error) or type(error).__name__)
            else:
                done += self._failed([job], "it could not be written before")
        return done

    def _undo(self) -> None:
        self._broken = True
        try:
            self._sql.rollback()
        except sqlite3.Error:
            return  # it is rolled back when the file is opened next, or by the next begin

    def _failed(self, jobs: list[Job], why: str) -> list[tuple[Job, Any, LedgerError | None]]:
        error = LedgerError(f"{self._sql.path} cannot be written: {why}", "Free some disk space")
        return [(job, None, error) for job in jobs]
