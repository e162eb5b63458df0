"""Records: how what `PerKey` holds is stored, so that another version of it can be read.

A NamedTuple is stored as a map by field name, also where a field of it is one, or one or None. Read back, a new field
has its default, and a field that is no more is dropped. A list, as earlier releases stored it, is read by position.
"""

import types
import typing
from functools import cache
from typing import Any

import msgspec


@cache
def fields_of(kind: Any) -> dict[str, Any]:
    """Fields and their types, if it is a NamedTuple; else none."""
    if not (isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")):
        return {}
    hints = typing.get_type_hints(kind)
    return {name: hints.get(name, Any) for name in kind._fields}


@cache
def named(kind: Any) -> Any:
    """The NamedTuple of a type that is one or None; any other type as it is."""
    given = typing.get_args(kind) if typing.get_origin(kind) in {typing.Union, types.UnionType} else ()
    return next((one for one in given if {one, types.NoneType} == set(given) and fields_of(one)), kind)


def stored(record: Any, kind: Any) -> Any:
    """In types that MessagePack knows."""
    fields = fields_of(named(kind))
    if not fields or record is None:
        return msgspec.to_builtins(record)
    return {name: stored(getattr(record, name), field) for name, field in fields.items()}


def restored(raw: Any, kind: Any) -> Any:
    """The record; msgspec.ValidationError if it is none, or lacks a field that has no default."""
    optional, kind = kind, named(kind)
    fields = fields_of(kind)
    if not fields or (raw is None and kind is not optional):
        return msgspec.convert(raw, optional)
    given = raw if isinstance(raw, dict) else dict(zip(fields, raw, strict=False))
    known = {name: restored(given[name], field) for name, field in fields.items() if name in given}
    if missing := fields.keys() - known.keys() - kind._field_defaults.keys():
        raise msgspec.ValidationError(f"A stored {kind.__name__} has no {min(missing)!r}: give it a default")
    return kind(**known)
