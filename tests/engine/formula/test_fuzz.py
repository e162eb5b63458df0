# ruff: noqa: RUF001 - full-width characters are what is tested
"""Any text is a formula or a FormulaError with a place inside the text; nothing else, and soon."""

import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.formula import compile_formula, parse_assignment
from engine.formula.normal import half_width
from tests.engine.formula.reference import FORMULAS, Formula
from tundish.errors import FormulaError

PIECES = [
    "a", "line1.tank", "{device}.x", '"line 1"', "“线 1”", '"', "1", "1e3", ".5", "5 min", "80 degC", "(", ")", "（",
    "）", ",", "，", "+", "-", "*", "/", "%", "^", "<", "<=", "==", "!=", "=", "and", "or", "not", "if(", "abs(",
    "avg(", "max(", "frob(", "#", "\n", " ", "²", "[", "'", "\u200b", "\ufeff", "\u2028", "\x00", "{", "}", "..",
    "true", "pi", "\ud800",
]  # fmt: skip
SOUPS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANY = st.text(st.characters(), max_size=80)


def _compiles_or_says_where(text: str) -> None:
    error = _error(text)
    if error is None:
        return
    lines = text.split("\n")
    assert 1 <= error.line <= len(lines)
    assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    assert error.message
    assert error.hint
    str(error).encode()  # can be shown


def _error(text: str) -> FormulaError | None:
    try:
        compile_formula(text)
    except FormulaError as error:
        return error
    return None


@given(text=ANY | SOUPS)
@example("\ud800")
@example('"\ud800"')
@example("\ud800(1)")
@example("1\r2")
@example("(" * 2000)
@example("-" * 2000)
@example("2^" * 999 + "2")
@example("a." * 1000)
@example("{a}" * 600 + "{")
@example("1" * 2000)
@example("9e" + "9" * 1998)
@example("not " * 500)
@example('"' * 1999)
@example("#" * 2000)
@example("\n" * 2000)
@example("max(" + "a," * 900)
@example("²" * 2000)
@pytest.mark.timeout(1200 if os.environ.get("TUNDISH_LONG") else 60)
def test_any_text(text: str) -> None:
    _compiles_or_says_where(text)


@given(formula=FORMULAS, data=st.data())
def test_a_formula_with_a_slip_of_the_finger(formula: Formula, data: st.DataObject) -> None:
    text = formula.text
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 3))
        text = text[:at] + data.draw(st.sampled_from(["", *PIECES]) | st.characters()) + text[at + gone :]
    _compiles_or_says_where(text)


@given(text=ANY | SOUPS)
def test_making_it_half_width_keeps_every_position(text: str) -> None:
    assert len(text) == len(half_width(text))


@pytest.mark.parametrize(
    ("text", "output", "formula"),
    [
        ("{device}.power = {device}.u * 2", "{device}.power", "                 {device}.u * 2"),
        ('"line 1/P" ＝ 3', "line 1/P", "             3"),
        ("a=b==c", "a", "  b==c"),
        ("\n功率 = a", "功率", "\n     a"),
    ],
)
def test_assignment(text: str, output: str, formula: str) -> None:
    assert (output, formula) == parse_assignment(text)


@pytest.mark.parametrize("text", ["a == b", "a >= b", "a <= b", "a != b", "a + b", "a + b = c", "= 3", "", "f(x) = 2"])
def test_no_assignment(text: str) -> None:
    assert parse_assignment(text) is None


@given(text=ANY | SOUPS)
def test_any_text_may_be_asked_for_its_assignment(text: str) -> None:
    found = parse_assignment(text)
    assert found is None or len(text) == len(found.formula)
