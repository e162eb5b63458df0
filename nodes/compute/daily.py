"""Daily: averages of days and months from those of hours, each valid only when enough of it is."""

import math
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from nodes.compute.hourly import Told, hour_by_hour
from nodes.compute.mapped import MappedRow
from nodes.compute.output import OutputPoint, keep_second_apart, named
from tundish import Emits, Node, NodeConfig, NodeState, Number, OnlyIf, PerKey, Port, Samples, Table, Unit, Zone
from tundish.pattern import Chooser
from tundish.quality import BAD, NOT_OPERATING, STALE, is_bad

SECOND = 1_000_000_000
FEBRUARY = 2


class DailyRow(MappedRow):
    """Averages of all points that fit a pattern."""

    output: Annotated[OutputPoint, Field(title="Daily average")] = "{point}.day"
    """Average of each day, at its end. `{point}` stands for the name of the input."""
    month: Annotated[OutputPoint, Field(title="Monthly average")] = "{point}.month"
    """Average of the valid days of each month, at its end. `{point}` stands for the name of the input."""

    @model_validator(mode="after")
    def _has_months_apart(self) -> Self:
        keep_second_apart(self.points, self.output, "month", self.month)
        return self


class DailyConfig(NodeConfig):
    rows: Annotated[Table[DailyRow], Field(title="Points")] = (DailyRow(points="*.mean"),)
    """One row for a point or for all points that fit a pattern."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Whose clock days and months keep to, like Asia/Shanghai."""
    rule: Annotated[Literal["number", "share"], Field(title="An average is valid with")] = "number"
    """Number: so many valid hours of a day, and valid days of a month (HJ 76). Share: such a part of the hours and days
    in which the plant operated."""
    hours: Annotated[int, Field(ge=1, le=24, title="Valid hours"), OnlyIf("rule", "number")] = 20
    """Of a day."""
    days: Annotated[int, Field(ge=1, le=31, title="Valid days"), OnlyIf("rule", "number")] = 25
    """Of a month."""
    february: Annotated[int, Field(ge=1, le=29, title="Valid days of February"), OnlyIf("rule", "number")] = 23
    """Of that month."""
    min_share: Annotated[Number, Unit("%"), Field(gt=0, le=100, title="Valid share"), OnlyIf("rule", "share")] = 75.0
    """Part of the hours of a day, and of the days of a month, that must be valid."""


class Part(NamedTuple):
    """A day or a month as far as it has come: the sum of what is valid in it, and numbers."""

    total: float = 0.0
    valid: int = 0
    operated: int = 0
    seen: int = 0
    worst: int = 0
    """Quality of what is not valid in it, and of what is."""
    doubt: int = 0

    def with_one(self, value: float, quality: int, *, valid: bool) -> "Part":
        """And an hour, or a day."""
        stands = quality == BAD | NOT_OPERATING
        worst = self.worst if valid or stands else max(self.worst, quality)
        return Part(
            self.total + (value if valid else 0.0),
            self.valid + valid,
            self.operated + (not stands),
            self.seen + 1,
            worst,
            max(self.doubt, quality) if valid else self.doubt,
        )

    @property
    def mean(self) -> float:
        found = self.total / self.valid if self.valid else math.nan
        return found if math.isfinite(found) else math.nan


class Sums(NamedTuple):
    """Where a point stands: the local date of its day, that and its month, and the time of the latest hour."""

    date: str
    time: int = 0
    day: Part = Part()
    month: Part = Part()


class DailyState(NodeState):
    sums: PerKey[Sums]
    """By point."""


class Daily(Node[DailyConfig, DailyState]):
    """Average valid hours by the day and valid days by the month, each average valid only when enough of it is.

    It takes the hourly averages of *Emission averages*, each with the time of its end. The day is told with its last
    hour, or with the first sample after it. What is not valid is bad, with the average of what there is beside it. By
    default a day needs 20 valid hours and a month 25 valid days, in February 23 (HJ 76, appendix B); the permit says
    which rules hold for a plant. With uncertain hours among them, such as substitutes, averages are uncertain, too.
    Hours that are bad for the reason `not_operating` do not count, and a day without any other is bad for it, too. Days
    and months without any sample are not told.
    """

    kind = "compute.daily"
    title = "Daily and monthly averages"
    inputs = (Port.samples(help="Hourly averages, bad when they are not valid."),)
    outputs = (Port.samples(help="Averages of days and of months."),)
    summary_field = "rule"

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.config.rows])
        self._zone = ZoneInfo(self.config.zone)

    def owned(self) -> tuple[str, ...]:
        names = ((named(row.output, row.points), named(row.month, row.points)) for row in self.config.rows)
        return tuple(dict.fromkeys(name for pair in names for name in pair))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        return hour_by_hour(samples, self.points, self._chooser, self.config.rows, self._hour)

    def _hour(self, row: DailyRow, name: str, time: int, value: float, quality: int) -> list[Told]:
        made: list[Told] = []
        date, following = (self._local(at).date().isoformat() for at in (time - 1, time))
        sums = self.state.sums.get(name) or Sums(date)
        if time <= sums.time:
            return made
        sums = self._gone_on(row, name, sums, date, made)
        valid = not is_bad(quality) and math.isfinite(value)
        sums = sums._replace(time=time, day=sums.day.with_one(value, quality, valid=valid))
        self.state.sums[name] = self._gone_on(row, name, sums, following, made)
        return made

    def _gone_on(self, row: DailyRow, name: str, sums: Sums, date: str, made: list[Told]) -> Sums:
        """It is this date now: what was before is told."""
        if sums.date == date:
            return sums
        month = sums.month
        if sums.day.seen:
            quality = self._judged(sums.day, self.config.hours)
            made.append((self._end(sums.date), named(row.output, name), sums.day.mean, quality))
            month = month.with_one(sums.day.mean, quality, valid=not is_bad(quality))
        if sums.date[:7] == date[:7]:
            return Sums(date, sums.time, month=month)
        if month.seen:
            least = self.config.february if int(sums.date[5:7]) == FEBRUARY else self.config.days
            end = self._end(_last_of(sums.date))
            made.append((end, named(row.month, name), month.mean, self._judged(month, least)))
        return Sums(date, sums.time)

    def _judged(self, part: Part, least: int) -> int:
        """The quality of its average."""
        if not part.operated:
            return BAD | NOT_OPERATING
        if self.config.rule == "share":
            valid = 0 < part.valid >= part.operated * self.config.min_share / 100
        else:
            valid = part.valid >= least
        if part.valid and not math.isfinite(part.mean):
            return BAD | STALE
        return part.doubt if valid else BAD | (part.worst & 0x3F or STALE)

    def _end(self, date: str) -> int:
        """Of the day, by local time."""
        end = datetime.fromisoformat(date).replace(tzinfo=self._zone) + timedelta(days=1)
        return round(end.timestamp()) * SECOND

    def _local(self, time: int) -> datetime:
        return datetime.fromtimestamp(time // SECOND, UTC).astimezone(self._zone)

    def on_config(self, old: DailyConfig | None) -> Any:
        """Days of another zone begin anew."""
        if old and old.zone != self.config.zone:
            for name in list(self.state.sums):
                del self.state.sums[name]
        return ()


def _last_of(date: str) -> str:
    """The last day of its month."""
    year, month = int(date[:4]), int(date[5:7])
    return f"{date[:8]}{monthrange(year, month)[1]:02d}"
