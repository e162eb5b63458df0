"""Parameters: what fits their types, and what is said when it does not."""

from typing import Any

import pytest

from flows.parameters import fitted, parameter_problems, values_of, written

FITS: list[Any] = [
    ({}, "x", "x"),
    ({}, 5, "5"),
    ({"type": "number"}, 5, 5),
    ({"type": "number"}, "5.5", 5.5),
    ({"type": "integer"}, 5.0, 5),
    ({"type": "boolean"}, False, False),
    ({"type": "boolean"}, "true", True),
    ({"type": "choice", "choices": ["a", "b"]}, "b", "b"),
    ({"type": "point"}, "line 1/TI", "line 1/TI"),
    ({"type": "points"}, "*.flow", "*.flow"),
    ({"type": "duration"}, 1.5, 1.5),
    ({"type": "connection"}, "plc", "plc"),
    ({"type": "number", "min": 1, "max": 2}, 2, 2),
]
WRONG: list[Any] = [
    ({"type": "number"}, "a", 'it must be a number; it is "a"'),
    ({"type": "number"}, True, "it must be a number; it is true"),
    ({"type": "number"}, "nan", 'it must be a number; it is "nan"'),
    ({"type": "number"}, "1_0", 'it must be a number; it is "1_0"'),
    ({"type": "number", "min": 1, "unit": "m"}, 0, "it must be at least 1 m; it is 0"),
    ({"type": "integer", "max": 9}, 10, "it must be at most 9; it is 10"),
    ({"type": "integer"}, 1.5, "it must be a whole number; it is 1.5"),
    ({"type": "duration"}, -1, "it must be a duration in seconds; it is -1"),
    ({"type": "boolean"}, 1, "it must be true or false; it is 1"),
    ({"type": "choice", "choices": ["a", "b"]}, "c", 'it must be one of a, b; it is "c"'),
    ({"type": "point"}, " x", 'it must be the name of a point; it is " x"'),
    ({"type": "point"}, 5, "it must be a text; it is 5"),
    ({"type": "connection"}, "", "it must be the id of a connection; it is empty"),
    ({}, None, "it must be a text; it is empty"),
    ({}, "x" * 2001, "it must be at most 2000 characters long"),
]


@pytest.mark.parametrize(("declaration", "value", "expected"), FITS)
def test_what_fits(declaration: dict[str, Any], value: Any, expected: Any) -> None:
    got = fitted(declaration, value)
    assert (expected, type(expected)) == (got, type(got))


@pytest.mark.parametrize(("declaration", "value", "message"), WRONG)
def test_what_does_not_fit_is_said(declaration: dict[str, Any], value: Any, message: str) -> None:
    with pytest.raises(ValueError, match="it must be") as caught:
        fitted(declaration, value)
    assert message == str(caught.value)


@pytest.mark.parametrize(
    ("value", "text"), [(80.0, "80"), (0.1, "0.1"), (True, "true"), (5, "5"), (1e300, "1e+300"), ("x", "x")]
)
def test_values_within_texts(value: Any, text: str) -> None:
    assert text == written(value)


def test_the_value_comes_before_the_default_and_what_is_wrong_is_left_out() -> None:
    parameters = {
        "a": {"default": "x"}, "b": {"default": "x", "value": "y"}, "c": {}, "d": {"type": "number", "default": "z"},
        "e": {"type": "boolean", "default": True, "value": False}, "f": 5,
    }  # fmt: skip
    assert {"a": "x", "b": "y", "e": False} == values_of({"parameters": parameters})


DECLARED: list[Any] = [
    pytest.param({"device": {"default": "x"}}, "parameters/device", "cannot be called 'device'", id="device"),
    pytest.param({"A b": {"default": "x"}}, "parameters/A b", "is no name of a parameter", id="name"),
    pytest.param({"a": {"type": "choice"}}, "parameters/a/choices", "nothing to choose from", id="choices"),
    pytest.param({"a": {"type": "number", "value": "x"}}, "parameters/a/value", "must be a number", id="value"),
    pytest.param({"a": {"max": 1, "type": "number", "default": 2}}, "parameters/a/default", "at most 1", id="default"),
    pytest.param({"a": {}}, "parameters/a/value", "has no value", id="nothing"),
]


@pytest.mark.parametrize(("parameters", "field", "part"), DECLARED)
def test_wrong_declarations_are_told_at_their_field(parameters: dict[str, Any], field: str, part: str) -> None:
    problem = next(parameter_problems({"parameters": parameters}))
    assert (field, True) == (problem.field, part in problem.message)


def test_a_parameter_of_a_block_needs_no_default() -> None:
    assert [] == list(parameter_problems({"parameters": {"a": {}}}, "blocks/b/parameters"))
