"""Choices."""

from engine.formula.functions.function import Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "if", ("condition", "yes", "no"), Op.IF, "logic",
        "yes when the condition is true (not 0), else no; the other one is ignored.",
        "条件成立（非 0）取 yes，否则取 no；另一个不参与计算。", "if(3 > 2, 10, 1 / 0)", 10,
    ),
)  # fmt: skip
