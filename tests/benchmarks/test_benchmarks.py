"""Every benchmark runs on our side with tiny sizes and prints its table; what a table says of its rows is right."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.table import Bench, first_difference, shown

ROOT = Path(__file__).parents[2]
NAMES = sorted(
    path.stem
    for path in (ROOT / "benchmarks").glob("*.py")
    if '\nif __name__ == "__main__":' in path.read_text("utf-8") and path.stem != "formula"
)


@pytest.fixture
def bench() -> Bench:
    return Bench("try", "A try.\n\nMore.", journal="off", tracing="off", argv=[])


def test_there_are_benchmarks() -> None:
    assert {"limit", "events", "fanout", "deploy", "start"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.timeout(900)  # a busy machine takes minutes to start servers
def test_it_runs_with_tiny_sizes(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", "--quick", "--no-peers", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ})
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    assert name == told["name"]
    assert told["rows"]
    assert [] == [row["what"] for row in told["rows"] if row["ours"] is None and not row["note"]]


def test_rates_are_better_high_and_times_low(bench: Bench) -> None:
    assert 4.0 == bench.row("rate", 8.0, "samples/s", peer=2.0, beside="P").ratio
    assert 4.0 == bench.row("time", 2.0, "s", peer=8.0, beside="P").ratio


@pytest.mark.parametrize(
    ("ours", "peer", "met"), [(10.0, 1.0, True), (9.0, 1.0, False), (10.0, 6.0, False), (10.0, None, True)]
)
def test_all_targets_must_be_met(bench: Bench, ours: float, peer: float | None, met: bool) -> None:
    row = bench.row("rate", ours, "samples/s", at_least=10.0, peer=peer, beside="P", ratio=2.0)
    assert met is row.met


def test_a_void_row_says_nothing_and_the_benchmark_fails(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    row = bench.row("rate", 10.0, "samples/s", at_least=1.0, peer=1.0, beside="P", void="they differ")
    assert (None, None) == (row.ratio, row.met)
    bench.args.quick = True  # nothing is kept
    assert 1 == bench.done()
    assert "VOID: they differ" in capsys.readouterr().out


def test_what_was_not_measured_is_no_zero(bench: Bench) -> None:
    row = bench.row("rate", 10.0, "samples/s", beside="P", ratio=2.0, note="P cannot be installed here")
    assert (None, None) == (row.ratio, row.met)
    assert "– (P)" in bench.text()


def test_a_target_of_the_wrong_direction_is_a_mistake(bench: Bench) -> None:
    with pytest.raises(ValueError, match="give at_most"):
        bench.row("time", 1.0, "s", at_least=1.0)


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (1234.0, "samples/s", "1.23 k samples/s"), (5e7, "samples/s", "50 M samples/s"), (0.0123, "s", "12.3 ms"),
        (2.5, "s", "2.5 s"), (3e8, "B", "300 MB"), (None, "s", "–"),
    ],
)  # fmt: skip
def test_numbers_are_shown_with_three_digits(number: float | None, unit: str, text: str) -> None:
    assert text == shown(number, unit)


def test_the_first_difference_is_told() -> None:
    assert "" == first_difference([1, 2], [1, 2])
    assert "transition 1: ours 2, the peer's 3" == first_difference([1, 2], [1, 3])
    assert "2 transitions of ours, 1 of the peer's" == first_difference([1, 2], [1])
