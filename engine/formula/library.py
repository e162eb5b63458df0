"""The functions of the formula language, each said once: checker, compiler, help, docs and tests read this table."""

from dataclasses import dataclass
from typing import TypedDict

from engine.formula.interpret import Op

MOST_ARGUMENTS = 64


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `example` is a formula without inputs; `result` is what it gives."""

    name: str
    parameters: tuple[str, ...]
    op: Op
    group: str
    summary: str
    summary_zh: str
    example: str
    result: float
    repeats: bool = False
    """The last parameter may be given again and again: op(op(a, b), c)."""
    defaults: tuple[float, ...] = ()
    """Values of the last parameters when they are left out."""
    whole: str = ""
    """Parameter that must be written as a whole number from -15 to 15."""
    mean: bool = False
    """Divide by the number of arguments at the end."""
    constant: float | None = None
    """Value of a function without parameters."""

    @property
    def fewest(self) -> int:
        return len(self.parameters) - len(self.defaults)

    @property
    def most(self) -> int:
        return MOST_ARGUMENTS if self.repeats else len(self.parameters)

    @property
    def signature(self) -> str:
        """As shown to people: `round(x[, digits])`, `min(x, y, ...)`."""
        shown = ", ".join(self.parameters[: self.fewest])
        for name in self.parameters[self.fewest :]:
            shown += f"[, {name}]"
        return f"{self.name}({shown}{', ...' if self.repeats else ''})"


class FunctionSpec(TypedDict):
    """A function as the command line and the API tell it."""

    name: str
    signature: str
    summary: str
    summary_zh: str
    example: str
    result: float
    group: str


ONE = ("x",)
TWO = ("x", "y")

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
    Function(
        "sin", ONE, Op.SIN, "trigonometry", "Sine of an angle in radians.",
        "正弦，角度单位为弧度。", "sin(pi() / 2)", 1,
    ),
    Function(
        "cos", ONE, Op.COS, "trigonometry", "Cosine of an angle in radians.",
        "余弦，角度单位为弧度。", "cos(pi())", -1,
    ),
    Function(
        "tan", ONE, Op.TAN, "trigonometry", "Tangent of an angle in radians.",
        "正切，角度单位为弧度。", "round(tan(pi() / 4), 6)", 1,
    ),
    Function(
        "asin", ONE, Op.ASIN, "trigonometry", "Angle in radians with this sine.",
        "反正弦，结果为弧度。", "asin(0)", 0,
    ),
    Function(
        "acos", ONE, Op.ACOS, "trigonometry", "Angle in radians with this cosine.",
        "反余弦，结果为弧度。", "acos(1)", 0,
    ),
    Function(
        "atan", ONE, Op.ATAN, "trigonometry", "Angle in radians with this tangent.",
        "反正切，结果为弧度。", "atan(1) * 4 == pi()", 1,
    ),
    Function(
        "atan2", ("y", "x"), Op.ATAN2, "trigonometry",
        "Angle in radians of the direction (x, y), in the right quadrant.",
        "方向 (x, y) 的弧度角，象限正确。", "atan2(1, -1) * 4 / 3 == pi()", 1,
    ),
    Function(
        "pi", (), Op.NUMBER, "trigonometry", "3.14159...",
        "圆周率。", "round(pi(), 4)", 3.1416, constant=3.141592653589793,
    ),
    Function("floor", ONE, Op.FLOOR, "rounding", "Whole number at or below x.", "向下取整。", "floor(-2.1)", -3),
    Function("ceil", ONE, Op.CEIL, "rounding", "Whole number at or above x.", "向上取整。", "ceil(2.1)", 3),
    Function("trunc", ONE, Op.TRUNC, "rounding", "x without its decimals.", "截去小数部分。", "trunc(-2.9)", -2),
    Function(
        "round", ("x", "digits"), Op.ROUND, "rounding",
        "Round to so many decimals, halves away from zero; -2 rounds to hundreds.",
        "四舍五入到指定小数位；-2 表示到百位。", "round(2.345, 1)", 2.3, defaults=(0.0,), whole="digits",
    ),
    Function(
        "min", TWO, Op.MIN, "statistics", "Smallest of its arguments.",
        "各参数中的最小值。", "min(4, 2, 3)", 2, repeats=True,
    ),
    Function(
        "max", TWO, Op.MAX, "statistics", "Largest of its arguments.",
        "各参数中的最大值。", "max(4, 2, 7)", 7, repeats=True,
    ),
    Function(
        "avg", TWO, Op.ADD, "statistics", "Mean of its arguments, at this moment.",
        "各参数当前值的平均。", "avg(1, 2, 6)", 3, repeats=True, mean=True,
    ),
    Function(
        "clamp", ("x", "low", "high"), Op.CLAMP, "scaling", "x, but not below low and not above high.",
        "将 x 限制在 low 与 high 之间。", "clamp(120, 0, 100)", 100,
    ),
    Function(
        "scale", ("x", "in_low", "in_high", "out_low", "out_high"), Op.SCALE, "scaling",
        "Straight line from one range to another; 4-20 mA to a level, say. Does not clamp.",
        "线性换算，例如 4-20 mA 换算为液位；不限幅。", "scale(12, 4, 20, 0, 100)", 50,
    ),
    Function(
        "if", ("condition", "yes", "no"), Op.IF, "logic",
        "yes when the condition is true (not 0), else no; the other one is ignored.",
        "条件成立（非 0）取 yes，否则取 no；另一个不参与计算。", "if(3 > 2, 10, 1 / 0)", 10,
    ),
    Function(
        "if_bad", ("x", "instead"), Op.IF_BAD, "quality", "x, or another value while x is bad.",
        "x 为坏值时用 instead 代替。", "if_bad(sqrt(-1), 20)", 20,
    ),
    Function(
        "coalesce", TWO, Op.IF_BAD, "quality", "The first of its arguments that is not bad.",
        "第一个不是坏值的参数。", "coalesce(1 / 0, ln(0), 7)", 7, repeats=True,
    ),
    Function(
        "is_good", ONE, Op.IS_GOOD, "quality", "1 while x is good, else 0.",
        "x 质量为好时为 1，否则为 0。", "is_good(1)", 1,
    ),
    Function(
        "is_uncertain", ONE, Op.IS_UNCERTAIN, "quality", "1 while x is uncertain, else 0.",
        "x 质量为不确定时为 1，否则为 0。", "is_uncertain(1)", 0,
    ),
    Function(
        "is_bad", ONE, Op.IS_BAD, "quality", "1 while x is bad, else 0.",
        "x 为坏值时为 1，否则为 0。", "is_bad(1 / 0)", 1,
    ),
)  # fmt: skip

FUNCTIONS = {function.name: function for function in TABLE}

OPERATORS = {
    "+": Op.ADD, "-": Op.SUB, "*": Op.MUL, "/": Op.DIV, "%": Op.MOD, "^": Op.POW, "<": Op.LT, "<=": Op.LE, "≤": Op.LE,
    ">": Op.GT, ">=": Op.GE, "≥": Op.GE, "==": Op.EQ, "!=": Op.NE, "≠": Op.NE, "and": Op.AND, "or": Op.OR,
}  # fmt: skip
SIGNS = {"-": Op.NEG, "not": Op.NOT}


def functions() -> list[FunctionSpec]:
    """All of them, for `tundish functions` and GET /api/functions."""
    return [
        FunctionSpec(
            name=function.name,
            signature=function.signature,
            summary=function.summary,
            summary_zh=function.summary_zh,
            example=function.example,
            result=function.result,
            group=function.group,
        )
        for function in TABLE
    ]
