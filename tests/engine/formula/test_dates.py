"""Dates of formulas against zoneinfo, minute by minute across both changes of the clocks in three zones."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pandas import Timestamp

from engine.formula import compile_formula
from tundish.errors import FormulaError

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]  # the last changes by half an hour
MINUTE = timedelta(minutes=1)


def local(t: float, zone: str) -> datetime:
    return datetime.fromtimestamp(t, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@cache
def first_shown(label: datetime, zone: str) -> float:
    """When the clocks first show it, or jump over it: looked for minute by minute."""
    t = label.replace(tzinfo=UTC).timestamp() - 16 * 3600
    while local(t, zone) < label:
        t += 60
    return t


def start_of_hour(t: float, zone: str) -> float:
    """Back while the clock runs evenly within one hour."""
    t -= t % 60
    while local(t - 60, zone) == local(t, zone) - MINUTE and local(t - 60, zone).hour == local(t, zone).hour:
        t -= 60
    return t


def midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def shift_of(moment: datetime) -> int:
    """Shifts that begin at 06:00, 14:00 and 22:00."""
    return 1 if 6 <= moment.hour < 14 else 2 if 14 <= moment.hour < 22 else 3


def shift_start(t: float, zone: str) -> float:
    moment = local(t, zone)
    day = midnight(moment - timedelta(days=1)) if moment.hour < 6 else midnight(moment)
    return first_shown(day + timedelta(hours={1: 6, 2: 14, 3: 22}[shift_of(moment)]), zone)


def days_in_month(moment: datetime) -> int:
    after = datetime(moment.year + moment.month // 12, moment.month % 12 + 1, 1)  # noqa: DTZ001 - what a clock shows
    return (after - datetime(moment.year, moment.month, 1)).days  # noqa: DTZ001


def offset(t: float, zone: str) -> float:
    return (local(t, zone) - local(t, "UTC")).total_seconds() / 3600


SHIFTS = '"06:00, 14:00, 22:00"'
CASES: dict[str, Callable[[float, str], float]] = {
    "hour(t, ZONE)": lambda t, z: local(t, z).hour,
    "minute(t, ZONE)": lambda t, z: local(t, z).minute,
    "second(t, ZONE)": lambda t, z: local(t, z).second,
    "second_of_day(t, ZONE)": lambda t, z: (local(t, z) - midnight(local(t, z))).total_seconds(),
    "day(t, ZONE)": lambda t, z: local(t, z).day,
    "month(t, ZONE)": lambda t, z: local(t, z).month,
    "year(t, ZONE)": lambda t, z: local(t, z).year,
    "weekday(t, ZONE)": lambda t, z: local(t, z).isoweekday(),
    "is_weekend(t, ZONE)": lambda t, z: local(t, z).isoweekday() > 5,
    "week(t, ZONE)": lambda t, z: local(t, z).isocalendar().week,
    "day_of_year(t, ZONE)": lambda t, z: local(t, z).timetuple().tm_yday,
    "days_in_month(t, ZONE)": lambda t, z: days_in_month(local(t, z)),
    "utc_offset(t, ZONE)": offset,
    "start_of_hour(t, ZONE)": start_of_hour,
    "start_of_day(t, ZONE)": lambda t, z: first_shown(midnight(local(t, z)), z),
    "start_of_week(t, ZONE)": lambda t, z: first_shown(
        midnight(local(t, z)) - timedelta(days=local(t, z).weekday()), z
    ),
    "start_of_month(t, ZONE)": lambda t, z: first_shown(midnight(local(t, z)).replace(day=1), z),
    "start_of_year(t, ZONE)": lambda t, z: first_shown(midnight(local(t, z)).replace(day=1, month=1), z),
    f"shift(t, {SHIFTS}, ZONE)": lambda t, z: shift_of(local(t, z)),
    f"start_of_shift(t, {SHIFTS}, ZONE)": shift_start,
    'is_between(t, "22:00", "06:00", ZONE)': lambda t, z: local(t, z).hour >= 22 or local(t, z).hour < 6,
    'is_between(t, "02:00", "02:30", ZONE)': lambda t, z: local(t, z).hour == 2 and local(t, z).minute < 30,
}


@cache
def times(zone: str) -> list[float]:
    """Around both changes of 2026 every 20 minutes, at odd seconds too, and some over two centuries."""
    start = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    hours = range(start, start + 365 * 86400, 3600)
    changes = [t for t in hours if offset(t, zone) != offset(t + 3600, zone)]
    assert 2 == len(changes)
    near = [change + 3600 + k * 1200 for change in changes for k in range(-78, 79)]
    rng = np.random.default_rng(len(zone))
    far = rng.integers(-2_000_000_000, 4_000_000_000, 60)
    return [float(t) for t in (*near, *(t + 599 for t in near[::7]), *far)]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("text", sorted(CASES))
def test_agrees_with_zoneinfo_across_the_changes(text: str, zone: str) -> None:
    formula = compile_formula(text.replace("ZONE", f'"{zone}"'))
    asked = times(zone)
    if "start_of" in text:
        asked = [t for t in asked if t > 0]  # before 1970 clocks were ahead by odd seconds
    value, quality = np.empty(len(asked)), np.empty(len(asked), np.uint8)
    formula.run(np.array([asked]), np.zeros((1, len(asked)), np.uint8), value, quality)
    assert not quality.any()
    wrong = [(t, want, got) for t, got in zip(asked, value, strict=True) if (want := CASES[text](t, zone)) != got]
    assert [] == wrong[:3]


MOMENTS: dict[str, Callable[[Timestamp, float], float]] = {
    "now() + 0 * a": lambda now, _: now.timestamp(),
    "seconds_since(a)": lambda now, t: (now - Timestamp(t, unit="s", tz="UTC")).total_seconds(),
}
"""Of the time of the row, and of a."""


@pytest.mark.parametrize("text", sorted(MOMENTS))
def test_now_is_the_time_of_the_row(text: str) -> None:
    times, asked = np.array([1_500_000_000, 10**18, 1_767_225_600 * 10**9]), np.array([[0.5, 2e9, 1_767_139_200.25]])
    value, quality = np.empty(3), np.empty(3, np.uint8)
    compile_formula(text).run(asked, np.zeros((1, 3), np.uint8), value, quality, times)
    rows = zip(times.tolist(), asked[0].tolist(), strict=True)
    assert [MOMENTS[text](Timestamp(time, tz="UTC"), t) for time, t in rows] == value.tolist()
    assert not quality.any()


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('hour(t, "Asia/Shangai")', "'Asia/Shangai' is no time zone", 'did you mean "Asia/Shanghai"?'),
        ("hour(t, zone)", "zone of hour must be written", "for example"),
        ('is_between(t, "6 am", "7:00")', "'6 am' is no time of day", "06:30"),
        ('shift(t, "06:00, 06:00")', "write when each shift begins", ""),
        ('shift(t, "25:00")', "is no time of day", "06:30"),
    ],
)
def test_what_is_no_zone_and_no_time(text: str, message: str, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        compile_formula(text)
    assert message in caught.value.message
    assert hint in caught.value.hint
