"""Whole numbers and decimals."""

from engine.formula.functions.function import ONE, Function
from engine.formula.ops import Op

TABLE = (
    Function("floor", ONE, Op.FLOOR, "rounding", "Whole number at or below x.", "向下取整。", "floor(-2.1)", -3),
    Function("ceil", ONE, Op.CEIL, "rounding", "Whole number at or above x.", "向上取整。", "ceil(2.1)", 3),
    Function("trunc", ONE, Op.TRUNC, "rounding", "x without its decimals.", "截去小数部分。", "trunc(-2.9)", -2),
    Function(
        "round", ("x", "digits"), Op.ROUND, "rounding",
        "Round to so many decimals, halves away from zero; -2 rounds to hundreds.",
        "四舍五入到指定小数位；-2 表示到百位。", "round(2.345, 1)", 2.3, defaults=(0.0,), whole="digits",
    ),
)  # fmt: skip
