"""Table: what every benchmark prints, and how it measures.

A benchmark is one file with a `main()`:

    def main() -> int:
        bench = Bench("limit", __doc__, journal="off", tracing="off")
        took = bench.timed(lambda: run(flow, batches), before=fresh)
        bench.row("1000 a pass", n / took, "samples/s", at_least=50e6,
                  peer=peer, beside="Node-RED", ratio=1000)
        return bench.done()

    if __name__ == "__main__":
        sys.exit(main())

`--quick` asks for tiny sizes (`bench.size(1_000_000, 2_000)`), `--json` for JSON, `--no-peers` for our side alone.
Times are CPU time of this process, the median of several repeats, so that neighbours on the machine disturb little;
a table says how long it took by the wall as well. What is better, more or less, is told by the unit: rates are better
when they are high, times and bytes when they are low.
"""

import argparse
import gc
import json
import os
import platform
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".tundish" / "bench"
"""Where peers are installed, and results are kept."""
BUSY = 1.3
"""Wall time over CPU time from which a table says that the machine had other things to do."""
STEPS: dict[str, tuple[tuple[float, float, str], ...]] = {
    "s": ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (float("inf"), 1.0, "s")),
    "B": ((1e3, 1.0, "B"), (1e6, 1e-3, "kB"), (1e9, 1e-6, "MB"), (float("inf"), 1e-9, "GB")),
}
"""How a number is shown: below what, times what, in what."""
HEADS = ("what", "ours", "peer", "ratio", "target", "met")


@dataclass
class Row:
    """One line of the table. `None` is never a zero: it was not measured, and `note` says why."""

    what: str
    ours: float | None
    unit: str
    beside: str = ""
    """Whose figure `peer` is."""
    peer: float | None = None
    target: float | None = None
    """Of ours, in the same unit."""
    ratio_target: float | None = None
    """How many times better than the peer ours must be."""
    note: str = ""
    void: str = ""
    """Why the row says nothing: ours and the peer's results differ."""

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")

    @property
    def ratio(self) -> float | None:
        """How many times better ours is, more than 1 is better, whatever the unit."""
        if self.void or not self.ours or not self.peer:
            return None
        return self.ours / self.peer if self.more_is_better else self.peer / self.ours

    @property
    def met(self) -> bool | None:
        """Whether all targets are met; None if there is none, or nothing to judge by."""
        checks = []
        if self.target is not None and self.ours is not None:
            checks.append(self.ours >= self.target if self.more_is_better else self.ours <= self.target)
        if self.ratio_target is not None and self.ratio is not None:
            checks.append(self.ratio >= self.ratio_target)
        return all(checks) if checks and not self.void else None


@dataclass
class Timed:
    """Seconds of one run: the median of the repeats."""

    cpu: float
    wall: float


def measured(work: Callable[[], object], repeats: int = 15) -> float:
    """Wall seconds: the median, since a reader waits by the wall."""
    times = []
    for _ in range(repeats):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return median(times)


@dataclass
class Bench:
    """One benchmark: what it was asked for, and the rows that it has made."""

    name: str
    about: str | None
    journal: str
    """State of the journal while our side ran, in words: off, on disk …"""
    tracing: str
    argv: Sequence[str] | None = None
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    busy: float = 1.0

    def __post_init__(self) -> None:
        parser = argparse.ArgumentParser(prog=f"./dev bench {self.name}", description=self.about)
        parser.add_argument("--quick", action="store_true", help="tiny sizes: does it work at all?")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--no-peers", action="store_true", help="our side alone")
        self.args = parser.parse_args(self.argv)
        self.load = os.getloadavg()[0]

    @property
    def quick(self) -> bool:
        return bool(self.args.quick)

    @property
    def peers(self) -> bool:
        """Whether peers are to be measured too."""
        return not self.args.no_peers

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def timed(
        self, work: Callable[..., Any], *, before: Callable[[], Any] | None = None, repeats: int = 7, wall: bool = False
    ) -> float:
        """Seconds that `work` takes: CPU time, or wall time where others than this process work too.

        `before` is called, untimed, ahead of each repeat; what it returns is handed to `work`.
        """
        took = timed(work, before=before, repeats=2 if self.quick else repeats)
        self.busy = max(self.busy, took.wall / max(took.cpu, 1e-9)) if not wall else self.busy
        return took.wall if wall else took.cpu

    def row(
        self, what: str, ours: float | None, unit: str, *, at_least: float | None = None, at_most: float | None = None,
        peer: float | None = None, beside: str = "", ratio: float | None = None, note: str = "", void: str = "",
    ) -> Row:  # fmt: skip
        """Add a line. `at_least` and `at_most` are targets of ours, `ratio` is the target against the peer."""
        made = Row(what, ours, unit, beside, peer, at_least if at_most is None else at_most, ratio, note, void)
        if at_least is not None and not made.more_is_better:
            raise ValueError(f"{unit} is better when it is low: give at_most")
        if at_most is not None and made.more_is_better:
            raise ValueError(f"{unit} is better when it is high: give at_least")
        self.rows.append(made)
        return made

    def note(self, text: str) -> None:
        self.notes.append(text)

    def done(self) -> int:
        """Print and keep the table. Exit code: 1 when a row is void, else 0; a target that is missed is no error."""
        result = self.result()
        if not self.quick:
            kept = HOME / "results" / f"{self.name}.json"
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(result, indent=1), "utf-8")
        print(json.dumps(result, indent=1) if self.args.json else self.text())
        return int(any(row.void for row in self.rows))

    def result(self) -> dict[str, Any]:
        rows = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in self.rows]
        return {
            "name": self.name, "machine": machine(), "load": self.load, "busy": round(self.busy, 2),
            "journal": self.journal, "tracing": self.tracing, "quick": self.quick, "rows": rows, "notes": self.notes,
        }  # fmt: skip

    def text(self) -> str:
        facts = machine()
        head = [
            (self.about or self.name).strip().partition("\n")[0],
            f"{facts['cpu']} × {facts['cores']}, {facts['system']}, Python {facts['python']}, load {self.load:.1f}",
            f"ours: deployed from JSON, counters on, journal {self.journal}, tracing {self.tracing}",
        ]
        if self.busy > BUSY:
            head.append(f"the machine was busy: wall time up to {self.busy:.1f} times the CPU time shown")
        if self.quick:
            head.append("--quick: the sizes are tiny, the figures mean nothing")
        cells = [_cells(row) for row in self.rows]
        under = [[note for note in (row.void and f"VOID: {row.void}", row.note) if note] for row in self.rows]
        return "\n".join([*head, *_aligned(cells, under), *(f"· {note}" for note in self.notes), ""])


def timed(work: Callable[..., Any], *, before: Callable[[], Any] | None = None, repeats: int = 7) -> Timed:
    """Median CPU and wall seconds of `work`. The garbage of one repeat is not paid for by the next."""
    cpu, wall = [], []
    for _ in range(repeats):
        given = () if before is None else (before(),)
        gc.collect()
        started, began = process_time(), perf_counter()
        work(*given)
        cpu.append(process_time() - started)
        wall.append(perf_counter() - began)
    return Timed(median(cpu), median(wall))


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cpu": _cpu(), "cores": os.cpu_count() or 0, "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }  # fmt: skip


def peak_memory() -> int:
    """Most bytes that this process has held at a time."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def resident() -> int:
    """Bytes that this process holds now; 0 where there is no /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def first_difference(ours: Sequence[Any], theirs: Sequence[Any]) -> str:
    """Where two lists of transitions differ, for a row's `void`; empty when they are equal."""
    for index, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return f"transition {index}: ours {one}, the peer's {other}"
    return "" if len(ours) == len(theirs) else f"{len(ours)} transitions of ours, {len(theirs)} of the peer's"


def shown(number: float | None, unit: str) -> str:
    """With the unit, in three digits."""
    if number is None:
        return "–"
    if unit in STEPS:
        factor, name = next((factor, name) for below, factor, name in STEPS[unit] if abs(number) < below)
        return f"{number * factor:.3g} {name}" if abs(number * factor) < 1000 else f"{number * factor:,.0f} {name}"
    for factor, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= factor:
            return f"{number / factor:.3g} {name} {unit}"
    return f"{number:.3g} {unit}"


def _cells(row: Row) -> tuple[str, ...]:
    targets = []
    if row.target is not None:
        targets.append(f"{'≥' if row.more_is_better else '≤'} {shown(row.target, row.unit)}")
    if row.ratio_target is not None:
        targets.append(f"≥ {row.ratio_target:g} ×")
    peer = f"{shown(row.peer, row.unit)} ({row.beside})" if row.beside else ""
    ratio = "" if row.ratio is None else f"{row.ratio:,.0f} ×" if row.ratio >= 100 else f"{row.ratio:.3g} ×"
    met = {None: "", True: "yes", False: "NO"}[row.met]
    return row.what, shown(row.ours, row.unit), peer, ratio, ", ".join(targets), "VOID" if row.void else met


def _aligned(cells: Sequence[Sequence[str]], under: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(HEADS, *cells, strict=True)]

    def line(row: Sequence[str]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()

    lines = ["", line(HEADS), "  ".join("─" * width for width in widths)]
    for row, notes in zip(cells, under, strict=True):
        lines += [line(row), *(f"    {note}" for note in notes)]
    return lines


def _cpu() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
