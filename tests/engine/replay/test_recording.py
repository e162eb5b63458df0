"""Recorded data: every form is read exactly, every wrong line is told by its number."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.replay.recording import WrongData, recorded
from engine.replay.rows import CommandRow, EventRow, Row, TickRow
from tundish.errors import DataError
from tundish.rows import SampleRow, csv_rows

NOON = 1_795_262_400_000_000_000
TIME = "2026-11-21T12:00:00Z"


def read(text: str) -> list[Row]:
    return list(recorded(text.splitlines(keepends=True), "d"))


def sample(line: int = 2, time: int = NOON, value: float = 1.5, quality: int = 0, arrival: int = 0) -> SampleRow:
    return SampleRow(line, time, arrival, "a", value, quality)


def as_csv(row: str, header: str = "time,point,value,quality") -> str:
    return f"{header}\n{row}\n"


GOOD: list[Any] = [
    pytest.param(as_csv("2026-11-21T12:00:00Z,a,1.5,good"), sample(), id="csv"),
    pytest.param(as_csv("2026-11-21 12:00:00,a,1.5,"), sample(), id="no-zone-is-utc"),
    pytest.param(as_csv("2026-11-21T20:00:00.000000001+08:00,a,1.5,"), sample(time=NOON + 1), id="zone-and-ns"),
    pytest.param(as_csv(f"{TIME},a,1.5,bad:comm_lost"), sample(quality=0x81), id="quality-with-reason"),
    pytest.param(as_csv(f"{TIME},a,1.5,64"), sample(quality=64), id="quality-as-number"),
    pytest.param(as_csv(f"{TIME},a,1.5", "time,point,value"), sample(), id="no-quality"),
    pytest.param(as_csv(f"1.5, a ,x,{TIME}", "Value,point,note,TIME"), sample(), id="other-columns-and-order"),
    pytest.param(as_csv(f'{TIME},"a",1.5,'), sample(), id="quoted"),
    pytest.param("\n\n" + as_csv(f"{TIME},a,1.5,"), sample(line=4), id="blank-lines-first"),
    pytest.param("\ufeff" + as_csv(f"{TIME},a,1.5,"), sample(), id="byte-order-mark"),
    pytest.param(
        as_csv(f"{TIME},a,1.5,,{TIME}", "time,point,value,quality,arrival"), sample(arrival=NOON), id="arrival"
    ),
    pytest.param(f'{{"time": "{TIME}", "point": "a", "value": 1.5}}', sample(line=1), id="json"),
    pytest.param(f'{{"time": "{TIME}", "point": "a", "value": true}}', sample(line=1, value=1.0), id="json-true"),
    pytest.param(
        f'{{"time": "{TIME}", "point": "a", "value": 1.5, "quality": "bad", "reason": "comm_lost"}}',
        sample(line=1, quality=0x81),
        id="json-reason",
    ),
    pytest.param(
        f'{{"time": "{TIME}", "node": "n", "arrival": "{TIME}",'
        ' "event": {"kind": "k", "point": "p", "data": {"x": [1]}}}',
        EventRow(1, NOON, NOON, "n", "", "k", "p", {"x": [1]}),
        id="event",
    ),
    pytest.param(
        f'{{"time": "{TIME}", "node": "n", "command": "ack", "user": "eva", "args": {{"point": "p"}}}}',
        CommandRow(1, NOON, 0, "n", "ack", "eva", {"point": "p"}),
        id="command",
    ),
    pytest.param(f'{{"time": "{TIME}", "tick": true}}', TickRow(1, NOON, 0), id="tick"),
]


@pytest.mark.parametrize(("text", "row"), GOOD)
def test_a_line_is_read_exactly(text: str, row: Row) -> None:
    assert [row] == read(text)


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        (as_csv(f"{TIME},a,,"), 0x86),
        (as_csv(f"{TIME},a,,good"), 0),
        (as_csv(f"{TIME},a,nan,"), 0),
        (f'{{"time": "{TIME}", "point": "a", "value": null}}', 0x86),
    ],
    ids=["empty", "empty-but-good", "nan", "null"],
)
def test_no_value_is_nan_and_bad_unless_told(text: str, quality: int) -> None:
    [row] = read(text)
    assert isinstance(row, SampleRow)
    assert (True, quality) == (math.isnan(row.value), row.quality)


WRONG: list[Any] = [
    pytest.param("time;point;value\n", "d:1: columns are separated by commas", id="semicolons"),
    pytest.param("time,value\n", "d:1: the header has no column 'point'", id="no-point-column"),
    pytest.param("time,point,vlaue\n", "d:1: unknown column 'vlaue'. Did you mean 'value'?", id="column-misspelt"),
    pytest.param("time,point,value,time\n", "d:1: the column 'time' stands twice", id="column-twice"),
    pytest.param(as_csv("x,a,1,"), "d:2: 'x' is no time", id="time"),
    pytest.param(as_csv("2026-02-30,a,1,"), "d:2: '2026-02-30' is no time", id="day"),
    pytest.param(as_csv("1969-12-31T23:59:59Z,a,1,"), "d:2: ", id="before-1970"),
    pytest.param(as_csv("2500-01-01T00:00:00Z,a,1,"), "d:2: ", id="after-2262"),
    pytest.param(as_csv(f'{TIME},a,"1,5",'), "d:2: '1,5' is no number", id="comma"),
    pytest.param(as_csv(f"{TIME},a,1_0,"), "d:2: '1_0' is no number", id="underscore"),
    pytest.param(as_csv(f"{TIME},,1,"), "d:2: '' is no name of a point", id="no-point"),
    pytest.param(as_csv(f"{TIME},a,1,fine"), "d:2: 'fine' is no quality", id="quality"),
    pytest.param(as_csv(f"{TIME},a,1"), "d:2: 3 columns, but the header has 4", id="too-few"),
    pytest.param(as_csv(f'{TIME},"a,1,'), "d:2: no CSV", id="open-quote"),
    pytest.param("{", "d:1: no JSON", id="json"),
    pytest.param('{"value": ' + "[" * 200, "d:1: nested more than 100 deep", id="json-deep"),
    pytest.param(
        '{"time": "2026-11-21T00:00Z"}\n',
        'd:1: the line has none of "value", "event", "command" and "tick"',
        id="nothing",
    ),
    pytest.param('{"value": 1, "point": "a"}', 'd:1: the line has no "time"', id="json-no-time"),
    pytest.param('{"time": 1.5, "value": 1, "point": "a"}', "d:1: a time is a text like", id="json-float-time"),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "value": [1], "point": "a"}',
        "d:1: [1] is no number",
        id="json-text",
    ),
    pytest.param('{"time": "2026-11-21T00:00Z", "value": NaN, "point": "a"}', "d:1: no JSON", id="json-nan"),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "value": 1, "point": "a", "qualty": 1}',
        "d:1: unknown key 'qualty'",
        id="key-misspelt",
    ),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "node": "n", "event": {}}',
        'd:1: the event has no "kind"',
        id="event-without-kind",
    ),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "event": {"kind": "k"}}', 'd:1: the line has no "node"', id="event-without-node"
    ),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "node": "n", "event": 5}',
        'd:1: "event" is an object, not 5',
        id="event-no-object",
    ),
    pytest.param('{"time": "2026-11-21T00:00Z", "tick": 1}', 'd:1: write "tick": true', id="tick"),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "tick": true, "arrival": "x"}', "d:1: arrival: 'x' is no time", id="arrival"
    ),
    pytest.param(
        '{"time": "2026-11-21T00:00Z", "tick": true}\n[1]',
        "d:2: a line is a JSON object, this is a list of 1",
        id="list",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_line_is_told_by_its_number(text: str, message: str) -> None:
    with pytest.raises(WrongData) as told:
        read(text)
    [fault] = told.value.faults
    assert str(fault).startswith(message)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("time;point;value", "columns are separated by commas, not by semicolons"),
        ("time,value", "the header has no column 'point': the columns are time,point,value"),
        ("time,point,vlaue", "unknown column 'vlaue'. Did you mean 'value'?"),
        ("time,point,value,qualty", "unknown column 'qualty'. Did you mean 'quality'?"),
        ("time,point,value,Time", "the column 'time' stands twice in the header"),
        ("time,timestamp,point,value", "the column 'time' stands twice in the header"),
    ],
)
def test_a_file_and_a_recording_refuse_the_same_columns(header: str, said: str) -> None:
    text = [f"{header}\n", "2026-11-21T12:00Z,a,1\n"]
    for read in (csv_rows, recorded):
        with pytest.raises(DataError) as error:
            list(read(text, "f.csv"))
        assert f"f.csv:1: {said}" in str(error.value)


def test_a_file_and_a_recording_are_read_the_same() -> None:
    text = ["time,point,value,quality,note\n", "2026-11-21T12:00Z,a,1,bad:stale,x\n", " \n", "2020-01-01,b\n"]
    read = csv_rows(text, "f.csv")
    assert sample(value=1.0, quality=0x82) == next(read)
    assert sample(value=1.0, quality=0x82) == next(recorded(text, "f.csv"))
    for rest in (read, recorded(text, "f.csv")):
        with pytest.raises(DataError, match=r"f\.csv:4: 2 columns, but the header has 5"):
            list(rest)


def test_up_to_twenty_wrong_lines_are_told_and_nothing_comes_after_the_first() -> None:
    rows: list[Row] = []
    lines = ["time,point,value", f"{TIME},a,1", *(["x,a,1"] * 30), f"{TIME},a,1"]
    with pytest.raises(WrongData) as told:
        rows.extend(recorded(lines, "d"))
    assert (1, 20) == (len(rows), len(told.value.faults))
    assert str(told.value).splitlines()[-1].startswith("d:22: ")


def test_a_row_may_be_refused() -> None:
    def check(row: Row) -> None:
        raise ValueError(f"not at {row.time}")

    with pytest.raises(WrongData, match="d:1: not at"):
        list(recorded(['{"time": "2026-11-21T00:00Z", "tick": true}'], "d", check))


def test_no_rows() -> None:
    assert [] == read("") == read("\n \n") == read("time,point,value\n")


@given(st.text(max_size=80) | st.text('{}[]",:0123456789 \n abetimpovlun', max_size=80))
def test_any_text_is_rows_or_told(text: str) -> None:
    for begin in ("{", "time,point,value\n"):
        with suppress(WrongData):
            assert all(row.time >= 0 for row in read(begin + text))
