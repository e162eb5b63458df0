"""Operations that judge quality: what asks for it, and the choice between values."""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.distant import votes
from engine.formula.interpret.lanes import Constants, Grades, Lanes
from engine.formula.ops import Op
from tundish.quality import BAD, UNCERTAIN


@register_jitable
def quality(op: int, s: Lanes, q: Grades, a: int, count: int, n: int, constant: Constants, at: int) -> None:
    if op <= Op.IS_BAD:
        _about(op, s, q, a, n)
    elif op == Op.IF_BAD:
        _if_bad(s, q, a, n)
    elif op == Op.IF:
        _if(s, q, a, n)
    else:
        votes(op, s, q, a, count, n)


@register_jitable
def _about(op: int, s: Lanes, q: Grades, a: int, n: int) -> None:
    """What the quality is; the answer itself is good."""
    low, high = (0, UNCERTAIN) if op == Op.IS_GOOD else (UNCERTAIN, BAD) if op == Op.IS_UNCERTAIN else (BAD, 256)
    for i in range(n):
        s[a, i] = low <= q[a, i] < high
        q[a, i] = 0


@register_jitable
def _if_bad(s: Lanes, q: Grades, a: int, n: int) -> None:
    for i in range(n):
        bad = q[a, i] >= BAD
        s[a, i] = s[a + 1, i] if bad else s[a, i]
        q[a, i] = q[a + 1, i] if bad else q[a, i]


@register_jitable
def _if(s: Lanes, q: Grades, a: int, n: int) -> None:
    """Choose; the quality of the side not taken does not count. An unknown condition chooses nothing."""
    for i in range(n):
        c = s[a, i]
        known = c == c  # noqa: PLR0124 - false for NaN alone
        side = s[a + 1, i] if c != 0 else s[a + 2, i]
        s[a, i] = side if known else np.nan
        q[a, i] = max(q[a, i], q[a + 1, i] if c != 0 else q[a + 2, i]) if known else q[a, i]
