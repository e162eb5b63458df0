"""Preview: what the nodes of a draft make of outputs that somebody pinned, in a process of its own that ends with it.

`python -m engine.replay.preview` reads one question from standard input and writes one answer, both JSON. What runs is
downstream of the pins, on simulated time: compute, quality and alarm nodes. No source, no action and no disk is there;
what a node says is told and goes nowhere. Question: `{"document", "modules", "pins", "seconds"}`; modules are those
that bring the kinds of the document, a pin is `{"node", "port", "samples", "events"}` with rows as `/last` tells them.
Answer: `{"nodes": {id: {"ports", "problems"}}, "skipped": {id: why}}`; ids inside blocks are paths.
"""

import resource
import sys
from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from engine.passes.inbox import Emit
from engine.passes.plan import AnyNode
from engine.processes import quota
from engine.replay.replay import Replay
from engine.replay.teller import Told
from engine.watch.wire import event_json, sample_json
from flows.blocks import flattened
from flows.configs import config_problems
from flows.document import BLOCK, config_of
from flows.migrate import Kinds, migrated
from flows.units import with_units
from flows.validate import errors_in
from flows.wiring import Level, wiring_problems
from tundish import catalogue
from tundish.connector import Action, Source
from tundish.errors import TundishError
from tundish.event import Event
from tundish.fields import load_compilers
from tundish.iso import nanoseconds_of
from tundish.kernel import warm_up
from tundish.node import Node, NodeConfig, Port
from tundish.quality import quality_from
from tundish.rows import SampleRow
from tundish.state import NodeState

SECOND = 1_000_000_000
TOLD = 200
"""Newest samples and events that are told of a port."""
MOST_NODES = 500
RUNS = ("compute", "qc", "alarm")
MEMORY = 512 * 2**20
CPU = 60
"""Seconds, the compiling of kernels on a new installation included."""

Outputs = list[tuple[str, str]]


class PinnedSamples(Node[NodeConfig, NodeState]):
    """Says samples that are given to it."""

    kind = "pinned.samples"
    title = "Pinned samples"
    outputs = (Port.samples("out"),)


class PinnedEvents(Node[NodeConfig, NodeState]):
    """Says events that are given to it."""

    kind = "pinned.events"
    title = "Pinned events"
    outputs = (Port.events("out"),)


class Preview(Replay):
    """A replay whose sources are pins, each with an output of its own; the errors of nodes are kept."""

    PINS: ClassVar[dict[str, type[AnyNode]]] = {"samples": PinnedSamples, "events": PinnedEvents}

    def __init__(self, document: Mapping[str, Any], kinds: Mapping[str, type[AnyNode]]) -> None:
        self._ports: dict[tuple[str, str], dict[str, Any]] = {}
        self.failed: dict[str, deque[dict[str, Any]]] = {}
        pins = {kind.kind: kind for kind in self.PINS.values()}
        super().__init__(document, {**kinds, **pins}, self._note)
        self._id = str(document["id"])

    def say(self, rows: list[tuple[int, str, SampleRow | Event]]) -> None:
        """Time, id of the pin, and what it says; samples of a pin with one time are one instant."""
        at = -1
        for time, pin, said in sorted(rows, key=lambda row: row[0]):
            if time != at or isinstance(said, Event):
                self._close()
                at = time
            if isinstance(said, SampleRow):
                self._instant.setdefault((pin, "out"), []).append(said)
            else:
                stamp = self._stamp(time)
                event = Event(kind=said.kind, time=time, arrival=stamp, point=said.point, data=said.data)
                self._put(Emit(pin, "out", event, stamp, stamp))
        self._close()

    def wait(self, ns: int) -> None:
        """Let time go on, with all timers that are due by then."""
        if self._last is not None and ns:
            self._stamp(self._last + ns)
        self.finish()

    def told(self) -> dict[str, Any]:
        """By node: what left its ports, newest last, and how much that was; and its errors."""
        nodes: dict[str, Any] = {}
        for (node, port), said in self._ports.items():
            nodes.setdefault(node, {"ports": {}, "problems": []})["ports"][port] = {
                **said,
                said["carries"]: list(said[said["carries"]]),
            }
        for node, failed in self.failed.items():
            nodes.setdefault(node, {"ports": {}, "problems": []})["problems"] = list(failed)
        return nodes

    def settle(self, problems: list[tuple[str, Event]]) -> None:
        for node, event in problems:
            self.failed.setdefault(node, deque(maxlen=TOLD)).append(event_json(event, self._id))
        super().settle(problems)

    def _note(self, told: Told) -> None:
        node, port, payload, index = told
        if node.startswith("@"):
            return
        if isinstance(payload, Event):
            carries, one = "events", event_json(payload, self._id)
        else:
            carries, one = "samples", sample_json(payload, index, self.points)
        known = self._ports.setdefault((node, port), {"carries": carries, carries: deque(maxlen=TOLD), "count": 0})
        known["count"] += 1
        known[carries].append(one)


def preview(question: Mapping[str, Any], installed: Kinds) -> dict[str, Any]:
    """The answer to a question."""
    whole = question["document"]
    pins = [pin for pin in question["pins"] if pin["samples"] or pin["events"]]
    pins.sort(key=lambda pin: (pin["node"], pin["port"]))
    flat = migrated(with_units(flattened(whole, installed.kinds).document, installed.kinds), installed)
    outputs = {i: _inside(whole, (pin["node"], pin["port"])) for i, pin in enumerate(pins)}
    document, skipped = _reduced(flat, pins, outputs, installed)
    made = Preview(document, installed.kinds)
    made.say([row for i, pin in enumerate(pins) for row in _rows(i, pin)])
    made.wait(int(question["seconds"] * SECOND))
    return {"nodes": made.told(), "skipped": skipped}


def _reduced(
    flat: dict[str, Any], pins: list[dict[str, Any]], outputs: dict[int, Outputs], installed: Kinds
) -> tuple[dict[str, Any], dict[str, str]]:
    """What runs: pins in place of the outputs they stand for, and what lies downstream of them; and what does not."""
    nodes, pinned = flat["nodes"], {output: i for i, found in outputs.items() for output in found}
    wrong = {problem.node for problem in errors_in(list(config_problems(flat, installed)))}
    unfit = {problem.wire for problem in errors_in(list(wiring_problems(Level(flat, None), installed, flat)))}
    sound = [wire for i, wire in enumerate(flat["wires"]) if i not in unfit]
    skipped: dict[str, str] = {}
    kept: set[str] = set()
    wires: list[dict[str, Any]] = []
    waiting = [wire for wire in sound if tuple(wire["from"]) in pinned]
    stand = {id for id, _ in pinned}
    while waiting:
        wire = waiting.pop()
        (_, _), (id, port) = wire["from"], wire["to"]
        why = _why_not(nodes.get(id), id, stand, wrong, installed)
        if why:
            skipped[id] = why
            continue
        i = pinned.get(tuple(wire["from"]))
        wires.append(wire if i is None else {"from": [f"@{i}", "out"], "to": [id, port]})
        if id not in kept and len(kept) < MOST_NODES:
            kept.add(id)
            waiting += [one for one in sound if one["from"][0] == id and tuple(one["from"]) not in pinned]
    made = {f"@{i}": _pin(pin) for i, pin in enumerate(pins)}
    wires = [wire for wire in wires if wire["to"][0] in kept]
    return {**flat, "nodes": {**made, **{id: nodes[id] for id in nodes if id in kept}}, "wires": wires}, skipped


def _why_not(node: Any, id: str, pinned: set[str], wrong: set[str | None], installed: Kinds) -> str:
    kind = installed.kinds.get(node["kind"]) if node else None
    if kind is None:
        return "unknown"
    if id in pinned:
        return "pinned"
    if issubclass(kind, Action | Source) or node["kind"].partition(".")[0] not in RUNS:
        return "action"
    return "wrong" if id in wrong else ""


def _pin(pin: Mapping[str, Any]) -> dict[str, Any]:
    carries = "events" if pin["events"] else "samples"
    return {"kind": f"pinned.{carries}", "version": 1, "name": "", "config": {}, "position": [0, 0]}


def _rows(i: int, pin: Mapping[str, Any]) -> list[tuple[int, str, SampleRow | Event]]:
    rows: list[tuple[int, str, SampleRow | Event]] = []
    if pin["events"]:
        for one in pin["events"]:
            time = nanoseconds_of(one["time"])
            rows.append(
                (time, f"@{i}", Event(kind=one["kind"], time=time, arrival=1, point=one["point"], data=one["data"]))
            )
        return rows
    for one in pin["samples"]:
        time, value = nanoseconds_of(one["time"]), one["value"]
        quality = quality_from(f"{one['quality']}:{one['reason']}" if one.get("reason") else one["quality"])
        number = float("nan") if value is None else float(value)
        rows.append((time, f"@{i}", SampleRow(0, time, 0, one["point"], number, quality)))
    return rows


def _inside(document: Mapping[str, Any], output: tuple[str, str], prefix: str = "", depth: int = 8) -> Outputs:
    """The outputs of the nodes inside that an output of a block stands for; of any other node its own."""
    id, port = output
    holder: Any = document
    node = holder.get("nodes", {}).get(id)
    name = (config_of(node) or {}).get("block") if node and node["kind"] == BLOCK else None
    if name is None or not depth:
        return [(f"{prefix}{id}", port)]
    blocks = document.get("blocks") or {}
    block = blocks.get(name) or {}
    found: Any = next((one for one in block.get("outputs", []) if one["name"] == port), {"wires": []})
    inner = {"nodes": block.get("nodes", {}), "blocks": blocks}
    return [
        one for end in found.get("wires", []) for one in _inside(inner, (end[0], end[1]), f"{prefix}{id}/", depth - 1)
    ]


def main() -> None:
    """One question, one answer; `{"error": …}` where a draft cannot be run at all.

    What is ours is loaded and compiled first. From then on the system itself holds the bounds: memory, and time that is
    used, should nobody be there any more to end this.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    question = msgspec.json.decode(sys.stdin.buffer.read())
    installed = catalogue.only(question["modules"])
    load_compilers()
    warm_up()
    quota.refuse_above(MEMORY)
    try:
        answer = preview(question, installed)
    except (TundishError, ValueError, MemoryError) as error:
        answer = {"error": str(error) or "it takes too much memory"}
    sys.stdout.buffer.write(msgspec.json.encode(answer))


if __name__ == "__main__":
    main()
