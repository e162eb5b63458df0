"""Rows: samples in a file, one a line, as `source.file` and the command line read them.

CSV has a header: `time,point,value[,quality]` in any order, or `timestamp,value` when the point is known otherwise;
other columns are ignored. Times are ISO 8601, with a zone or in the one that is told. An empty value is NaN.
Everything wrong is a `DataError` that names the file and the line.
"""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from tundish.errors import DataError
from tundish.fields import LONGEST_POINT
from tundish.iso import nanoseconds_of
from tundish.quality import BAD, NOT_A_NUMBER, quality_from

EARLIEST, LATEST = -(2**63), 2**63 - 1


class SampleRow(NamedTuple):
    time: int
    """Ns UTC."""
    point: str
    value: float
    quality: int


def sample_row(time: Any, point: Any, value: Any, quality: Any = None, zone: str = "UTC") -> SampleRow:
    """From texts, or from what JSON has; ValueError says what is wrong. Without a value it is NaN, and bad."""
    if not isinstance(time, str):
        raise ValueError(f"a time is a text like 2026-11-21T12:00:00Z, not {time!r:.40}")  # noqa: TRY004 - of data
    moment = nanoseconds_of(time, zone)
    if not EARLIEST <= moment <= LATEST:
        raise ValueError(f"{time!r} is no time that fits: years 1678 to 2261 do")
    name = point.strip() if isinstance(point, str) else ""
    if not name or len(name) > LONGEST_POINT or not name.isprintable():
        raise ValueError(f"{point!r:.40} is no name of a point")
    number = _number(value)
    if quality is None or quality == "":
        return SampleRow(moment, name, number, BAD | NOT_A_NUMBER if value in (None, "") else 0)
    return SampleRow(moment, name, number, _quality(str(quality)))


def csv_rows(lines: Iterable[str], file: str, point: str = "", zone: str = "UTC") -> Iterator[SampleRow]:
    """The samples of a CSV text. `point` names the point of a file that has no such column."""
    reader = csv.reader(_readable(lines, file), strict=True)
    try:
        columns = _columns(next(reader, []), file, point)
        for cells in reader:
            if not cells:
                continue
            try:
                time, name, value, quality = (_cell(cells, column) for column in columns)
                yield sample_row(time, point if name is None else name, value, quality, zone)
            except ValueError as error:
                raise DataError(str(error), file=file, line=reader.line_num) from None
    except csv.Error as error:
        raise DataError(f"no CSV: {error}", file=file, line=reader.line_num) from None


def json_row(record: Mapping[str, Any], zone: str = "UTC") -> SampleRow:
    """The sample that `{"time", "point", "value", "quality"}` is; ValueError says what is wrong."""
    quality, reason = record.get("quality"), record.get("reason")
    if reason and isinstance(quality, str):
        quality = f"{quality}:{reason}"
    return sample_row(record.get("time"), record.get("point"), record.get("value"), quality, zone)


def _columns(header: list[str], file: str, point: str) -> tuple[int | None, int | None, int | None, int | None]:
    """Where time, point, value and quality stand."""
    place: dict[str, int] = {}
    for i, name in enumerate(cell.strip().lstrip("\ufeff").lower() for cell in header):
        place.setdefault("time" if name == "timestamp" else name, i)
    missing = [name for name in ("time", "value", *(() if point else ("point",))) if name not in place]
    if missing:
        hint = "The first line must name the columns: time,point,value[,quality]"
        raise DataError(f"the header has no column {' and no '.join(missing)}", file=file, line=1, hint=hint)
    return place["time"], place.get("point"), place["value"], place.get("quality")


def _cell(cells: list[str], column: int | None) -> str | None:
    if column is None:
        return None
    if column >= len(cells):
        raise ValueError(f"the line has {len(cells)} of {column + 1} columns")
    return cells[column].strip()


def _number(value: Any) -> float:
    if value is None or value == "":
        return math.nan
    if isinstance(value, str) and value.isascii() and "_" not in value:
        try:
            return float(value)
        except ValueError:
            pass
    elif isinstance(value, int | float):
        return float(value)
    raise ValueError(f"{value!r:.40} is no number")


@lru_cache(maxsize=256)
def _quality(text: str) -> int:
    return quality_from(text)


def _readable(lines: Iterable[str], file: str) -> Iterator[str]:
    try:
        for line in lines:
            if "\0" in line:
                raise DataError("it holds binary data", file=file, hint="A CSV file in UTF-8 is expected")
            yield line
    except UnicodeDecodeError:
        raise DataError("it is not text in UTF-8", file=file, hint="Save it as CSV UTF-8") from None
