"""Angles, in radians."""

from engine.formula.functions.function import ONE, Function
from engine.formula.ops import Op

TABLE = (
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
)  # fmt: skip
