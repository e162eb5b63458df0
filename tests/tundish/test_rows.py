"""Rows of samples: what they mean, and what is said of one that is wrong."""

import math
from typing import Any

import pytest

from tundish.errors import DataError
from tundish.rows import SampleRow, csv_rows, sample_row

T = 1577836800_000000000


def rows(text: str, **more: str) -> list[SampleRow]:
    return list(csv_rows(text.splitlines(keepends=True), "f.csv", **more))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("time,point,value\n2020-01-01T00:00:00Z,a,1.5", (T, "a", 1.5, 0)),
        ("\ufeffTime, Point ,VALUE\n2020-01-01 00:00:00,a,1.5", (T, "a", 1.5, 0)),
        ("value,x,quality,point,time\n1,?,64,a,2020-01-01T00:00Z", (T, "a", 1.0, 0x40)),
        ("time,point,value,quality\n2020-01-01T00:00:00Z,a,1,bad:stale", (T, "a", 1.0, 0x82)),
        ("time,point,value,quality\n2020-01-01T00:00:00Z,a,1,", (T, "a", 1.0, 0)),
        ("time,point,value\n2020-01-01T00:00:00.000000001Z,a,1", (T + 1, "a", 1.0, 0)),
        ("time,point,value\n2020-01-01T08:00:00+08:00,a,1", (T, "a", 1.0, 0)),
        ('time,point,value\n2020-01-01T00:00Z,"line 1, TI-101",-1e3', (T, "line 1, TI-101", -1000.0, 0)),
        ("timestamp,value\n2020-01-01 00:00:00,7", (T, "p", 7.0, 0)),
        ("\n \n,,\ntime,point,value\n,,\n\n2020-01-01T00:00Z,a,7\n", (T, "a", 7.0, 0)),
        ("time,point,value,timezone,points\n2020-01-01T00:00Z,a,7,,", (T, "a", 7.0, 0)),
    ],
)
def test_a_row_is_read(text: str, expected: tuple[Any, ...]) -> None:
    [row] = rows(text, point="" if "point" in text.lower() else "p")
    assert expected == (row.time, row.point, row.value, row.quality)


def test_the_line_and_the_arrival_are_told() -> None:
    text = "time,arrival,value\n\n2020-01-01T00:00Z,,1\n2020-01-01T00:00Z,2020-01-01T00:00:00.000000007Z,1\n"
    assert [(3, 0), (4, T + 7)] == [(row.line, row.arrival) for row in rows(text, point="p")]


def test_without_a_value_it_is_nan_and_bad() -> None:
    [row, told] = rows("time,point,value,quality\n2020-01-01T00:00Z,a,,\n2020-01-01T00:00Z,a,,uncertain\n")
    assert math.isnan(row.value)
    assert (0x86, 0x40) == (row.quality, told.quality)


def test_times_without_a_zone_are_of_the_one_that_is_told() -> None:
    [row] = rows("time,point,value\n2020-01-01 08:00:00,a,1", zone="Asia/Shanghai")
    assert T == row.time


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("2020-01-01T00:00Z,a,1_0", "'1_0' is no number"),
        ("2020-01-01T00:00Z,a,true", "'true' is no number"),
        ("2020-13-01T00:00Z,a,1", "no such day"),
        ("1999-01-01T25:00Z,a,1", "no such day or hour"),
        ("9999-01-01T00:00Z,a,1", "'9999-01-01T00:00Z' is no time between 1970 and 2262"),
        ("1969-12-31T23:59Z,a,1", "is no time between 1970 and 2262"),
        (",a,1", "'' is no time"),
        ("2020-01-01T00:00Z,,1", "'' is no name of a point"),
        ("2020-01-01T00:00Z,a", "2 columns, but the header has 3"),
        ("2020-01-01T00:00Z,a,1,5", "4 columns, but the header has 3"),
        ("2020-01-01T00:00Z,a,1,great", "'great' is no quality"),
        ('2020-01-01T00:00Z,"a,1', "no CSV"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(cells: str, said: str) -> None:
    columns = "time,point,value,quality" if "great" in cells else "time,point,value"
    with pytest.raises(DataError, match=said) as error:
        rows(f"{columns}\n2020-01-01T00:00Z,a,1{',good' if 'great' in cells else ''}\n{cells}\n")
    assert ("f.csv", 3) == (error.value.file, error.value.line)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ((None, "a", 1), "a time is a text"),
        ((5, "a", 1), "a time is a text"),
        (("2020-01-01T00:00Z", 5, 1), "5 is no name of a point"),
        (("2020-01-01T00:00Z", "a", []), r"\[\] is no number"),
        (("2020-01-01T00:00Z", "a", 10**400), "too large for a number"),
        (("2020-01-01T00:00Z", "a", 1, "", "x"), "arrival: 'x' is no time"),
    ],
)
def test_fields_that_are_none_say_why(fields: tuple[Any, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sample_row(1, *fields)
