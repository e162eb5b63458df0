"""Running: a flow deployed from its document, fed through the real inbox, with counters on; no disk, no processes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.passes.deploy import start
from engine.passes.gate import Gate
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from engine.watch.monitor import Monitor
from flows.migrate import migrated
from flows.validate import validate
from tundish import Emits, Node, NodeConfig, NodeState, Points, Port, Samples, catalogue
from tundish.event import Event

START = 1_700_000_000_000_000_000
"""Engine time at which every benchmark begins, ns."""


class Transition(NamedTuple):
    """What peers' transitions are compared with."""

    time: int
    point: str
    kind: str
    """active, escalate, ease, clear"""
    level: str
    """HH, H, L, LL; of a clear the level that it had."""


class Pass(Node[NodeConfig, NodeState]):
    """A node that does nothing but pass on what comes: what is measured is the engine."""

    kind = "bench.pass"
    category = "compute"
    title = "Pass"
    inputs = (Port.events(), Port.samples())
    outputs = (Port.events(), Port.samples())

    def on_event(self, port: str, event: Event) -> Emits:
        yield port, event

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield port, samples


@cache
def installed() -> Any:
    """The catalogue: all shipped kinds, and one of ours."""
    found = catalogue.load()
    found.add(Pass)
    return found


class Running:
    """One flow as a worker has it: validated, planned, with gate, inbox and monitor. Its clock is set by hand."""

    def __init__(
        self, document: Mapping[str, Any], points: Points | None = None, tap: Callable[..., None] | None = None,
        *, valid: bool = False,
    ) -> None:  # fmt: skip
        kinds = installed()
        whole = migrated(dict(document), kinds)
        if problems := [p for p in ([] if valid else validate(whole, kinds)) if p.severity == "error"]:
            raise ValueError(f"the document is not valid: {problems[0]}")
        self.time = START
        self.points = points or Points()
        self.monitor = Monitor(document["id"], self.points)
        self.inbox = Inbox(lambda: self.time, Gate(self.points))
        self.runner = Runner(plan(whole, kinds.kinds, self.points), self.inbox, self.points, tap or self.monitor)
        self.after: Callable[[], None] = lambda: None
        """Called after each pass with events."""
        start(self.runner)

    def count(self, node: str) -> int:
        """How many samples and events have come to a node."""
        step = self.runner.visits[self.runner.plan.index[node]].step
        return step.samples_in + step.events_in

    def feed(self, batches: Sequence[Samples], source: str = "in", *, together: int = 1) -> None:
        """Each batch into the inbox, when engine time is its source time; a pass takes `together` of them."""
        put, once = self.inbox.put, self.runner.run_once
        for count, batch in enumerate(batches, 1):
            self.time = max(self.time, int(batch.time[-1]))
            put(source, "samples", batch)
            if count % together == 0:
                once()
        once()

    def send(self, events: Iterable[Event], source: str = "in", *, together: int = 1) -> None:
        """Each event into the inbox by itself; a pass takes `together` of them."""
        put, once, after = self.inbox.put, self.runner.run_once, self.after
        for count, event in enumerate(events, 1):
            self.time = max(self.time, event.time)
            put(source, "events", event)
            if count % together == 0:
                once()
                after()
        once()
        after()
