"""Nodes that want to end the process, or throw what is not theirs to throw: it stays with them like any other error."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.engine import stage as stages
from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import Stage
from tundish import Action, Emits, Event, Io, Node, NodeConfig, NodeState, Port, Samples, Source


class Panic(BaseException):
    """As libraries written in other languages throw it."""


class Ends(Node[NodeConfig, NodeState]):
    """Throws what its value says."""

    kind = "test.ends"
    title = "Ends"
    inputs = (Port.samples(),)
    outputs = (Port.samples(),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        if samples.value[0] == 1:
            sys.exit("enough")
        if samples.value[0] == 2:
            raise asyncio.CancelledError
        if samples.value[0] == 3:
            raise Panic("lost")
        yield port, samples


class EndsSource(Source[NodeConfig, NodeState]):
    """Wants to end the process at first, then waits for what is cancelled."""

    kind = "test.ends-source"
    title = "Ends"
    outputs = (Port.samples(),)
    exits = True

    async def produce(self, io: Io) -> None:
        io.status("ok")
        if self.exits:
            sys.exit(3)
        future = asyncio.get_running_loop().create_future()
        future.cancel()
        await future


class EndsAction(Action[NodeConfig, NodeState]):
    """Wants to end the process for the first effect."""

    kind = "test.ends-action"
    title = "Ends"
    inputs = (Port.events(),)

    def configured(self) -> None:
        self.tries = 0

    async def handle(self, effect: Event, io: Io) -> None:
        self.tries += 1
        if self.tries == 1:
            sys.exit(4)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr(
        stages, "KINDS", {**KINDS, "test.ends": Ends, "test.ends-source": EndsSource, EndsAction.kind: EndsAction}
    )
    return Stage(tmp_path)


async def test_a_node_that_exits_or_throws_a_cancellation_loses_its_instant_and_nothing_else(stage: Stage) -> None:
    nodes = {"s": node("test.source"), "ends": node("test.ends"), "high": node("test.high", limit=50)}
    flow = stage.open({"nodes": nodes, "wires": wires("s.samples > ends.samples", "ends.samples > high.samples")})
    errors = []
    for value in (1.0, 2.0, 3.0):
        stage.feed(value)
        errors.append(flow.status()["nodes"]["ends"]["last_error"])
    assert [True] * 3 == ["enough" in errors[0], "CancelledError" in errors[1], "lost" in errors[2]]
    stage.feed(60.0)
    stage.world.time += 10_000_000_000
    stage.flow.once()
    assert [("alarm.active", "p")] == stage.alarms
    await flow.close()


@pytest.mark.parametrize(("exits", "said"), [(True, "SystemExit(3)"), (False, "what it waited for was cancelled")])
async def test_a_source_that_exits_or_waits_for_what_is_cancelled_is_shown_and_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, said: str, *, exits: bool
) -> None:
    monkeypatch.setattr(EndsSource, "exits", exits)
    flow = stage.open({"nodes": {"s": node("test.ends-source")}, "wires": []})
    async with asyncio.timeout(20):
        while flow.ios["s"].state != "error":
            await asyncio.sleep(0.01)
    assert said in flow.ios["s"].message
    assert not flow.crew.tasks["s"].done()
    await flow.close()


async def test_an_action_that_exits_has_failed_and_tries_again(stage: Stage) -> None:
    nodes = {"s": node("test.source"), "high": node("test.high", limit=50), "ends": node("test.ends-action")}
    flow = stage.open({"nodes": nodes, "wires": wires("s.samples > high.samples", "high.events > ends.events")})
    stage.feed(60.0)
    stage.world.time += 10_000_000_000
    flow.once()
    action = flow.runner.nodes()["ends"]
    assert isinstance(action, EndsAction)
    async with asyncio.timeout(30):
        while action.tries < 2:
            flow.once()
            await asyncio.sleep(0.01)
    await flow.close()
