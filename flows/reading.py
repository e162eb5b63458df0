"""Reading: JSON text as people write it, with everything wrong in it told by line and column.

Stricter than `json.loads`: a key given twice, NaN and Infinity, numbers too large to hold and half surrogate pairs are
problems, because each of them would be lost or changed on the way through another program.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from tundish.errors import Problem

MOST_BYTES = 5_000_000
MOST_DEPTH = 100
_LONGEST_NUMBER = 400

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*+")(?P<key>\s*+:)?|(?P<open>[{\[])|(?P<close>[}\]])"""
    r"""|(?P<constant>-?(?:NaN|Infinity))|(?P<number>-?\d[\d.eE+-]*)""",
    re.DOTALL,
)


class _Refused(ValueError):
    """Something that JSON's grammar, or ours, does not allow."""


def parse(text: str | bytes) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The document in a text, or None and why. Never raises."""
    try:
        text = _decoded(text)
        if deep := too_deep(text):
            return None, [deep]
    except _Refused as refused:
        return None, [Problem("json", str(refused))]
    try:
        document = json.loads(text, object_pairs_hook=_object, **_STRICT)
    except _Refused as refused:
        found = list(_faults(text)) or [Problem("json", str(refused))]
        return None, [*found, *_grammar(text)]
    except json.JSONDecodeError as error:
        return None, [*_faults(text), _broken(error)]
    if not isinstance(document, dict):
        return None, [Problem("json", f"a flow is a JSON object, this is {_called(document)}", _START)]
    return document, []


_START = 'It begins with {"format": "tundish.flow/1", …'


def _decoded(text: str | bytes) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise _Refused(f"the flow has {size:,} bytes; at most {MOST_BYTES:,} are allowed")
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Refused(f"the file is no UTF-8 text (byte {error.start})") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Refused("a key stands twice in one object")
    for key, value in pairs:
        _text(key)
        _texts(value)
    return made


def _texts(value: Any) -> None:
    if isinstance(value, str):
        _text(value)
    elif isinstance(value, list):
        for item in value:
            _texts(item)


def _text(text: str) -> None:
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise _Refused("a text holds half of a surrogate pair")


def _refuse(constant: str) -> float:
    raise _Refused(f"{constant} is no number that JSON knows")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _Refused(f"{text} is too large for a number")
    return number


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER or math.isinf(float(text)):
        raise _Refused(f"{text[:20]}… is too large for a number")
    return int(text)


def too_deep(text: str) -> Problem | None:
    """The one limit that must be kept before the text is read."""
    if text.count("{") + text.count("[") <= MOST_DEPTH:
        return None
    depth = 0
    for match in _TOKEN.finditer(text):
        if match["open"]:
            depth += 1
            if depth > MOST_DEPTH:
                line, column = _place(_starts(text), match.start())
                return Problem("json", f"line {line}, column {column}: nested more than {MOST_DEPTH} deep")
        elif match["close"]:
            depth -= 1
    return None


def _faults(text: str) -> Iterator[Problem]:
    """What we refuse in a text whose grammar may be right, each at its place."""
    starts = _starts(text)
    keys: list[dict[str, int]] = []
    for match in _TOKEN.finditer(text):
        line, column = _place(starts, match.start())
        where = f"line {line}, column {column}"
        if match["open"]:
            keys.append({})
        elif match["close"]:
            keys[-1:] = []
        elif match["constant"]:
            yield Problem("json-number", f"{where}: {match['constant']} is no number that JSON knows", _NO_NUMBER)
        elif match["number"] and _is_huge(match["number"]):
            yield Problem("json-number", f"{where}: {match['number'][:20]} is too large for a number")
        elif match["string"]:
            word = _unquoted(match["string"])
            if any("\ud800" <= c <= "\udfff" for c in word):
                yield Problem("json-text", f"{where}: the text holds half of a surrogate pair")
            if match["key"] and keys:
                if word in keys[-1]:
                    first = f"The first is in line {keys[-1][word]}"
                    yield Problem("json-key", f"{where}: {word!r} stands twice in one object", first)
                keys[-1].setdefault(word, line)


def _unquoted(string: str) -> str:
    try:
        return str(json.loads(string, strict=False))
    except json.JSONDecodeError:
        return string


def _is_huge(number: str) -> bool:
    try:
        return len(number) > _LONGEST_NUMBER or math.isinf(float(number))
    except ValueError:
        return False


_NO_NUMBER = "Leave it out or use null"
_STRICT: Any = {"parse_constant": _refuse, "parse_float": _float, "parse_int": _int}


def _grammar(text: str) -> list[Problem]:
    """What is wrong besides, as far as the grammar can tell."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return [_broken(error)]
    except ValueError:  # a number of too many digits
        return []
    return []


def _broken(error: json.JSONDecodeError) -> Problem:
    message = error.msg[0].lower() + error.msg[1:]
    hint = "Is a comma or a bracket missing, or one too many?"
    if not error.doc.strip():
        message, hint = "the text is empty", _START
    return Problem("json", f"line {error.lineno}, column {error.colno}: {message}", hint)


def _called(value: object) -> str:
    names: dict[type, str] = {list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")


def _starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def _place(starts: list[int], position: int) -> tuple[int, int]:
    line = bisect_right(starts, position)
    return line, position - starts[line - 1] + 1
