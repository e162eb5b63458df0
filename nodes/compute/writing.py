"""Writing: records as JSON, CSV and XML texts, with caps."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from nodes.compute.reading import DEEPEST, MOST_VALUES, NUMBER

NAME = re.compile(r"[^\W\d][\w.-]{0,199}")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_json(value: Any) -> str:
    """ValueError for what JSON has not: NaN, infinite numbers."""
    measured(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_csv(records: Any, separator: str, columns: Sequence[str] = (), *, formulas: bool = False) -> str:
    """A line of names and one for each record. Columns are those given, or all in the order they come up.

    A text that a spreadsheet would take for a formula gets an apostrophe before it unless `formulas`. Records in
    records, and lists, are written as JSON.
    """
    measured(records)
    rows = list(records) if isinstance(records, list | tuple) else [records]
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping):
            raise ValueError(f"record {number} has no fields")  # noqa: TRY004 - about the data
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    lines = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    lines.writerow([_cell(name, formulas=formulas) for name in names])
    lines.writerows([_cell(row.get(name), formulas=formulas) for name in names] for row in rows)
    return out.getvalue()


def write_xml(value: Any, root: str) -> str:
    """The opposite of what `read_xml` does; ValueError for a name or a character that XML has not."""
    measured(value)
    parts: list[str] = []
    _element(root, {"item": value} if isinstance(value, list | tuple) else value, parts)
    return "".join(parts)


def measured(value: Any) -> None:
    """ValueError when it is too deep or too large to be written."""
    waiting, count = [(value, 1)], 0
    while waiting:
        one, depth = waiting.pop()
        count += 1
        if depth > DEEPEST or count > MOST_VALUES:
            raise ValueError(f"more than {DEEPEST} levels or {MOST_VALUES} values are not written")
        inner = one.values() if isinstance(one, Mapping) else one if isinstance(one, list | tuple) else ()
        waiting.extend((item, depth + 1) for item in inner)


def _cell(value: Any, *, formulas: bool) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    risky = value.lstrip(" \n").startswith(FORMULA) and not NUMBER.fullmatch(value)
    return f"'{value}" if risky and not formulas else value


def _element(name: str, value: Any, parts: list[str]) -> None:
    if not NAME.fullmatch(name):
        raise ValueError(f"{name[:100]!r} is no name in XML")
    if isinstance(value, list | tuple):
        for item in value:
            _element(name, {"item": item} if isinstance(item, list | tuple) else item, parts)
        return
    fields = value if isinstance(value, Mapping) else {"#text": value}
    parts.append(f"<{name}")
    for key, one in fields.items():
        if key.startswith("@"):
            if not NAME.fullmatch(key[1:]):
                raise ValueError(f"{key[:100]!r} is no name in XML")
            parts.append(f" {key[1:]}={quoteattr(_text(one))}")
    parts.append(">")
    for key, one in fields.items():
        if key == "#text":
            parts.append(escape(_text(one), {"\r": "&#13;"}))
        elif not key.startswith("@"):
            _element(key, one, parts)
    parts.append(f"</{name}>")


def _text(value: Any) -> str:
    if isinstance(value, Mapping | list | tuple):
        raise ValueError("an attribute or #text has fields")  # noqa: TRY004 - about the data
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, allow_nan=False)
    if match := NOT_XML.search(text):
        raise ValueError(f"the character {match[0]!r} is none in XML")
    return text
