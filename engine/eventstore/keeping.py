"""Keeping: the event store as a worker sees it: off the event loop, with news for those who read on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec

from engine.eventstore.errors import EventStoreError
from engine.eventstore.filter import Filter
from engine.eventstore.records import EventRecord, Found, StepRecord, TraceRecord, named
from engine.eventstore.store import EventStore
from engine.eventstore.wanted import Wanted, Wants
from engine.watch.wire import plain
from engine.work.io import EventRow
from tundish.event import Event, hops_of
from tundish.node import Node

T = TypeVar("T")
THREADS = 6
"""Of its own: those of the loop look up names of hosts and more, and must be free while a store does not answer."""
LOOK = 0.5
"""Seconds between two looks for what other workers have kept."""


class Keeping:
    """What a worker calls `events`."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self._news: set[asyncio.Event] = set()
        self._threads = ThreadPoolExecutor(THREADS, "events")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.store.close()

    async def _do(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)

    def wanted(self, nodes: Mapping[str, Node[Any, Any]], document: Mapping[str, Any]) -> Wants:
        """Which events of a flow are to be kept."""
        return Wanted(nodes, document)

    async def keep(self, rows: Sequence[EventRow]) -> None:
        """Returns when they are on disk; EventStoreError: none is."""
        await self._do(self.store.keep, [record(row) for row in rows])
        for news in self._news:
            news.set()

    async def keep_traces(self, traces: Sequence[TraceRecord], steps: Sequence[StepRecord]) -> None:
        await self._do(self.store.keep_traces, traces, steps)

    async def last(self) -> int:
        """The number of what was kept last."""
        return await self._do(self.store.last)

    async def happened(
        self, after: int, wanted: Sequence[Mapping[str, str]], problem: Callable[[str], None]
    ) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """What was kept after a number and fits, piece by piece, without end.

        When the store cannot be reached, `problem` is told why, and told an empty text when it can be again.
        """
        asked = [Filter(**row) for row in wanted]  # type: ignore[arg-type]
        news = asyncio.Event()
        self._news.add(news)
        try:
            while True:
                news.clear()
                try:
                    last, found = await self._do(self._look, after, asked)
                except EventStoreError as error:
                    problem(error.message)
                    await asyncio.sleep(4 * LOOK)
                    continue
                problem("")
                if found:
                    yield [_told(one) for one in found]
                    after = found[-1].number
                elif last > after:
                    after = last
                else:
                    await _within(LOOK, news)
        finally:
            self._news.discard(news)

    def _look(self, after: int, wanted: Sequence[Filter]) -> tuple[int, list[Found]]:
        """The last number there was before the look, and what fits."""
        last = self.store.last()
        return last, self.store.after(after, *wanted) if last > after else []


def _told(found: Found) -> Mapping[str, Any]:
    """As a source gets it."""
    return {**found.json(), "data": msgspec.json.decode(found.event.data)}


async def _within(seconds: float, news: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        pass


def record(row: EventRow) -> EventRecord:
    """An event as it is stored."""
    event = row.event
    data = event.data
    return EventRecord(
        id=row.id, flow=row.flow, version=row.version, node=row.node, port=row.port, kind=_name(event.kind),
        point=_name(event.point), time=event.time, arrival=event.arrival,
        trace=event.trace.id(row.flow) if event.trace else row.id, hops=hops_of(event.trace),
        user=_name(data.get("user")), priority=_name(data.get("priority")), level=_name(data.get("level")),
        data=_json(event),
    )  # fmt: skip


def _name(value: Any) -> str:
    """Nothing for what is no text."""
    return named(value) if isinstance(value, str) else ""


def _json(event: Event) -> str:
    return msgspec.json.encode(plain(event.data)).decode()
