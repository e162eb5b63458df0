"""Recorded samples as the API tells them, and as files."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from api.points_csv import harmless
from api.times import told
from engine.history import parquet
from engine.history.log import DAY, ROWS
from engine.history.reader import Found, Reader
from engine.history.trend import Trend, joined, trend
from tundish.explained import Explained
from tundish.quality import level_of, reason_of

EARLIEST, LATEST = -(2**62), 2**62
"""Where nobody has said since when, or until when."""
PIECE = 10_000
"""Lines of a file that are sent at a time."""
QUALITIES = [f"{level_of(q)}:{reason_of(q)}" if reason_of(q) else level_of(q) for q in range(256)]
MOST_RAW = 100_000
"""Samples of an answer that is not reduced."""

Column = list[float | None]


class Series(Explained):
    """One point, as columns of one length. Times are ns since 1970, as text: JSON numbers have not so many digits."""

    point: str
    time: list[str]
    """Of the samples, or where a bucket begins. A bucket without samples is left out."""
    value: Column | None = None
    """raw, last, average; null where there is no number."""
    low: Column | None = None
    """minmax: the least good value of the bucket."""
    high: Column | None = None
    quality: list[int]
    """The quality byte: good below 64, bad from 128 on. Of a bucket the worst."""
    count: list[int] | None = None
    """Samples in the bucket."""


class HistoryAnswer(Explained):
    """What was recorded."""

    mode: str
    truncated: bool
    """raw: there were more samples than an answer has."""
    series: list[Series]


def answer(reader: Reader, points: Sequence[str], since: int, until: int, width: int, mode: str) -> dict[str, Any]:
    """The columns of each point that was asked for, in the order asked; one after the other, to spare memory."""
    since, until = _within(reader, since, until)
    room, series = MOST_RAW, []
    for point in points:
        if mode == "raw":
            rows = _first(reader, point, since, until, room + 1)
            room -= rows.size
            series.append(_raw(point, rows[: rows.size + min(room, 0)]))
        else:
            series.append(_reduced(point, _trend(reader, point, since, until, width), mode))
    return {"mode": mode, "truncated": room < 0, "series": series}


def _within(reader: Reader, since: int, until: int) -> tuple[int, int]:
    """An open end is where the recording ends."""
    span = reader.span() or (0, 0)
    return span[0] if since == EARLIEST else since, span[1] + 1 if until == LATEST else until


def _first(reader: Reader, point: str, since: int, until: int, most: int) -> npt.NDArray[np.void]:
    """The first samples of a point."""
    rows = np.empty(0, ROWS)
    for found in _days(reader, [point], since, until):
        rows = np.concatenate([rows, found.rows])
        if rows.size >= most:
            break
    return rows[:most]


def _raw(point: str, rows: npt.NDArray[np.void]) -> dict[str, Any]:
    return {
        "point": point, "time": _texts(rows["time"]), "value": _numbers(rows["value"]),
        "quality": rows["quality"].tolist(),
    }  # fmt: skip


def _trend(reader: Reader, point: str, since: int, until: int, width: int) -> Trend:
    """A day at a time: what it costs in memory is one day."""
    parts = [_of(np.empty(0, ROWS), since, until, width)]
    parts += [_of(found.rows, since, until, width) for found in _days(reader, [point], since, until)]
    return joined(parts)


def _of(rows: npt.NDArray[np.void], since: int, until: int, width: int) -> Trend:
    time, value, quality = (np.ascontiguousarray(rows[name]) for name in ("time", "value", "quality"))
    return trend(time, value, quality, since, until, width)


def _reduced(point: str, found: Trend, mode: str) -> dict[str, Any]:
    made: dict[str, Any] = {"point": point, "quality": found.quality.tolist(), "count": found.samples.tolist()}
    if mode == "minmax":
        return {**made, "time": _texts(found.time), "low": _numbers(found.low), "high": _numbers(found.high)}
    if mode == "average":
        return {**made, "time": _texts(found.time), "value": _numbers(found.mean)}
    return {**made, "time": _texts(found.last_time), "value": _numbers(found.last)}


def as_csv(reader: Reader, points: Sequence[str] | None, since: int, until: int) -> Iterator[str]:
    """`time,point,value,quality`, as a replay reads it: a day at a time, by time and point, many lines at a time."""
    header = "time,point,value,quality\r\n"
    for found in _days(reader, points, since, until):
        order = np.lexsort((found.rows["point"], found.rows["time"]))
        names = {number: _quoted(harmless(name)) for number, name in found.points.items()}
        for start in range(0, order.size, PIECE):
            yield header + _lines(found.rows[order[start : start + PIECE]], names)
            header = ""
    if header:
        yield header


def _lines(rows: npt.NDArray[np.void], names: Mapping[int, str]) -> str:
    columns = (rows[name].tolist() for name in ("time", "point", "value", "quality"))
    return "".join(f"{told(t)},{names[p]},{v!r},{QUALITIES[q]}\r\n" for t, p, v, q in zip(*columns, strict=True))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if set(name) & set('",\r\n') else name


def as_parquet(reader: Reader, points: Sequence[str] | None, since: int, until: int) -> Iterator[bytes]:
    """One file, a day at a time, each sorted by point and time. Nothing of it is put on the disk."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - who exports nothing does not load it

    out = _Pieces()
    with pq.ParquetWriter(out, parquet.table_of(np.empty(0, ROWS), {}, {}).schema, compression="zstd") as writer:
        for found in _days(reader, points, since, until):
            writer.write_table(parquet.table_of(parquet.ordered(found.rows, found.points), found.points, found.sources))
            yield out.taken()
    yield out.taken()


class _Pieces(io.RawIOBase):
    """A file that is given away while it is written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _days(reader: Reader, points: Sequence[str] | None, since: int, until: int) -> Iterable[Found]:
    for day in reader.days(since, until):
        found = reader.latest(points, max(since, day), min(until, day + DAY))
        if found.rows.size:
            yield found


def _texts(times: npt.NDArray[np.int64]) -> list[str]:
    return [str(time) for time in times.tolist()]


def _numbers(values: npt.NDArray[np.float64]) -> Column:
    """JSON knows no NaN."""
    return np.where(np.isfinite(values), values, None).tolist()  # type: ignore[call-overload, no-any-return]
