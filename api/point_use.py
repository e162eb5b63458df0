"""Point use: which points a flow owns and reads, as far as its document says so."""

from collections.abc import Iterator
from typing import Any

from flows.blocks import flattened
from flows.configs import owned
from flows.document import config_of, nodes_of
from flows.migrate import Kinds
from tundish.errors import FieldError
from tundish.fields import formula_inputs
from tundish.node import Node
from tundish.pattern import is_pattern
from tundish.points import Points

DEVICE = "{device}"


def point_use(document: dict[str, Any], catalogue: Kinds, schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """`{"owns": {point: node}, "reads": {point or pattern: [node, …]}}`; `schemas` are configs by kind."""
    owns: dict[str, str] = {}
    reads: dict[str, list[str]] = {}
    points = Points()
    for id, node in nodes_of(flattened(document, catalogue.kinds).document):
        kind = catalogue.kinds.get(node["kind"])
        if kind is None:
            continue
        own = set(owned(id, node, kind, points)) if kind.owned is not Node.owned else set()
        owns.update({point: id for point in own if not is_pattern(point)})
        schema = schemas.get(node["kind"], {})
        named = {name.replace(DEVICE, "*") for name in _named(config_of(node) or {}, schema, schema)}
        for name in sorted(named - own):
            reads.setdefault(name, []).append(id)
    return {"owns": owns, "reads": reads}


def _named(value: Any, at: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """Points that a config names: in fields for points, and in formulas."""
    at = {**root.get("$defs", {}).get(at["$ref"].rpartition("/")[2], {}), **at} if "$ref" in at else at
    if isinstance(value, str):
        if at.get("x-widget") in {"point", "points"}:
            yield from _inputs(value[1:]) if value.startswith("=") else (value,)
        elif at.get("x-widget") == "formula":
            yield from _inputs(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _named(item, at.get("properties", {}).get(key, {}), root)
    elif isinstance(value, list):
        items = at.get("items", {})
        for item in value:
            yield from _named(item, items if isinstance(items, dict) else {}, root)


def _inputs(formula: str) -> tuple[str, ...]:
    try:
        return formula_inputs(formula)
    except FieldError:
        return ()
