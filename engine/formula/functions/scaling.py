"""Limits and straight lines."""

from engine.formula.functions.function import Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "clamp", ("x", "low", "high"), Op.CLAMP, "scaling", "x, but not below low and not above high.",
        "将 x 限制在 low 与 high 之间。", "clamp(120, 0, 100)", 100, units="A, A, A -> A",
    ),
    Function(
        "scale", ("x", "in_low", "in_high", "out_low", "out_high"), Op.SCALE, "scaling",
        "Straight line from one range to another; 4-20 mA to a level, say. Does not clamp.",
        "线性换算，例如 4-20 mA 换算为液位；不限幅。", "scale(12, 4, 20, 0, 100)", 50, units="A, A, A, B, B -> B",
    ),
    Function(
        "lerp", ("low", "high", "share"), Op.LERP, "scaling", "Between two values: low at share 0, high at 1.",
        "两值之间按比例插值：share 为 0 取 low，为 1 取 high。", "lerp(10, 20, 0.25)", 12.5, units="A, A, 1 -> A",
    ),
)  # fmt: skip
