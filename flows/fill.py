"""Fill: `{name}` in the settings of a node becomes the value of the parameter.

One rule for every text of a config, whatever language it is in:

* `{name}` is the value of the parameter of that name. A setting that is nothing but `{name}` becomes the value itself,
  a number where a number is wanted; else the value is put in as text, before the text is read as what it is.
* `{{name}}` is the text `{name}`: of two or more pairs of braces one goes. But in a template two braces are the
  template's own, and stay.
* A name that the field itself fills in (its help says so: `{point}` in a message) is left to it.

In a formula a point is put in with its quotes, and a negative number in brackets, so that neither reads as something
else. Secrets are never touched.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from pydantic import BaseModel

from flows.parameters import DEVICE, NAME, Value, written

Schema: TypeAlias = dict[str, Any]
Visit: TypeAlias = Callable[[str, "Place"], Any]

_USE = re.compile(r"(\{+)(" + NAME + r")(\}+)")
_WORD = re.compile(r'"[^"\n]*"|[\w.{}]+')
_SILENT = {"expression", "template"}
"""Widgets of fields in which braces may be something else: an unknown name there is no problem."""
_POINTS = {"point", "points"}
MOST_REMEMBERED = 1000


class Typed(NamedTuple):
    """A value and the type of its parameter."""

    value: Value
    type: str = "text"


Scope: TypeAlias = Mapping[str, Typed]
"""Values by name, as one node sees them."""


class Place(NamedTuple):
    """Where a text stands: its path (`rows/0/h`), and the schema of its field."""

    path: str
    widget: str
    takes_text: bool
    own: frozenset[str]
    """Names that the field fills in itself."""


def has_braces(value: Any) -> bool:
    """Whether there is anything to fill in a config, or may be: a name between braces."""
    if isinstance(value, str):
        return "{" in value and _USE.search(value) is not None
    if isinstance(value, dict):
        return any(map(has_braces, value.values()))
    return isinstance(value, list) and any(map(has_braces, value))


def filled(value: Any, at: Schema, root: Schema, scope: Scope, path: str = "") -> Any:
    """A config, or a part of it whose schema is `at`, with all parameters put in. Unknown names stay as they are."""

    def fill(text: str, place: Place) -> Any:
        return _filled(text, place, scope)

    return visited(value, at, root, fill, path)


def visited(value: Any, at: Schema, root: Schema, visit: Visit, path: str = "") -> Any:
    """The same value with every text that has a brace in it replaced by what `visit` makes of it."""
    if isinstance(value, str):
        if "{" not in value:
            return value
        place = _place(path, _resolved(at, root))
        return value if place.widget == "secret" else visit(value, place)
    if not value or not isinstance(value, dict | list):
        return value
    at = _resolved(at, root)
    if isinstance(value, dict):
        of = at.get("properties", {})
        more = at.get("additionalProperties")
        other = more if isinstance(more, dict) else {}
        return {k: visited(v, of.get(k, other), root, visit, f"{path}/{k}") for k, v in value.items()}
    return [visited(item, _item(at, row), root, visit, f"{path}/{row}") for row, item in enumerate(value)]


def uses(value: Any, at: Schema, root: Schema, path: str = "") -> list[tuple[str, Place]]:
    """Every `{name}` and its place, own names of fields left out."""
    found: list[tuple[str, Place]] = []

    def note(text: str, place: Place) -> str:
        found.extend((name, place) for name in names_in(text) if name not in place.own)
        return text

    visited(value, at, root, note, path)
    return found


def own_uses(value: Any, at: Schema, root: Schema, name: str) -> bool:
    """Whether a field uses a name that it fills in itself."""
    found = False

    def note(text: str, place: Place) -> str:
        nonlocal found
        found = found or (name in place.own and name in names_in(text))
        return text

    visited(value, at, root, note)
    return found


def told_unknown(place: Place) -> bool:
    """Whether a name that nobody knows is a problem there."""
    return place.widget not in _SILENT


def names_in(text: str) -> Iterator[str]:
    """Names between single braces."""
    for opening, name, closing in _USE.findall(text):
        if min(len(opening), len(closing)) == 1:
            yield name


@lru_cache(maxsize=MOST_REMEMBERED)
def schema_of(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


def _filled(text: str, place: Place, scope: Scope) -> Any:
    whole = _USE.fullmatch(text)
    if whole and len(whole[1]) == len(whole[3]) == 1 and not place.takes_text:
        name = whole[2]
        return scope[name].value if name in scope and name not in place.own else text
    if place.widget == "formula":
        return _formula(text, place, scope)
    return _in_text(text, place, scope, written)


def _in_text(text: str, place: Place, scope: Scope, write: Callable[[Value], str]) -> str:
    def put(match: re.Match[str]) -> str:
        opening, name, closing = match.groups()
        pairs = min(len(opening), len(closing))
        if pairs == 1:
            known = scope.get(name) if name not in place.own else None
            return match[0] if known is None else opening[1:] + write(known.value) + closing[1:]
        return match[0] if place.widget == "template" else opening[1:] + name + closing[1:]

    return _USE.sub(put, text)


def _formula(text: str, place: Place, scope: Scope) -> str:
    """Word by word, so that the name of a point is quoted as a whole: `{pump}.flow` becomes `"P 1.flow"`."""

    def put(match: re.Match[str]) -> str:
        word = match[0]
        if "{" not in word:
            return word
        if word.startswith('"'):
            return _in_text(word, place, scope, written)
        types = {scope[name].type for name in names_in(word) if name in scope and name not in place.own}
        made = _in_text(word, place, scope, _operand)
        return f'"{made}"' if types & {*_POINTS, DEVICE} else made

    return _WORD.sub(put, text)


def _operand(value: Value) -> str:
    negative = not isinstance(value, str | bool) and value < 0
    return f"({written(value)})" if negative else str(int(value)) if isinstance(value, bool) else written(value)


def _place(path: str, at: Schema) -> Place:
    widget = at.get("x-widget", "")
    own = frozenset(names_in(f"{at.get('default')} {at.get('description')}"))
    return Place(path[1:], widget, _takes_text(at), own)


def _takes_text(at: Schema) -> bool:
    branches = [b for b in at.get("anyOf", ()) if b.get("type") != "null"] or [at]
    return any(b.get("type") == "string" or "enum" in b for b in branches)


def _item(at: Schema, row: int) -> Schema:
    prefix = at.get("prefixItems", ())
    found = prefix[row] if row < len(prefix) else at.get("items", {})
    return found if isinstance(found, dict) else {}


def _resolved(at: Schema, root: Schema) -> Schema:
    """The schema with its reference followed, and the one branch that is not null taken for an object or a list."""
    for _ in range(4):
        if "$ref" in at:
            at = {**root.get("$defs", {}).get(at["$ref"].rpartition("/")[2], {}), **_others(at)}
        elif "anyOf" in at and "properties" not in at:
            branches = [b for b in at["anyOf"] if b.get("type") != "null"]
            if len(branches) != 1:
                return at
            at = {**branches[0], **{k: v for k, v in at.items() if k != "anyOf"}}
        else:
            return at
    return at


def _others(at: Schema) -> Schema:
    return {key: value for key, value in at.items() if key != "$ref"}
