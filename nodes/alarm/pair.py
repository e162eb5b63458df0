"""Pair: conditions on the difference of two points, or of a point and a number, with a hold-off after a change."""

from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from nodes.alarm.called import NEVER, CalledState, Found, beyond, call, hold, tell
from nodes.alarm.conditions import Condition, Rule, rule
from nodes.alarm.refer import number_in, referred
from nodes.compute.span import in_unit, spans_differ
from tundish import AlarmConfig, Emits, In, Out, PerPoint, Plant, Rows, Samples, kernel
from tundish.quality import BAD, is_bad, is_good

HOLD_OFF = "/hold-off"
HOLD = 4
"""A further happening: the hold-off begins."""
NUMBER, NOBODY = -1, -2
"""In place of the slot of the other point: it is a number; it has not been seen, or the point is not judged."""


class PairState(CalledState):
    """Of each point what came last; of those that are judged their difference, too."""

    last: PerPoint[np.float64] = PerPoint(default=np.nan)
    """The latest value that was not bad."""
    grade: PerPoint[np.uint8] = PerPoint(default=BAD)
    """Quality of the latest sample, and its time."""
    at: PerPoint[np.int64] = PerPoint(default=NEVER)
    apart: PerPoint[np.float64] = PerPoint(default=np.nan)
    """The difference, also while it is not judged, and its quality."""
    doubt: PerPoint[np.uint8] = PerPoint(default=BAD)
    free: PerPoint[np.int64] = PerPoint(default=NEVER)
    """Source time at which the hold-off is over; NEVER when there is none."""


class Pair(Rule):
    dtype = rule(("low", "f8"), ("high", "f8"), ("deadband", "f8"), ("other", "f8"), ("hold_off", "i8"),
                 ("absolute", "i8"))  # fmt: skip

    low: float
    high: float
    deadband: float
    other: float
    """The number it is compared with, if it is one."""
    hold_off: int
    absolute: int


@register_jitable
def freed(s: int, row: PairState, own: Pair, arrival: int, found: Rows[Found], n: int) -> int:
    """The hold-off is over: what was there last is judged as of that time."""
    over, row.free = row.free, NEVER
    if is_good(row.doubt):
        level = beyond(row.apart, own.low, own.high, own.deadband, row.level)
        return call(s, row, own, level, 0, arrival, over, row.apart, found, n)
    return n


@register_jitable
def weighed(
    s: int, row: PairState, own: Pair, other: float, doubt: int, changed: int, arrival: int, time: int,
    found: Rows[Found], n: int,
) -> int:  # fmt: skip
    """Judge a point; `changed` when the other point has got another value."""
    if row.free != NEVER and time >= row.free:
        n = freed(s, row, own, arrival, found, n)
    x = row.last - other
    row.apart, row.doubt = abs(x) if own.absolute else x, doubt
    if changed and own.hold_off > 0:
        n = hold(s, row, own, time, arrival, found, n)
        row.free = time + own.hold_off
        return tell(HOLD, s, arrival, row, own.hold_off, found, n)
    if is_bad(doubt):
        return hold(s, row, own, time, arrival, found, n)
    if row.free != NEVER or not is_good(doubt):
        return n
    level = beyond(row.apart, own.low, own.high, own.deadband, row.level)
    return call(s, row, own, level, 0, arrival, time, row.apart, found, n)


@kernel
def paired(
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64], quality: In[np.uint8],
    state: Rows[PairState], lines: Rows[Pair], other: In[np.int32], first: In[np.int32], user: In[np.int32],
    mark: Out[np.int64], moved: Out[np.int64], instant: int, found: Rows[Found],
) -> int:  # fmt: skip
    """Judge, after all samples of an instant, each point that it concerns; how much has happened.

    A sample of slot s concerns slots user[first[s]:first[s+1]]. `instant` is a number never used before.
    """
    n, start = 0, 0
    while start < slot.size:
        stop = start
        while stop < slot.size and arrival[stop] == arrival[start]:
            s, v = slot[stop], value[stop]
            row = state[s]
            row.grade, row.at = quality[stop] if np.isfinite(v) else max(quality[stop], np.uint8(BAD)), time[stop]
            if not is_bad(row.grade):
                if np.isfinite(row.last) and v != row.last:
                    moved[s] = instant
                row.last = v
            stop += 1
        for i in range(start, stop):
            for u in range(first[slot[i]], first[slot[i] + 1]):
                s = user[u]
                o = other[s]
                row, own = state[s], lines[s]
                if mark[s] == instant or o == NOBODY or row.at == NEVER:
                    continue
                mark[s] = instant
                if o == NUMBER:
                    n = weighed(s, row, own, own.other, row.grade, 0, arrival[start], row.at, found, n)
                elif state[o].at != NEVER:
                    doubt, newest = max(row.grade, state[o].grade), max(row.at, state[o].at)
                    changed = 1 if moved[o] == instant else 0
                    n = weighed(s, row, own, state[o].last, doubt, changed, arrival[start], newest, found, n)
        instant += 1
        start = stop
    return n


C = TypeVar("C", bound=AlarmConfig)
S = TypeVar("S", bound=PairState)


class PairNode(Condition[C, S], Generic[C, S]):
    """Rows of such a node say by `reference` what a point is compared with: a number, or the name of a point."""

    line: ClassVar[Any] = Pair

    def reference(self, row: Any) -> str:
        """What a point is compared with."""
        raise NotImplementedError

    def band(self, row: Any, name: str) -> float:
        """The deadband of a point in its unit: of a span that only the directory has no more than lets it return."""
        span = self.plant.of(name).span if row.asks_for_span else row.span
        smallest: float = row.smallest
        return min(in_unit(row.deadband, row.deadband_in, span), smallest)

    def misplaced(self, plant: Plant) -> bool:
        return spans_differ(self.settings.rows, self.plant, plant)

    def configured(self) -> None:
        super().configured()
        self._wired = -1
        self._instant = 0

    def judge(self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, found: Any) -> int:
        self._wire()
        self._guard(slot[self._crosses[slot]])
        found = self.found(int((self._first[slot + 1] - self._first[slot]).sum()))
        self._instant += samples.size
        return paired(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows, lines,
            self._other, self._first, self._user, self._mark, self._moved, self._instant - samples.size, found,
        )  # fmt: skip

    def on_timer(self, key: str, due: int) -> Emits:
        if not key.endswith(HOLD_OFF):
            return super().on_timer(key, due)
        slot = self.state.slot(self.points.number(key.removesuffix(HOLD_OFF)))
        row, found = self.record(slot), self.found(1).view(np.recarray)
        if row.free == NEVER:
            return ()
        return self.heed(found, freed(slot, row, self.own(slot), due, found, 0))

    def heed(self, found: Any, n: int) -> Emits:
        timers, points = self.state.timers, self.state.points
        for what, slot, arrival, _, time, _, _ in found[:n].tolist():
            if what == HOLD:
                timers.set(self.points.name(points[slot]) + HOLD_OFF, arrival, time)
        kept = found[:n]
        kept = kept[kept["what"] != HOLD]
        return super().heed(kept, len(kept))

    def called_again(self, slot: int, row: Any, own: Any) -> tuple[int, float]:
        self._wire()
        other = int(self._other[slot])
        there = float(own.other) if other == NUMBER else float(self.record(other).last) if other >= 0 else np.nan
        x = float(row.last) - there
        if row.free != NEVER:
            return int(row.wanted), float(row.value)
        if is_good(row.doubt) and np.isfinite(x):
            row.apart = abs(x) if own.absolute else x
        else:  # what was judged last
            row.apart = row.value
        return beyond(row.apart, own.low, own.high, own.deadband, row.level), float(row.apart)

    def _alike(self, was: Any, row: Any, known: dict[tuple[int, int], bool]) -> bool:
        """A row may go by another range than before."""
        return not row.asks_for_span and super()._alike(was, row, known)

    def judged_no_more(self, name: str, slot: int) -> Emits:
        self.record(slot).free = NEVER
        self.state.timers.cancel(name + HOLD_OFF)
        return super().judged_no_more(name, slot)

    def _guard(self, slot: npt.NDArray[np.int32]) -> None:
        """Save the records of the points that are compared with these: they are written to, too."""
        if not slot.size:
            return
        first, user, state = self._first, self._user, self.state
        concerned = np.unique(np.concatenate([user[first[s] : first[s + 1]] for s in np.unique(slot).tolist()]))
        if concerned.size * 4 > len(state.points):
            state.save_all()
            return
        for s in concerned.tolist():
            state.guard(s)

    def _wire(self) -> None:
        """Lay out which points a sample concerns, when points are new."""
        points, name = self.state.points, self.points.name
        if self._wired == len(points):
            return
        self._wired = len(points)
        slots = {name(point): slot for slot, point in enumerate(points)}
        self._other = np.full(len(points), NOBODY, np.int32)
        users: list[list[int]] = [[] for _ in points]
        for point in sorted(slots):  # by name: the order in which points came must not show
            row, slot = self.row_of(point), slots[point]
            if row is None:
                continue
            reference = self.reference(row)
            other = NUMBER if number_in(reference) is not None else slots.get(referred(reference, row.points, point))
            if other is None or other == slot:
                continue
            self._other[slot] = other
            users[slot].append(slot)
            if other != NUMBER:
                users[other].append(slot)
        self._first = np.cumsum([0, *map(len, users)]).astype(np.int32)
        self._crosses = np.array([of not in ([], [slot]) for slot, of in enumerate(users)], np.bool_)
        self._user = np.array([slot for of in users for slot in of], np.int32)
        self._mark, self._moved = np.full(len(points), -1), np.full(len(points), -1)
