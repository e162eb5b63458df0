"""Words people try that are not, or not yet, part of the language, and what to say about them."""

from difflib import get_close_matches

from engine.formula.library import FUNCTIONS
from engine.formula.symbols import ALIASES, SYMBOLS
from tundish.said import say

MEANT = {
    "absolute": "abs", "arccos": "acos", "arcsin": "asin", "arctan": "atan", "average": "avg", "bound": "clamp",
    "ceiling": "ceil", "fabs": "abs", "ifbad": "if_bad", "ifelse": "if", "iff": "if", "iif": "if", "int": "trunc",
    "isbad": "is_bad", "isgood": "is_good", "isuncertain": "is_uncertain", "lg": "log10", "limit": "clamp",
    "loge": "ln", "maximum": "max", "mean": "avg", "minimum": "min", "modulo": "mod", "nvl": "coalesce",
    "power": "pow", "rescale": "scale", "rnd": "round", "root": "sqrt", "sgn": "sign", "truncate": "trunc",
}  # fmt: skip
"""What other systems call our functions."""

LATER = frozenset({
    "age", "bit_get", "changed", "convert", "count", "count_changes", "count_true", "deadband", "delay", "delta",
    "duration", "ewma", "falling", "filter", "first", "held_for", "hysteresis", "integral", "interp", "lag", "last",
    "latch", "median", "moving_avg", "n_of_m", "off_delay", "on_delay", "pct_good", "percentile", "prev", "previous",
    "pulse", "ramp", "range", "rate", "rising", "run_hours", "slope", "std", "stddev", "sum", "time_since",
    "totalise", "totalize", "twa", "value_at",
} - set(FUNCTIONS))  # fmt: skip
"""Functions that are planned. Used as the name of a point they are just a name."""

TIMES = frozenset({"ns", "us", "ms", "s", "sec", "min", "h", "hr", "d", "day", "days"})

MISSING = say("write if_bad(...) for a value that may be missing")
INSTEAD = {
    "true": say("write 1"), "false": say("write 0"), "none": MISSING, "null": MISSING, "nan": MISSING,
    "π": say("write pi()"), "inf": say("a formula has no infinity"), "xor": say("write xor(a, b)"),
}  # fmt: skip
"""Bare words that are no points, whatever their case."""


def unknown(name: str) -> str:
    """A hint for a function that does not exist."""
    if name in LATER:
        return say("{name} is planned, but not available yet", name=name)
    if "." in name:
        return say("a point has no functions of its own: write abs(line1.level), not line1.level.abs()")
    lower = name.lower()
    near = get_close_matches(lower, [*FUNCTIONS, *MEANT, *LATER], n=1, cutoff=0.7)
    if lower in FUNCTIONS or lower in MEANT:
        near = [lower]
    if near:
        meant = MEANT.get(near[0], near[0])
        return (
            say("did you mean {meant}?", meant=meant)
            if meant in FUNCTIONS
            else say("{meant} is planned, but not available yet", meant=meant)
        )
    return say("see the list of functions; to multiply write *")


def unknown_unit(symbol: str) -> str:
    """A hint for a unit that does not exist."""
    near = near_unit(symbol)
    return (
        say("did you mean {near}?", near=near) if near else say("see the list of units; write it like m3/h, kJ/(kg·K)")
    )


def near_unit(symbol: str) -> str:
    """The unit that was meant, perhaps; or nothing."""
    lower = {name.lower(): name for name in (*ALIASES, *SYMBOLS)}
    near = get_close_matches(symbol, [*SYMBOLS, *ALIASES], n=1, cutoff=0.7) if len(symbol) > 2 else []  # noqa: PLR2004
    found = lower.get(symbol.lower()) or (near[0] if near else "")
    return ALIASES.get(found, found)
