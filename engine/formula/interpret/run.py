"""The interpreter: runs byte code over rows, any number of them, always with the same bits.

Column by column within blocks that fit the first-level cache: one operation over up to 256 rows, then the next.
Each lane of the stack holds a value and its quality, with one invariant: *a value that could not be computed is NaN,
and NaN is always bad*. A plain operation on NaN gives NaN with the worst quality of its operands; one that fails
on numbers (1 / 0, sqrt(-1), overflow: it leaves NaN or an infinity) gives NaN with BAD | CALCULATION_ERROR. Only what
judges quality (`is_bad`, `if_bad`) and the side of an `if` that is not taken stop it.

A block whose operands are all good, as most are, is spared the work on qualities: it only has to be seen that what
came out is finite. The numbers are the same either way.

Both sides of an `if` are computed and one is chosen; that is lazy in effect, since nothing here can throw and the
quality comes with the choice.

The families of operations have a module each; `tundish.kernel` sees to it that a change in any of them is noticed.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.distant import distant
from engine.formula.interpret.lanes import (
    ABSENT,
    LARGEST,
    Constants,
    Flags,
    Grades,
    Lanes,
    Times,
    all_good,
    finite,
    note,
    settle,
)
from engine.formula.interpret.plain import by_number, one, two
from engine.formula.interpret.quality import quality as judge
from engine.formula.interpret.scaling import scaling
from engine.formula.ops import ABOUT, Op
from tundish.kernel import Grid, In, Out, kernel
from tundish.quality import BAD

BLOCK = 256
SECOND = 1_000_000_000


@kernel
def interpret(
    code: Grid[np.int32], constant: In[np.float64], depth: int, x: Grid[np.float64], xq: Grid[np.uint8],
    time: In[np.int64], value: Out[np.float64], quality: Out[np.uint8],
) -> None:  # fmt: skip
    """Run `code` (n x 3: op, argument, operands) over `value.size` rows; `depth` is the deepest its stack gets.

    `time` is the source time of each row, ns; it may be empty where no operation asks for it.
    """
    s = np.empty((depth, min(BLOCK, value.size)))
    q = np.empty(s.shape, np.uint8)
    good = np.empty(depth, np.bool_)
    lost = np.empty(s.shape[1], np.bool_)
    for start in range(0, value.size, BLOCK):
        n = min(BLOCK, value.size - start)
        top = -1
        for c in range(code.shape[0]):
            op, argument, count = code[c, 0], code[c, 1], code[c, 2]
            top += 1 - count
            if op == Op.NUMBER:
                good[top] = True
                for i in range(n):
                    s[top, i], q[top, i] = constant[argument], 0
            elif op == Op.POINT:
                good[top] = point(x, xq, argument, start, s, q, top, n)
            elif op == Op.TIME:
                good[top] = True
                seconds(time, start, s, q, top, n)
            else:
                good[top] = apply(op, s, q, good, top, count, lost, n, constant, argument)
        out, out_quality = value[start : start + n], quality[start : start + n]
        for i in range(n):
            out[i] = s[0, i]
        for i in range(n):
            out_quality[i] = q[0, i]


@register_jitable
def apply(
    op: int, s: Lanes, q: Grades, good: Flags, a: int, count: int, lost: Flags, n: int, constant: Constants, at: int
) -> bool:
    """One operation; whether all that comes out is good. `at` is where its own constants begin."""
    if op >= ABOUT:
        judge(op, s, q, a, count, n, constant, at)
        return all_good(q, a, n)
    plain = True
    for k in range(a, a + count):
        plain &= good[k]
    if plain:
        _compute(op, s, a, count, n, constant, at)
        if finite(s, a, n):
            return True
        lost[:n] = False
    else:
        note(s, a, count, lost, n)
        _compute(op, s, a, count, n, constant, at)
    settle(s, q, a, count, lost, n)
    return all_good(q, a, n)


@register_jitable
def _compute(op: int, s: Lanes, a: int, count: int, n: int, constant: Constants, at: int) -> None:
    """A plain operation: from the numbers in rows `a` to `a + count - 1` to the result in row `a`."""
    if op < Op.ADD:
        one(op, s, a, n)
    elif op <= Op.ROUND:
        two(op, s, a, n)
    elif op <= Op.DIV_NUMBER:
        by_number(op, s, a, n, constant[at])
    elif op < Op.MEDIAN_OF:
        scaling(op, s, a, n)
    else:
        distant(op, s, a, count, n, constant, at)


@register_jitable
def point(x: Lanes, xq: Grades, k: int, start: int, s: Lanes, q: Grades, top: int, n: int) -> bool:
    """Load an input; one without a number is bad, for its own reason if it has one. Whether all of it is good."""
    v, vq = (
        x[k, start : start + n],
        xq[k, start : start + n],
    )  # not v[start + i]: it may be negative, for all numba knows
    worst, there = 0, True
    for i in range(n):
        s[top, i] = v[i]
        there &= abs(v[i]) <= LARGEST
    for i in range(n):
        q[top, i] = vq[i]
        worst |= vq[i]
    if there and worst == 0:
        return True
    for i in range(n):
        number = abs(s[top, i]) <= LARGEST
        s[top, i] = s[top, i] if number else np.nan
        q[top, i] = q[top, i] if number or q[top, i] >= BAD else ABSENT
    return False


@register_jitable
def seconds(time: Times, start: int, s: Lanes, q: Grades, top: int, n: int) -> None:
    """Seconds and nanoseconds apart: as one number the last digits would be lost earlier."""
    for i in range(n):
        ns = time[start + i]
        s[top, i], q[top, i] = ns // SECOND + (ns % SECOND) / SECOND, 0
