"""Moving limit alarm: limits that are points or formulas, or go by an operating mode."""

from typing import Any, ClassVar, NamedTuple, cast

import numpy as np

from nodes.alarm.limit import Facts, Limit, facts_of, record
from nodes.alarm.limit_rows import LimitRow
from nodes.alarm.limit_state import NEVER, LimitState
from nodes.alarm.moving_rows import FIELDS, limit_in
from nodes.alarm.moving_rows import MovingConfig as MovingConfig
from nodes.alarm.moving_rows import MovingRow as MovingRow
from tundish import Emits, NodeConfig, PerKey, Samples, is_good
from tundish.alarm import SUPPRESS
from tundish.pattern import Chooser, matches


class Given(NamedTuple):
    """The last good value of a point that is a limit, or the mode."""

    value: float


class MovingState(LimitState):
    given: PerKey[Given]

    def __init__(self) -> None:
        super().__init__()
        self.undone = 0

    def undo(self) -> None:
        super().undo()
        self.undone += 1

    def seen(self, point: Any) -> None:
        """Records are written at once: they are judged again between two instants."""


class Moving(Limit):
    """Raise an alarm when a point exceeds a limit that moves: another point, or one that goes by the operating mode.

    It is as the limit alarm, to which all else it says applies. Limits and mode come by the same input as what is
    judged; their last good values hold, and a limit is none until its point has been seen. When one moves, the points
    it concerns are judged again at once, by their last good value, before what else the instant brings. A limit may be
    a formula, such as `= {device}.SP + 5`: it is none as long as a point of it is unknown, or its result is no number.

    The priority goes by the mode too: where the row of another mode has another one, an alarm that stands is told
    with it, and need not be acknowledged again. Of the rows that hold in a mode, one with the mode comes before one
    without, if their patterns are as specific. A point that has no row in a mode is not judged in it: its alarm ends
    as removed.
    """

    kind = "alarm.moving"
    title = "Moving limit alarm"
    elapses = False
    config_type: ClassVar[type[NodeConfig]] = MovingConfig
    state_type = MovingState

    def configured(self) -> None:
        super().configured()
        self._memory = cast("MovingState", self.state)
        self._choosers: dict[tuple[int, float | None], tuple[Any, Chooser, list[MovingRow]]] = {}
        self._applied = dict(self._memory.given)
        self._undone = self._memory.undone
        self._users: dict[str, list[str]] = {}
        """Judged points by the name of what moves their limits, in any mode."""
        self._wired = 0

    def row_in(self, config: Any, chooser: Chooser, point: str) -> LimitRow | None:
        mode = self._memory.given.get(config.mode)
        value = None if mode is None else mode.value
        known = self._choosers.get((id(config), value))
        if known is None:
            rows = [row for row in config.rows if row.mode is not None and row.mode == value]
            rows += [row for row in config.rows if row.mode is None]
            known = self._choosers[id(config), value] = config, Chooser([row.points for row in rows]), rows
        index = known[1].best(point)
        return None if index is None else self._effective(known[2][index], point)

    def facts_of(self, point: str) -> Facts:
        if point not in self._facts:
            self._facts[point] = facts_of(self.row_of(point) or LimitRow())
        return super().facts_of(point)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        if port == SUPPRESS.name:
            return super().on_samples(port, samples)
        self._go_back()
        self.state.slots(samples.point)
        self._wire()
        numbers = [self.points.number(name) for name in self._users]
        emits: list[Any] = []
        for stamp in np.unique(samples.arrival[np.isin(samples.point, numbers)]).tolist():
            before, samples = samples.cut(stamp)
            if before.size:
                emits += super().on_samples(port, before)
            emits += self._moved(samples.cut(stamp + 1)[0])
        emits += super().on_samples(port, samples)
        return emits

    def on_config(self, old: Any) -> Emits:
        self._wire()
        return super().on_config(old)

    def on_timer(self, key: str, due: int) -> Emits:
        self._go_back()
        return super().on_timer(key, due)

    def _effective(self, row: MovingRow, point: str) -> LimitRow | None:
        """The row of the limit alarm that it is at present."""
        limits: list[float | None] = []
        for field, sources in zip(FIELDS, row.sources(point), strict=True):
            known = [self._memory.given.get(source) for source in sources]
            limits.append(limit_in(getattr(row, field), [one.value if one else None for one in known]))
        if all(limit is None for limit in limits):
            return None
        ll, l, h, hh = limits  # noqa: E741 - the plant's own word
        return LimitRow.model_construct(
            points=row.points, ll=ll, l=l, h=h, hh=hh, deadband=row.deadband, deadband_in=row.deadband_in,
            span=self.plant.of(point).span if row.asks_for_span else None, on_delay=row.on_delay,
            off_delay=row.off_delay, priority=row.priority, priority_far=row.priority_far, message=row.message,
        )  # fmt: skip

    def _go_back(self) -> None:
        """What was derived from values that were taken back is made anew."""
        if self._undone != self._memory.undone:
            self._undone = self._memory.undone
            if self._applied != dict(self._memory.given):
                self.configured()

    def _wire(self) -> None:
        """Find out what moves the limits of points that are new."""
        config: Any = self.config
        if config.mode not in self._users and config.mode:
            self._users[config.mode] = []
            self._remember(config.mode)
        while self._wired < len(self.state.points):
            name = self.points.name(self.state.points[self._wired])
            self._wired += 1
            fitting = (row.sources(name) for row in config.rows if matches(name, row.points))
            for source in sorted({source for limits in fitting for sources in limits for source in sources}):
                self._users.setdefault(source, []).append(name)
                self._remember(source)

    def _remember(self, source: str) -> None:
        """A limit may have been seen before the point that it is for."""
        if source in self._memory.given:
            return
        slot = self.state.slot(self.points.number(source))
        if self.state.rows["time"][slot] != NEVER:
            self._memory.given[source] = self._applied[source] = Given(float(self.state.rows["value"][slot]))
            for user in (source, *self._users[source]):  # somebody may have asked for its row before it was seen
                self._rows.pop(user, None)
                self._facts.pop(user, None)

    def _moved(self, instant: Samples) -> Emits:
        """Samples of one instant, some of which move limits."""
        config: Any = self.config
        moved: dict[str, Given] = {}
        time = 0
        for i, quality in enumerate(instant.quality.tolist()):
            name, value = self.points.name(instant.point.item(i)), instant.value.item(i)
            if is_good(quality) and np.isfinite(value) and name in self._users:
                moved[name] = Given(value)
                time = max(time, instant.time.item(i))
        moved = {name: new for name, new in moved.items() if self._memory.given.get(name) != new}
        concerned = {user for name in moved for user in self._users[name]}
        if config.mode in moved:
            concerned.update(map(self.points.name, self.state.points))
        was = {name: self.row_of(name) for name in sorted(concerned)}
        for name, new in moved.items():
            self._memory.given[name] = self._applied[name] = new
        return self._judged_again(was, time, instant.first)

    def _judged_again(self, before: dict[str, LimitRow | None], time: int, stamp: int) -> Emits:
        self.now = stamp
        rows, again = self.state.rows, []
        emits: list[Any] = []
        for name, was in before.items():
            slot = self.state.slot(self.points.number(name))
            self._rows.pop(name, None)
            self._facts.pop(name, None)
            row = self.row_of(name)
            if row == was:
                continue
            self._rewound = -1
            self.limits()[slot] = (*record(row, self.config), self.state.points[slot])
            if row is None:
                emits += self._judged_no_more(name, slot)
            elif rows["time"][slot] != NEVER:
                if was is not None:
                    self._restart_delays(slot, was, row)
                if rows["bad"][slot]:
                    self._cancel_timers(slot)
                else:
                    again.append(slot)
        if again:
            last = self._last_good(again)
            moved = Samples.of(
                arrival=last.arrival, time=np.maximum(last.time, time), point=last.point, value=last.value,
                quality=last.quality,
            )  # fmt: skip
            emits += super().on_samples("samples", moved)
        for name in before:
            row, alarm = self.row_of(name), self.state.alarms.get(name)
            if row is not None and alarm is not None:
                emits += self.ranked(name, row.priority_at(alarm.level), time, stamp)
        return emits
