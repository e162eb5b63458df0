"""Latency: from the moment a source has a sample to the alarm transition that it makes, under load.

A real flow in the event loop of a worker, its journal forced to the disk. Samples come every millisecond, in emits as a
source would make them; now and then one goes beyond its limit or comes back. By the wall's clock: what else the machine
does is in it, and in the note.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import perf_counter, perf_counter_ns
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.drawing import drawn
from benchmarks.keeping import World
from benchmarks.peers.install import Unavailable
from benchmarks.peers.node_red import NodeRed, timed
from benchmarks.running import installed
from benchmarks.table import Bench
from benchmarks.workload import LIMITS
from engine.disk.ledger import Ledger
from engine.processes.steady import steady
from engine.work.flow import Flow
from tundish import Samples
from tundish.event import Event

POINTS = 1000
TICK = 0.001
"""Seconds between two lots of emits."""
RATES = ((10_000, 1, 1e-3), (100_000, 10, 10e-3))
"""Samples a second, samples of an emit, target for p99 in s."""
INSIDE, BEYOND = 20.0, 60.0


def document() -> dict[str, Any]:
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "in": ("source.points", {}),  # reads nothing: what it would emit comes from here
        "scale": ("compute.formula", {"formula": "{device}.v * 1.8 + 32", "output": "{device}.f"}),
        "limits": ("alarm.limit", {"rows": [{"points": "*", "h": 100.0, "deadband": 1.0}]}),
    }
    return drawn("latency", nodes, ["in.samples > scale.samples", "scale.samples > limits.samples"])


class Plant:
    """Emits at a rate, each hundredth lot with one sample that makes a transition, and takes the time."""

    def __init__(self, folder: Path, rate: int, size: int) -> None:
        self.world = World()
        self.flow = Flow("latency", self.world, Ledger(folder / "f.db", threaded=True), installed().kinds, self.seen)
        self.flow.open(document(), 1)
        self.columns = [
            self.world.points.set([f"d{i}.v" for i in range(start, start + size)]).column
            for start in range(0, POINTS, size)
        ]
        self.emits = max(1, int(rate * TICK) // size)
        self.size = size
        self.sent: dict[str, int] = {}
        self.took: list[int] = []

    def seen(self, flow: str, node: str, event: Event) -> None:
        begun = self.sent.pop(event.point, None)
        if begun is not None:
            self.took.append(perf_counter_ns() - begun)

    async def run(self, seconds: float) -> list[int]:
        running = asyncio.create_task(self.flow.run())
        began, lot, high = perf_counter(), 0, False
        while perf_counter() - began < seconds:
            for number in range(self.emits):
                column = self.columns[(lot * self.emits + number) % len(self.columns)]
                value = np.full(self.size, INSIDE)
                if number == 0 and lot % 10 == 0:
                    high = not high
                    column, value[0] = self.columns[0], BEYOND if high else INSIDE
                    self.sent["d0.f"] = perf_counter_ns()
                self.put(column, value)
            lot += 1
            await asyncio.sleep(max(0.0, began + lot * TICK - perf_counter()))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await self.flow.close()
        return self.took

    def put(self, column: npt.NDArray[np.int32], value: npt.NDArray[np.float64]) -> None:
        time = np.full(self.size, self.world.now())
        made = Samples(np.zeros(self.size, np.int64), time, column, value, np.zeros(self.size, np.uint8))
        self.flow.inbox.put("in", "samples", made)


def main() -> int:
    bench = Bench("latency", __doc__, journal="on disk, forced", tracing="off")
    installed()
    steady()  # as a worker does
    run = loop()
    theirs = node_red(bench, RATES[0][0]) if bench.peers else None
    for rate, size, target in RATES:
        with tempfile.TemporaryDirectory() as folder:
            took = run(measured(Path(folder), rate, size, bench.size(10, 1)))
        what = f"{rate:,} samples/s in emits of {size}"
        peer = float(np.percentile(theirs, 99)) if theirs and rate == RATES[0][0] else None
        name = "Node-RED" if peer else ""
        bench.row(f"{what}, p99", float(np.percentile(took, 99)) / 1e9, "s", at_most=target, peer=peer, beside=name)
        bench.row(f"{what}, median", float(np.median(took)) / 1e9, "s", note=f"{len(took)} transitions")
    bench.note("source and flow share the loop, so what waits includes the making of the samples")
    return bench.done()


def node_red(bench: Bench, rate: int) -> list[float] | None:
    """Seconds that each transition took there: a message a sample, by a timer, through scale and limit."""
    try:
        with NodeRed() as peer:
            peer.deploy(timed())
            return peer.latency(LIMITS, rate=rate, seconds=bench.size(10, 1), points=POINTS, every=TICK)
    except Unavailable as error:
        bench.note(f"Node-RED: {error}")
        return None


async def measured(folder: Path, rate: int, size: int, seconds: float) -> list[int]:
    return await Plant(folder, rate, size).run(seconds)


def loop() -> Callable[[Coroutine[Any, Any, list[int]]], list[int]]:
    """The loop that a worker uses."""
    if sys.platform == "win32":
        return asyncio.run
    import uvloop  # noqa: PLC0415 - not on Windows

    return uvloop.run


if __name__ == "__main__":
    sys.exit(main())
