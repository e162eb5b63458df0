"""What waits for an event store that is away has a bound: what was only recorded goes first, and is counted."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.disk.ledger import Entry, Ledger
from engine.outbox import outgoing
from engine.outbox.lane import Lane
from engine.work.io import EventRow, NoEvents
from tests.engine.kinds import node, wires
from tests.engine.stage import Stage
from tundish.event import Event

DOCUMENT: dict[str, Any] = {
    "nodes": {"s": node("test.source"), "high": node("test.high", limit=50)},
    "wires": wires("s.samples > high.samples"),
}
MOST = 100


class Store(NoEvents):
    """Wants everything. While it is away it takes nothing."""

    def __init__(self) -> None:
        self.away = True
        self.rows: list[EventRow] = []

    def wanted(self, nodes: Any, document: Any) -> Callable[[str, str, Event], bool]:
        return lambda _node, port, _event: port != "effect"

    async def keep(self, rows: Sequence[EventRow]) -> None:
        if self.away:
            raise ConnectionError("away")
        self.rows += rows


def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Stage, Store]:
    """On a store that is away, with a small window in memory."""
    monkeypatch.setattr(outgoing, "MOST", MOST)
    monkeypatch.setattr("engine.outbox.lane.LONGEST_PAUSE", 0.01)
    store = Store()
    monkeypatch.setattr("tests.engine.stage.NoEvents", lambda: store)
    stage = Stage(tmp_path)
    stage.open(DOCUMENT)
    stage.flow.outgoing.events._backlog._window = 4
    return stage, store


async def happened(stage: Stage, ticks: int) -> None:
    """So many recorded events, and two transitions of an alarm after every tenth."""
    for k in range(ticks):
        stage.world.time += 10
        stage.flow.inbox.put("s", "events", Event(kind="tick", time=k, arrival=0, data={"k": k}))
        stage.flow.once()
        if k % 10 == 9:
            stage.feed(60.0)
            stage.feed(40.0)
        await asyncio.sleep(0)


async def within(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():
            await asyncio.sleep(0.001)


async def test_the_oldest_recorded_events_go_first_and_transitions_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, store = opened(tmp_path, monkeypatch)
    flow = stage.flow
    await happened(stage, 400)
    await within(lambda: bool(flow.outgoing.trouble))
    status = flow.status()
    dropped = status["figures"]["events_dropped"]
    assert dropped > 200
    assert status["figures"]["events_waiting"] <= MOST + MOST // 10
    assert "degraded" == status["state"]
    assert "away" in status["problem"]
    assert f"{dropped} recorded events were given up" in status["problem"]
    store.away = False
    await within(lambda: not flow.status()["figures"]["events_waiting"])
    ticks = [row.event.data["k"] for row in store.rows if row.event.kind == "tick"]
    assert (400, 399) == (len(ticks) + dropped, ticks[-1])
    assert [*range(ticks[-1] - len(ticks) + 6, 400)] == ticks[5:], "the newest are there but for a window in memory"
    assert ticks == sorted(ticks)
    alarms = [row.event.kind for row in store.rows if row.event.kind.startswith("alarm.")]
    assert ["alarm.active", "alarm.clear"] * 40 == [kind for kind in alarms if kind in {"alarm.active", "alarm.clear"}]
    assert "running" == flow.status()["state"]
    stage.kill()


async def test_more_transitions_than_the_bound_all_wait_and_come_after_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, store = opened(tmp_path, monkeypatch)
    for _ in range(MOST):
        stage.world.time += 10
        stage.feed(60.0)
        stage.feed(40.0)
    await within(lambda: bool(stage.flow.outgoing.trouble))
    assert "degraded" == stage.flow.status()["state"]
    stage.kill()
    await asyncio.sleep(0)
    store.away = False
    stage.open(DOCUMENT)
    await within(lambda: not stage.flow.status()["figures"]["events_waiting"])
    alarms = [row.event.kind for row in store.rows]
    assert [MOST, MOST] == [alarms.count("alarm.active"), alarms.count("alarm.clear")]
    assert 0 == stage.flow.status()["figures"]["events_dropped"]
    stage.kill()


async def test_the_bound_is_the_same_after_more_transitions_than_it_have_waited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, store = opened(tmp_path, monkeypatch)
    for _ in range(2 * MOST):
        stage.world.time += 10
        stage.feed(60.0)
        stage.feed(40.0)
        await asyncio.sleep(0)
    await within(lambda: bool(stage.flow.outgoing.trouble))
    store.away = False
    await within(lambda: not stage.flow.status()["figures"]["events_waiting"])
    store.away = True
    await happened(stage, 2 * MOST)
    await within(lambda: bool(stage.flow.outgoing.trouble))
    assert stage.flow.status()["figures"]["events_waiting"] <= MOST + MOST // 10
    stage.kill()


async def test_what_is_being_given_up_is_not_taken_on_its_way_to_memory(tmp_path: Path) -> None:
    ledger, sent, gone = Ledger(tmp_path / "f.db"), list[int](), list[int]()

    async def send(entries: Sequence[Entry]) -> None:
        sent.extend(entry.number for entry in entries)

    lane = Lane(ledger, "l", send)
    running = asyncio.create_task(lane.run())
    await within(lambda: not lane._backlog._behind)  # it has found nothing on the disk, and waits
    entries = [Entry(number, str(number), "l", "k", b"") for number in range(1, 11)]
    ledger.count(entries, ())
    ledger.records(entries, lambda _: None)
    assert lane.thin(4, "k", gone.append)
    for entry in entries:  # the disk says that they are there after it was told to give six up
        lane.put(entry)
    await within(lambda: ledger.counts["l"] <= 0)
    assert ([6], [7, 8, 9, 10], 0) == (gone, sent, ledger.counts["l"])
    running.cancel()
    ledger.close()
