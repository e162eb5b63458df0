"""Libraries of Python beside us: each runs its script of `scripts/` in an environment of its own."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.peers.install import Unavailable, python
from benchmarks.peers.ran import Ran
from benchmarks.running import Transition
from benchmarks.workload import Workload, in_order

SCRIPTS = Path(__file__).parent / "scripts"
PATIENCE = 900.0


class Library(NamedTuple):
    title: str
    what: str
    size: int
    """Samples that it is measured with: some seconds of work."""


LIBRARIES = {
    "streamz": Library("streamz, per sample", "batches of 1000", 100_000),
    "bytewax": Library("Bytewax, keyed by point", "batches of 1000", 100_000),
    "pathway": Library("Pathway, grouped by point", "batches of 1000", 100_000),
    "duckdb": Library("DuckDB, all data at once, a bound", "batches of 1000", 1_000_000),
    "polars": Library("Polars, all data at once, a bound", "batches of 1000", 1_000_000),
}


def library(name: str, work: Workload) -> Ran:
    """Run the workload; Unavailable when the library cannot be had, or breaks."""
    program = python(name)
    with tempfile.TemporaryDirectory(prefix="workload-") as folder:
        work.save(Path(folder))
        done = subprocess.run(
            [program, SCRIPTS / f"{name}_limit.py", folder], capture_output=True, text=True, check=False,
            timeout=PATIENCE, cwd=folder,
        )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"its run failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    found = [Transition(*one) for one in answer["transitions"]]
    return Ran(min(answer["cpu"], answer["wall"]), in_order(found))
