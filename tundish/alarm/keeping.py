"""Keeping: the records of a node's alarms, what its condition makes of them, and how they are told."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappush
from typing import Any, ClassVar, TypeVar

from tundish.alarm.asks import even
from tundish.alarm.config import AlarmConfig
from tundish.alarm.cycle import Change, life_cycle, steps
from tundish.alarm.record import LEVELS, NO_EXTRA, Alarm, AlarmState, Extra, Priority, shown
from tundish.event import Event
from tundish.fields import nanoseconds
from tundish.iso import iso
from tundish.node import Emits, Node
from tundish.plant import Place

EVERY = "*"
"""In place of a point: the node itself."""
NOTHING: Mapping[str, Any] = {}
FIRST: Change = "active"
TOLD = (
    "active", "escalate", "ease", "clear", "ack", "removed", "reset", "realarm", "shelve", "unshelve", "suppress",
    "unsuppress", "out_of_service", "in_service", "comment", "request", "withdraw", "priority",
)  # fmt: skip
KINDS = {change: f"alarm.{change}" for change in TOLD}
SHELVE, REALARM, REQUEST, OUT = LIFE = "/@shelve", "/@realarm", "/@request", "/@out"
"""How the keys of the life cycle's own timers end, after the point."""

C = TypeVar("C", bound=AlarmConfig)
S = TypeVar("S", bound=AlarmState)


class Keeping(Node[C, S]):
    """Of every alarm node: what is the same whatever people and clocks do."""

    keeps: ClassVar[tuple[str, ...]] = ("alarm.*",)
    condition: str = "limit"
    """What type of alarm it is: limit, deviation, rate, stale."""
    level_words: Mapping[int, str | None] = LEVELS
    """What its levels are called."""

    def use(self, config: C) -> None:
        before = getattr(self, "config", None)
        options = {
            "ack_required": config.ack_required,
            "latched": config.latched,
            "unack_on_escalate": config.unack_on_escalate,
        }
        self._table, self._steps = life_cycle(**options), steps(**options)
        self._raised = self._table["normal", FIRST]
        self._causes = self.state.causes._records  # noqa: SLF001 - they are asked for every transition, and stay the same
        self._alarms = self.state.alarms._records  # noqa: SLF001
        self._class = config.alarm_class
        if before is None:
            self._lives: list[tuple[int, str]] = []
            """Timers of the life cycle, the earliest first, and some that are out of date."""
            self._rewound_at = -1
        self._marked = type(self).marks is not Keeping.marks
        super().use(config)
        if before is not None:
            self._timed_anew(before, config)

    # -- what a node of its kind says ---------------------------------------------------------------------------------

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        """Priority, limit and message of an alarm at this level."""
        raise NotImplementedError

    def judges(self, point: str) -> bool:
        """Whether there may be an alarm of this point: it can be shelved before it is active."""
        return True

    def marks(self, point: str, alarm: Alarm) -> Mapping[str, Any]:
        """What else is told of an alarm: `group`, `first_out`, `returns`."""
        return NOTHING

    def place_of(self, point: str) -> Place:
        """Where that is which an alarm is of."""
        return self.plant.of(point)

    def groups_of(self, point: str) -> Sequence[str]:
        """Names of the groups that it makes of the alarms of other nodes, for a point with such an alarm."""
        return ()

    # -- the condition ------------------------------------------------------------------------------------------------

    def to_level(self, point: str, level: int, time: int, arrival: int, value: float) -> Emits:
        """The condition of a point has reached a level."""
        old = self._alarms.get(point)
        extra: Extra | None
        if old is None:
            if not level:
                return ()
            was, change, status, since, by, comment, count, extra = 0, FIRST, self._raised, time, "", "", 1, None
        else:
            before, was, since, _, _, _, _, _, by, comment, count, extra = old
            if level == was:
                return ()
            change, status = self._steps[before, was, level]
            if change == FIRST:
                since, count, by, comment = time, 1 if before == "normal" else count + 1, "", ""
            if status == "unack":
                by = ""
        priority, limit, message = self.facts(point, level or was, value)
        # not Alarm(...): the constructor of a named tuple takes twice as long
        new = tuple.__new__(
            Alarm, (status, level, since, value, limit, priority, message, time, by, comment, count, extra)
        )
        if extra is not None or self._causes:
            return self._besides(point, change, old, new, time, arrival)
        self.state.alarms.put(point, None if status == "normal" else new, old)
        data = self._data(point, new, self.level_words[was])
        return (("events", Event(kind=KINDS[change], time=time, arrival=arrival, point=point, data=data)),)

    def _besides(self, point: str, change: Change, old: Alarm | None, new: Alarm, time: int, arrival: int) -> Emits:
        """The same where something is hidden, or waits."""
        extra = new.extra or NO_EXTRA
        if change == FIRST:
            extra = extra._replace(realarms=0, again=0, appeared=extra.appeared or self._hidden(extra))
        new = self._armed(new._replace(extra=extra), arrival)
        emits = [self._put(point, change, old, new, time, arrival, NOTHING)]
        shelf = extra.shelf
        if change == "clear" and shelf and shelf.once:
            gone = new._replace(extra=(new.extra or NO_EXTRA)._replace(shelf=None))
            more = {"user": "", "reason": "returned"}
            emits.append(self._revealed(point, "unshelve", new, gone, time, arrival, more))
        return emits

    def _armed(self, alarm: Alarm, at: int) -> Alarm:
        """With the time at which it is announced again, if it is to be."""
        config, extra = self.config, alarm.extra or NO_EXTRA
        stands = alarm.status == "ack" and alarm.level != 0
        left = not config.realarm_times or extra.realarms < config.realarm_times
        if not (stands and left and config.realarm and config.ack_required):
            return alarm._replace(extra=extra._replace(again=0)) if extra.again else alarm
        if extra.again:
            return alarm
        return alarm._replace(extra=extra._replace(again=even(at + nanoseconds(config.realarm))))

    def _timed_anew(self, before: AlarmConfig, config: AlarmConfig) -> None:
        """What other settings make of what runs: what ends now is announced as soon as time goes on."""
        realarm = _rearming(before) != _rearming(config)
        if not realarm and config.max_shelve >= before.max_shelve:
            return
        latest = even(self.now + nanoseconds(config.max_shelve))
        for point in self.state.alarms:
            old = self.state.alarms[point]
            new = old
            if realarm and old.status == "ack":
                extra = old.extra or NO_EXTRA
                runs = extra.again if config.realarm == before.realarm else 0  # as delays: unless the length changed
                new = self._armed(old._replace(extra=extra._replace(again=runs)), self.now)
            if new.extra and new.extra.shelf and new.extra.shelf.until > latest:
                new = new._replace(extra=new.extra._replace(shelf=new.extra.shelf._replace(until=latest)))
            if new != old:
                self._keep(point, old, new)

    def ranked(self, point: str, priority: Priority, time: int, arrival: int) -> Emits:
        """An alarm that stands has another priority from now on: nothing else of it changes."""
        old = self.state.alarms.get(point)
        if old is None or not old.level or old.priority == priority:
            return
        more = {"was_priority": old.priority}
        time = max(old.changed, time)
        yield self._put(point, "priority", old, old._replace(priority=priority, changed=time), time, arrival, more)

    def ended(self, point: str) -> tuple[str, Event]:
        """Close the alarm of a point that is judged no more."""
        old = self.state.alarms[point]
        gone = old._replace(status="normal", level=0, extra=None)
        return self._put(point, "removed", old, gone, max(old.changed, self.now), self.now, NOTHING)

    def ended_unjudged(self) -> Emits:
        """After an edit: close what is kept of points that are judged no more, also if no sample of them ever came."""
        for point in sorted(point for point in self.state.alarms if not self.judges(point)):
            yield self.ended(point)

    # -- what is kept and told ----------------------------------------------------------------------------------------

    def rows(self) -> Iterable[tuple[str, dict[str, Any], int]]:
        """All there is to tell: point, what is told of it, and source time of its last transition."""
        if self._causes:
            yield EVERY, self._row_of_node(), min(self._causes.values())
        for point in self.state.alarms:
            alarm = self.state.alarms[point]
            data = self._data(point, alarm, None)
            del data["was"]
            yield point, data, alarm.changed

    def manner(self) -> dict[str, Any]:
        """What is told of every alarm of this node, as long as its settings are the same."""
        config = self.config
        return {
            "class": config.alarm_class, "latched": config.latched, "max_shelve": config.max_shelve,
            "comment_required": config.comment_required, "second_person": config.second_person,
        }  # fmt: skip

    def _hidden(self, extra: Extra) -> bool:
        return bool(extra.shelf or extra.out or self._causes)

    def _revealed(
        self, point: str, kind: str, old: Alarm | None, new: Alarm, time: int, arrival: int, more: Mapping[str, Any]
    ) -> tuple[str, Event]:
        """Keep and tell; what is hidden no more, and became active while it was, must be acknowledged."""
        extra = new.extra
        if extra and extra.appeared and not self._hidden(extra):
            extra = extra._replace(appeared=False)
            status = new.status
            if self.config.on_reveal == "unack":
                status = self._table.get((status, "reveal"), status)
            by = "" if status == "unack" else new.by
            new = self._armed(new._replace(status=status, by=by, extra=extra), arrival)
            if "unack" in status or (new.level and not self.config.ack_required):
                more = {**more, "announced": True}
        return self._put(point, kind, old, new._replace(changed=time), time, arrival, more)

    def _put(
        self,
        point: str,
        change: str,
        old: Alarm | None,
        new: Alarm,
        time: int,
        arrival: int,
        more: Mapping[str, Any],
    ) -> tuple[str, Event]:
        if new.extra is None and (old is None or old.extra is None):
            if new.status != "normal":
                self.state.alarms[point] = new
            elif old is not None:
                del self.state.alarms[point]
        else:
            self._keep(point, old, new)
        data = self._data(point, new, self.level_words[old.level if old else 0])
        if more:
            data.update(more)
        return "events", Event(kind=KINDS[change], time=time, arrival=arrival, point=point, data=data)

    def _keep(self, point: str, old: Alarm | None, new: Alarm) -> None:
        """Put the record, drop it when there is nothing to remember, and have the timers that it asks for."""
        extra, was = new.extra or NO_EXTRA, (old.extra if old else None) or NO_EXTRA
        if extra == NO_EXTRA or (new.status == "normal" and not (extra.shelf or extra.out or extra.request)):
            extra = NO_EXTRA
        if new.status == "normal" and extra == NO_EXTRA:
            if point in self.state.alarms:
                del self.state.alarms[point]
        else:
            self.state.alarms[point] = new._replace(extra=None if extra == NO_EXTRA else extra)
        if extra != was:
            self._wake(point + SHELVE, was.shelf.until if was.shelf else 0, extra.shelf.until if extra.shelf else 0)
            self._wake(point + OUT, was.out.until if was.out else 0, extra.out.until if extra.out else 0)
            self._wake(point + REALARM, was.again, extra.again)
            ends = extra.request.until if extra.request else 0
            self._wake(point + REQUEST, was.request.until if was.request else 0, ends)

    def _wake(self, key: str, was: int, due: int) -> None:
        if due and due != was:
            self.state.timers.set(key, due - 1, 1, rest=True)
            heappush(self._lives, (due, key))
        elif was and not due:
            self.state.timers.cancel(key)

    def _data(self, point: str, alarm: Alarm, was: object) -> dict[str, Any]:
        """An alarm as data of an event, with the level it had before."""
        status, level, since, value, limit, priority, message, _, by, comment, count, extra = alarm
        data = {
            "was": was, "level": self.level_words[level], "status": status, "value": value, "limit": limit,
            "priority": priority, "message": message, "active_since": iso(since) if since else None, "acked_by": by,
            "type": self.condition, "count": count, "class": self._class,
        }  # fmt: skip
        if value != value:  # noqa: PLR0124 - no number
            data["value"] = None
        if comment:
            data["comment"] = comment
        if extra is not None:
            data.update(shown(extra))
            if not count:  # it never was active
                data["value"] = None
        if self.plant.table:
            place = self.place_of(point)
            data["area"], data["device"] = place.area, place.device
        if self._causes or self._marked:
            if self._causes:
                data["suppressed"] = self.suppressed_by()
            data.update(self.marks(point, alarm))
        return data

    def suppressed_by(self) -> str:
        """The points that suppress this node, or nothing."""
        return ", ".join(self.state.causes)

    def _row_of_node(self) -> dict[str, Any]:
        told = {
            "level": None, "status": "normal", "value": None, "limit": None, "priority": "advisory", "message": "",
            "active_since": None, "acked_by": "", "type": self.condition, "count": 0, "class": self._class,
        }  # fmt: skip
        cause = self.suppressed_by()
        return {**told, "suppressed": cause} if cause else told


def _rearming(config: AlarmConfig) -> tuple[float, int, bool]:
    return config.realarm, config.realarm_times, config.ack_required
