"""Reading: JSON, CSV and XML texts as records, with caps, and errors that say where."""

import csv
import io
import json
import math
import re
from collections import Counter
from typing import Any
from xml.etree.ElementTree import ParseError

import msgspec
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from tundish.errors import FieldError

DEEPEST = 64
MOST_VALUES = 1_000_000
LARGEST_INTEGER = 2**63 - 1
STRING = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d{0,17})(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?", re.ASCII)


def read(text: str, form: str, *, separator: str = ",", numbers: bool = True, twice: list[str] | None = None) -> Any:
    """What a text of a form (json, csv, xml) holds; FieldError with line and column when it cannot be read.

    `twice` gets the names that stand more than once in an object of JSON, of which the last counts.
    """
    if form == "json":
        return read_json(text, [] if twice is None else twice)
    return read_csv(text, separator, numbers=numbers) if form == "csv" else read_xml(text, numbers=numbers)


def number_or_text(text: str) -> Any:
    """A number where the text is how one is written; `007`, `1e999` and `1,5` stay texts."""
    if not NUMBER.fullmatch(text):
        return text
    value = float(text) if set(text) & set(".eE") else int(text)
    return value if math.isfinite(value) else text


def read_json(text: str, twice: list[str]) -> Any:
    """Whole numbers beyond 64 bits stay texts, digit by digit; NaN and Infinity are no JSON."""

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = Counter(name for name, _ in pairs)
            twice.extend(name for name, count in names.items() if count > 1)
        return found

    _shallow(text)
    try:
        value = json.loads(
            text, parse_constant=_no_number, parse_float=_finite, parse_int=_whole, object_pairs_hook=made
        )
        msgspec.json.encode(value)  # half a surrogate pair gets through the first, but nowhere else
    except json.JSONDecodeError as error:
        raise FieldError(error.msg, error.lineno, error.colno) from None
    except (ValueError, RecursionError) as error:
        at = getattr(error, "word", "")
        before = text[: max(text.find(at), 0)] if at else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise FieldError(str(error) or "this cannot be read", line, column) from None
    return value


def read_csv(text: str, separator: str, *, numbers: bool) -> list[dict[str, Any]]:
    """A record for each line below the first, which names the columns; empty lines are none. The column counts cells.

    A text in quotation marks may go over lines.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True)
    names: list[str] = []
    records = []
    line = 1
    try:
        for cells in rows:
            if not cells:
                line = rows.line_num + 1
                continue
            if not names:
                names = [cell.strip() for cell in cells]
                _named(names, line)
            elif len(cells) != len(names):
                what = f"this line has {len(cells)} cells, the first has {len(names)}"
                raise FieldError(what, line, min(len(cells), len(names)) + 1)
            else:
                own = map(number_or_text, cells) if numbers else cells
                records.append(dict(zip(names, own, strict=True)))
            if (len(records) + 1) * len(names) > MOST_VALUES:
                raise FieldError(f"there are more than {MOST_VALUES} cells", line)
            line = rows.line_num + 1
    except csv.Error as error:
        raise FieldError(str(error), max(rows.line_num, 1)) from None
    if not names:
        raise FieldError("there is no line that names the columns")
    return records


def read_xml(text: str, *, numbers: bool) -> dict[str, Any]:
    """The root under its name. Attributes stand as `@name`, elements of one name that come again as a list.

    An element without attributes and elements is its text; beside them the text stands as `#text`. Namespaces are
    left out of names. A document type is refused: entities can grow without bound, and files could be read by them.
    """
    builder = Builder(numbers=numbers)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.where = lambda: (parser.parser.CurrentLineNumber, parser.parser.CurrentColumnNumber + 1)
    try:
        parser.feed(text)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise FieldError(str(error).partition(":")[0], line, column + 1) from None
    except DefusedXmlException:
        raise FieldError("a document type or an entity is not read", *builder.where()) from None
    except ValueError as error:
        if isinstance(error, FieldError):
            raise
        raise FieldError(f"this cannot be read: {error}", *builder.where()) from None
    return builder.close()


class Builder:
    """What the parser tells its events."""

    def __init__(self, *, numbers: bool) -> None:
        self.where: Any = lambda: (1, 1)
        self._numbers = numbers
        self._open: list[dict[str, Any]] = [{}]
        self._texts: list[list[str]] = [[]]
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if len(self._open) > DEEPEST:
            raise FieldError(f"it is nested more than {DEEPEST} deep", *self.where())
        if self._count > MOST_VALUES:
            raise FieldError(f"there are more than {MOST_VALUES} values", *self.where())
        self._open.append({f"@{_local(name)}": self._value(text) for name, text in attributes.items()})
        self._texts.append([])

    def data(self, text: str) -> None:
        self._texts[-1].append(text)

    def end(self, tag: str) -> None:
        record, text = self._open.pop(), "".join(self._texts.pop()).strip()
        if text and record:
            record["#text"] = self._value(text)
        value: Any = record or self._value(text)
        parent, name = self._open[-1], _local(tag)
        if name not in parent:
            parent[name] = value
        elif isinstance(parent[name], list):
            parent[name].append(value)
        else:
            parent[name] = [parent[name], value]

    def close(self) -> dict[str, Any]:
        return self._open[0]

    def _value(self, text: str) -> Any:
        return number_or_text(text) if self._numbers else text


class WordError(ValueError):
    """A word that is no number here; the word is looked for in the text."""

    def __init__(self, message: str, word: str) -> None:
        super().__init__(message)
        self.word = word


def _shallow(text: str) -> None:
    depth = 0
    for match in STRING.finditer(text):
        word = match[0]
        if word in "[{":
            depth += 1
            if depth > DEEPEST:
                before = text[: match.start()]
                line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
                raise FieldError(f"it is nested more than {DEEPEST} deep", line, column)
        elif word in "]}":
            depth -= 1


def _no_number(word: str) -> Any:
    raise WordError(f"{word} is no number in JSON", word)


def _finite(word: str) -> float:
    value = float(word)
    if not math.isfinite(value):
        raise WordError("the number is too large", word)
    return value


def _whole(word: str) -> Any:
    return int(word) if len(word) < 19 or abs(int(word[:4000])) <= LARGEST_INTEGER else word  # noqa: PLR2004 - digits


def _named(names: list[str], line: int) -> None:
    for column, name in enumerate(names, start=1):
        if not name:
            raise FieldError("this column has no name", line, column)
        if names.index(name) != column - 1:
            raise FieldError(f"two columns are called {name!r}", line, column)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
