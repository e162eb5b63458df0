"""Cycle: the table of the life cycle. What is not listed does not happen: the change is refused."""

from functools import cache
from typing import Literal, TypeAlias

Status: TypeAlias = Literal["normal", "unack", "ack", "rtn_unack", "latch_unack", "latch_ack"]
Change: TypeAlias = Literal["active", "escalate", "ease", "clear", "ack", "reset", "realarm", "reveal"]
"""`realarm`: it stood acknowledged for so long that it is announced again. `reveal`: it is hidden no more, and became
active while it was."""
Table: TypeAlias = dict[tuple[Status, Change], Status]

MOST_LEVEL = 9
"""Levels reach from -9 to 9; 0 is none."""


@cache
def life_cycle(*, ack_required: bool = True, latched: bool = False, unack_on_escalate: bool = True) -> Table:
    """Where each change leads, by status.

    Where no acknowledgement is required, nothing becomes unacknowledged, nor is announced again. What already is
    unacknowledged, or latched, when these settings change goes on from where it stands.
    """
    unack: Status = "unack" if ack_required else "ack"
    table: Table = {
        ("normal", "active"): unack,
        ("unack", "ack"): "ack",
        ("unack", "clear"): "latch_unack" if latched else "rtn_unack",
        ("unack", "escalate"): "unack",
        ("unack", "ease"): "unack",
        ("ack", "clear"): "latch_ack" if latched else "normal",
        ("ack", "escalate"): unack if unack_on_escalate else "ack",
        ("ack", "ease"): "ack",
        ("rtn_unack", "ack"): "normal",
        ("rtn_unack", "active"): unack,
        ("latch_unack", "ack"): "latch_ack",
        ("latch_unack", "active"): unack,
        ("latch_ack", "reset"): "normal",
        ("latch_ack", "active"): unack,
    }
    if ack_required:
        table["ack", "realarm"] = table["ack", "reveal"] = "unack"
    return table


LIFE_CYCLE = life_cycle()
"""As it is with the settings a node comes with."""

Steps: TypeAlias = dict[tuple[Status, int, int], tuple[Change, Status]]


@cache
def steps(*, ack_required: bool = True, latched: bool = False, unack_on_escalate: bool = True) -> Steps:
    """What it is and where it leads, by status, level before and level reached."""
    table = life_cycle(ack_required=ack_required, latched=latched, unack_on_escalate=unack_on_escalate)
    levels = range(-MOST_LEVEL, MOST_LEVEL + 1)
    changes = [(old, new, change_of(old, new)) for old in levels for new in levels if old != new]
    return {
        (status, old, new): (change, after)
        for (status, change), after in table.items()
        for old, new, made in changes
        if made == change
    }


def change_of(old: int, new: int) -> Change:
    """What going from one level to another is."""
    if new == 0:
        return "clear"
    if old == 0:
        return "active"
    return "escalate" if old * new < 0 or abs(new) > abs(old) else "ease"
