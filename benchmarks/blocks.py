"""A block on a table of 500 pumps, beside one plain table and beside 500 copies of the block.

Each pump: a formula and a limit alarm with HH, H, L, LL, deadband and delays. All must make the same transitions.
"""

import sys
from copy import deepcopy
from itertools import cycle
from typing import Any

from benchmarks.drawing import drawn
from benchmarks.running import Running, Transition, installed
from benchmarks.table import Bench, first_difference, resident
from benchmarks.workload import DELAYS, LIMITS, Workload, document, in_order, transition, workload
from engine.passes.deploy import redeploy
from flows.blocks import flat
from flows.validate import validate
from tundish import Samples
from tundish.event import Event

PUMPS = 500
OVERRIDES = {"h": 81.0}
"""What every fiftieth pump has of its own, where some have."""


def block(version: int = 1, high: float = 80.0) -> dict[str, Any]:
    """The device model: scale, then limits. The second version keeps its nodes and adds one."""
    row = {**LIMITS, **DELAYS, "points": "{device}.f", "h": "{h}"}
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "scale": ("compute.formula", {"formula": "{device}.v * 1.8 * {gain} + 32", "output": "{device}.f"}),
        "limits": ("alarm.limit", {"rows": [row]}),
    }
    wires = ["scale.samples > limits.samples"]
    if version > 1:
        nodes["calm"] = ("compute.deadband", {})
        wires.append("scale.samples > calm.samples")
    inside = drawn("pump", nodes, wires)
    parameters = {"h": {"type": "number", "default": high}, "gain": {"type": "number", "default": 1}}
    ports = {
        "inputs": [{"name": "samples", "carries": "samples", "wires": [["scale", "samples"]]}],
        "outputs": [{"name": "events", "carries": "events", "wires": [["limits", "events"]]}],
    }
    return {**inside, "format": "tundish.block/1", "version": version, "parameters": parameters, **ports}


def flow(uses: dict[str, list[dict[str, Any]]], of: dict[str, Any]) -> dict[str, Any]:
    """A source and nodes that use the block, each for some devices."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {"in": ("source.file", {"path": "plant.csv", "points": "*.v"})}
    for id, devices in uses.items():
        nodes[id] = ("block", {"block": "pump", "version": of["version"], "devices": devices})
    return {**drawn("pumps", nodes, [f"in.samples > {id}.samples" for id in uses]), "blocks": {"pump": of}}


def devices(count: int, **override: Any) -> list[dict[str, Any]]:
    """A row for each pump; every fiftieth has the override."""
    return [{"device": f"d{i}", **(override if i % 50 == 0 else {})} for i in range(count)]


def deploy(of: dict[str, Any]) -> Running:
    """Validate, make flat, plan and start."""
    kinds = installed()
    if problems := [problem for problem in validate(of, kinds) if problem.severity == "error"]:
        raise ValueError(f"the document is not valid: {problems[0]}")
    return Running(flat(of, kinds.kinds), valid=True)


def rate(bench: Bench, of: dict[str, Any], work: Workload, repeats: int = 5) -> float:
    """Samples a second, one instant of all pumps a pass."""

    def ready() -> tuple[Running, list[Samples]]:
        running = deploy(of)
        batches = work.batches(running.points)
        running.feed(batches[:1])  # every point is known, all is compiled
        return running, batches[1:]

    return (work.size - work.points) / bench.timed(lambda given: given[0].feed(given[1]), before=ready, repeats=repeats)


def transitions(of: dict[str, Any], work: Workload) -> list[Transition]:
    seen: list[Transition] = []

    def tap(node: str, port: str, payload: Samples | Event) -> None:
        if isinstance(payload, Event) and payload.kind.startswith("alarm."):
            seen.append(transition(payload))

    running = Running(flat(of, installed().kinds), tap=tap, valid=True)
    running.feed(work.batches(running.points))
    return in_order(seen)


def held(of: dict[str, Any]) -> tuple[Running, int]:
    """A running flow, and by how many bytes the process has grown."""
    before = resident()
    running = deploy(of)
    return running, max(0, resident() - before)


def main() -> int:
    bench = Bench("blocks", __doc__, journal="off", tracing="off")
    count = bench.size(PUMPS, 10)
    work = workload(bench.size(500_000, 4000), count, points=count)
    few = workload(bench.size(20_000, 4000), count, 0.01, points=count)  # each copy looks at all samples
    table = flow({"pumps": devices(count)}, block())
    copies = flow({f"p{i}": [row] for i, row in enumerate(devices(count))}, block())
    some = flow({"pumps": devices(count, **OVERRIDES)}, block())
    groups = flow({"pumps": devices(count, gain=1.01)}, block())
    plain = document(work.limits)
    deploy(plain)
    running, memory = held(table)
    more = held(copies)[1]
    void = first_difference(transitions(table, few), transitions(copies, few))
    void = void or first_difference(transitions(table, work), transitions(plain, work))
    seconds = bench.timed(lambda: deploy(table), repeats=5)
    each = bench.timed(lambda: deploy(copies), repeats=2)
    bench.row(f"deploy, {count} pumps", seconds, "s", at_most=1.0, peer=each, beside="copies", void=void)
    bench.row(
        "deploy, one in 50 with a limit of its own", bench.timed(lambda: deploy(some), repeats=5), "s", at_most=1.0
    )
    bench.row("deploy, one in 50 with a formula of its own", bench.timed(lambda: deploy(groups), repeats=5), "s")
    bench.row("memory of the flow", memory, "B", peer=more, beside="copies")
    fast, slow, bare = rate(bench, table, work), rate(bench, copies, few, 2), rate(bench, plain, work)
    bench.row("samples", fast, "samples/s", peer=slow, beside="copies", void=void)
    bench.row("samples, beside a plain table of limits", fast, "samples/s", peer=bare, beside="plain", void=void)
    bench.row("samples, one in 50 with a limit of its own", rate(bench, some, work), "samples/s", at_least=0.9 * bare)
    bench.row("samples, one in 50 with a formula of its own", rate(bench, groups, work), "samples/s")
    bench.row("upgrade to the block's next version, overrides kept", upgrade(bench, running, count), "s", at_most=1.0)
    return bench.done()


def upgrade(bench: Bench, running: Running, count: int) -> float:
    """Seconds of going from one version of the block to the next and back while it runs."""
    kinds = installed()
    given = devices(count, **OVERRIDES)
    flows = [flow({"pumps": given}, block(2, 79.0)), flow({"pumps": deepcopy(given)}, block())]
    versions = cycle(flows)
    return bench.timed(
        lambda one: redeploy(running.runner, flat(one, kinds.kinds), kinds.kinds), before=lambda: next(versions),
        repeats=6,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
