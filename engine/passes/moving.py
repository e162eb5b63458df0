"""Moving: what a node remembers goes where its work goes: to a node of another id, or to another node of a block.

A node of the new document takes over from the one that it says it `was`. Where nodes stand for one node of a block,
each for other devices (`pumps/band`, `pumps/band~band=2`), records, keys and timers follow their device by the names of
points; what is no device's stays with the first of them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.passes.plan import AnyNode, Plan
from flows.devices import APART, ROUTER
from tundish.connector import Source
from tundish.memory import as_one, part_of
from tundish.pattern import DeviceFinder
from tundish.points import Points

Snapshot = dict[str, Any]
NO_POINTS: Snapshot = {"points": []}


class Move(NamedTuple):
    """Nodes that together stand for one: of the running flow, and of the new one with what tells whose a point is."""

    donors: list[str]
    heirs: list[str]
    heir_of: Callable[[str], str | None]
    base: str | None
    """The heir that takes what is no device's."""


def moves(old: Mapping[str, AnyNode], document: Mapping[str, Any]) -> list[Move]:
    """Every change of work between nodes on the way to a document."""
    new = document["nodes"]
    concerned = {id.partition(APART)[0] for ids in (old, new) for id in ids if APART in id}
    concerned |= {id.partition(APART)[0] for id, spec in new.items() if spec.get("was")}
    if not concerned:
        return []
    before, after = _families(old), _families(new)
    found = []
    for family in sorted(concerned & after.keys()):
        heirs = after[family]
        if not heirs:
            continue
        donors = [id for id in before.get(family, ()) if _is_moved(old[id], new[heirs[0]])]
        was = str(new[heirs[0]].get("was", "")).partition(APART)[0]
        if not donors and was and was not in after:
            donors = [id for id in before.get(was, ()) if _is_moved(old[id], new[heirs[0]])]
        if donors and (len(heirs) > 1 or donors != heirs):
            found.append(
                Move(donors, heirs, _heir_of({id: new[id] for id in heirs}), family if family in new else None)
            )
    return found


def move(one: Move, old: Mapping[str, AnyNode], made: Plan, points: Points) -> list[str]:
    """Hand over; the heirs that have something now that did not have it. Donors keep what nobody takes.

    A new node takes over with its donor's config, so that it can judge again by its own.
    """
    kept: dict[str, list[Snapshot]] = defaultdict(list)
    giver: dict[str, AnyNode] = {}
    for donor in one.donors:
        rest = donor if APART in donor else one.base  # of a device that is in no table any more nobody takes anything
        # of a device that left the table and comes back, what it did since then, at the base, holds: it comes last
        parts = split(old[donor].state.snapshot(points), lambda key: one.heir_of(key) or rest)  # noqa: B023
        if set(parts) <= {donor}:
            kept[donor][:0] = parts.values()
            continue
        for heir, part in parts.items():
            kept[heir or donor].insert(0, part)
            giver.setdefault(heir or donor, old[donor])
    moved = [heir for heir in giver if heir in one.heirs]
    for id in {*giver, *(donor for donor in one.donors if giver and donor not in kept)}:
        node = old[id] if id in old else made.node(id)
        if id not in old:
            node.config = giver[id].config
        node.state = _restored(node, kept.get(id, []), points)
        node.use(node.config)
    return [heir for heir in moved if heir not in old]


def split(snapshot: Snapshot, heir_of: Callable[[str], str | None]) -> dict[str | None, Snapshot]:
    """A snapshot taken apart by whom points and keys belong to; empty parts are left out."""
    names = snapshot["points"]
    rows: dict[str | None, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[heir_of(name)].append(row)
    records: dict[str | None, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for field, of in snapshot["records"].items():
        for key, record in of.items():
            records[heir_of(key)][field][key] = record
    timers: dict[str | None, dict[str, int]] = defaultdict(dict)
    for key, due in snapshot["timers"].items():
        timers[heir_of(key)][key] = due
    return {
        heir: {
            **snapshot,
            "points": [names[row] for row in rows[heir]],
            "columns": {
                field: [dtype, _picked(dtype, raw, len(names), rows[heir])]
                for field, (dtype, raw) in snapshot["columns"].items()
            },
            "records": dict(records[heir]),
            "timers": timers[heir],
            **_remembered(snapshot, heir, heir_of),
        }
        for heir in dict.fromkeys(
            [*rows, *records, *timers, *map(heir_of, snapshot.get("memory", NO_POINTS)["points"])]
        )
    }


def joined(parts: list[Snapshot]) -> Snapshot:
    """Parts of snapshots of one kind of node as one; of a point that is in several, the last."""
    first = parts[0]
    return {
        **first,
        "points": [name for part in parts for name in part["points"]],
        "columns": {
            field: [dtype, b"".join(part["columns"][field][1] for part in parts)]
            for field, (dtype, _) in first["columns"].items()
        },
        "records": {
            field: {key: record for part in parts for key, record in part["records"].get(field, {}).items()}
            for field in dict.fromkeys(field for part in parts for field in part["records"])
        },
        "timers": {key: due for part in parts for key, due in part["timers"].items()},
        **(
            {"memory": as_one(memories)} if (memories := [part["memory"] for part in parts if "memory" in part]) else {}
        ),
    }


def _remembered(snapshot: Snapshot, heir: str | None, heir_of: Callable[[str], str | None]) -> Snapshot:
    """What a formula remembers of the points of an heir."""
    if "memory" not in snapshot:
        return {}
    return {"memory": part_of(snapshot["memory"], lambda name: heir_of(name) == heir)}


def _restored(node: AnyNode, parts: list[Snapshot], points: Points) -> Any:
    return node.state_type.restored(joined(parts), points) if parts else node.state_type()


def _families(ids: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for id in sorted(ids):  # the base comes first: nothing sorts before the id itself
        found[id.partition(APART)[0]].append(id)
    return {family: [id for id in of if not _is_router(ids[id], id)] for family, of in found.items()}


def _is_router(node: Any, id: str) -> bool:
    kind = node["kind"] if isinstance(node, Mapping) else node.kind
    return APART in id and kind == ROUTER


def _is_moved(node: AnyNode, spec: Mapping[str, Any]) -> bool:
    return node.kind == spec["kind"] and not isinstance(node, Source)


def _heir_of(heirs: Mapping[str, Mapping[str, Any]]) -> Callable[[str], str | None]:
    owner = {device: id for id, spec in heirs.items() for device in spec.get("devices", {}).get("here", ())}
    patterns = {spec["devices"]["pattern"] for spec in heirs.values() if "devices" in spec}
    finders = [DeviceFinder(pattern, owner) for pattern in sorted(patterns)]

    def heir_of(key: str) -> str | None:
        for name in (key, key.rpartition("/")[0]):  # a timer of a point: P1.flow/HH
            for finder in finders:
                if device := finder.of(name):
                    return owner[device]
        return None

    return heir_of


def _picked(dtype: str, raw: bytes, of: int, rows: list[int]) -> bytes:
    """Some rows of a column of a snapshot."""
    width = len(raw) // of if of else 0
    return np.frombuffer(raw, np.uint8).reshape(of, width)[rows].tobytes() if of else raw
