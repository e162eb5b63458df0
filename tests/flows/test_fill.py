"""One rule for `{name}` in every text, whatever language it is in."""

import re
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from flows.fill import Typed, filled, schema_of, uses
from tundish import Expression, Formula, NodeConfig, PointRef, Secret, Table, Template


class Row(NodeConfig):
    point: PointRef = "a"
    h: float | None = None


class AllConfig(NodeConfig):
    name: str = ""
    message: Annotated[str, Field(title="Message")] = "{point} is {value}"
    number: float = 0.0
    count: int | None = None
    on: bool = False
    formula: Formula = "a"
    expression: Expression = "1"
    template: Template = ""
    secret: Secret = ""
    rows: Table[Row] = ()
    tags: Annotated[dict[str, float], Field(default_factory=dict)]


SCHEMA = schema_of(AllConfig)
SCOPE = {
    "band": Typed(2.5, "number"), "whole": Typed(80.0, "number"), "minus": Typed(-5, "integer"),
    "on": Typed(True, "boolean"), "pump": Typed("P 1", "point"), "word": Typed("x{band}y", "text"),
    "point": Typed("shadowed", "text"), "wait": Typed(1.5, "duration"),
}  # fmt: skip

CASES: list[Any] = [
    pytest.param({"number": "{band}"}, {"number": 2.5}, id="a-whole-field-keeps-the-type"),
    pytest.param({"count": "{minus}"}, {"count": -5}, id="optional-too"),
    pytest.param({"on": "{on}"}, {"on": True}, id="true-or-false"),
    pytest.param({"name": "{whole}"}, {"name": "80"}, id="a-number-in-a-text-field-is-text"),
    pytest.param({"name": "x {band} {on}"}, {"name": "x 2.5 true"}, id="within-a-text"),
    pytest.param({"name": "{word}"}, {"name": "x{band}y"}, id="what-was-put-in-is-not-read-again"),
    pytest.param({"name": "{{band}}"}, {"name": "{band}"}, id="doubled-braces-are-the-text"),
    pytest.param({"name": "{{{band}}}"}, {"name": "{{band}}"}, id="of-more-pairs-one-goes"),
    pytest.param({"name": '{"a":{band}}'}, {"name": '{"a":2.5}'}, id="braces-around-it-that-do-not-match"),
    pytest.param({"name": "{ band } {Band} {}"}, {"name": "{ band } {Band} {}"}, id="no-names"),
    pytest.param({"name": "{none}"}, {"name": "{none}"}, id="unknown-names-stay"),
    pytest.param({"message": "{point}: {whole}"}, {"message": "{point}: 80"}, id="the-field's-own-name-is-left-to-it"),
    pytest.param({"formula": "{pump} * 2"}, {"formula": '"P 1" * 2'}, id="a-point-in-a-formula"),
    pytest.param({"formula": "{pump}.flow"}, {"formula": '"P 1.flow"'}, id="a-part-of-a-point-in-a-formula"),
    pytest.param({"formula": '"{pump}.flow"'}, {"formula": '"P 1.flow"'}, id="in-its-quotes-already"),
    pytest.param({"formula": "a ^ {minus}"}, {"formula": "a ^ (-5)"}, id="a-negative-number-in-a-formula"),
    pytest.param({"formula": "if({on}, a, {wait})"}, {"formula": "if(1, a, 1.5)"}, id="true-is-one-in-a-formula"),
    pytest.param({"template": "{{ band }} {band}"}, {"template": "{{ band }} 2.5"}, id="a-template"),
    pytest.param({"template": "{{band}}"}, {"template": "{{band}}"}, id="two-braces-are-the-template's-own"),
    pytest.param({"expression": "value > {band}"}, {"expression": "value > 2.5"}, id="an-expression"),
    pytest.param({"secret": "{pump}"}, {"secret": "{pump}"}, id="a-secret-is-never-touched"),
    pytest.param({"rows": [{"point": "{pump}.x", "h": "{band}"}]}, {"rows": [{"point": "P 1.x", "h": 2.5}]}, id="rows"),
    pytest.param({"tags": {"{band}": "{band}"}}, {"tags": {"{band}": 2.5}}, id="keys-are-no-texts"),
    pytest.param({"gone": ["{band}", {"x": "{whole}"}]}, {"gone": [2.5, {"x": 80}]}, id="settings-nobody-knows"),
]


@pytest.mark.parametrize(("config", "expected"), CASES)
def test_what_becomes_of_a_setting(config: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected == filled(config, SCHEMA, SCHEMA, SCOPE)


def test_names_are_told_with_their_field() -> None:
    config = {"rows": [{}, {"h": "{hgih}"}], "message": "{point} {x}", "template": "{{ y }}", "secret": "{z}"}
    assert [("hgih", "rows/1/h"), ("x", "message")] == [(n, p.path) for n, p in uses(config, SCHEMA, SCHEMA)]


texts = st.text(st.sampled_from('{}ab \\"1_\n'), max_size=12)


@given(text=texts)
def test_whatever_stands_in_a_text_with_one_more_pair_of_braces_it_comes_out_as_it_was(text: str) -> None:
    escaped = re.sub(r"\{+[a-z][a-z0-9_]*\}+", lambda match: "{" + match[0] + "}", text)
    assert {"name": text} == filled({"name": escaped}, SCHEMA, SCHEMA, {"a": Typed("!"), "b": Typed("?")})


@given(value=st.text(max_size=8), before=st.text("ab .", max_size=3), after=st.text("ab .", max_size=3))
def test_any_value_is_put_in_as_it_is(value: str, before: str, after: str) -> None:
    config = {"name": f"{before}{{v}}{after}"}
    assert {"name": f"{before}{value}{after}"} == filled(config, SCHEMA, SCHEMA, {"v": Typed(value)})


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_a_formula_is_that_number(value: float) -> None:
    from engine.formula import compile_formula  # noqa: PLC0415 - the one place where its language matters

    text = filled({"formula": "a + {v}"}, SCHEMA, SCHEMA, {"v": Typed(value, "number")})["formula"]
    compiled = compile_formula(text)
    assert ("a",) == compiled.inputs
