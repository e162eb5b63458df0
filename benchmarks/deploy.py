"""A flow of 5,000 nodes: validate and deploy, deploy again with one node changed, memory, beside Node-RED."""

import sys
from itertools import cycle
from statistics import median
from typing import Any

from benchmarks.drawing import drawn
from benchmarks.peers.install import Unavailable
from benchmarks.peers.node_red import NodeRed, function, tab, wired
from benchmarks.running import Running, installed
from benchmarks.table import Bench, resident
from engine.passes.deploy import redeploy
from engine.passes.plan import plan
from flows.migrate import migrated
from flows.validate import validate
from tundish import Points

LANES = 1000
"""Each of five nodes."""
CASES = {"cases": [{"port": "alarm", "when": "kind == 'alarm.active'"}]}


def document(lanes: int, h: float = 80.0) -> dict[str, Any]:
    """Formula, deadband, limits, switch and text for each of many devices; `h` is a limit of the last one."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {"in": ("source.file", {"path": "plant.csv", "points": "*.v"})}
    wires = []
    for i in range(lanes):
        row = {"points": f"d{i}.f", "h": h if i == lanes - 1 else 80.0, "hh": 95.0, "deadband": 1.0, "on_delay": 1.5}
        nodes |= {
            f"f{i}": ("compute.formula", {"formula": f"d{i}.v * 1.8 + 32", "output": f"d{i}.f"}),
            f"b{i}": ("compute.deadband", {}),
            f"a{i}": ("alarm.limit", {"rows": [row]}),
            f"s{i}": ("compute.switch", CASES),
            f"t{i}": ("compute.template", {"text": "{{ point }}: {{ message }}"}),
        }
        wires += [
            f"in.samples > f{i}.samples", f"f{i}.samples > b{i}.samples", f"b{i}.samples > a{i}.samples",
            f"a{i}.events > s{i}.events", f"s{i}.alarm > t{i}.events",
        ]  # fmt: skip
    return drawn("large", nodes, wires)


def node_red_document(lanes: int, limit: str = "80") -> list[dict[str, Any]]:
    """The same five nodes as its users would take them."""
    nodes = [tab(), function("in", [f"f{i}" for i in range(lanes)], "return msg;")]
    for i in range(lanes):
        high = limit if i == lanes - 1 else "80"
        check = f"msg.level = msg.payload > {high} ? 'H' : ''; return msg.level === context.get('was') ? null : msg;"
        rules = [{"t": "eq", "v": "H", "vt": "str"}, {"t": "else"}]
        nodes += [
            function(f"f{i}", [f"b{i}"], "msg.payload = msg.payload * 1.8 + 32; return msg;"),
            wired(f"b{i}", "rbe", [f"a{i}"], func="deadband", gap="0.5", start="", inout="out", property="payload"),
            function(f"a{i}", [f"s{i}"], check),
            wired(f"s{i}", "switch", [[f"t{i}"], []], property="level", propertyType="msg", rules=rules, outputs=2),
            wired(f"t{i}", "template", [], field="payload", template="{{topic}}: {{payload}}", syntax="mustache"),
        ]
    return nodes


def main() -> int:
    bench = Bench("deploy", __doc__, journal="off", tracing="off")
    lanes = bench.size(LANES, 20)
    one, other = document(lanes), document(lanes, 81.0)
    before = resident()
    running = Running(one)
    memory = resident()
    took = bench.timed(lambda: Running(one), repeats=5)
    checked = bench.timed(lambda: validate(one, installed()), repeats=5)
    made = bench.timed(lambda: plan(migrated(one, installed()), installed().kinds, Points()), repeats=3)
    versions = cycle((other, one))
    again = bench.timed(
        lambda given: redeploy(running.runner, given, installed().kinds),
        before=lambda: next(versions), repeats=6,
    )  # fmt: skip
    theirs = node_red(bench, lanes)
    name = "Node-RED" if theirs else ""
    whole, changed, held = theirs or (None, None, None)
    size = 5 * lanes + 1
    ratio = 1.0 if theirs else None
    bench.row(f"{size:,} nodes, validate and deploy", took, "s", at_most=1.0, peer=whole, beside=name, ratio=ratio)
    bench.row("of that validate", checked, "s")
    bench.row("of that make the plan", made, "s")
    bench.row("one node changed, deploy again", again, "s", at_most=0.05, peer=changed, beside=name, ratio=ratio)
    bench.row("memory of the process", memory, "B", at_most=300e6, peer=held, beside=name, ratio=ratio)
    bench.row("of that the flow", max(0, memory - before), "B")
    return bench.done()


def node_red(bench: Bench, lanes: int) -> tuple[float, float, float] | None:
    """Seconds of a full deploy and of one changed node, and bytes after it."""
    if not bench.peers:
        return None
    flows = node_red_document(lanes), node_red_document(lanes, "81")
    try:
        whole, changed, held = [], [], []
        for _ in range(1 if bench.quick else 3):
            with NodeRed() as peer:
                whole.append(peer.deploy(flows[0]))
                changed.append(peer.deploy(flows[1], "nodes"))
                held.append(peer.memory())
    except Unavailable as error:
        bench.note(f"Node-RED: {error}")
        return None
    return median(whole), median(changed), median(held)


if __name__ == "__main__":
    sys.exit(main())
