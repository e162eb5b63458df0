"""What the families of operations share: the stack, and the care for qualities."""

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER

ERROR = BAD | CALCULATION_ERROR
ABSENT = BAD | NOT_A_NUMBER
LARGEST = float(np.finfo(np.float64).max)

Lanes = npt.NDArray[np.float64]
"""The stack: a row an entry, `a` the number of a row. Rows are never taken out: a view costs 40 ns."""
Grades = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Constants = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]


@register_jitable
def all_good(q: Grades, a: int, n: int) -> bool:
    """Then all values are finite too: what is no number is bad."""
    worst = 0
    for i in range(n):
        worst |= q[a, i]
    return worst == 0


@register_jitable
def finite(s: Lanes, a: int, n: int) -> bool:
    result = True
    for i in range(n):
        result &= abs(s[a, i]) <= LARGEST
    return result


@register_jitable
def note(s: Lanes, a: int, count: int, lost: Flags, n: int) -> None:
    """Remember where an operand is NaN: comparison, logic, pow and min would hide it."""
    lost[:n] = False
    for k in range(a, a + count):
        for i in range(n):
            lost[i] |= s[k, i] != s[k, i]


@register_jitable
def settle(s: Lanes, q: Grades, a: int, count: int, lost: Flags, n: int) -> None:
    """Worst of the qualities; NaN where an operand was, or where the operation failed, which is an error."""
    for k in range(a + 1, a + count):
        for i in range(n):
            q[a, i] = max(q[a, i], q[k, i])
    for i in range(n):
        sound = (abs(s[a, i]) <= LARGEST) & (not lost[i])
        s[a, i] = s[a, i] if sound else np.nan
        q[a, i] = q[a, i] if sound | lost[i] else max(q[a, i], ERROR)
