"""Measures: what is counted over a window of time."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from statistics import median
from typing import NamedTuple

from engine.performance.floods import SLOT, Flood, floods
from engine.performance.shown import COUNTED, Shown
from engine.performance.transitions import REFUSED, Key, Transition

SECOND = 1_000_000_000
HOUR, DAY = 3600 * SECOND, 86_400 * SECOND
OVER = 10
"""More alarms in ten minutes than one person can see to."""
BURST, MINUTE = 3, 60 * SECOND
"""An alarm chatters that comes three times within a minute."""
FLEETING = 10 * SECOND
"""An alarm flees that is gone within ten seconds."""
STALE = DAY
"""An alarm is stale that has been active for longer."""
TEN = 10


@dataclass
class Performance:
    """Of a window; times in ns."""

    begin: int
    end: int
    announced: int
    values: dict[str, float | None]
    """By the names of the measures."""
    days: list[int]
    """Alarms of each day."""
    slots: Counter[int]
    """Alarms of each ten minutes that had one."""
    floods: list[tuple[Flood, Transition]]
    """With the alarm that came first."""
    top: list[tuple[Key, str, int]]
    """The ten that came most often, with their commonest level."""
    chattering: list[tuple[Key, int, int]]
    """Bursts, and how often it came in its worst hour."""
    fleeting: list[tuple[Key, int]]
    stale: list[tuple[Key, int]]
    """Still active, and since when."""
    priorities: Counter[str]


@dataclass
class _Course:
    """What happened to one alarm."""

    calls: list[int] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    spells: list[tuple[int, int | None]] = field(default_factory=list)
    """When it was active."""
    returned: list[int] = field(default_factory=list)
    """How long it was, when it was not removed."""
    acknowledged: list[int] = field(default_factory=list)
    """How long it had called."""
    fled: int = 0
    unreasoned: int = 0
    opened: int | None = None
    hidden: bool = False
    waits: int | None = None
    """Called, not yet acknowledged."""

    def take(self, one: Transition) -> None:
        if one.change == "active":
            self.opened, self.hidden = one.time, one.hidden
        if one.announced:
            self.calls.append(one.time)
            self.levels[one.level] += 1
            self.waits = one.time if self.waits is None else self.waits
        if one.change == "ack" and self.waits is not None:
            self.acknowledged.append(one.time - self.waits)
        if one.change in {"ack", "removed", "moved"}:
            self.waits = None
        if one.change in {"clear", "removed", "moved"} and self.opened is not None:
            self._end(one, self.opened)
        self.unreasoned += one.change in {"shelve", "out_of_service"} and not one.reason.strip()

    def _end(self, one: Transition, opened: int) -> None:
        self.spells.append((opened, one.time))
        self.opened = None
        if one.change == "clear":
            self.returned.append(one.time - opened)
            self.fled += not self.hidden and one.time - opened <= FLEETING


class Row(NamedTuple):
    """Of the alarm board: an alarm as it is now."""

    shown: Shown
    since: int | None = None
    """Since when it is active, ns; None: it is not."""


def performance(
    transitions: Iterable[Transition],
    begin: int,
    end: int,
    edges: Sequence[int],
    board: Mapping[Key, Row],
    *,
    until_now: bool = False,
) -> Performance:
    """From transitions in order of time, from `begin` on; what came after `end` tells what was active then.

    `edges` are the beginnings of the days and the end of the last one; `board` tells of alarms that have no transition,
    and, where the window reaches until now, what stands at its end.
    """
    courses: dict[Key, _Course] = {}
    calls: list[Transition] = []
    at_end: dict[Key, Shown] = {}
    for one in transitions:
        if one.change == REFUSED:
            continue
        at_end[one.key] = one.shown if one.time < end else at_end.get(one.key, one.was)
        if one.key not in courses:
            courses[one.key] = _Course(opened=_before(one, begin))
        if one.time < end:
            courses[one.key].take(one)
            calls += [one] if one.announced else []
    for key, row in board.items():
        if row.since is not None and key not in courses:
            courses[key] = _Course(opened=row.since)
    for course in courses.values():
        if course.opened is not None and course.opened < end:
            course.spells.append((course.opened, None))
    found = _summed(courses, calls, (begin, end), edges)
    now = {key: row.shown for key, row in board.items()}
    standing = Counter((now if until_now else {**now, **at_end}).values())
    found.values |= {name: float(standing[name]) for name in COUNTED}
    return found


def _before(first: Transition, begin: int) -> int | None:
    """Since when the alarm was active at `begin`, by its first transition after that."""
    was_active = first.change != "active" and (first.active or first.change in {"clear", "removed"})
    return first.since if was_active and first.since is not None and first.since < begin else None


def _seconds(durations: Iterable[int]) -> float | None:
    known = list(durations)
    return median(known) / SECOND if known else None


def _summed(
    courses: Mapping[Key, _Course], calls: list[Transition], window: tuple[int, int], edges: Sequence[int]
) -> Performance:
    begin, end = window
    slots = Counter(one.time // SLOT for one in calls)
    found = floods(slots, end)
    lasted = sum(min(flood.end or end, end) - max(flood.begin, begin) for flood in found)
    names = sorted(courses)
    often = sorted(names, key=lambda key: -len(courses[key].calls))[:TEN]
    top = [
        (key, courses[key].levels.most_common(1)[0][0], len(courses[key].calls)) for key in often if courses[key].calls
    ]
    chattering = [(key, bursts(courses[key].calls), worst(courses[key].calls)) for key in names]
    chattering = sorted((one for one in chattering if one[1]), key=lambda one: -one[2])
    fleeting = sorted(((key, courses[key].fled) for key in names if courses[key].fled), key=lambda one: -one[1])
    stale = [
        (key, spell[0]) for key in names for spell in courses[key].spells if spell[1] is None and end - spell[0] > STALE
    ]
    priorities = Counter(one.priority for one in calls)
    total = len(calls)
    all_slots = -(-end // SLOT) - begin // SLOT
    values: dict[str, float | None] = {
        "per_hour": total / ((end - begin) / HOUR),
        "per_day": total / ((end - begin) / DAY),
        "slots_over": 100 * sum(count > OVER for count in slots.values()) / all_slots,
        "flood_time": 100 * lasted / (end - begin),
        "top_ten": 100 * sum(count for _, _, count in top) / total if total else None,
        "chattering": float(len({key for key, *_ in chattering} | {key for key, _ in fleeting})),
        "stale": float(_stale_worst(courses, edges, end)),
        "critical": 100 * priorities["critical"] / total if total else None,
        "unreasoned": float(sum(course.unreasoned for course in courses.values())),
        "to_acknowledge": _seconds(chain.from_iterable(course.acknowledged for course in courses.values())),
        "to_return": _seconds(chain.from_iterable(course.returned for course in courses.values())),
    }
    days = [0] * (len(edges) - 1)
    for one in calls:
        days[bisect_right(edges, one.time) - 1] += 1
    firsts = [calls[bisect_left(calls, flood.begin, key=lambda one: one.time)] for flood in found]
    return Performance(
        begin, end, total, values, days, slots, list(zip(found, firsts, strict=True)), top, chattering, fleeting, stale,
        priorities,
    )  # fmt: skip


def bursts(calls: Sequence[int]) -> int:
    """How many times an alarm chattered: three calls within a minute, and as many more as follow so."""
    count, inside = 0, False
    for k in range(BURST - 1, len(calls)):
        close = calls[k] - calls[k - BURST + 1] <= MINUTE
        count += close and not inside
        inside = close
    return count


def worst(calls: Sequence[int]) -> int:
    """Most calls within an hour."""
    most = first = 0
    for k, time in enumerate(calls):
        while time - calls[first] >= HOUR:
            first += 1
        most = max(most, k - first + 1)
    return most


def _stale_worst(courses: Mapping[Key, _Course], edges: Sequence[int], end: int) -> int:
    """Most alarms that were stale on one day."""
    days: Counter[int] = Counter()
    for course in courses.values():
        spells = [(since + STALE, end if until is None else until) for since, until in course.spells]
        long = [(a, b) for a, b in spells if a < b]
        days.update(
            {k for k in range(len(edges) - 1) if any(a < min(b, edges[k + 1]) and b > edges[k] for a, b in long)}
        )
    return max(days.values(), default=0)
