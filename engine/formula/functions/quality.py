"""What the quality of a value is, and what to use instead."""

from engine.formula.functions.function import ONE, TWO, Function
from engine.formula.ops import Op

TABLE = (
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
