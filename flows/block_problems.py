"""Block problems: what is wrong inside blocks, by path: the node that uses the block, the node inside, its field."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flows.blocks import DEEPEST, Origin
from flows.document import BLOCK, config_of, nodes_of
from flows.migrate import Kinds
from flows.parameters import parameter_problems
from flows.ports import port_problems
from flows.wiring import Level, wiring_problems
from tundish.errors import Problem


class _Used(NamedTuple):
    """A block where it is used first."""

    id: str
    block: dict[str, Any]
    path: str
    blocks: Any


def block_problems(document: dict[str, Any], catalogue: Kinds) -> Iterator[Problem]:
    """Parameters, ports and wires of the blocks that a flow uses, each block once."""
    seen: set[str] = set()
    for used in _used(document, document.get("blocks"), "", 0, seen):
        for problem in parameter_problems(used.block, f"blocks/{used.id}/parameters"):
            yield problem._replace(node=used.path)
        yield from port_problems(used.id, used.block, used.path, catalogue, used.blocks)
        yield from wiring_problems(Level(used.block, used.blocks, f"{used.path}/", used.id), catalogue, {})


def _used(holder: dict[str, Any], blocks: Any, prefix: str, depth: int, seen: set[str]) -> Iterator[_Used]:
    for id, node in nodes_of(holder):
        name = (config_of(node) or {}).get("block") if node["kind"] == BLOCK else None
        block = blocks.get(name) if isinstance(name, str) and isinstance(blocks, dict) else None
        if not isinstance(name, str) or not isinstance(block, dict) or name in seen or depth >= DEEPEST:
            continue
        seen.add(name)
        yield _Used(name, block, prefix + id, blocks)
        yield from _used(block, blocks, f"{prefix}{id}/", depth + 1, seen)


def shown_problems(problems: Iterable[Problem], origins: Mapping[str, Origin]) -> list[Problem]:
    """Problems of the flat flow as problems of the nodes that people see; the same for many devices is told once."""
    found: dict[tuple[Any, ...], tuple[Problem, dict[str, None]]] = {}
    for number, problem in enumerate(problems):
        origin = origins.get(problem.node or "")
        if origin is None:
            found[number,] = (problem, {})
            continue
        field, devices = _field(problem.field, origin)
        told = problem._replace(node=origin.path, field=field)
        _, known = found.setdefault((told.code, told.node, told.field, told.hint), (told, {}))
        known.update(dict.fromkeys(devices))
    return [_for_devices(problem, list(devices)) for problem, devices in found.values()]


def _field(field: str | None, origin: Origin) -> tuple[str | None, tuple[str, ...]]:
    """The field as it stands in the block, and whose it is."""
    parts = (field or "").split("/")
    for rows in origin.rows:
        if len(parts) > 1 and parts[0] == rows.field and parts[1].isdigit() and int(parts[1]) < len(rows.origins):
            row, device = rows.origins[int(parts[1])]
            return "/".join([parts[0], str(row), *parts[2:]]), (device,) if device else ()
    return field, origin.devices


def _for_devices(problem: Problem, devices: list[str]) -> Problem:
    if not devices:
        return problem
    more = f" and {len(devices) - 1} more" if len(devices) > 1 else ""
    return problem._replace(message=f"{problem.message} (for {devices[0]}{more})")
