"""Help: what formulas can call, and in which units they can be written; for people, as data."""

from typing import TypedDict

from engine.formula.functions import window
from engine.formula.library import TABLE
from engine.formula.rules import rule_of
from engine.formula.symbols import ALIASES, SYMBOLS
from engine.formula.units import unit


class FunctionSpec(TypedDict):
    """A function as the command line and the API tell it."""

    name: str
    signature: str
    """With the defaults of what may be left out: `pump_head(p_in, p_out, density = 1000)`."""
    defaults: dict[str, float | str]
    """The same for programs: what a parameter is when it is left out. Numbers are in the units of the row."""
    units: str
    """What the arguments must be measured in, and what comes of it: `MPa(a), degC -> kJ/kg`; see rules.py. Empty where
    a row does not say it: the summary does."""
    summary: str
    summary_zh: str
    example: str
    result: float
    group: str


class UnitSpec(TypedDict):
    """A unit, for completion: `also` are other ways to write it."""

    unit: str
    dimension: str
    also: list[str]


def functions() -> list[FunctionSpec]:
    """All of them, for `tundish functions` and GET /api/functions."""
    return [
        FunctionSpec(
            name=function.name,
            signature=function.signature,
            defaults=function.optional,
            units=rule if "->" in (rule := rule_of(function)) else "",
            summary=function.summary,
            summary_zh=function.summary_zh,
            example=function.example,
            result=function.result,
            group=function.group,
        )
        for function in (*TABLE, *window.TABLE)
    ]


def units() -> list[UnitSpec]:
    """All symbols, those of one dimension together."""
    also: dict[str, list[str]] = {}
    for name, meant in ALIASES.items():
        also.setdefault(meant, []).append(name)
    named = [(_dimension(symbol), symbol) for symbol in SYMBOLS]
    return [
        UnitSpec(unit=symbol, dimension=dimension, also=also.get(symbol, [])) for dimension, symbol in sorted(named)
    ]


def _dimension(symbol: str) -> str:
    """`length`, `mass/time`: in the words of the SI."""
    powers = [f"{name}{'' if exponent == 1 else f'^{exponent}'}" for name, exponent in unit(symbol).dimension]
    return " ".join(powers) or "number"
