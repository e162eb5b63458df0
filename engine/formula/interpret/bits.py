"""Bits and registers: plain operations on whole numbers of up to 52 bits, as a PLC's registers are."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at

WORD, LONG = 65536.0, 4294967296.0
MOST = 2.0**52


@far_kernel
def bits(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s = grid_at(lanes, rows, columns)
    for i in range(n):
        x = s[a, i]
        y = s[a + 1, i] if count > 1 else 0.0
        z = s[a + 2, i] if count > 2 else 0.0  # noqa: PLR2004
        s[a, i] = _one(op, x, y, z)


@register_jitable
def _whole(x: float) -> bool:
    return 0 <= x < MOST and x == np.floor(x)


@register_jitable
def _one(op: int, x: float, y: float, z: float) -> float:  # noqa: C901, PLR0911, PLR0912 - one return an operation
    if op <= Op.SIGNED32:
        return _signed(op, x)
    if not (_whole(x) and _whole(y) and (_whole(z) or op == Op.SET_BIT)):
        return np.nan
    u, v = int(x), int(y)
    if op == Op.BIT_AND:
        return float(u & v)
    if op == Op.BIT_OR:
        return float(u | v)
    if op == Op.BIT_XOR:
        return float(u ^ v)
    if op == Op.COUNT_BITS:
        return float(_count(u))
    if op == Op.BCD or op == Op.TO_BCD:  # noqa: PLR1714 - numba
        return _bcd(u, op == Op.BCD)
    if op == Op.SWAP_BYTES:
        return float((u & 255) << 8 | u >> 8) if x < WORD else np.nan
    if op == Op.SWAP_WORDS:
        return float((u & 65535) << 16 | u >> 16) if x < LONG else np.nan
    if op == Op.WORD32 or op == Op.FLOAT32:  # noqa: PLR1714
        return _registers(u, v, op == Op.FLOAT32)
    if v >= 52:  # noqa: PLR2004
        return np.nan
    if op == Op.BIT:
        return float(u >> v & 1)
    if op == Op.SET_BIT:
        mask = 1 << v
        return float(u | mask if z != 0 else u & ~mask) if z == z else np.nan  # noqa: PLR0124
    if op == Op.BIT_NOT:
        mask = (1 << v) - 1
        return float(~u & mask) if u <= mask else np.nan
    if op == Op.BIT_RANGE:
        return float(u >> v & ((1 << int(z)) - 1)) if 0 < z <= 52 - v else np.nan
    if op == Op.SHIFT_RIGHT:
        return float(u >> v)
    return x * 2.0**y if x * 2.0**y < MOST else np.nan  # SHIFT_LEFT


@register_jitable
def _signed(op: int, x: float) -> float:
    """Two's complement; what is negative already stays."""
    size = 256.0 if op == Op.SIGNED8 else WORD if op == Op.SIGNED16 else LONG
    if not (-size / 2 <= x < size and x == np.floor(x)):
        return np.nan
    return x - size if x >= size / 2 else x


@register_jitable
def _count(u: int) -> int:
    result = 0
    while u:
        u &= u - 1
        result += 1
    return result


@register_jitable
def _bcd(u: int, read: bool) -> float:  # noqa: FBT001
    """Decimal digits of four bits each, read or written."""
    base, other = (16, 10) if read else (10, 16)
    result, power, digits = 0, 1, 0
    while u:
        digit = u % base
        digits += 1
        if digit > 9 or digits > 12:  # noqa: PLR2004
            return np.nan
        result += digit * power
        power *= other
        u //= base
    return float(result)


@register_jitable
def _registers(high: int, low: int, real: bool) -> float:  # noqa: FBT001
    """Two registers of 16 bits as one number, or as an IEEE 754 single, computed and not reinterpreted."""
    if high > 65535 or low > 65535:  # noqa: PLR2004
        return np.nan
    word = high << 16 | low
    if not real:
        return float(word)
    exponent, fraction = word >> 23 & 255, float(word & 0x7FFFFF)
    if exponent == 255:  # noqa: PLR2004 - infinite, or no number
        return np.nan
    size = fraction * 2.0**-149 if exponent == 0 else (fraction + 8388608.0) * 2.0 ** (exponent - 150)
    return -size if word >> 31 else size
