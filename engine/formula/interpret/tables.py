"""Tables and curves: plain operations that find their numbers among the constants.

A table is `count, x..., y...` with rising x; a grid is `rows, columns, x..., y..., z...` row by row.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.lanes import Constants
from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at, row_at


@far_kernel
def tables(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s, constant = grid_at(lanes, rows, columns), row_at(constants, size)
    for i in range(n):
        x = s[a, i]
        if x != x:  # noqa: PLR0124 - NaN
            continue
        if op == Op.POLY:
            y = s[a + count - 1, i]
            for k in range(count - 2, 0, -1):
                y = y * x + s[a + k, i]
            s[a, i] = y
        elif op == Op.INTERP2:
            s[a, i] = _grid(x, s[a + 1, i], constant, at)
        else:
            s[a, i] = _table(op, x, constant, at)


@register_jitable
def place(x: float, constant: Constants, start: int, count: int) -> int:
    """How many of the rising numbers are at or below x; by halving."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if constant[start + middle] <= x:
            low = middle + 1
        else:
            high = middle
    return low


@register_jitable
def _table(op: int, x: float, constant: Constants, at: int) -> float:  # noqa: PLR0911 - one return a case
    count = int(constant[at])
    xs, ys = at + 1, at + 1 + count
    k = place(x, constant, xs, count)
    if op == Op.LOOKUP:
        return constant[ys + k - 1] if k and constant[xs + k - 1] == x else np.nan
    if op == Op.STEPS:
        return constant[ys + k - 1] if k else np.nan
    if op == Op.STRAPPING and not constant[xs] <= x <= constant[xs + count - 1]:
        return np.nan
    if k == 0:
        return constant[ys]  # type: ignore[no-any-return]
    if k == count:
        return constant[ys + count - 1]  # type: ignore[no-any-return]
    x0, y0, y1 = constant[xs + k - 1], constant[ys + k - 1], constant[ys + k]
    width = constant[xs + k] - x0
    f = (x - x0) / width
    if op == Op.CURVE:
        return _smooth(f, width, y0, y1, _slope(k - 1, constant, xs, count), _slope(k, constant, xs, count))
    return y0 + (y1 - y0) * f  # type: ignore[no-any-return]


@register_jitable
def _smooth(f: float, width: float, y0: float, y1: float, m0: float, m1: float) -> float:
    """Cubic from y0 to y1 with these slopes."""
    g = 1 - f
    return y0 * (1 + 2 * f) * g * g + y1 * f * f * (3 - 2 * f) + width * (m0 * f * g * g - m1 * f * f * g)


@register_jitable
def _slope(k: int, constant: Constants, xs: int, count: int) -> float:
    """At table point k, so that the curve never leaves its points (Fritsch and Butland 1984; as SciPy's PCHIP)."""
    ys = xs + count
    if count == 2:  # noqa: PLR2004
        return (constant[ys + 1] - constant[ys]) / (constant[xs + 1] - constant[xs])  # type: ignore[no-any-return]
    j = min(max(k, 1), count - 2)
    h0, h1 = constant[xs + j] - constant[xs + j - 1], constant[xs + j + 1] - constant[xs + j]
    d0, d1 = (constant[ys + j] - constant[ys + j - 1]) / h0, (constant[ys + j + 1] - constant[ys + j]) / h1
    if k == 0:
        return _end(h0, h1, d0, d1)
    if k == count - 1:
        return _end(h1, h0, d1, d0)
    if d0 * d1 <= 0:
        return 0.0
    w0, w1 = 2 * h1 + h0, h1 + 2 * h0
    return (w0 + w1) / (w0 / d0 + w1 / d1)  # type: ignore[no-any-return]


@register_jitable
def _end(h0: float, h1: float, d0: float, d1: float) -> float:
    """At an end: of three points, kept from overshooting."""
    m = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1)
    if m * d0 <= 0:
        return 0.0
    return 3 * d0 if d0 * d1 <= 0 and abs(m) > abs(3 * d0) else m


@register_jitable
def _grid(x: float, y: float, constant: Constants, at: int) -> float:
    """Between four neighbours; outside the grid, as at its edge."""
    if y != y:  # noqa: PLR0124 - NaN
        return np.nan
    rows, columns = int(constant[at]), int(constant[at + 1])
    xs, ys = at + 2, at + 2 + rows
    zs = ys + columns
    r = min(max(place(x, constant, xs, rows) - 1, 0), rows - 2)
    c = min(max(place(y, constant, ys, columns) - 1, 0), columns - 2)
    f = min(max((x - constant[xs + r]) / (constant[xs + r + 1] - constant[xs + r]), 0.0), 1.0)
    g = min(max((y - constant[ys + c]) / (constant[ys + c + 1] - constant[ys + c]), 0.0), 1.0)
    near, far = zs + r * columns + c, zs + (r + 1) * columns + c
    low = constant[near] * (1 - g) + constant[near + 1] * g
    return low * (1 - f) + (constant[far] * (1 - g) + constant[far + 1] * g) * f  # type: ignore[no-any-return]
