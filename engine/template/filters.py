"""Filters and tests of templates: ours, not jinja2's, so that each is bounded and none looks into Python objects."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from jinja2 import Undefined

from engine.expression import operate
from engine.template.budget import CURRENT
from tundish.bulk import bulk

MOST_DECIMALS = 30


def size(value: Any) -> int:
    """About how much work a value is."""
    return len(value) if isinstance(value, str | list | tuple | Mapping) else 1


def bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Count the work, check what goes in for being there, and what comes out for size."""

    @wraps(function)
    def run(*values: Any) -> Any:
        CURRENT.get().do(sum(size(value) for value in values if not isinstance(value, Undefined)))
        if function is not default:
            for value in values:
                str(value) if isinstance(value, Undefined) else None
        result = operate.bounded(function(*values))
        CURRENT.get().do(size(result))
        return result

    return run


def default(value: Any, instead: Any = "", also_empty: Any = False) -> Any:  # noqa: FBT002 - as in jinja2
    missing = isinstance(value, Undefined) or value is None or (also_empty and not value)
    return instead if missing else value


def fixed(value: Any, digits: Any = 2) -> str:
    """With so many decimals, zeros and all: 3.10."""
    return f"{operate.number(value):.{max(0, min(MOST_DECIMALS, operate.whole(digits)))}f}"


def replace(value: Any, old: Any, new: Any) -> str:
    text, old, new = operate.text(value), operate.text(old), operate.text(new)
    if not old:
        raise ValueError("replace needs to know what to replace")
    if len(text) + text.count(old) * (len(new) - len(old)) > operate.LONGEST_TEXT:
        raise ValueError(f"a text gets longer than {operate.LONGEST_TEXT} characters")
    return text.replace(old, new)


def items_of(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple | Mapping | range):
        raise TypeError(f"a list is needed here, not {operate.kind_of(value)}")
    return list(operate.bounded(list(value)))


def join(value: Any, between: Any = "") -> str:
    pieces = [written(item) for item in items_of(value)]
    gap = operate.text(between)
    if sum(map(len, pieces)) + len(gap) * len(pieces) > operate.LONGEST_TEXT:
        raise ValueError(f"a text gets longer than {operate.LONGEST_TEXT} characters")
    return gap.join(pieces)


def sort(value: Any) -> list[Any]:
    values = items_of(value)
    CURRENT.get().do(16 * len(values))
    if all(isinstance(item, str) for item in values):
        return sorted(values)
    return sorted(map(operate.number, values))


def pairs(value: Any) -> list[tuple[str, Any]]:
    """Names and values of a record, to loop over."""
    if not isinstance(value, Mapping):
        raise TypeError(f"a record is needed here, not {operate.kind_of(value)}")
    return list(value.items())


def total(value: Any) -> Any:
    result: Any = 0
    for item in items_of(value):
        result = operate.add(result, item)
    return result


def truncate(value: Any, length: Any = 80) -> str:
    text = operate.text(value)
    most = max(1, operate.whole(length))
    return text if len(text) <= most else text[: most - 1] + "…"


def edge(which: int) -> Callable[[Any], Any]:
    def pick(value: Any) -> Any:
        if not size(value) or not isinstance(value, str | list | tuple):
            raise ValueError("there is no item to take")
        return value[which]

    return pick


def written(value: Any) -> str:
    """A value as text: the only way into the output."""
    if isinstance(value, Undefined):
        return str(value)  # raises, with the name that is missing
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool | int | float):
        return str(operate.bounded(value) if isinstance(value, int) else value)
    if isinstance(value, Mapping | list | tuple):
        CURRENT.get().do(bulk(value))
        try:
            return str(operate.bounded(json.dumps(value, ensure_ascii=False, default=dict)))
        except (RecursionError, TypeError):
            raise TypeError("this record cannot be written as text; pick a part of it") from None
    raise TypeError("this cannot be written as text")


def repeated(value: Any) -> Any:
    """What a loop goes over; its turns are paid before it begins."""
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, str | list | tuple | Mapping | range):
        raise TypeError(f"a loop goes over a list or a record, not over {operate.kind_of(value)}")
    CURRENT.get().turn(len(value))
    return value


def weighed(value: Any) -> Any:
    """A side of a comparison: its bulk is work."""
    CURRENT.get().do(0 if isinstance(value, Undefined) else bulk(value))
    return value


def joined(values: Any) -> str:
    """The operator ~."""
    pieces = [written(value) for value in values]
    CURRENT.get().do(sum(map(len, pieces)))
    return str(operate.bounded("".join(pieces)))


def as_json(value: Any) -> str:
    """As it stands in JSON, a text in quotes."""
    CURRENT.get().do(bulk(value))
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def numbers(*bounds: Any) -> range:
    """range(), no longer than a loop may be."""
    result = range(*map(operate.whole, bounds))
    if len(result) > operate.LONGEST_LIST:
        raise ValueError(f"range() gets longer than {operate.LONGEST_LIST}")
    return result


_PLAIN: dict[str, Callable[..., Any]] = {
    "abs": lambda x: abs(operate.number(x)), "capitalize": lambda x: operate.text(x).capitalize(), "default": default,
    "first": edge(0), "fixed": fixed, "float": operate.to_float, "int": operate.to_integer, "items": pairs,
    "join": join, "json": as_json, "last": edge(-1),
    "length": operate.length, "lower": lambda x: operate.text(x).lower(),
    "max": operate.extreme(max), "min": operate.extreme(min), "replace": replace, "round": operate.to_round,
    "sort": sort, "string": written, "sum": total, "title": lambda x: operate.text(x).title(),
    "trim": lambda x: operate.text(x).strip(), "truncate": truncate, "upper": lambda x: operate.text(x).upper(),
}  # fmt: skip
FILTERS = {name: bounded(function) for name, function in _PLAIN.items()}
TESTS: dict[str, Callable[..., bool]] = {
    "defined": lambda x: not isinstance(x, Undefined), "undefined": lambda x: isinstance(x, Undefined),
    "none": lambda x: x is None, "number": lambda x: isinstance(x, int | float) and not isinstance(x, bool),
    "string": lambda x: isinstance(x, str), "mapping": lambda x: isinstance(x, Mapping),
    "even": lambda x: operate.remainder(x, 2) == 0, "odd": lambda x: operate.remainder(x, 2) == 1,
    "in": lambda x, box: operate.contains(weighed(box), weighed(x)),
}  # fmt: skip
