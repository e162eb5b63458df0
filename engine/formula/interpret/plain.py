"""Plain operations on one and on two operands: they see numbers alone."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.lanes import Lanes
from engine.formula.ops import Op

WHOLE = 2.0**52
"""From here on every float64 is a whole number."""
POWERS = np.array([10.0**digits for digits in range(16)])


@register_jitable
def one(op: int, s: Lanes, a: int, n: int) -> None:  # noqa: C901, PLR0912 - one branch an operation
    if op == Op.NEG:
        for i in range(n):
            s[a, i] = -s[a, i]
    elif op == Op.NOT:
        for i in range(n):
            s[a, i] = s[a, i] == 0
    elif op == Op.ABS:
        for i in range(n):
            s[a, i] = abs(s[a, i])
    elif op == Op.SQRT:
        for i in range(n):
            s[a, i] = np.sqrt(s[a, i])
    elif op == Op.EXP:
        for i in range(n):
            s[a, i] = np.exp(s[a, i])
    elif op == Op.LN:
        for i in range(n):
            s[a, i] = np.log(s[a, i])
    elif op == Op.LOG10:
        for i in range(n):
            s[a, i] = np.log10(s[a, i])
    elif op == Op.SIN:
        for i in range(n):
            s[a, i] = np.sin(s[a, i])
    elif op == Op.COS:
        for i in range(n):
            s[a, i] = np.cos(s[a, i])
    elif op == Op.TAN:
        for i in range(n):
            s[a, i] = np.tan(s[a, i])
    elif op == Op.ASIN:
        for i in range(n):
            s[a, i] = np.arcsin(s[a, i])
    elif op == Op.ACOS:
        for i in range(n):
            s[a, i] = np.arccos(s[a, i])
    elif op == Op.ATAN:
        for i in range(n):
            s[a, i] = np.arctan(s[a, i])
    elif op == Op.FLOOR:
        for i in range(n):
            s[a, i] = np.floor(s[a, i])
    elif op == Op.CEIL:
        for i in range(n):
            s[a, i] = np.ceil(s[a, i])
    elif op == Op.TRUNC:
        for i in range(n):
            s[a, i] = np.trunc(s[a, i])
    elif op == Op.SIGN:
        for i in range(n):
            s[a, i] = np.sign(s[a, i])


@register_jitable
def two(op: int, s: Lanes, a: int, n: int) -> None:  # noqa: C901, PLR0912 - one branch an operation
    b = a + 1
    if op == Op.ADD:
        for i in range(n):
            s[a, i] = s[a, i] + s[b, i]
    elif op == Op.SUB:
        for i in range(n):
            s[a, i] = s[a, i] - s[b, i]
    elif op == Op.MUL:
        for i in range(n):
            s[a, i] = s[a, i] * s[b, i]
    elif op == Op.DIV:
        for i in range(n):
            s[a, i] = s[a, i] / s[b, i]
    elif op == Op.MOD:
        for i in range(n):
            s[a, i] = s[a, i] % s[b, i]
    elif op == Op.POW:
        for i in range(n):
            s[a, i] = s[a, i] ** s[b, i]
    elif op == Op.LT:
        for i in range(n):
            s[a, i] = s[a, i] < s[b, i]
    elif op == Op.LE:
        for i in range(n):
            s[a, i] = s[a, i] <= s[b, i]
    elif op == Op.GT:
        for i in range(n):
            s[a, i] = s[a, i] > s[b, i]
    elif op == Op.GE:
        for i in range(n):
            s[a, i] = s[a, i] >= s[b, i]
    elif op == Op.EQ:
        for i in range(n):
            s[a, i] = s[a, i] == s[b, i]
    elif op == Op.NE:
        for i in range(n):
            s[a, i] = s[a, i] != s[b, i]
    elif op == Op.AND:
        for i in range(n):
            s[a, i] = (s[a, i] != 0) & (s[b, i] != 0)
    elif op == Op.OR:
        for i in range(n):
            s[a, i] = (s[a, i] != 0) | (s[b, i] != 0)
    elif op == Op.MIN:
        for i in range(n):
            s[a, i] = s[b, i] if s[b, i] < s[a, i] else s[a, i]  # noqa: FURB136 - min() of numba is not this for zeros
    elif op == Op.MAX:
        for i in range(n):
            s[a, i] = s[b, i] if s[b, i] > s[a, i] else s[a, i]  # noqa: FURB136
    elif op == Op.LOG:
        for i in range(n):
            s[a, i] = _log(s[a, i], s[b, i])
    elif op == Op.ATAN2:
        for i in range(n):
            s[a, i] = np.arctan2(s[a, i], s[b, i])
    elif op == Op.HYPOT:
        for i in range(n):
            s[a, i] = np.hypot(s[a, i], s[b, i])
    elif op == Op.ROUND:
        for i in range(n):
            s[a, i] = _round(s[a, i], s[b, i])


@register_jitable
def by_number(op: int, s: Lanes, a: int, n: int, number: float) -> None:
    if op == Op.ADD_NUMBER:
        for i in range(n):
            s[a, i] = s[a, i] + number
    elif op == Op.SUB_NUMBER:
        for i in range(n):
            s[a, i] = s[a, i] - number
    elif op == Op.MUL_NUMBER:
        for i in range(n):
            s[a, i] = s[a, i] * number
    else:
        for i in range(n):
            s[a, i] = s[a, i] / number


@register_jitable
def _log(x: float, base: float) -> float:
    """Bases 10 and 2 have functions of their own, so log(1000, 10) is 3 and not 2.9999999999999996."""
    if base == 10:  # noqa: PLR2004
        return np.log10(x)  # type: ignore[no-any-return]
    if base == 2:  # noqa: PLR2004
        return np.log2(x)  # type: ignore[no-any-return]
    if not base > 0:  # log(0) is infinite, and would make a zero of it
        return np.nan
    return np.log(x) / np.log(base)  # type: ignore[no-any-return]


@register_jitable
def _round(x: float, digits: float) -> float:
    """Halves away from zero, as on paper. A number too large to have such digits stays as it is."""
    power = POWERS[min(int(abs(digits)), 15)]
    y = x * power if digits >= 0 else x / power
    if not abs(y) < WHOLE:
        return x
    whole = np.trunc(y)
    if abs(y - whole) >= 0.5:  # noqa: PLR2004
        whole += np.copysign(1.0, y)
    return whole / power if digits >= 0 else whole * power  # type: ignore[no-any-return]
