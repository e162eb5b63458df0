"""Hours: times of a week by the clock of a zone, holidays and working weekends included.

`mon-fri 08:00-18:00; sat,hol 09:00-12:00`: parts with a semicolon between, each with days, times of the day, or both.
A range that ends before it begins runs into the next day; it belongs to the day on which it begins. A local time that
the clock leaves out counts as the moment at which it jumps; one that it has twice counts as its first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SECOND = 1_000_000_000
DAY = 1440
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = len(WEEK)
DAYS = {name: i for i, name in enumerate((*WEEK, "hol"))} | {
    name: i for i, name in enumerate(("周一", "周二", "周三", "周四", "周五", "周六", "周日", "假日"))
}
EVERY_DAY = frozenset(range(HOLIDAY + 1))
MOST_SPANS = 60
"""Spans that may follow each other without a gap; longer is as good as always."""
WRITE = "write times like mon-fri 08:00-18:00; sat,hol 09:00-12:00"
_RANGE = re.compile(r"(\d{1,2}):(\d\d)[-–](\d{1,2}):(\d\d)")


class Span(NamedTuple):
    """One range of times on some days."""

    days: frozenset[int]
    """0 Monday to 6 Sunday, 7 a holiday."""
    begin: int
    """Minutes after midnight."""
    end: int
    """The same, not included; beyond 1440 on the next day."""


@lru_cache(maxsize=1024)
def spans_of(text: str) -> tuple[Span, ...]:
    """The spans that a text stands for, none for an empty one; ValueError says what is wrong."""
    return tuple(span for part in re.split(r"[;；\n]", text.lower()) if part.strip() for span in _part(part.split()))


def _part(words: list[str]) -> Iterator[Span]:
    days, ranges = set[int](), list[tuple[int, int]]()
    for word in filter(None, re.split("[,，]", ",".join(words))):
        if match := _RANGE.fullmatch(word):
            ranges.append(_minutes(word, *map(int, match.groups())))
        else:
            days |= _days(word)
    for begin, end in ranges or [(0, DAY)]:
        yield Span(frozenset(days) or EVERY_DAY, begin, end)


def _minutes(word: str, hour: int, minute: int, until_hour: int, until_minute: int) -> tuple[int, int]:
    begin, end = 60 * hour + minute, 60 * until_hour + until_minute
    if max(minute, until_minute) >= 60 or begin >= DAY or end > DAY:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f"{word!r} are no times of a day: {WRITE}")
    return begin, end if end > begin else end + DAY


def _days(word: str) -> set[int]:
    first, dash, last = word.partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        raise ValueError(f"{word!r} is no day: {WRITE}")
    begin, end = DAYS[first], DAYS[last or first]
    if not dash:
        return {begin}
    if HOLIDAY in {begin, end}:
        raise ValueError(f"{word!r}: holidays are no part of a week, write {WEEK[0]}-{WEEK[4]},hol")
    return {(begin + i) % len(WEEK) for i in range((end - begin) % len(WEEK) + 1)}


def day_of(text: str) -> date:
    """The day that `2026-10-01` is; ValueError if it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no date: write 2026-10-01") from None


class Calendar:
    """The clock of a zone, and days that do not count as what they are: holidays, and weekends that are worked."""

    def __init__(self, zone: str, counts_as: Mapping[date, int]) -> None:
        self._zone = ZoneInfo(zone)
        self._counts_as = counts_as

    def holds(self, spans: Iterable[Span], at: int) -> bool:
        """Whether the instant (ns UTC) lies in one of them."""
        return self._end(spans, at) is not None

    def end(self, spans: Iterable[Span], at: int) -> int:
        """The first instant from `at` on that lies in none of them, ns UTC."""
        known = tuple(spans)
        for _ in range(MOST_SPANS):
            end = self._end(known, at)
            if end is None:
                break
            at = end
        return at

    def day(self, at: int) -> date:
        """The local date at an instant, ns UTC."""
        return datetime.fromtimestamp(at // SECOND, self._zone).date()

    def text(self, at: int) -> str:
        """Local date and time of an instant, ns UTC, to the second."""
        return datetime.fromtimestamp(at // SECOND, self._zone).strftime("%Y-%m-%d %H:%M:%S")

    def _end(self, spans: Iterable[Span], at: int) -> int | None:
        """Where the longest span ends that holds an instant; None if none does."""
        today = self.day(at)
        ends = [
            end
            for day in (today + timedelta(days=i) for i in (-1, 0, 1))
            for kind in [self._counts_as.get(day, day.weekday())]
            for span in spans
            if kind in span.days and instant(self._zone, day, span.begin) <= at < (end := self._until(day, span))
        ]
        return max(ends, default=None)

    def _until(self, day: date, span: Span) -> int:
        return instant(self._zone, day, span.end)


@lru_cache(maxsize=4096)
def instant(zone: ZoneInfo, day: date, minutes: int) -> int:
    """Ns UTC of a local time, `minutes` after midnight."""
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return round(first.timestamp()) * SECOND
    low, high = local.replace(tzinfo=zone, fold=1).astimezone(UTC), first  # the clock jumps between these
    after = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == after else (middle, high)
    return round(high.timestamp()) * SECOND
