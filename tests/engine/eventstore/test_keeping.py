"""Which events are kept, and how they look when they are."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from engine.eventstore import EventStore
from engine.eventstore.keeping import Keeping, record
from engine.eventstore.wanted import Wanted, asked
from engine.passes.inbox import COMMAND
from engine.work.io import EventRow
from tests.engine.kinds import Collect, Echo, High, HighConfig, Record
from tundish import Event, NodeConfig, Points
from tundish.catalogue import load
from tundish.event import Origin, elsewhere, seal


def made(node: str, kind: str, origin: str = "") -> Event:
    event = Event(kind=kind, time=5, arrival=7, point="P1", data={"user": "anna", "priority": "serious", "level": "H"})
    seal(event, Origin(origin or node, 7, "", "events", 0), None)
    return event


def wanted(recording: str = "") -> Wanted:
    points = Points()
    nodes: dict[str, Any] = {
        "high": High("high", HighConfig(), points), "echo": Echo("echo", NodeConfig(), points),
        "record": Record("record", NodeConfig(), points), "all": Collect("all", NodeConfig(), points),
    }  # fmt: skip
    return Wanted(nodes, {"nodes": {id: {"record": id == recording} for id in nodes}})


@pytest.mark.parametrize(
    ("node", "port", "kind", "kept"),
    [
        ("high", "events", "alarm.active", True),
        ("high", "events", "other", False),
        ("high", "error", "problem", True),
        ("echo", "events", "alarm.active", False),
        ("echo", "error", "problem", True),
        ("record", "events", "action.done", True),
        ("record", "effect", "effect", False),
        ("all", COMMAND, "command.press", True),
        ("none", "events", "alarm.active", False),
    ],
)
def test_what_a_kind_declares_and_every_problem_and_command_is_kept(
    node: str, port: str, kind: str, kept: bool
) -> None:
    judge = wanted()
    assert [kept, kept] == [judge(node, port, made(node, kind)) for _ in range(2)]


def test_verdicts_of_shipped_nodes_are_kept() -> None:
    kinds = [kind for kind in load().kinds.values() if kind.kind.startswith("qc.") and "qc.*" not in kind.keeps]
    assert [] == kinds


def test_everything_of_a_node_that_records_is_kept_but_its_effects() -> None:
    judge = wanted(recording="echo")
    assert [True, False] == [judge("echo", port, made("echo", "whatever")) for port in ("events", "effect")]


def test_who_passes_an_event_on_does_not_make_another_one() -> None:
    assert not wanted(recording="echo")("echo", "events", made("echo", "alarm.active", origin="high"))


def test_a_command_is_kept_with_its_user_and_its_point() -> None:
    command = Event(kind="ack", time=5, arrival=7, data={"user": "anna", "args": {"point": "P1", "comment": "seen"}})
    kept = asked("limit", command)
    assert ("command.ack", "P1", "anna") == (kept.kind, kept.point, kept.data["user"])
    assert kept.origin is not None
    assert kept.origin == kept.trace
    assert "ack" == command.kind, "the command itself goes on as it was"


def test_an_event_is_stored_with_what_a_database_can_take() -> None:
    data = {"user": "a\0b", "priority": 3, "value": float("nan"), "n": [1.5, float("inf")], "text": "压力"}
    event = Event(kind="k" * 999, time=-5, arrival=7, point="\ud800", data=data)
    origin = Origin("n", 7, "", "events", 0)
    seal(event, origin, elsewhere("ab" * 16, 3))
    stored = record(EventRow(origin.id("f"), "f", "n", "events", event, 4))
    assert ("a\ufffdb", "", "?", 400) == (stored.user, stored.priority, stored.point, len(stored.kind))
    assert '"value":null,"n":[1.5,null],"text":"压力"' in stored.data
    assert ("ab" * 16, 3, 4, -5) == (stored.trace, stored.hops, stored.version, stored.time)


async def test_who_reads_on_is_told_at_once_and_waits_for_a_store_that_is_away(tmp_path: Path) -> None:
    keeping = Keeping(EventStore(f"sqlite:///{tmp_path}/sub/events.db"))
    blocker = tmp_path / "sub"
    blocker.write_text("in the way")
    said: list[str] = []
    read: list[str] = []

    async def reading() -> None:
        async for found in keeping.happened(0, [{"kind": "k"}], said.append):
            read.extend(one["data"]["name"] for one in found)

    async def until(number: int) -> None:
        async with asyncio.timeout(60):
            while len(read) < number:
                await asyncio.sleep(0.01)

    task = asyncio.create_task(reading())
    async with asyncio.timeout(60):
        while not any(said):
            await asyncio.sleep(0.01)
    blocker.unlink()
    for i in range(3):
        event = Event(kind="k" if i != 1 else "other", time=i, arrival=2 * i + 1, data={"name": f"{i}"})
        seal(event, Origin("n", 2 * i + 1, "", "events", 0), None)
        assert event.origin is not None
        await keeping.keep([EventRow(event.origin.id("f"), "f", "n", "events", event, 1)])
    await until(2)
    assert ["0", "2"] == read
    assert "" == said[-1]
    task.cancel()
    keeping.store.close()


async def test_a_store_that_does_not_answer_takes_no_thread_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping, answer = Keeping(EventStore(f"sqlite:///{tmp_path}/events.db")), threading.Event()
    monkeypatch.setattr(keeping.store, "last", lambda: answer.wait(60))
    asking = [asyncio.create_task(keeping.last()) for _ in range(100)]
    await asyncio.sleep(0)
    async with asyncio.timeout(60):
        assert 7 == await asyncio.to_thread(lambda: 7)
    assert not any(task.done() for task in asking)
    answer.set()
    await asyncio.gather(*asking)
    keeping.close()
