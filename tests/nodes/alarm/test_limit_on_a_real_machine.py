"""Eleven weeks of a real machine: the transitions are those of a plain loop over a pandas series."""

from pathlib import Path

import pandas as pd
import pytest

from nodes.alarm.limit import Limit, LimitConfig
from tundish.rows import csv_rows
from tundish.testing import Bench, Row

FILE = Path(__file__).parents[3] / "api/demo/data/nab/machine_temperature_system_failure.csv"


def by_pandas(high: float, low: float, deadband: float) -> list[tuple[int, str]]:
    frame = pd.read_csv(FILE, parse_dates=["timestamp"])
    state, changes = "normal", []
    for time, value in zip(frame["timestamp"].astype("datetime64[ns]").astype("int64"), frame["value"], strict=True):
        if (state == "H" and value <= high - deadband) or (state == "L" and value >= low + deadband):
            state = "normal"
            changes.append((time, state))
        if state == "normal" and not low <= value <= high:
            state = "H" if value > high else "L"
            changes.append((time, state))
    return changes


@pytest.mark.parametrize(("high", "low", "deadband"), [(100, 40, 5), (95, 60, 2), (88.5, 70, 0)])
@pytest.mark.parametrize("at_once", [1, 997, 10**6])
def test_the_transitions_are_those_of_a_plain_loop(high: float, low: float, deadband: float, at_once: int) -> None:
    with FILE.open(encoding="utf-8") as lines:
        read = list(csv_rows(lines, FILE.name, "T"))
    assert 22_695 == len(read)
    rows = [Row(2 * i + 1, "T", row.value, 0, row.time) for i, row in enumerate(read)]
    config = LimitConfig.model_validate({"rows": [{"h": high, "l": low, "deadband": deadband}]})
    bench = Bench(Limit, config).start()
    for i in range(0, len(rows), at_once):
        bench.feed(rows[i : i + at_once])
    expected = by_pandas(high, low, deadband)
    assert expected
    assert expected == [(event.time, event.data["level"] or "normal") for event in bench.events()]
