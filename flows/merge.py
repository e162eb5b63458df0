"""Merge: two documents made from a third one. What one side changed is taken; what both changed is a conflict.

The rules are those of the editor (`editor/src/flow/merge.ts`): nodes by id, rows by what names them, wires by ends.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from flows.document import BLOCK
from flows.rows import by_content, row_key, row_text

Document: TypeAlias = dict[str, Any]


class Conflict(NamedTuple):
    """Something that both have changed: `path` has `/` between its keys; what is not there is None."""

    path: str
    base: Any
    mine: Any
    theirs: Any


class Merged(NamedTuple):
    """`document` has mine wherever there is a conflict."""

    document: Document
    conflicts: list[Conflict]


_GONE: Any = object()
_APART = frozenset({"nodes", "wires", "groups", "blocks"})


def merge(base: Document, mine: Document, theirs: Document) -> Merged:
    """What comes of both; wires at nodes that are gone are left out."""
    if _same(mine, theirs) or _same(theirs, base):
        return Merged(mine, [])
    if _same(mine, base):
        return Merged(theirs, [])
    found: list[Conflict] = []
    rest = _value(_plain(base), _plain(mine), _plain(theirs), "", found)
    nodes, kept = _nodes(base, mine, theirs, found)
    groups = _value(_members(base), _members(mine), _members(theirs), "groups", found)
    blocks = _blocks(base, mine, theirs, nodes, found)
    whole = {
        **rest,
        **({"blocks": blocks} if blocks else {}),
        "nodes": nodes,
        "wires": _wires(base, mine, theirs, nodes, kept),
        "groups": [{**g, "nodes": [id for id in g["nodes"] if id in nodes]} for g in groups],
    }
    return Merged(whole, found)


def _plain(document: Document) -> Document:
    return {key: value for key, value in document.items() if key not in _APART}


def _value(base: Any, mine: Any, theirs: Any, path: str, found: list[Conflict]) -> Any:
    if _same(mine, theirs) or _same(theirs, base):
        return mine
    if _same(mine, base):
        return theirs
    sides = (base, mine, theirs)
    if all(isinstance(side, dict) for side in sides):
        return _record(base, mine, theirs, path, found)
    if all(isinstance(side, list) for side in sides):
        merged = _list(base, mine, theirs, path, found)
        if merged is not None:
            return merged
    found.append(Conflict(path, *(None if side is _GONE else side for side in sides)))
    return mine


def _same(a: Any, b: Any) -> bool:
    return a is b or (a is not _GONE and b is not _GONE and a == b and row_text(a) == row_text(b))  # true is not 1


def _record(base: Document, mine: Document, theirs: Document, path: str, found: list[Conflict]) -> Document:
    merged = {}
    for key in _order(list(base), list(mine), list(theirs)) or dict.fromkeys([*base, *mine, *theirs]):
        at = f"{path}/{key}" if path else key
        value = _value(base.get(key, _GONE), mine.get(key, _GONE), theirs.get(key, _GONE), at, found)
        if value is not _GONE:
            merged[key] = value
    return merged


def _list(base: list[Any], mine: list[Any], theirs: list[Any], path: str, found: list[Conflict]) -> list[Any] | None:
    """Row by row: by their keys, by their places where all are as long, else by what is in them."""
    if key := row_key([base, mine, theirs]):
        was, a, b = ({key(row): row for row in rows} for rows in (base, mine, theirs))
        order = _order(list(was), list(a), list(b))
        if order is None:
            return None
        rows = [_value(was.get(i, _GONE), a.get(i, _GONE), b.get(i, _GONE), f"{path}/{i}", found) for i in order]
        return [row for row in rows if row is not _GONE]
    if len(base) == len(mine) == len(theirs) and not any(isinstance(row, (dict, list)) for row in base):
        return _places(base, mine, theirs)
    return _contents(base, mine, theirs, path, found)


def _places(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any] | None:
    """Plain values, as of a position or a range, whose number stays; None where both changed one of them."""
    merged = []
    for was, a, b in zip(base, mine, theirs, strict=True):
        if not _same(a, was) and not _same(b, was) and not _same(a, b):
            return None
        merged.append(b if _same(a, was) else a)
    return merged


def _contents(
    base: list[Any], mine: list[Any], theirs: list[Any], path: str, found: list[Conflict]
) -> list[Any] | None:
    """Each row as it was changed, additions where they stood; None where both added at one place, or one moved rows."""
    (a, of_mine), (b, of_theirs) = _edits(base, mine), _edits(base, theirs)
    if _moved(base, a, of_mine) or _moved(base, b, of_theirs):
        return None
    added = []
    for one, other in zip(of_mine, of_theirs, strict=True):
        if one and other and not _same(one, other):
            return None
        added.append(one or other)
    merged = list(added[0])
    for i, was in enumerate(base):
        row = _value(was, a[i], b[i], f"{path}/{i}", found)
        merged += ([] if row is _GONE else [row]) + added[i + 1]
    return merged


def _edits(base: list[Any], side: list[Any]) -> tuple[list[Any], list[list[Any]]]:
    """What became of each row of the base, and what was added before the first and after each."""
    now: list[Any] = [_GONE] * len(base)
    added: list[list[Any]] = [[] for _ in range(len(base) + 1)]
    last = 0
    for was, place in by_content(base, side):
        last = last if was is None else was + 1
        if was is None:
            added[last].append(side[place])  # type: ignore[index]
        elif place is not None:
            now[was] = side[place]
    return now, added


def _moved(base: list[Any], now: list[Any], added: list[list[Any]]) -> bool:
    """Whether a row that is gone stands elsewhere: taken for a new one it might be there twice."""
    gone = {row_text(was) for was, row in zip(base, now, strict=True) if row is _GONE}
    return any(row_text(row) in gone for run in added for row in run)


def _order(base: list[str], mine: list[str], theirs: list[str]) -> list[str] | None:
    """Of all keys: as the side has it that changed the order; None when both brought them in different orders."""
    known = set(base)
    first, second = ([key for key in side if key in known] for side in (mine, theirs))

    def moved(keys: list[str]) -> bool:
        there = set(keys)
        return [key for key in base if key in there] != keys

    if moved(first) and moved(second) and first != second:
        return None
    leader = first if moved(first) else second if moved(second) else base
    led = set(leader)
    skeleton = [*leader, *(key for key in base if key not in led)]
    gaps = [_additions(known, side) for side in (mine, theirs)]
    result: dict[str, None] = {}
    for place in ["", *skeleton]:
        if place:
            result[place] = None
        for run in sorted((gap.get(place, []) for gap in gaps), key=lambda run: run[:1]):
            result.update(dict.fromkeys(key for key in run if key not in known))
    return list(result)


def _additions(known: set[str], keys: Iterable[str]) -> dict[str, list[str]]:
    """Keys that are new, by the known key that they stand after; "" is the beginning."""
    found: dict[str, list[str]] = {}
    after = ""
    for key in keys:
        if key in known:
            after = key
        else:
            found.setdefault(after, []).append(key)
    return found


def _still(node: Document) -> Document:
    return {key: value for key, value in node.items() if key != "position"}


def _nodes(
    base: Document, mine: Document, theirs: Document, found: list[Conflict]
) -> tuple[Document, dict[str, Document]]:
    """Nodes, and whose wires count at those that one side has removed."""
    nodes: Document = {}
    kept: dict[str, Document] = {}
    was, a, b = (side.get("nodes", {}) for side in (base, mine, theirs))
    for id in _order(list(was), list(a), list(b)) or dict.fromkeys([*was, *a, *b]):
        path = f"nodes/{id}"
        if id in was and (id in a) != (id in b):
            side = mine if id in a else theirs
            rest = side["nodes"][id]
            if not _same(_still(rest), _still(was[id])) or id in _wired(base, side):
                found.append(Conflict(path, was[id], a.get(id), b.get(id)))
                if id in a:
                    nodes[id], kept[id] = rest, mine
        elif id in a and id in b:
            nodes[id] = _both(was.get(id), a[id], b[id], path, found)
        elif id in a or id in b:
            nodes[id] = a.get(id) or b.get(id)
    return nodes, kept


def _both(was: Document | None, mine: Document, theirs: Document, path: str, found: list[Conflict]) -> Document:
    """A node that both have. Places never clash; two that were added under one id, or of another kind, do."""
    if was is None or not was.get("kind") == mine.get("kind") == theirs.get("kind"):
        base: Any = _GONE if was is None else _still(was)
        one, other = _still(mine), _still(theirs)
        if not (_same(one, other) or _same(other, base) or _same(one, base)):
            found.append(Conflict(path, was, mine, theirs))
            return mine
    merged = _value(_GONE if was is None else _still(was), _still(mine), _still(theirs), path, found)
    moved = was is not None and mine.get("position") == was.get("position")
    position = (theirs if moved else mine).get("position")
    return merged if position is None else {**merged, "position": position}


def _ends(wire: Document) -> tuple[str, str, str, str]:
    return (*wire["from"], *wire["to"])


def _wired(base: Document, side: Document) -> set[str]:
    """Nodes at which a side has wires that the base has not."""
    had = {_ends(wire) for wire in base.get("wires", [])}
    fresh = [_ends(wire) for wire in side.get("wires", []) if _ends(wire) not in had]
    return {id for ends in fresh for id in (ends[0], ends[2])}


def _wires(
    base: Document, mine: Document, theirs: Document, nodes: Document, kept: dict[str, Document]
) -> list[Document]:
    was, a, b = ({_ends(wire): wire for wire in side.get("wires", [])} for side in (base, mine, theirs))
    wires = []
    for ends, wire in {**was, **a, **b}.items():
        if ends[0] not in nodes or ends[2] not in nodes:
            continue
        mine_alone = ends[0] in kept or ends[2] in kept
        if ends in a if mine_alone else ends not in was or (ends in a and ends in b):
            wires.append(wire)
    return wires


def _members(document: Document) -> list[Document]:
    """Groups with their members as keys, so that both may add and take away."""
    return [{**group, "nodes": dict.fromkeys(group.get("nodes", []), True)} for group in document.get("groups", [])]


def _blocks(base: Document, mine: Document, theirs: Document, nodes: Document, found: list[Conflict]) -> Document:
    """Blocks field by field, as far as all that is wired is there afterwards."""
    was, a, b = (side.get("blocks") or {} for side in (base, mine, theirs))
    merged = {}
    for id in _order(list(was), list(a), list(b)) or dict.fromkeys([*was, *a, *b]):
        block = _block(was.get(id, _GONE), a.get(id, _GONE), b.get(id, _GONE), f"blocks/{id}", found)
        if block is not _GONE:
            merged[id] = block
    known = {**was, **b, **a}
    return merged | {id: known[id] for id in _used(nodes, merged, known) if id not in merged}


def _used(nodes: Document, merged: Document, known: Document) -> dict[str, None]:
    """Blocks that one has taken out with its last node, while the other has put in another one: with those inside."""
    found: dict[str, None] = {}
    inside = [nodes]
    while inside:
        for node in inside.pop().values():
            id = node["config"].get("block") if node.get("kind") == BLOCK and node.get("config") else None
            if isinstance(id, str) and id in known and id not in found:
                found[id] = None
                inside.append((merged if id in merged else known)[id].get("nodes", {}))
    return found


def _block(base: Any, mine: Any, theirs: Any, path: str, found: list[Conflict]) -> Any:
    known = _same(mine, theirs) or _same(mine, base) or _same(theirs, base)
    if known or _GONE in (base, mine, theirs):
        return _value(base, mine, theirs, path, found)
    inside: list[Conflict] = []
    was, a, b = ({key: value for key, value in side.items() if key != "wires"} for side in (base, mine, theirs))
    merged = _record(was, a, b, path, inside)
    nodes = merged.get("nodes", {})
    if not _needed(base, mine, theirs, merged) <= set(nodes):
        found.append(Conflict(path, base, mine, theirs))
        return mine
    found += inside
    groups = [
        {**group, "nodes": [id for id in group.get("nodes", []) if id in nodes]} for group in merged.get("groups", [])
    ]
    return {**merged, **({"groups": groups} if groups else {}), "wires": _wires(base, mine, theirs, nodes, {})}


def _needed(base: Document, mine: Document, theirs: Document, merged: Document) -> set[str]:
    """Nodes that a side has wired anew, and those behind the ports."""
    ports = [*merged.get("inputs", []), *merged.get("outputs", [])]
    behind = {end[0] for port in ports for end in port.get("wires", [])}
    return behind | _wired(base, mine) | _wired(base, theirs)
