"""Runner: one flow, pass after pass.

A pass takes everything that is waiting and visits the nodes it concerns, each once, in topological
order. A node therefore sees all its inputs of the pass together, merged by stamp, and its own timers between
them; and so sees the same, in the same order, as if each instant had gone through the flow alone.
"""

from array import array
from collections.abc import Callable, Mapping, MutableSequence
from heapq import heapify, heappop, heappush
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.clock import ticks as perf_ticks
from engine.passes.inbox import COMMAND, REMOVE, RESULT, START, Emit, Inbox
from engine.passes.merge import Item, in_order
from engine.passes.plan import Plan, config_of
from tundish.event import Event, Origin, seal
from tundish.node import ERROR, Node
from tundish.points import Points
from tundish.samples import Samples
from tundish.step import Step, Stepped
from tundish.timers import FOREVER

Tap: TypeAlias = Callable[[str, str, Samples | Event], None]
"""Sees node, port and payload of everything that leaves a port, sources' ports included."""

TIMED = 16
"""The cost of nodes is measured in one pass of so many."""
REPEATED = 100_000
"""Points of repeated columns that are kept."""


def _nobody(node: str, port: str, payload: Samples | Event) -> None:
    """The tap when nobody listens."""


class Visit:
    """A node of the running flow: its step, what has been brought to it in this pass, what it has put out."""

    def __init__(self, runner: "Runner", plan: Plan, index: int, step: Step | None) -> None:
        place = plan.places[index]
        self.items: list[Item] = []
        self.out = 0
        self.cost_ns = 0
        """Time that the node took in the passes that were measured, what it wrote by the tap included."""
        self.cost_calls = 0
        self.cost_samples = 0
        self.announced = FOREVER
        """The due that stands in the runner's heap for this node."""
        self._wires = {port: (runner.ranks[place.node.id, port], wires) for port, wires in place.wires.items()}
        self._id = place.node.id
        self._runner = runner
        self.step = step or Step(place.node, self._emit)
        self.step.emit = self._emit
        self.step.ticks = runner.ticks
        self.step.trace = runner.trace

    @property
    def due(self) -> int:
        return self.step.due

    def run(self, until: int) -> None:
        """Feed the node what was brought, then let time go on to `until`."""
        items, self.items = self.items, []
        step = self.step
        for _, port, payload in items if len(items) <= 1 else in_order(items):
            if isinstance(payload, Samples):
                step.samples(port, payload)
            elif port[0] == "@":
                self._tell(port, payload)
            else:
                step.event(port, payload)
        if step.node.state.timers.pending:
            step.wake(until)

    def measured(self, until: int) -> None:
        """The same, and what it cost."""
        before, began = self.step.samples_in, self._runner.ticks()
        self.run(until)
        self.cost_ns += self._runner.ticks() - began
        self.cost_calls += 1
        self.cost_samples += self.step.samples_in - before

    def go_on(self, old: "Visit") -> None:
        """Count on from a visit of the same node."""
        self.out = old.out
        self.cost_ns, self.cost_calls, self.cost_samples = old.cost_ns, old.cost_calls, old.cost_samples

    def _tell(self, port: str, event: Event) -> None:
        step = self.step
        if port == COMMAND:
            step.command(event)
        elif port == RESULT:
            step.result(event)
        elif port == START:
            step.start(event.arrival)
        elif port == REMOVE:
            step.remove(event.arrival)
        else:
            step.configure(config_of(event.data, type(step.node)), event.arrival)

    def _emit(self, port: str, payload: Samples | Event) -> None:
        self.out += payload.value.size if isinstance(payload, Samples) else 1
        runner = self._runner
        runner.tap(self._id, port, payload)
        wired = self._wires.get(port)
        if wired:
            rank, wires = wired
            runner.bring(wires, rank, payload)
        elif port == ERROR and isinstance(payload, Event):
            runner.problems.append((self._id, payload))


class Runner:
    """Runs a plan. `problems` are errors of nodes whose error port goes nowhere; their reader empties the list."""

    def __init__(
        self, plan: Plan, inbox: Inbox, points: Points, tap: Tap = _nobody, ticks: Callable[[], int] = perf_ticks
    ) -> None:
        self.inbox = inbox
        self.ticks = ticks
        self.current: MutableSequence[int] | memoryview = array("q", [-1])
        """Index of the node that is being called, -1 between passes; any writable buffer of one int64."""
        self.using: Callable[[Plan], None] | None = None
        """Is told of every plan that is put to work, before anything runs by it."""
        self._trace: Callable[[Stepped], None] | None = None
        self.points = points
        self.tap = tap
        self.problems: list[tuple[str, Event]] = []
        self.passes = 0
        self.visits: list[Visit] = []
        self.ranks: dict[tuple[str, str], int] = {}
        """Of every wired output: what comes first when stamps are equal."""
        self._repeated: dict[tuple[int, int], tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] = {}
        self._ready: list[int] = []
        self._alarms: list[tuple[int, int]] = []
        self.use(plan)

    def use(self, plan: Plan) -> None:
        """Go on with another plan; nodes that are in both keep their steps and counters. Only between passes."""
        before = {visit.step.node.id: visit for visit in self.visits}
        self.plan = plan
        ports = [(place.node.id, port) for place in plan.places for port in sorted(place.wires)]
        self.ranks = {output: rank for rank, output in enumerate([*sorted(plan.entries), *ports])}
        self.visits = [self._visit(plan, place.index, before.get(place.node.id)) for place in plan.places]
        if self.using is not None:
            self.using(plan)
        self._announce()

    def _visit(self, plan: Plan, index: int, old: Visit | None) -> Visit:
        if old is None or old.step.node is not plan.places[index].node:
            return Visit(self, plan, index, None)
        visit = Visit(self, plan, index, old.step)
        visit.go_on(old)
        return visit

    @property
    def trace(self) -> Callable[[Stepped], None] | None:
        """Is told of what nodes do, see `Stepped`; costs nothing while it is None."""
        return self._trace

    @trace.setter
    def trace(self, trace: Callable[[Stepped], None] | None) -> None:
        self._trace = trace
        for visit in self.visits:
            visit.step.trace = trace

    def _announce(self) -> None:
        """Make the heap of (due, index) anew; later some entries are out of date."""
        for visit in self.visits:
            visit.announced = visit.due
        self._alarms[:] = [(v.announced, i) for i, v in enumerate(self.visits) if v.announced != FOREVER]
        heapify(self._alarms)

    def run_once(self, until: int = 0) -> int:
        """One pass over everything that is waiting; how many emits that was."""
        emits, until = self.inbox.take(until)
        self.run(emits, until)
        return len(emits)

    @property
    def due(self) -> int:
        """When the flow next wants to be woken, or FOREVER."""
        alarms = self._alarms
        while alarms and self.visits[alarms[0][1]].due != alarms[0][0]:
            due, index = heappop(alarms)
            if self.visits[index].announced == due:
                self.visits[index].announced = FOREVER
        return alarms[0][0] if alarms else FOREVER

    def run(self, emits: list[Emit], until: int) -> None:
        """One pass: these emits, and all timers due before `until`."""
        self.passes += 1
        self._bring_in(emits)
        alarms, ready, visits, current = self._alarms, self._ready, self.visits, self.current
        measured = not self.passes % TIMED
        while alarms and alarms[0][0] < until:
            due, index = heappop(alarms)
            heappush(ready, index)
            if due == visits[index].announced:
                visits[index].announced = FOREVER
        while ready:
            index = heappop(ready)
            if ready and ready[0] == index:
                continue
            visit = visits[index]
            current[0] = index
            if measured:
                visit.measured(until)
            else:
                visit.run(until)
            if visit.step.node.state.timers.pending:
                due = visit.due
                if due not in (FOREVER, visit.announced):
                    visit.announced = due
                    heappush(alarms, (due, index))
        current[0] = -1
        if alarms and len(alarms) > 2 * len(visits) + 64:
            self._announce()

    def bring(self, wires: list[tuple[int, str]], rank: int, payload: Samples | Event) -> None:
        visits = self.visits
        for index, port in wires:
            visit = visits[index]
            if not visit.items:
                heappush(self._ready, index)
            visit.items.append((rank, port, payload))

    def nodes(self) -> Mapping[str, Node[Any, Any]]:
        return {node.id: node for node in self.plan.nodes()}

    def _bring_in(self, emits: list[Emit]) -> None:
        """Hand emits to the nodes they are for; samples of one source as one batch."""
        if len(emits) == 1 and emits[0].node in self.plan.sources:  # as when it is quiet
            self._enter((emits[0].node, emits[0].port), emits[0].payload)
            return
        batches: dict[tuple[str, str], list[Samples]] = {}
        for emit in emits:
            entry = (emit.node, emit.port)
            if isinstance(emit.payload, Samples):
                batches.setdefault(entry, []).append(emit.payload)
            elif emit.node in self.plan.sources:
                self._enter(entry, emit.payload)
            elif emit.node in self.plan.index:
                self.bring([(self.plan.index[emit.node], emit.port)], -1, emit.payload)
        for entry, batch in batches.items():
            self._enter(entry, self._joined(batch))

    def _joined(self, batch: list[Samples]) -> Samples:
        """One after the other. When all have the same column of points, so has the whole every time it is so long."""
        point = batch[0].point
        if len(batch) == 1 or any(samples.point is not point for samples in batch):
            return Samples.joined(batch)
        key = id(point), len(batch)
        if key not in self._repeated:
            if sum(len(repeated) for _, repeated in self._repeated.values()) > REPEATED:
                self._repeated.clear()
            # with the column, so that no other gets its id
            self._repeated[key] = point, np.concatenate([point] * len(batch))
        return Samples.joined(batch, self._repeated[key][1])

    def _enter(self, entry: tuple[str, str], payload: Samples | Event) -> None:
        if isinstance(payload, Event):
            if not self.plan.sources[entry[0]].entered(entry[1], payload) or entry[1][0] == "@":
                return  # of no meaning, or a word to a source
            if payload.origin is None:
                # not Origin(...), see `tundish.step`
                seal(payload, tuple.__new__(Origin, (entry[0], payload.arrival, "", entry[1], 0)), payload.trace)
        elif entry[1][0] == "@":
            return  # samples that go past the flow
        self.tap(*entry, payload)
        wires = self.plan.entries.get(entry)
        if wires:  # else nobody listens
            self.bring(wires, self.ranks[entry], payload)
