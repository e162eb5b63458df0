"""Clock: where windows begin and end that are aligned to the clock of a time zone."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numba.extending import register_jitable

from tundish import nanoseconds

SECOND = 1_000_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
MONDAY = -3 * DAY
"""Local ns of a Monday, so that windows of seven days begin on one."""
LAST_YEAR = 2100
"""Up to which changes of a zone's offset are known; the last one holds from then on."""


class Offsets:
    """Offset of local time from UTC, in ns, from the instant `since` on."""

    dtype = np.dtype([("since", "i8"), ("shift", "i8")])

    since: int
    shift: int


@lru_cache(maxsize=64)
def offsets_of(zone: str) -> Any:
    """All offsets a zone has, in order of time; the first holds for all time before."""
    tz, step = ZoneInfo(zone), timedelta(days=7)
    at, end = datetime(1969, 12, 1, tzinfo=UTC), datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    found = [(-(2**62), _shift(at, tz))]
    while at < end:
        if _shift(at + step, tz) != found[-1][1]:
            changed = _change(at, at + step, tz)
            found.append((int(changed.timestamp()) * SECOND, _shift(changed, tz)))
            at = changed
        else:
            at += step
    return np.array(found, Offsets.dtype)


def _shift(at: datetime, tz: ZoneInfo) -> int:
    offset = at.astimezone(tz).utcoffset() or timedelta()
    return round(offset.total_seconds()) * SECOND


def _change(low: datetime, high: datetime, tz: ZoneInfo) -> datetime:
    """The second from which on the offset is no more that of `low`."""
    first = _shift(low, tz)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        low, high = (middle, high) if _shift(middle, tz) == first else (low, middle)
    return high


def must_fit_the_clock(field: str, seconds: float, when: str = "") -> None:
    """ValueError unless windows of this length divide an hour, are whole hours that divide a day, or whole days."""
    length = nanoseconds(seconds)
    if length > 0 and (HOUR % length == 0 or (length % HOUR == 0 and DAY % length == 0) or length % DAY == 0):
        return
    raise ValueError(f"{field}: {when}it divides an hour, is 1, 2, 3, 4, 6, 8 or 12 h, or whole days")


@register_jitable
def window_of(time: int, length: int, offset: int, offsets: Any) -> tuple[int, int]:
    """Begin and end of the window of `length` ns that holds `time`; windows begin `offset` ns after local midnight.

    Where clocks change, the window in which they do is longer or shorter, and the others keep their local times. A
    `length` below 0 is that of so many months of the calendar, counted from January on.
    """
    if length < 0:
        return months_of(time, -length, offset, offsets)
    s = offsets.size - 1
    while s > 0 and offsets[s].since > time:
        s -= 1
    shift, origin = offsets[s].shift, offset + MONDAY
    local = time + shift
    begin = (local - origin) // length * length + origin - shift
    end = begin + length
    if s > 0 and begin < offsets[s].since:
        begin = min(begin + shift - offsets[s - 1].shift, offsets[s].since)
    if s + 1 < offsets.size and end > offsets[s + 1].since:
        end = max(end + shift - offsets[s + 1].shift, offsets[s + 1].since)
    return begin, end


@register_jitable
def months_of(time: int, count: int, offset: int, offsets: Any) -> tuple[int, int]:
    """Begin and end of the window of `count` months that holds `time`; it begins `offset` ns into a month.

    A begin that clocks show twice is the first of the two; one that they leave out is the instant at which they jump.
    """
    s = offsets.size - 1
    while s > 0 and offsets[s].since > time:
        s -= 1
    month = _month_of((time + offsets[s].shift - offset) // DAY) // count * count
    end = _instant_of(_first_day(month + count) * DAY + offset, offsets)
    while end <= time:  # clocks were set back over the end, and show the last month once more
        month += count
        end = _instant_of(_first_day(month + count) * DAY + offset, offsets)
    return _instant_of(_first_day(month) * DAY + offset, offsets), end


@register_jitable
def _instant_of(local: int, offsets: Any) -> int:
    """The first instant at which clocks show this or more."""
    found: int = local - offsets[0].shift
    for s in range(offsets.size):
        found = max(local - offsets[s].shift, offsets[s].since)
        if s + 1 == offsets.size or found < offsets[s + 1].since:
            break
    return found


@register_jitable
def _month_of(day: int) -> int:
    """Months since the year 0 of a day since 1970: the Gregorian calendar, by eras of 400 years from March on."""
    era, of_era = (day + 719_468) // 146_097, (day + 719_468) % 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    from_march = (5 * (of_era - (365 * year + year // 4 - year // 100)) + 2) // 153
    return (era * 400 + year) * 12 + from_march + 2


@register_jitable
def _first_day(month: int) -> int:
    """The first day of a month, since 1970; the other way round."""
    year, from_march = (month - 2) // 12, (month - 2) % 12
    of_era = year % 400
    days = of_era * 365 + of_era // 4 - of_era // 100 + (153 * from_march + 2) // 5
    return year // 400 * 146_097 + days - 719_468
