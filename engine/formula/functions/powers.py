"""Powers, roots and logarithms."""

from engine.formula.functions.function import ONE, TWO, Function
from engine.formula.ops import Op

TABLE = (
    Function("sqrt", ONE, Op.SQRT, "powers", "Square root; bad below zero.", "平方根；负数结果为坏值。", "sqrt(16)", 4),
    Function(
        "pow", ("x", "exponent"), Op.POW, "powers", "x to a power; x ^ exponent.",
        "x 的幂；同 x ^ exponent。", "pow(2, 10)", 1024,
    ),
    Function("exp", ONE, Op.EXP, "powers", "e to the power x.", "e 的 x 次幂。", "exp(0)", 1),
    Function(
        "ln", ONE, Op.LN, "powers", "Natural logarithm; bad at zero and below.",
        "自然对数；x ≤ 0 结果为坏值。", "ln(exp(2))", 2,
    ),
    Function("log10", ONE, Op.LOG10, "powers", "Logarithm to base 10.", "以 10 为底的对数。", "log10(1000)", 3),
    Function("log", ("x", "base"), Op.LOG, "powers", "Logarithm to any base.", "以 base 为底的对数。", "log(8, 2)", 3),
    Function(
        "hypot", TWO, Op.HYPOT, "powers", "sqrt(x^2 + y^2).",
        "直角边为 x、y 的斜边长：sqrt(x^2 + y^2)。", "hypot(3, 4)", 5,
    ),
)  # fmt: skip
