"""Devices: one node of a block that is used for a table of devices, made ready for all of them at once.

Five hundred pumps are not five hundred nodes: rows of tables that name `{device}` are there once for each device, a
node that has a setting `devices` gets their list, and only where a setting of the whole node differs between devices
there is one more node for each value. These lie behind a `compute.devices`, which sends each device's samples and
events to its own.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flows.document import MOST_NODES, config_of
from flows.fill import Place, Schema, Scope, Typed, filled, own_uses, uses
from flows.parameters import DEVICE, Value, written
from tundish.event import Event
from tundish.samples import Samples

MOST_ROWS = 1_000_000
MOST_WIRES = 1_000_000
ROUTER = "compute.devices"
APART = "~"
"""Between the path of a node and what tells it from the others that stand for it. In no id of a document."""


class RouterPorts(NamedTuple):
    """How the ports of `compute.devices` are called for one kind of payload."""

    entry: str
    """Its input, and the output of what is nobody's."""
    ending: str
    """After the name of each row's port."""


ROUTER_PORTS = {Samples: RouterPorts("samples", ""), Event: RouterPorts("events", "-events")}

TO = "to-"
"""Begins what stands behind the path of a node that sends devices their way: `pumps/calm~to-samples`."""
_PLAIN = re.compile(r"[\w.=,+-]{1,60}")
_WORD = re.compile(r"[^=,]*")
_TAKEN = re.compile(rf"{TO}.*|[0-9a-f]{{16}}")
"""What looks like one of these, or like the hash of something else."""


class Context(NamedTuple):
    """For which device a node works (empty: for none in particular), and with which values."""

    device: str
    scope: Scope


class Applied(NamedTuple):
    """All devices of a table; `base` is what holds without them. One without a table has itself as its only context."""

    base: Context
    contexts: tuple[Context, ...]
    pattern: str = ""
    """Which points are a device's: `{device}.*`."""

    @property
    def many(self) -> bool:
        return bool(self.pattern)


class TooMuch(Exception):
    """The flat flow is larger than any flow may be: why, and what to do."""


class Budget:
    """What the flat flow may still grow by: a small document can stand for a very large one."""

    def __init__(self) -> None:
        self._rows = self._wires = self._blocks = 0

    def rows(self, more: int) -> None:
        """Rows of tables, and values of parameters, for each device."""
        self._rows += more
        if self._rows > MOST_ROWS:
            raise TooMuch(f"for its devices the flow has more than {MOST_ROWS:,} rows")

    def wires(self, more: int) -> None:
        self._wires += more
        if self._wires > MOST_WIRES:
            raise TooMuch(f"with its blocks the flow has more than {MOST_WIRES:,} wires")

    def block(self) -> None:
        """A use of a block, also of one without nodes."""
        self._blocks += 1
        if self._blocks > MOST_NODES:
            raise TooMuch(f"with its blocks the flow has more than {MOST_NODES:,} nodes")


class Rows(NamedTuple):
    """Where the rows of a multiplied table came from: of each, its row in the block and its device."""

    field: str
    origins: list[tuple[int, str]]


class Copy(NamedTuple):
    """One of the nodes that stand for a node of a block."""

    suffix: str
    devices: tuple[str, ...]
    config: dict[str, Any]
    rows: tuple[Rows, ...]


class Copies(NamedTuple):
    """All of them. `routed`: they lie behind a `compute.devices`, the first takes what belongs to no other."""

    copies: list[Copy]
    routed: bool


class _Parts(NamedTuple):
    """A config taken apart."""

    lists: dict[str, frozenset[int]]
    """Lists in which some rows are multiplied, with the numbers of these rows."""
    names: tuple[str, ...]
    """All names that make one node differ from another."""
    listed: bool
    """The node takes a list of devices."""
    names_points: bool
    """The rows name the points they judge: what is not a device's is passed over anyway."""


def copies(node: Mapping[str, Any], schema: Schema, applied: Applied, *, is_source: bool, budget: Budget) -> Copies:
    """What becomes of a node for a table of devices. `TooMuch` before it is made, if it is."""
    config = config_of(dict(node)) or {}
    parts = _taken_apart(config, schema)
    budget.rows(len(applied.contexts) * (1 + sum(map(len, parts.lists.values()))))
    groups: dict[tuple[Value, ...], list[Context]] = {}
    base = _key(applied.base.scope, parts.names)
    own = DEVICE in parts.names
    restricted = parts.listed or parts.names_points or is_source
    if not own and not restricted and all(name in applied.base.scope for name in parts.names):
        groups[base] = []
    for context in applied.contexts:
        groups.setdefault(_key(context.scope, parts.names), []).append(context)
    made = [
        _copy(config, schema, parts, contexts, applied.base, "" if key == base else _suffix(parts.names, key, base))
        for key, contexts in groups.items()
    ]
    split = len(made) > 1 or own
    return Copies(sorted(made, key=lambda copy: copy.suffix != ""), routed=split and not restricted)


def router(pattern: str, found: Copies) -> dict[str, Any]:
    """The node that sends each device's own way; copy number n is at port `g<n>`, what is nobody's at the first."""
    rows = [
        {"device": device, "port": f"g{number}"}
        for number, copy in enumerate(found.copies)
        if copy.suffix
        for device in copy.devices
    ]
    return {"kind": ROUTER, "version": 1, "name": "", "config": {"points": pattern, "devices": rows}}


def _taken_apart(config: dict[str, Any], schema: Schema) -> _Parts:
    fields = schema.get("properties", {})
    lists: dict[str, frozenset[int]] = {}
    names: set[str] = set()
    points: list[bool] = []
    for key, value in config.items():
        at = fields.get(key, {})
        if not isinstance(value, list):
            names.update(name for name, _ in uses(value, at, schema))
            continue
        each = [uses([item], at, schema) for item in value]
        multiplied = frozenset(row for row, used in enumerate(each) if any(name == DEVICE for name, _ in used))
        if multiplied:
            lists[key] = multiplied
            points += [any(_is_point(place) for name, place in each[row] if name == DEVICE) for row in multiplied]
        for row, used in enumerate(each):
            if row not in multiplied:
                names.update(name for name, _ in used)
                points.append(False)
    listed = "devices" in fields and "devices" not in config and own_uses(config, schema, schema, DEVICE)
    return _Parts(lists, tuple(sorted(names)), listed, bool(points) and all(points))


def _is_point(place: Place) -> bool:
    return place.widget in {"point", "points"}


def _key(scope: Scope, names: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(scope[name].value if name in scope else "" for name in names)


def _suffix(names: tuple[str, ...], key: tuple[Value, ...], base: tuple[Value, ...]) -> str:
    """What tells a node from the one of the base: its device, or the values that differ."""
    values = {n: written(v) for n, v, b in zip(names, key, base, strict=True) if v != b}
    if DEVICE in names:
        values = {"": values[DEVICE]}
    text = ",".join(f"{name}={value}" if name else value for name, value in values.items())
    plain = _PLAIN.fullmatch(text) and not _TAKEN.fullmatch(text) and all(map(_WORD.fullmatch, values.values()))
    return text if plain else hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def _copy(
    config: dict[str, Any], schema: Schema, parts: _Parts, contexts: list[Context], base: Context, suffix: str
) -> Copy:
    scope = contexts[0].scope if contexts else base.scope
    if DEVICE not in parts.names:
        scope = {name: typed for name, typed in scope.items() if name != DEVICE}
    fields = schema.get("properties", {})
    made: dict[str, Any] = {}
    rows = []
    for key, value in config.items():
        at = fields.get(key, {})
        if key in parts.lists:
            of = list(_multiplied(value, at, schema, parts.lists[key], contexts, scope))
            made[key] = [item for item, _, _ in of]
            rows.append(Rows(key, [(row, device) for _, row, device in of]))
        else:
            made[key] = filled(value, at, schema, scope, f"/{key}")
    devices = tuple(context.device for context in contexts)
    if parts.listed:
        made["devices"] = list(devices)
    return Copy(suffix, devices, made, tuple(rows))


def _multiplied(
    items: list[Any], at: Schema, schema: Schema, multiplied: frozenset[int], contexts: list[Context], scope: Scope
) -> Iterator[tuple[Any, int, str]]:
    for row, item in enumerate(items):
        if row not in multiplied:
            yield filled([item], at, schema, scope)[0], row, ""
            continue
        for context in contexts:
            yield filled([item], at, schema, context.scope)[0], row, context.device


def device_scope(scope: Scope, device: str) -> Scope:
    """The same values, with the device."""
    return {**scope, DEVICE: Typed(device, DEVICE)}
