"""A flow at work, its end by kill at any moment, and its return."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import DOCUMENT, Stage, raise_and_journal
from tundish import Event, Samples
from tundish.errors import CommandRefused


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_an_acknowledged_alarm_stays_so_over_a_kill(stage: Stage) -> None:
    stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    stage.flow.once()
    stage.flow.command("high", "ack", "ann", {"point": "p"})
    stage.flow.once()
    stage.kill()
    stage.open()
    assert "ack" == stage.status()
    stage.kill()


@pytest.mark.parametrize("saved", [False, True], ids=["from the journal", "from a checkpoint"])
async def test_a_delay_goes_on_over_a_kill_and_is_met_on_time_and_once(stage: Stage, saved: bool) -> None:
    stage.open()
    stage.feed(60.0)
    due = stage.flow.runner.due
    if saved:
        stage.flow.checkpoint()
    stage.world.time += 500
    stage.kill()
    stage.open()
    assert "normal" == stage.status()
    stage.world.time += 600
    stage.flow.once()
    assert "unack" == stage.status()
    assert due == stage.flow.runner.nodes()["high"].state.alarms["p"].since
    stage.kill()
    stage.open()
    stage.flow.once()
    assert "unack" == stage.status()
    assert {("alarm.active", "p")} == set(stage.alarms)
    stage.kill()


async def test_only_the_node_that_keeps_an_alarm_tells_of_it(stage: Stage) -> None:
    nodes = {**DOCUMENT["nodes"], "echo": node("test.echo")}
    flow = stage.open({"nodes": nodes, "wires": [*DOCUMENT["wires"], *wires("high.events > echo.events")]})
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    assert "alarm.active" == flow.monitor.last("echo")["ports"]["events"]["events"][0]["kind"]
    assert [("alarm.active", "p")] == stage.alarms
    stage.kill()


async def test_an_edit_keeps_state_and_a_removed_node_closes_its_alarms(stage: Stage) -> None:
    flow = stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    edited = {**DOCUMENT, "nodes": {**DOCUMENT["nodes"], "high": node("test.high", limit=55, delay=1000)}}
    flow.deploy(edited, 2)
    assert "unack" == stage.status()
    stage.kill()
    flow = stage.open(edited, 2)
    assert "unack" == stage.status()
    flow.deploy({"nodes": {}, "wires": []}, 3)
    assert ("alarm.removed", "p") == stage.alarms[-1]
    stage.kill()


async def test_a_version_deployed_while_the_process_was_dead_is_put_to_work_on_return(stage: Stage) -> None:
    stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    stage.flow.once()
    stage.kill()
    edited = {**DOCUMENT, "nodes": {**DOCUMENT["nodes"], "high": node("test.high", limit=99)}}
    flow = stage.open(edited, 2)
    assert 99 == flow.runner.nodes()["high"].config.limit
    assert "unack" == stage.status()
    stage.kill()


async def test_a_source_that_waits_for_room_goes_on_after_a_deploy(stage: Stage) -> None:
    flow = stage.open()
    flow.inbox._room = 1
    number = stage.world.points.number("p")
    one = Samples.of(arrival=[0], time=[stage.world.time], point=[number], value=[1.0], quality=[0])
    flow.inbox.put("s", "samples", one)
    waiting = asyncio.create_task(flow.ios["s"].samples(["q"], [1.0]))
    await asyncio.sleep(0)
    assert not waiting.done()
    flow.deploy(DOCUMENT, 2)
    async with asyncio.timeout(1):
        await waiting
    stage.kill()


async def test_emits_of_one_sample_that_went_in_together_are_known_after_a_restart(stage: Stage) -> None:
    """Their times go back from point to point, as those of one emit never do."""
    flow = stage.open()
    for point, time, value in (("p", 900, 60.0), ("q", 500, 1.0), ("p", 900, 61.0), ("r", 300, 1.0), ("q", 400, 2.0)):
        number = stage.world.points.number(point)
        one = Samples.of(arrival=[0], time=[time], point=[number], value=[value], quality=[0])
        flow.inbox.put("s", "samples", one)
    flow.once()
    stage.world.time += 2000
    flow.once()
    before = flow._gate.snapshot()
    assert ("unack", {"late": 1, "replaced": 1, "future": 0, "repeated": 0}) == (stage.status(), flow._gate.counts)
    stage.kill()
    flow = stage.open()
    after = flow._gate.snapshot()
    assert "unack" == stage.status()
    assert [before[what] for what in ("points", "last", "value", "quality")] == [
        after[what] for what in ("points", "last", "value", "quality")
    ]
    stage.kill()


async def test_a_source_learns_that_its_single_samples_are_on_the_disk_also_when_the_last_one_was_late(
    stage: Stage,
) -> None:
    flow = stage.open()
    io = flow.ios["s"]
    async with asyncio.timeout(10):
        await io.kept()  # it has put nothing in
        for time in (500, 501, 400):
            await io.samples(["p"], [1.0], time)
        waiting = asyncio.create_task(io.kept())
        await asyncio.sleep(0)
        assert not waiting.done()
        flow.once()
        await waiting
    stage.kill()


async def test_a_saved_node_that_cannot_be_made_any_more_does_not_lock_the_flow_out(stage: Stage) -> None:
    nodes = {**DOCUMENT["nodes"], "old": node("test.echo")}
    stage.open({**DOCUMENT, "nodes": nodes})
    await raise_and_journal(stage)
    stage.kill()
    echo = KINDS.pop("test.echo")
    try:
        stage.open(DOCUMENT, 2)
        assert "unack" == stage.status()
    finally:
        KINDS["test.echo"] = echo
        stage.kill()


async def test_a_deleted_flow_closes_its_alarms_and_leaves_nothing_to_its_successor(stage: Stage) -> None:
    flow = stage.open()
    await raise_and_journal(stage)
    await flow.end()
    assert ("alarm.removed", "p") == stage.alarms[-1]
    stage.open()
    assert "normal" == stage.status()
    stage.kill()


@pytest.mark.parametrize(
    ("node_id", "command", "args", "says"),
    [
        ("nobody", "ack", {}, "no node 'nobody'"),
        ("high", "jump", {}, "does not know the command 'jump'"),
        ("high", "ack", {"point": ""}, "Acknowledge"),
    ],
)
async def test_a_command_that_makes_no_sense_is_refused(
    stage: Stage, node_id: str, command: str, args: dict[str, Any], says: str
) -> None:
    flow = stage.open()
    with pytest.raises(CommandRefused, match=says):
        flow.command(node_id, command, "ann", args)
    stage.kill()


async def test_flows_read_each_others_points_by_pattern(stage: Stage) -> None:
    flow = stage.open()
    got: list[str] = []

    async def read() -> None:
        async for names, _ in flow.ios["s"].published(["a.*"]):
            got.extend(names)

    reader = asyncio.create_task(read())
    await asyncio.sleep(0)
    stage.feed(1.0, "a.x")
    stage.feed(1.0, "b.x")
    stage.feed(1.0, "a.y")
    await asyncio.sleep(0.01)
    reader.cancel()
    assert ["a.x", "a.y"] == got
    stage.kill()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("feed"), st.sampled_from([40.0, 60.0]), st.sampled_from("pq")),
        st.tuples(st.just("wait"), st.sampled_from([300, 900, 1500])),
        st.tuples(st.just("ack"), st.sampled_from("pq")),
    ),
    max_size=25,
)


@given(steps=STEPS, kills=st.sets(st.integers(0, 24), max_size=6), saves=st.sets(st.integers(0, 24), max_size=4))
def test_kills_between_passes_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any], kills: set[int], saves: set[int]
) -> None:
    async def played(kills: set[int]) -> tuple[Any, list[Event]]:
        stage = Stage(tmp_path_factory.mktemp("flow"))
        handled: list[Event] = []
        stage.open()
        waited = 0
        for k, (what, *rest) in enumerate(steps):
            stage.world.time = 1000 + 100 * k + waited  # a restart does not go back behind what was journaled
            if what == "feed":
                stage.feed(*rest)
            elif what == "wait":
                waited += rest[0]
                stage.world.time += rest[0]
            else:
                stage.flow.command("high", "ack", "ann", {"point": rest[0]})
            stage.flow.once()
            await settled(stage)
            if k in saves:
                stage.flow.checkpoint()
            if k in kills:
                handled += record(stage).handled
                stage.kill()
                stage.open()
        handled += record(stage).handled
        stage.kill()
        state = stage.flow.runner.nodes()["high"].state
        return (dict(state.alarms), state.timers.snapshot()), handled

    async def settled(stage: Stage) -> None:
        """Everything is sent, and what became of it is in the journal."""
        while any(delivery.size for delivery in stage.flow.outgoing.deliveries.values()):
            await asyncio.sleep(0)
        stage.flow.once()

    def record(stage: Stage) -> Any:
        return stage.flow.runner.nodes()["record"]

    expected, sent = asyncio.run(played(set()))
    state, again = asyncio.run(played(kills))
    assert expected == state
    assert [(e.origin, e.data) for e in sent] == [(e.origin, e.data) for e in again]
