"""Player: tells a story to a runner, cut into passes as a plan of cuts says, and keeps all that leaves every port.

How it is cut (passes, one put an instant, deploys of what is at work already, snapshots restored elsewhere) must not
change a byte.
"""

from collections.abc import Callable
from itertools import groupby
from random import Random
from typing import Any, NamedTuple

import msgspec

from engine.passes.deploy import redeploy, start
from engine.passes.gate import Gate
from engine.passes.inbox import COMMAND, Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from tests.sim.documents import kinds
from tests.sim.steps import BEGIN, Ask, Deploy, Happen, Pause, Put
from tests.sim.story import Story
from tests.sim.tape import Tape
from tundish import Event, Points, Samples

END = 100 * 10**9
"""How far time goes on after the last step, ns."""


class Cuts(NamedTuple):
    """How a story is cut. Chances from 0 to 1, after each step."""

    take: float = 1.0
    """A pass is made."""
    apart: bool = False
    """Each instant is put by itself, and has a pass of its own."""
    deploy: float = 0.0
    """The document that is at work is deployed again."""
    restore: float = 0.0
    """A snapshot is restored with other numbers for the points, by way of bytes."""


ONE_AT_A_TIME = Cuts(apart=True)
CUTS = {
    "batches": Cuts(take=0.3), "all at once": Cuts(take=0.0), "deploys": Cuts(take=0.5, deploy=0.3),
    "restores": Cuts(take=0.5, restore=0.3), "all": Cuts(take=0.4, deploy=0.2, restore=0.2),
}  # fmt: skip


class Player:
    """Plays one story."""

    def __init__(self, story: Story, cuts: Cuts = ONE_AT_A_TIME, seed: int = 0) -> None:
        self.story = story
        self.tape = Tape()
        self._now = BEGIN
        self._cuts = cuts
        self._chance = Random(seed)
        self._document = story.document
        self.points = Points()
        self.gate = Gate(self.points)
        self.runner = self._runner(None)
        start(self.runner)

    def play(self) -> "Player":
        for step in self.story.steps:
            self.step(step)
            dice = self._chance.random
            if dice() < self._cuts.take:
                self.runner.run_once()
            if dice() < self._cuts.deploy:
                redeploy(self.runner, self._document, kinds())
            if dice() < self._cuts.restore:
                self.runner.run_once()
                self._restore()
        self._now += END
        self.runner.run_once()
        return self

    @property
    def status(self) -> dict[str, int]:
        """What the gate has counted."""
        return self.gate.counts

    # -- steps -------------------------------------------------------------------------------------------------------

    def step(self, step: Any) -> None:
        inbox = self.runner.inbox
        if isinstance(step, Put):
            for rows in _instants(step.rows) if self._cuts.apart else [list(step.rows)]:
                inbox.put(step.node, step.port, self._samples(rows))
                if self._cuts.apart:
                    self.runner.run_once()
        elif isinstance(step, Happen):
            event = Event(kind=step.kind, time=self._now, arrival=0, point=step.point, data=step.data)
            inbox.put(step.node, step.port, event)
        elif isinstance(step, Ask):
            data = {"user": "ann", "args": step.args}
            inbox.put(step.node, COMMAND, Event(kind=step.command, time=self._now, arrival=0, data=data))
        elif isinstance(step, Pause):
            self._now += step.by
        elif isinstance(step, Deploy):
            redeploy(self.runner, step.document, kinds())
            self._document = step.document

    def _samples(self, rows: list[tuple[str, int, float, int]]) -> Samples:
        names, times, values, qualities = zip(*rows, strict=True)
        number = [self.points.number(name) for name in names]
        return Samples.of(arrival=[0] * len(rows), time=times, point=number, value=values, quality=qualities)

    # -- restart -----------------------------------------------------------------------------------------------------

    def _runner(self, states: dict[str, Any] | None) -> Runner:
        inbox = Inbox(lambda: self._now, self.gate)
        made = plan(self._document, kinds(), self.points, states)
        return Runner(made, inbox, self.points, self._tap())

    def _tap(self) -> Callable[[str, str, Samples | Event], None]:
        points = self.points
        return lambda node, port, payload: self.tape.put(points, node, port, payload)

    def _restore(self) -> None:
        nodes, last = self.runner.nodes(), self.runner.inbox.last
        kept = {
            "gate": self.gate.snapshot(),
            "nodes": {id: node.state.snapshot(self.points) for id, node in nodes.items()},
        }
        again = msgspec.msgpack.decode(msgspec.msgpack.encode(kept))
        names = [self.points.name(i) for i in range(len(self.points))]
        self._chance.shuffle(names)
        self.points = Points()
        for name in ("stranger", *names):
            self.points.number(name)
        self.gate = Gate(self.points)
        self.gate.restore(again["gate"])
        self.runner = self._runner(again["nodes"])
        self.runner.inbox.resume(last)


def _instants(rows: tuple[tuple[str, int, float, int], ...]) -> list[list[tuple[str, int, float, int]]]:
    ordered = sorted(rows, key=lambda row: row[1])
    return [list(run) for _, run in groupby(ordered, key=lambda row: row[1])]
