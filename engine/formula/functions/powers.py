"""Powers, roots and logarithms."""

from engine.formula.functions.function import ONE, TWO, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "sqrt", ONE, Op.SQRT, "powers", "Square root; bad below zero.", "平方根；负数结果为坏值。", "sqrt(16)", 4,
        units="A -> A^0.5",
    ),
    Function(
        "pow", ("x", "exponent"), Op.POW, "powers", "x to a power; x ^ exponent.",
        "x 的幂；同 x ^ exponent。", "pow(2, 10)", 1024, units="power",
    ),
    Function("exp", ONE, Op.EXP, "powers", "e to the power x.", "e 的 x 次幂。", "exp(0)", 1, units="1 -> 1"),
    Function(
        "ln", ONE, Op.LN, "powers", "Natural logarithm; bad at zero and below.",
        "自然对数；x ≤ 0 结果为坏值。", "ln(exp(2))", 2, units="1 -> 1",
    ),
    Function(
        "log10", ONE, Op.LOG10, "powers", "Logarithm to base 10.", "以 10 为底的对数。", "log10(1000)", 3,
        units="1 -> 1",
    ),
    Function(
        "log", ("x", "base"), Op.LOG, "powers", "Logarithm to any base.", "以 base 为底的对数。", "log(8, 2)", 3,
        units="1, 1 -> 1",
    ),
    Function(
        "hypot", TWO, Op.HYPOT, "powers", "sqrt(x^2 + y^2).",
        "直角边为 x、y 的斜边长：sqrt(x^2 + y^2)。", "hypot(3, 4)", 5, units="A, A -> delta A",
    ),
    Function("log2", ONE, Op.LOG2, "powers", "Logarithm to base 2.", "以 2 为底的对数。", "log2(8)", 3, units="1 -> 1"),
    Function(
        "cbrt", ONE, Op.CBRT, "powers", "Cube root, also of negative numbers.", "立方根，可用于负数。", "cbrt(-27)", -3,
        units="A -> A^1/3",
    ),
    Function(
        "expm1", ONE, Op.EXPM1, "powers", "exp(x) - 1, exact also for small x.", "exp(x) - 1，x 很小时仍精确。",
        "expm1(0)", 0, units="1 -> 1",
    ),
    Function(
        "log1p", ONE, Op.LOG1P, "powers", "ln(1 + x), exact also for small x.", "ln(1 + x)，x 很小时仍精确。",
        "log1p(0)", 0, units="1 -> 1",
    ),
    Function(
        "e", (), Op.NUMBER, "powers", "2.71828...", "自然常数 e。", "round(e(), 5)", 2.71828,
        constant=2.718281828459045, units="-> 1",
    ),
)  # fmt: skip
