"""Node: the base of every alarm node: what time, suppression by design and people do to its alarms."""

from collections.abc import Iterator, Mapping
from heapq import heapify, heappop
from math import isnan
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import ValidationError

from tundish.alarm.asks import Asked, Done, Why, ask
from tundish.alarm.config import COMMANDS, SUPPRESS, AlarmConfig
from tundish.alarm.keeping import EVERY, KINDS, LIFE, NOTHING, OUT, REALARM, REQUEST, SHELVE, Keeping
from tundish.alarm.record import Alarm, AlarmState
from tundish.event import Event
from tundish.node import Caused, Command, Emits
from tundish.points import Points
from tundish.quality import is_good
from tundish.samples import Samples
from tundish.timers import FOREVER, SPARE

C = TypeVar("C", bound=AlarmConfig)
S = TypeVar("S", bound=AlarmState)


def is_life(key: str) -> bool:
    """Whether a timer is one of the life cycle's own: it is given to `life_timer`."""
    return key.endswith(LIFE)


class AlarmNode(Keeping[C, S]):
    """Subclasses call `to_level` and say what an alarm is like by `facts`; all else of the life cycle is done here.

    What they have to pass on: samples of the port `suppress` to `suppress`, and timers whose key `is_life` to
    `life_timer`. Their own timers have keys like `POINT/word`.
    """

    commands: ClassVar[tuple[Command, ...]] = COMMANDS

    @classmethod
    def asks_plant(cls, config: dict[str, Any]) -> bool:
        return True

    # -- time ---------------------------------------------------------------------------------------------------------

    def life_timer(self, key: str, due: int) -> Emits:
        """A timer of the life cycle: a shelf, a request or a time out of service ends, or it is announced again."""
        point, _, _ = key.rpartition("/")
        old = self.state.alarms.get(point)
        if old is None or old.extra is None:
            return
        extra = old.extra
        if key.endswith(SHELVE) and extra.shelf and extra.shelf.until == due:
            new = old._replace(extra=extra._replace(shelf=None))
            yield self._revealed(point, "unshelve", old, new, due, due, {"user": "", "reason": "expired"})
        elif key.endswith(OUT) and extra.out and extra.out.until == due:
            new = old._replace(extra=extra._replace(out=None))
            yield self._revealed(point, "in_service", old, new, due, due, {"user": "", "reason": "expired"})
        elif key.endswith(REQUEST) and extra.request and extra.request.until == due:
            new = old._replace(extra=extra._replace(request=None), changed=due)
            more = {"user": "", "reason": "expired", "command": extra.request.command}
            yield self._put(point, "withdraw", old, new, due, due, more)
        elif key.endswith(REALARM) and extra.again == due:
            extra = extra._replace(again=0, realarms=extra.realarms + 1)
            status = self._table[old.status, "realarm"]
            new = old._replace(status=status, by="", times=old.times + 1, extra=extra, changed=due)
            yield self._put(point, "realarm", old, new, due, due, NOTHING)

    def interrupted(self, port: str, until: int) -> bool:
        """Whether a stretch has to be made `in_turn`: nodes that have `on_stretch` begin it by asking this."""
        timers = self.state.timers
        if port == SUPPRESS.name:
            return True
        return bool(self._lives or self._rewound_at != timers.rewound) and self._next_life() < until

    def in_turn(self, port: str, samples: Samples | None, until: int) -> Caused:
        """A stretch in pieces, between which timers of the life cycle fire, or suppression begins and ends."""
        told: list[tuple[str, Samples | Event, str]] = []
        if samples is not None and port == SUPPRESS.name:
            for sample in _each(samples, self.points):
                told += self.on_stretch("", None, sample.arrival)
                told += [(out, payload, "") for out, payload in self._suppress(sample)]
            port, samples = "", None
        timers = self.state.timers
        while (due := self._next_life()) < until:
            before, samples = samples.cut(due) if samples is not None else (None, None)
            told += self.on_stretch(port, before if before is not None and before.size else None, due)
            while timers.next == due:
                _, key = timers.take()
                told += [(out, payload, key) for out, payload in self.on_timer(key, due)]
        told += self.on_stretch(port, samples if samples is not None and samples.size else None, until)
        return told

    def _next_life(self) -> int:
        """When the next timer of the life cycle is due."""
        timers, lives = self.state.timers, self._lives
        if self._rewound_at != timers.rewound or len(lives) > 2 * len(timers.pending) + SPARE:
            self._rewound_at = timers.rewound
            lives[:] = [(due, key) for key, due in timers.pending.items() if is_life(key)]
            heapify(lives)
        while lives and timers.pending.get(lives[0][1]) != lives[0][0]:
            heappop(lives)
        return lives[0][0] if lives else FOREVER

    # -- suppression by design ----------------------------------------------------------------------------------------

    def suppress(self, samples: Samples) -> Emits:
        """Samples of the port `suppress`."""
        for sample in _each(samples, self.points):
            yield from self._suppress(sample)

    def _suppress(self, sample: "_Sample", user: str = "", reason: str = "") -> Emits:
        causes, (cause, on, time, arrival) = self.state.causes, sample
        if on == (cause in causes):
            return
        before = bool(causes)
        if on:
            causes[cause] = time
        else:
            del causes[cause]
        if before == bool(causes):
            return
        more = {"user": user, "reason": reason or cause}
        yield self._of_node("suppress" if on else "unsuppress", time, arrival, more)
        for point in self.state.alarms:
            old = self.state.alarms[point]
            if on:
                yield self._put(point, "suppress", old, old._replace(changed=time), time, arrival, more)
            else:
                yield self._revealed(point, "unsuppress", old, old, time, arrival, more)

    def _of_node(self, kind: str, time: int, arrival: int, more: Mapping[str, Any]) -> tuple[str, Event]:
        data = {"was": None, **self._row_of_node(), **more}
        return "events", Event(kind=KINDS[kind], time=time, arrival=arrival, point=EVERY, data=data)

    # -- people -------------------------------------------------------------------------------------------------------

    def on_command(self, command: Event) -> Emits:
        user, kind = command.data.get("user", ""), command.kind
        known = next((c for c in self.commands if c.name == kind), None)
        args = _checked(known, command) if known else None
        point = args.point if args else ""
        old = self.state.alarms.get(point)
        answer: Done | Why = "arguments" if known else "unknown"
        if args is not None and kind == "unsuppress":
            answer = "not_suppressed" if not self._causes else "reason_required"
            if self._causes and args.reason.strip():
                for cause in self.state.causes:
                    yield from self._suppress(_Sample(cause, False, command.time, command.arrival), user, args.reason)  # noqa: FBT003
                return
        elif args is not None:
            asked = Asked(args, user, command.time, command.arrival, self.config, self._table)
            blank = old or (self._blank(point) if kind != "comment" and self._may_hide(point) else None)
            answer = ask(kind, blank, asked) if blank else "no_alarm"
        if isinstance(answer, str):
            status = old.status if old else "normal"
            told = {"command": kind, "status": status, "user": user, "why": answer}
            yield (
                "events",
                Event(kind="alarm.refused", time=command.time, arrival=command.arrival, point=point, data=told),
            )
            return
        new = self._armed(answer.alarm, command.arrival)
        more = {"user": user, **answer.more}
        yield self._revealed(point, answer.kind, old, new, command.time, command.arrival, more)

    def _may_hide(self, point: str) -> bool:
        return point != EVERY and self.judges(point)

    def _blank(self, point: str) -> Alarm:
        """The alarm of a point that is normal."""
        priority, _, _ = self.facts(point, 1, float("nan"))
        return Alarm("normal", 0, 0, 0.0, None, priority, "", 0, times=0)

    # -- the end ------------------------------------------------------------------------------------------------------

    def on_removed(self) -> Emits:
        for point in self.state.alarms:
            yield self.ended(point)


class _Sample(NamedTuple):
    """Of the port `suppress`."""

    cause: str
    on: bool
    time: int
    arrival: int


def _each(samples: Samples, points: Points) -> Iterator[_Sample]:
    """What is not good says nothing."""
    columns = samples.point, samples.value, samples.quality, samples.time, samples.arrival
    for point, value, quality, time, arrival in zip(*(column.tolist() for column in columns), strict=True):
        if is_good(quality) and not isnan(value):
            yield _Sample(points.name(point), value != 0, time, arrival)


def _checked(known: Command, command: Event) -> Any:
    """The arguments, or None when they are wrong."""
    args = command.data.get("args") or {}
    try:
        return known.args.model_validate({"point": command.point, **args})
    except (TypeError, ValidationError):
        return None
