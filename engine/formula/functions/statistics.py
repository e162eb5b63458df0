"""Of several values at one moment."""

from engine.formula.functions.function import TWO, Function
from engine.formula.ops import Op

TABLE = (
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
)  # fmt: skip
