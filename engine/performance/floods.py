"""Floods: more alarms than a person can take in."""

from collections.abc import Mapping
from typing import NamedTuple

SLOT = 600_000_000_000
"""Ten minutes by the clock, ns."""
BEGINS, ENDS = 10, 5
"""A flood begins in a slot with more than ten alarms, and is over with the first of less than five (ISA-18.2)."""


class Flood(NamedTuple):
    begin: int
    """Of its first slot, ns."""
    end: int | None
    """Of its last slot; None: it goes on."""
    alarms: int
    peak: int
    """Most of a slot."""


def floods(slots: Mapping[int, int], end: int) -> list[Flood]:
    """From the number of alarms by slot, whose number is time divided by SLOT; `end` is that of the window, ns."""
    found: list[Flood] = []
    begin = count = peak = 0
    last = -(-end // SLOT)
    for slot in sorted({at for used in slots for at in (used, used + 1)}):
        here = slots.get(slot, 0)
        if count and (here < ENDS or slot >= last):
            over = here < ENDS and slot < last
            found.append(Flood(begin * SLOT, slot * SLOT if over else None, count, peak))
            count = 0
        if slot >= last:
            break
        if count or here > BEGINS:
            begin, peak = (begin, max(peak, here)) if count else (slot, here)
            count += here
    return found
