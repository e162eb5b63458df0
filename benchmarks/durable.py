"""Durable: the limit check with its journal forced to the disk, beside plain SQLite and a plain file.

Every pass is journaled, and waits for nothing; what wait together are forced to the disk together. The clock is the
wall's, as the disk is what counts; what is measured ends when the last sample is on the disk.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.keeping import World, opened
from benchmarks.running import installed
from benchmarks.table import Bench
from benchmarks.workload import Workload, document, workload

SAMPLE = 29
"""Bytes of a sample as it lies in memory."""
SIZES = ((1000, 1, 3e6, 3e6), (1000, 10, 1e7, 8e6))
"""Samples of an instant, instants a pass, samples measured, target in samples/s."""


async def ours(work: Workload, together: int, folder: Path) -> float:
    """Samples a second until all are on the disk."""
    world = World()
    flow = opened(document(work.limits), installed().kinds, folder / "f.db", world)
    batches = work.batches(world.points)
    began = perf_counter()
    for number, batch in enumerate(batches, 1):
        flow.inbox.put("in", "samples", batch)
        if number % together == 0:
            while flow.busy():  # noqa: ASYNC110 - as the flow itself does
                await asyncio.sleep(0.001)
            flow.once()
            await asyncio.sleep(0)
    flow.once()
    await flow.kept()
    took = perf_counter() - began
    await flow.close()
    return work.size / took


def sqlite(work: Workload, size: int, folder: Path) -> float:
    """One commit for each so many samples, a row of bytes each, as one would write it."""
    db = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        db.execute(f"PRAGMA {pragma}")
    db.execute("CREATE TABLE frames (number INTEGER PRIMARY KEY, raw BLOB)")
    raw = os.urandom(size * SAMPLE)
    count = min(300, work.size // size)
    began = perf_counter()
    for _ in range(count):
        db.execute("INSERT INTO frames (raw) VALUES (?)", (raw,))
    took = perf_counter() - began
    db.close()
    return count * size / took


def file(work: Workload, size: int, folder: Path) -> float:
    """The same with a file that is appended to and forced to the disk."""
    raw = os.urandom(size * SAMPLE)
    count = min(300, work.size // size)
    with (folder / "plain").open("wb", buffering=0) as out:
        began = perf_counter()
        for _ in range(count):
            out.write(raw)
            os.fdatasync(out.fileno())
        return count * size / (perf_counter() - began)


def main() -> int:
    bench = Bench("durable", __doc__, journal="on disk, forced", tracing="off")
    for batch, together, size, target in SIZES:
        work = workload(bench.size(int(size), 20_000), batch)
        with tempfile.TemporaryDirectory() as folder:
            rates = []
            for number in range(1 if bench.quick else 3):
                path = Path(folder) / str(number)
                path.mkdir()
                rates.append(asyncio.run(ours(work, together, path)))
            rate = sorted(rates)[len(rates) // 2]
            many = batch * together
            what = f"{many} a pass"
            bench.row(what, rate, "samples/s", at_least=target)
            if bench.peers:
                bench.row(what, rate, "samples/s", peer=sqlite(work, many, Path(folder)), beside="SQLite FULL")
                bench.row(what, rate, "samples/s", peer=file(work, many, Path(folder)), beside="file, fdatasync")
    bench.note("the peers store bytes and do nothing else, with one commit for each pass; ours checks limits as well")
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
