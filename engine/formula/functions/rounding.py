"""Whole numbers and decimals."""

from engine.formula.functions.function import ONE, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "floor", ONE, Op.FLOOR, "rounding", "Whole number at or below x.", "向下取整。", "floor(-2.1)", -3,
        units="A -> A",
    ),
    Function(
        "ceil", ONE, Op.CEIL, "rounding", "Whole number at or above x.", "向上取整。", "ceil(2.1)", 3, units="A -> A",
    ),
    Function(
        "trunc", ONE, Op.TRUNC, "rounding", "x without its decimals.", "截去小数部分。", "trunc(-2.9)", -2,
        units="A -> A",
    ),
    Function(
        "round", ("x", "digits"), Op.ROUND, "rounding",
        "Round to so many decimals, halves away from zero; -2 rounds to hundreds.",
        "四舍五入到指定小数位；-2 表示到百位。", "round(2.345, 1)", 2.3, defaults=(0.0,), whole="digits",
        units="A, 1 -> A",
    ),
    Function(
        "round_even", ("x", "digits"), Op.ROUND_EVEN, "rounding",
        "Round to so many decimals, halves to the even digit (GB/T 8170).",
        "修约到指定小数位，逢五取偶（GB/T 8170）。上报值请用修约节点。", "round_even(2.5)", 2,
        defaults=(0.0,), whole="digits", units="A, 1 -> A",
    ),
    Function(
        "round_to", ("x", "step"), Op.ROUND_TO, "rounding", "Nearest multiple of the step, halves to the even one.",
        "修约到 step 的整数倍，逢五取偶。", "round_to(7.3, 0.5)", 7.5, units="A, A -> A",
    ),
    Function(
        "floor_to", ("x", "step"), Op.FLOOR_TO, "rounding", "Multiple of the step at or below x.",
        "向下取到 step 的整数倍。", "floor_to(17, 5)", 15, units="A, A -> A",
    ),
    Function(
        "ceil_to", ("x", "step"), Op.CEIL_TO, "rounding", "Multiple of the step at or above x.",
        "向上取到 step 的整数倍。", "ceil_to(17, 5)", 20, units="A, A -> A",
    ),
    Function(
        "significant", ("x", "digits"), Op.SIGNIFICANT, "rounding", "Round to so many significant figures, 1 to 15.",
        "修约到指定有效位数（1–15）。", "significant(12345, 2)", 12000, whole="digits", units="A, 1 -> A",
    ),
)  # fmt: skip
