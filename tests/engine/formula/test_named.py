"""Every function is in a table that says what it must give by another way than its own: a new one cannot slip in."""

from collections.abc import Iterator

from engine.formula.functions.function import Function
from engine.formula.library import TABLE, WINDOWS, find
from engine.formula.parse import parse
from engine.formula.tree import Call, postorder
from tests.engine.formula import reference, states, test_library, test_oracle, windows
from tests.engine.formula import test_dates as dates
from tests.engine.formula import test_semantics as semantics
from tests.engine.formula import test_units as units


def tables() -> Iterator[str]:
    """The formulas of all tables, as they can be parsed."""
    yield from (row[0] for row in test_oracle.ROWS)
    yield from (row[0] for row in test_oracle.QUALITIES)
    yield from (row[0] for row in test_oracle.PRINTED)
    yield from (text.replace("ZONE", '"UTC"') for text in (*dates.CASES, *dates.MOMENTS))
    yield from (text.replace("W)", "9 s)").replace("W,", "9 s,") for text in (*windows.WINDOWS, *windows.APART))
    yield from (*states.PLAIN, *states.KEPT, *states.ASKED)
    yield from (row[0] for row in semantics.GOOD)
    yield from (row[0] for row in semantics.QUALITIES)
    yield from (str(row[0]) for row in units.GOOD)
    yield from (f"{name}({', '.join('a' * count)})" for name, (count, _) in reference.CALLS.items())
    yield from (f"{name}({', '.join('a' * len(rows[0]))})" for name, _, rows in test_library.MATH)


def called(text: str) -> set[str]:
    """What a formula calls; a window is told from the function of the moment that has its name."""
    calls = [item for item in postorder(parse(text)) if isinstance(item, Call)]
    return {_title(function) for call in calls if (function := find(call))}


def _title(function: Function) -> str:
    return f"{function.name}{' over a window' if WINDOWS.get(function.name) is function else ''}"


def test_every_function_has_an_oracle() -> None:
    named = set[str]().union(*map(called, tables()))
    assert [] == sorted({_title(function) for function in (*TABLE, *WINDOWS.values())} - named)
