"""Settings of a node kind, read from its JSON Schema: for the command line and for the reference pages."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

Say: TypeAlias = Callable[[str], str]

WIDGETS = {
    "formula": "formula",
    "expression": "expression",
    "template": "template",
    "duration": "seconds",
    "point": "point",
    "points": "point pattern",
    "connection": "connection",
    "secret": "secret",
    "text-multiline": "text",
    "grid": "text",
}
_TYPES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "yes or no", "object": "object"}
_LIMITS = {
    "exclusiveMinimum": "greater than {}",
    "minimum": "at least {}",
    "exclusiveMaximum": "less than {}",
    "maximum": "at most {}",
    "maxLength": "at most {} characters",
    "minItems": "at least {} rows",
    "maxItems": "at most {} rows",
}


class Setting(NamedTuple):
    """One setting; columns of a table follow it with one more level of `depth`."""

    name: str
    depth: int
    title: str
    type: str
    default: str
    """As JSON; empty when the setting must be filled in."""
    limits: str
    help: str

    @property
    def path(self) -> str:
        return "· " * self.depth + self.name


def settings(schema: dict[str, Any], say: Say = str) -> Iterator[Setting]:
    """All settings of a config schema, in the order of the form. `say` translates our own words."""
    yield from _fields(schema, schema, 0, say)


def _fields(at: dict[str, Any], root: dict[str, Any], depth: int, say: Say) -> Iterator[Setting]:
    required = at.get("required", ())
    for name, field in at.get("properties", {}).items():
        inner = _resolved(field, root)
        items = _resolved(inner.get("items", {}), root) if inner.get("type") == "array" else {}
        yield Setting(
            name, depth,
            title=field.get("title", name),
            type=_type(inner, items, say),
            default="" if name in required else _default(field),
            limits=_limits(inner, say),
            help=" ".join(say(field.get("description", "")).split()),
        )  # fmt: skip
        deeper = items if "properties" in items else inner
        if "properties" in deeper and depth < 4:  # noqa: PLR2004 - a model that holds itself must end somewhere
            yield from _fields(deeper, root, depth + 1, say)


def _resolved(field: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field's value: references followed, the empty branch left out."""
    inner = field
    for _ in range(4):
        if "$ref" in inner:
            target = root.get("$defs", {}).get(inner["$ref"].rpartition("/")[2], {})
            inner = {**target, **{key: value for key, value in inner.items() if key != "$ref"}}
        elif "anyOf" in inner:
            branches = [branch for branch in inner["anyOf"] if branch.get("type") != "null"]
            rest = {key: value for key, value in inner.items() if key != "anyOf"}
            inner = {**(branches[0] if branches else {}), **rest}
    return inner


def _type(inner: dict[str, Any], items: dict[str, Any], say: Say) -> str:
    if "enum" in inner:
        return " | ".join(map(str, inner["enum"]))
    if "const" in inner:
        return str(inner["const"])
    if inner.get("type") == "array":
        return say("table") if "properties" in items else say("list of {}").format(_type(items, {}, say))
    word = WIDGETS.get(inner.get("x-widget", ""), _TYPES.get(inner.get("type", ""), "any"))
    name = say(word)
    kinds = inner.get("x-connection-kinds")
    unit = inner.get("x-unit")
    return f"{name} ({', '.join(kinds)})" if kinds else f"{name}, {unit}" if unit and word != "seconds" else name


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    if default in (None, "", [], ()):
        return "" if default is None and "default" not in field else "–"
    text = _number(default) if isinstance(default, float) else json.dumps(default, ensure_ascii=False)
    return text if len(text) <= 60 else "…"  # noqa: PLR2004 - what fits in a column


def _limits(inner: dict[str, Any], say: Say) -> str:
    limits = [say(text).format(_number(inner[key])) for key, text in _LIMITS.items() if key in inner]
    if inner.get("minLength", 0) > 0:
        limits.append(say("not empty"))
    return ", ".join(limits)


def _number(value: float) -> str:
    whole = isinstance(value, int) or value.is_integer()
    return f"{int(value):,}" if whole and abs(value) < 10**15 else repr(value)
