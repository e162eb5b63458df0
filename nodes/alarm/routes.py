"""Routes: which alarms are told to whom, as rows of tables."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from nodes.alarm.hours import DAYS, Calendar, Span, day_of, spans_of
from tundish import Duration, NodeConfig, PointPattern
from tundish.pattern import matches

PRIORITIES = ("advisory", "moderate", "serious", "critical")
LONGEST_HOLIDAY = 366


def _hours(text: str) -> str:
    spans_of(text)
    return text


def _priorities(text: str) -> str:
    if wrong := [word for word in words_of(text) if word not in PRIORITIES]:
        raise ValueError(f"{wrong[0]!r} is no priority: write some of {', '.join(PRIORITIES)}")
    return text


def _readable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("a name has no control characters")
    return text


def _day(text: str) -> str:
    if text.strip():
        day_of(text)
    return text


def words_of(text: str) -> tuple[str, ...]:
    """Words with commas or blanks between."""
    return tuple(text.replace(",", " ").replace("，", " ").split())


def classes_of(text: str) -> tuple[str, ...]:
    """Names with commas between, which may have blanks in them; and the words of these."""
    names = (name.strip() for name in text.replace("，", ",").split(","))
    return (*filter(None, names), *words_of(text))


Hours = Annotated[str, Field(max_length=500), AfterValidator(_hours)]
Day = Annotated[str, Field(max_length=20), AfterValidator(_day)]
Name = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_readable)]


class RouteRow(NodeConfig):
    """All that is given must fit."""

    name: Annotated[Name, Field(title="Route")] = "all"
    """What it is called. Alarms on their way are known by it: a route with another name is another one."""
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`."""
    area: Annotated[str, Field(max_length=200, title="Area")] = ""
    """An area, or many with `*`, as the point directory had it when the flow of the alarm was deployed: `North/*`.
    Empty: any."""
    device: Annotated[str, Field(max_length=200, title="Device")] = ""
    """A device, or many with `*`, as the point directory had it. Empty: any."""
    flow: Annotated[str, Field(max_length=64, title="Flow")] = ""
    """Id of the flow the alarm comes from by the node Events, `*` for any part. Empty: any, and this flow's own."""
    priorities: Annotated[str, Field(max_length=100, title="Priorities"), AfterValidator(_priorities)] = ""
    """Some of critical, serious, moderate and advisory. Empty: all."""
    types: Annotated[str, Field(max_length=200, title="Types")] = ""
    """Some types of alarm, like `limit, deviation`. Empty: all."""
    classes: Annotated[str, Field(max_length=200, title="Classes")] = ""
    """Some classes of alarm, with commas between. Empty: all."""
    hours: Annotated[Hours, Field(title="Hours")] = ""
    """When the route is open, like `mon-fri 08:00-18:00; sat,hol 09:00-12:00`. What counts is when the alarm comes.
    Empty: always."""
    group: Annotated[Name, Field(title="Tells")] = "all"
    """The group of recipients who are told first."""
    delay: Annotated[Duration, Field(title="Delay")] = 0.0
    """Tell of it so long after it came. What has ended or was acknowledged by then is not told."""
    quiet: Annotated[Hours, Field(title="Quiet hours")] = ""
    """Times at which nobody is told, like `22:00-06:00`: what is to be told waits for their end, critical alarms do
    not. Empty: none."""
    repeat: Annotated[Duration, Field(title="Repeat every")] = 0.0
    """Tell again, so far apart, as long as nobody acknowledges. 0: never."""
    repeats: Annotated[int, Field(ge=1, le=1000, title="Repeats")] = 3
    """How often it is told again at most."""
    returns: Annotated[Literal["none", "cleared", "acknowledged", "both"], Field(title="Tell of the end")] = "none"
    """Whether those who were told also hear that the alarm has ended, or who has acknowledged it."""
    storm: Annotated[int, Field(ge=0, le=1000, title="Storm")] = 10
    """After so many messages within the time beside it, one message tells of many. Critical alarms are counted apart.
    0: never."""
    within: Annotated[Duration, Field(gt=0, title="Within")] = 600.0
    """The time for that. In a storm a summary goes out this far apart, until no more come than are allowed."""

    @property
    def open(self) -> tuple[Span, ...]:
        return spans_of(self.hours)

    def takes(self, alarm: Mapping[str, Any], point: str, flow: str, at: int, calendar: Calendar) -> bool:
        """Whether an alarm with this data that comes at this stamp (ns UTC) is its."""
        asked = {"priority": self.priorities, "type": self.types}
        return (
            matches(point, self.points)
            and (not self.flow or matches(flow, self.flow))
            and (not self.area or matches(str(alarm.get("area") or ""), self.area))
            and (not self.device or matches(str(alarm.get("device") or ""), self.device))
            and all(not text or alarm.get(name) in words_of(text) for name, text in asked.items())
            and (not self.classes or alarm.get("class") in classes_of(self.classes))
            and (not self.hours or calendar.holds(self.open, at))
        )


class EscalationRow(NodeConfig):
    route: Annotated[Name, Field(title="Route")] = "all"
    """The route by which it was told."""
    after: Annotated[Duration, Field(gt=0, title="After")] = 900.0
    """So long after it was first told and nobody has acknowledged."""
    group: Annotated[Name, Field(title="Tells")] = "all"
    """The group who are told then."""


class RecipientRow(NodeConfig):
    group: Annotated[Name, Field(title="Group")] = "all"
    """A group has as many rows as it has recipients."""
    name: Annotated[str, Field(max_length=100, title="Name")] = ""
    """The person, or the chat group."""
    email: Annotated[str, Field(max_length=254, title="E-mail")] = ""
    """Address for the node E-mail. Empty: none."""
    channel: Annotated[str, Field(max_length=64, title="Channel")] = ""
    """Name of a chat group, for the node Webhook that has the same one. Empty: none."""
    language: Annotated[Literal["en", "zh"], Field(title="Language")] = "en"
    """In which the message is written."""
    hours: Annotated[Hours, Field(title="On duty")] = ""
    """When this recipient is told, like `mon-fri 08:00-18:00`. Empty: always. If nobody of a group is on duty, all are
    told."""
    first: Annotated[Day, Field(title="From")] = ""
    """First day of the duty, like 2026-10-01. Empty: no first day."""
    last: Annotated[Day, Field(title="To")] = ""
    """Last day of the duty. Empty: no last day."""

    def on_duty(self, at: int, calendar: Calendar) -> bool:
        today = calendar.day(at)
        return (
            (not self.first.strip() or day_of(self.first) <= today)
            and (not self.last.strip() or today <= day_of(self.last))
            and (not self.hours or calendar.holds(spans_of(self.hours), at))
        )


class CalendarRow(NodeConfig):
    """Days that count as others: holidays, and weekends that are worked."""

    first: Annotated[Day, Field(min_length=1, title="First day")] = "2027-01-01"
    """Like 2026-10-01."""
    last: Annotated[Day, Field(title="Last day")] = ""
    """Empty: one day only."""
    counts_as: Annotated[Literal["hol", "mon", "tue", "wed", "thu", "fri", "sat", "sun"], Field(title="Counts as")] = (
        "hol"
    )
    """`hol` in hours stands for these days; a Saturday that is worked counts as a `mon`."""

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if not 0 <= (self._days[1] - self._days[0]).days < LONGEST_HOLIDAY:
            raise ValueError("last: it lies before the first day, or more than a year after it")
        return self

    @property
    def _days(self) -> tuple[date, date]:
        first = day_of(self.first)
        return first, day_of(self.last) if self.last.strip() else first

    def counted(self) -> dict[date, int]:
        first, last = self._days
        return {first + timedelta(days=i): DAYS[self.counts_as] for i in range((last - first).days + 1)}


def calendar_of(zone: str, rows: Sequence[CalendarRow]) -> Calendar:
    """Of several rows with one day the last counts."""
    days: dict[date, int] = {}
    for row in rows:
        days |= row.counted()
    return Calendar(zone, days)
