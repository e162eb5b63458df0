"""Substitute values: cases computed by hand from the rules, at their borders."""

import math
from typing import Any

import numpy as np
import pytest

from nodes.compute.substitute import Substitute, SubstituteConfig
from tests.nodes.compute.series import SECOND, ran, results
from tundish.testing import Row

HOUR = 3600 * SECOND
START = 1_767_225_600 * SECOND
"""2026-01-01 00:00 UTC, the begin of a quarter."""
STANDS, INVALID, FILLED = 0x89, 0x81, 0x4A
MISSING = math.nan


def filled(values: list[float], stands: tuple[int, ...] = (), **config: Any) -> list[tuple[float, int]]:
    """Value and quality of each hour; what is missing is NaN."""
    row = {"points": "so2", "highest": config.pop("highest", None)}
    rows = []
    for h, value in enumerate(values):
        quality = STANDS if h in stands else INVALID if math.isnan(value) else 0
        rows.append(Row(START + (h + 1) * HOUR + 1, "so2", value, quality, START + (h + 1) * HOUR))
    seen = ran(Substitute, SubstituteConfig.model_validate({"rows": [row], **config}), rows)
    found = results(seen, "so2.filled")
    assert [row.time for row in rows][: len(found)] == [time for time, _, _ in found]
    return [(value, quality) for _, value, quality in found]


def ramp(count: int) -> list[float]:
    """1, 2, 3 … with the highest of all at the very beginning, 5000, and one 300 hours before the end, 2000."""
    values = [float(h + 1) for h in range(count)]
    values[0], values[max(1, count - 300)] = 5000.0, 2000.0
    return values


@pytest.mark.parametrize(
    ("before", "missing", "expected"),
    [
        (1000, 1, 1000.0), (1000, 24, 1000.0),  # more than 90 % of the quarter: the highest of the latest 180
        (1000, 25, 2000.0),  # the same, more than 24 hours: of the latest 720
        (216, 24, 216.0),  # 216 of 240: exactly 90 %
        (72, 20, 5000.0),  # 72 of 92, 78 %: the highest of 2160
    ],
)  # fmt: skip
def test_highest_of_so_many_valid_hours(before: int, missing: int, expected: float) -> None:
    """HJ 75-2017. The availability of an hour is that up to it, so the last hours of 20 have 78 %."""
    found = filled([*ramp(before), *[MISSING] * missing, 7.0])
    assert (expected, FILLED) == found[before + missing - 1]
    assert (7.0, 0) == found[-1]
    assert before + missing + 1 == len(found)


def test_there_is_no_substitute_below_75_percent_and_a_new_quarter_begins_anew() -> None:
    found = filled([*ramp(72), *[MISSING] * 25, 7.0])
    assert [FILLED] * 24 + [0x82] == [quality for _, quality in found[72:97]]  # 72 of 97 are 74.2 %
    quarter = 90 * 24
    found = filled([*[50.0] * quarter, *[60.0] * 9, MISSING, MISSING, 7.0])
    assert [(60.0, FILLED), (60.0, FILLED)] == found[quarter + 9 : quarter + 11]  # 9 of 10, then of 11: 90 and 82 %
    assert (5000.0, FILLED) == filled([*[50.0] * 9, 5000.0, *[50.0] * (quarter - 10), *[60.0] * 4, MISSING, 7.0])[
        -2
    ]  # 80 %: 2160


def test_hours_without_operation_count_nowhere() -> None:
    values = [*[10.0] * 9, MISSING, *[MISSING] * 30, MISSING, 7.0]
    found = filled(values, stands=tuple(range(10, 40)))
    assert [(10.0, FILLED)] == found[9:10]  # 9 of 10 are 90 %
    assert [STANDS] * 30 == [quality for _, quality in found[10:40]]
    assert [(10.0, FILLED), (7.0, 0)] == found[40:]
    assert STANDS == filled([10.0, MISSING], stands=(1,))[1][1], "it is told at once"


def valid(count: int) -> list[float]:
    """1 to 720 again and again: the 90th percentile of 720 is 648, the 95th 684."""
    return [float(h % 720 + 1) for h in range(count)]


@pytest.mark.parametrize(
    ("values", "missing", "after", "expected"),
    [
        (valid(7200), 24, 100.0, (720 + 100) / 2), (valid(7200), 25, 100.0, 648.0), (valid(7200), 25, 800.0, 760.0),
        ([*[MISSING] * 320, *valid(4320)], 8, 100.0, 410.0), ([*[MISSING] * 320, *valid(4320)], 9, 100.0, 684.0),
        ([*[MISSING] * 300, *valid(1440)], 2, 100.0, 720.0), ([*[MISSING] * 400, *valid(1440)], 2, 100.0, 999.0),
        (valid(700), 2, 100.0, 400.0), ([], 2, 100.0, 999.0), (valid(719), 30, 1.0, 360.0),
    ],
    ids=["95 24h", "95 25h", "95 25h mean", "90 8h", "90 9h", "80", "below", "initial", "never", "initial long"],
)  # fmt: skip
def test_part_75(values: list[float], missing: int, after: float, expected: float) -> None:
    found = filled([*values, *[MISSING] * missing, after], rule="part75", highest=999.0)
    assert [(expected, FILLED)] * missing == found[len(values) : len(values) + missing]


def test_a_plant_that_stands_after_a_missing_hour_does_not_let_hours_wait_without_end() -> None:
    for rule in ("hj75", "part75"):
        found = filled([*[10.0] * 20, *[MISSING] * 1101], tuple(range(21, 1121)), rule=rule)
        assert 21 + 1000 == len(found), rule
        assert (10.0, FILLED) == found[20]
        assert {STANDS} == {quality for _, quality in found[21:]}


def test_at_most_a_thousand_hours_wait() -> None:
    found = filled([*valid(7200), *[MISSING] * 1100], rule="part75")
    assert 7200 + 1100 == len(found)
    assert [720.0] * 1001 == [value for value, _ in found[7200:8201]], "the mean of the hour before alone, above 648"
    assert np.isfinite([value for value, _ in found]).all()
