"""Where a cell finds its memory: the arrays of `tundish.memory`, together."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

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
