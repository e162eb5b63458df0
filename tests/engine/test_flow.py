"""A flow at work, its end by kill at any moment, and its return."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.connections import Connections
from engine.flow import Flow
from engine.hub import Hub
from engine.ledger import Ledger
from engine.live import PointBoard
from tests.engine.kinds import KINDS, Record, node, wires
from tundish import Event, Points, Samples
from tundish.errors import CommandRefused, ConnectionFailed

DOCUMENT: dict[str, Any] = {
    "nodes": {
        "s": node("test.source"), "high": node("test.high", limit=50, delay=1000), "all": node("test.collect"),
        "record": node("test.record"),
    },
    "wires": wires("s.samples > high.samples", "high.events > all.events", "high.events > record.events"),
}  # fmt: skip


class World:
    """What flows share, with a clock of ours."""

    def __init__(self) -> None:
        self.time = 1000
        self.points = Points()
        self.hub = Hub(self.points)
        self.board = PointBoard(self.points)
        self.connections = Connections({}, lambda _: None, lambda *_: None)

    def now(self) -> int:
        return self.time

    def at_least(self, time: int) -> None:
        self.time = max(self.time, time)

    async def write(self, flow: str, node: str, request: Any) -> dict[str, Any]:
        raise NotImplementedError


class Stage:
    """One flow in a directory; `kill` forgets the process, `open` starts another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.world = World()
        self.alarms: list[tuple[str, str]] = []

    def open(self, document: dict[str, Any] = DOCUMENT, version: int = 1) -> Flow:
        time = self.world.time
        self.world = World()
        self.world.time = time
        self.world.points.number(f"other{time}")  # points are numbered otherwise in every process
        ledger = Ledger(self.path / "f.db")
        self.flow = Flow("f", self.world, ledger, KINDS, lambda _f, _n, e: self.alarms.append((e.kind, e.point)))
        self.flow.open(document, version)
        return self.flow

    def kill(self) -> None:
        for task in self.flow._tasks.values():
            task.cancel()
        self.flow._ledger.close()

    def feed(self, value: float, point: str = "p") -> None:
        number = self.world.points.number(point)
        one = Samples.of(arrival=[0], time=[self.world.time], point=[number], value=[value], quality=[0])
        self.flow.inbox.put("s", "samples", one)
        self.flow.once()

    def status(self, point: str = "p") -> str:
        alarm = self.flow.runner.nodes()["high"].state.alarms.get(point)
        return alarm.status if alarm else "normal"


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


async def test_an_effect_is_delivered_after_a_kill_and_not_twice(stage: Stage) -> None:
    stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    stage.flow.once()  # journaled, in the outbox, the action has not had its turn
    stage.kill()
    flow = stage.open()
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert ["alarm.active"] == [e.data["kind"] for e in record.handled]
    flow.once()
    stage.kill()
    flow = stage.open()
    await asyncio.sleep(0.05)
    record = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


async def test_what_became_of_an_effect_leaves_by_the_events_port(stage: Stage) -> None:
    document = {**DOCUMENT, "wires": [*DOCUMENT["wires"], *wires("record.events > all.events")]}
    flow = stage.open(document)
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    await asyncio.sleep(0.05)
    flow.once()
    collect: Any = flow.runner.nodes()["all"]
    assert ["alarm.active", "action.done"] == [row[3] for row in collect.seen]
    stage.kill()


async def test_an_action_that_must_not_be_repeated_is_told_as_unknown_after_a_kill(stage: Stage) -> None:
    flow = stage.open()
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    (entry,) = flow._ledger.waiting("record")
    flow._ledger.mark(entry.id, "sending")
    stage.kill()
    Record.at_most_once = True
    try:
        flow = stage.open()
        await asyncio.sleep(0.05)
        flow.once()
        record: Any = flow.runner.nodes()["record"]
        assert [] == record.handled
        (result,) = flow.monitor.last("record")["ports"]["events"]["events"]
        assert "action.failed" == result["kind"]
        assert "not known" in result["data"]["error"]
    finally:
        Record.at_most_once = False
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


async def raise_and_journal(stage: Stage) -> None:
    stage.feed(60.0)
    stage.world.time += 2000
    stage.flow.once()


async def test_a_changed_connection_loses_no_effect_and_keeps_their_order(stage: Stage) -> None:
    flow = stage.open()
    await raise_and_journal(stage)
    flow._uses["record"].add("c")
    flow.uses("c")  # before the action had its turn
    stage.feed(40.0)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert ["alarm.active", "alarm.clear"] == [e.data["kind"] for e in record.handled]
    flow.deploy({**DOCUMENT, "nodes": {k: v for k, v in DOCUMENT["nodes"].items() if k != "record"}, "wires": []}, 2)
    flow.uses("c")  # of a node that is gone
    stage.kill()


async def test_a_removed_action_sends_nothing_when_it_comes_back(stage: Stage) -> None:
    flow = stage.open()
    await raise_and_journal(stage)
    without = {**DOCUMENT, "nodes": {k: v for k, v in DOCUMENT["nodes"].items() if k != "record"}, "wires": []}
    flow.deploy(without, 2)
    flow.deploy(DOCUMENT, 3)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


@pytest.fixture
def _careful() -> Iterator[None]:
    """The action is one that must not be repeated."""
    Record.at_most_once = True
    yield
    Record.at_most_once = False


@pytest.mark.usefixtures("_careful")
async def test_a_command_to_equipment_is_not_sent_when_it_is_old(stage: Stage) -> None:
    stage.open()
    await raise_and_journal(stage)
    stage.kill()
    stage.world.time += 61 * 10**9
    flow = stage.open()
    await asyncio.sleep(0.05)
    flow.once()
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    (result,) = flow.monitor.last("record")["ports"]["events"]["events"]
    assert "too old" in result["data"]["error"]
    stage.kill()


@pytest.mark.usefixtures("_careful")
async def test_a_command_to_equipment_is_not_sent_when_that_cannot_be_written_down(stage: Stage) -> None:
    flow = stage.open()
    flow._ledger._db.execute("CREATE TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END")
    await raise_and_journal(stage)
    await asyncio.sleep(0.05)
    record: Any = flow.runner.nodes()["record"]
    assert [] == record.handled
    stage.kill()


async def test_an_effect_waits_for_a_link_that_is_down_however_long(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = stage.open()
    tries: list[Event] = []

    async def down(_: Any, effect: Event, __: Any) -> None:
        tries.append(effect)
        if len(tries) < 9:
            raise ConnectionFailed("The broker does not answer")

    monkeypatch.setattr(Record, "handle", down)
    monkeypatch.setattr("engine.delivery.LONGEST_PAUSE", 0.001)
    await raise_and_journal(stage)
    await asyncio.sleep(0.2)
    flow.once()
    assert 9 == len(tries)
    assert "action.done" == flow.monitor.last("record")["ports"]["events"]["events"][-1]["kind"]
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
        for k, (what, *rest) in enumerate(steps):
            stage.world.time += 10
            if what == "feed":
                stage.feed(*rest)
            elif what == "wait":
                stage.world.time += rest[0]
            else:
                stage.flow.command("high", "ack", "ann", {"point": rest[0]})
            stage.flow.once()
            await asyncio.sleep(0)
            if k in saves:
                stage.flow.checkpoint()
            if k in kills:
                handled += await delivered(stage)
                stage.kill()
                stage.open()
        handled += await delivered(stage)
        stage.kill()
        state = stage.flow.runner.nodes()["high"].state
        return (dict(state.alarms), state.timers.snapshot()), handled

    async def delivered(stage: Stage) -> list[Event]:
        record: Any = stage.flow.runner.nodes()["record"]
        while any(delivery.size for delivery in stage.flow._deliveries.values()):
            await asyncio.sleep(0)
        return list(record.handled)

    expected, sent = asyncio.run(played(set()))
    state, again = asyncio.run(played(kills))
    assert expected == state
    assert [(e.origin, e.data) for e in sent] == [(e.origin, e.data) for e in again]
