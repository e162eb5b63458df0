"""Io: what a connector of a running flow may do; see `tundish.connector.Io`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from engine.passes.inbox import Inbox
from engine.passes.instants import pieces
from engine.watch.live import PointBoard
from engine.work.connections import AnyConnection, Connections
from engine.work.hub import Hub, Reader
from tundish.event import Event, Origin
from tundish.node import Node
from tundish.points import Points, PointSet
from tundish.samples import Samples


class EventRow(NamedTuple):
    """An event that left a port, as the event store gets it. `id` is the same however often it is told."""

    id: str
    flow: str
    node: str
    port: str
    event: Event
    version: int = 0
    """Of the flow."""


class Events(Protocol):
    """Where events are kept for people to look at later."""

    def wanted(
        self, nodes: Mapping[str, Node[Any, Any]], document: Mapping[str, Any]
    ) -> Callable[[str, str, Event], bool]:
        """Whether an event of this flow, that leaves this node by this port, is to be kept."""

    async def keep(self, rows: Sequence[EventRow]) -> None:
        """Keep them; what is known already is not kept again. What it raises is tried again later."""

    async def keep_traces(self, traces: Sequence[Any], steps: Sequence[Any]) -> None:
        """Keep `TraceRecord`s and `StepRecord`s, or add to what is known of them; raises when none was kept."""

    async def last(self) -> int:
        """The number of the event that was kept last."""

    def happened(
        self, after: int, wanted: Sequence[Mapping[str, str]], problem: Callable[[str], None]
    ) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """What was kept after a number; see `tundish.connector.Io`. `problem` is told why it waits, or nothing."""


class NoEvents:
    """Keeps none."""

    def wanted(
        self, nodes: Mapping[str, Node[Any, Any]], document: Mapping[str, Any]
    ) -> Callable[[str, str, Event], bool]:
        return _none

    async def keep(self, rows: Sequence[EventRow]) -> None:
        """Nothing was wanted."""

    async def keep_traces(self, traces: Sequence[Any], steps: Sequence[Any]) -> None:
        """They are forgotten."""

    async def last(self) -> int:
        return 0

    async def happened(
        self, after: int, wanted: Sequence[Mapping[str, str]], problem: Callable[[str], None]
    ) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        nothing: tuple[Sequence[Mapping[str, Any]], ...] = ()
        for found in nothing:
            yield found


def _none(node: str, port: str, event: Event) -> bool:
    return False


class History(Protocol):
    """Where samples are recorded."""

    def put(self, flow: str, node: str, port: str, samples: Samples, *, record: bool) -> None:
        """Take samples of a node, which records or does not; never waits."""

    def records(self, *, record: bool) -> bool:
        """Whether samples of a node, which records or does not, may be wanted at all."""

    def hand_over(self) -> int:
        """A ticket for what has been put so far."""

    def flush(self, ticket: int) -> bool:
        """Wait, in another thread than the loop's, until that is on the disk; whether it is."""

    def losing(self, flow: str) -> str:
        """Why samples of a flow are being given up; empty when none are."""


class NoHistory:
    """Records none."""

    def put(self, flow: str, node: str, port: str, samples: Samples, *, record: bool) -> None:
        """Nobody records."""

    def records(self, *, record: bool) -> bool:
        return False

    def hand_over(self) -> int:
        return 0

    def flush(self, ticket: int) -> bool:
        return True

    def losing(self, flow: str) -> str:
        return ""


class World(Protocol):
    """What all flows of a worker share."""

    points: Points
    hub: Hub
    board: PointBoard
    connections: Connections

    @property
    def history(self) -> History: ...

    @property
    def events(self) -> Events: ...

    def now(self) -> int: ...

    def forced(self, samples: Samples) -> Samples:
        """What a source says, with the values that people force."""
        ...

    def at_least(self, time: int) -> None: ...

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]: ...


REMEMBER = "@remember"


class NodeIo:
    """Of one connector."""

    def __init__(
        self,
        flow: str,
        node: str,
        world: World,
        inbox: Inbox,
        room: Callable[[], Awaitable[None]],
        ready: Callable[[str], None] = lambda _: None,
        kept: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self.node = node
        self.state, self.message = "idle", ""
        self.flow = flow
        self._world = world
        self._inbox = inbox
        self._room = room
        self._uses = ready
        self._kept = kept
        self._put_in = 0
        """0: nothing was."""

    def now(self) -> int:
        return self._world.now()

    def points(self, names: Sequence[str]) -> PointSet:
        return self._world.points.set(names)

    async def samples(
        self,
        points: Sequence[str],
        values: Sequence[float] | npt.NDArray[np.float64],
        time: int | Sequence[int] | npt.NDArray[np.int64] | None = None,
        quality: int | Sequence[int] | npt.NDArray[np.uint8] = 0,
        port: str = "samples",
        remember: Mapping[str, Any] | None = None,
    ) -> None:
        size = len(points)
        if not size:
            return
        known = self._world.points
        made = Samples(
            np.zeros(size, np.int64),
            _column(self.now() if time is None else time, size, np.int64),
            points.column if isinstance(points, PointSet) and points.belongs_to(known) else known.numbers(points),
            _column(values, size, np.float64),
            _column(quality, size, np.uint8),
        )
        await self._put(port, self._world.forced(made))
        if remember is not None:  # nothing was awaited since then: it goes into the same frame
            self._inbox.put(self.node, REMEMBER, self._word(remember), beyond=True)
            self._put_in = self._inbox.given

    async def event(
        self,
        kind: str,
        data: Mapping[str, Any],
        point: str = "",
        time: int | None = None,
        port: str = "events",
        trace: Origin | None = None,
    ) -> None:
        at = self.now() if time is None else time
        await self._put(port, Event(kind=kind, time=at, arrival=0, point=point, data=data, trace=trace))

    async def remember(self, data: Mapping[str, Any]) -> None:
        await self._put(REMEMBER, self._word(data))

    def _word(self, data: Mapping[str, Any]) -> Event:
        return Event(kind=REMEMBER, time=self.now(), arrival=0, data=data)

    async def last_event(self) -> int:
        return await self._world.events.last()

    def happened(self, after: int, wanted: Sequence[Mapping[str, str]]) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        return self._world.events.happened(after, wanted, lambda text: self.status("error" if text else "ok", text))

    async def published(self, patterns: Sequence[str]) -> AsyncIterator[tuple[PointSet, Samples]]:
        reader = Reader(patterns)
        self._world.hub.join(reader)
        told = 0
        try:
            while True:
                for samples in await reader.batch():
                    for piece in pieces(samples):
                        yield PointSet(self._world.points, piece.point), piece
                if reader.dropped > told:
                    told = reader.dropped
                    self.status("warn", f"{told} samples lost: the flow does not keep up")
        finally:
            self._world.hub.leave(reader)

    def status(self, state: str, message: str = "") -> None:
        self.state, self.message = state, message

    async def kept(self) -> None:
        if self._kept is not None and self._put_in:
            await self._kept(self._inbox.given)  # what others have put in since then is kept with the next pass

    def connection(self, id: str) -> AnyConnection:
        self._uses(id)
        return self._world.connections.get(id)

    async def write(self, request: Any) -> dict[str, Any]:
        return await self._world.write(self.flow, self.node, request)

    async def _put(self, port: str, payload: Samples | Event) -> None:
        await asyncio.sleep(0)
        while not self._inbox.put(self.node, port, payload):
            await self._room()
        self._put_in = 1  # nothing is awaited from here on: who is cancelled has put nothing in


def _column(values: Any, size: int, dtype: type[np.generic]) -> npt.NDArray[Any]:
    column = np.asarray(values, dtype)
    column = np.full(size, column, dtype) if column.ndim == 0 else np.ascontiguousarray(column)
    if column.shape != (size,):
        raise ValueError(f"{size} points but {column.size} values of {np.dtype(dtype).name}")
    return column
