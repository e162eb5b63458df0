"""Ports: what can be wired at a node, and what the ports of a block are bound to inside."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from flows.document import BLOCK, config_of, nodes_of
from flows.migrate import Kinds
from tundish.errors import Problem
from tundish.hint import did_you_mean
from tundish.node import ERROR, Node, Port
from tundish.samples import Samples

Kind: TypeAlias = type[Node[Any, Any]]

ERROR_PORT = Port.events(ERROR, "Error")
SIDES = ("inputs", "outputs")


class Ports(NamedTuple):
    """What can be wired at one node."""

    kind: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


class Binding(NamedTuple):
    """One wire from a port of a block to a port inside."""

    side: str
    port: str
    carries: str
    node: str
    inner: str
    field: str
    """Where it stands in the block."""


def ports_of(node: dict[str, Any], catalogue: Kinds, blocks: Any) -> Ports | None:
    """None when the kind is not installed, or the block not there: then any port may be right."""
    if node["kind"] == BLOCK:
        return _block_ports(node, blocks)
    kind = catalogue.kinds.get(node["kind"])
    if kind is None:
        return None
    try:
        outputs = kind.output_ports(config_of(node) or {})
    except Exception:  # noqa: BLE001 - a broken config is told elsewhere
        outputs = kind.outputs
    return Ports(kind.kind, kind.inputs, (*outputs, ERROR_PORT))


def find(name: str, ports: Iterable[Port]) -> Port | None:
    return next((port for port in ports if port.name == name), None)


def carried(port: Port) -> str:
    return "samples" if port.carries is Samples else "events"


def bindings(block: dict[str, Any]) -> Iterator[Binding]:
    """What the ports of a block are wired to inside, as far as it is readable."""
    for side in SIDES:
        ports = block.get(side)
        for index, port in enumerate(ports if isinstance(ports, list) else ()):
            wires = port.get("wires") if isinstance(port, dict) else None
            for number, wire in enumerate(wires if isinstance(wires, list) else ()):
                match port.get("name"), wire:
                    case str(name), [str(node), str(inner)]:
                        field = f"{side}/{index}/wires/{number}"
                        yield Binding(side, name, str(port.get("carries")), node, inner, field)


def bound(block: dict[str, Any], side: str) -> set[str]:
    """Nodes inside that the ports of one side lead to."""
    return {binding.node for binding in bindings(block) if binding.side == side}


def port_problems(
    id: str, block: dict[str, Any], path: str, catalogue: Kinds, blocks: Any
) -> Iterator[Problem]:  # fmt: skip
    """Ports of a block that are there twice, or bound to nothing, or to what carries something else."""
    inner = {id: ports_of(node, catalogue, blocks) for id, node in nodes_of(block)}
    for side in SIDES:
        names = [port.name for port in _ports(block.get(side))]
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            message = f"The block {id!r} has two {side} {name!r}"
            yield Problem("block-port", message, "Call one of them something else", path, f"blocks/{id}/{side}")
    for binding in bindings(block):
        said = _binding_problem(binding, inner)
        if said:
            message = f"The port {binding.port!r} of the block {id!r}: {said[0]}"
            yield Problem("block-port", message, said[1], path, f"blocks/{id}/{binding.field}")


def _binding_problem(binding: Binding, inner: dict[str, Ports | None]) -> tuple[str, str] | None:
    if binding.node not in inner:
        hint = did_you_mean(binding.node, list(inner)) or "Take the wire away"
        return f"{binding.node!r} is no node of the block", hint
    ports = inner[binding.node]
    if ports is None:
        return None
    here = ports.inputs if binding.side == "inputs" else ports.outputs
    port = find(binding.inner, here)
    names = [port.name for port in here if port.name != ERROR]
    if port is None:
        way = binding.side.removesuffix("s")
        hint = did_you_mean(binding.inner, names) or f"Its {binding.side}: {', '.join(names)}"
        return f"{binding.node!r} ({ports.kind}) has no {way} {binding.inner!r}", hint
    if carried(port) != binding.carries:
        message = f"it carries {binding.carries}, but {binding.inner!r} of {binding.node!r} {carried(port)}"
        return message, "Make both the same"
    return None


def _block_ports(node: dict[str, Any], blocks: Any) -> Ports | None:
    name = (config_of(node) or {}).get("block")
    block = blocks.get(name) if isinstance(blocks, dict) and isinstance(name, str) else None
    if not isinstance(block, dict):
        return None
    inputs, outputs = (tuple(_ports(block.get(side))) for side in SIDES)
    return Ports(f"block {name}", inputs, outputs if find(ERROR, outputs) else (*outputs, ERROR_PORT))


def _ports(given: Any) -> Iterator[Port]:
    for port in given if isinstance(given, list) else ():
        if isinstance(port, dict) and isinstance(port.get("name"), str):
            make = Port.samples if port.get("carries") == "samples" else Port.events
            yield make(port["name"], str(port.get("title", "")), str(port.get("help", "")))
