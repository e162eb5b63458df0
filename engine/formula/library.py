"""All functions of the formula language, joined from functions/, and what the operators are called."""

from itertools import chain

from engine.formula.functions import (
    arithmetic,
    bits,
    dates,
    logic,
    plant,
    powers,
    quality,
    rounding,
    scaling,
    spc,
    state,
    statistics,
    steam,
    tables,
    trigonometry,
    units,
    voting,
    window,
)
from engine.formula.functions.function import Function as Function
from engine.formula.ops import Op
from engine.formula.tree import Call
from engine.formula.written import is_duration

GROUPS = (
    arithmetic, powers, trigonometry, rounding, statistics, scaling, tables, logic, quality, voting, units, dates, bits,
    plant, steam, state, spc,
)  # fmt: skip
"""In the order of the reference."""
TABLE = tuple(chain.from_iterable(group.TABLE for group in GROUPS))
WINDOWS = {function.name: function for function in window.TABLE}
"""Over a stretch of time. Some have the name of a function of the moment: `avg(x, 5 min)` and `avg(x, y)`."""
FUNCTIONS = WINDOWS | {function.name: function for function in TABLE}

OPERATORS = {
    "+": Op.ADD, "-": Op.SUB, "*": Op.MUL, "/": Op.DIV, "%": Op.MOD, "^": Op.POW, "<": Op.LT, "<=": Op.LE, "≤": Op.LE,
    ">": Op.GT, ">=": Op.GE, "≥": Op.GE, "==": Op.EQ, "!=": Op.NE, "≠": Op.NE, "and": Op.AND, "or": Op.OR,
}  # fmt: skip
SIGNS = {"-": Op.NEG, "not": Op.NOT}


def find(call: Call) -> Function | None:
    """What is called: a window where a stretch of time is written after the first argument."""
    if call.function in WINDOWS and any(is_duration(item) for item in call.operands[1:]):
        return WINDOWS[call.function]
    return FUNCTIONS.get(call.function)


def called(call: Call) -> Function:
    """The same of a call that was checked."""
    function = find(call)
    if function is None:
        raise LookupError(call.function)
    return function
