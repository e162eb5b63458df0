"""Far kernels: called by other kernels at their address, so that those are not compiled together with them.

What a kernel calls is compiled into it, again at every level; an interpreter with two hundred operations would take
minutes. A far kernel is compiled once and kept on its own. It takes whole numbers alone, addresses among them:

    @far_kernel
    def doubled(values: int, size: int) -> None:
        x = row_at(values, size)
        ...

Within another kernel: `DOUBLED(scratch, scratch, x.ctypes.data, x.size)`, where `DOUBLED = far(doubled)` and `scratch`
is the address of 16 bytes that nobody needs.
"""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import llvmlite.binding as llvm
import numba
import numpy as np
from numba import types
from numba.extending import intrinsic, register_jitable

from tundish.kernel import WARMED, kernel

F = TypeVar("F", bound=Callable[..., Any])


def far_kernel(function: F) -> F:
    """Declare one; it has its address after `warm_up()`. Kernels that call it are declared after it."""
    WARMED[function] = _publish
    return kernel(function)


def far(function: Callable[..., Any]) -> Any:
    """How another kernel calls it: by a name that is resolved when machine code is loaded."""
    plain = getattr(function, "__self__", function).py_func  # type: ignore[union-attr]
    count = len(inspect.signature(plain).parameters)
    return types.ExternalFunction(_symbol(plain), types.int32(*[types.int64] * (2 + count)))


def _symbol(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _publish(compiled: Any, function: Callable[..., Any]) -> None:
    (result,) = compiled.overloads.values()
    llvm.add_symbol(_symbol(function), result.library.get_pointer_to_function(result.fndesc.llvm_func_name))


@intrinsic
def _pointer(context: Any, address: Any, like: Any) -> Any:
    """An address as a pointer to things like `like`."""
    result: Any = types.CPointer(like)  # type: ignore[no-untyped-call]

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(result))

    return result(types.int64, like), code


pointer: Any = _pointer
carray: Any = numba.carray  # type: ignore[attr-defined]


@register_jitable
def row_at(address: int, size: int) -> Any:
    """The float64 that stand there."""
    return carray(pointer(address, 0.0), (size,))


@register_jitable
def grid_at(address: int, rows: int, columns: int) -> Any:
    """The float64 that stand there, in rows."""
    return carray(pointer(address, 0.0), (rows, columns))


@register_jitable
def bytes_at(address: int, rows: int, columns: int) -> Any:
    """The uint8 that stand there, in rows."""
    return carray(pointer(address, np.uint8(0)), (rows, columns))
