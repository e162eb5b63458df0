"""Event store: how fast events are kept, and how long a page takes among a million."""

import hashlib
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.table import Bench, measured
from engine.eventstore import EventRecord, EventStore, Filter

KINDS = ("alarm.active", "alarm.clear", "alarm.ack", "qc.verdict", "action.done", "problem")
DATA = (
    '{"was":"H","level":"H","status":"unack","value":71.2,"limit":70.0,"priority":"serious","message":"P1 high",'
    '"active_since":"2026-11-21T12:00:00.000000000Z","acked_by":""}'
)
START = 1_760_000_000_000_000_000
BATCH = 1000
PAGES = {
    "a page, the newest": Filter(),
    "a page by point": Filter(point="P7"),
    "a page by point pattern (111 points)": Filter(point="P1*"),
    "a page by kind prefix": Filter(kind="alarm."),
    "a page by flow and node": Filter(flow="f3", node="n3"),
    "a page by user": Filter(user="anna"),
    "a page by point and kind": Filter(point="P7", kind="qc.verdict"),
    "a page of one hour by point": Filter(point="P7", since=START, until=START + 3_600_000_000_000),
}


def id_of(number: int) -> str:
    return hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()


def events() -> Iterator[EventRecord]:
    """500 points in 20 flows, ten events a second."""
    draw = random.Random(1)  # noqa: S311 - the same every time
    number = 0
    while True:
        at = START + number * 100_000_000
        yield EventRecord(
            id=id_of(number), flow=f"f{number % 20}", version=3, node=f"n{number % 50}", port="events",
            kind=draw.choice(KINDS), point=f"P{number % 500}", time=at, arrival=at | 1, trace=id_of(number // 3),
            hops=0, user="anna" if number % 10 == 0 else "", priority="serious", level="H", data=DATA,
        )  # fmt: skip
        number += 1


def filled(store: EventStore, size: int) -> None:
    source = events()
    while batch := list(islice(source, min(20_000, size))):
        store.keep(batch)
        size -= len(batch)


def main() -> int:
    bench = Bench("eventstore", __doc__, journal="the store's own, forced to the disk", tracing="off")
    folder = Path(tempfile.mkdtemp())
    try:
        store = EventStore(f"sqlite:///{folder}/events.db")
        size = bench.size(1_000_000, 20_000)
        filled(store, size)
        for what, wanted in PAGES.items():
            found = store.find(wanted, 100)
            assert found, what
            bench.row(what, measured(lambda w=wanted: store.find(w, 100)), "s", at_most=0.05)
        bench.row(
            "a text that nothing has (all gone through)", measured(lambda: store.find(Filter(text="zzz"), 100), 3), "s"
        )
        bench.row("counted by hour and kind, all", measured(lambda: store.count(Filter(), 3_600_000_000_000), 3), "s")
        bench.row("bytes of an event", store.db.size() / size, "B")
        fresh = EventStore(f"sqlite:///{folder}/fresh.db")
        number = bench.size(100_000, 5_000)
        for batch in (BATCH, 5 * BATCH):
            rows = [event._replace(id=id_of(-batch * 10**7 - i)) for i, event in enumerate(islice(events(), number))]
            parts = [rows[i : i + batch] for i in range(0, number, batch)]
            began, used = perf_counter(), process_time()
            for part in parts:
                fresh.keep(part)
            took, used = perf_counter() - began, process_time() - used
            bench.row(f"kept, {batch} a transaction, by CPU time", number / used, "events/s", at_least=30_000)
            bench.row(f"kept, {batch} a transaction, by the wall", number / took, "events/s")
        bench.note(f"{size} events there; pages by the wall")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
