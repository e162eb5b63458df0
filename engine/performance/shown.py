"""Shown: as what the alarm list shows an alarm, by what is told of it.

Out of service comes before suppressed by design before shelved before the alarm itself, which stands as long as its
condition holds.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from tundish.alarm import EVERY

Shown: TypeAlias = Literal["", "standing", "shelved", "out_of_service", "suppressed"]
"""Empty: it is normal, or has returned."""
COUNTED: tuple[Shown, ...] = ("standing", "shelved", "out_of_service", "suppressed")
ACTIVE = {"unack", "ack"}
BEGINS = {"shelve": "shelved", "suppress": "suppressed", "out_of_service": "out_of_service"}
ENDS = {"unshelve": "shelved", "unsuppress": "suppressed", "in_service": "out_of_service"}


def is_hidden(data: Mapping[str, Any]) -> bool:
    """Nobody is told of it."""
    return bool(data.get("shelved") or data.get("suppressed") or data.get("out_of_service"))


def shown(data: Mapping[str, Any], point: str) -> Shown:
    """Of the data of an event, or a row of the alarm board."""
    status = data.get("status") or "normal"
    if not is_hidden(data):
        return "standing" if status in ACTIVE else ""
    if data.get("out_of_service"):
        return "out_of_service"
    listed = status != "normal" or data.get("shelved") or data.get("waiting") or point == EVERY
    if data.get("suppressed"):
        return "suppressed" if listed else ""
    return "shelved"


def shown_before(change: str, data: Mapping[str, Any], point: str) -> Shown:
    """The same before the transition that tells this data, as far as it does: one that is removed says nothing of a
    shelf, nor does one that is taken out of service.
    """
    status = _status_before(change, data)
    if not is_hidden(data) and change not in ENDS:
        return "standing" if status in ACTIVE else ""
    before = {word: data.get(word) for word in ("shelved", "suppressed", "out_of_service", "waiting")}
    if change in BEGINS:
        before[BEGINS[change]] = None
    if change in ENDS:
        before[ENDS[change]] = True
    return shown({**before, "status": status}, point)


def _status_before(change: str, data: Mapping[str, Any]) -> str:
    """As far as it matters: active, open or normal."""
    status = str(data.get("status") or "normal")
    if change == "active":
        return "rtn_unack" if (data.get("count") or 1) > 1 else "normal"
    if change == "clear" or (change == "removed" and data.get("was") is not None):
        return "unack"
    return "rtn_unack" if status == "normal" and change in {"ack", "reset", "removed"} else status
