"""Two flows, the second of which reads points of the first: in one worker, or each in a worker of its own.

What the second one gives out is the same but for its stamps, which tell when a sample came to it. So it is however
the first one makes its passes.
"""

import asyncio
from random import Random
from typing import Any

import msgspec
import pytest

from engine.passes.gate import Gate
from engine.passes.inbox import Emit, Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from engine.work.abroad import decoded, encoded
from engine.work.hub import Hub, Reader
from engine.work.io import NodeIo
from tests.sim.documents import kinds
from tests.sim.player import ONE_AT_A_TIME, Cuts, Player
from tests.sim.steps import BEGIN
from tests.sim.story import story
from tests.sim.tape import Tape
from tundish import Event, Points, Samples

LATER = BEGIN + 86_400_000_000_000
"""After all that stories tell: by the clock of the second flow nothing comes from the future."""
READS = ("*.v", "k")
LIMITS = {"rows": [{"points": "*", "h": 50, "hh": 60, "l": -5, "deadband": 1}]}
SECOND_FLOW: dict[str, Any] = {
    "nodes": {
        "read": {"kind": "source.points", "config": {"patterns": [{"points": p} for p in READS]}},
        "sum": {"kind": "compute.formula", "config": {"output": "{device}.g", "formula": "{device}.v + k"}},
        "moved": {"kind": "compute.deadband", "config": {"band": 2}},
        "limit": {"kind": "alarm.limit", "config": LIMITS},
    },
    "wires": [
        {"from": ["read", "samples"], "to": ["sum", "samples"]},
        {"from": ["sum", "samples"], "to": ["moved", "samples"]},
        {"from": ["moved", "samples"], "to": ["limit", "samples"]},
        {"from": ["read", "samples"], "to": ["limit", "samples"]},
    ],
}  # fmt: skip


def _unforced(_: Any, samples: Samples) -> Samples:
    return samples


class Reading:
    """The second flow, in a worker with these points; it makes a pass when it is told to."""

    def __init__(self, points: Points, hub: Hub) -> None:
        self.tape = Tape()
        gate = Gate(points)
        self.inbox = Inbox(lambda: LATER, gate)
        made = plan(SECOND_FLOW, kinds(), points)
        self.runner = Runner(made, self.inbox, points, lambda *told: self.tape.put(points, *told))
        world: Any = type("World", (), {"points": points, "hub": hub, "now": lambda _: LATER, "forced": _unforced})()
        io = NodeIo("b", "read", world, self.inbox, asyncio.Event().wait)  # type: ignore[arg-type]
        self.task = asyncio.ensure_future(made.sources["read"].produce(io))

    async def pass_by(self) -> None:
        for _ in range(100):  # each instant that was published on its own takes a turn
            await asyncio.sleep(0)
        self.runner.run_once()

    def said(self) -> dict[tuple[str, str], list[Any]]:
        """Everything but stamps and what is made of them."""
        return {key: [_timeless(msgspec.json.decode(line)) for line in lines] for key, lines in self.tape.lines.items()}


def _timeless(row: Any) -> Any:
    return row[1:5]


class Pair:
    """Both flows. What the first one owns goes to the second directly, or by way of another worker."""

    def __init__(self, player: Player, *, apart: bool) -> None:
        self.player = player
        points = Points() if apart else player.points
        points.number("stranger")
        self._here = Hub(player.points)
        self._there = Hub(points) if apart else self._here
        self._points = points
        self._abroad = Reader(READS, abroad=True)
        self.second = Reading(points, self._there)
        self._owners = {id for id, node in player.runner.nodes().items() if node.owned()}
        self._published: list[Samples] = []
        self._tap, self._run = player.runner.tap, player.runner.run
        player.runner.tap = self._told
        player.runner.run = self._pass  # type: ignore[method-assign]
        if apart:
            self._here.join(self._abroad)

    async def over(self) -> None:
        """What waits to go to the other worker goes there."""
        for batch in await self._abroad.batch() if self._abroad._waiting else ():
            self._there.publish(decoded(encoded(batch, self.player.points), self._points), foreign=True)

    def _told(self, node: str, port: str, payload: Samples | Event) -> None:
        self._tap(node, port, payload)
        if isinstance(payload, Samples) and node in self._owners and not port.startswith("@"):
            self._published.append(payload)

    def _pass(self, emits: list[Emit], until: int) -> None:
        """A pass, and what it put out by stamp, as `Flow` does it."""
        self._run(emits, until)
        if self._published:
            self._here.publish(Samples.merged(self._published))
            self._published.clear()


async def told(seed: int, cuts: Cuts, *, apart: bool) -> dict[tuple[str, str], list[Any]]:
    """A story to the first flow; what the second one says."""
    player, chance = Player(story(seed), cuts, seed), Random(seed)
    pair = Pair(player, apart=apart)
    await pair.second.pass_by()
    for step in player.story.steps:
        player.step(step)
        if chance.random() < cuts.take:
            player.runner.run_once()
        if chance.random() < 0.5:
            await pair.over()
            await pair.second.pass_by()
    player.runner.run_once()
    await pair.over()
    await pair.second.pass_by()
    pair.second.task.cancel()
    return pair.second.said()


@pytest.mark.parametrize("cuts", [Cuts(take=0.4), Cuts(take=0.0)], ids=["some passes", "one pass"])
async def test_a_flow_reads_the_same_in_another_worker_and_whatever_passes_are_made(cuts: Cuts) -> None:
    found, lines = [], 0
    for seed in range(60):
        expected = await told(seed, ONE_AT_A_TIME, apart=False)
        lines += sum(map(len, expected.values()))
        found += [(seed, apart) for apart in (False, True) if expected != await told(seed, cuts, apart=apart)]
    assert [] == found
    assert lines > 1000
