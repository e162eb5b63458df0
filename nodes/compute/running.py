"""Running: when a plant operated, or was under maintenance, told by a point that is 0 when it is not."""

from typing import Any

import numpy as np
from numba.extending import register_jitable

from nodes.compute.recent import Kept, RecentState, Ring, at, push
from tundish import Rows
from tundish.quality import is_bad

CHANGES = 1000
"""Of such a point, that are remembered; of more the oldest are forgotten."""
QUARTERS = 4


@register_jitable
def note(row: RecentState, ring: Ring, kept: Rows[Kept], time: int, value: float, quality: int) -> None:
    """Keep a change. What is bad or comes late changes nothing."""
    if is_bad(quality) or not np.isfinite(value):
        return
    on = 1.0 if value != 0.0 else 0.0
    if row.tail > row.head:
        last = kept[at(ring, row.tail - 1)]
        if last.value == on or time < last.time:
            return
    push(row, ring, kept, time, on, 0)
    if row.tail - row.head > CHANGES:
        row.head += 1


@register_jitable
def on_at(row: RecentState, ring: Ring, kept: Rows[Kept], time: int, before: bool) -> bool:  # noqa: FBT001
    """Whether it was on at a time; `before` its first change it was what is said."""
    k = row.tail - 1
    while k >= row.head and kept[at(ring, k)].time > time:
        k -= 1
    return kept[at(ring, k)].value != 0.0 if k >= row.head else before


@register_jitable
def on_within(
    row: RecentState, ring: Ring, kept: Rows[Kept], start: int, end: int, before: bool  # noqa: FBT001
) -> tuple[int, int]:  # fmt: skip
    """How long it was on, ns, and in which quarters of the time, a bit for each."""
    on, since, total, quarters = before, start, 0, 0
    for k in range(row.head, row.tail + 1):
        until = kept[at(ring, k)].time if k < row.tail else end
        until = min(max(until, since), end)
        if on and until > since:
            total += until - since
            for quarter in range(quarter_of(since, start, end), quarter_of(until - 1, start, end) + 1):
                quarters |= 1 << quarter
        since = until
        if k < row.tail:
            on = kept[at(ring, k)].value != 0.0
    return total, quarters


@register_jitable
def quarter_of(time: int, start: int, end: int) -> int:
    return QUARTERS * (time - start) // (end - start)


@register_jitable
def how_many(quarters: int) -> Any:
    count = 0
    for quarter in range(QUARTERS):
        count += (quarters >> quarter) & 1
    return count
