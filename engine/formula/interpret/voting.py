"""Choice and voting: operations on any number of operands that judge quality themselves.

What is bad takes no part in a vote; if some is missing the result is uncertain, if all is, it is bad.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.lanes import ERROR, Grades, Lanes
from engine.formula.interpret.spread import sort
from engine.formula.ops import Op
from tundish.far import bytes_at, far_kernel, grid_at
from tundish.quality import BAD, UNCERTAIN


@far_kernel
def voting(op: int, lanes: int, grades: int, rows: int, columns: int, a: int, count: int, n: int) -> None:
    """The family."""
    s, q = grid_at(lanes, rows, columns), bytes_at(grades, rows, columns)
    kept = np.empty((count, 1))
    some = np.empty(count)
    for i in range(n):
        if op == Op.CASE:
            _case(s, q, a, count, i)
        elif op == Op.SWITCH:
            _switch(s, q, a, count, i)
        elif op == Op.CHOOSE:
            _take(s, q, a, i, _chosen(s[a, i], count), ask=a)
        elif op == Op.TRY:
            if q[a, i] >= BAD and q[a, i] & ERROR == ERROR:
                s[a, i], q[a, i] = s[a + 1, i], q[a + 1, i]
        elif op <= Op.SEVERITY:
            _about(op, s, q, a, count, i)
        else:
            _vote(op, s, q, a, count, i, kept, some)


@register_jitable
def _take(s: Lanes, q: Grades, a: int, i: int, k: int, ask: int) -> None:
    """Operand k counted from a, with the quality of what asked for it; 0 or less: nothing."""
    if k > 0:
        s[a, i], q[a, i] = s[a + k, i], max(q[a + k, i], q[ask, i])
    else:
        s[a, i], q[a, i] = np.nan, max(q[ask, i], ERROR)


@register_jitable
def _chosen(x: float, count: int) -> int:
    return int(x) if x == np.floor(x) and 1 <= x < count else 0


@register_jitable
def _case(s: Lanes, q: Grades, a: int, count: int, i: int) -> None:
    """Condition, value, condition, value, ..., else. Conditions after the one that holds do not count."""
    worst = 0
    for k in range(a, a + count - 1, 2):
        worst = max(worst, q[k, i])
        c = s[k, i]
        if c != c:  # noqa: PLR0124 - an unknown condition chooses nothing
            s[a, i], q[a, i] = np.nan, max(worst, BAD)
            return
        if c != 0:
            s[a, i], q[a, i] = s[k + 1, i], max(worst, q[k + 1, i])
            return
    if count % 2:
        s[a, i], q[a, i] = s[a + count - 1, i], max(worst, q[a + count - 1, i])
    else:
        s[a, i], q[a, i] = np.nan, max(worst, ERROR)


@register_jitable
def _switch(s: Lanes, q: Grades, a: int, count: int, i: int) -> None:
    """x, key, value, key, value, ..., else."""
    x, worst = s[a, i], q[a, i]
    if x != x:  # noqa: PLR0124
        return
    for k in range(a + 1, a + count - 1, 2):
        worst = max(worst, q[k, i])
        if s[k, i] == x:
            s[a, i], q[a, i] = s[k + 1, i], max(worst, q[k + 1, i])
            return
        if s[k, i] != s[k, i]:
            s[a, i], q[a, i] = np.nan, worst
            return
    if count % 2 == 0:
        s[a, i], q[a, i] = s[a + count - 1, i], max(worst, q[a + count - 1, i])
    else:
        s[a, i], q[a, i] = np.nan, max(worst, ERROR)


@register_jitable
def _about(op: int, s: Lanes, q: Grades, a: int, count: int, i: int) -> None:
    """Of the quality itself; what is told about it is good."""
    if op == Op.COUNT_GOOD:
        good = 0
        for k in range(a, a + count):
            good += q[k, i] < UNCERTAIN
        s[a, i], q[a, i] = good, 0
    elif op == Op.QUALITY:
        s[a, i], q[a, i] = min(q[a, i] >> 6, 2), 0
    elif op == Op.REASON:
        s[a, i], q[a, i] = q[a, i] & 63, 0
    elif op == Op.AS_GOOD or op == Op.AS_UNCERTAIN or op == Op.AS_BAD:  # noqa: PLR1714 - numba
        level = 0 if op == Op.AS_GOOD else UNCERTAIN if op == Op.AS_UNCERTAIN else BAD
        q[a, i] = level if s[a, i] == s[a, i] else max(q[a, i], BAD)
    elif op == Op.QUALITY_OF:
        q[a, i] = q[a + 1, i] if s[a, i] == s[a, i] else max(q[a, i], BAD)
    else:  # SEVERITY: the worst, or the best with a constant, of all
        worst = q[a, i] >> 6
        for k in range(a + 1, a + count):
            worst = max(worst, q[k, i] >> 6)
        s[a, i], q[a, i] = min(worst, 2), 0


@register_jitable
def _vote(  # noqa: C901, PLR0912 - one branch an operation
    op: int, s: Lanes, q: Grades, a: int, count: int, i: int, kept: Lanes, some: Lanes
) -> None:
    """The sound ones, moved to the front of `kept`, decide; a k of a vote is the first operand."""
    first = a + 1 if op == Op.VOTE else a
    need, sound, worst, total, bad = s[a, i], 0, 0, count - (first - a), 0
    for k in range(first, a + count):
        if q[k, i] < BAD:
            kept[sound, 0] = s[k, i]
            worst = max(worst, q[k, i])
            sound += 1
        else:
            bad = max(bad, q[k, i])
    if op == Op.BEST_OF:
        _best(s, q, a, count, i)
        return
    if sound == 0 or (op == Op.VOTE and (need != need or q[a, i] >= BAD)):  # noqa: PLR0124
        s[a, i], q[a, i] = np.nan, max(bad, BAD)
        return
    grade = worst if sound == total else max(worst, UNCERTAIN)
    if op == Op.VOTE:
        for_it = 0
        for k in range(sound):
            for_it += kept[k, 0] != 0
        s[a, i] = for_it >= max(need - (total - sound), 1) if 1 <= need <= total else np.nan
        grade = max(grade, q[a, i])
        q[a, i] = grade if s[a, i] == s[a, i] else ERROR
        return
    q[a, i] = grade
    if op == Op.AVG_GOOD:
        mean = 0.0
        for k in range(sound):
            mean += kept[k, 0]
        s[a, i] = mean / sound
        if not abs(s[a, i]) < np.inf:
            s[a, i], q[a, i] = np.nan, ERROR
        return
    sort(kept, 0, sound, 0, some)
    if op == Op.MIN_GOOD:
        s[a, i] = some[0]
    elif op == Op.MAX_GOOD:
        s[a, i] = some[sound - 1]
    else:  # MID: of three, or the median of more
        half = sound // 2
        s[a, i] = some[half] if sound % 2 else some[half - 1] + (some[half] - some[half - 1]) / 2


@register_jitable
def _best(s: Lanes, q: Grades, a: int, count: int, i: int) -> None:
    """The one of the best quality; among equals the first."""
    best = a
    for k in range(a + 1, a + count):
        if q[k, i] >> 6 < q[best, i] >> 6:
            best = k
    s[a, i], q[a, i] = s[best, i], q[best, i]
