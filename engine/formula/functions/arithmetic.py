"""Arithmetic beyond the operators."""

from engine.formula.functions.function import ONE, Function
from engine.formula.ops import Op

TABLE = (
    Function("abs", ONE, Op.ABS, "arithmetic", "Size of x without its sign.", "x 的绝对值。", "abs(-3.5)", 3.5),
    Function(
        "sign", ONE, Op.SIGN, "arithmetic", "-1, 0 or 1: below, at or above zero.",
        "x 的符号：负为 -1，零为 0，正为 1。", "sign(-12)", -1,
    ),
    Function(
        "mod", ("x", "divisor"), Op.MOD, "arithmetic",
        "Remainder of a division, with the sign of the divisor; x % divisor.",
        "取余数，符号与除数相同；同 x % divisor。", "mod(-7, 3)", 2,
    ),
)  # fmt: skip
