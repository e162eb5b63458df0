"""Diff: what lies between two versions of a flow, as a person would tell it."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from flows.document import nodes_of, wires_of
from flows.rows import pairs

Ends: TypeAlias = tuple[str, str, str, str]
"""Sender, its port, receiver, its port."""

MISSING = None
"""A value that is not there on one side."""


class FieldChange(NamedTuple):
    """One setting: `path` as in problems (`rows/0/h`); what is not there is None."""

    path: str
    old: Any
    new: Any


class NodeChange(NamedTuple):
    """A node that is in both. `fields` are of its config, `entries` what stands beside it (name, version, …)."""

    id: str
    fields: list[FieldChange]
    entries: list[FieldChange]
    moved: bool


class Diff(NamedTuple):
    """All lists are sorted; a node of another kind is removed and added."""

    added: list[str]
    removed: list[str]
    changed: list[NodeChange]
    wires_added: list[Ends]
    wires_removed: list[Ends]
    entries: list[FieldChange]
    """What else of the document differs: name, description, isolation, tracing, parameters, groups, notes, tests."""

    @property
    def empty(self) -> bool:
        return not any(self)

    @property
    def only_looks(self) -> bool:
        """Nothing that runs is touched: positions, names, notes and the like."""
        runs = self.added or self.removed or self.wires_added or self.wires_removed or _matters(self.entries)
        return not runs and not any(c.fields or _matters(c.entries) for c in self.changed)


def diff(old: dict[str, Any], new: dict[str, Any]) -> Diff:
    """What changes on the way from one document to another."""
    before, after = dict(nodes_of(old)), dict(nodes_of(new))
    same = {id for id in before.keys() & after.keys() if before[id]["kind"] == after[id]["kind"]}
    changes = [_node(id, before[id], after[id]) for id in sorted(same)]
    wires, rewired = _ends(old), _ends(new)
    rest = {"nodes", "wires"}
    return Diff(
        added=sorted(after.keys() - same),
        removed=sorted(before.keys() - same),
        changed=[c for c in changes if c.fields or c.entries or c.moved],
        wires_added=sorted(rewired - wires),
        wires_removed=sorted(wires - rewired),
        entries=list(_changes("", _without(old, rest), _without(new, rest))),
    )


def plain(found: Diff) -> dict[str, Any]:
    """As JSON."""
    return {
        "added": found.added,
        "removed": found.removed,
        "changed": [
            {
                "id": c.id,
                "moved": c.moved,
                "fields": [f._asdict() for f in c.fields],
                "entries": [f._asdict() for f in c.entries],
            }
            for c in found.changed
        ],
        "wires_added": [{"from": [a, b], "to": [c, d]} for a, b, c, d in found.wires_added],
        "wires_removed": [{"from": [a, b], "to": [c, d]} for a, b, c, d in found.wires_removed],
        "entries": [f._asdict() for f in found.entries],
    }


_RUNS = frozenset({"version", "record", "delivery", "isolation", "tracing"})


def _matters(entries: list[FieldChange]) -> bool:
    """Whether one of the entries beside the settings is about what runs."""
    return any(entry.path.partition("/")[0] in _RUNS for entry in entries)


def _node(id: str, old: dict[str, Any], new: dict[str, Any]) -> NodeChange:
    beside = {"config", "position"}
    return NodeChange(
        id,
        fields=list(_changes("", old.get("config", {}), new.get("config", {}))),
        entries=list(_changes("", _without(old, beside), _without(new, beside))),
        moved=old.get("position") != new.get("position"),
    )


def _changes(path: str, old: Any, new: Any) -> Iterator[FieldChange]:
    """Leaves that differ; rows by what names them or is in them, a row that is gone under the place it had."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _changes(f"{path}/{key}", old.get(key, MISSING), new.get(key, MISSING))
    elif isinstance(old, list) and isinstance(new, list):
        together, moved = pairs(old, new)
        for was, now in together:
            before, after = (MISSING if place is None else rows[place] for rows, place in ((old, was), (new, now)))
            yield from _changes(f"{path}/{was if now is None else now}", before, after)
        if moved:
            yield FieldChange(path[1:], old, new)
    elif old != new or isinstance(old, bool) != isinstance(new, bool):
        yield FieldChange(path[1:], old, new)


def _ends(document: dict[str, Any]) -> set[Ends]:
    return {(sender, port, receiver, entry) for _, sender, port, receiver, entry in wires_of(document)}


def _without(part: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in keys}
