"""Text: a flow document as JSON that is the same for the same flow, and that git can compare line by line.

Keys have one order everywhere (what names a thing first, the rest by alphabet), nodes stand by id, wires are sorted by
what they connect, each on its own line; what fits on a line stands on one. Nothing is lost: `loads(dumps(d))` is `d`,
but for the order of wires, which means nothing.
"""

import json
import math
from typing import Any, TypeGuard

from flows.reading import parse
from tundish.errors import FlowError

WIDTH = 100
_FIRST = (
    "format", "id", "kind", "version", "name", "title", "point", "points", "port", "from", "to", "type", "text",
    "description", "isolation", "tracing", "parameters", "inputs", "outputs", "config", "position", "record",
    "delivery", "size", "nodes", "wires", "blocks", "groups", "notes", "tests",
)  # fmt: skip
_RANK = {key: rank for rank, key in enumerate(_FIRST)}
_EXACT = 2.0**53


def loads(text: str | bytes) -> dict[str, Any]:
    """The document in a text; FlowError says everything that is wrong with the JSON."""
    document, problems = parse(text)
    if document is None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise FlowError(problems[0].message + more, problems[0].hint)
    return document


def dumps(document: dict[str, Any]) -> str:
    """The one text of a document, ending in a newline; FlowError when a value in it is not JSON."""
    try:
        text = _open(arranged(document), "", 0) + "\n"
        text.encode()  # half of a surrogate pair is no text
    except (TypeError, ValueError) as error:
        raise FlowError(f"the flow cannot be written as JSON: {error}") from None
    except RecursionError:
        raise FlowError("the flow cannot be written as JSON: it is nested too deeply") from None
    return text


def arranged(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its wires in order, and those of its blocks."""
    blocks = document.get("blocks")
    if isinstance(blocks, dict) and blocks:
        of = {id: arranged(block) if isinstance(block, dict) else block for id, block in blocks.items()}
        document = {**document, "blocks": of}
    wires = document.get("wires")
    if not isinstance(wires, list) or not all(_is_wire(wire) for wire in wires):
        return document
    return {**document, "wires": sorted(wires, key=lambda wire: (wire["from"], wire["to"]))}


def _is_wire(wire: object) -> TypeGuard[dict[str, Any]]:
    ends = [wire.get("from"), wire.get("to")] if isinstance(wire, dict) else [None]
    return all(isinstance(end, list) and all(isinstance(part, str) for part in end) for end in ends)


def _open(value: Any, indent: str, depth: int) -> str:
    """A value at some depth: on one line if it fits and is not one of the great tables."""
    if not isinstance(value, dict | list) or not value:
        return _scalar(value)
    if depth > 2:  # noqa: PLR2004 - the document, its tables, and each node are always open
        line = _flat(value)
        if len(indent) + len(line) <= WIDTH:
            return line
    deeper = indent + "  "
    if isinstance(value, list):
        return _lines([_open(item, deeper, depth + 1) for item in value], indent, "[]")
    if depth == 0:
        members = [f"{_scalar(key)}: {_table(key, value[key], deeper)}" for key in _keys(value)]
    else:
        members = [f"{_scalar(key)}: {_open(value[key], deeper, depth + 1)}" for key in _keys(value)]
    return _lines(members, indent, "{}")


def _table(key: str, value: Any, indent: str) -> str:
    """A member of the document itself."""
    if key == "nodes" and isinstance(value, dict) and value:
        nodes = [f"{_scalar(id_)}: {_open(value[id_], indent + '  ', 2)}" for id_ in sorted(value)]
        return _lines(nodes, indent, "{}")
    if key == "blocks" and isinstance(value, dict) and value:
        blocks = [f"{_scalar(id_)}: {_open(value[id_], indent + '  ', 0)}" for id_ in sorted(value)]
        return _lines(blocks, indent, "{}")
    if key == "wires" and isinstance(value, list) and value:
        return _lines([_flat(wire) for wire in value], indent, "[]")
    return _open(value, indent, 3)


def _lines(items: list[str], indent: str, brackets: str) -> str:
    left, right = brackets[0], brackets[1]
    between = ",\n" + indent + "  "
    return f"{left}\n{indent}  {between.join(items)}\n{indent}{right}"


def _flat(value: Any) -> str:
    if isinstance(value, dict) and value:
        return "{" + ", ".join(f"{_scalar(key)}: {_flat(value[key])}" for key in _keys(value)) + "}"
    if isinstance(value, list) and value:
        return "[" + ", ".join(map(_flat, value)) + "]"
    return _scalar(value)


def _keys(value: dict[str, Any]) -> list[str]:
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"the key {key!r} is no text")
    return sorted(value, key=lambda key: (_RANK.get(key, len(_RANK)), key))


def _scalar(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT and not _is_minus_zero(value):
        value = int(value)  # as JavaScript writes it: one text whoever saved last
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _is_minus_zero(value: float) -> bool:
    return value == 0 and math.copysign(1, value) < 0
