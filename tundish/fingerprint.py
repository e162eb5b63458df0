"""Fingerprint of a kernel: everything its machine code depends on, wherever that stands.

numba's cache asks whether the kernel's own file has changed. A kernel calls functions of other files, and numbers of
other files are compiled into it; a change there would go unnoticed, and old code would run.
"""

import hashlib
import types
from collections.abc import Callable
from enum import Enum
from typing import Any

import numpy as np

ATOMS = (int, float, complex, str, bytes, bool, tuple, type(None), np.generic)


def fingerprint(function: Callable[..., Any]) -> str:
    """Of the code of a function, of all that it calls, and of the values of the globals it names."""
    found: dict[str, str] = {}
    _function(function, found)
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def _function(function: Callable[..., Any], found: dict[str, str]) -> None:
    plain = getattr(function, "py_func", function)
    if not isinstance(plain, types.FunctionType):
        return
    name = f"{plain.__module__}.{plain.__qualname__}"
    if name in found:
        return
    found[name] = _code(plain.__code__) + repr(plain.__defaults__)
    for used in sorted(_names(plain.__code__)):
        value = plain.__globals__.get(used)
        if value is not None:
            _value(f"{name}:{used}", value, found)
    for used, cell in zip(plain.__code__.co_freevars, plain.__closure__ or (), strict=True):
        _value(f"{name}:{used}", cell.cell_contents, found)


def _value(name: str, value: Any, found: dict[str, str]) -> None:
    if isinstance(value, ATOMS):
        found[name] = repr(value)
    elif isinstance(value, np.ndarray):
        found[name] = f"{value.dtype}{value.shape}{value.tobytes().hex()}"
    elif isinstance(value, type) and issubclass(value, Enum):
        found[name] = repr([(member.name, member.value) for member in value])
    elif not isinstance(value, types.ModuleType) and (callable(value) or hasattr(value, "py_func")):
        _function(value, found)


def _code(code: types.CodeType) -> str:
    inner = [_code(item) if isinstance(item, types.CodeType) else _constant(item) for item in code.co_consts]
    return repr((code.co_code, code.co_names, code.co_varnames, code.co_freevars, inner))


def _constant(item: object) -> str:
    return repr(sorted(map(repr, item))) if isinstance(item, frozenset) else repr(item)


def _names(code: types.CodeType) -> set[str]:
    names = set(code.co_names)
    for item in code.co_consts:
        if isinstance(item, types.CodeType):
            names |= _names(item)
    return names
