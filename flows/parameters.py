"""Parameters: named values of a flow or a block, each of a type, that the settings of its nodes use as `{name}`.

A declaration is `{"type": "number", "default": 80, "unit": "m3/h", "min": 0, "max": 200}`; a flow may hold a `value`
beside the default, a block gets its values from the node that uses it.
"""

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from flows.words import shown
from tundish.errors import Problem
from tundish.fields import LONGEST_POINT
from tundish.hint import did_you_mean

Value: TypeAlias = str | int | float | bool

DEVICE = "device"
"""What `{device}` stands for is said by a table of devices, never by a parameter."""
NAME = r"[a-z][a-z0-9_]{0,63}"
LONGEST_TEXT = 2000
LONGEST_DURATION = 3e9

_PLAIN_NAME = re.compile(NAME)
_SHAPES: dict[str, Any] = {"type": str, "unit": str, "min": int | float, "max": int | float, "choices": list}


def declared(holder: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The declarations of a flow or a block, as far as they are readable."""
    found = holder.get("parameters")
    return {n: _readable(d) for n, d in found.items() if isinstance(d, dict)} if isinstance(found, dict) else {}


def _readable(declaration: dict[str, Any]) -> dict[str, Any]:
    """Without what has a wrong shape, which is told elsewhere."""
    return {key: value for key, value in declaration.items() if isinstance(value, _SHAPES.get(key, object))}


def fitted(declaration: Mapping[str, Any], value: object) -> Value:
    """A value as the parameter's type wants it; ValueError says what it must be. Numbers may be given as text."""
    kind = declaration.get("type", "text")
    made: Value
    if kind in {"number", "integer", "duration"}:
        made = _number(value)
        if kind == "integer":
            if not float(made).is_integer():
                raise ValueError(f"it must be a whole number; it is {shown(value)}")
            made = int(made)
        _within(declaration, made, shown(value))
        if kind == "duration" and not 0 <= made <= LONGEST_DURATION:
            raise ValueError(f"it must be a duration in seconds; it is {shown(value)}")
    elif kind == "boolean":
        made = _boolean(value)
    else:
        made = _text(declaration, kind, value)
    return made


def written(value: Value) -> str:
    """A value within a text: whole numbers without a point, true and false in small letters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def values_of(flow: Mapping[str, Any]) -> dict[str, Value]:
    """The values of a flow's own parameters; those that have none, or a wrong one, are left out."""
    made = {}
    for name, declaration in declared(flow).items():
        given = declaration.get("value")
        given = declaration.get("default") if given is None else given
        try:
            made[name] = fitted(declaration, given)
        except ValueError:
            continue
    return made


def parameter_problems(holder: Mapping[str, Any], path: str = "parameters") -> Iterator[Problem]:
    """Wrong names, and defaults, values and bounds that do not fit. `path` is where the declarations stand."""
    for name, declaration in declared(holder).items():
        at = f"{path}/{name}"
        if name == DEVICE:
            message, hint = f"A parameter cannot be called {DEVICE!r}", "{device} is filled in by a table of devices"
            yield Problem("parameter", message, hint, field=at)
        elif not _PLAIN_NAME.fullmatch(name):
            hint = "Small letters, digits and _, beginning with a letter, at most 64 of them"
            yield Problem("parameter", f"{shown(name)} is no name of a parameter", hint, field=at)
        if declaration.get("type") == "choice" and not declaration.get("choices"):
            yield Problem("parameter", f"The parameter {name!r} has nothing to choose from", field=f"{at}/choices")
            continue
        for key in ("default", "value"):
            if declaration.get(key) is not None:
                try:
                    fitted(declaration, declaration[key])
                except ValueError as error:
                    message = f"The {key} of the parameter {name!r} does not fit: {error}"
                    yield Problem("parameter", message, field=f"{at}/{key}")
        if path == "parameters" and declaration.get("default") is None and declaration.get("value") is None:
            message = f"The parameter {name!r} has no value"
            yield Problem("parameter", message, "Give it a value or a default", field=f"{at}/value")


def unknown(name: str, known: Mapping[str, Any], where: str) -> tuple[str, str]:
    """Message and hint about a name that is no parameter. `where` is whose it should be: `the flow`."""
    otherwise = f"Add it to the parameters of {where}, or write {{{{{name}}}}} for the text"
    return f"There is no parameter {name!r}", did_you_mean(name, list(known)) or otherwise


def _number(value: object) -> int | float:
    number = value
    if isinstance(value, str) and value.isascii() and "_" not in value:
        with suppress(ValueError):
            number = float(value)
    if isinstance(number, bool) or not isinstance(number, int | float) or not _finite(number):
        raise ValueError(f"it must be a number; it is {shown(value)}")
    return number


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an int beyond all floats
        return False


def _within(declaration: Mapping[str, Any], value: float, said: str) -> None:
    low, high = declaration.get("min"), declaration.get("max")
    unit = f" {declaration['unit']}" if declaration.get("unit") else ""
    if low is not None and value < low:
        raise ValueError(f"it must be at least {written(low)}{unit}; it is {said}")
    if high is not None and value > high:
        raise ValueError(f"it must be at most {written(high)}{unit}; it is {said}")


def _boolean(value: object) -> bool:
    if value in ("true", "false"):
        return value == "true"
    if not isinstance(value, bool):
        raise ValueError(f"it must be true or false; it is {shown(value)}")  # noqa: TRY004 - of data
    return value


def _text(declaration: Mapping[str, Any], kind: object, value: object) -> str:
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float) or kind != "text":
            raise ValueError(f"it must be a text; it is {shown(value)}")
        value = written(value)
    if kind == "choice":
        choices = declaration.get("choices", [])
        if value not in choices:
            raise ValueError(f"it must be one of {', '.join(map(str, choices))}; it is {shown(value)}")
    elif kind in {"point", "points"}:
        if not value or len(value) > LONGEST_POINT or value != value.strip() or not value.isprintable():
            raise ValueError(f"it must be the name of a point; it is {shown(value)}")
    elif kind == "connection" and not value:
        raise ValueError("it must be the id of a connection; it is empty")
    elif len(value) > LONGEST_TEXT:
        raise ValueError(f"it must be at most {LONGEST_TEXT} characters long")
    return value
