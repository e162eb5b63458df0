"""Angles, in radians."""

from engine.formula.functions.function import ONE, Function
from engine.formula.ops import Op

TABLE = (
    Function(
        "sin", ONE, Op.SIN, "trigonometry", "Sine of an angle in radians.",
        "正弦，角度单位为弧度。", "sin(pi() / 2)", 1, units="angle -> 1",
    ),
    Function(
        "cos", ONE, Op.COS, "trigonometry", "Cosine of an angle in radians.",
        "余弦，角度单位为弧度。", "cos(pi())", -1, units="angle -> 1",
    ),
    Function(
        "tan", ONE, Op.TAN, "trigonometry", "Tangent of an angle in radians.",
        "正切，角度单位为弧度。", "round(tan(pi() / 4), 6)", 1, units="angle -> 1",
    ),
    Function(
        "asin", ONE, Op.ASIN, "trigonometry", "Angle in radians with this sine.",
        "反正弦，结果为弧度。", "asin(0)", 0, units="1 -> rad",
    ),
    Function(
        "acos", ONE, Op.ACOS, "trigonometry", "Angle in radians with this cosine.",
        "反余弦，结果为弧度。", "acos(1)", 0, units="1 -> rad",
    ),
    Function(
        "atan", ONE, Op.ATAN, "trigonometry", "Angle in radians with this tangent.",
        "反正切，结果为弧度。", "atan(1) * 4 == pi()", 1, units="1 -> rad",
    ),
    Function(
        "atan2", ("y", "x"), Op.ATAN2, "trigonometry",
        "Angle in radians of the direction (x, y), in the right quadrant.",
        "方向 (x, y) 的弧度角，象限正确。", "atan2(1, -1) * 4 / 3 == pi()", 1, units="A, A -> rad",
    ),
    Function(
        "pi", (), Op.NUMBER, "trigonometry", "3.14159...",
        "圆周率。", "round(pi(), 4)", 3.1416, constant=3.141592653589793, units="-> 1",
    ),
    Function("sinh", ONE, Op.SINH, "trigonometry", "Hyperbolic sine.", "双曲正弦。", "sinh(0)", 0, units="1 -> 1"),
    Function("cosh", ONE, Op.COSH, "trigonometry", "Hyperbolic cosine.", "双曲余弦。", "cosh(0)", 1, units="1 -> 1"),
    Function("tanh", ONE, Op.TANH, "trigonometry", "Hyperbolic tangent.", "双曲正切。", "tanh(0)", 0, units="1 -> 1"),
    Function(
        "asinh", ONE, Op.ASINH, "trigonometry", "Inverse hyperbolic sine.", "反双曲正弦。", "asinh(0)", 0,
        units="1 -> 1",
    ),
    Function(
        "acosh", ONE, Op.ACOSH, "trigonometry", "Inverse hyperbolic cosine; bad below 1.",
        "反双曲余弦；小于 1 为坏值。", "acosh(1)", 0, units="1 -> 1",
    ),
    Function(
        "atanh", ONE, Op.ATANH, "trigonometry", "Inverse hyperbolic tangent.", "反双曲正切。", "atanh(0)", 0,
        units="1 -> 1",
    ),
    Function(
        "degrees", ONE, Op.DEGREES, "trigonometry", "Degrees of an angle in radians.", "弧度换算为角度。",
        "degrees(pi())", 180, units="rad -> deg",
    ),
    Function(
        "radians", ONE, Op.RADIANS, "trigonometry", "Radians of an angle in degrees.", "角度换算为弧度。",
        "radians(180) == pi()", 1, units="deg -> rad",
    ),
)  # fmt: skip
