"""Arithmetic beyond the operators."""

from engine.formula.functions.function import ONE, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "abs", ONE, Op.ABS, "arithmetic", "Size of x without its sign.", "x 的绝对值。", "abs(-3.5)", 3.5,
        units="A -> A",
    ),
    Function(
        "sign", ONE, Op.SIGN, "arithmetic", "-1, 0 or 1: below, at or above zero.",
        "x 的符号：负为 -1，零为 0，正为 1。", "sign(-12)", -1, units="A -> 1",
    ),
    Function(
        "mod", ("x", "divisor"), Op.MOD, "arithmetic",
        "Remainder of a division, with the sign of the divisor; x % divisor.",
        "取余数，符号与除数相同；同 x % divisor。", "mod(-7, 3)", 2, units="A, A -> A",
    ),
    Function(
        "rem", ("x", "divisor"), Op.REM, "arithmetic", "Remainder of a division, with the sign of x.",
        "取余数，符号与 x 相同。", "rem(-7, 3)", -1, units="A, A -> A",
    ),
    Function(
        "quotient", ("x", "divisor"), Op.QUOTIENT, "arithmetic", "Whole part of a division, rounded down.",
        "整除，向下取整。", "quotient(-7, 3)", -3, units="A, A -> 1",
    ),
    Function(
        "frac", ONE, Op.FRAC, "arithmetic", "Decimals of x, with its sign.", "x 的小数部分，保留符号。", "frac(-2.75)",
        -0.75, units="1 -> 1",
    ),
)  # fmt: skip
