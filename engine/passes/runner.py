"""Runner: one flow, pass after pass.

A pass takes everything that is waiting and visits the nodes it concerns, each once, in topological
order. A node therefore sees all its inputs of the pass together, merged by stamp, and its own timers between
them; and so sees the same, in the same order, as if each instant had gone through the flow alone.
"""

from array import array
from collections.abc import Callable, Collection, Mapping, MutableSequence
from heapq import heapify, heappop, heappush
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.clock import ticks as perf_ticks
from engine.passes.inbox import Emit, Inbox
from engine.passes.plan import Plan
from engine.passes.visit import Payload, Route, Tap, Wire, tapped
from engine.passes.visit import Visit as Visit
from tundish.connector import Source
from tundish.event import Event, Origin, seal
from tundish.node import Node
from tundish.points import Points
from tundish.samples import Samples
from tundish.stepped import Stepped
from tundish.timers import FOREVER

Entry: TypeAlias = tuple[Callable[[str, Event], bool] | None, Route]
"""Of a source's output: `entered` of the source, unless all that comes enters, and the route."""

_new = tuple.__new__
"""Makes an Origin in a third of the time of its own constructor."""
TIMED = 16
"""The cost of nodes is measured in one pass of so many."""
REPEATED = 100_000
"""Points of repeated columns that are kept."""


def _nobody(node: str, port: str, payload: Samples | Event) -> None:
    """The tap when nobody listens."""


def _nothing(payload: Payload) -> None:
    """The tap of what goes past the flow."""


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
        self._tap = tap
        self._entries: dict[tuple[str, str], Entry] = {}
        """Of each output of a source that was met: how an event enters, and where things go."""
        self.problems: list[tuple[str, Event]] = []
        self.passes = 0
        self.visits: list[Visit] = []
        self.ranks: dict[tuple[str, str], int] = {}
        """Of every wired output: what comes first when stamps are equal."""
        self._repeated: dict[tuple[int, int], tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]] = {}
        self.ready: list[int] = []
        """Indexes of nodes that something was brought to, as a heap."""
        self._alarms: list[tuple[int, int]] = []
        self.use(plan)

    def use(self, plan: Plan, later: Collection[str] = ()) -> None:
        """Go on with another plan; nodes that are in both keep their steps and counters. Only between passes.

        `later`: nodes that wait for a config of it.
        """
        before = {visit.step.node.id: visit for visit in self.visits}
        self.plan = plan
        plan.settle(later)
        ports = [(place.node.id, port) for place in plan.places for port in sorted(place.wires)]
        self.ranks = {output: rank for rank, output in enumerate([*sorted(plan.entries), *ports])}
        self.visits = [self._visit(plan, place.index, before.get(place.node.id)) for place in plan.places]
        self._entries.clear()
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
    def tap(self) -> Tap:
        return self._tap

    @tap.setter
    def tap(self, tap: Tap) -> None:
        self._tap = tap
        self._entries.clear()
        for visit in self.visits:
            visit.tap()

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
        alarms, ready, visits, current = self._alarms, self.ready, self.visits, self.current
        measured = not self.passes % TIMED
        if alarms and alarms[0][0] < until:
            self._wake(until)
        if len(emits) == 1:  # as when it is quiet
            self._bring_one(emits[0], until, straight=not measured)
        elif emits:
            self._bring_in(emits)
        while ready:
            index = heappop(ready)
            if ready and ready[0] == index:
                continue  # its timer and what was brought
            visit = visits[index]
            if measured:
                current[0] = index
                visit.measured(until)
            elif len(visit.items) == 1 and type(event := visit.items[0][2]) is Event and visit.items[0][1][0] != "@":
                self._along(index, visit.items.pop()[1], event, until)
                continue
            else:
                current[0] = index
                visit.run(until)
            due = visit.step.node.state.timers.next  # as `visit.due`, which would be asked too often here
            if due != FOREVER:
                self._due(visit, index, due)
        current[0] = -1

    def _wake(self, until: int) -> None:
        """Nodes with timers due before `until` have their turn."""
        alarms = self._alarms
        if len(alarms) > 2 * len(self.visits) + 64:
            self._announce()
        while alarms and alarms[0][0] < until:
            due, index = heappop(alarms)
            heappush(self.ready, index)
            if due == self.visits[index].announced:
                self.visits[index].announced = FOREVER

    def _due(self, visit: Visit, index: int, due: int) -> None:
        """A node has timers: when it wants to be woken."""
        if due != visit.announced:
            visit.announced = due
            heappush(self._alarms, (due, index))

    def _along(self, index: int, port: str, event: Event, until: int) -> None:
        """An event to a node, and at once to the next, as long as one puts out one event for one other node.

        The way of most events, without bringing them and looking who is next.
        """
        visits, ready, current = self.visits, self.ready, self.current
        wires: list[Wire]
        while True:
            current[0] = index
            visit = visits[index]
            step = visit.step
            emits = step.answer(port, event)
            if len(emits) != 1 or ready or step.node.state.timers.next != FOREVER:
                break
            port, payload = emits[0]
            route = visit.routes.get(port)
            if route is None or type(payload) is not Event:
                break
            tap, _, wires = route
            visit.out += 1
            tap(payload)
            if len(wires) != 1:
                self._bring(wires, route[1], payload)
                return
            event = payload
            _, index, port = wires[0]
        for port, payload in emits:
            visit.emit(port, payload)
        if step.node.state.timers.next != FOREVER:
            self._woken(visit, index, until)

    def _woken(self, visit: Visit, index: int, until: int) -> None:
        """Let time go on to `until` for a node that was called out of turn."""
        timers = visit.step.node.state.timers
        visit.step.wake(until)
        if timers.next != FOREVER:
            self._due(visit, index, timers.next)

    def bring(self, wires: list[tuple[int, str]], rank: int, payload: Payload) -> None:
        visits = self.visits
        self._bring([(visits[index].items, index, port) for index, port in wires], rank, payload)

    def _bring(self, wires: list[Wire], rank: int, payload: Payload) -> None:
        for items, index, port in wires:
            if not items:
                heappush(self.ready, index)
            items.append((rank, port, payload))

    def nodes(self) -> Mapping[str, Node[Any, Any]]:
        return {node.id: node for node in self.plan.nodes()}

    def _bring_one(self, emit: Emit, until: int, *, straight: bool) -> None:
        """The only emit of a pass; what nothing else can come between goes its way at once."""
        node, payload = emit.node, emit.payload
        if node not in self.plan.sources:
            if type(payload) is Event and node in self.plan.index:
                self.bring([(self.plan.index[node], emit.port)], -1, payload)
        elif type(payload) is Samples:
            self._enter(node, emit.port, payload, until, straight=straight)
        elif type(payload) is Event:
            wires, rank = self._entered(node, emit.port, payload)
            if straight and len(wires) == 1 and self._is_next(wires[0][1]):
                self._along(wires[0][1], wires[0][2], payload, until)
            elif wires:
                self._bring(wires, rank, payload)

    def _bring_in(self, emits: list[Emit]) -> None:
        """Hand emits to the nodes they are for; samples of one source as one batch."""
        batches: dict[tuple[str, str], list[Samples]] = {}
        sources, index = self.plan.sources, self.plan.index
        for emit in emits:
            payload = emit.payload
            if emit.node in sources:
                if type(payload) is Samples:
                    batches.setdefault((emit.node, emit.port), []).append(payload)
                elif type(payload) is Event:
                    wires, rank = self._entered(emit.node, emit.port, payload)
                    self._bring(wires, rank, payload)
            elif emit.node in index and type(payload) is Event:
                self.bring([(index[emit.node], emit.port)], -1, payload)
        for entry, batch in batches.items():
            self._enter(*entry, self._joined(batch))

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

    def _enter(self, node: str, port: str, samples: Samples, until: int = 0, *, straight: bool = False) -> None:
        if port[0] == "@":
            return  # they go past the flow
        _, (tap, rank, wires) = self._entries.get((node, port)) or self._entry(node, port)
        tap(samples)
        if not (straight and len(wires) == 1 and self._is_next(wires[0][1])):
            self._bring(wires, rank, samples)
            return
        _, index, entry = wires[0]
        self.current[0] = index
        visit = self.visits[index]
        visit.step.samples(entry, samples)
        if visit.step.node.state.timers.next != FOREVER:
            self._woken(visit, index, until)

    def _is_next(self, index: int) -> bool:
        """Whether a node comes before all that are ready."""
        return not self.ready or self.ready[0] > index

    def _entered(self, node: str, port: str, event: Event) -> tuple[list[Wire], int]:
        """An event enters: where it goes from here, and its rank there."""
        known = self._entries.get((node, port))
        entered, (tap, rank, wires) = self._entry(node, port) if known is None else known
        if entered is not None and (not entered(port, event) or port[0] == "@"):
            return [], 0  # of no meaning, or a word to a source
        if event.origin is None:
            seal(event, _new(Origin, (node, event.arrival, "", port, 0)), event.trace)
        tap(event)
        return wires, rank

    def _entry(self, node: str, port: str) -> Entry:
        """Where what a source puts out goes; no wires when nobody listens."""
        plan, entry = self.plan, (node, port)
        wires = [(self.visits[index].items, index, to) for index, to in plan.entries.get(entry, ())]
        route = _nothing if port[0] == "@" else tapped(self._tap, node, port), self.ranks.get(entry, 0), wires
        source = plan.sources[node]
        plain = type(source).entered is Source.entered and port[0] != "@"
        made = self._entries[entry] = None if plain else source.entered, route
        return made
