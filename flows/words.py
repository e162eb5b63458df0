"""Words: what pydantic finds wrong with settings, as sentences for people who do not program."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeGuard

from pydantic import BaseModel

from tundish.errors import FieldError
from tundish.hint import did_you_mean
from tundish.said import say, spoken

LONGEST_SHOWN = 40


class Said(NamedTuple):
    """One error: the path of the field, a sentence, and what to do."""

    path: str
    message: str
    hint: str = ""
    lines: tuple[int, ...] = ()
    """Of the text in the field, from 1."""
    column: int | None = None
    mend: tuple[tuple[str, str], ...] = ()
    """Names of columns and cells of a row that would put a table right."""


def sentences(error: Mapping[str, Any], data: object, model: type[BaseModel]) -> Iterator[Said]:
    """As `sentence`; a check may have found several things wrong with one text."""
    yield sentence(error, data, model)
    cause = error.get("ctx", {}).get("error")
    for also in getattr(cause, "also", ()):
        yield sentence({**error, "ctx": {"error": also}}, data, model)


def sentence(error: Mapping[str, Any], data: object, model: type[BaseModel], *, by_path: bool = False) -> Said:
    """A pydantic error about `data`, which should have been a `model`.

    Settings are called what the form calls them, anything else by its path (`by_path`).
    """
    loc = located(error["loc"], data, error["type"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, FieldError) and cause.field:
        loc = (*loc, cause.field)
    path = "/".join(map(str, loc))
    schema = _schema(model)
    titles = [path] if by_path else _titles(loc, schema)
    subject = ", ".join(titles) or "The settings"
    kind, ctx = error["type"], error.get("ctx", {})
    if isinstance(cause, FieldError):
        place: str = say(
            "{subject}, line {line}, column {column}: {message}", subject=spoken(subject), line=cause.line,
            column=cause.column, message=cause.message,
        )  # fmt: skip
        if not hasattr(cause.message, "key"):
            place = str(place)  # a node's own words are recognised with what stands around them
        return Said(path, place, cause.hint, (*cause.others, cause.line), cause.column, cause.mend)
    if kind == "missing":
        return Said(path, f"{subject} is missing", "Fill it in")
    if kind == "extra_forbidden":
        known = list(_at(loc[:-1], schema).get("properties", ()))
        parent = ", ".join(titles[:-1])
        what = f"There is no setting {loc[-1]!r}" + (f" in {parent}" if parent else "")
        return Said(path, what, did_you_mean(str(loc[-1]), known) or "Take it out")
    wanted = _wanted(kind, ctx)
    if wanted:
        return Said(path, f"{subject} must be {wanted}; it is {shown(error.get('input'))}")
    message = str(cause) if cause is not None else str(error["msg"])
    return Said(path, f"{subject}: {message}", getattr(cause, "hint", ""))


def shown(value: object) -> str:
    """A value as part of a sentence."""
    match value:
        case None:
            text = "empty"
        case bool():
            text = str(value).lower()
        case dict():
            text = "an object"
        case list() | tuple():
            text = f"a list of {len(value)}"
        case str() if len(value) > LONGEST_SHOWN:
            text = f'"{value[:LONGEST_SHOWN]}…"'
        case str():
            text = f'"{value}"'
        case int() if abs(value) > 10**LONGEST_SHOWN:
            text = "a number of too many digits"
        case _:
            text = str(value)
    return text


def located(loc: Sequence[int | str], data: object, kind: str) -> tuple[int | str, ...]:
    """The path in the data: what pydantic adds for branches of unions is left out."""
    path: list[int | str] = []
    for depth, part in enumerate(loc):
        if _has(data, part):
            data = data[part]
        elif kind != "missing" or depth < len(loc) - 1:
            continue
        path.append(part)
    return tuple(path)


def _has(data: Any, part: int | str) -> TypeGuard[Any]:
    return part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))


_PLAIN = {
    "float": "a number",
    "int": "a whole number",
    "decimal": "a number",
    "string": "a text",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "an object",
    "model": "an object",
    "none": "empty",
    "date": "a date like 2026-11-21",
    "datetime": "a time like 2026-11-21T12:00:00Z",
}
_BOUNDS = {
    "greater_than": "greater than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "literal_error": "one of {expected}",
    "enum": "one of {expected}",
    "string_pattern_mismatch": "like {pattern}",
    "string_too_long": "at most {max_length} characters long",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "finite_number": "a finite number",
    "int_from_float": "a whole number",
}


def _short(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Known(dict[str, Any]):
    """A plugin may use a name of pydantic's without its details."""

    def __missing__(self, key: str) -> str:
        return "?"


def _wanted(kind: str, ctx: Mapping[str, Any]) -> str:
    """What would have been right."""
    if kind in _BOUNDS:
        return _BOUNDS[kind].format_map(_Known({key: _short(value) for key, value in ctx.items()}))
    if kind == "string_too_short":
        return "filled in" if ctx.get("min_length") == 1 else f"at least {ctx.get('min_length')} characters long"
    stem, _, ending = kind.rpartition("_")
    stem = stem.removesuffix("_attributes").partition("_from_")[0]
    return _PLAIN.get(stem, "") if ending in {"type", "parsing", "size"} else ""


def _titles(loc: Sequence[int | str], schema: dict[str, Any]) -> list[str]:
    """What the form calls each step of a path; rows count from 1."""
    titles = []
    for depth, part in enumerate(loc):
        if isinstance(part, int):
            titles.append(f"row {part + 1}")
            continue
        fields = _at(loc[:depth], schema).get("properties", {})
        name = part.replace("_", " ").capitalize() if part in fields else part  # else a key of the user's own
        titles.append(str(fields.get(part, {}).get("title") or name))
    return titles


def _at(loc: Sequence[int | str], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema at a path, references followed; empty where there is none."""
    at = schema
    for part in loc:
        at = _resolved(at, schema)
        if isinstance(part, int):
            prefix = at.get("prefixItems", ())
            at = prefix[part] if part < len(prefix) else at.get("items", {})
        else:
            more = at.get("additionalProperties")
            at = at.get("properties", {}).get(part) or (more if isinstance(more, dict) else {})
        if not isinstance(at, dict):
            return {}
    return _resolved(at, schema)


def _resolved(at: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for _ in range(4):
        if "$ref" in at:
            at = schema.get("$defs", {}).get(at["$ref"].rpartition("/")[2], {})
        elif "anyOf" in at:
            at = next((b for b in at["anyOf"] if b.get("type") != "null"), {})
    return at


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()
