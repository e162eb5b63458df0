"""Recorded samples as the API tells them, and as files."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from api.points_csv import harmless
from api.times import told
from engine.history import parquet
from engine.history.log import ROWS
from engine.history.reader import Found, Reader
from engine.history.trend import trend
from tundish.quality import level_of, reason_of

DAY = 86_400_000_000_000
EARLIEST, LATEST = -(2**62), 2**62
"""Where nobody has said since when, or until when."""
MOST_RAW = 100_000
"""Samples of an answer that is not reduced."""

Column = list[float | None]


class Series(BaseModel):
    """One point, as columns of one length. Times are ns since 1970, as text: JSON numbers have not so many digits."""

    model_config = ConfigDict(use_attribute_docstrings=True)

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


class HistoryAnswer(BaseModel):
    """What was recorded."""

    model_config = ConfigDict(use_attribute_docstrings=True)

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
            series.append(_reduced(point, reader.latest([point], since, until).rows, since, until, width, mode))
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


def _reduced(point: str, rows: npt.NDArray[np.void], since: int, until: int, width: int, mode: str) -> dict[str, Any]:
    time, value, quality = (np.ascontiguousarray(rows[name]) for name in ("time", "value", "quality"))
    found = trend(time, value, quality, since, until, width)
    made: dict[str, Any] = {"point": point, "quality": found.quality.tolist(), "count": found.samples.tolist()}
    if mode == "minmax":
        return {**made, "time": _texts(found.time), "low": _numbers(found.low), "high": _numbers(found.high)}
    if mode == "average":
        return {**made, "time": _texts(found.time), "value": _numbers(found.mean)}
    return {**made, "time": _texts(found.last_time), "value": _numbers(found.last)}


def as_csv(reader: Reader, points: Sequence[str] | None, since: int, until: int) -> Iterator[str]:
    """`time,point,value,quality`, as a replay reads it: a day at a time, by time and point."""
    yield "time,point,value,quality\r\n"
    for found in _days(reader, points, since, until):
        rows = found.rows[np.lexsort((found.rows["point"], found.rows["time"]))]
        for time, point, value, quality in zip(
            rows["time"].tolist(), rows["point"].tolist(), rows["value"].tolist(), rows["quality"].tolist(), strict=True
        ):
            reason = reason_of(quality)
            said = f"{level_of(quality)}:{reason}" if reason else level_of(quality)
            name = harmless(found.points[point])
            quoted = '"' + name.replace('"', '""') + '"' if set(name) & set('",\r\n') else name
            yield f"{told(time)},{quoted},{value!r},{said}\r\n"


def write_parquet(path: Path, reader: Reader, points: Sequence[str] | None, since: int, until: int) -> None:
    """One file, a day at a time, each sorted by point and time."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - who exports nothing does not load it

    writer = None
    for found in _days(reader, points, since, until):
        table = parquet.table_of(parquet.ordered(found.rows, found.points), found.points, found.sources)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is None:
        empty = parquet.table_of(np.empty(0, ROWS), {}, {})
        writer = pq.ParquetWriter(path, empty.schema)
    writer.close()


def _days(reader: Reader, points: Sequence[str] | None, since: int, until: int) -> Iterable[Found]:
    span = reader.span()
    if span is None:
        return
    day = max(since, span[0])
    while day < min(until, span[1] + 1):
        end = min(until, (day // DAY + 1) * DAY)
        found = reader.latest(points, day, end)
        if found.rows.size:
            yield found
        day = end


def _texts(times: npt.NDArray[np.int64]) -> list[str]:
    return [str(time) for time in times.tolist()]


def _numbers(values: npt.NDArray[np.float64]) -> Column:
    """JSON knows no NaN."""
    return np.where(np.isfinite(values), values, None).tolist()  # type: ignore[call-overload, no-any-return]
