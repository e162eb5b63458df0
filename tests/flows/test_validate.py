import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.validate import errors_in, validate, validate_text
from tests.flows.kinds import catalogue, flow
from tundish.errors import Problem

CATALOGUE = catalogue()
METER = ("source.meter", {"points": ["a", "b"]})
GOOD = flow(
    {"m": METER, "c": "compute.calc", "l": ("alarm.limits", {"rows": [{"point": "a", "h": 3}]}), "w": "action.write"},
    ["m.samples > c.samples", "c.samples > l.samples", "l.events > w.events", "w.error > c.reset"],
)
GOOD["wires"].pop()  # an action's error back into the chain would be a circle


def found(document: object) -> list[Problem]:
    return validate(document, CATALOGUE)


def test_a_good_flow_has_no_problems() -> None:
    assert [] == found(GOOD)


BROKEN: list[Any] = [
    pytest.param([], "a flow is a JSON object, this is a list of 0", "", id="no-object"),
    pytest.param({"format": "tundish.flow/2"}, "newer than this Tundish", "format", id="newer-format"),
    pytest.param({"format": 7}, "an unknown format: 7", "format", id="format-no-text"),
    pytest.param({**GOOD, "id": "No"}, 'id: "No" is no id', "id", id="bad-id"),
    pytest.param({**GOOD, "name": 5}, "name must be a text; it is 5", "name", id="name-no-text"),
    pytest.param({**GOOD, "wires": {}}, "wires must be a list; it is an object", "wires", id="wires-no-list"),
    pytest.param({**GOOD, "notes": [{}]}, "notes/0/id is missing", "notes/0/id", id="note-without-id"),
    pytest.param(
        {**GOOD, "notes": [{"id": "n", "size": [1, float("nan")]}]},
        "must be a finite number",
        "notes/0/size/1",
        id="note-nan",
    ),
]


@pytest.mark.parametrize(("document", "message", "field"), BROKEN)
def test_broken_structure_is_told_with_its_path(document: object, message: str, field: str) -> None:
    [problem] = errors_in(found(document))
    assert message in problem.message
    assert field == problem.field


def test_a_flow_without_a_format_is_judged_as_one_of_today() -> None:
    rest = {key: value for key, value in GOOD.items() if key != "format"}
    [problem] = errors_in(found(rest))
    assert ("format", "format") == (problem.code, problem.field)
    assert ["format", "id"] == [p.field for p in errors_in(found({**rest, "id": "No"}))]


def node(**entries: Any) -> dict[str, Any]:
    return flow({"m": METER} | {"x": "source.meter"}) | {
        "nodes": {"m": GOOD["nodes"]["m"], "x": {"kind": "source.meter", **entries}}
    }


NODES: list[Any] = [
    pytest.param(
        node(kind="source.metre"), "kind", "There is no kind of node 'source.metre'", "Did you mean", id="kind"
    ),
    pytest.param(node(kind="x"), "kind", "There is no kind of node 'x'", "Install", id="kind-far-off"),
    pytest.param(node(version=9), "version", "made with version 9 of 'source.meter'", "Update", id="newer-version"),
    pytest.param(node(version="1"), "structure", "nodes/x/version must be a whole number", "", id="version"),
    pytest.param(node(config=[]), "structure", "nodes/x/config must be an object", "", id="config-no-object"),
    pytest.param(node(kind=None), "structure", "nodes/x/kind must be a text; it is empty", "", id="kind-null"),
    pytest.param(node(position=[1]), "structure", "a list of at least 2", "", id="position"),
    pytest.param(node(kind="compute.rogue"), "version", "no way", "Put a new node", id="migration-throws"),
]


@pytest.mark.parametrize(("document", "code", "message", "hint"), NODES)
def test_a_wrong_node_is_named(document: dict[str, Any], code: str, message: str, hint: str) -> None:
    [problem] = errors_in(found(document))
    assert (code, "x") == (problem.code, problem.node)
    assert message in problem.message
    assert problem.hint.startswith(hint)


LIMITS: list[Any] = [
    pytest.param(
        {"rows": [{"point": "a", "h": "x"}]}, "rows/0/h", 'Limits, row 1, High must be a number; it is "x"', id="number"
    ),
    pytest.param({"rows": [{"point": "a", "h": 0}]}, "rows/0/h", "High must be greater than 0; it is 0", id="bound"),
    pytest.param({"rows": [{"h": 1}]}, "rows/0/point", "Limits, row 1, Point is missing", id="missing"),
    pytest.param({"rows": [{"point": ""}]}, "rows/0/point", 'Point must be filled in; it is ""', id="empty"),
    pytest.param({"rows": [{"point": "a "}]}, "rows/0/point", "no blanks at its ends", id="blank-at-the-end"),
    pytest.param(
        {"rows": [{"point": "a", "hh": 1}]}, "rows/0/hh", "no setting 'hh' in Limits, row 1", id="unknown-setting"
    ),
    pytest.param(
        {"rows": [{"point": "a", "ways": "x"}]}, "rows/0/ways", "must be one of 'up' or 'down'; it is", id="choice"
    ),
    pytest.param({"rows": 5}, "rows", "Limits must be a list; it is 5", id="no-table"),
    pytest.param({"rows": [5]}, "rows/0", "Limits, row 1 must be an object; it is 5", id="no-row"),
    pytest.param({"delay": -1}, "delay", "On delay must be at least 0; it is -1", id="too-small"),
    pytest.param({"delay": 10**400}, "delay", "On delay", id="number-of-400-digits"),
    pytest.param({"label": "x" * 30}, "label", "Label must be at most 20 characters long", id="too-long"),
    pytest.param({"dellay": 1}, "dellay", "There is no setting 'dellay'", id="misspelt"),
    pytest.param({"rows": [{"point": "a"}, {"point": "a"}]}, "", "a point stands in two rows", id="of-the-whole"),
]


@pytest.mark.parametrize(("config", "field", "message"), LIMITS)
def test_a_wrong_setting_is_told_in_words_at_its_field(config: dict[str, Any], field: str, message: str) -> None:
    document = flow({"m": METER, "l": ("alarm.limits", config)}, ["m.samples > l.samples"])
    [problem] = found(document)
    assert ("config", "l", field) == (problem.code, problem.node, problem.field)
    assert message in problem.message


def test_a_misspelt_setting_gets_a_hint() -> None:
    assert "Did you mean 'delay'?" == found(flow({"l": ("alarm.limits", {"dellay": 1})}))[0].hint


def test_a_wrong_formula_is_told_with_line_and_column() -> None:
    document = flow({"m": METER, "c": ("compute.calc", {"formula": "a +\n* 2"})}, ["m.samples > c.samples"])
    [problem] = found(document)
    assert ("config", "c", "formula") == (problem.code, problem.node, problem.field)
    assert problem.message.startswith("Formula, line 2, column 1: ")


WIRES: list[Any] = [
    pytest.param("m.samples > x.samples", "wire-node", "leads to 'x', which is no node", "", id="no-node"),
    pytest.param(
        "mm.samples > l.samples", "wire-node", "'mm', which is no node", "Did you mean 'm'?", id="node-misspelt"
    ),
    pytest.param(
        "m.sample > l.samples", "wire-port", "'m' (source.meter) has no output 'sample'", "Did you mean", id="no-port"
    ),
    pytest.param(
        "m.samples > l.x", "wire-port", "'l' (alarm.limits) has no input 'x'", "Its inputs: samples", id="no-input"
    ),
    pytest.param("l.samples > c.samples", "wire-direction", "'samples' of 'l' is an input", "", id="from-an-input"),
    pytest.param("m.samples > l.events", "wire-direction", "'events' of 'l' is an output", "", id="to-an-output"),
    pytest.param(
        "c.samples > m.samples", "wire-direction", "'m' (source.meter) takes nothing in", "", id="to-a-source"
    ),
    pytest.param(
        "m.samples > c.reset",
        "wire-type",
        "'samples' of 'm' carries samples, but 'reset' of 'c' takes events",
        "'c' takes samples at 'samples'",
        id="samples-to-events",
    ),
    pytest.param(
        "l.events > c.samples",
        "wire-type",
        "'events' of 'l' carries events",
        "'c' takes events at 'reset'",
        id="events-to-samples",
    ),
    pytest.param("w.effect > c.reset", "wire-port", "What 'w' sends out cannot be wired", "", id="effect"),
    pytest.param("c.samples > c.samples", "wire-loop", "'c' is wired to itself", "", id="self"),
    pytest.param("l.events > w.events", "wire-twice", "l.events → w.events is there twice", "", id="twice"),
]


@pytest.mark.parametrize(("wire", "code", "message", "hint"), WIRES)
def test_a_wrong_wire_is_told_by_its_index(wire: str, code: str, message: str, hint: str) -> None:
    wrong = flow({}, [wire])["wires"]
    [problem] = found({**GOOD, "wires": GOOD["wires"] + wrong})
    assert (code, 3) == (problem.code, problem.wire)
    assert message in problem.message
    assert hint in problem.hint


def test_ports_that_come_from_settings_can_be_wired() -> None:
    nodes: dict[str, Any] = {
        "l": "alarm.limits",
        "r": ("compute.route", {"cases": [{"port": "hot"}]}),
        "w": "action.write",
        "m": METER,
    }
    wires = ["m.samples > l.samples", "l.events > r.events", "r.hot > w.events"]
    assert [] == found(flow(nodes, wires))
    nodes["r"] = ("compute.route", {"cases": 5})
    assert {"config", "wire-port"} == {p.code for p in found(flow(nodes, wires))}


def test_a_circle_is_named_node_by_node() -> None:
    nodes = {"m": METER, **{n: ("compute.calc", {"point": n}) for n in "cdef"}}
    wires = ["m.samples > d.samples", "d.samples > c.samples", "c.samples > e.samples", "e.samples > d.samples"]
    [problem] = found(flow(nodes, [*wires, "e.samples > f.samples"]))
    assert ("cycle", "The wires go in a circle: c → e → d → c") == (problem.code, problem.message)
    assert 1 == problem.wire


def test_wires_that_are_wrong_anyway_close_no_circle() -> None:
    nodes = {"m": METER, "c": "compute.calc", "l": "alarm.limits"}
    wires = ["m.samples > c.samples", "c.samples > l.samples", "l.events > c.samples"]
    assert ["wire-type"] == [p.code for p in found(flow(nodes, wires))]


def test_a_point_has_one_owner() -> None:
    [problem] = found(
        flow({"m": METER, "n": ("source.meter", {"points": ["b", "c*"]}), "o": ("source.meter", {"points": ["c*"]})})
    )
    assert ("owner", "n", "'b' is owned by 'm' already; 'n' cannot own it too") == (
        problem.code,
        problem.node,
        problem.message,
    )


def test_what_is_not_wired_is_a_warning() -> None:
    problems = found(flow({"l": "alarm.limits", "m": METER, "r": "compute.route"}, ["l.events > r.events"]))
    assert [("unfed", "l", "warning"), ("unused", "r", "warning")] == [(p.code, p.node, p.severity) for p in problems]


def test_a_group_of_what_is_not_there_is_a_warning() -> None:
    [problem] = found({**GOOD, "groups": [{"id": "g", "nodes": ["m", "gone"]}]})
    assert ("group", "groups/0/nodes", "warning") == (problem.code, problem.field, problem.severity)


def test_unknown_parameters_are_told() -> None:
    nodes = {"m": ("source.meter", {"points": ["{tank}.level", "{tonk}.x", "{{ no }}"]})}
    problems = found(flow(nodes, parameters={"tank": {"type": "text", "default": "T1"}}))
    assert [("points/1", "Did you mean 'tank'?", "error")] == [(p.field, p.hint, p.severity) for p in problems]


def test_where_no_parameter_is_declared_braces_may_be_meant_as_they_stand() -> None:
    problems = found(flow({"m": ("source.meter", {"points": ["{tank}.level"]})}))
    assert [("m", "points/0", "There is no parameter 'tank'", "warning")] == [
        (p.node, p.field, p.message, p.severity) for p in problems
    ]


def test_words_that_a_field_fills_in_itself_are_no_parameters() -> None:
    document = flow({"m": METER, "l": ("alarm.limits", {"label": "{point}: {level}"})}, ["m.samples > l.samples"])
    assert ["There is no parameter 'level'"] == [p.message for p in found(document)]


def test_everything_is_told_at_once() -> None:
    document = flow(
        {"m": METER, "n": METER, "x": "no.such", "l": ("alarm.limits", {"delay": -1, "label": 5})},
        ["m.samples > l.samples", "m.samples > x.any", "x.any > gone.samples"], name=4,
    )  # fmt: skip
    codes = [p.code for p in found(document)]
    assert ["structure", "kind", "config", "config", "owner", "owner", "wire-node"] == codes


def test_older_configs_are_judged_as_migrated() -> None:
    document = flow({"m": METER, "l": ("alarm.limits", {"wait": -1, "old": 1})}, ["m.samples > l.samples"])
    document["nodes"]["l"]["version"] = 1
    assert ["delay"] == [p.field for p in found(document)]


def test_too_many_nodes_are_one_problem() -> None:
    document = flow({f"n{i}": "no.such" for i in range(10_001)})
    assert ["too-many-nodes"] == [p.code for p in found(document)]


def chain(length: int) -> dict[str, Any]:
    nodes: dict[str, Any] = {"m": METER}
    wires = []
    before = "m"
    for i in range(length):
        nodes[f"c{i}"] = (
            ("alarm.limits", {"rows": [{"point": f"p{i}", "h": 1}]}) if i % 2 else ("compute.calc", {"point": f"p{i}"})
        )
        wires.append(f"{before}.samples > c{i}.samples")
        before = before if i % 2 else f"c{i}"
    return flow(nodes, wires)


def test_five_thousand_nodes_are_judged_at_once() -> None:
    """0.3 to 0.5 s of CPU on a calm machine; the bound is a watchdog."""
    document = chain(5000)
    begun = time.process_time()
    assert [] == found(document)
    assert time.process_time() - begun < 5


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**30) | st.floats() | st.text(max_size=5) | st.sampled_from("mlcw"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in below for path in paths(item, (*at, key)))]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_json_value_makes_it_raise(data: st.DataObject) -> None:
    document = json.loads(json.dumps({**GOOD, "groups": [{"id": "g", "nodes": ["m"]}], "parameters": {"p": {}}}))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(document)))
        value = data.draw(json_values)
        if not path:
            document = value
            continue
        at = document
        for part in path[:-1]:
            at = at[part]
        at[path[-1]] = value
        if data.draw(st.booleans()):
            del at[path[-1]]
    for problem in found(document):
        assert problem.message
        json.dumps(problem._asdict())


def test_a_text_is_read_and_judged() -> None:
    assert (GOOD, []) == validate_text(json.dumps(GOOD), CATALOGUE)
    document, [problem] = validate_text('{"a": 1,}', CATALOGUE)
    assert (None, "json") == (document, problem.code)
