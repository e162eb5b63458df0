"""A checkpoint is of one moment, though the flow runs on while the states of its nodes are being copied."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.disk import keeper
from engine.disk.copying import First
from engine.disk.ledger import Ledger
from engine.processes.witness import Witness
from tests.engine import stage as stages
from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import Stage
from tundish import Emits, Event, Node, NodeConfig, NodeState, PerKey, Port
from tundish.points import Points
from tundish.step import COMMAND

NODES = [f"n{k}" for k in range(3)]


class TallyState(NodeState):
    events: PerKey[int]


class Tally(Node[NodeConfig, TallyState]):
    """Counts events, and passes them on."""

    kind = "test.tally"
    title = "Tally"
    inputs = (Port.events(),)
    outputs = (Port.events(),)

    def on_event(self, port: str, event: Event) -> Emits:
        self.state.events[event.kind] = self.state.events.get(event.kind, 0) + 1
        yield "events", event


DOCUMENT: dict[str, Any] = {
    "nodes": {
        "s": node("test.source"),
        **{id: node("test.picky") for id in NODES},
        "high": node("test.high", limit=2),
        "t1": node("test.tally"),
        "t2": node("test.tally"),
    },
    "wires": wires(
        *(f"s.samples > {id}.samples" for id in NODES),
        "n0.samples > high.samples",
        "s.events > t1.events",
        "t1.events > t2.events",
    ),
}
WHAT = ["feed p", "event", "save", "save, feed q", "save, event", "turn", "deploy", "kill", "close"]
STEPS = st.lists(st.sampled_from(WHAT), max_size=15).map(lambda parts: ", ".join(parts).split(", "))


@pytest.fixture(autouse=True, scope="module")
def _kinds() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "KINDS", {**KINDS, Tally.kind: Tally})
        patch.setattr(keeper, "SLICE", 2)
        yield


def event(stage: Stage) -> None:
    stage.flow.inbox.put("s", "events", Event(kind="tick", time=stage.world.time, arrival=0))
    stage.flow.once()


async def played(path: Path, steps: list[str], disturbing: bool) -> dict[str, Any]:
    """What all nodes remember at the end."""
    stage = Stage(path)
    stage.threaded = True
    stage.open(DOCUMENT)
    version = 1
    for k, what in enumerate(steps):
        stage.world.time = 1000 + 100 * k
        if what.startswith("feed"):
            stage.feed(float(k % 4), what[-1])
        elif what == "event":
            event(stage)
        elif not disturbing:
            continue
        elif what == "save":
            stage.flow.checkpoint()
        elif what == "turn":
            for _ in range(5):
                await asyncio.sleep(0)
        elif what == "deploy":
            version += 1
            stage.flow.deploy({**DOCUMENT, "description": str(version)}, version)
        else:
            await stage.flow.close() if what == "close" else stage.kill()
            stage.open({**DOCUMENT, "description": str(version)}, version)
    stage.world.time += 1000
    stage.flow.once()
    stage.kill()
    nodes = stage.flow.runner.nodes()
    points: Points = stage.world.points
    return {id: nodes[id].state.snapshot(points) for id in [*NODES, "high", "t1", "t2"]}


@given(steps=STEPS)
def test_what_is_restored_is_what_was(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    expected = asyncio.run(played(tmp_path_factory.mktemp("plain"), steps, False))
    got = asyncio.run(played(tmp_path_factory.mktemp("disturbed"), steps, True))
    assert expected == got


async def test_a_node_that_runs_is_copied_before(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.threaded = True
    flow = stage.open(DOCUMENT)
    stage.feed(1.0)
    flow.checkpoint()
    stage.world.time += 10
    stage.feed(1.0)
    event(stage)
    await flow._keeper.quiet()
    stage.kill()
    stage.open(DOCUMENT)
    state = stage.flow.runner.nodes()["n0"].state
    assert [2] == state.rows["count"][: len(state.points)].tolist()
    assert [{"tick": 1}] * 2 == [dict(stage.flow.runner.nodes()[id].state.events) for id in ("t1", "t2")]
    stage.kill()


async def test_what_is_set_aside_for_a_node_that_is_out_of_work_is_counted_after_a_kill(tmp_path: Path) -> None:
    """Commands too, by which no other figure of it changes."""
    stage = Stage(tmp_path)
    flow = stage.open(DOCUMENT)
    out = {"t1": {"by": "hang", "why": "It hung", "since": "", "frame": 1}}
    flow.put_out(out, "")
    flow.inbox.put("t1", COMMAND, Event(kind="ask", time=1, arrival=0))
    flow.once()
    flow.checkpoint()
    stage.kill()
    ledger = Ledger(tmp_path / "f.db", sql=stages.quick, threaded=False)
    saved = ledger.load()
    assert saved
    assert 1 == saved.states["t1"][1]["breaker"]["aside"]
    ledger.close()


async def test_the_witness_copies_no_node_while_it_is_about_to_run(tmp_path: Path) -> None:
    """It looks from another thread: the node could have run on before the copy is made."""
    stage = Stage(tmp_path)
    stage.threaded = True
    flow = stage.open(DOCUMENT)
    stage.feed(1.0)
    await flow._keeper.quiet()
    flow.checkpoint()
    index = flow.runner.plan.index["n0"]
    flow.seat.called[0] = index
    page: Any = SimpleNamespace(words=[0] * 16)
    witness = Witness(page, {"f": flow}, 0)
    (seen,) = witness._working()
    assert ("f", index, 1) == (seen[0], seen[1], seen[3])
    step: Any = flow.runner.visits[index].step
    assert type(step) is First
    witness.stop()
    stage.kill()


async def test_a_state_that_cannot_be_copied_breaks_its_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint without it would go to the disk as if it held everything."""
    stage = Stage(tmp_path)
    stage.threaded = True
    flow = stage.open(DOCUMENT)
    event(stage)
    await flow._keeper.quiet()
    flow.checkpoint()
    await flow._keeper.quiet()
    event(stage)

    still, broken = TallyState.still, flow.runner.nodes()["t1"].state

    def torn(self: TallyState) -> Any:
        if self is broken:
            raise RuntimeError("torn")
        return still(self)

    told: list[BaseException | None] = []
    with monkeypatch.context() as patch:
        patch.setattr(TallyState, "still", torn)
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context.get("exception")))
        flow.checkpoint()
        for _ in range(10):
            await asyncio.sleep(0)
        assert ["torn"] == [str(error) for error in told]
        with pytest.raises(RuntimeError, match="torn"):
            flow.checkpoint()
    stage.kill()
    stage.open(DOCUMENT)
    nodes = stage.flow.runner.nodes()
    assert [{"tick": 2}] * 2 == [dict(nodes[id].state.events) for id in ("t1", "t2")], "the journal has it"
    stage.kill()


async def test_who_asks_how_the_flow_is_has_nothing_copied(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.threaded = True
    flow = stage.open(DOCUMENT)
    for fed in range(1, 3):  # the second time what stands in the place of the steps is used again
        stage.world.time += 10
        stage.feed(1.0)
        event(stage)
        await flow._keeper.quiet()
        flow.checkpoint()
        nodes = flow.status()["nodes"]
        assert [fed] * 4 == [nodes[id]["in"] for id in ("n0", "n2", "t1", "t2")]
        steps: list[Any] = [visit.step for visit in flow.runner.visits]
        assert {First} == {type(step) for step in steps}
        await flow._keeper.quiet()
        steps = [visit.step for visit in flow.runner.visits]
        assert First not in {type(step) for step in steps}
    stage.kill()
