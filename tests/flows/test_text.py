import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading import MOST_BYTES, parse
from flows.text import arranged, dumps, loads
from tests.flows.kinds import flow
from tundish.errors import FlowError

GOLDEN = """\
{
  "format": "tundish.flow/1",
  "id": "f",
  "name": "Übung",
  "description": "",
  "parameters": {},
  "nodes": {
    "a": {
      "kind": "source.meter",
      "version": 1,
      "name": "",
      "config": {"points": ["x"]},
      "position": [40, 80.5]
    },
    "b": {
      "kind": "alarm.limits",
      "version": 3,
      "name": "",
      "config": {
        "delay": 5,
        "rows": [
          {"point": "tank.level", "h": 80, "hh": 90, "priority": "serious"},
          {"point": "tank.temperature", "h": 120.25, "priority": "critical"}
        ]
      },
      "position": [0, 0],
      "later": true
    }
  },
  "wires": [
    {"from": ["a", "samples"], "to": ["b", "samples"], "colour": "red"},
    {"from": ["b", "error"], "to": ["b", "events"]}
  ],
  "groups": [],
  "notes": [{"id": "n", "text": "hello"}],
  "tests": []
}
"""


def test_the_text_of_a_flow_is_golden() -> None:
    rows = [
        {"priority": "serious", "hh": 90, "h": 80.0, "point": "tank.level"},
        {"point": "tank.temperature", "priority": "critical", "h": 120.25},
    ]
    document = flow({"b": ("alarm.limits", {"rows": rows, "delay": 5.0}), "a": ("source.meter", {"points": ["x"]})})
    document["nodes"]["a"]["position"] = [40.0, 80.5]
    document["nodes"]["b"]["later"] = True
    document["wires"] = [
        {"from": ["b", "error"], "to": ["b", "events"]},
        {"colour": "red", "to": ["b", "samples"], "from": ["a", "samples"]},
    ]
    assert GOLDEN == dumps({**document, "name": "Übung", "notes": [{"text": "hello", "id": "n"}]})


def test_a_moved_node_is_one_line_of_a_diff() -> None:
    before, after = flow({"a": "x", "b": "y"}), flow({"a": "x", "b": "y"})
    after["nodes"]["b"]["position"] = [7, 8]
    changed = [
        pair for pair in zip(dumps(before).splitlines(), dumps(after).splitlines(), strict=True) if pair[0] != pair[1]
    ]
    assert [('      "position": [0, 0]', '      "position": [7, 8]')] == changed


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | texts
)
values = st.recursive(scalars, lambda v: st.lists(v, max_size=4) | st.dictionaries(texts, v, max_size=4), max_leaves=12)
ends = st.tuples(st.sampled_from("ab"), st.sampled_from("xy")).map(list)
wires = st.lists(st.fixed_dictionaries({"from": ends, "to": ends}, optional={"more": values}), max_size=5)
nodes = st.dictionaries(texts, values, max_size=4)
documents = st.fixed_dictionaries(
    {"id": texts}, optional={"nodes": nodes | values, "wires": wires | values, "later": values}
)


@given(documents)
def test_nothing_is_lost_and_a_second_save_changes_nothing(document: dict[str, Any]) -> None:
    text = dumps(document)
    again = loads(text)
    assert arranged(document) == again
    assert text == dumps(again)


@given(documents, st.randoms())
def test_the_order_of_keys_and_wires_does_not_matter(document: dict[str, Any], chance: Any) -> None:
    plain = {k: v for k, v in document.items() if k != "wires"}
    shuffled = list(plain.items())
    chance.shuffle(shuffled)
    assert dumps(plain) == dumps(dict(shuffled))


@pytest.mark.parametrize("number", [1_795_262_400_123_456_789, -0.0, 0.1 + 0.2, 1e300, 2**53 + 1], ids=str)
def test_numbers_keep_every_digit(number: float) -> None:
    back = loads(dumps({"x": number}))["x"]
    assert (number, math.copysign(1, number)) == (back, math.copysign(1, back))


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), {1: 2}, {"x": object()}, "\ud800"],
    ids=["nan", "inf", "key", "object", "half"],
)
def test_what_is_no_json_is_not_written(value: Any) -> None:
    with pytest.raises(FlowError, match="cannot be written as JSON"):
        dumps({"x": value})


READ: list[Any] = [
    pytest.param("", ["line 1, column 1: the text is empty"], id="empty"),
    pytest.param("[1]", ["a flow is a JSON object, this is a list"], id="list"),
    pytest.param("null", ["a flow is a JSON object, this is null"], id="null"),
    pytest.param('{"a": 1\n "b": 2}', ["line 2, column 2: expecting ',' delimiter"], id="comma"),
    pytest.param('{"a": 1,\n "b": 2,\n "a": 3}', ["line 3, column 2: 'a' stands twice in one object"], id="twice"),
    pytest.param('{"a": {"b": 1}, "b": {"b": 1}}', [], id="same-key-in-two-objects"),
    pytest.param('{"a": "a", "b": ["a", "a"]}', [], id="values-like-keys"),
    pytest.param('{"\\u0061": 1, "a": 2}', ["line 1, column 15: 'a' stands twice in one object"], id="twice-escaped"),
    pytest.param(
        '{"a": NaN,\n"b": -Infinity}', ["line 1, column 7: NaN is", "line 2, column 6: -Infinity is"], id="nan"
    ),
    pytest.param('{"a": "NaN"}', [], id="nan-as-text"),
    pytest.param('{"a": 1e999}', ["line 1, column 7: 1e999 is too large for a number"], id="overflow"),
    pytest.param('{"a": ' + "9" * 5000 + "}", ["is too large for a number"], id="5000-digits"),
    pytest.param('{"a": "\\ud800"}', ["line 1, column 7: the text holds half of a surrogate pair"], id="surrogate"),
    pytest.param('{"a": "\\ud83d\\ude00"}', [], id="surrogate-pair"),
    pytest.param("[" * 200, ["line 1, column 101: nested more than 100 deep"], id="deep"),
    pytest.param('{"a": ' * 60_000, ["nested more than 100 deep"], id="very-deep"),
    pytest.param('{"a": 1, "a": 2,}', ["'a' stands twice", "expecting property name"], id="two-faults"),
    pytest.param(b'\xef\xbb\xbf{"a": 1}', [], id="byte-order-mark"),
    pytest.param(b'{"a": "\xff"}', ["the file is no UTF-8 text (byte 7)"], id="latin-1"),
    pytest.param(
        '{"a": "' + "x" * MOST_BYTES + '"}', ["the flow has 5,000,009 bytes; at most 5,000,000"], id="too-large"
    ),
]


@pytest.mark.parametrize(("text", "messages"), READ)
def test_what_is_wrong_with_a_text_is_told_by_line_and_column(text: str | bytes, messages: list[str]) -> None:
    document, problems = parse(text)
    assert [True] * len(messages) == [m in p.message for m, p in zip(messages, problems, strict=True)]
    assert (document is None) == bool(messages)


@given(st.text(max_size=40) | st.binary(max_size=40) | values.map(json.dumps))
def test_no_text_makes_reading_raise(text: str | bytes) -> None:
    document, problems = parse(text)
    assert (document is None) == bool(problems)


def test_loads_raises_one_error_that_counts_the_others() -> None:
    with pytest.raises(FlowError, match=r"line 1, column 7: NaN .* \(and 1 more\)"):
        loads('{"a": NaN, "b": NaN}')


def test_the_file_that_the_editor_writes_line_by_line_too_is_golden() -> None:
    """`editor/tests/flow/lineDiff.test.ts` has the same lines of it."""
    text = (Path(__file__).parent / "written.json").read_text("utf-8")
    assert text == dumps(loads(text))
