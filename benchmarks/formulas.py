"""1,000 formulas over 10,000 points, and one formula over 10,000 devices, beside pandas, numexpr and Node-RED.

Ours is deployed from JSON: each formula a node, or one node with `{device}`; samples come through the inbox, each
result has a quality, a time and a point. Pandas and numexpr are given columns and give columns, without any of these.
A row is void unless the peer's results equal ours to 12 digits.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.drawing import drawn
from benchmarks.peers.install import Unavailable, python
from benchmarks.peers.library import PATIENCE, SCRIPTS
from benchmarks.peers.node_red import NodeRed, door, function, script
from benchmarks.running import START, Running
from benchmarks.table import Bench
from tundish import Points, Samples
from tundish.event import Event

SECOND = 1_000_000_000
DEVICES, FORMULAS, INPUTS = 10_000, 1000, 10
ONE = "{device}.u * {device}.i * 0.9 + if({device}.u > 230, {device}.u - 230, 0)"
MANY = "(a + b + c) / 3 * d - min(e, f) + max(g, h) / 2 + if(i > j, i, j)"
NEAR = 1e-12
"""Relative; a library may add in another order."""
Values = npt.NDArray[np.float64]


class Workload(NamedTuple):
    """Every point once a second: a row of values for each instant."""

    what: str
    names: list[str]
    value: Values
    """Instants by points."""
    results: int
    """Of each instant."""
    document: dict[str, Any]

    def batches(self, points: Points, together: int) -> list[Samples]:
        """As a source emits them, so many instants each."""
        numbers = np.array([points.number(name) for name in self.names], np.int32)
        count, made = len(self.names), []
        for first in range(0, len(self.value), together):
            value = self.value[first : first + together]
            time = START + np.repeat(np.arange(first, first + len(value)) * SECOND, count)
            point = np.tile(numbers, len(value))
            zeros = np.zeros(value.size)
            made.append(Samples.of(arrival=zeros, time=time, point=point, value=value.ravel(), quality=zeros))
        return made


def one_formula(rounds: int) -> Workload:
    """One formula, 10,000 devices with two points each: the first half of the columns are u, the others i."""
    names = [f"d{n}.u" for n in range(DEVICES)] + [f"d{n}.i" for n in range(DEVICES)]
    value = np.random.default_rng(1).normal([[230] * DEVICES + [10] * DEVICES], 5, (rounds, 2 * DEVICES))
    nodes = {"f": ("compute.formula", {"formula": ONE, "output": "{device}.p"})}
    return _drawn("devices", names, value, DEVICES, nodes)


def many_formulas(rounds: int) -> Workload:
    """1,000 formulas, each of ten points of its own."""
    names = [f"p{n}" for n in range(FORMULAS * INPUTS)]
    value = np.random.default_rng(2).normal(50, 20, (rounds, len(names)))
    nodes = {
        f"f{k}": ("compute.formula", {"formula": of_points(k), "output": f"r{k}"}) for k in range(FORMULAS)
    }  # fmt: skip
    return _drawn("formulas", names, value, FORMULAS, nodes)


def of_points(k: int) -> str:
    """The formula with the names of its points."""
    return re.sub(r"\b[a-j]\b", lambda letter: f"p{INPUTS * k + 'abcdefghij'.index(letter[0])}", MANY)


def _drawn(what: str, names: list[str], value: Values, results: int, nodes: dict[str, Any]) -> Workload:
    source: dict[str, Any] = {"in": ("source.file", {"path": "plant.csv", "points": "*"})}
    wires = [f"in.samples > {node}.samples" for node in nodes]
    return Workload(what, names, value, results, drawn(what, source | nodes, wires))


def rate(bench: Bench, work: Workload, together: int) -> float:
    """Results a second of our flow, `together` instants a pass. The first pass is not timed."""

    def ready() -> tuple[Running, list[Samples]]:
        running = Running(work.document, valid=True)
        first, *rest = work.batches(running.points, together)
        running.feed([first])
        return running, rest

    took = bench.timed(lambda given: given[0].feed(given[1]), before=ready, repeats=3)
    return (len(work.value) - together) * work.results / took


def computed(work: Workload, rounds: int) -> Values:
    """What our flow makes of the first instants, instants by results."""
    found: list[tuple[int, int, float]] = []

    def tap(node: str, _: str, payload: Samples | Event) -> None:
        if node != "in" and isinstance(payload, Samples):
            found.extend(zip(payload.time.tolist(), payload.point.tolist(), payload.value.tolist(), strict=True))

    running = Running(work.document, tap=tap)
    running.feed(work._replace(value=work.value[:rounds]).batches(running.points, 1))
    name = running.points.name
    rows = sorted((time, int(name(point).split(".")[0][1:]), value) for time, point, value in found)
    return np.array([value for _, _, value in rows]).reshape(rounds, work.results)


class Ran(NamedTuple):
    seconds: float
    results: Values


def library(name: str, work: Workload, together: int) -> Ran:
    """The workload by a library of Python, in an environment and a process of its own."""
    program = python("tables")
    with tempfile.TemporaryDirectory(prefix="workload-") as folder:
        save(work, Path(folder), together)
        done = subprocess.run(
            [program, SCRIPTS / "formulas.py", name, folder], capture_output=True, text=True, check=False,
            timeout=PATIENCE, cwd=folder,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"its run failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
        took = json.loads(done.stdout.splitlines()[-1])
        return Ran(min(took.values()), np.fromfile(Path(folder) / "results.f64").reshape(-1, work.results))


def node_red(peer: NodeRed, work: Workload) -> Ran:
    """The workload by what is deployed there."""
    with tempfile.TemporaryDirectory(prefix="workload-") as folder:
        save(work, Path(folder), 1)
        answer = json.loads(peer.post("/run", json.dumps({"folder": folder}).encode()))
        return Ran(min(answer["took"].values()), np.fromfile(Path(folder) / "results.f64").reshape(-1, work.results))


def save(work: Workload, folder: Path, together: int) -> None:
    work.value.tofile(folder / "value.f64")
    facts = {
        "what": work.what, "instants": len(work.value), "points": len(work.names), "results": work.results,
        "together": together,
    }  # fmt: skip
    (folder / "facts.json").write_text(json.dumps(facts), "utf-8")


def a_node_each() -> list[dict[str, Any]]:
    """1,000 function nodes; each gets a message with its ten values."""
    each = [function(f"f{k}", ["kept"], f"msg.k = {k};\nmsg.payload = {javascript()};\nreturn msg;")
            for k in range(FORMULAS)]  # fmt: skip
    source = function("formulas_source", [])
    source |= {"outputs": FORMULAS, "wires": [[f"f{k}"] for k in range(FORMULAS)]}
    return [*door("formulas_source"), source, *each, function("kept", ["answered"], script("formulas_kept"))]


def all_in_one() -> list[dict[str, Any]]:
    """One function node that has made all of them into functions On Start."""
    body = f"return (p, o) => {javascript('p', 'o + ')};"
    start = f'context.set("all", Array.from({{ length: {FORMULAS} }}, () => (() => {{ {body} }})()));'
    return [*door("formulas_all"), function("formulas_all", ["answered"], start=start)]


def a_message_each() -> list[dict[str, Any]]:
    """A function node with the formula, and a message for each device."""
    text = "const { u, i } = msg.payload;\nmsg.payload = u * i * 0.9 + (u > 230 ? u - 230 : 0);\nreturn msg;"
    return [
        *door("devices_source"), function("devices_source", ["f"]), function("f", ["kept"], text),
        function("kept", ["answered"], script("formulas_kept")),
    ]  # fmt: skip


def arrays() -> list[dict[str, Any]]:
    """A function node that goes through arrays of all devices."""
    return [*door("devices_all"), function("devices_all", ["answered"])]


def javascript(of: str = "msg.payload", at: str = "") -> str:
    """The formula in the language of Node-RED: its points are places in an array."""
    a, b, c, d, e, f, g, h, i, j = (f"{of}[{at}{n}]" for n in range(INPUTS))
    return (
        f"({a} + {b} + {c}) / 3 * {d} - Math.min({e}, {f}) + Math.max({g}, {h}) / 2 + ({i} > {j} ? {i} : {j})"
    )  # fmt: skip


def beside(
    bench: Bench, what: str, ours: float, name: str, work: Workload, expected: Values, run: Callable[[], Ran]
) -> None:
    """A row against a peer: the median of its runs, its results compared with ours."""
    try:
        ran = [run() for _ in range(2 if bench.quick else 3)]
    except Unavailable as error:
        bench.row(what, ours, "results/s", beside=name, note=f"{name}: {error}")
        return
    size = len(work.value) * work.results
    void = difference(expected, ran[-1].results[: len(expected)])
    bench.row(what, ours, "results/s", peer=size / median(one.seconds for one in ran), beside=name, void=void)


def difference(ours: Values, theirs: Values) -> str:
    """Where the results differ by more than rounding; empty when they are equal."""
    if ours.shape != theirs.shape:
        return f"{ours.shape} results of ours, {theirs.shape} of the peer's"
    wrong = np.argwhere(~np.isclose(ours, theirs, rtol=NEAR, atol=NEAR))
    if not wrong.size:
        return ""
    at = tuple(wrong[0])
    return f"instant {at[0]}, result {at[1]}: ours {ours[at]!r}, the peer's {theirs[at]!r}"


def main() -> int:
    bench = Bench("formulas", __doc__, journal="off", tracing="off")
    one = one_formula(bench.size(40, 3))
    many = many_formulas(bench.size(100, 4))
    few = many_formulas(bench.size(6, 3))
    hundred = bench.size(50, 2)
    rates = {
        "one": rate(bench, one, 1), "ten": rate(bench, one, bench.size(10, 2)), "few": rate(bench, few, 1),
        "many": rate(bench, many, hundred),
    }  # fmt: skip
    a, b = "one formula, 10,000 devices", "1,000 formulas, 10,000 points"
    names = {
        "one": f"{a}, an instant a pass", "ten": f"{a}, 10 a pass",
        "few": f"{b}, an instant a pass", "many": f"{b}, {hundred} a pass",
    }  # fmt: skip
    for key, what in names.items():
        bench.row(what, rates[key], "results/s")
    if bench.peers:
        expect = {"one": computed(one, 2), "ten": computed(one, 2), "few": computed(few, 2), "many": computed(many, 2)}
        for key, work, together in (("one", one, 1), ("ten", one, 10), ("few", few, 1), ("many", many, hundred)):
            for name in ("pandas", "numexpr"):
                run = partial(library, name, work, together)
                beside(bench, names[key], rates[key], name, work, expect[key], run)
        beside_node_red(bench, names, rates, one, few, expect)
    bench.note(
        "pandas and numexpr compute columns alone; ours finds inputs by name, judges quality, keeps time and point"
    )
    return bench.done()


def beside_node_red(
    bench: Bench, names: dict[str, str], rates: dict[str, float], one: Workload, few: Workload,
    expect: dict[str, Values],
) -> None:  # fmt: skip
    singly = one._replace(value=one.value[: bench.size(6, 2)])
    rows = (
        ("one", "Node-RED, a message a device", a_message_each, singly),
        ("one", "Node-RED, one function over arrays", arrays, one),
        ("few", "Node-RED, 1,000 function nodes", a_node_each, few),
        ("few", "Node-RED, one function, kept compiled", all_in_one, few),
    )
    try:
        with NodeRed() as peer:
            for key, name, flow, work in rows:
                peer.deploy(flow())
                node_red(peer, work)  # it gets warm, too
                beside(bench, names[key], rates[key], name, work, expect[key], partial(node_red, peer, work))
    except Unavailable as error:
        bench.row(names["one"], rates["one"], "results/s", beside="Node-RED", note=f"Node-RED: {error}")


if __name__ == "__main__":
    sys.exit(main())
