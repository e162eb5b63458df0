"""Block alone: what is wrong with a block that stands in no flow: it is looked at as if one used it for one device."""

from collections.abc import Callable
from typing import Any

from flows.document import BLOCK, FORMAT
from flows.parameters import declared
from tundish.errors import Problem

NODE = "block"
EXAMPLES = {"text": "x", "number": 1, "integer": 1, "boolean": True, "duration": 1, "connection": "x"}


def block_alone(block: dict[str, Any], validate: Callable[[dict[str, Any]], list[Problem]]) -> list[Problem]:
    """All problems of a block; nodes are those of the block. Parameters without a default have some value."""
    id, version = block.get("id"), block.get("version", 1)
    name = id if isinstance(id, str) else NODE
    needed = {n: d for n, d in declared(block).items() if d.get("default") is None}
    config = {
        "block": name, "version": version, "parameters": {n: _example(d) for n, d in needed.items()},
        "devices": [{"device": "device"}],
    }  # fmt: skip
    flow = {
        "format": FORMAT, "id": "flow", "nodes": {NODE: {"kind": BLOCK, "config": config}}, "wires": [],
        "blocks": {name: block},
    }  # fmt: skip
    return [_inside(problem, f"blocks/{name}/") for problem in validate(flow) if problem.code != "unfed"]


def _inside(problem: Problem, prefix: str) -> Problem:
    node = (problem.node or "").removeprefix(NODE).removeprefix("/") or None
    return problem._replace(node=node, field=problem.field and problem.field.removeprefix(prefix))


def _example(declaration: dict[str, Any]) -> Any:
    kind, low, choices = declaration.get("type", "text"), declaration.get("min"), declaration.get("choices")
    if kind == "choice":
        return choices[0] if isinstance(choices, list) and choices else ""
    value = EXAMPLES.get(kind, "point")
    return low if low is not None and kind in {"number", "integer", "duration"} else value
