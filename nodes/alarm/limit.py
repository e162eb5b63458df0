"""Limit alarm: HH, H, L and LL on many points, with deadband and delays."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from nodes.alarm.limit_kernel import NO_TIMER, ROOM, Limits, Reached, elapse, expire, judge
from nodes.alarm.limit_rows import NAMES
from nodes.alarm.limit_rows import LimitConfig as LimitConfig
from nodes.alarm.limit_rows import LimitRow as LimitRow
from nodes.alarm.limit_state import NEVER, LimitState
from nodes.compute.span import spans_differ
from tundish import (
    AlarmNode,
    Caused,
    Emits,
    Plant,
    Port,
    Samples,
    nanoseconds,
)
from tundish.alarm import LEVELS, NOTHING, SUPPRESS, TRANSITIONS, Alarm, Priority, is_life
from tundish.pattern import Chooser
from tundish.timers import FOREVER

INFINITY = float("inf")
KEYS = tuple(f"/{name}" for name in NAMES)
"""How the keys of delays end, after the point."""
BY_STAMP = itemgetter(0, 1)
AT_ONCE = 256 * ROOM
"""Levels for which there is room: more samples are judged when these have been told."""
LOUD = 1024
"""The same of records that are saved."""

Level: TypeAlias = tuple[int, str, str, int, int, float]
"""Reached: stamp and timer of the cause, point, level, source time, value."""
Facts: TypeAlias = dict[int, tuple[Priority, float | None, str, Mapping[str, Any]]]
"""Of each level: priority, limit, the message, into which `%` puts the point and the value, and where it returns."""


NO_ROW = LimitRow()


class Limit(AlarmNode[LimitConfig, LimitState]):
    """Raise an alarm when a point exceeds a limit; escalate it, ease it, return it.

    The order is limit with deadband, on-delay, off-delay. A delay is met when that much source time has passed between
    samples, or as much engine time without any; either way the transition's time is onset + delay. The four limits run
    independently; a point has one alarm, whose level is the worst limit exceeded; with it goes the priority.

    Samples that are bad or no number hold the condition: from the first of them to the next good sample nothing is
    raised and nothing returns, however long that is. That good sample is judged first. A limit whose delay was running
    is given up if the value no longer stands beyond it; if it does, and the delay has passed in source time since its
    onset, the transition is made at the time of that sample; else the delay goes on for what is left of it. Samples of
    uncertain quality are passed over: they judge nothing, and stop nothing.

    After an edit every point is judged again by its last good sample: what does not change is not announced
    again, delays keep running unless their length changed, and the alarm of a point that no row judges any more
    ends as removed. A point that is bad at that time waits for its next good sample.
    """

    kind = "alarm.limit"
    title = "Limit alarm"
    inputs = (Port.samples(help="Any number of points."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "rows"
    elapses = True

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.config.rows])
        self._limits: Any = np.zeros(0, Limits.dtype)
        self._rows: dict[str, LimitRow | None] = {}
        self._facts: dict[str, Facts] = {}
        self._shared: dict[int, Facts] = {}
        """The same by row, which is known by its id."""
        self._records: dict[int, tuple[LimitRow | None, tuple[Any, ...]]] = {}
        """What points of a row are judged by, by the id of the row."""
        self._spanned: dict[tuple[int, float], tuple[Any, LimitRow]] = {}
        """Rows with the span of a point that the directory has, by the row it is of and the span."""
        self._found: Any = np.empty(AT_ONCE, Reached.dtype)
        self._words = self._found.view(np.int64).reshape(AT_ONCE, -1)
        """The same as numbers, which are told in a third of the time; the last of each is no number but a value."""
        self._values = self._found["value"]
        self._where = np.empty(LOUD, np.int32)
        self._saved, self._saved_words = LimitState.room(LOUD)
        self._band = np.empty((2, 0))
        self._rewound = self._prepared = -1
        """For which state, and how many points of it, all this has been found out."""
        self.state.timers.key_of = lambda slot, k: self.points.name(self.state.points[slot]) + KEYS[k]

    def row_of(self, point: str) -> LimitRow | None:
        """The row that judges a point. One without limits judges nothing."""
        if point not in self._rows:
            self._rows[point] = self.row_in(self.config, self._chooser, point)
        return self._rows[point]

    def row_in(self, config: LimitConfig, chooser: Chooser, point: str) -> LimitRow | None:
        """The same by these settings."""
        row = _judging(config, chooser, point)
        return row and self.spanned(row, point)

    def spanned(self, row: LimitRow, point: str) -> LimitRow:
        """The row with the span that percentages refer to, if it has none itself and the directory has."""
        span = self.plant.of(point).span if self.plant and row.asks_for_span else None
        if span is None:
            return row
        known = self._spanned.get((id(row), span))
        if known is None:  # the row is kept with it: as long as it is, no other has its id
            known = self._spanned[id(row), span] = row, row.model_copy(update={"span": span})
        return known[1]

    def misplaced(self, plant: Plant) -> bool:
        return spans_differ(self.config.rows, self.plant, plant)

    def judges(self, point: str) -> bool:
        return self.row_of(point) is not None

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        priority, limit, wording, _ = (self._facts.get(point) or self.facts_of(point))[level]
        return priority, limit, wording % {"point": point, "value": value}

    def marks(self, point: str, alarm: Alarm) -> Mapping[str, Any]:
        """Where the level returns, by the limits that hold now."""
        return (self._facts.get(point) or self.facts_of(point))[alarm.level][3] if alarm.level else NOTHING

    def facts_of(self, point: str) -> Facts:
        """Of all levels of a point."""
        known = self._facts.get(point)
        if known is None:
            row = self.row_of(point) or NO_ROW
            known = self._shared.get(id(row))
            if known is None:
                known = self._shared[id(row)] = facts_of(row)
            self._facts[point] = known
        return known

    def on_samples(self, port: str, samples: Samples) -> Emits:
        return [(out, payload) for out, payload, _ in self.on_stretch(port, samples, samples.first)]

    def on_timer(self, key: str, due: int) -> Emits:
        if is_life(key):
            return self.life_timer(key, due)
        levels: list[Level] = []
        state = self.state
        name, _, limit = key.rpartition("/")
        slot, timers = state.slot(self.points.number(name)), state.timers
        self._prepare()
        n, earliest = expire(
            slot, NAMES.index(limit), due, state.rows, self._limits, self._band, timers.heap, timers.places, self._found
        )
        timers.told(earliest)
        self._heed(n, levels)
        return [(out, payload) for out, payload, _ in self._told(levels)]

    def on_stretch(self, port: str, samples: Samples | None, until: int) -> Caused:
        if self.interrupted(port, until):
            return self.in_turn(port, samples, until)
        levels: list[Level] = []
        state = self.state
        slot = None if samples is None else state.seen(samples.point)
        good = True
        if samples is not None:
            if slot is None:
                state.settle()
            good = self._judge(
                samples, state.slots(samples.point) if slot is None else slot, levels, later=slot is not None
            )
        if state.timers.earliest < until:
            self._elapse(until, levels)
        told = self._told(levels) if levels else ()
        if samples is not None and slot is not None:  # after all that may fail
            if not good:  # what is held of the same points still counts where this says nothing
                state.settle()
            state.hold(slot, samples)
            if not good:
                state.settle()
        return told

    def _judge(self, samples: Samples, slot: npt.NDArray[np.int32], levels: "list[Level]", *, later: bool) -> bool:
        """Add the levels that were reached; whether all samples were good."""
        state = self.state
        timers, size = state.timers, slot.size
        if self._prepared != len(state.points) or self._rewound != timers.rewound:
            self._prepare()
        done, all_good = 0, True
        while done < size:
            n, done, m, good, earliest, asked, shortest = judge(
                done, int(later), slot, samples.arrival, samples.time, samples.value, samples.quality, state.rows,
                self._limits, self._band, timers.heap, timers.places, self._found, self._saved, self._where,
            )  # fmt: skip
            if m:
                state.saved(self._where, self._saved_words, m)
            if earliest != timers.earliest or asked != FOREVER:  # else it would find nothing new, most of the time
                timers.told(earliest, asked, shortest)
            if n:
                self._heed(n, levels)
            all_good = all_good and good
        return all_good

    def on_config(self, old: LimitConfig | None) -> Emits:
        if old is None:
            return
        before = Chooser([row.points for row in old.rows])
        state, again = self.state, []
        state.settle()
        times, bad = (state.rows[field].tolist() for field in ("time", "bad"))
        for name, slot in sorted((self.points.name(p), s) for s, p in enumerate(state.points)):
            was, row = self.row_in(old, before, name), self.row_of(name)
            if row is None:
                yield from self._judged_no_more(name, slot)
            elif times[slot] != NEVER:
                if was is not None and was.delays != row.delays:
                    self._restart_delays(slot, was, row)
                if bad[slot]:  # its next good sample is judged by the new row
                    self._cancel_timers(slot)
                else:
                    again.append(slot)
        yield from self.ended_unjudged()
        if again:
            yield from self.on_samples("samples", self._last_good(again))

    def limits(self) -> Any:
        """Records for all slots; made when points are new."""
        if len(self._limits) < len(self.state.points):
            name = self.points.name
            points = self.state.points[len(self._limits) :]
            new = [self._record(self.row_of(name(point)), point) for point in points]
            self._limits = np.concatenate([self._limits, np.array(new, Limits.dtype)])
        return self._limits

    def _record(self, row: LimitRow | None, point: int) -> tuple[Any, ...]:
        """Made once for all points of a row, which is kept with it: as long as it is, no other has its id."""
        known = self._records.get(id(row))
        if known is None:
            known = self._records[id(row)] = row, record(row, self.config)
        return (*known[1], point)

    def _elapse(self, until: int, levels: "list[Level]") -> None:
        """Let the delays pass that are over before `until`."""
        self._prepare()
        state = self.state
        timers = state.timers
        while timers.earliest < until:
            n, m, earliest = elapse(
                until, state.rows, self._limits, self._band, timers.heap, timers.places, self._found, self._saved,
                self._where,
            )  # fmt: skip
            state.saved(self._where, self._saved_words, m)
            timers.told(earliest)
            self._heed(n, levels)

    def _heed(self, n: int, levels: "list[Level]") -> None:
        """Add the levels that a kernel has found."""
        name_of = self.points.name
        told = zip(self._words[:n].tolist(), self._values[:n].tolist(), strict=True)
        for (point, arrival, k, level, time, _), value in told:
            name = name_of(point)
            levels.append((arrival, "" if k == NO_TIMER else name + KEYS[k], name, level, time, value))

    def _told(self, levels: "list[Level]") -> Caused:
        """What the levels mean, in order of stamps: the kernel goes point by point."""
        if len(levels) > 1:
            levels.sort(key=BY_STAMP)
        to_level = self.to_level
        return [
            (out, payload, key)
            for arrival, key, name, level, time, value in levels
            for out, payload in to_level(name, level, time, arrival, value)
        ]

    def _prepare(self) -> None:
        """For each slot what follows from the settings, and from the state: which values change nothing."""
        timers, size = self.state.timers, len(self.state.points)
        self.limits()
        if self._rewound != timers.rewound or self._band.shape[1] < size:
            self._rewound = timers.rewound
            self._band = np.full((2, 2 * size + 8), np.nan)
            timers.room(self._band.shape[1])
        self._prepared = size

    def _judged_no_more(self, name: str, slot: int) -> Emits:
        self._cancel_timers(slot)
        row = self.state.rows[slot]
        self._rewound = -1
        row["exceeded"], row["since"], row["busy"] = 0, NEVER, False
        if name in self.state.alarms:
            yield self.ended(name)

    def _cancel_timers(self, slot: int) -> None:
        self._rewound = -1
        for k in range(len(NAMES)):
            self.state.timers.end_delay(slot, k)

    def _restart_delays(self, slot: int, was: LimitRow, own: LimitRow) -> None:
        """A delay whose length changed starts anew, from the last good sample."""
        row = self.state.rows[slot]
        self._rewound = -1
        for k in np.flatnonzero(row["since"] != NEVER):
            which = 0 if row["exceeded"][k] else 1
            old, new = was.delays[which], own.delays[which]
            if old != new:
                row["since"][k] = row["time"]
                self.state.timers.begin_delay(slot, int(k), self.now, nanoseconds(new))

    def _last_good(self, slots: Sequence[int]) -> Samples:
        rows, n = self.state.rows[list(slots)], len(slots)
        point = [self.state.points[slot] for slot in slots]
        return Samples.of(
            arrival=[self.now] * n, time=rows["time"], point=point, value=rows["value"], quality=[0] * n
        )  # fmt: skip


def _judging(config: LimitConfig, chooser: Chooser, point: str) -> LimitRow | None:
    index = chooser.best(point)
    row = None if index is None else config.rows[index]
    return row if row and any(limit is not None for limit in row.limits) else None


def record(row: LimitRow | None, config: LimitConfig) -> tuple[Any, ...]:
    """The row as `Limits`."""
    row = row or NO_ROW
    limit = [-INFINITY if x is None else x for x in row.limits[:2]] + [
        INFINITY if x is None else x for x in row.limits[2:]
    ]
    out = row.band if config.deadband_mode == "both" else 0.0
    arm = [x - out for x in limit[:2]] + [x + out for x in limit[2:]]
    back = [x + row.band for x in limit[:2]] + [x - row.band for x in limit[2:]]
    off, on = row.delays
    delay = (nanoseconds(off), nanoseconds(on))
    return arm, back, delay, int(config.inclusive)


def facts_of(row: LimitRow) -> Facts:
    """What is told of the alarms of a row."""
    limits = {level: row.limit(level) for level in LEVELS}
    return {
        level: (row.priority_at(level), limit, _wording(row.message, level, limit), _returns(row, level, limit))
        for level, limit in limits.items()
    }


def _returns(row: LimitRow, level: int, limit: float | None) -> Mapping[str, Any]:
    """The value at which a level is left: the limit with the deadband."""
    if limit is None:
        return NOTHING
    back = limit - row.band if level > 0 else limit + row.band
    return {"returns": back} if isfinite(back) else NOTHING


def _wording(message: str, level: int, limit: float | None) -> str:
    """The message of a row, filled in but for the point and the value, which `%` fills in."""
    words = {
        "point": "%(point)s",
        "value": "%(value).6g",
        "level": LEVELS[level] or "-",
        "limit": _shown(limit),
    }
    return _filled(message.replace("%", "%%"), words)


def _shown(number: float | None) -> str:
    return "-" if number is None else f"{number:.6g}"


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"\{(point|level|value|limit)\}", lambda match: words[match[1]], text)
