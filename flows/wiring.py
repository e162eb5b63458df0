"""Wiring: every wire must begin and end at ports that exist, carry what is taken there, and lead forward."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flows.cycles import cycles
from flows.document import nodes_of, wires_of
from flows.migrate import Kinds
from flows.ports import Kind, Ports, bound, carried, find, ports_of
from tundish.alarm import AlarmNode
from tundish.connector import EFFECT, Action, Source
from tundish.errors import Problem
from tundish.hint import did_you_mean
from tundish.node import ERROR, Node, Port


class Level(NamedTuple):
    """A flow or the inside of a block. What its ports are wired to inside counts as wired."""

    holder: dict[str, Any]
    blocks: Any
    prefix: str = ""
    block: str = ""
    """Id of the block; empty for the flow."""


def wiring_problems(level: Level, catalogue: Kinds, flat: dict[str, Any]) -> Iterator[Problem]:
    """Everything wrong with the wires of one level, then nodes that no wire reaches; circles of the flow as it runs."""
    ports = {id: ports_of(node, catalogue, level.blocks) for id, node in nodes_of(level.holder)}
    kinds = {id: catalogue.kinds.get(node["kind"]) for id, node in nodes_of(level.holder)}
    seen: dict[tuple[str, ...], int] = {}
    forward: dict[str, list[str]] = {}
    found: list[Problem] = []
    for index, *ends in wires_of(level.holder):
        sender, port, receiver, entry = ends
        wrong = list(_wire_problems(index, (sender, port), (receiver, entry), ports))
        first = seen.setdefault(tuple(ends), index)
        if first != index:
            wrong.append(Problem("wire-twice", f"{_named(ends)} is there twice", "Take one away", wire=index))
        found += wrong
        if not wrong and not getattr(kinds[receiver], "breaks_cycles", False):
            forward.setdefault(sender, []).append(receiver)
    if not level.block:
        found += _circles(forward if flat is level.holder else _forward(flat, catalogue), level.holder)
    found += _loose_problems(level.holder, kinds, ports)
    yield from (_inside(problem, level) for problem in found) if level.block else found


def _inside(problem: Problem, level: Level) -> Problem:
    """A problem inside a block: its node by its path, its wire by its place in the block."""
    node = level.prefix.removesuffix("/") if problem.node is None else level.prefix + problem.node
    field = problem.field if problem.wire is None else f"blocks/{level.block}/wires/{problem.wire}"
    return problem._replace(node=node, field=field, wire=None)


def _circles(forward: dict[str, list[str]], document: dict[str, Any]) -> Iterator[Problem]:
    for cycle in cycles(forward):
        names = " → ".join([*cycle, cycle[0]])
        message, hint = f"The wires go in a circle: {names}", "Take away one of these wires"
        yield Problem("cycle", message, hint, node=cycle[0], wire=_closing(document, cycle))


def _forward(flat: dict[str, Any], catalogue: Kinds) -> dict[str, list[str]]:
    """Which node of a flat flow leads to which."""
    ends = {id for id, node in nodes_of(flat) if getattr(catalogue.kinds.get(node["kind"]), "breaks_cycles", False)}
    forward: dict[str, list[str]] = {}
    for _, sender, _, receiver, _ in wires_of(flat):
        if receiver not in ends and sender != receiver:
            forward.setdefault(sender, []).append(receiver)
    return forward


def _wire_problems(
    index: int, start: tuple[str, str], end: tuple[str, str], ports: dict[str, Ports | None]
) -> Iterator[Problem]:
    missing = [id for id in dict.fromkeys((start[0], end[0])) if id not in ports]
    for id in missing:
        what = f"Wire {_named((*start, *end))} leads to {id!r}, which is no node of this flow"
        yield Problem("wire-node", what, did_you_mean(id, list(ports)) or "Take the wire away", wire=index)
    if missing:
        return
    if start[0] == end[0]:
        yield Problem("wire-loop", f"{start[0]!r} is wired to itself", "Take the wire away", node=start[0], wire=index)
        return
    out, into = ports[start[0]], ports[end[0]]
    sender = find(start[1], out.outputs) if out else None
    receiver = find(end[1], into.inputs) if into else None
    if out and sender is None:
        yield _no_port(index, start, out, outgoing=True)
    if into and receiver is None:
        yield _no_port(index, end, into, outgoing=False)
    if out and into and sender and receiver and sender.carries is not receiver.carries:
        yield _wrong_type(index, (start[0], sender, out), (end[0], receiver, into))


def _no_port(index: int, end: tuple[str, str], ports: Ports, *, outgoing: bool) -> Problem:
    """A port that is not there: of the other side, hidden, or unknown."""
    id, name = end
    way, other = ("output", "input") if outgoing else ("input", "output")
    here, there = (ports.outputs, ports.inputs) if outgoing else (ports.inputs, ports.outputs)
    side = {"node": id, "wire": index}
    if not outgoing and not here:
        message = f"{id!r} ({ports.kind}) takes nothing in: it has no inputs"
        return Problem("wire-direction", message, "Wires begin at it", **side)  # type: ignore[arg-type]
    names = [port.name for port in here if port.name != ERROR] or [port.name for port in here]
    hint = did_you_mean(name, names) or f"Its {way}s: {', '.join(names)}"
    if find(name, there):
        verb = "begin at" if outgoing else "end at"
        message = f"{name!r} of {id!r} is an {other}: a wire cannot {verb} it"
        return Problem("wire-direction", message, hint, **side)  # type: ignore[arg-type]
    if outgoing and name == EFFECT:
        return Problem("wire-port", f"What {id!r} sends out cannot be wired", "Use its port 'events'", **side)  # type: ignore[arg-type]
    return Problem("wire-port", f"{id!r} ({ports.kind}) has no {way} {name!r}", hint, **side)  # type: ignore[arg-type]


def _wrong_type(index: int, start: tuple[str, Port, Ports], end: tuple[str, Port, Ports]) -> Problem:
    (sender, port, out), (receiver, entry, into) = start, end
    carries, takes = carried(port), carried(entry)
    message = f"{port.name!r} of {sender!r} carries {carries}, but {entry.name!r} of {receiver!r} takes {takes}"
    entries = [p.name for p in into.inputs if p.carries is port.carries]
    exits = [p.name for p in out.outputs if p.carries is entry.carries and p.name != ERROR]
    hints = []
    if entries:
        hints.append(f"{receiver!r} takes {carries} at {' or '.join(map(repr, entries))}")
    if exits:
        hints.append(f"{sender!r} gives {takes} at {' or '.join(map(repr, exits))}")
    hint = "; ".join(hints) or "No ports of these two nodes fit"
    return Problem("wire-type", message, hint, node=receiver, wire=index)


def _loose_problems(
    document: dict[str, Any], kinds: dict[str, Kind | None], ports: dict[str, Ports | None]
) -> Iterator[Problem]:
    """Nodes that get nothing or whose work nobody uses."""
    fed = {receiver for _, _, _, receiver, _ in wires_of(document)} | bound(document, "inputs")
    used = {sender for _, sender, port, _, _ in wires_of(document) if port != ERROR} | bound(document, "outputs")
    for id, at in ports.items():
        kind = kinds[id]
        if at is None:
            continue
        if at.inputs and id not in fed:
            names = ", ".join(repr(port.name) for port in at.inputs)
            yield Problem("unfed", f"Nothing feeds {id!r}", f"Wire its input: {names}", node=id, severity="warning")
        elif kind and id not in used and len(at.outputs) > 1 and _only_passes_on(kind):
            message = f"What {id!r} puts out goes nowhere"
            yield Problem("unused", message, "Wire it on, or take it away", node=id, severity="warning")


def _only_passes_on(kind: Kind) -> bool:
    """Whether a node does nothing but by its wires: it owns no points, raises no alarms, sends nothing out."""
    does = issubclass(kind, Source | Action | AlarmNode) or kind.owned is not Node.owned
    return not does and kind.kind.startswith("compute.")


def _closing(document: dict[str, Any], cycle: list[str]) -> int | None:
    """The wire that closes a circle."""
    last, first = cycle[-1], cycle[0]
    return next((i for i, sender, _, receiver, _ in wires_of(document) if (sender, receiver) == (last, first)), None)


def _named(ends: Iterable[str]) -> str:
    sender, port, receiver, entry = ends
    return f"{sender}.{port} → {receiver}.{entry}"
