"""State machine: a batch, a pump, a cleaning, by states and what leads from one to the next."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from itertools import groupby
from typing import Annotated, Any, NamedTuple, Self

import numpy as np
from pydantic import AfterValidator, Field, ModelWrapValidatorHandler, model_validator

from nodes.compute.formula import Units
from nodes.compute.instants import FEW, latest
from tundish import (
    Duration,
    Emits,
    Event,
    Marks,
    Node,
    NodeConfig,
    NodeState,
    Number,
    PerKey,
    PerPoint,
    PointRef,
    Port,
    Samples,
    Table,
    compiled_formula,
    nanoseconds,
)
from tundish.errors import FormulaError
from tundish.fields import MeasuredFormula, formula_inputs
from tundish.quality import BAD, NOT_A_NUMBER

MACHINE, TIMEOUT = "machine", "timeout"
NEVER = -(2**63)
SHORTEST = 0.01
"""Timeout, in s."""


UNITS: ContextVar[Mapping[str, str]] = ContextVar("units")
"""Of the points, while the settings of a machine are looked at."""


def _condition(text: str) -> str:
    if text and compiled_formula(text, UNITS.get({})).layout.cells:
        raise ValueError("a condition remembers nothing: let a formula node compute what it needs as a point")
    return text


Condition = Annotated[MeasuredFormula, AfterValidator(_condition)]


def _inputs(text: str) -> tuple[str, ...]:
    try:
        return formula_inputs(text)
    except FormulaError:
        return ()


class StateRow(NodeConfig):
    """A state."""

    name: Annotated[str, Field(min_length=1, max_length=64, title="State")] = "idle"
    """What people call it."""
    number: Annotated[Number, Field(title="Number")] = 0.0
    """Value of the output point in this state."""


class TransitionRow(NodeConfig):
    """What leads from one state to another."""

    state: Annotated[str, Field(max_length=64, title="In state")] = ""
    """State in which it is looked at. Empty: in any."""
    when: Annotated[Condition | None, Field(title="When")] = None
    """Formula over points that must be true, like `P1.running and P1.flow > 5`. Empty: only the time matters."""
    after: Annotated[Duration, Field(le=31_622_400, title="Timeout")] = 0.0
    """How long the state must have lasted. Without a condition it is left then."""
    to: Annotated[str, Field(min_length=1, max_length=64, title="Next state")] = "idle"
    """State that follows."""

    @model_validator(mode="after")
    def _has_a_cause(self) -> Self:
        if not self.when and not self.after:
            raise ValueError("when, after: at least one must be given, or the state is left at once")
        if 0 < self.after < SHORTEST:
            raise ValueError(f"after: {SHORTEST} s is the shortest, or states may follow each other without end")
        return self


class StateMachineConfig(NodeConfig):
    states: Annotated[Table[StateRow], Field(min_length=1, max_length=100, title="States")] = (
        StateRow(),
        StateRow(name="running", number=1),
    )
    """The first is the one it begins in."""
    units: Annotated[Units, Field(max_length=1000, title="Units of points"), Marks(hidden=True)] = Field(
        default_factory=dict
    )
    """Units of the points in conditions, by name. Those of the point directory when the flow is deployed come here."""
    transitions: Annotated[Table[TransitionRow], Field(max_length=1000, title="Transitions")] = (
        # not validated: an import compiles no formula
        TransitionRow.model_construct(state="idle", when="running > 0", to="running"),
        TransitionRow.model_construct(state="running", when="running <= 0", to="idle"),
    )
    """Tried from top to bottom; the first that holds is made."""
    output: Annotated[PointRef, Field(title="Output point")] = "machine.state"
    """Point whose value is the number of the state."""

    @model_validator(mode="wrap")
    @classmethod
    def _with_the_units(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Each condition is looked at with the units, where it stands."""
        units = data.get("units") if isinstance(data, Mapping) else None
        right = isinstance(units, Mapping) and all(isinstance(word, str) for pair in units.items() for word in pair)
        token = UNITS.set(units if units and right else {})
        try:
            return handler(data)
        finally:
            UNITS.reset(token)

    @model_validator(mode="after")
    def _knows_its_states(self) -> Self:
        names = [row.name for row in self.states]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"states: {twice[0]!r} stands there twice")
        for row in self.transitions:
            for name in (row.state, row.to):
                if name and name not in names:
                    raise ValueError(f"transitions: there is no state {name!r}")
        return self


class Machine(NamedTuple):
    """Where it stands: since when by source time, and by the engine's clock."""

    state: str
    since: int
    entered: int


class StateMachineState(NodeState):
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    value: PerPoint[np.float64] = PerPoint(default=0)
    quality: PerPoint[np.uint8] = PerPoint(default=BAD)
    machine: PerKey[Machine]
    """One, under the key `machine`, from the first sample on."""


class StateMachine(Node[StateMachineConfig, StateMachineState]):
    """Go from state to state by conditions on points and by timeouts: a batch, a pump change, a cleaning.

    Conditions are judged once for each instant that brings one of their points, with the last value of the others; one
    with a bad or a missing value does not hold. After a transition those of the new state are judged at once, until
    none holds or a state comes again. A timeout is over when that much source time has passed between samples, or as
    much on the engine's clock without any. After an edit it goes on in its state, or in the first when that is gone.
    """

    kind = "compute.statemachine"
    title = "State machine"
    inputs = (Port.samples(help="Points of the conditions; others are left out."),)
    outputs = (
        Port.samples(help="The number of the state, when it changes."),
        Port.events(help="Each transition, `state.changed`: state, previous state and what led there."),
    )
    keeps = ("state.*",)
    summary_field = "states"

    @classmethod
    def measured(cls, config: dict[str, Any]) -> tuple[str, ...]:
        """The points of the conditions, and last the output."""
        rows = config.get("transitions")
        texts = [row.get("when") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []
        names = dict.fromkeys(name for text in texts if isinstance(text, str) for name in _inputs(text))
        return (*names, str(config.get("output", ""))) if names else ()

    def configured(self) -> None:
        config = self.config
        self._numbers = {row.name: row.number for row in config.states}
        self._compiled = [compiled_formula(row.when, config.units) if row.when else None for row in config.transitions]
        self._names = sorted({name for formula in self._compiled if formula for name in formula.inputs})
        self._concerned = np.asarray(self.points.numbers(self._names), np.int32)
        self._known = frozenset(self._concerned.tolist())
        self._conditions = [
            (formula, np.array([self._names.index(name) for name in formula.inputs], np.intp) if formula else None)
            for formula in self._compiled
        ]
        self._output = self.points.number(config.output)

    def owned(self) -> tuple[str, ...]:
        return (self.config.output,)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        """All conditions of all instants at once; one after the other only those at which something happens."""
        slot = self.state.slots(samples.point)
        if samples.size < FEW:
            yield from self._singly(samples, slot)
            return
        found = latest(self.state, self._concerned.tolist(), samples)
        if found is None:
            return
        stamps, newest = found.stamps, found.newest
        truth = np.array([self._held(*one, found.x, found.xq, stamps.size) for one in self._conditions])
        at = 0
        while (at := self._next(at, newest, truth)) < newest.size:
            column = truth[:, at].tolist()
            yield from self._elapsed(int(stamps[at]), int(newest[at]))
            yield from self._go_on(int(stamps[at]), int(newest[at]), column.__getitem__)
            at += 1

    def _singly(self, samples: Samples, slot: Any) -> Emits:
        """The same instant by instant, which is quicker for a few."""
        columns = (samples.arrival, samples.time, samples.point, samples.value, samples.quality, slot)
        rows = [one for one in zip(*(column.tolist() for column in columns), strict=True) if one[2] in self._known]
        for stamp, instant in groupby(rows, key=lambda one: one[0]):
            part = list(instant)
            newest = max(one[1] for one in part)
            for _, time, _, v, q, s in part:
                row = self.state.rows[s]
                row["time"], row["value"] = time, v
                row["quality"] = q if math.isfinite(v) or q >= BAD else BAD | NOT_A_NUMBER
            yield from self._elapsed(stamp, newest)
            yield from self._go_on(stamp, newest, self._holds)

    def _held(self, formula: Any, inputs: Any, x: Any, xq: Any, count: int) -> Any:
        """At which instants a condition holds."""
        if formula is None:
            return np.zeros(count, np.bool_)
        value, quality = np.empty(count), np.empty(count, np.uint8)
        formula.run(x[inputs], xq[inputs], value, quality)
        return (quality < BAD) & (value != 0)

    def _next(self, at: int, newest: Any, truth: Any) -> int:
        """The next instant at which the state may be left."""
        machine = self.state.machine.get(MACHINE)
        if machine is None or at >= newest.size:
            return at
        lasted, found = newest[at:] - machine.since, np.zeros(newest.size - at, np.bool_)
        for number, row in enumerate(self.config.transitions):
            if row.state in ("", machine.state) and row.to != machine.state:
                held = truth[number, at:] if row.when else True
                found |= held & (lasted >= nanoseconds(row.after)) if row.after else held
        where = int(np.argmax(found))
        return at + where if found[where] else int(newest.size)

    def on_timer(self, key: str, due: int) -> Emits:
        machine = self.state.machine.get(MACHINE)
        if machine is not None:
            passed = max((w for w in self._waits(machine.state) if machine.entered + w <= due), default=0)
            yield from self._elapsed(due, machine.since + passed)
            yield from self._go_on(due, machine.since + passed, self._holds)
            self._set_timer(due)

    def on_config(self, old: StateMachineConfig | None) -> Emits:
        machine = self.state.machine.get(MACHINE)
        if old is None or machine is None or old == self.config:
            return
        if machine.state not in self._numbers:
            time = machine.since + self.now - machine.entered
            yield from self._enter(self.config.states[0].name, self.now, time, "edit")
        else:
            self._set_timer(self.now)

    def _elapsed(self, stamp: int, time: int) -> Emits:
        """Timeouts that were over by `time`, before anything new is judged; each at its own time."""
        for _ in self.config.states:
            machine = self.state.machine.get(MACHINE)
            if machine is None:
                return
            over = [
                (machine.since + nanoseconds(row.after), row.to)
                for row in self._of(machine.state)
                if row.when is None and machine.since + nanoseconds(row.after) <= time
            ]
            if not over:
                return
            at, to = min(over, key=lambda one: one[0])
            yield from self._enter(to, stamp, at, "timeout")

    def _go_on(self, stamp: int, time: int, holds: Callable[[int], bool]) -> Emits:
        if MACHINE not in self.state.machine:
            yield from self._enter(self.config.states[0].name, stamp, time, "begin")
        been = {self.state.machine[MACHINE].state}
        while found := self._found(time, holds):
            to, why = found
            yield from self._enter(to, stamp, time, why)
            if to in been:
                return
            been.add(to)

    def _found(self, time: int, holds: Callable[[int], bool]) -> tuple[str, str] | None:
        machine = self.state.machine[MACHINE]
        for number, row in enumerate(self.config.transitions):
            looked_at = row.when and row.state in ("", machine.state) and row.to != machine.state
            if looked_at and time - machine.since >= nanoseconds(row.after) and holds(number):
                return row.to, row.when or ""
        return None

    def _holds(self, number: int) -> bool:
        """By the latest values."""
        formula: Any = self._compiled[number]
        x, xq = np.empty((len(formula.inputs), 1)), np.empty((len(formula.inputs), 1), np.uint8)
        for k, name in enumerate(formula.inputs):
            row = self.state.rows[self.state.slot(self.points.number(name))]
            x[k, 0], xq[k, 0] = row["value"], row["quality"]
        value, quality = np.empty(1), np.empty(1, np.uint8)
        formula.run(x, xq, value, quality)
        return bool(quality[0] < BAD and value[0] != 0)

    def _enter(self, to: str, stamp: int, time: int, why: str) -> Emits:
        machine = self.state.machine.get(MACHINE)
        self.state.machine[MACHINE] = Machine(to, time, stamp)
        self._set_timer(stamp)
        yield "samples", Samples.of(
            arrival=[stamp], time=[time], point=[self._output], value=[self._numbers[to]], quality=[0]
        )  # fmt: skip
        data = {"state": to, "previous": machine.state if machine else None, "why": why}
        yield "events", Event(kind="state.changed", time=time, arrival=stamp, point=self.config.output, data=data)

    def _of(self, state: str) -> Iterator[TransitionRow]:
        return (row for row in self.config.transitions if row.state in ("", state) and row.to != state)

    def _waits(self, state: str) -> list[int]:
        """All times after which something is looked at."""
        return [nanoseconds(row.after) for row in self._of(state) if row.after]

    def _set_timer(self, now: int) -> None:
        """For the next timeout of this state: transitions with a condition are judged again then."""
        machine = self.state.machine[MACHINE]
        left = [wait for wait in self._waits(machine.state) if machine.entered + wait > now]
        if left:
            self.state.timers.set(TIMEOUT, machine.entered, min(left))
        else:
            self.state.timers.cancel(TIMEOUT)
