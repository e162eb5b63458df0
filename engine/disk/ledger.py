"""Ledger: what one flow keeps on disk: journal, checkpoint and outbox, in one SQLite file.

The journal holds every pass since the checkpoint, the checkpoint everything that the flow remembers. After a crash
the checkpoint is restored and the journal run again. A pass and what it wants to send out come in one transaction,
which is on the disk (`synchronous=FULL`) before anybody is told; a thread of its own writes, see `engine.disk.writer`.
Every row has a checksum; what is damaged is never used, see `engine.disk.salvage`.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from engine.clock import ticks
from engine.disk import records, salvage
from engine.disk.codec import packed
from engine.disk.records import ASIDE, DONE, SENDING, WAITING
from engine.disk.records import Entry as Entry
from engine.disk.records import Settled as Settled
from engine.disk.schema import crc, put_checkpoint, put_document, put_names, put_state
from engine.disk.sql import Sql
from engine.disk.writer import Job, LedgerError, Writer

T = TypeVar("T")
Told = Callable[[LedgerError | None], None]
ROOM = 1_000_000
"""Records of one lane that may wait in the outbox."""
OVERHEAD = 350
"""Bytes that a record takes in memory beside what is packed."""


class Checkpoint(NamedTuple):
    version: int
    document: dict[str, Any]
    position: int
    """Number of the last frame it includes."""
    memory: dict[str, Any]
    """Of the flow as a whole."""
    states: dict[str, tuple[str, dict[str, Any]]]
    """Kind and snapshot of every node."""


class Save(NamedTuple):
    """A checkpoint. `states` are those that have changed: kind and how to get the snapshot, called in the thread."""

    position: int
    version: int
    document: dict[str, Any] | None
    """None: it is the one that is there."""
    memory: Callable[[], dict[str, Any]]
    states: Mapping[str, tuple[str, Callable[[], dict[str, Any]]]]
    nodes: Sequence[str]
    """All nodes there are: the states of others go."""
    names: list[tuple[int, str]]
    entries: list[Entry]
    settled: list[Settled]


class Ledger:
    """One writer: the worker that runs the flow. Its own methods are called in the event loop."""

    def __init__(self, path: Path, *, threaded: bool = False, sql: Callable[[Path], Sql] = Sql) -> None:
        self.path = path
        self.threaded = threaded
        self.counts: Counter[str] = Counter()
        """Records that wait, by lane."""
        self.asides: Counter[str] = Counter()
        """Records that are set aside, by lane."""
        self.found: list[str] = []
        """What was found damaged when the file was opened, in sentences."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sql = salvage.opened(path, sql, self.found)
        except (sqlite3.Error, OSError, ValueError) as error:
            raise self._closed(error) from None
        try:
            one = self._sql.one
            self.position = one("SELECT max(number) FROM frames") or one("SELECT position FROM checkpoint") or 0
            self._next = one("SELECT max(number) FROM outbox") or 0
            rows = self._sql.execute("SELECT lane, state, count(*) FROM outbox GROUP BY lane, state")
            for lane, state, count in rows:
                counter = self.asides if state == ASIDE else self.counts
                counter[lane] += count if state != DONE else 0
        except Exception as error:
            self._sql.close()
            raise self._closed(error) from error
        self._readable = True
        self._dropped: dict[str, int] = {}
        """Lanes that were given up, and up to which number, until a checkpoint is on the disk that knows of it."""
        self._checkpoints = self._checkpoint_ns = 0
        self._writer = Writer(self._sql, threaded=threaded)

    def _closed(self, error: Exception) -> LedgerError:
        return LedgerError(f"{self.path} cannot be opened: {error}", "Check the disk and the rights on it")

    # -- reading, before it runs -------------------------------------------------------------------------------------

    def load(self) -> Checkpoint | None:
        """The checkpoint; what of it is damaged is left out, and `found` says so."""
        found = salvage.checkpoint(self._sql, self.found)
        if found is None:
            return None
        states = {
            node: (kind, msgspec.msgpack.decode(raw)) for node, kind, raw in salvage.states(self._sql, self.found)
        }
        return Checkpoint(*found, states)

    def names(self) -> list[tuple[int, str]]:
        """Points by their numbers in the file; none when one is damaged, and then there are no frames either."""
        names, sound = salvage.names(self._sql, self.found)
        self._readable = sound
        return names

    def frames(self, after: int) -> Iterator[tuple[bytes, bool]]:
        """Passes in order, and whether their records are in the outbox for certain; ends where one is damaged."""
        return salvage.frames(self._sql, after, self.found) if self._readable else iter(())

    def known(self) -> set[str]:
        """Ids of all records in the outbox."""
        return {id for (id,) in self._sql.execute("SELECT id FROM outbox")}

    # -- writing -----------------------------------------------------------------------------------------------------

    @property
    def full(self) -> bool:
        """Too much waits for the disk: whoever can wait should."""
        return self._writer.full

    def figures(self) -> dict[str, int]:
        """For metrics: what waits for the disk, and what it took so far."""
        writer = self._writer
        jobs, size = writer.waiting
        return {
            "journal_waiting": jobs, "journal_waiting_bytes": size, "commits": writer.commits,
            "commit_ns": writer.commit_ns, "commit_failures": writer.failures, "checkpoints": self._checkpoints,
            "checkpoint_ns": self._checkpoint_ns,
        }  # fmt: skip

    def on_room(self, call: Callable[[], None]) -> None:
        self._writer.room = call

    def entry(self, lane: str, id: str, what: Any, key: str = "") -> Entry:
        """A new record, to go to the outbox with the next pass. TypeError or ValueError when it cannot be kept."""
        self._next += 1
        return Entry(self._next, id, lane, key, packed(what))

    def frame(self, raw: bytes, names: list[tuple[int, str]], settled: Sequence[Settled], told: Told) -> None:
        """Keep what came in for a pass, and what became of records by it. `told` when it is on the disk, or is not."""
        self.position += 1
        number = self.position

        def work(sql: Sql) -> None:
            put_names(sql, names)
            sql.execute("INSERT INTO frames VALUES (?, ?, ?)", (number, crc(raw, number), raw))
            records.settle(sql, settled)

        self._writer.put(Job(work, lambda _, error: told(error), len(raw)))

    def records(self, entries: Sequence[Entry], told: Told) -> None:
        """Keep what the pass whose frame came last wants to send out, all of it; that of passes before it is kept."""
        number = self.position

        def work(sql: Sql) -> None:
            records.put(sql, entries)
            sql.execute("INSERT OR IGNORE INTO whole VALUES (?)", (number,))

        size = sum(len(entry.packed) for entry in entries) + OVERHEAD * len(entries)
        self._writer.put(Job(work, lambda _, error: told(error), size))

    def save(self, save: Save, told: Told, *, mends: bool = False) -> None:
        """A checkpoint; the journal up to there goes. `mends`: it holds all that the disk did not take before."""
        encode = msgspec.msgpack.encode
        dropped = dict(self._dropped)

        def work(sql: Sql) -> None:
            began = ticks()
            put_names(sql, save.names)
            if save.document is not None:
                put_document(sql, save.version, encode(save.document))
            for node, (kind, snapshot) in save.states.items():
                put_state(sql, node, kind, encode(snapshot()))
            there = [node for (node,) in sql.execute("SELECT node FROM states")]
            sql.many("DELETE FROM states WHERE node = ?", [(node,) for node in set(there) - set(save.nodes)])
            put_checkpoint(sql, save.position, encode(save.memory()))
            sql.execute("DELETE FROM frames WHERE number <= ?", (save.position,))
            sql.execute("DELETE FROM whole WHERE number <= ?", (save.position,))
            sql.execute("DELETE FROM outbox WHERE state = 'done'")
            records.put(sql, save.entries)
            records.settle(sql, save.settled)
            if dropped:
                sql.many("DELETE FROM outbox WHERE lane = ? AND number <= ?", list(dropped.items()))
            self._checkpoints += 1
            self._checkpoint_ns += ticks() - began

        def done(_: None, error: LedgerError | None) -> None:
            told(error)
            if error is None:
                self._dropped = {lane: n for lane, n in self._dropped.items() if dropped.get(lane) != n}

        self._writer.put(Job(work, done, mends=mends))

    async def call(self, work: Callable[[Sql], T], *, reads: bool = False) -> T:
        """Do something with the file, in order with everything else; LedgerError when it was not done."""
        return await self._asked(work, reads=reads)

    def _asked(
        self, work: Callable[[Sql], T], then: Callable[[T], None] | None = None, *, reads: bool = False
    ) -> asyncio.Future[T]:
        """`then` is called in order, too: before anybody is told what was done after it."""
        made: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def told(result: T, error: LedgerError | None) -> None:
            if error is None and then is not None:
                then(result)
            if made.done():
                return  # whoever asked has gone
            if error is None:
                made.set_result(result)
            else:
                made.set_exception(error)

        self._writer.put(Job(work, told, reads=reads))
        return made

    def window(self, lane: str, after: int, most: int) -> asyncio.Future[list[Entry]]:
        """Records of a lane that wait, in order; LedgerError when they cannot be read."""
        return self._asked(lambda sql: self._window(sql, lane, after, most, (WAITING, SENDING)), reads=True)

    async def mark(self, number: int, state: str) -> None:
        """On the disk when this returns; LedgerError when not."""
        update = "UPDATE outbox SET state = ? WHERE number = ?"
        if not await self.call(lambda sql: sql.execute(update, (state, number)).rowcount):
            raise LedgerError(f"{self.path}: record {number} is not in the outbox", "Free some disk space")

    async def settle(self, settled: Sequence[Settled]) -> None:
        """Say what became of records, outside of a pass."""
        await self._asked(lambda sql: records.settle(sql, settled), lambda _: self.count((), settled))

    # -- what is set aside -------------------------------------------------------------------------------------------

    async def aside(self, lane: str, most: int = 1000) -> list[Entry]:
        """Records that wait for a person."""
        return await self.call(lambda sql: self._window(sql, lane, 0, most, (ASIDE,)), reads=True)

    async def retry(
        self, lane: str, numbers: Sequence[int], handed: Callable[[Sequence[Entry]], None] = lambda _: None
    ) -> list[Entry]:
        """Put them at the end of the lane again; those that were there. `handed` gets them before what comes after."""
        first = self._next + 1
        self._next += len(numbers)

        def work(sql: Sql) -> list[Entry]:
            moved = []
            for new, entry in enumerate(self._chosen(sql, lane, numbers), first):
                sql.execute("DELETE FROM outbox WHERE number = ?", (entry.number,))
                moved.append(entry._replace(number=new, state=WAITING, why=""))
            records.put(sql, moved)
            return moved

        def then(moved: list[Entry]) -> None:
            self.asides[lane] -= len(moved)
            self.counts[lane] += len(moved)
            handed(moved)

        return await self._asked(work, then)

    async def discard(self, lane: str, numbers: Sequence[int]) -> list[Entry]:
        """Give them up; those that were there."""

        def work(sql: Sql) -> list[Entry]:
            gone = self._chosen(sql, lane, numbers)
            sql.many("DELETE FROM outbox WHERE number = ?", [(entry.number,) for entry in gone])
            return gone

        gone = await self.call(work)
        self.asides[lane] -= len(gone)
        return gone

    def drop(self, keep: Iterable[str]) -> int:
        """Give up the records of lanes that are not among these; how many there were."""
        there = self.counts + self.asides
        gone = {lane: count for lane, count in there.items() if lane not in set(keep)}
        for lane in gone:
            self.counts[lane] = self.asides[lane] = 0
        lanes = [(lane,) for lane in gone]
        self._dropped |= dict.fromkeys(gone, self._next)
        if lanes:
            self._writer.put(Job(lambda sql: sql.many("DELETE FROM outbox WHERE lane = ?", lanes), lambda *_: None))
        return sum(gone.values())

    def dropped(self, entry: Entry) -> bool:
        """Whether it was given up while it was on its way to the disk."""
        return entry.number <= self._dropped.get(entry.lane, 0)

    def thin(
        self, lane: str, most: int, after: int = 0, key: str | None = None, then: Callable[[int], None] = lambda _: None
    ) -> int:
        """Give up the oldest records of a lane so that `most` are left, but none up to number `after`; how many.

        With a `key` those of it alone. `then` is told how many there were in the end: less, when some had gone already.
        """
        extra = self.counts[lane] - most
        if extra <= 0:
            return 0
        self.counts[lane] -= extra
        of, values = ("", ()) if key is None else (" AND key = ?", (key,))
        where = f"lane = ? AND number > ? AND state = 'waiting'{of}"
        oldest = f"SELECT number FROM outbox WHERE {where} ORDER BY number LIMIT ?"  # noqa: S608 - no text of others
        query = f"DELETE FROM outbox WHERE number IN ({oldest})"  # noqa: S608 - no text of others in it

        def told(gone: int | None, _: LedgerError | None) -> None:
            self.counts[lane] += extra - (gone or 0)
            then(gone or 0)

        self._writer.put(Job(lambda sql: sql.execute(query, (lane, after, *values, extra)).rowcount, told))
        return extra

    def close(self) -> None:
        """What waits is written first."""
        self._writer.close()

    def put_aside(self) -> None:
        """Close, and give the file another name: whoever takes the flow's id begins anew."""
        self.close()
        self.path.replace(self.path.with_suffix(f".{self.position}.removed"))
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)

    def _window(self, sql: Sql, lane: str, after: int, most: int, states: Sequence[str]) -> list[Entry]:
        """Sound records of a lane in some states. One that is damaged is put out of the way, and told."""
        found, damaged = records.window(sql, lane, max(after, self._dropped.get(lane, 0)), most, states)
        if damaged:
            self.found.append(
                f"{len(damaged)} records for {lane} were damaged and are not sent. {salvage.keep(self.path)}"
            )
            sql.many("DELETE FROM outbox WHERE number = ?", [(number,) for number in damaged])
        return found

    def _chosen(self, sql: Sql, lane: str, numbers: Sequence[int]) -> list[Entry]:
        wanted = set(numbers)
        return [entry for entry in self._window(sql, lane, 0, 2**31, (ASIDE,)) if entry.number in wanted]

    def count(self, entries: Iterable[Entry], settled: Iterable[Settled]) -> None:
        """Records that are new, or have come to their end; each once, however often they are written."""
        counts, asides = self.counts, self.asides
        for entry in entries:  # Counter.update takes three times as long for so few
            counts[entry.lane] += 1
        for _, lane, state, _ in settled:
            counts[lane] -= 1
            if state == ASIDE:
                asides[lane] += 1

    def forget(self, entries: Iterable[Entry]) -> None:
        """Records that were counted and will never be written."""
        self.counts.subtract(entry.lane for entry in entries)
