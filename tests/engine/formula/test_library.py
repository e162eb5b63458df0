"""The table of functions: every example is true, everything is said in both languages."""

import math
import re
from collections.abc import Callable

import pytest

from engine.formula import functions
from engine.formula.check import RESERVED
from engine.formula.compile import BY_NUMBER
from engine.formula.help import FunctionSpec
from engine.formula.library import FUNCTIONS, TABLE, WINDOWS
from engine.formula.ops import Op
from engine.formula.words import LATER, MEANT
from tests.engine.formula.run import one

ALL = functions()


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec["name"])
def test_the_example_gives_what_it_says(spec: FunctionSpec) -> None:
    assert (spec["result"], 0) == one(spec["example"])


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec["name"])
def test_everything_is_said(spec: FunctionSpec) -> None:
    assert re.search(rf"\b{spec['name']}\(", spec["example"])
    assert spec["signature"].startswith(f"{spec['name']}(")
    assert spec["summary"].endswith(".")
    assert spec["summary_zh"].endswith("。")
    assert spec["group"]


def test_the_set_of_the_first_form() -> None:
    """Names are saved in people's formulas: one may come, none may go."""
    assert RESERVED <= {spec["name"] for spec in ALL}
    assert {spec["name"] for spec in ALL} == set(FUNCTIONS)
    assert len(ALL) == len(set(TABLE) | set(WINDOWS.values()))


def test_a_function_is_either_here_or_planned() -> None:
    assert not LATER & set(FUNCTIONS)
    assert set(MEANT.values()) <= set(FUNCTIONS)
    assert not set(MEANT) & set(FUNCTIONS)


def test_every_operation_can_be_written() -> None:
    used = {function.op for function in (*TABLE, *WINDOWS.values())}
    signs = {Op.POINT, Op.NEG, Op.NOT, Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE}
    assert set(Op) == used | signs | {Op.AND, Op.OR, Op.TIME} | set(BY_NUMBER.values())


MATH: list[tuple[str, Callable[..., float], list[tuple[float, ...]]]] = [
    ("exp", math.exp, [(0.3,), (-700.0,), (12.25,)]),
    ("ln", math.log, [(0.3,), (1e-300,), (12.25,)]),
    ("log10", math.log10, [(0.3,), (1000.0,)]),
    ("log", lambda x, base: math.log(x) / math.log(base), [(5.0, 3.0), (0.2, 7.5)]),
    ("log", lambda x, _: math.log10(x), [(1000.0, 10.0), (0.3, 10.0)]),
    ("log", lambda x, _: math.log2(x), [(8.0, 2.0), (0.3, 2.0)]),
    ("sin", math.sin, [(0.5,), (1e6,)]),
    ("cos", math.cos, [(0.5,), (1e6,)]),
    ("tan", math.tan, [(0.5,), (-3.0,)]),
    ("asin", math.asin, [(0.5,), (-1.0,)]),
    ("acos", math.acos, [(0.5,), (-1.0,)]),
    ("atan", math.atan, [(0.5,), (-1e9,)]),
    ("atan2", math.atan2, [(0.5, -2.0), (0.0, -1.0)]),
    ("hypot", math.hypot, [(3.0, 4.0), (1e200, 1e200)]),
    ("pow", math.pow, [(2.0, 0.5), (10.0, -3.0), (-2.0, 3.0), (0.0, 0.0)]),
]


@pytest.mark.parametrize(
    ("name", "function", "arguments"),
    [(name, function, given) for name, function, rows in MATH for given in rows],
    ids=lambda x: str(x) if isinstance(x, str | tuple) else "",
)
def test_agrees_with_math(name: str, function: Callable[..., float], arguments: tuple[float, ...]) -> None:
    samples = dict(zip("xy", arguments, strict=False))
    value, quality = one(f"{name}({', '.join(samples)})", **samples)
    assert math.isclose(function(*arguments), value, rel_tol=3e-16, abs_tol=0)
    assert quality == 0
