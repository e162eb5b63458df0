"""The limit check, singly and in batches, beside Node-RED, streaming libraries of Python, and two databases.

Formula, HH/H/L/LL, deadband, on-delay, off-delay, life cycle, state for each of 1000 points. Every sample comes through
the inbox. A row is void unless the peer's transitions equal ours. Beside a peer ours is measured again, in turn with
it: the speed of a machine changes within minutes.
"""

import sys
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any, NamedTuple, TypeAlias

from benchmarks.peers import node_red
from benchmarks.peers.install import Unavailable
from benchmarks.peers.library import LIBRARIES, library
from benchmarks.peers.node_red import NodeRed
from benchmarks.peers.ran import Ran
from benchmarks.running import Running
from benchmarks.table import Bench, first_difference
from benchmarks.workload import Workload, document, transitions, workload
from engine.processes.steady import steady
from tundish import Samples

BURST = 1000
"""Messages that wait together when messages come in bursts."""
TARGETS = ((1, 2e5, 150e3), (10, 5e5, 1.5e6), (100, 1e6, 12e6), (1000, 2e6, 50e6))
"""Samples of an instant, samples measured, target in samples/s."""

Rate: TypeAlias = Callable[[], float]
"""Measures one of our rates, in samples/s."""


def rate(bench: Bench, work: Workload, together: int = 1, joined: int = 1) -> float:
    """Samples a second of our flow, `together` emits a pass, each with `joined` instants as a source puts a burst."""

    def ready() -> tuple[Running, list[Samples]]:
        running = Running(document(work.limits))
        batches = work.batches(running.points)
        if joined > 1:
            batches = [Samples.joined(batches[i : i + joined]) for i in range(0, len(batches), joined)]
        first = -(-work.points // (work.batch * joined))
        running.feed(batches[:first], together=together)  # every point is known, all is compiled
        return running, batches[first:]

    return (work.size - work.points) / bench.timed(
        lambda given: given[0].feed(given[1], together=together), before=ready
    )


def sized(bench: Bench, size: float, batch: int, share: float = 0.001, *, delays: bool = True) -> Workload:
    return workload(bench.size(int(size), 4000), batch, share, delays=delays)


def ours(bench: Bench) -> dict[str, Rate]:
    """Our side alone, against the targets; how to measure it again."""
    rates: dict[str, Rate] = {}
    for batch, size, target in TARGETS:
        rates[str(batch)] = partial(rate, bench, sized(bench, size, batch))
        bench.row(f"{batch} a pass, 0.1 % transitions", rates[str(batch)](), "samples/s", at_least=target)
    thousand = sized(bench, 2e6, 1000)
    bench.row("10,000 a pass (10 instants)", rate(bench, thousand, 10), "samples/s", at_least=80e6)
    bench.row("1000 a pass, 1 % transitions", rate(bench, sized(bench, 2e6, 1000, 0.01)), "samples/s", at_least=15e6)
    bench.row("1000 a pass, 0.1 %, no delays", rate(bench, sized(bench, 2e6, 1000, delays=False)), "samples/s")
    bench.row("1000 a pass, no transitions", rate(bench, sized(bench, 2e6, 1000, 0.0)), "samples/s")
    rates["emits"] = partial(rate, bench, sized(bench, 2e5, 1), BURST)
    bench.row("1000 emits of one sample, one pass", rates["emits"](), "samples/s")
    rates["burst"] = partial(rate, bench, sized(bench, 1e6, 1), joined=BURST)
    rates["64"] = partial(rate, bench, sized(bench, 1e6, 64))
    bench.note("a transition is an event with origin, life cycle and message; the delays are timers, so it costs two")
    bench.note("our samples lie in columns before the clock starts; Node-RED makes its messages while it runs")
    return rates


def beside(
    bench: Bench, what: str, ours: Rate, name: str, work: Workload, run: Callable[[Workload], Ran], ratio: float | None
) -> None:
    """A row against a peer: the medians of both sides, run in turn, its transitions compared with ours."""
    try:
        ran = [(run(work), ours()) for _ in range(2 if bench.quick else 3)]
    except Unavailable as error:
        bench.row(what, ours(), "samples/s", beside=name, ratio=ratio, note=f"{name}: {error}")
        return
    peer = work.size / median(one.seconds for one, _ in ran)
    void = first_difference(transitions(work), ran[-1][0].transitions)
    bench.row(what, median(rate for _, rate in ran), "samples/s", peer=peer, beside=name, ratio=ratio, void=void)


class Beside(NamedTuple):
    """A row against Node-RED."""

    what: str
    rate: str
    """Which of our rates."""
    name: str
    flow: Callable[[], list[dict[str, Any]]]
    work: Workload
    burst: int
    ratio: float


def beside_node_red(bench: Bench, rates: dict[str, Rate]) -> None:
    singly, in_64 = sized(bench, 6e4, 1), sized(bench, 6e4, 64)
    large = sized(bench, 3e6, 1000)
    functions, built_in = "Node-RED, function nodes", "Node-RED, built-in nodes"
    array, kept = partial(node_red.arrays, kept=False), partial(node_red.arrays, kept=True)
    rows = (
        Beside("one message a pass", "1", functions, node_red.per_message, singly, BURST, 15),
        Beside("messages in bursts, an emit each", "emits", functions, node_red.per_message, singly, BURST, 15),
        Beside("messages in bursts, an emit of all", "burst", functions, node_red.per_message, singly, BURST, 15),
        Beside("messages in bursts, an emit of all", "burst", built_in, node_red.built_in, singly, BURST, 15),
        Beside("messages in batches of 64", "64", functions, node_red.per_message, in_64, 64, 50),
        Beside("batches of 1000", "1000", f"{functions}, per sample", node_red.per_message, singly, BURST, 1000),
        Beside("batches of 1000", "1000", "Node-RED, array function", array, large, BURST, 2),
        Beside("batches of 1000", "1000", "Node-RED, array function kept compiled", kept, large, BURST, 2),
    )
    try:
        with NodeRed() as peer:
            for row in rows:
                peer.deploy(row.flow())
                peer.run(sized(bench, 2e4, row.work.batch), burst=row.burst)  # it gets warm, too
                run = partial(peer.run, burst=row.burst)
                beside(bench, row.what, rates[row.rate], row.name, row.work, run, row.ratio)
    except Unavailable as error:
        bench.row("batches of 1000", rates["1000"](), "samples/s", beside="Node-RED", note=f"Node-RED: {error}")


def main() -> int:
    bench = Bench("limit", __doc__, journal="off", tracing="off")
    steady()  # as a worker does
    rates = ours(bench)
    if bench.peers:
        beside_node_red(bench, rates)
        for name, peer in LIBRARIES.items():
            work = sized(bench, peer.size, 1000)
            beside(bench, peer.what, rates["1000"], peer.title, work, partial(library, name), None)
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
