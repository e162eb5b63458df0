"""Events: what alarm nodes share that judge events and not samples; they keep what they know by point."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from nodes.alarm.conditions import filled, shown, words
from nodes.compute.output import POINT
from tundish import AlarmConfig, AlarmNode, AlarmState, Emits, Event, Samples
from tundish.alarm import SUPPRESS, Priority, is_life
from tundish.pattern import matches

C = TypeVar("C", bound=AlarmConfig)
S = TypeVar("S", bound=AlarmState)


class OfEvents(AlarmNode[C, S], Generic[C, S]):
    """A node whose config has `rows`; each alarm is of one row and goes by the name that the row gives it."""

    level_words: Mapping[int, str | None] = words({})

    def row_of(self, point: str) -> Any:
        """The row of an alarm, or None."""
        raise NotImplementedError

    def told_of(self, point: str) -> Mapping[str, str]:
        """Further words of a message."""
        return {}

    def fires(self, key: str, due: int) -> Emits:
        """A timer of the node's own."""
        raise NotImplementedError

    def judges(self, point: str) -> bool:
        return self.row_of(point) is not None

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        row = self.row_of(point)
        words = {"point": point, "value": shown(value), **self.told_of(point)}
        return row.priority, None, filled(row.message, words)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        return self.suppress(samples) if port == SUPPRESS.name else ()

    def on_timer(self, key: str, due: int) -> Emits:
        return self.life_timer(key, due) if is_life(key) else self.fires(key, due)


def named(name: str, event: Event) -> str:
    """The alarm that an event concerns; `{point}` stands for its point."""
    return name.replace(POINT, event.point)


def fits(kind: str, points: str, event: Event) -> bool:
    """Whether an event is of this kind, and of one of these points."""
    return matches(event.kind, kind) and matches(event.point, points)


def is_of(name: str, alarm: str, points: str) -> bool:
    """Whether this is the alarm of a row, for some point that fits its pattern."""
    head, point, tail = alarm.partition(POINT)
    if not point:
        return name == alarm
    inside = len(name) > len(head) + len(tail) and name.startswith(head) and name.endswith(tail)
    return inside and matches(name[len(head) : len(name) - len(tail)], points)
