"""Statistics of the arguments, at this moment: plain operations on any number of operands."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.lanes import Lanes
from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at


@far_kernel
def spread(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s = grid_at(lanes, rows, columns)
    sorted_ = np.empty(count)
    for i in range(n):
        if op <= Op.PERCENTILE_OF:
            s[a, i] = _ordered(op, s, a, count, i, sorted_)
        elif op <= Op.STDEV:
            s[a, i] = _scatter(op, s, a, count, i)
        else:
            s[a, i] = _folded(op, s, a, count, i)


@register_jitable
def sort(s: Lanes, first: int, count: int, i: int, into: Lanes) -> None:
    """Into rising order, by insertion: there are few, and it takes no memory."""
    for k in range(count):
        x, j = s[first + k, i], k
        while j and into[j - 1] > x:
            into[j] = into[j - 1]
            j -= 1
        into[j] = x


@register_jitable
def _ordered(op: int, s: Lanes, a: int, count: int, i: int, into: Lanes) -> float:
    if op == Op.MEDIAN_OF:
        sort(s, a, count, i, into)
        half = count // 2
        return into[half] if count % 2 else into[half - 1] + (into[half] - into[half - 1]) / 2  # type: ignore[no-any-return]
    if op == Op.SPREAD:
        sort(s, a, count, i, into)
        return into[count - 1] - into[0]  # type: ignore[no-any-return]
    sort(s, a + 1, count - 1, i, into)
    share = s[a, i] / 100
    if not 0 <= share <= 1:
        return np.nan
    where = share * (count - 2)
    k = min(int(where), count - 3) if count > 2 else 0  # noqa: PLR2004
    return into[k] + (where - k) * (into[k + 1] - into[k]) if count > 2 else into[0]  # type: ignore[no-any-return] # noqa: PLR2004


@register_jitable
def _scatter(op: int, s: Lanes, a: int, count: int, i: int) -> float:
    """Of a whole (divided by n) or of a sample (n - 1); in two passes, which loses no digits."""
    mean = 0.0
    for k in range(a, a + count):
        mean += s[k, i]
    mean /= count
    total, rest = 0.0, 0.0
    for k in range(a, a + count):
        d = s[k, i] - mean
        total += d * d
        rest += d
    total -= rest * rest / count
    variance = total / (count - 1 if op >= Op.VARIANCE else count)
    return variance if op == Op.VARIANCE or op == Op.VARIANCE_POP else np.sqrt(variance)  # noqa: PLR1714


@register_jitable
def _folded(op: int, s: Lanes, a: int, count: int, i: int) -> float:  # noqa: C901, PLR0912 - one branch an operation
    if op == Op.WEIGHTED_AVG:
        top, bottom = 0.0, 0.0
        for k in range(a, a + count, 2):
            top += s[k, i] * s[k + 1, i]
            bottom += s[k + 1, i]
        return top / bottom if count % 2 == 0 and bottom != 0 else np.nan
    result = 1.0 if op == Op.PRODUCT or op == Op.GEOMEAN else 0.0  # noqa: PLR1714
    for k in range(a, a + count):
        x = s[k, i]
        if op == Op.PRODUCT:
            result *= x
        elif op == Op.SUM_OF:
            result += x
        elif op == Op.RMS:
            result += x * x
        elif op == Op.GEOMEAN:
            result = result if x > 0 else np.nan
        elif op == Op.COUNT_OF:
            result += x != 0
        elif op == Op.ANY:
            result = 1.0 if x != 0 else result
        else:  # ALL: counted, compared below
            result += x != 0
    if op == Op.RMS:
        return np.sqrt(result / count)  # type: ignore[no-any-return]
    if op == Op.ALL:
        return result == count
    if op == Op.GEOMEAN and result == result:  # noqa: PLR0124
        logs = 0.0
        for k in range(a, a + count):
            logs += np.log(s[k, i])
        return np.exp(logs / count)  # type: ignore[no-any-return]
    return result
