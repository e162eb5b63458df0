"""History of samples: appended to the log, compacted, and one tag read among 30 days of 500 points."""

import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import numpy.typing as npt

from benchmarks.table import Bench, measured
from engine.history import parquet
from engine.history.compact import Compaction
from engine.history.log import DAY, ROWS, Batch, File, Log
from engine.history.reader import Reader
from engine.history.trend import trend

POINTS = 500
EVERY = 10_000_000_000
"""ns between two samples of a point."""
START = 20_000 * DAY
HOUR = 3_600_000_000_000


def day_of(number: int) -> npt.NDArray[np.void]:
    """A day of all points, as the history has it in memory."""
    instants = DAY // EVERY
    rows = np.zeros(POINTS * instants, ROWS)
    rows["point"] = np.tile(np.arange(1, POINTS + 1), instants)
    rows["time"] = START + number * DAY + np.repeat(np.arange(instants), POINTS) * EVERY
    rows["arrival"] = rows["time"] + 3_000_001
    rows["sequence"] = np.arange(rows.size) + number * rows.size
    rows["value"] = np.round(np.random.default_rng(number).normal(50, 5, rows.size), 2)
    rows["source"] = 1
    return rows


def batches(rows: npt.NDArray[np.void], size: int) -> list[Batch]:
    """As a worker hands them over."""
    return [
        Batch("f", "n", "samples", *(np.ascontiguousarray(rows[name][i : i + size]) for name in
              ("arrival", "time", "point", "value", "quality")))
        for i in range(0, rows.size, size)
    ]  # fmt: skip


def fill(folder: Path, log: Log, days: int, names: dict[int, str]) -> tuple[float, float]:
    """Days of files, as compaction makes them: seconds and bytes a sample."""
    size, samples, made = 0, 0, 0.0
    for number in range(days):
        rows = day_of(number)
        day = str(np.datetime64(20_000 + number, "D"))
        name = f"{day}/{log.stem}-{number + 10:08d}.parquet"
        begun = perf_counter()
        parquet.write(folder / name, rows, names, {1: "f/n"})
        made += perf_counter() - begun
        bytes_ = (folder / name).stat().st_size
        log.replaced([], [File(name, day, rows.size, int(rows["time"].min()), int(rows["time"].max()), bytes_)])
        size, samples = size + bytes_, samples + rows.size
    return made / samples, size / samples


def main() -> int:
    bench = Bench("history", __doc__, journal="the history's own log, forced to the disk", tracing="off")
    folder = Path(tempfile.mkdtemp())
    try:
        log = Log(folder / "log" / "default.db")
        numbers = log.numbers([f"P{i:03}.flow" for i in range(1, POINTS + 1)])
        names = {number: f"P{number:03}.flow" for number in numbers}
        fresh = Log(folder / "fresh" / "log" / "default.db")
        fresh.numbers(list(names.values()))
        whole = day_of(0)[: bench.size(4_000_000, 50_000)]
        for size in (100_000, 10_000):
            parts = batches(whole[: whole.size // 2], size)
            whole["arrival"] += DAY
            began, used = perf_counter(), process_time()
            for part in parts:
                fresh.append([part])
            took, used = perf_counter() - began, process_time() - used
            bench.row(f"appended, {size} a transaction, by CPU time", whole.size // 2 / used, "samples/s", at_least=3e6)
            bench.row(f"appended, {size} a transaction, by the wall", whole.size // 2 / took, "samples/s")
        began = perf_counter()
        done = Compaction(folder / "fresh", fresh).run()
        bench.row("compacted, merging included", done / (perf_counter() - began), "samples/s")
        days = bench.size(30, 2)
        seconds, room = fill(folder, log, days, names)
        bench.row("a day's file written", 1 / seconds, "samples/s")
        bench.row("bytes of a sample", room, "B")
        reader = Reader(folder)
        assert reader.latest(["P250.flow"], START + HOUR, START + 2 * HOUR).rows.size == 360
        places = iter(range(10**6))

        def hour() -> None:
            at = next(places)
            begin = START + at % days * DAY + at * 7 % 24 * HOUR
            assert reader.latest([f"P{1 + at * 37 % POINTS:03}.flow"], begin, begin + HOUR).rows.size

        bench.row("one tag for an hour", measured(hour, 31), "s", at_most=0.05)

        def month() -> None:
            rows = reader.latest([f"P{1 + next(places) % POINTS:03}.flow"], START, START + days * DAY).rows
            columns = (np.ascontiguousarray(rows[name]) for name in ("time", "value", "quality"))
            time, value, quality = columns
            trend(time, value, quality, START, START + days * DAY, 800)

        bench.row(f"one tag for {days} days, 800 buckets", measured(month, 5), "s")
        bench.note(f"{POINTS} points every 10 s for {days} days; other times by the wall")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
