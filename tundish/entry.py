"""Entry: calls a compiled kernel from Python in a tenth of the time that numba's dispatcher takes.

The dispatcher finds out the type of every argument, looks for the machine code that fits, and counts references: about
0.1 µs an array. A kernel has one signature, so it is enough to see that every argument is just what was declared, which
are a few comparisons of pointers, and to go. Whatever does not fit exactly goes to the dispatcher, as before: it
converts, or says what is wrong. A kernel over many samples goes there too, because it lets other threads run meanwhile.

A kernel is a built-in function of which `__self__` is the dispatcher. Until the kernel is compiled, its code is
CPython's own call of `__self__`; then it is the entry, which numba compiles and keeps in its cache with the kernel.
"""

import ctypes
import sysconfig
from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils as _cgutils
from numba.core import lowering, types
from numba.core.compiler import CompilerBase
from numba.core.compiler import DefaultPassBuilder as _DefaultPassBuilder
from numba.core.compiler_machinery import register_pass as _register_pass
from numba.core.typed_passes import NativeLowering
from numba.np import arrayobj as _arrayobj

VERSION = "entry 1"
"""Of the machine code that is made here; part of what a cache goes by."""
LARGE = 8192
"""Samples from which on a kernel lets other threads run."""

cgutils: Any = _cgutils  # they have no types
arrayobj: Any = _arrayobj
register_pass: Any = _register_pass
DefaultPassBuilder: Any = _DefaultPassBuilder

WORD, BYTE = ir.IntType(64), ir.IntType(8)
OBJECT = BYTE.as_pointer()
HEAD = object.__basicsize__
TYPE = HEAD - ctypes.sizeof(ctypes.c_void_p)
DATA, NDIM, SHAPE, DESCR, FLAGS = (HEAD + offset for offset in (0, 8, 16, 40, 48))
"""Where things lie in an object, and in an array: `PyArrayObject_fields`, which NumPy keeps as it is."""
KNOWN = ctypes.sizeof(ctypes.c_void_p) == 8 and not sysconfig.get_config_var("Py_GIL_DISABLED")  # noqa: PLR2004
"""Whether they lie there in this Python."""
CONTIGUOUS, ALIGNED, WRITEABLE = 0x1, 0x100, 0x400
ARRAY, INT, FLOAT, TRUE, FALSE, ARGUMENTS = range(6)
"""Places in the table of the objects that an entry compares with; the types of the arguments' values come last."""
KEYWORDS = 0x0080 | 0x0002
"""METH_FASTCALL | METH_KEYWORDS"""


class _Method(ctypes.Structure):
    """`PyMethodDef`."""

    _fields_ = (
        ("name", ctypes.c_char_p), ("code", ctypes.c_void_p), ("flags", ctypes.c_int), ("doc", ctypes.c_char_p),
    )  # fmt: skip


_new = ctypes.pythonapi.PyCMethod_New
_new.restype = ctypes.py_object
_new.argtypes = [ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p]
_kept: list[Any] = []
"""What machine code points to, for good."""
_methods: dict[int, _Method] = {}


def entry(dispatcher: Any) -> Any:
    """A built-in function that calls the dispatcher, for now."""
    function = dispatcher.py_func
    vectorcall = ctypes.cast(ctypes.pythonapi.PyObject_Vectorcall, ctypes.c_void_p).value
    doc = (function.__doc__ or "").encode()
    method = _methods[id(dispatcher)] = _Method(function.__name__.encode(), vectorcall, KEYWORDS, doc)
    _kept.append(dispatcher)  # so that no other gets its id
    return _new(ctypes.addressof(method), dispatcher, None, None)


def connect(dispatcher: Any, dtypes: Sequence["np.dtype[Any] | None"]) -> None:
    """The kernel has been compiled: from now on it is called at once, for arrays of these very types."""
    compiled = next(iter(dispatcher.overloads.values()))
    library, description = compiled.library, compiled.fndesc
    code = library.get_pointer_to_function(_name(description))
    if not (code and KNOWN):
        return  # the dispatcher goes on doing it
    table = [np.ndarray, int, float, True, False, *dtypes]
    place = library._codegen._engine.get_global_value_address(_name(description) + ".table")  # noqa: SLF001 - as numba does for its own
    (ctypes.c_void_p * len(table)).from_address(place)[:] = [id(item) for item in table]
    _kept.append(table)
    _methods[id(dispatcher)].code = code


def _name(description: Any) -> str:
    return f"entry.{description.llvm_func_name}"


class _Lower(lowering.Lower):
    """Writes an entry where numba would write one for C, which nobody calls."""

    def create_cfunc_wrapper(self) -> None:
        _Entry(self.context, self.library, self.fndesc).write()


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(NativeLowering):
    _name = "kernel_lowering"

    @property
    def lowering_class(self) -> type[_Lower]:
        return _Lower


class KernelCompiler(CompilerBase):
    """numba's own, but for the entry."""

    def define_pipelines(self) -> list[Any]:
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_Lowering, NativeLowering)
        passes.passes = [item for item in passes.passes if item[0] is not NativeLowering]
        passes.finalize()
        return [passes]


class _Entry:
    """Machine code of one entry: `PyObject *entry(self, args, nargs, kwnames)`."""

    def __init__(self, context: Any, library: Any, description: Any) -> None:
        self._context, self._library, self._description = context, library, description
        module = self._module = context.create_module("entry")
        self._kinds = description.argtypes
        called = context.call_conv.get_function_type(description.restype, self._kinds)
        self._kernel = ir.Function(module, called, description.llvm_func_name)
        signature = ir.FunctionType(OBJECT, [OBJECT, OBJECT.as_pointer(), WORD, OBJECT])
        self._vectorcall = cgutils.get_or_insert_function(module, signature, "PyObject_Vectorcall")
        size = ARGUMENTS + len(self._kinds)
        self._table = ir.GlobalVariable(module, ir.ArrayType(OBJECT, size), f"{_name(description)}.table")
        self._table.initializer = ir.Constant(ir.ArrayType(OBJECT, size), None)
        self._function = ir.Function(module, signature, _name(description))
        self._builder = ir.IRBuilder(self._function.append_basic_block("entry"))
        self._slow = self._function.append_basic_block("slow")

    def write(self) -> None:
        b, context = self._builder, self._context
        itself, arguments, count, names = self._function.args
        with b.goto_block(self._slow):
            b.ret(b.call(self._vectorcall, [itself, arguments, count, names]))
        self._only_if(b.icmp_unsigned("==", count, WORD(len(self._kinds))))
        self._only_if(b.icmp_unsigned("==", names, OBJECT(None)))
        values = [self._value(b.load(b.gep(arguments, [WORD(i)])), i, kind) for i, kind in enumerate(self._kinds)]
        result = self._description.restype
        status, returned = context.call_conv.call_function(
            b, self._kernel, result, self._kinds, values, attrs=("noinline",)
        )
        api = context.get_python_api(b)
        with b.if_then(status.is_ok, likely=True):
            with b.if_then(status.is_none):
                api.return_none()
            b.ret(api.from_native_return(result, returned, None))
        context.call_conv.raise_error(b, api, status)
        b.ret(api.get_null_object())
        self._library.add_ir_module(self._module)

    def _only_if(self, fits: Any) -> None:
        """Else the dispatcher shall see to it."""
        go_on = self._function.append_basic_block()
        self._builder.cbranch(fits, go_on, self._slow)
        self._builder.position_at_end(go_on)

    def _field(self, place: Any, offset: int, kind: Any) -> Any:
        b = self._builder
        return b.load(b.bitcast(b.gep(place, [WORD(offset)]), kind.as_pointer()))

    def _in_table(self, index: int) -> Any:
        return self._builder.load(self._builder.gep(self._table, [WORD(0), WORD(index)]))

    def _value(self, given: Any, index: int, kind: Any) -> Any:
        """The argument as numba passes it on."""
        b = self._builder
        if isinstance(kind, types.Array):
            return self._array(given, self._in_table(ARGUMENTS + index), kind)
        if kind is types.boolean:
            yes = b.icmp_unsigned("==", given, self._in_table(TRUE))
            self._only_if(b.or_(yes, b.icmp_unsigned("==", given, self._in_table(FALSE))))
            return yes
        of = self._field(given, TYPE, OBJECT)
        if kind is types.float64:
            self._only_if(b.icmp_unsigned("==", of, self._in_table(FLOAT)))
            return self._field(given, HEAD, ir.DoubleType())
        self._only_if(b.icmp_unsigned("==", of, self._in_table(INT)))
        convert = cgutils.get_or_insert_function(
            self._module, ir.FunctionType(WORD, [OBJECT, ir.IntType(32).as_pointer()]), "PyLong_AsLongLongAndOverflow"
        )
        overflow = cgutils.alloca_once(b, ir.IntType(32))
        number = b.call(convert, [given, overflow])
        self._only_if(b.icmp_signed("==", b.load(overflow), ir.IntType(32)(0)))
        return number

    def _array(self, given: Any, dtype: Any, kind: Any) -> Any:
        b = self._builder
        self._only_if(b.icmp_unsigned("==", self._field(given, TYPE, OBJECT), self._in_table(ARRAY)))
        self._only_if(b.icmp_unsigned("==", self._field(given, DESCR, OBJECT), dtype))
        self._only_if(b.icmp_unsigned("==", self._field(given, NDIM, ir.IntType(32)), ir.IntType(32)(kind.ndim)))
        wanted = ir.IntType(32)(CONTIGUOUS | ALIGNED | (WRITEABLE if kind.mutable else 0))
        self._only_if(b.icmp_unsigned("==", b.and_(self._field(given, FLAGS, ir.IntType(32)), wanted), wanted))
        sizes = self._field(given, SHAPE, WORD.as_pointer())
        shape = [b.load(b.gep(sizes, [WORD(axis)])) for axis in range(kind.ndim)]
        if not kind.mutable:
            self._only_if(b.icmp_signed("<=", shape[-1], WORD(LARGE)))
        width = self._context.get_abi_sizeof(self._context.get_data_type(kind.dtype))
        strides = [WORD(width)]
        for size in reversed(shape[1:]):
            strides.insert(0, b.mul(strides[0], size))
        made = arrayobj.make_array(kind)(self._context, b)
        data = b.bitcast(self._field(given, DATA, OBJECT), made.data.type)
        arrayobj.populate_array(made, data=data, shape=shape, strides=strides, itemsize=width, meminfo=None)
        return made._getvalue()  # noqa: SLF001 - numba's way
