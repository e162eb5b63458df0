"""Outbox: a million records written while the receiver is down, then sent in order, in bounded memory."""

import asyncio
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import engine.outbox.delivery
from benchmarks.keeping import World, opened
from benchmarks.table import Bench
from engine.processes.steady import steady
from engine.work.flow import Flow
from tundish import Action, Io, NodeConfig, NodeState, Port
from tundish import Source as AnySource
from tundish.errors import ConnectionFailed
from tundish.event import Event

TOGETHER = 1000
"""Events of a pass."""


class Source(AnySource[NodeConfig, NodeState]):
    kind = "bench.source"
    category = "source"
    title = "Source"
    outputs = (Port.events(),)

    async def produce(self, io: Io) -> None:
        io.status("ok")


class Sink(Action[NodeConfig, NodeState]):
    """Down until it is told to be up; then it checks that all come in order."""

    kind = "bench.sink"
    category = "action"
    title = "Sink"
    inputs = (Port.events(),)
    up = False
    next = 0

    async def handle(self, effect: Event, io: Io) -> None:
        if not Sink.up:
            raise ConnectionFailed("the receiver is down")
        assert effect.data["k"] == Sink.next, f"{effect.data['k']} came instead of {Sink.next}"
        Sink.next += 1


DOCUMENT: dict[str, Any] = {
    "id": "outbox",
    "nodes": {"in": {"kind": "bench.source", "config": {}}, "out": {"kind": "bench.sink", "config": {}}},
    "wires": [{"from": ["in", "events"], "to": ["out", "events"]}],
}  # fmt: skip


async def until(flow: Flow, done: Callable[[], bool]) -> None:
    """Pass after pass, as the flow would run."""
    running = asyncio.create_task(flow.run())
    while not done():  # noqa: ASYNC110 - from outside
        await asyncio.sleep(0.01)
    running.cancel()


async def measured(number: int, folder: Path) -> tuple[float, float]:
    """Seconds to write and to send."""
    Sink.up, Sink.next = False, 0
    flow = opened(DOCUMENT, {kind.kind: kind for kind in (Source, Sink)}, folder / "f.db", World())
    began = perf_counter()
    for first in range(0, number, TOGETHER):
        while flow.busy():  # noqa: ASYNC110 - as the flow itself does
            await asyncio.sleep(0.001)
        for k in range(first, min(number, first + TOGETHER)):
            event = Event(kind="record", time=k, arrival=0, data={"k": k, "value": 1.5, "text": "what is to be sent"})
            flow.inbox.put("in", "events", event)
        flow.once()
        await asyncio.sleep(0)
    await flow.kept()
    written = perf_counter() - began
    Sink.up = True
    began = perf_counter()
    await until(flow, lambda: Sink.next >= number and not flow.outgoing.deliveries["out"].size)
    sent = perf_counter() - began
    await flow.close()
    return written, sent


def main() -> int:
    engine.outbox.delivery.LONGEST_PAUSE = 0.1  # the receiver is not waited for
    steady()  # as a worker's process is set
    bench = Bench("outbox", __doc__, journal="on disk, forced", tracing="off")
    number = bench.size(1_000_000, 5000)
    with tempfile.TemporaryDirectory() as folder:
        written, sent = asyncio.run(measured(number, Path(folder)))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    bench.row(f"{number:,} records written", number / written, "records/s")
    bench.row(f"{number:,} records sent, in order", number / sent, "records/s", at_least=20_000)
    bench.row("both", written + sent, "s", at_most=20.0)
    bench.row("memory of the process, at most", most, "B", at_most=300e6)
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
