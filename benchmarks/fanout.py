"""Fan-out: one source, a hundred receivers, samples in batches of 1000 and events one at a time, beside Node-RED."""

import sys
from statistics import median
from typing import Any

from benchmarks.drawing import drawn
from benchmarks.peers.install import Unavailable
from benchmarks.peers.node_red import NodeRed, door, function, script
from benchmarks.running import START, Running
from benchmarks.table import Bench
from benchmarks.workload import workload
from tundish.event import Event

WIDE = 100
RECEIVERS = [f"node{i}" for i in range(WIDE)]


def wide(source: str, config: dict[str, Any], port: str) -> dict[str, Any]:
    nodes = {"in": (source, config), **dict.fromkeys(RECEIVERS, ("bench.pass", {}))}
    return drawn("wide", nodes, [f"in.{port} > {receiver}.{port}" for receiver in RECEIVERS])


def samples_rate(bench: Bench) -> float:
    """Samples delivered a second, over all receivers."""
    work = workload(bench.size(1_000_000, 4000), 1000)
    document = wide("source.file", {"path": "plant.csv", "points": "*.v"}, "samples")

    def ready() -> tuple[Running, Any]:
        running = Running(document)
        return running, work.batches(running.points)

    def feed(given: tuple[Running, Any]) -> None:
        given[0].feed(given[1])
        assert work.size == given[0].count(RECEIVERS[-1]), "a sample was lost"

    return WIDE * work.size / bench.timed(feed, before=ready)


def events_rate(bench: Bench) -> float:
    count = bench.size(3_000, 50)
    events = [Event(kind="seen", time=START + i, arrival=0, data={"value": i}) for i in range(count)]
    document = wide("source.events", {}, "events")

    def send(running: Running) -> None:
        running.send(events)
        assert count == running.count(RECEIVERS[-1]), "an event was lost"

    return WIDE * count / bench.timed(send, before=lambda: Running(document))


def node_red_flow() -> list[dict[str, Any]]:
    """Every receiver gets a copy of its own: that is how messages go to several nodes."""
    receivers = [function(receiver, ["counted"], "return msg;") for receiver in RECEIVERS]
    last = function("counted", ["answered"], script("counted_all"))
    return [*door("burst"), function("burst", RECEIVERS, script("burst")), *receivers, last]


def main() -> int:
    bench = Bench("fanout", __doc__, journal="off", tracing="off")
    samples, events = samples_rate(bench), events_rate(bench)
    bench.row(f"{WIDE} receivers, batches of 1000", samples, "samples/s")
    bench.row(f"{WIDE} receivers, events one at a time", events, "events/s")
    if bench.peers:
        try:
            with NodeRed() as peer:
                peer.deploy(node_red_flow())
                count = bench.size(1_000, 20)
                took = median(peer.took(count=count * WIDE, sent=count, burst=10) for _ in range(3))
                bench.row("events", events, "events/s", peer=count * WIDE / took, beside="Node-RED, bursts of 10")
        except Unavailable as error:
            bench.row("events", events, "events/s", beside="Node-RED", note=f"Node-RED: {error}")
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
