"""Kernels are warm in a process that runs its first flow."""

import subprocess
import sys
from ast import literal_eval

FIRST = """
from engine.passes.deploy import start
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from tests.engine.kinds import KINDS, node, wires
from tundish import Points, Samples
from tundish.catalogue import load

points, seen = Points(), []
formula = node("compute.formula", output="{device}.f", formula="{device}.v + 1")
document = {"nodes": {"s": node("test.source"), "f": formula}, "wires": wires("s.samples > f.samples")}
runner = Runner(plan(document, {**load().kinds, **KINDS}, points), Inbox(lambda: 1000), points)
runner.tap = lambda node, port, payload: seen.append((node, port, getattr(payload, "data", None)))
start(runner)
number = points.number("a.v")
runner.inbox.put("s", "samples", Samples.of(arrival=[0], time=[5], point=[number], value=[1.0], quality=[0]))
runner.run_once()
print(seen)
"""


def test_a_formula_in_the_first_flow_of_a_process_is_computed() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True, timeout=300)
    assert [("s", "samples", None), ("f", "samples", None)] == literal_eval(done.stdout)
