"""Blocks: a flow with blocks and parameters made flat, as it runs: only nodes and wires, every value put in.

A node inside a block has a path for its id: `pumps/limits` is the node `limits` of the block that the node `pumps`
stands for. Where devices of a table need nodes of their own, these are called `pumps/limits~band=2`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from flows.block_use import Values, block_of, use_of
from flows.devices import (
    APART,
    ROUTER_PORTS,
    TO,
    Applied,
    Budget,
    Context,
    Copies,
    Rows,
    TooMuch,
    copies,
    router,
)  # fmt: skip
from flows.document import BLOCK, MOST_NODES, config_of, nodes_of, wires_of
from flows.fill import Typed, filled, has_braces, schema_of, told_unknown, uses
from flows.parameters import DEVICE, declared, unknown, values_of
from flows.ports import bindings
from flows.units import with_units
from tundish.connector import Source
from tundish.errors import FlowError, Problem
from tundish.node import ERROR, Node

KindTable: TypeAlias = Mapping[str, type[Node[Any, Any]]]

DEEPEST = 8
"""Blocks within blocks."""

Ends = list[tuple[str, str]]
"""Nodes of the flat flow and their ports."""


class Inside(NamedTuple):
    """What stands for a node: where wires that begin or end at its ports begin or end in the flat flow."""

    outputs: Callable[[str], Ends]
    inputs: Callable[[str], Ends]


class Origin(NamedTuple):
    """Where a node of the flat flow comes from: the path to show, and the rows of multiplied tables."""

    path: str
    rows: tuple[Rows, ...] = ()
    devices: tuple[str, ...] = ()


class Flat(NamedTuple):
    """`document` has neither blocks nor parameters. What could not be made is left out, and is among the problems."""

    document: dict[str, Any]
    problems: list[Problem]
    origins: dict[str, Origin]
    """Of the nodes that are not in the document as they stand in the flat one."""


def flat(document: dict[str, Any], kinds: KindTable) -> dict[str, Any]:
    """The flow as it runs, units and all; itself when there is nothing to put in. FlowError for the first problem."""
    found = flattened(document, kinds)
    wrong = [problem for problem in found.problems if problem.severity == "error"]
    if wrong:
        where = f"{wrong[0].node}: " if wrong[0].node else ""
        raise FlowError(f"{where}{wrong[0].message}", wrong[0].hint)
    return with_units(found.document, kinds)


def flattened(document: dict[str, Any], kinds: KindTable) -> Flat:
    """The flow as it runs, as far as it can be made, and what was wrong with its blocks and parameters."""
    if not is_templated(document):
        return Flat(document, [], {})
    made = _Flattening(kinds)
    types = {name: str(d.get("type", "text")) for name, d in declared(document).items()}
    scope = {name: Typed(value, types[name]) for name, value in values_of(document).items()}
    here = Context("", scope)
    level = _Level("", Applied(here, (here,)), types, document.get("blocks"), (), "the flow")
    try:
        made.level(document, level)
    except TooMuch as error:
        made.problems.append(Problem("too-many-nodes", str(error), "Split it into several flows", field="nodes"))
    rest = {key: value for key, value in document.items() if key not in {"blocks", "parameters"}}
    return Flat({**rest, "parameters": {}, "nodes": made.nodes, "wires": made.wires}, made.problems, made.origins)


def is_templated(document: dict[str, Any]) -> bool:
    """Whether anything in a flow has to be put in: blocks, parameters, or braces that may be meant as they stand."""
    if document.get("parameters") or document.get("blocks"):
        return True
    return any(node["kind"] == BLOCK or has_braces(node.get("config")) for _, node in nodes_of(document))


class _Level(NamedTuple):
    """A flow, or one use of a block: before the ids of its nodes stands `prefix`."""

    prefix: str
    applied: Applied
    known: Mapping[str, Any]
    """Names of all parameters, those without a value too."""
    blocks: Any
    chain: tuple[str, ...]
    """Ids of the blocks around."""
    whose: str
    record: bool = False
    """What is recorded of the node that stands for a block is recorded of all in it."""
    was: str | Mapping[str, str] = ""
    """Ids that the nodes had in the version before: of some of them, or the node that stood for the block."""

    def was_of(self, id: str, node: dict[str, Any]) -> str:
        """The id of a node in the flat flow before."""
        if isinstance(self.was, str):
            own = node.get("was")
            return f"{self.prefix}{own}" if own else f"{self.was}/{id}" if self.was else ""
        return self.was.get(id, "")


class _Flattening:
    def __init__(self, kinds: KindTable) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.wires: list[dict[str, Any]] = []
        self.problems: list[Problem] = []
        self.origins: dict[str, Origin] = {}
        self._budget = Budget()
        self._wired: set[tuple[tuple[str, str], tuple[str, str]]] = set()
        self._kinds = kinds

    def level(self, holder: dict[str, Any], level: _Level) -> dict[str, Inside]:
        """Take in the nodes and wires of a flow or a block."""
        inside = {
            id: self._block(id, node, level) if node["kind"] == BLOCK else self._node(id, node, level)
            for id, node in nodes_of(holder)
        }
        if not level.prefix and all(node["kind"] != BLOCK for _, node in nodes_of(holder)):
            self.wires = holder.get("wires", [])  # nothing stands for anything else
            return inside
        for _, sender, port, receiver, entry in wires_of(holder):
            if sender in inside and receiver in inside:
                self._wire(inside[sender].outputs(port), inside[receiver].inputs(entry))
        return inside

    def _wire(self, starts: Ends, ends: Ends) -> None:
        self._budget.wires(len(starts) * len(ends))
        for start in starts:
            for end in ends:
                if (start, end) not in self._wired:
                    self._wired.add((start, end))
                    self.wires.append({"from": list(start), "to": list(end)})

    def _add(self, id: str, node: dict[str, Any], origin: Origin | None) -> None:
        if len(self.nodes) >= MOST_NODES:
            raise TooMuch(f"with its blocks the flow has more than {MOST_NODES:,} nodes")
        self.nodes[id] = node
        if origin is not None:
            self.origins[id] = origin

    # -- a node --------------------------------------------------------------------------------------------------------

    def _node(self, id: str, node: dict[str, Any], level: _Level) -> Inside:
        path, kind, config = level.prefix + id, self._kinds.get(node["kind"]), config_of(node)
        if level.prefix and (was := level.was_of(id, node)):
            node = {**node, "was": was}
        if level.record:
            node = {**node, "record": True}
        if kind is None or not config or not has_braces(config):
            self._add(path, node, Origin(path) if level.prefix else None)
            return _alone(path)
        schema = schema_of(kind.config_type)
        self._unknown(path, uses(config, schema, schema), level, draft=not level.prefix and not level.known)
        if level.applied.many:
            return self._copies(path, node, level.applied, kind)
        put_in = filled(config, schema, schema, level.applied.base.scope)
        self._add(path, {**node, "config": put_in}, Origin(path) if level.prefix else None)
        return _alone(path)

    def _copies(self, path: str, node: dict[str, Any], applied: Applied, kind: type[Node[Any, Any]]) -> Inside:
        found = copies(
            node, schema_of(kind.config_type), applied, is_source=issubclass(kind, Source), budget=self._budget
        )
        ids = [f"{path}{APART}{copy.suffix}" if copy.suffix else path for copy in found.copies]
        for id, copy in zip(ids, found.copies, strict=True):
            made = {**node, "config": copy.config, "devices": {"pattern": applied.pattern, "here": list(copy.devices)}}
            if copy.suffix and node.get("was"):
                made["was"] = f"{node['was']}{APART}{copy.suffix}"
            self._add(id, made, Origin(path, copy.rows, copy.devices))
        if not found.routed:
            return Inside(lambda port: [(id, port) for id in ids], lambda port: [(id, port) for id in ids])
        return self._routed(path, applied.pattern, ids, found, kind)

    def _routed(
        self, path: str, pattern: str, ids: list[str], found: Copies, kind: type[Node[Any, Any]]
    ) -> Inside:  # fmt: skip
        """One node before the copies for each of their inputs, so that two inputs of one kind stay apart."""
        gates: dict[str, Ends] = {}
        for port in kind.inputs:
            gate, ways = f"{path}{APART}{TO}{port.name}", ROUTER_PORTS[port.carries]
            self._add(gate, router(pattern, found), Origin(path))
            gates[port.name] = [(gate, ways.entry)]
            for number, (id, copy) in enumerate(zip(ids, found.copies, strict=True)):
                way = f"g{number}{ways.ending}" if copy.suffix else ways.entry
                self._wire([(gate, way)], [(id, port.name)])
        return Inside(lambda port: [(id, port) for id in ids], lambda port: gates.get(port, []))

    def _unknown(self, path: str, used: Any, level: _Level, *, draft: bool) -> None:
        """Names that are no parameters. Where no parameter is declared at all, braces may be meant as they stand."""
        for name, place in dict.fromkeys(used):
            known = name in level.known or (name == DEVICE and level.applied.many)
            if known or not told_unknown(place):
                continue
            message, hint = unknown(name, level.known, level.whose)
            if name == DEVICE:
                message, hint = "There is no device here", "Use the block for a table of devices"
            severity = "warning" if draft else "error"
            self.problems.append(Problem("parameter", message, hint, path, place.path, None, severity))

    # -- a block -------------------------------------------------------------------------------------------------------

    def _block(self, id: str, node: dict[str, Any], level: _Level) -> Inside:
        self._budget.block()
        path = level.prefix + id
        nothing = Inside(lambda _: [], lambda _: [])
        used = use_of(node, path, self.problems)
        block = used and block_of(used, path, level.blocks, self.problems)
        if used is None or block is None:
            return nothing
        chain = (*level.chain, used.block)
        if used.block in level.chain:
            message = f"The block {used.block!r} is inside itself: {' → '.join(chain)}"
            self.problems.append(Problem("block-cycle", message, "Take it out of itself", path, "block"))
            return nothing
        if len(chain) > DEEPEST:
            message = f"Blocks are nested more than {DEEPEST} deep: {' → '.join(chain)}"
            self.problems.append(
                Problem("block-depth", message, "Put some of their nodes into the flow", path, "block")
            )
            return nothing
        outer = (path, level.applied, level.known, level.whose)
        applied = Values(used, block, outer, self.problems).applied()
        if applied is None:
            return nothing
        self._budget.rows(len(applied.contexts))
        whose, record = f"the block {used.block!r}", level.record or node.get("record") is True
        inner = self.level(
            block,
            _Level(f"{path}/", applied, declared(block), level.blocks, chain, whose, record, _was(id, node, level)),
        )
        return Inside(lambda port: _outs(block, inner, port), lambda port: _ins(block, inner, port))


def _was(id: str, node: dict[str, Any], level: _Level) -> str | Mapping[str, str]:
    """What the nodes in a block were before: nodes outside of it, or of the block that was called something else."""
    inside = node.get("was_inside")
    if isinstance(inside, dict) and inside:
        return {str(inner): f"{level.prefix}{was}" for inner, was in inside.items()}
    return level.was_of(id, node)


def _alone(id: str) -> Inside:
    return Inside(lambda port: [(id, port)], lambda port: [(id, port)])


def _outs(block: dict[str, Any], inner: dict[str, Inside], port: str) -> Ends:
    ends = [b for b in bindings(block) if b.side == "outputs" and b.port == port and b.node in inner]
    if port == ERROR and not ends:
        return [end for one in inner.values() for end in one.outputs(ERROR)]
    return [end for b in ends for end in inner[b.node].outputs(b.inner)]


def _ins(block: dict[str, Any], inner: dict[str, Inside], port: str) -> Ends:
    ends = [b for b in bindings(block) if b.side == "inputs" and b.port == port and b.node in inner]
    return [end for b in ends for end in inner[b.node].inputs(b.inner)]
