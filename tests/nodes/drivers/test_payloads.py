"""What a message says: every payload form, and nonsense."""

import json
import math
from contextlib import suppress
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nodes.drivers.payloads import Topic, _item, read_payload
from tundish.iso import nanoseconds_of

NOON = 1_795_262_400_000_000_000
"""2026-11-21T12:00:00Z"""


def row(**fields: Any) -> Topic:
    return Topic.model_validate({"topic": "#", **fields})


def said(topic: str, payload: str, **fields: Any) -> list[tuple[str, float, int]]:
    return [tuple(v) for v in read_payload(row(**fields), topic, payload.encode()).values]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("payload", "expected"), [("12.5", 12.5), (" -1e3\n", -1000.0), ("true", 1.0), ("OFF", 0.0), ("7", 7.0)]
)
def test_a_plain_number(payload: str, expected: float) -> None:
    assert [("plant.p1.flow", expected, -1)] == said("plant/p1/flow", payload)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("{topic}", "a.b.c"), ("{1}", "a"), ("{2}.{-1}", "b.c"), ("x-{-3}", "x-a"), ("fixed", "fixed")],
)
def test_the_name_of_the_point(rule: str, expected: str) -> None:
    assert expected == row(point=rule).name("a/b/c")


@pytest.mark.parametrize(
    ("fields", "payload", "expected"),
    [
        pytest.param({}, '{"a": 1, "b": {"c": 2.5}, "d": "x"}', [("t.a", 1, -1), ("t.b.c", 2.5, -1)], id="all numbers"),
        pytest.param({"paths": "b.c, a"}, '{"a": 1, "b": {"c": 2}}', [("t.b.c", 2, -1), ("t.a", 1, -1)], id="some"),
        pytest.param({"point": "{path}"}, '{"a": true}', [("a", 1, -1)], id="a switch"),
        pytest.param(
            {"time": "at"},
            '{"a": 1, "at": "2026-11-21T12:00:00.000000001Z"}',
            [("t.a", 1, NOON + 1)],
            id="time as text",
        ),
        pytest.param({"time": "ts"}, '{"a": 1, "ts": 1795262400}', [("t.a", 1, NOON)], id="time in s"),
        pytest.param({"time": "ts"}, '{"a": 1, "ts": 1795262400.5}', [("t.a", 1, NOON + 500_000_000)], id="half a s"),
        pytest.param({"time": "ts"}, '{"a": 1, "ts": 1795262400001}', [("t.a", 1, NOON + 1_000_000)], id="time in ms"),
        pytest.param({"time": "ts"}, '{"a": 1, "ts": 1795262400000001}', [("t.a", 1, NOON + 1000)], id="time in us"),
        pytest.param({"time": "ts"}, '{"a": 1, "ts": 1795262400000000001}', [("t.a", 1, NOON + 1)], id="time in ns"),
    ],
)
def test_an_object(fields: dict[str, Any], payload: str, expected: list[Any]) -> None:
    assert expected == said("t", payload, format="json", **fields)


def test_a_list() -> None:
    payload = [{"point": "a", "value": 1}, {"point": "b", "value": 2, "time": "2026-11-21T12:00:00Z"}]
    assert [("a", 1, -1), ("b", 2, NOON)] == said("t", json.dumps(payload), format="array")


def test_no_value_is_not_a_number() -> None:
    assert math.isnan(said("t", '{"point": "a", "value": null}', format="array")[0][1])


def test_an_event_keeps_its_digits() -> None:
    said = read_payload(row(format="event", time="at"), "t", b'{"value": "28.0", "at": "2026-11-21T12:00:00Z"}')
    assert ({"value": "28.0", "at": "2026-11-21T12:00:00Z"}, NOON) == (said.data, said.time)


@pytest.mark.parametrize(
    ("fields", "payload", "sentence"),
    [
        ({}, b"hello", "it is no number"),
        ({}, b"\xff\xfe", "it is not text"),
        ({}, b"1" * 1_000_001, "more than is read"),
        ({"point": "{3}"}, b"1", "has no level 3"),
        ({"format": "json"}, b"{", "it is no JSON"),
        ({"format": "json"}, b"[1]", "it is no JSON object"),
        ({"format": "json"}, b'{"a": "x"}', "there is no number in it"),
        ({"format": "json"}, b'{"a": NaN}', "NaN is no number in JSON"),
        ({"format": "json", "paths": "b"}, b'{"a": 1}', "there is no 'b' in it"),
        ({"format": "json", "paths": "a"}, b'{"a": "x"}', "'a' is no number"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": "soon"}', "'soon' is no time"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": -5}', "-5 is no time"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": "0001-01-01T00:00:00"}', "years 1970 to 2261"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": "2999-01-01T00:00:00"}', "years 1970 to 2261"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": "1969-12-31T23:59:59.999999999Z"}', "years 1970 to 2261"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": "2262-01-01T00:00:00Z"}', "years 1970 to 2261"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": 9214646400000000000}', "years 1970 to 2261"),
        ({"format": "json", "time": "at"}, b'{"a": 1, "at": 1' + b"0" * 400 + b"}", "is no time"),
        ({"format": "event", "time": "at"}, b'{"at": "0001-01-01T00:00:00"}', "years 1970 to 2261"),
        ({"format": "json"}, b'{"a": 1' + b"0" * 400 + b"}", "the number in 'a' is too large"),
        ({"format": "json", "paths": "a"}, b'{"a": 1' + b"0" * 400 + b"}", "the number in 'a' is too large"),
        ({"format": "json"}, b'{"a": 1' + b"0" * 5000 + b"}", "a number without end"),
        ({"format": "array"}, b'[{"point": "a", "value": 1' + b"0" * 400 + b"}]", "is too large"),
        ({"format": "array"}, b'[{"point": "\\ud800", "value": 1}]', "is no name of a point"),
        ({"format": "json"}, b'{"\\ud800": 1}', "is no name of a point"),
        ({"format": "event"}, b'{"a": [{"b": 18446744073709551616}]}', "more than 64 bits"),
        ({"format": "event"}, b'{"a": 9223372036854775808}', "more than 64 bits"),
        ({"format": "event"}, b'{"a": -9223372036854775809}', "more than 64 bits"),
        ({"format": "event"}, b'{"a": ["\\ud800"]}', "half a character"),
        ({"format": "event"}, b'{"\\udfff": 1}', "half a character"),
        ({"format": "event"}, b'{"a": ' + b"[" * 50 + b"]" * 50 + b"}", "nested too deep"),
        ({"format": "array"}, b"[1]", "it is no list of"),
        ({"format": "array"}, b'[{"point": "", "value": 1}]', "is no name of a point"),
        ({"format": "event"}, b"[" * 100_000, "nested too deep|is no JSON"),
    ],
)
def test_nonsense(fields: dict[str, Any], payload: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_payload(row(**fields), "a/b", payload)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "2261-12-31T23:59:59.999999999Z"])
def test_the_first_and_the_last_time(at: str) -> None:
    [(_, _, time)] = said("t", json.dumps({"a": 1, "at": at}), format="json", time="at")
    assert time == np.array([time], np.int64)[0] == nanoseconds_of(at)


def test_an_event_that_can_just_be_kept() -> None:
    body = {"a": [2**63 - 1, -(2**63), 1e300, "\U0001f600 ü", None, True], "b": {}}
    read = read_payload(row(format="event"), "t", json.dumps(body).encode()).data
    assert body == read == msgspec.msgpack.decode(msgspec.msgpack.encode(read))


@given(st.sampled_from(["number", "json", "array", "event"]), st.binary() | st.text().map(str.encode))
def test_nothing_else_comes_of_nonsense(format_: str, payload: bytes) -> None:
    with suppress(ValueError):
        read_payload(row(format=format_, time="t"), "a/b", payload)


@given(st.sampled_from(["json", "array", "event"]), st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["point", "value", "time", "t"]), x)))  # fmt: skip # noqa: E501
def test_nor_of_any_json(format_: str, body: Any) -> None:
    with suppress(ValueError):
        read_payload(row(format=format_, time="t"), "a/b", json.dumps(body).encode())


@pytest.mark.parametrize("topic", ["a/#/b", "a+/b", "#b", "a/b#", ""])
def test_a_filter_that_is_none(topic: str) -> None:
    with pytest.raises(ValidationError):
        row(topic=topic)


@pytest.mark.parametrize(
    ("topic", "rule", "expected"),
    [
        ("plant/+/flow", "{topic}", "plant.*.flow"),
        ("plant/#", "{topic}", "plant.*"),
        ("#", "{topic}", "*"),
        ("plant/+/flow", "{2}.{3}", "*.flow"),
        ("plant/#", "{1}.{-1}", "plant.*"),
        ("lab/x", "{topic}", "lab.x"),
    ],
)
def test_which_points_it_may_make(topic: str, rule: str, expected: str) -> None:
    assert (expected,) == row(topic=topic, point=rule).owned()


ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "point": st.sampled_from(["a", "b c", "", " a", "ü"]),
            "value": st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.booleans() | st.none(),
        },
        optional={
            "time": st.one_of(st.integers(-1, 2**64), st.floats(0, 1e300), st.just("2026-11-21T12:00:00Z"), st.none()),
            "more": st.text(),
        },
    ),
    max_size=4,
)  # fmt: skip


@given(items=ITEMS)
def test_the_fast_way_through_an_array_says_what_the_careful_one_says(items: list[dict[str, Any]]) -> None:
    def told(work: Any) -> Any:
        try:
            return repr(work())
        except ValueError as error:
            return str(error)

    payload = json.dumps(items)
    careful = told(lambda: [_item(item) for item in json.loads(payload)])
    assert careful == told(lambda: list(read_payload(row(format="array"), "t", payload.encode()).values))
