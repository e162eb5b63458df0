"""What to say when a text is not a formula, in the words of those who write formulas, not grammars."""

import re
from typing import Any, NamedTuple

from lark import Token, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from engine.formula.library import FUNCTIONS, WINDOWS
from tundish.errors import FormulaError
from tundish.said import say

MISSING_QUOTE = say("a closing quotation mark is missing")
COMPARE = say(
    "use == to compare; to name the result, use the field for the output point and write only what follows the ="
)
IN_ORDER = say("arguments go by their order: write the value alone, without name and =")
UNIT_HERE = say('a unit stands after a number: 80 degC; in other places write to(x, "degC")')

HINTS = {
    "[": say("use round brackets ( )"),
    "]": say("use round brackets ( )"),
    ";": say("put a comma between arguments"),
    "&": say("write and"),
    "|": say("write or"),
    "!": say("write not, or != for not equal"),
    "~": say("write not"),
    "'": say('put the name in double quotes: "line 1/TI-101"'),
    "`": say('put the name in double quotes: "line 1/TI-101"'),
    "?": say("write if(condition, yes, no)"),
    ":": say("write if(condition, yes, no)"),
    "$": say("write the name without $"),
    "@": say('put the name in double quotes: "line 1@TI-101"'),
    "\\": say('put the name in double quotes: "line 1/TI-101"'),
    "²": say("write ^2"),
    "³": say("write ^3"),
    "√": say("write sqrt(x)"),
    "°": UNIT_HERE,
    "℃": UNIT_HERE,
    "‰": say("divide by 1000"),
    "π": say("write pi()"),
    "∞": say("a formula has no infinity"),
    "…": say("a formula says everything it means"),
    "·": say("write *"),
    "。": say("a formula has no full stop at the end"),
    ".": say("a name has one dot between its parts: line1.tank.level"),
    "{": say("a placeholder is a word in braces: {{device}}"),
    "}": say("a placeholder is a word in braces: {{device}}"),
}
"""By the first character that cannot be read."""

PAIRS = {
    "=>": say("write >="),
    "=<": say("write <="),
    "<>": say("write != for not equal"),
    "===": say("use == to compare"),
    ":=": COMPARE,
    "**": say("use ^ for powers"),
    "//": say("use / to divide, and floor() for the whole number"),
    "<<": say("a formula has no shifts"),
    ">>": say("a formula has no shifts"),
    "!==": say("write != for not equal"),
}

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
        return spot.error(say("the name between the quotation marks is empty"), say('write the name: "line 1/TI-101"'))
    if rest[0] == '"':
        return spot.error(say("the name that begins here has no end"), MISSING_QUOTE)
    if rest[0] == "=" and not pair:
        return spot.error(say("a single = means nothing here"), IN_ORDER if _is_parameter(spot) else COMPARE)
    if rest.startswith(("&&", "||")):
        pair = HINTS[rest[0]]
    if not char.isprintable():
        return spot.error(
            say("the invisible character {char!a} is not expected here", char=char), say("delete it and type a blank")
        )
    hint = (
        pair or HINTS.get(rest[0], "") or say('if it belongs to a name, put the name in double quotes: "line 1/TI-101"')
    )
    return spot.error(say("{char!r} is not expected here", char=char), hint)


def _is_parameter(spot: Spot) -> bool:
    """Whether the word before is an argument with a default, as its help writes it: `density = 1000`."""
    opened = _open_brackets(spot.normal[: spot.start])
    name = re.search(r"[A-Za-z_]\w*(?=\s*$)", spot.normal[: opened[-1]]) if opened else None
    known = [table[name[0]] for table in (FUNCTIONS, WINDOWS) if name and name[0] in table]
    return spot.before is not None and any(str(spot.before.value) in function.optional for function in known)


def _end(spot: Spot) -> FormulaError:
    """The text ends where it should not."""
    if spot.before is None:
        return spot.error(say("the formula is empty"), say("write one, for example line1.tank.level * 2"), 0)
    opened = _open_brackets(spot.normal)
    if opened and spot.before.type in {"NUMBER", "QUANTITY", "NAME", "QUOTED", "RPAR"}:
        return spot.error(
            say("the bracket that opens here is not closed"), say("a closing bracket is missing"), opened[-1]
        )
    shown = spot.before.value
    hint = say("write what comes after {shown}", shown=shown)
    if shown == "%":
        hint = say("% is the remainder of a division: write 0.5 for 50 %")
    return spot.error(say("the formula ends after {shown!r}", shown=shown), hint, spot.before.start_pos)


def _token(spot: Spot, token: Token) -> FormulaError:  # noqa: PLR0911 - one return a kind of mistake
    """Something that could be read, but does not belong here."""
    before, shown = spot.before, spot.text[spot.start : token.end_pos]
    after_value = before is not None and before.type in {"NUMBER", "QUANTITY", "NAME", "QUOTED", "RPAR"}
    if token.type == "RPAR" and not _open_brackets(spot.normal[: spot.start]):
        return spot.error(say("this closing bracket closes nothing"), say("there is a closing bracket too many"))
    if token.type == "COMMA" and not _open_brackets(spot.normal[: spot.start]):
        hint = say("write decimals with a point: 3.5; commas stand between the arguments of a function")
        return spot.error(say("a comma is not expected here"), hint)
    if token.type == "COMMA" and after_value:
        return spot.error(
            say("a comma is not expected here"), say("commas stand between the arguments of a function: max(a, b)")
        )
    if after_value and before is not None and token.type in VALUES | {"NOT"}:
        return _two_values(spot, before, token)
    if token.type == "COMPARE" and after_value:
        return spot.error(
            say("{shown!r} is a second comparison in a row", shown=shown), say("write 1 < x and x < 5, not 1 < x < 5")
        )
    if token.type == "NOT":
        return spot.error(say("'not' is not expected here"), say("put brackets around it: (not x)"))
    pair = next((hint for sign, hint in PAIRS.items() if spot.normal[max(spot.start - 1, 0) :].startswith(sign)), "")
    what = (
        say("before {shown!r}", shown=shown)
        if before is None
        else say("between {before!r} and {shown!r}", before=before.value, shown=shown)
    )
    return spot.error(
        say("something is missing {what}", what=what), pair or say("write a number, a point or a function there")
    )


def _two_values(spot: Spot, before: Token, token: Token) -> FormulaError:
    """Two values in a row: a missing operator, a name with a blank, a word written the wrong way."""
    first, second = str(before.value), str(token.value)
    message = say("an operator is missing between {first!r} and {second!r}", first=first, second=second)
    touching = before.end_pos == token.start_pos
    word = next((word for word in (second, first) if word.lower() in {"and", "or", "not"}), "")
    if word:
        hint = say("write {word} in small letters, between two conditions", word=word.lower())
    elif before.type == "NUMBER" and token.type == "NUMBER":
        hint = say("write a number without blanks, and with one decimal point: 1234.5")
    elif before.type == "NAME" and first in FUNCTIONS and token.type != "LPAR":
        hint = say("a function has brackets: {signature}", signature=FUNCTIONS[first].signature)
    elif before.type == "NAME" and token.type in {"NAME", "NUMBER"}:
        hint = say(
            'a name with blanks stands in double quotes: "{first} {second}"; to multiply write *',
            first=first,
            second=second,
        )
    elif touching and token.type == "QUOTED":
        hint = say("put the whole name in double quotes")
    else:
        hint = say("to multiply write *")
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
