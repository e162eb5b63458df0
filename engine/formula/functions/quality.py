"""What the quality of a value is, and what to use instead."""

from engine.formula.functions.function import ONE, TWO, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "if_bad", ("x", "instead"), Op.IF_BAD, "quality", "x, or another value while x is bad.",
        "x 为坏值时用 instead 代替。", "if_bad(sqrt(-1), 20)", 20, units="A, A -> A",
    ),
    Function(
        "coalesce", TWO, Op.IF_BAD, "quality", "The first of its arguments that is not bad.",
        "第一个不是坏值的参数。", "coalesce(1 / 0, ln(0), 7)", 7, repeats=True, units="A, A -> A",
    ),
    Function(
        "is_good", ONE, Op.IS_GOOD, "quality", "1 while x is good, else 0.",
        "x 质量为好时为 1，否则为 0。", "is_good(1)", 1, units="* -> 1",
    ),
    Function(
        "is_uncertain", ONE, Op.IS_UNCERTAIN, "quality", "1 while x is uncertain, else 0.",
        "x 质量为不确定时为 1，否则为 0。", "is_uncertain(1)", 0, units="* -> 1",
    ),
    Function(
        "is_bad", ONE, Op.IS_BAD, "quality", "1 while x is bad, else 0.",
        "x 为坏值时为 1，否则为 0。", "is_bad(1 / 0)", 1, units="* -> 1",
    ),
    Function(
        "try", ("x", "instead"), Op.TRY, "quality",
        "x, or another value when it could not be computed; bad inputs stay bad.",
        "x 计算出错时用 instead 代替；输入为坏值时不代替。", "try(1 / 0, 5)", 5, units="A, A -> A",
    ),
    Function(
        "quality", ONE, Op.QUALITY, "quality", "0 good, 1 uncertain, 2 bad.", "质量：0 好，1 不确定，2 坏。",
        "quality(1 / 0)", 2, units="* -> 1",
    ),
    Function(
        "reason", ONE, Op.REASON, "quality",
        "Number of the reason that comes with the quality; 5 is a calculation error.",
        "质量附带的原因代码；5 为计算错误。", "reason(1 / 0)", 5, units="* -> 1",
    ),
    Function(
        "as_good", ONE, Op.AS_GOOD, "quality", "x as good, whatever its quality; without a number it stays bad.",
        "将 x 的质量改为好；无数值时仍为坏。", "as_good(3)", 3, units="A -> A",
    ),
    Function(
        "as_uncertain", ONE, Op.AS_UNCERTAIN, "quality", "x as uncertain.", "将 x 的质量改为不确定。",
        "quality(as_uncertain(3))", 1, units="A -> A",
    ),
    Function(
        "as_bad", ONE, Op.AS_BAD, "quality", "x as bad; its value stays.", "将 x 的质量改为坏，数值保留。",
        "quality(as_bad(3))", 2, units="A -> A",
    ),
    Function(
        "with_quality", ("x", "other"), Op.QUALITY_OF, "quality", "x with the quality of another value.",
        "x 的数值，配以另一个值的质量。", "quality(with_quality(3, as_uncertain(4)))", 1, units="A, * -> A",
    ),
)  # fmt: skip
