"""Dates: plain operations on seconds since 1970 UTC, by the calendar and the clock of a zone.

A zone is data among the constants: `count, offset, (second, offset) * count`: the offset from UTC before the first
change, and from each change on. The days of the calendar are counted as by H. Hinnant (chrono-compatible low-level date
algorithms). A start that a change of the clocks leaves out is the moment of the change; of one that comes twice, the
first.
"""

import numpy as np
from numba.extending import register_jitable

from engine.formula.interpret.lanes import Constants
from engine.formula.ops import Op
from tundish.far import far_kernel, grid_at, row_at

DAY = 86400
FIRST, LAST = -2_208_988_800.0, 4_102_444_800.0
"""1900 and 2100: before and after them there is no date."""


@far_kernel
def calendar(
    op: int, lanes: int, rows: int, columns: int, a: int, count: int, n: int, constants: int, size: int, at: int
) -> None:
    """The family."""
    s, constant = grid_at(lanes, rows, columns), row_at(constants, size)
    for i in range(n):
        t = s[a, i]
        s[a, i] = _one(op, t, constant, at) if FIRST <= t < LAST else np.nan


@register_jitable
def changes_until(t: float, constant: Constants, at: int) -> int:
    """How many changes of the clocks there have been; by halving."""
    low, high = 0, int(constant[at])
    while low < high:
        middle = (low + high) // 2
        if constant[at + 2 + 2 * middle] <= t:
            low = middle + 1
        else:
            high = middle
    return low


@register_jitable
def offset(t: float, constant: Constants, at: int) -> int:
    """Seconds that the clocks are ahead of UTC at t."""
    return int(constant[at + 1 + 2 * changes_until(t, constant, at)])


@register_jitable
def moment(local: int, constant: Constants, at: int) -> float:
    """The second when the clocks first show this, or jump over it."""
    early = local - 93_600.0
    k = changes_until(early, constant, at)
    best = local - constant[at + 1 + 2 * k]
    while k < constant[at] and constant[at + 2 + 2 * k] <= best:
        best = max(constant[at + 2 + 2 * k], local - constant[at + 3 + 2 * k])
        k += 1
    return best  # type: ignore[no-any-return]


@register_jitable
def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of so many days since 1970."""
    z = days + 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9  # noqa: PLR2004
    return yoe + era * 400 + (1 if month <= 2 else 0), month, doy - (153 * mp + 2) // 5 + 1  # noqa: PLR2004


@register_jitable
def days_of(year: int, month: int, day: int) -> int:
    """Days from 1970 to a date."""
    y = year - (1 if month <= 2 else 0)  # noqa: PLR2004
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1  # noqa: PLR2004
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468


@register_jitable
def _week(days: int) -> int:
    """ISO 8601: the week of the Thursday nearest."""
    thursday = days - (days + 3) % 7 + 3
    year, _, _ = civil(thursday)
    return (thursday - days_of(year, 1, 1)) // 7 + 1


@register_jitable
def _one(op: int, t: float, constant: Constants, at: int) -> float:  # noqa: C901, PLR0911, PLR0912 - one return each
    ahead = offset(t, constant, at)
    second = int(np.floor(t)) + ahead
    days = second // DAY
    inside = second - days * DAY
    rest = t - np.floor(t)
    if op == Op.HOUR:
        return inside // 3600
    if op == Op.MINUTE:
        return inside // 60 % 60
    if op == Op.SECOND:
        return inside % 60 + rest  # type: ignore[no-any-return]
    if op == Op.SECOND_OF_DAY:
        return inside + rest  # type: ignore[no-any-return]
    if op == Op.WEEKDAY:
        return (days + 3) % 7 + 1
    if op == Op.IS_WEEKEND:
        return (days + 3) % 7 >= 5  # noqa: PLR2004
    if op == Op.WEEK:
        return _week(days)
    if op == Op.UTC_OFFSET:
        return ahead / 3600
    if op == Op.START_OF_HOUR:  # the hour that comes twice begins twice
        begin, k = second // 3600 * 3600 - ahead, changes_until(t, constant, at)
        return begin if k == 0 else max(float(begin), constant[at + 2 * k])
    if op == Op.START_OF_DAY:
        return moment(days * DAY, constant, at)
    if op == Op.START_OF_WEEK:
        return moment((days - (days + 3) % 7) * DAY, constant, at)
    if op >= Op.SHIFT:
        return _shift(op, days, inside, constant, at)
    year, month, day = civil(days)
    if op == Op.DAY:
        return day
    if op == Op.MONTH:
        return month
    if op == Op.YEAR:
        return year
    if op == Op.DAY_OF_YEAR:
        return days - days_of(year, 1, 1) + 1
    if op == Op.DAYS_IN_MONTH:
        after = days_of(year + 1, 1, 1) if month == 12 else days_of(year, month + 1, 1)  # noqa: PLR2004
        return after - days_of(year, month, 1)
    if op == Op.START_OF_MONTH:
        return moment(days_of(year, month, 1) * DAY, constant, at)
    return moment(days_of(year, 1, 1) * DAY, constant, at)  # START_OF_YEAR


@register_jitable
def _shift(op: int, days: int, inside: int, constant: Constants, at: int) -> float:
    """Shifts begin at clock times; they stand after the zone: how many, then each, seconds from midnight, rising."""
    base = at + 2 + 2 * int(constant[at])
    shifts = int(constant[base])
    if op == Op.IS_BETWEEN:
        begin, stop = constant[base + 1], constant[base + 2]
        inner = begin <= inside < stop if begin <= stop else (inside >= begin or inside < stop)
        return 1.0 if inner else 0.0
    now = shifts  # before the first of the day: the last, of the day before
    for k in range(shifts):
        if constant[base + 1 + k] <= inside:
            now = k + 1
    if op == Op.SHIFT:
        return constant[base + 1 + shifts + now - 1]  # type: ignore[no-any-return]
    begin = int(constant[base + now])
    return moment((days - (1 if begin > inside else 0)) * DAY + begin, constant, at)
