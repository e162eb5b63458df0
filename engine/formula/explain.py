"""What to say when a text is not a formula, in the words of those who write formulas, not grammars."""

import re
from typing import Any, NamedTuple

from lark import Token, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from engine.formula.library import FUNCTIONS
from tundish.errors import FormulaError

MISSING_QUOTE = "a closing quotation mark is missing"
COMPARE = "use == to compare; to name the result, use the field for the output point and write only what follows the ="
UNIT_HERE = 'a unit stands after a number: 80 degC; in other places write to(x, "degC")'

HINTS = {
    "[": "use round brackets ( )", "]": "use round brackets ( )", ";": "put a comma between arguments",
    "&": "write and", "|": "write or", "!": "write not, or != for not equal", "~": "write not",
    "'": 'put the name in double quotes: "line 1/TI-101"', "`": 'put the name in double quotes: "line 1/TI-101"',
    "?": "write if(condition, yes, no)", ":": "write if(condition, yes, no)", "$": "write the name without $",
    "@": 'put the name in double quotes: "line 1@TI-101"', "\\": 'put the name in double quotes: "line 1/TI-101"',
    "²": "write ^2", "³": "write ^3", "√": "write sqrt(x)", "°": UNIT_HERE, "℃": UNIT_HERE, "‰": "divide by 1000",
    "π": "write pi()", "∞": "a formula has no infinity", "…": "a formula says everything it means", "·": "write *",
    "。": "a formula has no full stop at the end", ".": "a name has one dot between its parts: line1.tank.level",
    "{": "a placeholder is a word in braces: {device}", "}": "a placeholder is a word in braces: {device}",
}  # fmt: skip
"""By the first character that cannot be read."""

PAIRS = {
    "=>": "write >=", "=<": "write <=", "<>": "write != for not equal", "===": "use == to compare",
    ":=": COMPARE, "**": "use ^ for powers", "//": "use / to divide, and floor() for the whole number",
    "<<": "a formula has no shifts", ">>": "a formula has no shifts", "!==": "write != for not equal",
}  # fmt: skip

OPERATORS = frozenset({"OR", "AND", "NOT", "COMPARE", "PLUS", "MINUS", "TIMES", "PER", "REST", "POWER"})
VALUES = frozenset({"NUMBER", "QUANTITY", "NAME", "QUOTED", "LPAR"})


class Spot(NamedTuple):
    """Where it went wrong: `before` is the last thing that could be read."""

    text: str
    normal: str
    start: int
    before: Token | None

    def error(self, message: str, hint: str, start: int | None = None) -> FormulaError:
        at = self.start if start is None else start
        line = self.normal.count("\n", 0, at) + 1
        return FormulaError(message, line, at - self.normal.rfind("\n", 0, at), hint)


def explain(text: str, normal: str, error: UnexpectedInput, before: Token | None) -> FormulaError:
    """`text` as written, `normal` as the grammar read it: positions are the same. `before` is the last good token."""
    if isinstance(error, UnexpectedCharacters):
        start: Any = error.pos_in_stream
        return _character(Spot(text, normal, start, before))
    token = error.token if isinstance(error, UnexpectedToken) else Token("$END", "")
    if token.type == "$END":
        return _end(Spot(text, normal, len(text), before))
    return _token(Spot(text, normal, token.start_pos or 0, before), token)


def _character(spot: Spot) -> FormulaError:
    """A character that begins nothing."""
    char, rest = spot.text[spot.start], spot.normal[spot.start :]
    pair = next((hint for sign, hint in PAIRS.items() if rest.startswith(sign)), "")
    if rest.startswith('""'):
        return spot.error("the name between the quotation marks is empty", 'write the name: "line 1/TI-101"')
    if rest[0] == '"':
        return spot.error("the name that begins here has no end", MISSING_QUOTE)
    if rest[0] == "=" and not pair:
        return spot.error("a single = means nothing here", COMPARE)
    if rest.startswith(("&&", "||")):
        pair = HINTS[rest[0]]
    if not char.isprintable():
        return spot.error(f"the invisible character {char!a} is not expected here", "delete it and type a blank")
    hint = pair or HINTS.get(rest[0], "") or 'if it belongs to a name, put the name in double quotes: "line 1/TI-101"'
    return spot.error(f"{char!r} is not expected here", hint)


def _end(spot: Spot) -> FormulaError:
    """The text ends where it should not."""
    if spot.before is None:
        return spot.error("the formula is empty", "write one, for example line1.tank.level * 2", 0)
    opened = _open_brackets(spot.normal)
    if opened and spot.before.type in {"NUMBER", "QUANTITY", "NAME", "QUOTED", "RPAR"}:
        return spot.error("the bracket that opens here is not closed", "a closing bracket is missing", opened[-1])
    shown = spot.before.value
    hint = f"write what comes after {shown}"
    if shown == "%":
        hint = "% is the remainder of a division: write 0.5 for 50 %"
    return spot.error(f"the formula ends after {shown!r}", hint, spot.before.start_pos)


def _token(spot: Spot, token: Token) -> FormulaError:  # noqa: PLR0911 - one return a kind of mistake
    """Something that could be read, but does not belong here."""
    before, shown = spot.before, spot.text[spot.start : token.end_pos]
    after_value = before is not None and before.type in {"NUMBER", "QUANTITY", "NAME", "QUOTED", "RPAR"}
    if token.type == "RPAR" and not _open_brackets(spot.normal[: spot.start]):
        return spot.error("this closing bracket closes nothing", "there is a closing bracket too many")
    if token.type == "COMMA" and not _open_brackets(spot.normal[: spot.start]):
        hint = "write decimals with a point: 3.5; commas stand between the arguments of a function"
        return spot.error("a comma is not expected here", hint)
    if token.type == "COMMA" and after_value:
        return spot.error("a comma is not expected here", "commas stand between the arguments of a function: max(a, b)")
    if after_value and before is not None and token.type in VALUES | {"NOT"}:
        return _two_values(spot, before, token)
    if token.type == "COMPARE" and after_value:
        return spot.error(f"{shown!r} is a second comparison in a row", "write 1 < x and x < 5, not 1 < x < 5")
    if token.type == "NOT":
        return spot.error("'not' is not expected here", "put brackets around it: (not x)")
    pair = next((hint for sign, hint in PAIRS.items() if spot.normal[max(spot.start - 1, 0) :].startswith(sign)), "")
    what = f"before {shown!r}" if before is None else f"between {before.value!r} and {shown!r}"
    return spot.error(f"something is missing {what}", pair or "write a number, a point or a function there")


def _two_values(spot: Spot, before: Token, token: Token) -> FormulaError:
    """Two values in a row: a missing operator, a name with a blank, a word written the wrong way."""
    first, second = str(before.value), str(token.value)
    message = f"an operator is missing between {first!r} and {second!r}"
    touching = before.end_pos == token.start_pos
    word = next((word for word in (second, first) if word.lower() in {"and", "or", "not"}), "")
    if word:
        hint = f"write {word.lower()} in small letters, between two conditions"
    elif before.type == "NUMBER" and token.type == "NUMBER":
        hint = "write a number without blanks, and with one decimal point: 1234.5"
    elif before.type == "NAME" and first in FUNCTIONS and token.type != "LPAR":
        hint = f"a function has brackets: {FUNCTIONS[first].signature}"
    elif before.type == "NAME" and token.type in {"NAME", "NUMBER"}:
        hint = f'a name with blanks stands in double quotes: "{first} {second}"; to multiply write *'
    elif touching and token.type == "QUOTED":
        hint = "put the whole name in double quotes"
    else:
        hint = "to multiply write *"
    return spot.error(message, hint)


def _open_brackets(normal: str) -> list[int]:
    """Where the brackets stand that are still open at the end of the text."""
    opened: list[int] = []
    for match in re.finditer(r'"[^"\n]*"|#[^\n]*|[()]', normal):
        if match[0] == "(":
            opened.append(match.start())
        elif match[0] == ")" and opened:
            opened.pop()
    return opened
