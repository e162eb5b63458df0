"""Where a cell finds its memory: the arrays of `tundish.memory`, together.

They go to the far kernel as one list of whole numbers, addresses among them, the *book*. Within it a function gets
addresses alone: an array is seven words that every call would have to hand on.
"""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from tundish.far import carray, pointer

FOREVER = 2**63 - 1
SECOND = 1e9


class Cell(NamedTuple):
    """Where the floats and the whole numbers of one cell of a device begin, as addresses."""

    ints: int
    floats: int


class Ring(NamedTuple):
    """The same of a window; and where time, value and grade of all samples in rings begin, and the queues of them."""

    ints: int
    floats: int
    time: int
    value: int
    grade: int
    queue: int


MANY = 1 << 40
"""More words than there are: what is read lies within its row, or its ring."""


@register_jitable
def whole(v: Any) -> int:
    """A signed number of 64 bits, whatever it was."""
    return np.int64(v)  # type: ignore[return-value] # numba has no other int


BOOK = 24
(FLOATS, INTS, ROWS, FLOAT_WORDS, INT_WORDS, TIMES, VALUES, GRADES, ROOM, QUEUE, STACK, QUALITIES, DEPTH, WIDTH,
 CONSTANTS, CONSTANT_COUNT, WHO, FRESH, SIZE, AT, DUE, DROPPED) = range(22)  # fmt: skip
"""What stands where in the book."""


@register_jitable
def numbers_at(address: int, size: int) -> Any:
    """The int64 that stand there."""
    return carray(pointer(address, np.int64(0)), (size,))


@register_jitable
def short_numbers_at(address: int, size: int) -> Any:
    """The int32 that stand there."""
    return carray(pointer(address, np.int32(0)), (size,))
