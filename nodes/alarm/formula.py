"""Formula alarm: a formula is true for a time, or becomes true too often."""

from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import AfterValidator, Field

from nodes.alarm.called import BEGIN, GIVE_UP, LEVEL, NEVER, ROOM, Found, call, hold
from nodes.alarm.conditions import DELAY, Message, OffDelay, OnDelay, PriorityField, filled, shown, words
from nodes.alarm.often import WINDOW, OftenState, again, happened, over
from nodes.compute.formula import FormulaConfig, FormulaNode, _one_device
from nodes.compute.formula_kernel import FormulaState
from nodes.compute.formula_wiring import DEVICE
from tundish import (
    UNCERTAIN,
    AlarmConfig,
    AlarmNode,
    Duration,
    Emits,
    PerKey,
    PointRef,
    Port,
    Samples,
    is_bad,
    is_good,
    nanoseconds,
)  # fmt: skip
from tundish.alarm import SUPPRESS, TRANSITIONS, Priority, is_life
from tundish.fields import MeasuredFormula
from tundish.pattern import matches


class FormulaAlarmConfig(AlarmConfig, FormulaConfig):
    output: Annotated[PointRef, AfterValidator(_one_device), Field(title="Alarm")] = "{device}.alarm"
    """Name of the alarm. With `{device}` in it there is one for every device whose inputs are known."""
    formula: Annotated[MeasuredFormula, Field(title="Formula")] = "{device}.v > 50"
    """The alarm is active while this is true: anything but 0. `{device}` stands for any text, the same everywhere."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    times: Annotated[int, Field(ge=1, le=1000, title="Times")] = 1
    """The alarm is active when the formula has become true, for the on-delay, so often within the time below."""
    within: Annotated[Duration, Field(gt=0, title="Within")] = 3600.0
    """With several times: in less than this time."""
    priority: PriorityField = "moderate"
    message: Message = "{point}: the condition is true"
    """What the operator reads. `{point}` and `{value}`, the result of the formula, are filled in."""


class Called(NamedTuple):
    """The condition of an alarm, as in `called`; one that is not true, and was not lately, is not kept."""

    value: float
    time: int
    since: int = NEVER
    level: int = 0
    wanted: int = 0
    held: bool = False
    why: int = 0


class FormulaAlarmState(FormulaState, OftenState):
    called: PerKey[Called]


class _Delays(NamedTuple):
    on: int
    off: int


class FormulaAlarm(AlarmNode[FormulaAlarmConfig, FormulaAlarmState]):
    """Raise an alarm while a formula over points is true, for a time, or when it becomes true too often.

    The formula is evaluated as in the formula node: once for every instant that brings one of its inputs, with the last
    value of the others, by its functions also when time has passed. The order is formula, on-delay, off-delay, number
    of times. With several times the alarm is active as long as the formula has become true so often in less than the
    time given, and returns by itself.

    A result that is bad holds the condition: nothing is raised and nothing returns until the next good one, which is
    judged first. Uncertain ones are passed over. After an edit the new formula is used from the next sample on, and a
    delay whose length changed starts anew; what does not change is not announced again.
    """

    kind = "alarm.formula"
    title = "Formula alarm"
    inputs = (Port.samples(help="All inputs of the formula; other points are ignored."), SUPPRESS)
    outputs = (TRANSITIONS,)
    summary_field = "formula"
    condition = "formula"
    level_words = words({})

    @classmethod
    def measured(cls, config: dict[str, Any]) -> tuple[str, ...]:
        return FormulaNode.measured(config)

    def configured(self) -> None:
        own = self.config
        plain = FormulaConfig(
            output=own.output, unit=own.unit, units=own.units, formula=own.formula, every=own.every, devices=own.devices
        )
        self._formula = FormulaNode(self.id, plain, self.points, self.state)
        self._delays = _Delays(nanoseconds(own.on_delay), nanoseconds(own.off_delay))
        self._found: Any = np.empty(ROOM, Found.dtype).view(np.recarray)

    def judges(self, point: str) -> bool:
        return matches(point, self.config.output.replace(DEVICE, "*"))

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        return self.config.priority, None, filled(self.config.message, {"point": point, "value": shown(value)})

    def on_samples(self, port: str, samples: Samples) -> Emits:
        if port == SUPPRESS.name:
            return self.suppress(samples)
        return self._judged(self._formula.on_samples(port, samples))

    def on_timer(self, key: str, due: int) -> Emits:
        if is_life(key):
            return self.life_timer(key, due)
        if key.endswith(WINDOW):
            return over(self, key, due, self.config.within)
        if key.endswith(DELAY):
            return self._delay_over(key.removesuffix(DELAY), due)
        return self._judged(self._formula.on_timer(key, due))

    def resumed(self, now: int) -> None:
        self._formula.resumed(now, (key for key in self.state.timers.pending if not _is_ours(key)))

    def on_config(self, old: FormulaAlarmConfig | None) -> Emits:
        if old is None:
            return
        known = {*self.state.called, *self.state.recent, *self.state.alarms}
        for name in sorted(known):
            if not self.judges(name) or (self.config.devices and not self._is_ours(name)):
                yield from self._judged_no_more(name)
            elif old.times != self.config.times or old.within != self.config.within:
                yield from self._counted_again(name, old)
        if (old.on_delay, old.off_delay) != (self.config.on_delay, self.config.off_delay):
            for name in list(self.state.called):
                yield from self._delayed_again(name, old)

    def _judged(self, results: Emits) -> Emits:
        """What follows from results of the formula. Most are not true and were not before: they are passed over."""
        for port, payload in results:
            if not isinstance(payload, Samples):
                yield port, payload
                continue
            true = (payload.value != 0) & (payload.quality < UNCERTAIN)
            known = self.points.numbers(list(self.state.called))
            concerned = np.isin(payload.point, np.concatenate([known, payload.point[true]]))
            for i in np.flatnonzero(concerned).tolist():
                name, arrival, time = (
                    self.points.name(payload.point.item(i)),
                    payload.arrival.item(i),
                    payload.time.item(i),
                )
                yield from self._one(name, arrival, time, payload.value.item(i), payload.quality.item(i))

    def _one(self, name: str, arrival: int, time: int, value: float, quality: int) -> Emits:
        row = _Row(self.state.called.get(name) or Called(float("nan"), NEVER))
        n = 0
        if is_bad(quality) or not np.isfinite(value):
            n = hold(0, row, self._delays, time, arrival, self._found, 0)
        elif is_good(quality):
            n = call(0, row, self._delays, int(value != 0), 0, arrival, time, value, self._found, 0)
        return self._heed(name, row, n)

    def _heed(self, name: str, row: "_Row", n: int) -> Emits:
        self._noted(name, row)
        emits: list[Any] = []
        for what, _, arrival, level, time, _, value in self._found[:n].tolist():
            if what == LEVEL:
                emits.extend(self._reached(name, level, time, arrival, value))
            elif what == GIVE_UP:
                self.state.timers.cancel(name + DELAY)
            else:
                self.state.timers.set(name + DELAY, arrival, time, rest=what != BEGIN)
        return emits

    def _noted(self, name: str, row: "_Row") -> None:
        if row.level or row.since != NEVER:
            self.state.called[name] = row.stored()
        elif name in self.state.called:
            del self.state.called[name]

    def _reached(self, name: str, level: int, time: int, arrival: int, value: float) -> Emits:
        if self.config.times == 1:
            return self.to_level(name, level, time, arrival, value)
        if level:
            return happened(self, name, time, arrival, self.config.times, self.config.within)
        return ()

    def _delay_over(self, name: str, due: int) -> Emits:
        known = self.state.called.get(name)
        if known is None or known.since == NEVER:
            return ()
        row = _Row(known)
        met = row.since + (self._delays.on if row.wanted else self._delays.off)
        row.level, row.since = row.wanted, NEVER
        self._noted(name, row)
        return self._reached(name, row.level, met, due, row.value)

    def _delayed_again(self, name: str, old: FormulaAlarmConfig) -> Emits:
        """A delay whose length changed starts anew, from the last good result."""
        row = _Row(self.state.called[name])
        was, own = (old.on_delay, self.config.on_delay) if row.wanted else (old.off_delay, self.config.off_delay)
        if row.since == NEVER or was == own:
            return
        wanted, held = row.wanted, row.held
        row.since, row.wanted, row.held = NEVER, row.level, False
        n = call(0, row, self._delays, wanted, 0, self.now, row.time, row.value, self._found, 0)
        row.held = held
        yield from self._heed(name, row, n)
        if held:
            self.state.timers.cancel(name + DELAY)

    def _counted_again(self, name: str, old: FormulaAlarmConfig) -> Emits:
        known = self.state.called.get(name)
        if self.config.times == 1:
            if name in self.state.recent:
                del self.state.recent[name]
            self.state.timers.cancel(name + WINDOW)
            time = known.time if known else self.now
            yield from self.to_level(name, known.level if known else 0, time, self.now, known.value if known else 0.0)
        elif name in self.state.recent:
            yield from again(self, name, self.now, self.config.times, self.config.within)
        else:
            yield from self.to_level(name, 0, self.now, self.now, 0.0)

    def _judged_no_more(self, name: str) -> Emits:
        for of in (self.state.called, self.state.recent):
            if name in of:
                del of[name]
        self.state.timers.cancel(name + DELAY)
        self.state.timers.cancel(name + WINDOW)
        if name in self.state.alarms:
            yield self.ended(name)

    def _is_ours(self, name: str) -> bool:
        return any(name == self.config.output.replace(DEVICE, device) for device in self.config.devices)


def _is_ours(key: str) -> bool:
    """Whether a timer is the alarm's, not the formula's."""
    return is_life(key) or key.endswith((DELAY, WINDOW))


class _Row:
    """A `Called` that kernels' functions can write to."""

    def __init__(self, of: Called) -> None:
        self.value, self.time, self.since, self.level, self.wanted, self.held, self.why = of

    def stored(self) -> Called:
        return Called(self.value, self.time, self.since, self.level, self.wanted, self.held, self.why)
