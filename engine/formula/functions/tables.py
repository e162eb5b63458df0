"""Tables and curves, written as pairs in quotes."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from engine.formula.functions.function import Function, Wrong
from engine.formula.ops import Op
from tundish.said import say

MOST = 500
_HINT = say('write pairs like "0:0; 10:25.5; 20:60"')


def pairs(text: float | str, fewest: int = 2) -> Sequence[float]:
    """`count, x..., y...` of a text `x:y; x:y`, with rising x."""
    found: list[tuple[float, float]] = []
    for piece in re.split(r"[;；,，\n]", str(text)):
        if not piece.strip():
            continue
        left, colon, right = piece.replace("：", ":").partition(":")
        if not colon:
            raise Wrong(say("{piece!r} is no pair of numbers", piece=piece.strip()), _HINT)
        found.append((_number(left), _number(right)))
    if not fewest <= len(found) <= MOST:
        raise Wrong(
            say(
                "the table has {number} pairs, it must have {fewest} to {most}",
                number=len(found),
                fewest=fewest,
                most=MOST,
            ),
            _HINT,
        )
    for (before, _), (after, _) in pairwise(found):
        if not before < after:
            raise Wrong(
                say("{after:g} does not come after {before:g}", after=after, before=before),
                say("write the left numbers in rising order"),
            )
    return (float(len(found)), *(x for x, _ in found), *(y for _, y in found))


def keys(text: float | str) -> Sequence[float]:
    """A table of one pair or more."""
    return pairs(text, 1)


def grid(text: float | str) -> Sequence[float]:
    """`rows, columns, x..., y..., z...` of `: y y y; x: z z z; x: z z z`."""
    hint = say('write the columns first, then a row for each x: ": 0 50 100; 0: 1 2 3; 10: 4 5 6"')
    lines = re.split(r"[;；\n]", str(text))
    rows = [line.replace("：", ":").partition(":") for line in lines if line.strip()]
    if len(rows) < 3 or any(not colon for _, colon, _ in rows) or rows[0][0].strip():  # noqa: PLR2004
        raise Wrong(say("this is no table with rows and columns"), hint)
    ys = [_number(item) for item in rows[0][2].split()]
    xs = [_number(left) for left, _, _ in rows[1:]]
    zs = [[_number(item) for item in right.split()] for _, _, right in rows[1:]]
    if len(ys) < 2 or any(len(row) != len(ys) for row in zs) or len(ys) * len(xs) > MOST:  # noqa: PLR2004
        raise Wrong(
            say("each row needs as many numbers as there are columns, 2 or more, {most} in all", most=MOST), hint
        )
    for axis in (xs, ys):
        if any(not before < after for before, after in pairwise(axis)):
            raise Wrong(say("rows and columns stand in rising order"), hint)
    return (float(len(xs)), float(len(ys)), *xs, *ys, *(z for row in zs for z in row))


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Wrong(say("{text!r} is no number", text=text.strip()), _HINT)
    return value


_ARGUMENTS = ("x", "table")

TABLE = (
    Function(
        "lookup", _ARGUMENTS, Op.LOOKUP, "tables", "The value that stands at just this x; an error if none does.",
        "查表：取与 x 完全相等的键对应的值，没有则为错误。", 'lookup(2, "1:10; 2:25; 3:60")', 25,
        written=("table",), constants=keys, units="*, - -> 1",
    ),
    Function(
        "steps", _ARGUMENTS, Op.STEPS, "tables", "The value of the last step at or below x; an error below the first.",
        "分段取值：取不大于 x 的最后一档的值；低于第一档为错误。", 'steps(17, "0:1; 10:2; 20:3")', 2,
        written=("table",), constants=keys, units="*, - -> 1",
    ),
    Function(
        "interp1", _ARGUMENTS, Op.INTERP1, "tables", "Straight lines between the points; at the ends, the end value.",
        "一维线性插值；超出两端取端点值。", 'interp1(5, "0:0; 10:25; 20:60")', 12.5,
        written=("table",), constants=pairs, units="*, - -> 1",
    ),
    Function(
        "curve", _ARGUMENTS, Op.CURVE, "tables",
        "A smooth curve through the points that never leaves them (PCHIP); at the ends, the end value.",
        "过各点的光滑曲线（PCHIP 保形插值）；超出两端取端点值。", 'round(curve(5, "0:0; 10:25; 20:60"), 4)', 11.3542,
        written=("table",), constants=pairs, units="*, - -> 1",
    ),
    Function(
        "interp2", ("x", "y", "table"), Op.INTERP2, "tables",
        "Between four neighbours of a table with rows (x) and columns (y); outside it, as at its edge.",
        "二维线性插值（行为 x，列为 y）；超出表格取边缘值。", 'interp2(5, 25, ": 0 50; 0: 1 3; 10: 5 7")', 4,
        written=("table",), constants=grid, units="*, *, - -> 1",
    ),
    Function(
        "poly", ("x", "c0", "c1"), Op.POLY, "tables", "c0 + c1 x + c2 x^2 + ...", "多项式 c0 + c1 x + c2 x^2 + …。",
        "poly(2, 1, 3, 5)", 27, repeats=True, together=True, units="*, * -> 1",
    ),
    Function(
        "strapping", ("level", "table"), Op.STRAPPING, "tables",
        "Volume from a tank's strapping table by straight lines; an error outside the table.",
        "罐容表：按液位线性插值求容积；超出表格为错误。", 'strapping(1.5, "0:0; 1:12; 2:26")', 19,
        written=("table",), constants=pairs, units="*, - -> 1",
    ),
    Function(
        "tank_lying", ("level", "diameter", "length"), Op.TANK_LYING, "tables",
        "Volume in a lying cylinder with flat ends, m3 from m.", "卧式圆柱罐（平封头）的液体体积 m3（尺寸单位 m）。",
        "round(tank_lying(1, 2, 5), 4)", 7.854, units="m, m, m -> m3",
    ),
    Function(
        "tank_sphere", ("level", "diameter"), Op.TANK_SPHERE, "tables", "Volume in a sphere, m3 from m.",
        "球罐的液体体积 m3（尺寸单位 m）。", "round(tank_sphere(2, 2), 4)", 4.1888, units="m, m -> m3",
    ),
    Function(
        "tank_cone", ("level", "height", "diameter"), Op.TANK_CONE, "tables",
        "Volume in a cone with its point down, m3 from m; diameter at the top.",
        "锥底（尖端向下）的液体体积 m3；diameter 为顶部直径，单位 m。", "round(tank_cone(1, 2, 2), 4)", 0.2618,
        units="m, m, m -> m3",
    ),
)  # fmt: skip
