"""Visit: a node of a running flow, and the wires that what it puts out goes along."""

from collections.abc import Callable
from functools import partial
from heapq import heappush
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.passes.inbox import COMMAND, REMOVE, RESULT, START
from engine.passes.merge import Item, in_order
from engine.passes.plan import Plan, config_of
from tundish.event import Event
from tundish.node import ERROR
from tundish.samples import Samples
from tundish.step import Step
from tundish.timers import FOREVER

if TYPE_CHECKING:
    from engine.passes.runner import Runner

Payload: TypeAlias = Samples | Event
Tap: TypeAlias = Callable[[str, str, Samples | Event], None]
"""Sees node, port and payload of everything that leaves a port, sources' ports included.

One that has a method `of(node, port)` is asked by it, once for each port, for what sees the payloads of that port.
"""
Wire: TypeAlias = tuple[list[Item], int, str]
"""Of a wire's receiver: what has been brought to it, its index, its port."""
Route: TypeAlias = tuple[Callable[[Payload], None], int, list[Wire]]
"""Of an output: its tap; its rank, which says what comes first when stamps are equal; its wires."""


def tapped(tap: Tap, node: str, port: str) -> Callable[[Payload], None]:
    """What sees the payloads of one port."""
    of = getattr(tap, "of", None)
    bound: Callable[[Payload], None] = of(node, port) if of else partial(tap, node, port)
    return bound


class Visit:
    """A node of the running flow: its step, what has been brought to it in this pass, what it has put out."""

    def __init__(self, runner: "Runner", plan: Plan, index: int, step: Step | None) -> None:
        place = plan.places[index]
        self.items: list[Item] = []
        """Always the same list: wires hold it."""
        self.out = 0
        self.cost_ns = 0
        """Time that the node took in the passes that were measured, what it wrote by the tap included."""
        self.cost_calls = 0
        self.cost_samples = 0
        self.announced = FOREVER
        """The due that stands in the runner's heap for this node."""
        self._wires = place.wires
        self.routes: dict[str, Route] = {}
        self._id = place.node.id
        self._runner = runner
        self._ready = runner.ready
        self.step = step or Step(place.node, self.emit)
        self.seen = self.step
        """To be read alone: nothing is copied for it, see `engine.disk.copying`."""
        self.first: Any = None
        """What stands in the place of the step while that is being copied."""
        self.step.emit = self.emit
        self.step.ticks = runner.ticks
        self.step.trace = runner.trace

    @property
    def due(self) -> int:
        return self.step.due

    def run(self, until: int) -> None:
        """Feed the node what was brought, then let time go on to `until`."""
        step, items = self.step, self.items
        if len(items) == 1:  # as mostly
            _, port, payload = items.pop()
            if type(payload) is Samples:
                step.samples(port, payload)
            elif type(payload) is Event and port[0] != "@":
                step.event(port, payload)
            else:
                self._feed(port, payload)
        elif items:
            brought = in_order(items.copy())
            items.clear()
            answer, emit = step.answer, self.emit
            for _, port, payload in brought:
                if type(payload) is Event and port[0] != "@":
                    for out, answered in answer(port, payload):
                        emit(out, answered)
                else:
                    self._feed(port, payload)
        if step.node.state.timers.next < until:
            step.wake(until)

    def _feed(self, port: str, payload: Payload) -> None:
        if type(payload) is Samples:
            self.step.samples(port, payload)
        elif isinstance(payload, Event):
            if port[0] == "@":
                self._tell(port, payload)
            else:
                self.step.event(port, payload)

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
            step.configure(config_of(event.data, type(step.node)), event.arrival, self._runner.plan.plant)

    def tap(self) -> None:
        """The tap is another one."""
        self.routes.clear()

    def emit(self, port: str, payload: Payload) -> None:
        self.out += 1 if type(payload) is Event else payload.value.size
        route = self.routes.get(port)
        tap, rank, wires = self._route(port) if route is None else route
        tap(payload)
        for items, index, entry in wires:
            if not items:
                heappush(self._ready, index)
            items.append((rank, entry, payload))

    def _route(self, port: str) -> Route:
        runner, wires = self._runner, self._wires.get(port, [])
        tap = tapped(runner.tap, self._id, port)
        if port == ERROR and not wires:
            tap = partial(self._problem, tap)
        to = [(runner.visits[index].items, index, entry) for index, entry in wires]
        route = self.routes[port] = tap, runner.ranks.get((self._id, port), 0), to
        return route

    def _problem(self, tap: Callable[[Payload], None], payload: Payload) -> None:
        tap(payload)
        if isinstance(payload, Event):
            self._runner.problems.append((self._id, payload))
