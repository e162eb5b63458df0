"""Dates by the calendar and the clocks of a zone. Times are seconds since 1970 UTC; `now()` is that of the instant."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from engine.formula.functions.function import Function, Wrong
from engine.formula.ops import Op
from tundish.said import say

_BEGIN, _END = datetime(1900, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_STEP = timedelta(days=6)
"""Two changes of the clocks are further apart than this."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_SHIFTS = 24
DAY = 86400


def zone(name: float | str) -> Sequence[float]:
    """`count, offset, (second, offset) * count` of a time zone, as interpret/calendar.py reads it."""
    return _zone(str(name))


@lru_cache(maxsize=64)
def _zone(name: str) -> Sequence[float]:
    try:
        known = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(name, sorted(available_timezones()), n=1, cutoff=0.6)
        hint = say('did you mean "{near}"?', near=near[0]) if near else say('write one like "Asia/Shanghai", or "UTC"')
        raise Wrong(say("{name!r} is no time zone", name=name), hint) from None
    changes: list[float] = []
    at, before = _BEGIN, _offset(known, _BEGIN)
    first = before
    while at < _END:
        after = min(at + _STEP, _END)
        offset = _offset(known, after)
        if offset != before:
            changes += [_change(known, at, after), offset]
            before = offset
        at = after
    return (len(changes) / 2, first, *changes)


def _offset(known: ZoneInfo, at: datetime) -> float:
    offset = at.astimezone(known).utcoffset()
    return offset.total_seconds() if offset else 0.0


def _change(known: ZoneInfo, low: datetime, high: datetime) -> float:
    """The second in which the offset changes, between two moments."""
    start, stop, before = int((low - _EPOCH).total_seconds()), int((high - _EPOCH).total_seconds()), _offset(known, low)
    while stop - start > 1:
        middle = (start + stop) // 2
        if _offset(known, _EPOCH + timedelta(seconds=middle)) == before:
            start = middle
        else:
            stop = middle
    return float(stop)


def clock(text: str) -> float:
    """Seconds from midnight of `06:30`."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[:：]\s*(\d{2})(?::(\d{2}))?\s*", text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (99, 0, 0)
    if hours * 3600 + minutes * 60 + seconds > DAY or minutes > 59 or seconds > 59:  # noqa: PLR2004
        raise Wrong(say("{text!r} is no time of day", text=text.strip()), say('write one like "06:30"'))
    return float(hours * 3600 + minutes * 60 + seconds)


def shifts(starts: float | str, name: float | str) -> Sequence[float]:
    """A zone, then how many shifts there are, when each begins, rising, and its number as written."""
    written = [clock(piece) for piece in re.split(r"[,，;；\s]+", str(starts).strip()) if piece]
    order = sorted(range(len(written)), key=lambda number: written[number])
    times = [written[number] for number in order]
    twice = any(before == after for before, after in pairwise(times))
    if not 1 <= len(times) <= MOST_SHIFTS or twice or times[-1] >= DAY:
        raise Wrong(
            say("write when each shift begins, 1 to {most_shifts} of them, each once", most_shifts=MOST_SHIFTS),
            say('"08:00, 16:00, 00:00"'),
        )
    return (*zone(name), float(len(times)), *times, *(float(number + 1) for number in order))


def span(begin: float | str, end: float | str, name: float | str) -> Sequence[float]:
    """A zone, then two times of day."""
    return (*zone(name), 2.0, clock(str(begin)), clock(str(end)))


def _date(name: str, op: Op, summary: str, summary_zh: str, example: str, result: float, unit: str = "1") -> Function:
    return Function(
        name, ("t", "zone"), op, "dates", summary, summary_zh, example, result, defaults=("UTC",), written=("zone",),
        constants=zone, units=f"s, - -> {unit}",
    )  # fmt: skip


TABLE = (
    Function(
        "now", (), Op.SELF, "dates",
        "Time of the instant that is judged, seconds since 1970 UTC; not the clock's.",
        "当前时刻（数据的时间戳，自 1970 年 UTC 起的秒数），不取系统时钟。", "year(now()) >= 1970", 1, timed=True,
        units="-> s",
    ),
    _date("hour", Op.HOUR, "Hour of the day, 0 to 23.", "小时（0–23）。", 'hour(0, "Asia/Shanghai")', 8),
    _date("minute", Op.MINUTE, "Minute of the hour, 0 to 59.", "分钟（0–59）。", 'minute(90, "Asia/Kolkata")', 31),
    _date("second", Op.SECOND, "Second of the minute, with decimals.", "秒（0–60，含小数）。", "second(90.5)", 30.5),
    _date("day", Op.DAY, "Day of the month, 1 to 31.", "日（1–31）。", "day(86400)", 2),
    _date("month", Op.MONTH, "Month, 1 to 12.", "月（1–12）。", "month(2678400)", 2),
    _date("year", Op.YEAR, "Year.", "年。", 'year(-1, "Asia/Shanghai")', 1970),
    _date(
        "weekday", Op.WEEKDAY, "Day of the week: 1 is Monday, 7 Sunday.", "星期（1 为周一，7 为周日）。", "weekday(0)",
        4,
    ),
    _date("is_weekend", Op.IS_WEEKEND, "1 on Saturday and Sunday.", "周六、周日为 1。", "is_weekend(172800)", 1),
    _date("week", Op.WEEK, "Week of the year, ISO 8601.", "周数（ISO 8601）。", "week(0)", 1),
    _date(
        "day_of_year", Op.DAY_OF_YEAR, "1 on 1 January.", "一年中的第几天（1 月 1 日为 1）。", "day_of_year(2678400)",
        32,
    ),
    _date("days_in_month", Op.DAYS_IN_MONTH, "28 to 31.", "当月天数（28–31）。", "days_in_month(2678400)", 28),
    _date(
        "second_of_day", Op.SECOND_OF_DAY, "Seconds that the clocks show since midnight.",
        "当日零点以来时钟走过的秒数。", "second_of_day(86460)", 60, "s",
    ),
    _date(
        "utc_offset", Op.UTC_OFFSET, "Hours that the clocks of the zone are ahead of UTC.",
        "时区相对 UTC 的小时数。", 'utc_offset(0, "Asia/Shanghai")', 8, "h",
    ),
    _date(
        "start_of_hour", Op.START_OF_HOUR, "When this hour began.", "本小时开始的时刻。", "start_of_hour(3700)", 3600,
        "s",
    ),
    _date(
        "start_of_day", Op.START_OF_DAY, "When this day began.", "当日零点的时刻。",
        'start_of_day(0, "Asia/Shanghai")', -28800, "s",
    ),
    _date("start_of_week", Op.START_OF_WEEK, "When this week began, on Monday.", "本周（周一）开始的时刻。",
          "start_of_week(0)", -259200, "s"),
    _date(
        "start_of_month", Op.START_OF_MONTH, "When this month began.", "本月开始的时刻。", "start_of_month(90000)", 0,
        "s",
    ),
    _date(
        "start_of_year", Op.START_OF_YEAR, "When this year began.", "本年开始的时刻。", "start_of_year(90000)", 0, "s",
    ),
    Function(
        "shift", ("t", "starts", "zone"), Op.SHIFT, "dates",
        "Number of the shift, in the order in which their starts are written.",
        "班次号（按所写开始时间的顺序）。", 'shift(0, "08:00, 16:00, 00:00", "Asia/Shanghai")', 1,
        defaults=("UTC",), written=("starts", "zone"), constants=shifts, units="s, -, - -> 1",
    ),
    Function(
        "start_of_shift", ("t", "starts", "zone"), Op.START_OF_SHIFT, "dates", "When this shift began.",
        "本班开始的时刻。", 'start_of_shift(3600, "08:00, 16:00, 00:00", "Asia/Shanghai")', 0,
        defaults=("UTC",), written=("starts", "zone"), constants=shifts, units="s, -, - -> s",
    ),
    Function(
        "is_between", ("t", "begin", "end", "zone"), Op.IS_BETWEEN, "dates",
        "1 from one time of day until just before another; also across midnight.",
        "时刻处于两个钟点之间（含始不含终，可跨零点）时为 1。", 'is_between(0, "22:00", "06:00")', 1,
        defaults=("UTC",), written=("begin", "end", "zone"), constants=span, units="s, -, -, - -> 1",
    ),
    Function(
        "seconds_since", ("t",), Op.SUB, "dates", "Seconds from t to the instant that is judged: now() - t.",
        "从 t 到当前时刻的秒数：now() - t。", "seconds_since(now())", 0, timed=True, units="s -> s",
    ),
)  # fmt: skip
