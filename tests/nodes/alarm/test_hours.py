"""Hours of a week in a zone, against a reference that looks at the clock second by second."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.alarm.hours import SECOND, Calendar, Span, spans_of

EVERY = frozenset(range(8))
WORKDAYS = frozenset(range(5))


def at(text: str) -> int:
    """Ns of an ISO time with its offset."""
    return round(datetime.fromisoformat(text).timestamp()) * SECOND


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("08:00-18:00", (Span(EVERY, 480, 1080),)),
        ("mon-fri 08:00-12:00,13:00-17:30",
         (Span(WORKDAYS, 480, 720), Span(WORKDAYS, 780, 1050))),
        ("Sat,Hol", (Span(frozenset({5, 7}), 0, 1440),)),
        ("sat-mon 22:00-6:00; hol", (Span(frozenset({5, 6, 0}), 1320, 1800), Span(frozenset({7}), 0, 1440))),
        ("周一-周五 08:00-18:00；假日", (Span(WORKDAYS, 480, 1080), Span(frozenset({7}), 0, 1440))),
        ("00:00-24:00", (Span(EVERY, 0, 1440),)),
        ("08:00-08:00", (Span(EVERY, 480, 1920),)),
    ],
)  # fmt: skip
def test_what_a_text_stands_for(text: str, spans: tuple[Span, ...]) -> None:
    assert spans == spans_of(text)


@pytest.mark.parametrize("text", ["noon", "mon-", "25:00-26:00", "08:60-09:00", "24:00-25:00", "mon-hol", "8-18"])
def test_what_stands_for_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        spans_of(text)


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    calendar, nights = Calendar("Asia/Shanghai", {}), spans_of("fri 22:00-06:00")
    for text, holds in {
        "2026-11-20T21:59:59+08:00": False, "2026-11-20T22:00:00+08:00": True, "2026-11-21T05:59:59+08:00": True,
        "2026-11-21T06:00:00+08:00": False, "2026-11-20T03:00:00+08:00": False,
    }.items():  # fmt: skip
        assert (text, holds) == (text, calendar.holds(nights, at(text)))
    assert at("2026-11-21T06:00:00+08:00") == calendar.end(nights, at("2026-11-20T23:00:00+08:00"))


def test_holidays_and_weekends_that_are_worked() -> None:
    """1 October 2026 is a holiday; Saturday the 10th is worked as a Friday."""
    calendar = Calendar("Asia/Shanghai", {date(2026, 10, 1): 7, date(2026, 10, 10): 4})
    work, feast = spans_of("mon-fri 08:00-18:00"), spans_of("hol")
    assert not calendar.holds(work, at("2026-10-01T09:00:00+08:00"))
    assert calendar.holds(feast, at("2026-10-01T09:00:00+08:00"))
    assert calendar.holds(work, at("2026-10-10T09:00:00+08:00"))
    assert not calendar.holds(work, at("2026-10-11T09:00:00+08:00"))


@pytest.mark.parametrize(
    ("text", "asked", "end"),
    [  # Berlin: 29 March 2026 02:00 becomes 03:00, 25 October 03:00 becomes 02:00
        pytest.param("22:00-06:00", "2026-03-28T23:00:00+01:00", "2026-03-29T06:00:00+02:00", id="a shorter night"),
        pytest.param("22:00-06:00", "2026-10-24T23:00:00+02:00", "2026-10-25T06:00:00+01:00", id="a longer night"),
        pytest.param("22:00-02:30", "2026-03-28T23:00:00+01:00", "2026-03-29T03:00:00+02:00", id="an end left out"),
        pytest.param(
            "22:00-02:30", "2026-10-24T23:00:00+02:00", "2026-10-25T02:30:00+02:00", id="an end that is twice"
        ),
        pytest.param("22:00-02:00; 02:00-06:00", "2026-10-24T23:00:00+02:00", "2026-10-25T06:00:00+01:00", id="joined"),
    ],
)
def test_when_the_clock_changes(text: str, asked: str, end: str) -> None:
    assert at(end) == Calendar("Europe/Berlin", {}).end(spans_of(text), at(asked))


def test_hours_that_never_end_do_not_hang() -> None:
    now = at("2026-11-20T23:00:00+00:00")
    assert now < Calendar("UTC", {}).end(spans_of("00:00-24:00"), now) < now + 61 * 86_400 * SECOND


ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
NEAR = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-07-01")
"""Days around which some of these zones change their clocks."""
QUARTER = st.integers(0, 95)


def slow(zone: str, span: Span, minute: datetime) -> bool:
    """By walking from the day before: the first minute at or after each local time."""
    tz = ZoneInfo(zone)
    for back in (-1, 0, 1):
        day = minute.astimezone(tz).date() + timedelta(days=back)
        if day.weekday() in span.days and _reached(tz, day, span.begin, minute) and not _reached(
            tz, day, span.end, minute
        ):  # fmt: skip
            return True
    return False


def _reached(tz: ZoneInfo, day: date, minutes: int, now: datetime) -> bool:
    """Whether the wall clock has shown this local time, or a later one, at some minute up to `now`."""
    wanted = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - a wall clock
    seen = now - timedelta(hours=3)
    while seen <= now:
        if seen.astimezone(tz).replace(tzinfo=None) >= wanted:
            return True
        seen += timedelta(minutes=15)
    return False


@given(st.sampled_from(ZONES), st.sampled_from(NEAR), QUARTER, QUARTER, st.integers(0, 3 * 96), st.integers(0, 6))
def test_as_a_walk_along_the_clock_has_it(zone: str, near: str, begin: int, end: int, step: int, day: int) -> None:
    span = Span(frozenset({day, (day + 3) % 7}), 15 * begin, 15 * end if end > begin else 15 * end + 1440)
    now = datetime.fromisoformat(near).replace(tzinfo=UTC) - timedelta(days=1) + timedelta(minutes=15 * step)
    assert slow(zone, span, now) == Calendar(zone, {}).holds([span], round(now.timestamp()) * SECOND)
