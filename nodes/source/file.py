"""File: samples from a CSV file, at their own pace or faster."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from tundish import Event, Io, NodeConfig, NodeState, Number, PerKey, PointPattern, PointRef, Port, Source, Zone
from tundish.errors import DataError
from tundish.rows import SampleRow, csv_rows

AT_ONCE = 2000
"""Rows that are read together; more if they are of one time."""


def _csv(path: str) -> str:
    if path and not path.lower().endswith(".csv"):
        raise ValueError("the name of the file must end with .csv")
    return path


class FileConfig(NodeConfig):
    path: Annotated[str, AfterValidator(_csv), Field(max_length=1000, title="File")] = ""
    """A CSV file on the server, with a header: `time,point,value[,quality]`, or `timestamp,value` for one point.
    Not an absolute path: looked for where the server was started."""
    point: Annotated[PointRef | None, Field(title="Point")] = None
    """The point of a file that has no column of points."""
    points: Annotated[PointPattern, Field(title="Points in the file")] = "*"
    """Which points the file brings, as a pattern; no other node may bring them."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Of times that say none, like Asia/Shanghai."""
    speed: Annotated[Number, Field(ge=0, le=1e9, title="Speed")] = 1.0
    """How many times faster than recorded. 0: as fast as the flow takes it."""
    shift: Annotated[bool, Field(title="Begin now")] = False
    """Move the times: the first is now, and the others follow at the speed. Otherwise they stay as recorded."""
    loop: Annotated[bool, Field(title="Loop")] = False
    """Begin anew at the end. The times go on from where they ended."""

    @model_validator(mode="after")
    def _has_a_pace(self) -> Self:
        if self.shift and not self.speed:
            raise ValueError("speed: times that begin now need a speed above 0, or they would run ahead of the clock")
        return self


class Pace(NamedTuple):
    """Recorded times and when they are due, all in whole ns."""

    first: int
    """Recorded time of the first row."""
    started: int
    """When the first row was sent."""
    speed: float
    shift: bool

    def due(self, time: int) -> int:
        """When a row of this recorded time is sent; at once when the speed is 0."""
        if not self.speed:
            return self.started
        times, over = self.speed.as_integer_ratio()
        return self.started + (time - self.first) * over // times

    def told(self, time: int) -> int:
        """The source time it is sent with."""
        return self.due(time) if self.shift else time


class Place(NamedTuple):
    """How far the replay has come."""

    rows: int = 0
    """Of this lap."""
    lap: int = 0
    """What is added to recorded times, ns."""
    done: int = 0
    """Rows of all laps."""


class FileState(NodeState):
    place: PerKey[Place] = PerKey()


class File(Source[FileConfig, FileState]):
    """Replay a CSV file: recorded values run through a flow as if they were measured.

    Rows of one time are one instant. A row that cannot be read stops the replay, and the node says which line it is.
    After a restart it goes on where it was; after an edit it begins anew.
    """

    kind = "source.file"
    title = "File"
    outputs = (Port.samples(help="The samples of the file."),)
    summary_field = "path"
    sleep: Callable[[float], Awaitable[None]] = staticmethod(asyncio.sleep)

    def owned(self) -> tuple[str, ...]:
        return (self.config.point or self.config.points,)

    async def produce(self, io: Io) -> None:
        config = self.config
        if not config.path:
            raise DataError("No file is chosen", hint="Give the node a CSV file")
        pace: Pace | None = None
        place = self.state.place.get("", Place())
        skip, lap = place.rows, place.lap
        while True:
            first, last, gap = None, 0, 1  # of this lap, as recorded
            chunks = _chunks(config)
            while rows := await asyncio.to_thread(next, chunks, None):
                first = rows[0].time if first is None else first
                last, gap = _end(rows, last, gap)
                before, skip = skip, max(0, skip - len(rows))
                if not (rows := [row._replace(time=row.time + lap) for row in rows[before:]]):
                    continue  # they had been sent before the restart
                pace = pace or Pace(rows[0].time, io.now(), config.speed, config.shift)
                place = await self._send(rows, pace, place, io)
                io.status("ok", f"{place.done} rows of {Path(config.path).name}")
            if first is None:
                raise DataError("it has no rows", file=config.path)
            if not config.loop:
                break
            lap += last - first + gap
            place = place._replace(rows=0, lap=lap)
        io.status("ok", f"all {place.done} rows of {Path(config.path).name} sent")
        await asyncio.Event().wait()  # until cancelled

    def entered(self, port: str, event: Event) -> bool:
        if port == "@remember":
            self.state.begin()
            self.state.place[""] = Place(**event.data)
        return True

    async def _send(self, rows: Sequence[SampleRow], pace: Pace, place: Place, io: Io) -> Place:
        """Whatever is due goes together; where the replay is then."""
        start = 0
        while start < len(rows):
            wait = pace.due(rows[start].time) - io.now()
            if wait > 0:
                await self.sleep(wait / 1e9)
            now = max(io.now(), pace.due(rows[start].time))
            stop = next((i for i in range(start + 1, len(rows)) if pace.due(rows[i].time) > now), len(rows))
            part = rows[start:stop]
            place = place._replace(rows=place.rows + len(part), done=place.done + len(part))
            await io.samples(
                [row.point for row in part], [row.value for row in part],
                [pace.told(row.time) for row in part], [row.quality for row in part], remember=place._asdict(),
            )  # fmt: skip
            start = stop
        return place


def _chunks(config: FileConfig) -> Iterator[list[SampleRow]]:
    """Rows of the file, some at a time, never between rows of one time."""
    try:
        with Path(config.path).open(encoding="utf-8-sig", newline="") as lines:
            rows: list[SampleRow] = []
            for row in csv_rows(lines, config.path, config.point or "", config.zone):
                if len(rows) >= AT_ONCE and row.time != rows[-1].time:
                    yield rows
                    rows = []
                rows.append(row)
            if rows:
                yield rows
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=config.path) from None


def _end(rows: Sequence[SampleRow], last: int, gap: int) -> tuple[int, int]:
    """Latest time so far, and how far it is from the one before."""
    for row in rows:
        if row.time > last:
            last, gap = row.time, row.time - last if last else gap
    return last, gap
