"""Conditions: what alarm nodes share whose kernels call for levels; see `called`."""

import re
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import Field

from nodes.alarm.called import BEGIN, GIVE_UP, LEVEL, NEVER, ROOM, CalledState, Found, call, delay_of
from nodes.compute.output import BySlot
from tundish import AlarmConfig, AlarmNode, Duration, Emits, NodeConfig, PointPattern, Samples, nanoseconds
from tundish.alarm import LEVELS, SUPPRESS, Priority, is_life
from tundish.pattern import Chooser

DELAY = "/delay"
"""End of the key of a timer, after the point."""

OnDelay = Annotated[Duration, Field(title="On-delay", description="How long it must be so before the alarm is raised.")]
OffDelay = Annotated[
    Duration, Field(title="Off-delay", description="How long it must be so no more before the alarm returns.")
]
Message = Annotated[str, Field(max_length=500, title="Message")]
PriorityField = Annotated[
    Priority,
    Field(title="Priority", description="How soon somebody must act: critical, serious, moderate, advisory."),
]
Line: TypeAlias = tuple[Any, ...]


def words(of: Mapping[int, str]) -> Mapping[int, str | None]:
    """What levels are called; the others have no name."""
    return {level: of.get(level) for level in LEVELS}


class JudgedRow(NodeConfig):
    """What all points that fit a pattern are judged by."""

    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`. Of several rows that fit, the most specific is used: fewest `*`, then the longest."""


class _Row(Protocol):
    @property
    def points(self) -> str: ...
    @property
    def on_delay(self) -> float: ...
    @property
    def off_delay(self) -> float: ...
    @property
    def priority(self) -> Priority: ...
    @property
    def message(self) -> str: ...


class _Rows(Protocol):
    @property
    def rows(self) -> Sequence[Any]: ...


C = TypeVar("C", bound=AlarmConfig)
S = TypeVar("S", bound=CalledState)


class Condition(AlarmNode[C, S], Generic[C, S]):
    """A node whose config has `rows`; `line` has the dtype of what its kernel reads of a row.

    The first three fields of a line are `judges`, 0 for points that no row fits, and the delays `on` and `off`, in ns.
    """

    line: ClassVar[Any]
    level_words: Mapping[int, str | None] = words({})
    reasons: ClassVar[Mapping[int, str]] = {}
    """What `{why}` is in a message."""

    def rest_of(self, row: Any, name: str) -> Line:
        """The line of a row, after its first three fields."""
        raise NotImplementedError

    def judge(self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, found: Any) -> int:
        """Call the kernel; how many happenings it found."""
        raise NotImplementedError

    def called_again(self, slot: int, row: Any, own: Any) -> tuple[int, float]:
        """Which level the last good sample of a slot calls for by the new settings, and the value that it has now."""
        raise NotImplementedError

    def edited(self, slot: int, was: Any, own: Any) -> None:
        """The row of a slot was another one: forget what counts no more."""

    def limit_of(self, row: Any, level: int) -> float | None:
        """Of a level."""
        return None

    @property
    def settings(self) -> _Rows:
        config: Any = self.config
        return config  # type: ignore[no-any-return]

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.settings.rows])
        self._lines = BySlot(self.line.dtype, self._line)
        self._room = np.empty(64 * ROOM, Found.dtype)
        self._one: Any = np.empty(ROOM, Found.dtype).view(np.recarray)
        self._viewed: tuple[Any, Any] = None, None
        self._viewed_lines: tuple[Any, Any] = None, None
        """Records as objects, for what is done outside of kernels."""
        self._why = 0

    def row_of(self, point: str) -> Any:
        """The row that judges a point, or None."""
        index = self._chooser.best(point)
        return None if index is None else self.settings.rows[index]

    def lines(self) -> Any:
        """Of all slots."""
        return self._lines.upto(self.state.points)

    def found(self, samples: int) -> Any:
        """Room for what happens by so many samples."""
        if len(self._room) < samples * ROOM:
            self._room = np.empty(2 * samples * ROOM, Found.dtype)
        return self._room

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        row = self.row_of(point)
        limit = self.limit_of(row, level)
        words = {
            "point": point, "value": shown(value), "limit": shown(limit), "level": self.level_words[level] or "-",
            "why": self.reasons.get(self._why, "-"),
        }  # fmt: skip
        return row.priority, limit, filled(row.message, words)

    def judges(self, point: str) -> bool:
        return self.row_of(point) is not None

    def on_samples(self, port: str, samples: Samples) -> Emits:
        if port == SUPPRESS.name:
            return self.suppress(samples)
        slot = self.state.slots(samples.point)
        found = self.found(samples.size)
        return self.heed(found, self.judge(slot, samples, self.lines(), found))

    def on_timer(self, key: str, due: int) -> Emits:
        """A delay is over."""
        if is_life(key):
            return self.life_timer(key, due)
        name = key.removesuffix(DELAY)
        slot = self.state.slot(self.points.number(name))
        own, row = self.own(slot), self.record(slot)
        if row.since == NEVER:
            return ()
        row.level = row.wanted
        met, row.since = row.since + delay_of(row, own), NEVER
        return self.reached(name, int(row.level), int(met), due, float(row.value), int(row.why))

    def on_config(self, old: C | None) -> Emits:
        if old is None:
            return
        before: Any = old
        chooser = Chooser([row.points for row in before.rows])
        alike: dict[tuple[int, int], bool] = {}
        for name, slot in sorted((self.points.name(p), s) for s, p in enumerate(self.state.points)):
            index, row = chooser.best(name), self.row_of(name)
            was = None if index is None else before.rows[index]
            if row is None:
                yield from self.judged_no_more(name, slot)
            elif not self._alike(was, row, alike) and self.record(slot).time != NEVER:
                was = was or row
                self._restart_delay(name, slot, was, row)
                self.edited(slot, was, row)
                if self.record(slot).held:  # its next good sample is judged by the new row
                    self.state.timers.cancel(name + DELAY)
                else:
                    yield from self._judged_again(slot)
        yield from self.ended_unjudged()

    def _alike(self, was: Any, row: Any, known: dict[tuple[int, int], bool]) -> bool:
        """Whether nothing has to be judged again, for the rows are the same."""
        key = id(was), id(row)
        if key not in known:
            known[key] = was == row
        return known[key]

    def record(self, slot: int) -> Any:
        """The record of a slot, to read and to write."""
        rows = self.state.rows
        if rows is not self._viewed[0]:
            self._viewed = rows, rows.view(np.recarray)
        return self._viewed[1][slot]

    def own(self, slot: int) -> Any:
        """The line of a slot, for what is called outside of kernels."""
        lines = self.lines()
        if lines is not self._viewed_lines[0]:
            self._viewed_lines = lines, lines.view(np.recarray)
        return self._viewed_lines[1][slot]

    def heed(self, found: Any, n: int) -> Emits:
        """Set and cancel timers, and tell the levels that were reached."""
        timers, points, name = self.state.timers, self.state.points, self.points.name
        emits: list[Any] = []
        for what, slot, arrival, level, time, why, value in found[:n].tolist():
            point = name(points[slot])
            if what == LEVEL:
                emits.extend(self.reached(point, level, time, arrival, value, why))
            elif what == GIVE_UP:
                timers.cancel(point + DELAY)
            else:
                timers.set(point + DELAY, arrival, time, rest=what != BEGIN)
        return emits

    def reached(self, name: str, level: int, time: int, arrival: int, value: float, why: int) -> Emits:
        """The condition of a point has got to a level."""
        self._why = why
        return self.to_level(name, level, time, arrival, value)

    def judged_no_more(self, name: str, slot: int) -> Emits:
        """No row judges the point any more."""
        row = self.record(slot)
        row.level, row.wanted, row.since = 0, 0, NEVER
        self.state.timers.cancel(name + DELAY)
        if name in self.state.alarms:
            yield self.ended(name)

    def _judged_again(self, slot: int) -> Emits:
        rows, lines, found = self.state.rows, self.lines(), self._one
        row, own = plain(rows[slot]), plain(lines[slot])
        level, value = self.called_again(slot, row, own)
        n = call(slot, row, own, level, int(row.why), self.now, int(row.time), value, found, 0)
        rows[slot] = tuple(vars(row).values())
        yield from self.heed(found, n)

    def _restart_delay(self, name: str, slot: int, was: _Row, own: _Row) -> None:
        """A delay whose length changed starts anew, from the last good sample."""
        row = self.record(slot)
        old, new = (was.on_delay, own.on_delay) if row.wanted else (was.off_delay, own.off_delay)
        if row.since != NEVER and old != new:
            row.since, row.wanted = NEVER, row.level
            self.state.timers.cancel(name + DELAY)

    def _line(self, point: int) -> Line:
        name = self.points.name(point)
        row = self.row_of(name)
        if row is None:
            return (0,) * len(self.line.dtype.names)
        return (1, nanoseconds(row.on_delay), nanoseconds(row.off_delay), *self.rest_of(row, name))


class Rule:
    """Fields with which every line begins."""

    fields: ClassVar[list[tuple[str, str]]] = [("judges", "i8"), ("on", "i8"), ("off", "i8")]

    judges: int
    on: int
    off: int


def rule(*more: tuple[str, str]) -> "np.dtype[np.void]":
    """The dtype of a line with these fields too."""
    return np.dtype([*Rule.fields, *more])


def plain(record: Any) -> SimpleNamespace:
    """A copy whose fields are plain numbers: to work on that takes a fifth of the time."""
    return SimpleNamespace(**dict(zip(record.dtype.names, record.item(), strict=True)))


def shown(number: float | None) -> str:
    return "-" if number is None else f"{number:.6g}"


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with these words in braces replaced, each once."""
    return re.sub(r"\{(" + "|".join(words) + r")\}", lambda match: words[match[1]], text)
