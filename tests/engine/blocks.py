"""Blocks and flows that use them, written in a line, and what leaves their ports in a replay."""

from typing import Any

from engine.replay.replay import Replay
from tests.engine.kinds import KINDS as TEST_KINDS
from tests.engine.kinds import node
from tundish import Event
from tundish.catalogue import load
from tundish.rows import SampleRow

KINDS = {**load().kinds, **TEST_KINDS}
SECOND = 1_000_000_000


def block(nodes: dict[str, Any], wires: list[list[str]], **more: Any) -> dict[str, Any]:
    """A block `b` of one input, `samples`, which leads to each node that has a wire from `in`."""
    return {
        "format": "tundish.block/1", "id": "b", "version": 1, "parameters": {}, "nodes": nodes,
        "inputs": [{"name": "samples", "carries": "samples", "wires": [[b, "samples"] for a, b in wires if a == "in"]}],
        "outputs": [], "wires": [{"from": [a, "samples"], "to": [b, "samples"]} for a, b in wires if a != "in"], **more,
    }  # fmt: skip


def flow(one: dict[str, Any], devices: list[dict[str, Any]], **parameters: Any) -> dict[str, Any]:
    """A source `plant` and the node `pumps`, which uses the block for a table of devices."""
    config = {"block": "b", "version": one["version"], "parameters": parameters, "devices": devices}
    return {
        "format": "tundish.flow/1", "id": "f", "blocks": {"b": one},
        "nodes": {"plant": node("test.source"), "pumps": {"kind": "block", "config": config}},
        "wires": [{"from": ["plant", "samples"], "to": ["pumps", "samples"]}],
    }  # fmt: skip


def number(default: float) -> dict[str, Any]:
    return {"type": "number", "default": default}


def replayed(document: dict[str, Any], rows: list[Any], size: int = 10_000) -> list[Any]:
    """Everything that leaves a port; rows are (seconds since the one before, point, value)."""
    out: list[Any] = []

    def tell(told: Any) -> None:
        at, port, payload, index = told
        if isinstance(payload, Event):
            out.append((payload.arrival, at, port, payload.kind, payload.point, payload.data.get("limit")))
        else:
            name, value = replay.points.name(int(payload.point[index])), float(payload.value[index])
            out.append((int(payload.arrival[index]), at, port, name, value, int(payload.quality[index])))

    replay = Replay(document, KINDS, tell, size)
    time = 1_000_000_000_000
    for line, (gap, point, value) in enumerate(rows):
        time += gap * SECOND
        replay.feed(SampleRow(line, time, 0, point, value, 0))
    replay.finish()
    return out
