"""Rows: samples in a file, one a line, as `source.file`, a replay and the command line read them.

CSV has a header, `time,point,value[,quality][,arrival]` in any order and case; `timestamp` is `time`, and `point` may
be missing when it is known otherwise. Other columns are left alone, unless one looks like a misspelt one of these.
Times are ISO 8601 between 1970 and 2262, with a zone or in the one that is told. Without a value it is NaN.
"""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from tundish.errors import DataError
from tundish.fields import LONGEST_POINT
from tundish.hint import did_you_mean
from tundish.iso import nanoseconds_of
from tundish.quality import BAD, NOT_A_NUMBER, quality_from

COLUMNS = ("time", "point", "value", "quality", "arrival")
LATEST = 9_214_646_400_000_000_000
"""2262-01-01: later times do not fit in 64 bits with room to spare."""


class SampleRow(NamedTuple):
    """One sample. Times are ns UTC; `arrival` is 0 where the data does not say it."""

    line: int
    time: int
    arrival: int
    point: str
    value: float
    quality: int


def sample_row(
    line: int, time: Any, point: Any, value: Any, quality: Any = None, arrival: Any = None, zone: str = "UTC"
) -> SampleRow:
    """From texts, or from what JSON has; ValueError says what is wrong. Without a value it is NaN, and bad."""
    moment = time_of(time, zone)
    name = point.strip() if isinstance(point, str) else ""
    if not name or len(name) > LONGEST_POINT or not name.isprintable():
        raise ValueError(f"{point!r:.40} is no name of a point")
    number = _number(value)
    if quality is None or quality == "":
        byte = BAD | NOT_A_NUMBER if value in (None, "") else 0
    else:
        byte = _quality(str(quality))
    return SampleRow(line, moment, stamp(arrival, zone), name, number, byte)


def time_of(value: Any, zone: str = "UTC") -> int:
    """Ns since 1970 of an ISO text."""
    if not isinstance(value, str):
        raise ValueError(f"a time is a text like 2026-11-21T12:00:00Z, not {value!r:.40}")  # noqa: TRY004 - of data
    time = nanoseconds_of(value, zone)
    if not 0 <= time < LATEST:
        raise ValueError(f"{value!r} is no time between 1970 and 2262")
    return time


def stamp(value: Any, zone: str = "UTC") -> int:
    """The same for an arrival stamp; 0 when there is none."""
    if value is None or value == "":
        return 0
    try:
        return time_of(value, zone)
    except ValueError as error:
        raise ValueError(f"arrival: {error}") from None


def csv_lines(lines: Iterable[str], point: str = "", zone: str = "UTC") -> Iterator[tuple[int, SampleRow | ValueError]]:
    """Line number and row, or what is wrong with it. Wrong columns are told once, and end it.

    `point` names the point of a file that has no such column.
    """
    reader = csv.reader(lines, strict=True)
    place: list[int | None] = []
    width = 0
    while True:
        try:
            cells = next(reader)
            if not any(map(str.strip, cells)):
                continue
            if place:
                yield reader.line_num, _row(cells, place, width, reader.line_num, point, zone)
            else:
                place, width = _places(cells, point), len(cells)
        except StopIteration:
            return
        except csv.Error as error:
            yield reader.line_num, ValueError(f"no CSV: {error}")
        except UnicodeDecodeError:
            raise  # of the lines, not of a row
        except ValueError as error:
            yield reader.line_num, error
            if not place:
                return


def csv_rows(lines: Iterable[str], file: str, point: str = "", zone: str = "UTC") -> Iterator[SampleRow]:
    """The samples of a CSV text; the first that is wrong is a `DataError` that names the file and the line."""
    for line, row in csv_lines(_readable(lines, file), point, zone):
        if isinstance(row, ValueError):
            raise DataError(str(row), file=file, line=line)
        yield row


def _places(header: Sequence[str], point: str) -> list[int | None]:
    """Where each of `COLUMNS` stands."""
    names = [cell.strip().lstrip("\ufeff").lower() for cell in header]
    names = ["time" if name == "timestamp" else name for name in names]
    place = [names.index(name) if name in names else None for name in COLUMNS]
    absent = [name for name, index in zip(COLUMNS, place, strict=True) if index is None]
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise ValueError(f"the column {twice[0]!r} stands twice in the header")
    if ";" in "".join(names):
        raise ValueError("columns are separated by commas, not by semicolons")
    for name in names:
        if name not in COLUMNS and (hint := did_you_mean(name, absent)):
            raise ValueError(f"unknown column {name!r}. {hint}")
    missing = [name for name in absent if name in ("time", "value") or (name == "point" and not point)]
    if missing:
        raise ValueError(f"the header has no column {missing[0]!r}: the columns are time,point,value[,quality]")
    return place


def _row(cells: list[str], place: list[int | None], width: int, line: int, point: str, zone: str) -> SampleRow:
    if len(cells) != width:
        raise ValueError(f"{len(cells)} columns, but the header has {width}")
    time, name, value, quality, arrival = (None if index is None else cells[index].strip() for index in place)
    return sample_row(line, time, point if name is None else name, value, quality, arrival, zone)


def _number(value: Any) -> float:
    if value is None or value == "":
        return math.nan
    if isinstance(value, str) and value.isascii() and "_" not in value:
        try:
            return float(value)
        except ValueError:
            pass
    elif isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            raise ValueError("the value is too large for a number") from None
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
