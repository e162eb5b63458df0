"""Values in order of size, for medians and percentiles: a sorted row that each sample enters and leaves by bisection.

What is in it depends on the values alone, not on the order in which they came and went, so that it may be made anew
at any time; that takes zeros of one sign.
"""

from numba.extending import register_jitable

from engine.formula.interpret.cells import MANY
from tundish.far import row_at


@register_jitable
def below(address: int, n: int, v: float) -> int:
    """How many of the n values are less than v."""
    values = row_at(address, MANY)
    low, high = 0, n
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < v:
            low = middle + 1
        else:
            high = middle
    return low


@register_jitable
def insert(address: int, n: int, v: float) -> int:
    """Put a value in its place; how many there are now."""
    values, v = row_at(address, MANY), v + 0.0
    at = below(address, n, v)
    for i in range(n, at, -1):
        values[i] = values[i - 1]
    values[at] = v
    return n + 1


@register_jitable
def remove(address: int, n: int, v: float) -> int:
    """Take out a value that is there; how many are left."""
    values = row_at(address, MANY)
    for i in range(below(address, n, v + 0.0), n - 1):
        values[i] = values[i + 1]
    return n - 1


@register_jitable
def ranked(address: int, n: int, more: bool, v: float, rank: int) -> float:  # noqa: FBT001 - a kernel has no keyword arguments
    """The value with this rank, from 0, of n values and perhaps one more."""
    values = row_at(address, MANY)
    if not more:
        return values[rank]  # type: ignore[no-any-return]
    at = below(address, n, v)
    return values[rank] if rank < at else v if rank == at else values[rank - 1]
