"""Telling: who gets which message, and when many of them become one."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from nodes.alarm.hours import spans_of
from nodes.alarm.message import SUBJECT, SUBJECT_ZH, TEXT, TEXT_ZH, About, Language, Reason, line_of, names, one_line
from nodes.alarm.routes import CalendarRow, EscalationRow, RecipientRow, RouteRow, calendar_of
from nodes.alarm.storm import Storm, both
from tundish import (
    Emits,
    Event,
    Node,
    NodeConfig,
    NodeState,
    PerKey,
    Table,
    Template,
    Zone,
    compiled_template,
    nanoseconds,
)
from tundish.errors import TemplateError
from tundish.event import ELSEWHERE

STORM, BETWEEN = "storm", "\x1f"
CRITICAL = "critical"


class NotifyConfig(NodeConfig):
    routes: Annotated[Table[RouteRow], Field(title="Routes")] = ()
    """Which alarms are told to whom."""
    match: Annotated[Literal["all", "first"], Field(title="Takes")] = "all"
    """All: an alarm takes every route that it fits. First: the first of them alone."""
    escalations: Annotated[Table[EscalationRow], Field(title="Escalation")] = ()
    """Who is told next when nobody acknowledges: as many steps as there are rows for a route."""
    recipients: Annotated[Table[RecipientRow], Field(title="Recipients")] = ()
    """The groups, one row for each recipient."""
    calendar: Annotated[Table[CalendarRow], Field(title="Holidays")] = ()
    """Days that count as others: holidays, and weekends that are worked."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """By whose clock hours and days are meant, like Asia/Shanghai; also that of the times in messages."""
    subject: Annotated[Template, Field(min_length=1, max_length=1000, title="Subject (English)")] = SUBJECT
    """With `heading`, `title`, `severity`, `point`, `message`, `value`, `limit`, `level`, `since`, `area`, `device`,
    `route` and what is in `data` between double braces."""
    text: Annotated[Template, Field(min_length=1, max_length=10_000, title="Text (English)")] = TEXT
    """The same names; `lines` are the alarms of a summary."""
    subject_zh: Annotated[Template, Field(min_length=1, max_length=1000, title="Subject (Chinese)")] = SUBJECT_ZH
    """For recipients whose language is Chinese."""
    text_zh: Annotated[Template, Field(min_length=1, max_length=10_000, title="Text (Chinese)")] = TEXT_ZH
    """For recipients whose language is Chinese."""

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        routes = [row.name for row in self.routes]
        groups = {row.group for row in self.recipients}
        if twice := [name for name in routes if routes.count(name) > 1]:
            raise ValueError(f"routes: {twice[0]!r} stands there twice, give each route a name of its own")
        told = {"routes": [row.group for row in self.routes], "escalations": [row.group for row in self.escalations]}
        for table, wanted in told.items():
            for i, group in enumerate(wanted, 1):
                if group not in groups:
                    raise ValueError(f"{table}: row {i} tells {group!r}, but recipients has no row of that group")
        if strange := [row.route for row in self.escalations if row.route not in routes]:
            raise ValueError(f"escalations: there is no route {strange[0]!r}")
        return self


class Case(NamedTuple):
    """An alarm on its way along a route."""

    route: str
    flow: str
    node: str
    point: str
    kind: str
    """Of the latest transition, as the two below."""
    data: dict[str, Any]
    time: int
    since: int
    """Stamp at which it came."""
    owed: Reason | None
    """What is to be told yet: it is delayed, or held for quiet hours."""
    told: bool = False
    """Anybody has been told."""
    first: int = 0
    """Stamp from which escalation counts, 0 before."""
    last: int = 0
    """Stamp at which it was told last."""
    steps: int = 0
    repeats: int = 0
    over: bool = False
    """It has ended, and that is all there is left to tell."""


class NotifyState(NodeState):
    cases: PerKey[Case] = PerKey()
    """By route, flow, node and point."""
    storms: PerKey[Storm] = PerKey()
    """By route, critical alarms apart."""


class Telling(Node[NotifyConfig, NotifyState]):
    """What the node does once it is decided that something is to be told."""

    def configured(self) -> None:
        config = self.config
        self.routes = {row.name: row for row in config.routes}
        self.calendar = calendar_of(config.zone, config.calendar)
        steps = sorted(config.escalations, key=lambda row: row.after)
        self.steps = {name: [row for row in steps if row.route == name] for name in self.routes}
        self._texts = {
            "en": (compiled_template(config.subject), compiled_template(config.text)),
            "zh": (compiled_template(config.subject_zh), compiled_template(config.text_zh)),
        }

    def tell(self, key: str, case: Case, now: int) -> Emits:
        """Tell what is owed, or hold it for quiet hours."""
        route, severity = self.routes[case.route], str(case.data.get("priority") or "")
        if (until := self._quiet(route, severity, now)) > now:
            self.state.cases[key] = case
            self.state.timers.set(key, now, until - now, rest=True)
            return
        reason = case.owed or "alarm"
        about = About(
            reason, case.route, severity, now, case.flow, case.node, case.point, case.kind, case.time, case.data
        )
        step = self.steps[case.route][: case.steps]
        groups = [step[-1].group] if reason == "escalation" and step else [route.group, *(row.group for row in step)]
        yield from self._out(route, about, both((), tuple(groups)))
        if case.over:
            self.forget(key)
        elif reason == "acknowledged":
            self.state.cases[key] = case._replace(owed=None)
        else:
            new = case._replace(owed=None, told=True, first=case.first or now, last=now)
            self.state.cases[key] = new
            self.plan(key, new, now)

    def plan(self, key: str, case: Case, now: int) -> None:
        """Wake when somebody is to be told next."""
        route, steps = self.routes[case.route], self.steps[case.route][case.steps :]
        dues = [case.first + nanoseconds(row.after) for row in steps[:1]]
        if route.repeat and case.repeats < route.repeats:
            dues.append(case.last + nanoseconds(route.repeat))
        if dues and case.data.get("status") == "unack":
            self.state.timers.set(key, now, min(dues) - now, rest=True)
        else:
            self.state.timers.cancel(key)

    def _quiet(self, route: RouteRow, severity: str, now: int) -> int:
        """Until when nobody is told; not after `now` if somebody may be."""
        return self.calendar.end(spans_of(route.quiet), now) if route.quiet and severity != CRITICAL else now

    def _out(self, route: RouteRow, about: About, groups: tuple[str, ...]) -> Emits:
        """Send it by itself, or put it together with others."""
        if not route.storm:
            yield from self.send(about, groups)
            return
        key = BETWEEN.join((STORM, route.name, CRITICAL if about.severity == CRITICAL else ""))
        storm, within = self.state.storms.get(key) or Storm(), nanoseconds(route.within)
        if storm.on:
            self.state.storms[key] = storm.with_one(line_of(about, self.calendar), about.severity, groups)
            return
        times = tuple(time for time in storm.times if time > about.at - within)
        if len(times) < route.storm:
            self.state.storms[key] = storm._replace(times=(*times, about.at))
            yield from self.send(about, groups)
            return
        begun = Storm(on=True).with_one(line_of(about, self.calendar), about.severity, groups)
        self.state.storms[key] = begun.told()
        self.state.timers.set(key, about.at, within)
        yield from self._send_many("storm", begun._replace(number=len(times) + 1), key, about.at)

    def summary(self, key: str, due: int) -> Emits:
        """A storm has gone on for another while."""
        route, storm = self.routes[key.split(BETWEEN)[1]], self.state.storms[key]
        severity = CRITICAL if key.endswith(CRITICAL) else ""
        if (until := self._quiet(route, severity, due)) > due:
            self.state.timers.set(key, due, until - due, rest=True)
        elif storm.number > route.storm:
            self.state.storms[key] = storm.told()
            self.state.timers.set(key, due, nanoseconds(route.within))
            yield from self._send_many("storm", storm, key, due)
        else:
            yield from self.calmed(key, due)

    def calmed(self, key: str, now: int) -> Emits:
        """A storm is over, or nobody watches it any more."""
        storm = self.state.storms[key]
        del self.state.storms[key]
        self.state.timers.cancel(key)
        if storm.on:
            yield from self._send_many("calm", storm._replace(groups=storm.everyone), key, now)

    def _send_many(self, reason: Reason, storm: Storm, key: str, now: int) -> Emits:
        if (route := self.routes.get(key.split(BETWEEN)[1])) is None:
            return
        severity = CRITICAL if key.endswith(CRITICAL) else storm.severity
        about = About(
            reason, route.name, severity, now, time=now, kind=reason, number=storm.number, within=route.within,
            lines=storm.lines,
        )  # fmt: skip
        yield from self.send(about, storm.groups)

    def send(self, about: About, groups: Iterable[str]) -> Emits:
        told = [row for group in groups for row in self._on_duty(group, about.at)]
        for language in ("en", "zh"):
            mine = dict.fromkeys((row.name, row.email, row.channel) for row in told if row.language == language)
            if mine:
                yield from self._message(about, language, list(mine), tuple(groups))

    def _on_duty(self, group: str, at: int) -> list[RecipientRow]:
        rows = [row for row in self.config.recipients if row.group == group]
        return [row for row in rows if row.on_duty(at, self.calendar)] or rows

    def _message(
        self, about: About, language: Language, told: list[tuple[str, str, str]], groups: tuple[str, ...]
    ) -> Emits:
        known, alarm = names(about, language, self.calendar), dict(about.alarm)
        try:
            subject, text = (template.render(known) for template in self._texts[language])
        except TemplateError as error:  # an alarm is told in any case
            subject = f"{known['heading']}: {known['title']}"
            text = f"{subject}\n{known['lines']}"
            yield "error", self.problem(error, about.at, {"route": about.route, "language": language})
        data = {
            "reason": about.reason, "route": about.route, "groups": list(groups), "language": language,
            "severity": about.severity, "subject": one_line(subject), "text": text.strip(),
            "recipients": [{"name": name, "email": email, "channel": channel} for name, email, channel in told],
            "flow": about.flow, "node": about.node, "kind": about.kind, "alarm": alarm, "count": about.number,
        }  # fmt: skip
        yield "notify", Event(kind="notify", time=about.at, arrival=about.at, point=about.point, data=data)

    def untold(self, event: Event, why: str, route: str) -> tuple[str, Event]:
        flow, node = identity_of(event)
        data = {"why": why, "route": route, "flow": flow, "node": node, "kind": event.kind, "alarm": alarm_of(event)}
        return "untold", Event(
            kind="notify.untold", time=event.time, arrival=event.arrival, point=event.point, data=data
        )

    def forget(self, key: str) -> None:
        del self.state.cases[key]
        self.state.timers.cancel(key)


def identity_of(event: Event) -> tuple[str, str]:
    """Flow and node of an alarm; of this flow the first is empty."""
    origin = event.data.get("origin")
    if isinstance(origin, Mapping):
        return str(origin.get("flow") or ""), str(origin.get("node") or "")
    return "", event.origin.node if event.origin and event.origin.node != ELSEWHERE else ""


def alarm_of(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.data.items() if name != "origin"}
