"""Notify: who is told of an alarm, when, and who is told next if nobody acknowledges."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field, ValidationError

from nodes.alarm.message import About, Reason
from nodes.alarm.routes import PRIORITIES
from nodes.alarm.telling import BETWEEN, STORM, Case, NotifyConfig, Telling, alarm_of, identity_of
from tundish import Command, Emits, Event, NodeConfig, Port, nanoseconds

CASE = "case"
STANDING, OVER = {"unack", "ack"}, {"normal", "rtn_unack", "latch_unack", "latch_ack"}
ANNOUNCED = {"alarm.active", "alarm.escalate", "alarm.realarm"}
RANKED = "alarm.priority"
WORSE = {"alarm.escalate", RANKED}
UNCOVERED = {"alarm.unshelve", "alarm.unsuppress", "alarm.in_service"}
PASSED_OVER = {"alarm.refused", "alarm.request", "alarm.withdraw", "alarm.comment"}
HIDDEN = ("shelved", "suppressed", "out_of_service")


class TryArgs(NodeConfig):
    group: Annotated[str, Field(max_length=64, title="Group")] = ""
    """Empty: all groups."""


class Notify(Telling):
    """Tell the right people of alarms, and others when nobody acknowledges.

    It takes transitions of alarms, of this flow or by the node Events of all flows, and puts out what is to be sent:
    wire it to E-mail and Webhook. An alarm is told when it becomes active, gets worse, comes again by itself, comes out
    of shelving unacknowledged, or has a higher priority in another mode before it is acknowledged. It is told to the
    group of each route that it fits, then along the steps of the escalation, and again every so often, until it is
    acknowledged, ends, or is shelved, suppressed or taken out of service. What has ended or was acknowledged while it
    was delayed or held is told to nobody.

    Delays, escalation, quiet hours and storms go on over a restart. After an edit what was told is not told again;
    alarms on a route that is no more are left where they are.
    """

    kind = "alarm.notify"
    title = "Notify"
    inputs = (Port.events(help="Transitions of alarms. Anything else is left out."),)
    outputs = (
        Port.events("notify", "To send", "One message for each language of those who are told."),
        Port.events("untold", "Not told", "An alarm of which nobody is told, and why."),
    )
    commands = (Command("test", "Send a test", "operator", TryArgs),)
    keeps: ClassVar[tuple[str, ...]] = ("notify", "notify.*")
    summary_field = "routes"

    # ------------------------------------------------------------ what comes

    def on_event(self, port: str, event: Event) -> Emits:
        kind, status = event.kind, event.data.get("status")
        if not kind.startswith("alarm.") or kind in PASSED_OVER:
            return
        if not isinstance(status, str) or status not in STANDING | OVER:
            wrong = ValueError(f"{kind} has no status of an alarm: nobody is told")
            yield "error", self.problem(wrong, event.arrival, {"event": kind})
            return
        if any(event.data.get(name) for name in HIDDEN):
            yield from self._left_out(event, "hidden")
        elif status in OVER:
            yield from self._ended(event)
        elif kind in ANNOUNCED or (status == "unack" and (kind in UNCOVERED or _is_graver(event))):
            yield from self._announced(event)
        elif kind == "alarm.ack":
            yield from self._acknowledged(event)
        else:
            for key, case in self._cases_of(event):
                if not case.over:
                    self.state.cases[key] = _with(case, event)

    def on_timer(self, key: str, due: int) -> Emits:
        if key.startswith(STORM):
            yield from self.summary(key, due)
            return
        case = self.state.cases[key]
        if not case.owed:
            steps = self.steps[case.route][case.steps :]
            if steps and case.first + nanoseconds(steps[0].after) <= due:
                case = case._replace(steps=case.steps + 1, owed="escalation")
            else:
                case = case._replace(repeats=case.repeats + 1, owed="repeat")
        yield from self.tell(key, case, due)

    def on_config(self, old: NotifyConfig | None) -> Emits:
        for key, case in list(self.state.cases.items()):
            route = self.routes.get(case.route)
            if route is None:
                self.forget(key)
            elif not case.owed:
                self.plan(key, case, self.now)
            else:
                due = self.now if case.told else case.since + nanoseconds(route.delay)
                self.state.timers.set(key, self.now, due - self.now, rest=True)
        for key in list(self.state.storms):
            route = self.routes.get(key.split(BETWEEN)[1])
            if route is None or not route.storm:
                yield from self.calmed(key, self.now)

    def on_removed(self) -> Emits:
        for key in list(self.state.storms):
            yield from self.calmed(key, self.now)

    def on_command(self, command: Event) -> Emits:
        told = {"command": command.kind}
        try:
            group = TryArgs.model_validate(command.data.get("args") or {}).group
        except ValidationError as error:
            yield "error", self.problem(error, command.arrival, told)
            return
        groups = dict.fromkeys(row.group for row in self.config.recipients if not group or row.group == group)
        if not groups:
            wrong = ValueError(f"There is nobody in the group {group!r}" if group else "There are no recipients")
            yield "error", self.problem(wrong, command.arrival, told)
            return
        yield from self.send(About("test", "", "", command.arrival, time=command.time, kind="test"), tuple(groups))

    # ------------------------------------------------------------ what an alarm does

    def _announced(self, event: Event) -> Emits:
        flow, now = identity_of(event)[0], event.arrival
        takes = [row.name for row in self.config.routes if row.takes(event.data, event.point, flow, now, self.calendar)]
        if self.config.match == "first":
            takes = takes[:1]
        for name in self.routes:
            key = _key(name, event)
            case = self.state.cases.get(key)
            if name not in takes:
                if case:
                    self.forget(key)
            elif case is None or case.over:
                yield from self._begun(key, _case(name, event))
            elif not case.told and (delay := nanoseconds(self.routes[name].delay)) and now <= case.since + delay:
                self.state.cases[key] = _with(case, event)
            elif not case.told:  # held for quiet hours: it may be critical now
                yield from self.tell(key, _with(case, event), now)
            else:
                anew = case._replace(steps=0, repeats=0, first=0) if case.data.get("status") == "ack" else case
                owed: Reason = "worse" if event.kind in WORSE else "again"
                yield from self.tell(key, _with(anew, event)._replace(owed=owed), now)
        if not takes:
            yield self.untold(event, "no_route", "")

    def _begun(self, key: str, case: Case) -> Emits:
        delay = nanoseconds(self.routes[case.route].delay)
        if delay:
            self.state.cases[key] = case
            self.state.timers.set(key, case.since, delay)
        else:
            yield from self.tell(key, case, case.since)

    def _acknowledged(self, event: Event) -> Emits:
        for key, case in self._cases_of(event):
            if case.over:
                continue
            if not case.told:
                self.forget(key)
                yield self.untold(event, "acknowledged", case.route)
                continue
            said = self.routes[case.route].returns in {"acknowledged", "both"}
            new = _with(case, event)._replace(owed="acknowledged" if said else None)
            self.state.timers.cancel(key)
            self.state.cases[key] = new
            if said:
                yield from self.tell(key, new, event.arrival)

    def _ended(self, event: Event) -> Emits:
        for key, case in self._cases_of(event):
            if case.over:
                continue
            if not case.told:
                self.forget(key)
                yield self.untold(event, "cleared", case.route)
            elif self.routes[case.route].returns in {"cleared", "both"}:
                self.state.timers.cancel(key)
                yield from self.tell(key, _with(case, event)._replace(owed="cleared", over=True), event.arrival)
            else:
                self.forget(key)

    def _left_out(self, event: Event, why: str) -> Emits:
        for key, case in self._cases_of(event):
            self.forget(key)
            if not case.told:
                yield self.untold(event, why, case.route)

    def _cases_of(self, event: Event) -> Iterator[tuple[str, Case]]:
        for name in self.routes:
            key = _key(name, event)
            if (case := self.state.cases.get(key)) is not None:
                yield key, case


def _is_graver(event: Event) -> bool:
    """Whether an alarm that stands has a higher priority than it had."""
    was, priority = (event.data.get(name) for name in ("was_priority", "priority"))
    known = was in PRIORITIES and priority in PRIORITIES
    return event.kind == RANKED and known and PRIORITIES.index(str(priority)) > PRIORITIES.index(str(was))


def _key(route: str, event: Event) -> str:
    return BETWEEN.join((CASE, route, *identity_of(event), event.point))


def _case(route: str, event: Event) -> Case:
    return Case(
        route, *identity_of(event), event.point, event.kind, alarm_of(event), event.time, event.arrival, owed="alarm"
    )


def _with(case: Case, event: Event) -> Case:
    return case._replace(kind=event.kind, data=alarm_of(event), time=event.time)
