"""Events through five nodes, one at a time, untraced and traced, beside Node-RED.

Nodes that only pass on measure the engine; nodes that judge (a switch with an expression) measure the work as well.
"""

import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.drawing import drawn
from benchmarks.peers.install import Unavailable
from benchmarks.peers.node_red import NodeRed, door, function, script, wired
from benchmarks.running import START, Running
from benchmarks.table import Bench
from engine.watch.traces import Sampler, Tracer
from tundish.event import Event

HOPS = [f"hop{i}" for i in range(5)]
CASES = {"cases": [{"port": "large", "when": "value > 10"}]}


def chain(kind: str, config: dict[str, Any], port: str) -> dict[str, Any]:
    nodes = {"in": ("source.events", {}), **dict.fromkeys(HOPS, (kind, config))}
    ends = zip(["in.events", *(f"{hop}.{port}" for hop in HOPS)], HOPS, strict=False)
    return drawn("chain", nodes, [f"{begin} > {end}.events" for begin, end in ends])


def rate(bench: Bench, document: dict[str, Any], *, traced: bool = False, together: int = 1) -> float:
    """Events a second, `together` of them a pass."""
    count = bench.size(60_000, 500)
    events = [Event(kind="seen", time=START + i, arrival=0, data={"value": 11 + i % 5}) for i in range(count)]

    def ready() -> Running:
        running = Running(document)
        if traced:
            tracer = Tracer("chain", lambda _: None, Sampler())
            running.runner.trace = tracer.put
            running.after = tracer.flush
        return running

    def send(running: Running) -> None:
        running.send(events, together=together)
        assert count == running.count(HOPS[-1]), "an event was lost"

    return count / bench.timed(send, before=ready)


def node_red_chain(hops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A burst of messages, five hops, a count at the end."""
    return [*door("burst"), function("burst", [HOPS[0]], script("burst")), *hops, function("counted", ["answered"])]


def passing() -> list[dict[str, Any]]:
    followers = [*HOPS[1:], "counted"]
    return [function(hop, [after], "return msg;") for hop, after in zip(HOPS, followers, strict=True)]


def judging() -> list[dict[str, Any]]:
    followers = [*HOPS[1:], "counted"]
    # `end` has no payload.value: it goes by the second way to the same node
    rules = [{"t": "gt", "v": "10", "vt": "num"}, {"t": "else"}]
    how = {"property": "payload.value", "propertyType": "msg", "rules": rules, "checkall": "false", "outputs": 2}
    return [wired(hop, "switch", [[after], [after]], **how) for hop, after in zip(HOPS, followers, strict=True)]


def node_red_rate(bench: Bench, peer: NodeRed, hops: list[dict[str, Any]], burst: int) -> float:
    count = bench.size(30_000, 500)
    peer.deploy(node_red_chain(hops))
    return count / median(peer.took(count=count, burst=burst) for _ in range(2 if bench.quick else 5))


def main() -> int:
    bench = Bench("events", __doc__, journal="off", tracing="as the row says")
    passes, judges = chain("bench.pass", {}, "events"), chain("compute.switch", CASES, "large")
    one = rate(bench, passes)
    bench.row("5 nodes that pass on, one at a time", one, "events/s", at_least=200e3)
    bench.row("the same, traced", rate(bench, passes, traced=True), "events/s", at_least=50e3)
    many = rate(bench, passes, together=100)
    bench.row("the same, 100 a pass, untraced", many, "events/s")
    judged = rate(bench, judges)
    bench.row("5 switches with an expression, one at a time", judged, "events/s")
    rows: list[tuple[str, float, Callable[[], list[dict[str, Any]]], int]] = [
        ("one at a time", one, passing, 1), ("in bursts of 100", many, passing, 100),
        ("in bursts of 100, switches", judged, judging, 100),
    ]  # fmt: skip
    if bench.peers:
        try:
            with NodeRed() as peer:
                for what, ours, hops, burst in rows:
                    theirs = node_red_rate(bench, peer, hops(), burst)
                    bench.row(what, ours, "events/s", peer=theirs, beside="Node-RED")
        except Unavailable as error:
            bench.row("one at a time", one, "events/s", beside="Node-RED", note=f"Node-RED: {error}")
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
