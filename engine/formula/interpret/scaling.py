"""Limits and straight lines: plain operations on several operands."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.lanes import LARGEST, Lanes
from engine.formula.ops import Op


@register_jitable
def scaling(op: int, s: Lanes, a: int, n: int) -> None:
    if op == Op.CLAMP:
        for i in range(n):
            v, low, high = s[a, i], s[a + 1, i], s[a + 2, i]
            s[a, i] = min(max(v, low), high) if low <= high else np.nan
    elif op == Op.SCALE:
        for i in range(n):
            width = s[a + 2, i] - s[a + 1, i]
            y = s[a + 3, i] + (s[a, i] - s[a + 1, i]) * (s[a + 4, i] - s[a + 3, i]) / width
            s[a, i] = y if abs(width) <= LARGEST else np.nan
