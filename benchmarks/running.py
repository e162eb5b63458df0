"""Running: a flow deployed from its document, fed through the real inbox, with counters on; no disk, no processes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from engine.deploy import start
from engine.gate import Gate
from engine.inbox import Inbox
from engine.monitor import Monitor
from engine.plan import plan
from engine.runner import Runner
from flows.migrate import migrated
from flows.validate import validate
from tundish import Points, Samples, catalogue
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


@cache
def installed() -> Any:
    """The catalogue, with all shipped kinds."""
    return catalogue.load()


class Running:
    """One flow as a worker has it: validated, planned, with gate, inbox and monitor. Its clock is set by hand."""

    def __init__(
        self, document: Mapping[str, Any], points: Points | None = None, tap: Callable[..., None] | None = None
    ) -> None:
        kinds = installed()
        whole = migrated(dict(document), kinds)
        if problems := [p for p in validate(whole, kinds) if p.severity == "error"]:
            raise ValueError(f"the document is not valid: {problems[0]}")
        self.time = START
        self.points = points or Points()
        self.monitor = Monitor(document["id"], self.points)
        self.inbox = Inbox(lambda: self.time, Gate(self.points))
        self.runner = Runner(plan(whole, kinds.kinds, self.points), self.inbox, self.points, tap or self.monitor.put)
        start(self.runner)

    def feed(self, batches: Sequence[Samples], source: str = "in", *, together: int = 1) -> None:
        """Each batch into the inbox, when engine time is its source time; a pass takes `together` of them."""
        put, once = self.inbox.put, self.runner.run_once
        for count, batch in enumerate(batches, 1):
            self.time = max(self.time, int(batch.time[-1]))
            put(source, "samples", batch)
            if count % together == 0:
                once()
        once()

    def send(self, events: Iterable[Event], source: str = "in") -> None:
        """Each event alone, one pass each."""
        put, once = self.inbox.put, self.runner.run_once
        for event in events:
            self.time = max(self.time, event.time)
            put(source, "events", event)
            once()
