"""Limits and straight lines."""

from engine.formula.functions.function import Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "clamp", ("x", "low", "high"), Op.CLAMP, "scaling", "x, but not below low and not above high.",
        "将 x 限制在 low 与 high 之间。", "clamp(120, 0, 100)", 100,
    ),
    Function(
        "scale", ("x", "in_low", "in_high", "out_low", "out_high"), Op.SCALE, "scaling",
        "Straight line from one range to another; 4-20 mA to a level, say. Does not clamp.",
        "线性换算，例如 4-20 mA 换算为液位；不限幅。", "scale(12, 4, 20, 0, 100)", 50,
    ),
)  # fmt: skip
