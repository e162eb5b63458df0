"""Text to tree. The grammar is in formula.lark, the nodes in tree.py."""

import re
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from engine.formula.explain import explain
from engine.formula.normal import half_width
from engine.formula.symbols import UNIT
from engine.formula.tree import Call, Node, Number, Place, Point
from tundish.errors import FormulaError
from tundish.said import say

NUMBER = r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
LONGEST = 2000
DEEPEST = 40


def place(token: Token) -> Place:
    return Place(token.line or 1, token.column or 1, token.start_pos or 0, token.end_pos or 0)


@v_args(inline=True)
class Build(Transformer[Token, Node]):
    """Bottom-up: each method receives its children already built."""

    def number(self, digits: Token) -> Number:
        return Number(place(digits), float(digits))

    def measured(self, token: Token) -> Number:
        """One token, so that `m3/h` is a unit there and a division anywhere else; no line break is within it."""
        digits = re.match(NUMBER, token)
        assert digits  # noqa: S101 - the token begins with one
        whole = place(token)
        gap = len(token) - len(token[digits.end() :].lstrip())
        number = whole._replace(stop=whole.start + digits.end())
        unit = whole._replace(start=whole.start + gap, column=whole.column + gap)
        return Number(number, float(digits[0]), str(token)[gap:], unit)

    def quantity(self, digits: Token, unit: Token) -> Number:
        return Number(place(digits), float(digits), str(unit), place(unit))

    def point(self, name: Token) -> Point:
        return Point(place(name), str(name), quoted=False)

    def quoted(self, name: Token) -> Point:
        return Point(place(name), str(name)[1:-1], quoted=True)

    def bracket(self, inner: Node) -> Node:
        return replace(inner, depth=_bounded(inner.depth + 1, inner.place))

    def plus(self, _sign: Token, operand: Node) -> Node:
        return operand

    def unary(self, sign: Token, operand: Node) -> Call:
        return Call(place(sign), str(sign), (operand,), operator=True, depth=_bounded(operand.depth + 1, place(sign)))

    def binary(self, left: Node, sign: Token, right: Node) -> Call:
        depth = _bounded(max(left.depth, right.depth + (sign == "^")), place(sign))
        return Call(place(sign), str(sign), (left, right), operator=True, depth=depth)

    def arguments(self, *items: Node) -> tuple[Node, ...]:
        return items

    def call(self, name: Token, items: tuple[Node, ...] | None) -> Call:
        depth = _bounded(1 + max((item.depth for item in items or ()), default=0), place(name))
        return Call(place(name), str(name), items or (), operator=False, depth=depth)


def _bounded(depth: int, where: Place) -> int:
    if depth > DEEPEST:
        raise FormulaError(
            say("brackets and functions are nested more than {deepest} deep", deepest=DEEPEST),
            where.line,
            where.column,
            say("compute a part of it as a point of its own"),
        )
    return depth


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("formula.lark").read_text(encoding="utf-8")
    grammar = grammar.replace("@UNIT@", rf"{NUMBER}[ \t]*{UNIT}".replace("/", r"\/"))
    return Lark(grammar, parser="lalr", lexer="basic", transformer=Build(), maybe_placeholders=True)


def parse(text: str) -> Node:
    """The tree of `text`; FormulaError says where it cannot be read, and what to do."""
    if len(text) > LONGEST:
        _too_long(text)
    normal = half_width(text)
    try:
        tree: Node = _parser().parse(normal)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise explain(text, normal, error, _before(normal, error)) from None
    return tree


def _before(normal: str, error: UnexpectedInput) -> Token | None:
    """The last thing that could be read before the error."""
    last: Token | None = None
    stop: Any = error.pos_in_stream
    with suppress(UnexpectedInput):
        for token in _parser().lex(normal):
            if getattr(error, "token", None) == "" or (token.end_pos or 0) <= stop:
                last = token
    return last


def _too_long(text: str) -> NoReturn:
    line = text.count("\n", 0, LONGEST) + 1
    column = LONGEST - text.rfind("\n", 0, LONGEST)
    message = say(
        "the formula has {number} characters; at most {longest} are allowed", number=len(text), longest=LONGEST
    )
    raise FormulaError(message, line, column, say("compute a part of it as a point of its own"))
