"""Parse and build: what texts mean, the way there and back, and texts that mean harm."""

import csv
import io
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.compute.build import Build, BuildConfig
from nodes.compute.parse import Parse, ParseConfig
from nodes.compute.reading import read
from nodes.compute.writing import write_csv, write_json, write_xml
from tundish.errors import FieldError
from tundish.quality import BAD, NOT_A_NUMBER
from tundish.testing import Bench, Row

BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<x>&b;</x>'
MINUTE = 60_000_000_000


def parsed(text: Any, **config: Any) -> Bench:
    bench = Bench(Parse, ParseConfig.model_validate(config))
    bench.send(5, "message", {"text": text, "id": 1}, time=MINUTE)
    assert 0 == bench.step.failed
    return bench


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("json", '{"a": [1, 2.5, "x", null, true]}', {"a": [1, 2.5, "x", None, True]}),
        ("json", f"[{10**29}]", [str(10**29)]),
        ("csv", 'a,b\r\n1,"x, ""y""\nz"\r\n\r\n007,-1.5e3\r\n',
         [{"a": 1, "b": 'x, "y"\nz'}, {"a": "007", "b": -1500.0}]),
        ("csv", "\ufeffa,b\n,1e999", [{"a": "", "b": "1e999"}]),
        ("xml", '<r xmlns:n="u" id="7"><n:a>1</n:a><a>x</a><b><c/></b>t</r>',
         {"r": {"@id": 7, "a": [1, "x"], "b": {"c": ""}, "#text": "t"}}),
    ],
)  # fmt: skip
def test_what_a_text_means(form: str, text: str, expected: Any) -> None:
    assert expected == read(text, form)
    assert {"text": text, "id": 1, "parsed": expected} == parsed(text, format=form).events()[0].data


@pytest.mark.parametrize(
    ("form", "text", "line", "column"),
    [
        ("json", '{"a": 1,\n "b" 2}', 2, 6), ("json", '{"a":\n NaN}', 2, 2), ("json", "[1e999]", 1, 2),
        ("json", '{"a": "\\ud800"}', 1, 1), ("json", "", 1, 1), ("json", "[" * 100_000, 1, 65),
        ("json", '{"a":' * 100, 1, 1 + 64 * 5), ("csv", "a,b\n1,2\n1", 3, 2), ("csv", "a,b\n1,2,3", 2, 3),
        ("csv", 'a\n"x', 2, 1), ("csv", "a,a\n1,2", 1, 2), ("csv", "", 1, 1), ("xml", "<a>\n <b></a>", 2, 7),
        ("xml", BOMB, 1, 13), ("xml", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 1, 40), ("xml", "", 1, 1),
        ("xml", "<a>" * 100_000, 1, 1 + 3 * 64),
    ],
)  # fmt: skip
def test_a_bad_text_says_where_and_the_event_goes_on_as_it_came(form: str, text: str, line: int, column: int) -> None:
    bench = parsed(text, format=form)
    [problem] = bench.events("error")
    assert (line, column) == (problem.data["line"], problem.data["column"])
    assert [{"text": text, "id": 1}] == [event.data for event in bench.events("failed")]
    assert [] == bench.events()


def test_ten_megabytes_are_refused_unread_or_read_when_allowed() -> None:
    text = "[" + "1," * 5_000_000 + "1]"
    begin = time.process_time()
    assert "10000003 characters" in parsed(text).events("error")[0].data["error"]
    assert time.process_time() - begin < 2
    assert parsed(5).events("failed")
    assert parsed("{}", field="other").events("failed")


def test_records_become_events() -> None:
    bench = parsed('{"m": {"r": [{"a": 1}, 5]}}', makes="events", at="m.r", event="result")
    assert [("result", {"a": 1}, 5), ("result", {"value": 5}, 5)] == [
        (e.kind, e.data, e.arrival) for e in bench.events()
    ]
    assert parsed("[" + "0," * 10_000 + "0]", makes="events").events("failed")


def test_records_become_samples() -> None:
    text = "point,value,time\nx.a,1.5,1970-01-01T08:00:02\nx.b,,\nx.a,2,1970-01-01T00:00:03Z"
    bench = parsed(text, format="csv", makes="samples", points="x.*", zone="Asia/Shanghai")
    assert [
        (5, 2_000_000_000, "x.a", "1.5", 0), (5, MINUTE, "x.b", "nan", BAD | NOT_A_NUMBER),
        (5, 3_000_000_000, "x.a", "2.0", 0),
    ] == [row[1:] for row in bench.seen]  # fmt: skip
    assert ("x.*",) == bench.node.owned()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("y,1,", "record 2: y does not fit"),
        ("x.a,A,", "no number"),
        ("x.a,1,noon", "'noon' is no time"),
        (",1,", "no name"),
    ],
)
def test_one_bad_record_keeps_all_of_its_event_back(line: str, why: str) -> None:
    bench = parsed(f"point,value,time\nx.a,1,\n{line}", format="csv", makes="samples", points="x.*")
    assert why in bench.events("error")[0].data["error"]
    assert (1, []) == (len(bench.events("failed")), bench.values())


def test_a_formula_does_not_reach_a_spreadsheet() -> None:
    rows = [{"a": x} for x in ("=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "-2+3", " =1", "x=1", -5)]
    cells = [row[0] for row in csv.reader(io.StringIO(write_csv(rows, ","), newline=""))]
    assert ["a", "'=1+1", "+1", "-2", "'@SUM(A1)", "'\t=1", "'-2+3", "' =1", "x=1", "-5"] == cells
    assert "a\r\n=1+1\r\n" == write_csv(rows[:1], ",", formulas=True)


@pytest.mark.parametrize(
    ("config", "data", "expected"),
    [
        ({}, {"a": [1, "é"]}, '{"a": [1, "é"]}'),
        ({"format": "csv", "of": "r", "separator": "semicolon"}, {"r": [{"a": 1}, {"b": "x;y", "a": None}]},
         'a;b\r\n1;\r\n;"x;y"\r\n'),
        ({"format": "csv", "columns": "b, a"}, {"a": 1, "b": True}, "b,a\r\ntrue,1\r\n"),
        ({"format": "xml", "root": "r"}, {"@id": 7, "a": [1, "<&>"], "b": {"#text": "t"}},
         '<r id="7"><a>1</a><a>&lt;&amp;&gt;</a><b>t</b></r>'),
        ({"format": "xml", "of": "l"}, {"l": [1, 2]}, "<data><item>1</item><item>2</item></data>"),
    ],
)  # fmt: skip
def test_what_is_written(config: dict[str, Any], data: dict[str, Any], expected: str) -> None:
    bench = Bench(Build, BuildConfig.model_validate(config))
    bench.send(1, "test", data)
    assert [{**data, "text": expected}] == [event.data for event in bench.events()]


@pytest.mark.parametrize(
    ("form", "data"),
    [("json", {"a": float("nan")}), ("csv", {"a": float("inf")}), ("xml", {"a b": 1}), ("xml", {"a": "\x00"}),
     ("xml", {"a><x": 1}), ("xml", {"@a": {}})],
)  # fmt: skip
def test_what_cannot_be_written_goes_on_as_it_came(form: str, data: dict[str, Any]) -> None:
    bench = Bench(Build, BuildConfig.model_validate({"format": form}))
    bench.send(1, "test", data)
    assert (1, 1, 0) == tuple(len(bench.events(port)) for port in ("failed", "error", "events"))


def test_samples_of_an_instant_make_one_text() -> None:
    bench = Bench(Build, BuildConfig(format="csv"))
    bench.feed([Row(1, "a", 1.5), Row(1, "b", float("nan"), 0x81), Row(3, "a", 2)])
    first = "1970-01-01T00:00:00.000000001Z"
    assert [
        f"time,point,value,quality\r\n{first},a,1.5,0\r\n{first},b,,129\r\n",
        "time,point,value,quality\r\n1970-01-01T00:00:00.000000003Z,a,2.0,0\r\n",
    ] == [event.data["text"] for event in bench.events()]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
SCALARS = st.one_of(
    WORDS, st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=8,
)
CELLS = WORDS.filter(lambda text: text.strip() == text)


@given(
    TREES,
    st.lists(st.dictionaries(st.sampled_from("abc"), WORDS, min_size=3), min_size=1, max_size=4),
    st.text(max_size=30),
)
def test_there_and_back(tree: Any, rows: list[dict[str, str]], noise: str) -> None:
    assert tree == read(write_json(tree), "json")
    names = ["a", "b", "c"]
    assert rows == read(write_csv(rows, ";", names, formulas=True), "csv", separator=";", numbers=False)
    texts = {f"x{i}": text.strip() for i, text in enumerate(rows[0].values())}
    assert {"r": texts} == read(write_xml(texts, "r"), "xml", numbers=False)
    for form in ("json", "csv", "xml"):
        try:
            read(noise, form)
        except FieldError:
            continue


def test_a_name_that_stands_twice_in_an_object_is_told() -> None:
    bench = Bench(Parse, ParseConfig())
    bench.send(1, "test", {"text": '[{"a": 1, "b": 2, "a": 3}, {"a": 4}]'})
    assert [[{"a": 3, "b": 2}, {"a": 4}]] == [event.data["parsed"] for event in bench.events()]
    [problem] = bench.events("error")
    assert "'a' stands more than once" in problem.data["error"]
    bench.send(3, "test", {"text": '[{"a": 1}, {"a": 4}]'})
    assert 1 == len(bench.events("error"))
