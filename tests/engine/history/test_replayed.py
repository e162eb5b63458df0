"""The history as a replay gets it: in the order in which it arrived, day after day."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.history.compact import Compaction
from engine.history.log import DAY, LATE, Batch, Log
from engine.history.reader import Reader
from engine.history.replayed import replayed
from engine.passes.gate import FUTURE

EVER = (-(2**62), 2**62)


def tell(folder: Path, rows: list[tuple[int, int]], port: str = "samples") -> None:
    """(arrival, time)"""
    log = Log(folder / "log" / "default.db")
    log.numbers(["P1"])
    n = len(rows)
    log.append(
        [
            Batch(
                "f", "n", port, np.array([a for a, _ in rows]), np.array([t for _, t in rows]),
                np.ones(n, np.int32), np.arange(n, dtype=float), np.zeros(n, np.uint8),
            )
        ]
    )  # fmt: skip
    Compaction(folder, log).run()
    log.close()


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 4 * DAY), st.integers(-FUTURE, 2 * DAY)), max_size=12))
def test_samples_come_in_order_of_arrival_whatever_day_their_time_is_of(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("h")
    rows = sorted({arrival: arrival - age for arrival, age in told}.items())
    if rows:
        tell(folder, rows)
    found = list(replayed(Reader(folder), *EVER))
    assert rows == [(row.arrival, row.time) for row in found]
    assert list(range(1, len(rows) + 1)) == [row.line for row in found]


def test_what_was_late_and_what_is_outside_the_span_is_left_out(tmp_path: Path) -> None:
    tell(tmp_path, [(1, 1), (3, DAY), (5, DAY + 1), (7, 2 * DAY)])
    tell(tmp_path, [(9, DAY)], LATE)
    assert [DAY, DAY + 1] == [row.time for row in replayed(Reader(tmp_path), DAY, 2 * DAY)]
    assert [] == list(replayed(Reader(tmp_path / "none"), *EVER))
