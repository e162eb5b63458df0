"""All functions of the formula language, joined from functions/, and what the operators are called."""

from itertools import chain
from typing import TypedDict

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
    statistics,
    steam,
    tables,
    trigonometry,
    voting,
)
from engine.formula.functions.function import Function as Function
from engine.formula.ops import Op

GROUPS = (
    arithmetic, powers, trigonometry, rounding, statistics, scaling, tables, logic, quality, voting, dates, bits,
    plant, steam,
)  # fmt: skip
"""In the order of the reference."""
TABLE = tuple(chain.from_iterable(group.TABLE for group in GROUPS))
FUNCTIONS = {function.name: function for function in TABLE}

OPERATORS = {
    "+": Op.ADD, "-": Op.SUB, "*": Op.MUL, "/": Op.DIV, "%": Op.MOD, "^": Op.POW, "<": Op.LT, "<=": Op.LE, "≤": Op.LE,
    ">": Op.GT, ">=": Op.GE, "≥": Op.GE, "==": Op.EQ, "!=": Op.NE, "≠": Op.NE, "and": Op.AND, "or": Op.OR,
}  # fmt: skip
SIGNS = {"-": Op.NEG, "not": Op.NOT}


class FunctionSpec(TypedDict):
    """A function as the command line and the API tell it."""

    name: str
    signature: str
    summary: str
    summary_zh: str
    example: str
    result: float
    group: str


def functions() -> list[FunctionSpec]:
    """All of them, for `tundish functions` and GET /api/functions."""
    return [
        FunctionSpec(
            name=function.name,
            signature=function.signature,
            summary=function.summary,
            summary_zh=function.summary_zh,
            example=function.example,
            result=function.result,
            group=function.group,
        )
        for function in TABLE
    ]
