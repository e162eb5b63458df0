"""Daily and monthly averages: cases computed by hand from the rules, at their borders."""

import math
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nodes.compute.daily import Daily, DailyConfig
from tests.nodes.compute.series import SECOND, ran, results
from tundish.testing import Row

HOUR = 3600 * SECOND
STANDS = 0x89


def at(text: str, zone: str = "UTC") -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * SECOND


def hours(begin: str, qualities: list[int], values: Any = 10.0, zone: str = "UTC") -> list[Row]:
    """Averages of hours from the one that begins then on, each with the time of its end."""
    start = at(begin, zone)
    found = values if isinstance(values, list) else [values] * len(qualities)
    ends = [start + (h + 1) * HOUR for h in range(len(qualities))]
    return [
        Row(end + 2 * SECOND, "so2.mean", value, quality, end)
        for end, value, quality in zip(ends, found, qualities, strict=True)
    ]


def told(rows: list[Row], name: str, **config: Any) -> list[tuple[int, float, int]]:
    return results(ran(Daily, DailyConfig.model_validate(config), rows), f"so2.mean.{name}")


@pytest.mark.parametrize(
    ("valid", "stands", "config", "expected"),
    [
        (20, 0, {}, 0), (19, 0, {}, 0x81), (0, 0, {}, 0x81), (20, 4, {}, 0), (19, 5, {}, 0x82), (0, 24, {}, STANDS),
        (9, 12, {"rule": "share"}, 0), (8, 12, {"rule": "share"}, 0x81), (18, 0, {"rule": "share"}, 0),
        (17, 0, {"rule": "share"}, 0x81), (0, 24, {"rule": "share"}, STANDS), (18, 0, {"hours": 18}, 0),
    ],
)  # fmt: skip
def test_a_day_needs_so_many_valid_hours(valid: int, stands: int, config: dict[str, Any], expected: int) -> None:
    qualities = [0] * valid + [STANDS] * stands + [0x81] * (24 - valid - stands)
    rows = hours("2026-03-05", qualities, [float(h) if q == 0 else 500.0 for h, q in enumerate(qualities)])
    [(time, value, quality)] = told(rows, "day", **config)
    assert (at("2026-03-06"), expected) == (time, quality)
    assert value == pytest.approx((valid - 1) / 2 if valid else math.nan, nan_ok=True)


@pytest.mark.parametrize(
    ("month", "valid", "length", "expected"),
    [("2026-03", 25, 31, 0), ("2026-03", 24, 31, 0x82), ("2026-02", 23, 28, 0), ("2026-02", 22, 28, 0x82)],
)
def test_a_month_is_the_mean_of_its_valid_days(month: str, valid: int, length: int, expected: int) -> None:
    """Days of 1, 2, 3 …, of which the last are not valid for want of hours; each valid one counts the same."""
    qualities, values = list[int](), list[float]()
    for day in range(length):
        good = 24 - day % 5 if day < valid else 19
        qualities += [0] * good + [0x82] * (24 - good)
        values += [day + 1.0] * 24
    rows = hours(f"{month}-01", qualities, values)
    [(time, value, quality)] = told(rows, "month")
    assert (rows[-1].time, expected) == (time, quality)
    assert value == pytest.approx((valid + 1) / 2)
    assert length == len(told(rows, "day"))


def test_substitutes_make_days_and_months_uncertain() -> None:
    """A valid hour of a substitute is one, and shows in all that is made of it."""
    rows = hours("2026-03-01", [*[0] * 23, 0x4A, *[0] * 24 * 30])
    assert [0x4A, 0, 0] == [quality for _, _, quality in told(rows, "day")][:3]
    assert [0x4A] == [quality for _, _, quality in told(rows, "month")]
    bad = hours("2026-03-01", [*[0] * 19, 0x4A, *[0x81] * 4])
    assert [0x4A] == [quality for _, _, quality in told(bad, "day")]


def test_days_keep_to_the_clock_of_the_zone() -> None:
    """23 hours on the day on which clocks go forward; the first hour is that of the day before."""
    zone = "Europe/Berlin"
    days = told(hours("2026-03-28 23:00", [0] * 48, zone=zone), "day", zone=zone, hours=1)
    assert [at(f"2026-03-{day}", zone) for day in (29, 30)] == [time for time, _, _ in days][:2]


def test_days_without_samples_are_not_told_and_what_comes_twice_counts_once() -> None:
    first, later = hours("2026-01-30", [0] * 24), hours("2026-03-02", [0] * 30)
    again = first[5]._replace(arrival=first[-1].arrival + 1)
    rows = [*first, again, *later]
    days = told(rows, "day")
    assert [at("2026-01-31"), at("2026-03-03")] == [time for time, _, _ in days]
    assert [(at("2026-02-01"), 10, 0x82)] == told(rows, "month")
    assert [(at("2026-02-01"), 10, 0)] == told(rows, "month", days=1)
