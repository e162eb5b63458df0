"""Less common arithmetic: plain operations, a row at a time."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.plain import WHOLE
from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at

POWERS = np.array([10.0**digits for digits in range(16)])


@far_kernel
def more(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s = grid_at(lanes, rows, columns)
    for i in range(n):
        x = s[a, i]
        if op == Op.SELF:
            continue
        if op <= Op.FRAC:
            s[a, i] = _one(op, x)
        else:
            s[a, i] = _several(op, x, s[a + 1, i], s[a + 2, i] if count > 2 else 0.0)  # noqa: PLR2004


@register_jitable
def _one(op: int, x: float) -> float:  # noqa: C901, PLR0911 - one return an operation
    if op == Op.LOG2:
        return np.log2(x)  # type: ignore[no-any-return]
    if op == Op.CBRT:
        y = np.cbrt(x)  # as near as a power gets; a step of Newton makes whole roots whole
        return y - (y * y * y - x) / (3 * y * y) if 1e-100 < abs(x) < 1e100 else y  # type: ignore[no-any-return] # noqa: PLR2004
    if op == Op.EXPM1:
        return np.expm1(x)  # type: ignore[no-any-return]
    if op == Op.LOG1P:
        return np.log1p(x)  # type: ignore[no-any-return]
    if op == Op.SINH:
        return np.sinh(x)  # type: ignore[no-any-return]
    if op == Op.COSH:
        return np.cosh(x)  # type: ignore[no-any-return]
    if op == Op.TANH:
        return np.tanh(x)  # type: ignore[no-any-return]
    if op == Op.ASINH:
        return np.arcsinh(x)  # type: ignore[no-any-return]
    if op == Op.ACOSH:
        return np.arccosh(x)  # type: ignore[no-any-return]
    if op == Op.ATANH:
        return np.arctanh(x)  # type: ignore[no-any-return]
    if op == Op.DEGREES:
        return x * (180 / np.pi)
    if op == Op.RADIANS:
        return x * (np.pi / 180)
    return x - np.trunc(x)  # type: ignore[no-any-return] # FRAC


@register_jitable
def _several(op: int, x: float, y: float, z: float) -> float:  # noqa: C901, PLR0911 - one return each
    if op == Op.REM:  # with the sign of x
        return np.fmod(x, y)  # type: ignore[no-any-return]
    if op == Op.QUOTIENT:
        return np.floor(x / y)  # type: ignore[no-any-return]
    if op == Op.LERP:
        return x + (y - x) * z if z != 1 else y
    if op == Op.BETWEEN:
        return y <= x <= z
    if op == Op.NEAR:
        return abs(x - y) <= z
    if op == Op.XOR:
        return (x != 0) != (y != 0)
    if op == Op.ROUND_TO:
        return _even(x / y) * y if y > 0 else np.nan
    if op == Op.FLOOR_TO:
        return np.floor(x / y) * y if y > 0 else np.nan
    if op == Op.CEIL_TO:
        return np.ceil(x / y) * y if y > 0 else np.nan
    digits = int(y)
    if op == Op.SIGNIFICANT:
        if x == 0 or not 1 <= digits <= 15:  # noqa: PLR2004
            return 0.0 if x == 0 and 1 <= digits <= 15 else np.nan  # noqa: PLR2004
        digits -= 1 + int(np.floor(np.log10(abs(x))))
    far = abs(digits) > 15  # noqa: PLR2004 - further than exact powers of ten reach
    scale = 10.0 ** abs(digits) if far else POWERS[abs(digits)]
    y = x * scale if digits >= 0 else x / scale
    if not abs(y) < WHOLE:
        return x
    return _even(y) / scale if digits >= 0 else _even(y) * scale


@register_jitable
def _even(x: float) -> float:
    """The nearest whole number; halves to the even one."""
    if not abs(x) < WHOLE:
        return x
    below = np.floor(x)
    rest = x - below
    up = rest > 0.5 or (rest == 0.5 and below % 2 != 0)  # noqa: PLR2004
    return below + 1 if up else below  # type: ignore[no-any-return]
