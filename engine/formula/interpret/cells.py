"""Where a cell finds its memory: the arrays of `tundish.memory`, together.

They go to the far kernel as one list of whole numbers, addresses among them, the *book*.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from tundish.far import bytes_at, carray, grid_at, pointer, row_at

FOREVER = 2**63 - 1
SECOND = 1e9


class Cells(NamedTuple):
    """Floats and whole numbers by device and word; time, value and grade of the samples in rings; queues of them."""

    floats: npt.NDArray[np.float64]
    ints: npt.NDArray[np.int64]
    time: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    grade: npt.NDArray[np.uint8]
    queue: npt.NDArray[np.int64]


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
def number_grid_at(address: int, rows: int, columns: int) -> Any:
    return carray(pointer(address, np.int64(0)), (rows, columns))


@register_jitable
def short_numbers_at(address: int, size: int) -> Any:
    """The int32 that stand there."""
    return carray(pointer(address, np.int32(0)), (size,))


@register_jitable
def cells_at(book: Any) -> Cells:
    room = book[ROOM]
    return Cells(
        grid_at(book[FLOATS], book[ROWS], book[FLOAT_WORDS]),
        number_grid_at(book[INTS], book[ROWS], book[INT_WORDS]),
        numbers_at(book[TIMES], room),
        row_at(book[VALUES], room),
        bytes_at(book[GRADES], 1, room)[0],
        numbers_at(book[QUEUE], 2 * room),
    )
