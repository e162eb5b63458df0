"""Expressions over one event: what they give, what they refuse and where, and that nothing climbs out."""

import ast
import copy
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.expression import compile_expression
from tundish.errors import ExpressionError
from tundish.syntax_tree import module_tree

EVENT: dict[str, Any] = {
    "time": "2026-11-21T12:00:00.000000000Z",
    "kind": "result",
    "point": "P1.flow",
    "data": {
        "value": 3.5, "count": 4, "unit": "mmol/L", "ok": True, "empty": None, "list": [1, 2, 3], "kind": "of the data",
        "sub": {"a b": {"c": "é"}}, "items": "mine", "huge": 10**4000, "nan": math.nan, "long": "x" * 60_000,
    },
}  # fmt: skip


def evaluate(text: str) -> Any:
    return compile_expression(text).evaluate(EVENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value > 3 and kind == 'result'", True), ("data.value * 2", 7.0), ('data["value"] * 2', 7.0),
        ("value * 2", 7.0), ("kind", "result"), ("data.kind", "of the data"), ('data.sub["a b"].c', "é"),
        ("data.items", "mine"), ("list[0] + list[-1]", 4), ("len(list)", 3), ("max(list)", 3), ("min(3, 1, 2)", 1),
        ("abs(-3)", 3), ("round(value)", 4), ("round(3.14159, 2)", 3.14), ("str(count) + ' ' + unit", "4 mmol/L"),
        ("int('12')", 12), ("int(value)", 3), ("float('1.5')", 1.5), ("bool(0)", False), ("lower('ABC')", "abc"),
        ("upper(unit)", "MMOL/L"), ("startswith(point, 'P1.')", True), ("endswith(point, '.flow')", True),
        ("contains(unit, '/')", True), ("contains(list, 2)", True), ("contains(data, 'unit')", True),
        ("'unit' in data", True), ("5 not in list", True), ("kind in ['result', 'other']", True),
        ("kind in ('a', 'b')", False), ("1 if value > 3 else 2", 1), ("7 // 2", 3), ("7 % 4", 3), ("2 ** 10", 1024),
        ("2 ** -1", 0.5), ("(-1) ** 1001", -1), ("1 ** 99999999", 1), ("0 ** 99999999", 0), ("count & 6", 4),
        ("count | 1", 5), ("1 << 3", 8), ("255 >> 4", 15), ("not ok", False), ("empty is None", True),
        ("value is not None", True), ("empty == None", True), ("1 < value < 4", True), ("ok and unit", "mmol/L"),
        ("empty or 'x'", "x"), ("nan > 3", False), ("'a' * 3", "aaa"), ("3 * 'a'", "aaa"), ("  value  ", 3.5),
        ("'a' < 'b'", True), ("-value", -3.5), ("+count", 4), ("-5 % 3", 1), ("(value\n  > 3)", True),
        ("huge == 1", False), ("2 ** 62 + 2 ** 62", 2**63), ("len(long)", 60_000), ("'\\n'", "\n"),
        ("trim('  a b\\t\u3000')", "a b"), ("trim('')", ""), ("replace(point, '.', '/')", "P1/flow"),
        ("replace('aaa', 'aa', 'b')", "ba"), ("replace(unit, 'x', 'y')", "mmol/L"), ("find(point, 'flow')", 3),
        ("find(point, 'x')", -1), ("find('温度计', '度')", 1), ("find(long, 'y')", -1), ("find('a', '')", 0),
        ("len(replace(long, 'xx', 'x'))", 30_000), ("replace(trim(' 1,5 '), ',', '.') == '1.5'", True),
        ("part(point, 3, 4)", "flow"), ("part(point, 0, 2)", "P1"), ("part(point, 3, 99)", "flow"),
        ("part(point, 7, 1)", ""), ("part(point, 99, 1)", ""), ("part(point, 0, 0)", ""), ("part('', 0, 1)", ""),
        ("part('温度计-1', 1, 2)", "度计"), ("part(point, find(point, '.') + 1, len(point))", "flow"),
        ("part(point, 0, find(point, '.'))", "P1"), ("int(part('LOT-0042', 4, 4))", 42), ("part(long, 1, 3)", "xxx"),
        ("len(part(long, 59999, 2 ** 63))", 1), ("part(long, 2 ** 63, 2 ** 63)", ""), ("part('a😀b', 1, 1)", "😀"),
        ("part('e\\u0301f', 0, 1)", "e"), ("len(part('\\ud800x', 0, 1))", 1),
    ],
)  # fmt: skip
def test_values(text: str, expected: Any) -> None:
    assert expected == evaluate(text)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("", 1, 1, "empty", "for example"),
        ("value; evil", 1, 6, "not one expression", "write one expression"),
        ("value\nevil", 2, 1, "cannot be read", "like value > 3"),
        ("import os", 1, 1, "not one expression", "write one expression"),
        ("value = 5", 1, 7, "cannot be read", "use == to compare"),
        ("(x := 5)", 1, 2, "assignment", "use == to compare"),
        ("value => 5", 1, 7, "cannot be read", "write >="),
        ("value && ok", 1, 8, "cannot be read", "write and"),
        ("!ok", 1, 1, "cannot be read", "write not"),
        ("(value > 3", 1, 1, "cannot be read", "a closing bracket is missing"),
        ("value > 3)", 1, 10, "cannot be read", "a closing bracket too many"),
        ("kind == 'a", 1, 9, "cannot be read", "a closing quotation mark is missing"),
        ("value （3）", 1, 7, "cannot be read", "half-width"),
        ("averge(1)", 1, 1, "unknown function 'averge'", "these functions exist"),
        ("  lowr(kind)", 1, 3, "unknown function 'lowr'", "did you mean lower?"),
        ("kind.lower()", 1, 1, "no functions of its own", "write lower(x, ...)"),
        ("kind.strip()", 1, 1, "no functions of its own", "write trim(x, ...)"),
        ("strip(kind)", 1, 1, "unknown function 'strip'", "did you mean trim?"),
        ("replace(kind, 'a')", 1, 1, "replace does not take 2 arguments", "replace(x, old, new)"),
        ("lower()", 1, 1, "lower does not take 0 arguments", "lower(x)"),
        ("round(1, digits=2)", 1, 1, "argument cannot have a name", "in order"),
        ("true", 1, 1, "true is not known", "write True"),
        ("'é' + len", 1, 7, "len is a function", "len(x)"),
        ("value is 3", 1, 1, "None only", "use =="),
        ("2 ^ 3", 1, 1, "^ is not possible", "write **"),
        ("f'{value}'", 1, 1, "text with {}", "str(x)"),
        ("[x for x in list]", 1, 1, "loop", "data["),
        ("list[0:1]", 1, 6, "cut out", "part(x, 0, 2)"),
        ("kind.substr(0, 2)", 1, 1, "no functions of its own", "write part(x, ...)"),
        ("substring(kind, 0, 2)", 1, 1, "unknown function 'substring'", "did you mean part?"),
        ("part(kind, 0)", 1, 1, "part does not take 2 arguments", "part(x, start, length)"),
        ("99999999999999999999", 1, 1, "too large", "2 ** 63"),
        ("1e999", 1, 1, "too large", "1.8e308"),
        ("1" + "+1" * 499 + "+1", 1, 1, "1001 characters", "another node"),
        ("1" + "+1" * 200, 1, 1, "300 words", "another node"),
        ("(" * 40 + "1" + ")" * 40, 1, 1, "30 brackets", "another node"),
        ("not " * 60 + "1", 1, 197, "50 deep", "another node"),
    ],
)
def test_what_cannot_be_compiled(text: str, line: int, column: int, message: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    assert (line, column) == (caught.value.line, caught.value.column)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("1 + nope", 5, "the event has no 'nope'; it has time, kind"),
        ("data.nope", 1, "there is no 'nope'; there is value"), ("list[7]", 1, "no item 7 in a list of 3"),
        ("value.real", 1, "a number has no part 'real'"), ("kind['x']", 1, "a text has no part"),
        ("ok + (1 / 0)", 7, "division by zero"), ("1 % 0", 1, "division by zero"),
        ("'é' < 3", 1, "a text cannot be compared with a number"),
        ("empty > 3", 1, "nothing (None) cannot be compared"), ("kind + 1", 1, "write str(x)"),
        ("kind - 1", 1, "a number is needed here, not a text"), ("int('abc')", 1, "not a number"),
        ("int('9' * 1000)", 1, "not a number"), ("float('nan')", 1, "not a finite number"),
        ("float('1e999')", 1, "not a finite"), ("1e308 * 10", 1, "not a finite number"),
        ("2 ** 64", 1, "larger than 2 ** 63"), ("9 ** 9 ** 9", 1, "larger than 2 ** 63"),
        ("2.0 ** 5000", 1, "gets too large"), ("(-8) ** 0.5", 1, "root of a negative number"),
        ("1 << 64", 1, "0 to 63"), ("1 << -1", 1, "0 to 63"), ("2 ** 62 << 10", 1, "larger than"),
        ("value & 1", 1, "whole numbers only"), ("huge + 1", 1, "larger than"), ("str(huge)", 1, "larger than"),
        ("'a' * 99999", 1, "longer than 65536"), ("long + long", 1, "longer than 65536"),
        ("'%s' % value", 1, "a number is needed here, not a text"),
        ("list * 9", 1, "a number is needed here, not a list"), ("str(data)", 1, "cannot become a text"),
        ("min()", 1, "nothing to choose"), ("max([])", 1, "nothing to choose"),
        ("max(1, 'a')", 1, "a number is needed"), ("len(3)", 1, "a number has no length"),
        ("1 in 3", 1, "nothing can be in a number"), ("data[0]", 1, "there is no '0'"),
        ("trim(value)", 1, "a text is needed here, not a number"), ("find(list, 'a')", 1, "not a list"),
        ("replace(kind, 1, 'x')", 1, "a text is needed here"), ("replace(kind, '', 'x')", 1, "an empty text cannot"),
        ("replace(long, 'x', 'xx')", 1, "longer than 65536"), ("1 + find", 5, "the event has no 'find'"),
        ("part(kind, -1, 2)", 1, "start is -1, and must not be below 0"), ("1 + part", 5, "the event has no 'part'"),
        ("part(kind, find(kind, 'x'), 2)", 1, "start is -1"), ("part(kind, 0, -1)", 1, "length is -1"),
        ("part(value, 0, 1)", 1, "a text is needed here, not a number"), ("part(list, 0, 1)", 1, "not a list"),
        ("part(kind, value, 1)", 1, "start must be a whole number; write int(x)"),
        ("part(kind, 0, empty)", 1, "length must be a whole number"),
        ("part(kind, 0, '1')", 1, "length must be a whole number"),
        ("part(kind, huge, 1)", 1, "larger than 2 ** 63"), ("part(kind, 0, -huge)", 15, "larger than 2 ** 63"),
    ],
)  # fmt: skip
def test_what_fails_for_this_event(text: str, column: int, message: str) -> None:
    compiled = compile_expression(text)
    with pytest.raises(ExpressionError) as caught:
        compiled.evaluate(EVENT)
    assert (1, column) == (caught.value.line, caught.value.column)
    assert message in caught.value.message
    assert caught.value.hint


CLIMBS = [
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1].__subclasses__()",
    "(1).__class__.__base__.__subclasses__()",
    "[].__class__.__base__",
    "{}.__class__",
    "kind.__class__.__init__.__globals__",
    "(lambda: 0).__globals__",
    "(lambda: 0).__code__.co_consts",
    "(x for x in list).gi_frame.f_globals",
    "__import__('os').getpid()",
    "__builtins__",
    "getattr(kind, '__cl' + 'ass__')",
    "vars()",
    "globals()",
    "locals()",
    "eval('1+1')",
    "compile('1', '', 'eval')",
    "open('/etc/hostname').read()",
    "'{0.__class__.__mro__}'.format(1)",
    "'{0.__class__}'.format_map({'0': 1})",
    "f'{kind.__class__}'",
    "f'{value!r:>99999}'",
    "'%999999d' % 1",
    "type(kind)",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    "data.pop('value')",
    "data.update(value=0)",
    "data.clear()",
    "list.append(9)",
    "list.sort()",
    "(x := 5)",
    "kind.join(list)",
    "kind.replace('r', 'rrrr')",
    "kind.encode('unicode_escape')",
    "(1).to_bytes(99, 'big')",
    "max(list, key=str.__class__)",
    "print(kind)",
    "exec('value = 1')",
    "data.__setitem__('value', 1)",
    "...__class__",
]
BOMBS = [
    "9 ** 9 ** 9 ** 9", "2 ** 99999999", "10 ** 10 ** 10", "1 << 999999999", "'a' * 999999999999",
    "'a' * 60000 * 60000", "long * 9999", "long + long + long", "[0] * 999999999", "'9' * 65000 in '9' * 65001",
    "int('9' * 65000)", "str(2 ** 63) * 99999999", "upper('ß' * 40000)", "((" * 400 + "))" * 400, "not " * 249 + "1",
    "-" * 999 + "1", "[" * 500 + "]" * 500, "1" + "+1" * 499, "lower(" * 140 + "kind" + ")" * 140, "9" * 1000,
    "0x" + "f" * 990, "1e9999999999", "'" + "\\x41" * 240 + "'", "len" * 300, "huge ** huge", "huge * huge * huge",
    "'a' < long * 2", "a" * 1_000_000, "(" * 1_000_000, "round(1.5, 99999999999)", "round(2 ** 62, -999999999)",
    "data" + ".data" * 190, "replace(long, 'x', long)", "replace(long, '', long)",
    "part(" * 25 + "long" + ", 0, 2 ** 63)" * 25, "part(long, huge, huge)", "part(long, -huge, 1)",
    "part(long * 2, 0, 1)", "part(long, 0, 60000) + part(long, 0, 60000)", "part('a' * 65000, 0, 9 ** 9 ** 9)",
    "replace(" * 25 + "long" + ", 'x', 'xx')" * 25, "find(long * 99, 'x')",
    "replace('a' * 65000, 'a' * 98 + 'b', long)",
    "find('a' * 65000, 'a' * 98 + 'b') + " * 40 + "find(long, 'x' * 2000 + 'y')", "trim(' ' * 65000) + long + long",
    "len(replace(replace(replace('a', 'a', 'a' * 60), 'a', 'a' * 60), 'a', 'a' * 60))",
]  # fmt: skip


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", [*CLIMBS, *BOMBS], ids=lambda text: text[:40])
def test_hostile_text_is_an_error_or_a_small_value(text: str) -> None:
    event = copy.deepcopy(EVENT)
    try:
        value = compile_expression(text).evaluate(event)
    except ExpressionError:
        value = None
    assert isinstance(value, int | float | str | bool | None)
    assert not isinstance(value, str) or len(value) <= 65_536
    assert text not in CLIMBS or value is None
    assert repr(EVENT) == repr(event)


def test_plain_eval_falls_to_the_same_texts() -> None:
    """Positive control: these are real, and some of them change the event."""
    fallen = 0
    for text in CLIMBS:
        names = copy.deepcopy(EVENT["data"]) | {"data": copy.deepcopy(EVENT["data"]), "kind": "result"}
        if text.startswith(("open", "print")):
            continue
        try:
            eval(text, names)
        except Exception:  # noqa: BLE001 - some need more than a dict
            continue
        fallen += 1
    assert fallen >= 20


def test_no_thing_of_python_is_a_value() -> None:
    with pytest.raises(ExpressionError, match="kind object cannot be used"):
        compile_expression("thing").evaluate({"data": {"thing": object()}})


def test_a_parser_that_lost_count_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, lost = ast.parse, [SystemError("AST constructor recursion depth mismatch")] * 3

    def once(*args: Any, **more: Any) -> Any:
        if lost:
            raise lost.pop()
        return parse(*args, **more)

    monkeypatch.setattr(ast, "parse", once)
    assert 22 == compile_expression("a + 21").evaluate({"a": 1})
    lost[:] = [SystemError("AST constructor recursion depth mismatch")] * 3
    assert "class A: pass" == ast.unparse(module_tree("class A: pass")).replace("\n    ", " ")


def test_a_value_may_have_the_name_of_a_function_that_came_later() -> None:
    """Expressions that read such a value are saved in people's flows."""
    event = {"data": {"trim": " a ", "find": 3, "replace": "b", "part": "xyz"}}
    assert " a b" == compile_expression("trim + replace").evaluate(event)
    assert " a a" == compile_expression("trim + trim(trim)").evaluate(event)
    assert 2 == compile_expression("find - 1").evaluate(event)
    assert "xyzy" == compile_expression("part + part(part, 1, 1)").evaluate(event)


@given(
    x=st.text(st.characters(), max_size=40),
    start=st.integers(0, 60) | st.integers(0, 2**63),
    length=st.integers(0, 60) | st.integers(0, 2**63),
)
def test_a_text_is_its_parts(x: str, start: int, length: int) -> None:
    """What is before, the part, and what is after are the whole; a part is never longer than was asked for."""
    names = {"data": {"x": x, "start": start, "length": length}}
    part = compile_expression("part(x, start, length)").evaluate(names)
    before = compile_expression("part(x, 0, start)").evaluate(names)
    after = x[len(before) + len(part) :]
    assert x == before + part + after
    assert len(before) == min(start, len(x))
    assert len(part) == min(length, len(x) - len(before))


def test_the_same_text_is_parsed_once() -> None:
    assert compile_expression("value > 3") is compile_expression("value > 3")


WORDS = ["value", "data", ".", "[", "]", "(", ")", "'", '"', "x", "==", "=", "1", "**", "<<", "if", "else", "for", "in"]
MORE = ["lambda", " ", "\n", "len(", "not ", "é", "（", "\\", "\x00", "{", "f'", "9e9"]
SOUPS = st.lists(st.sampled_from([*WORDS, *MORE]))


@given(text=st.text(st.characters(), max_size=60) | SOUPS.map("".join))
@example("\ud800")
@example("'\ud800'")
@example("\\")
@example("1if 1else 2")
@example("é.\x0c")
@example("\x0c\n 1 +")
@pytest.mark.timeout(60)
def test_any_text(text: str) -> None:
    try:
        compile_expression(text).evaluate(EVENT)
    except ExpressionError as error:
        place, said = (error.line, error.column), (error.message, error.hint)
    else:
        return
    assert 1 <= place[0] <= text.count("\n") + 1
    assert 1 <= place[1] <= len(text) + 1
    assert all(said)
