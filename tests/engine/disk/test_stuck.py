"""Nothing that is held up for a while stays so for good."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from engine.disk.ledger import Entry, Ledger, Settled
from engine.disk.writer import LedgerError
from tests.engine.disk.test_degraded import Faulty
from tests.engine.kinds import Record
from tests.engine.outbox.test_delivery import STRAIGHT, put
from tests.engine.stage import DOCUMENT, Stage, quick
from tundish.errors import ConnectionFailed

SECOND = 1_000_000_000


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("engine.outbox.delivery.LONGEST_PAUSE", 0.001)
    monkeypatch.setattr("engine.work.flow.BREATH", 0.001)
    Faulty.left, Faulty.most = 10**9, 0
    return Stage(tmp_path)


class Link:
    """Of the recording action: what comes while it is up is in `got`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.up = False
        self.got: list[int] = []

        async def handle(_: Any, effect: Any, __: Any) -> None:
            if not self.up:
                raise ConnectionFailed("down")
            self.got.append(effect.data["k"])

        monkeypatch.setattr(Record, "handle", handle)


async def within(done: Any) -> None:
    async with asyncio.timeout(20):
        while not done():
            await asyncio.sleep(0.001)


async def test_a_flow_that_waits_for_a_full_outbox_goes_on_when_it_empties(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = Link(monkeypatch)
    monkeypatch.setattr(Record, "when_full", "wait")
    monkeypatch.setattr("engine.work.flow.ROOM", 10)
    flow = stage.open(STRAIGHT)
    put(stage, range(15))
    assert flow.busy()
    running = asyncio.create_task(flow.run())
    link.up = True
    await within(lambda: len(link.got) == 15)
    await within(lambda: not flow.busy())
    put(stage, range(15, 20))
    await within(lambda: len(link.got) == 20)
    assert list(range(20)) == link.got
    running.cancel()
    stage.kill()


async def test_a_flow_that_waits_for_a_full_outbox_still_mends_its_disk_and_keeps_only_what_it_has_run(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    Link(monkeypatch)
    monkeypatch.setattr(Record, "when_full", "wait")
    monkeypatch.setattr("engine.work.flow.ROOM", 10)
    stage.sql = Faulty
    flow = stage.open(STRAIGHT)
    Faulty.left, Faulty.most = 0, 10**9
    put(stage, range(15))
    assert ("degraded", True) == (flow.status()["state"], flow.busy())
    await flow.ios["s"].samples(["q"], [1.0])
    kept = asyncio.create_task(flow.ios["s"].kept())
    running = asyncio.create_task(flow.run())
    Faulty.most = 0
    stage.world.time += 2 * SECOND
    await within(lambda: flow.status()["state"] == "running")
    assert not kept.done(), "what waits in the inbox is on no disk"
    running.cancel()
    kept.cancel()
    stage.kill()


async def test_what_a_full_outbox_gives_up_is_not_what_is_about_to_be_sent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = Link(monkeypatch)
    monkeypatch.setattr(Record, "when_full", "drop_oldest")
    monkeypatch.setattr("engine.work.flow.ROOM", 10)
    flow = stage.open(STRAIGHT)
    flow.outgoing.deliveries["record"]._backlog._window = 4
    put(stage, range(5))
    for _ in range(20):
        await asyncio.sleep(0)
    put(stage, range(5, 30))
    dropped = flow.status()["outbox"]["record"]["dropped"]
    link.up = True
    running = asyncio.create_task(flow.run())
    await within(lambda: flow.status()["outbox"]["record"]["waiting"] <= 0)
    await within(lambda: not flow.outgoing.deliveries["record"].size)
    assert (0, 30) == (flow.status()["outbox"]["record"]["waiting"], len(link.got) + dropped)
    assert sorted(link.got) == link.got
    running.cancel()
    stage.kill()


async def test_what_is_tried_again_is_handed_over_before_what_came_after_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "f.db", threaded=True, sql=quick)
    handed: list[int] = []
    old = ledger.entry("n", "old", b"")
    ledger.records([old], lambda _: None)
    ledger.count([old], ())
    await ledger.settle([Settled(old.number, "n", "aside", "poison")])
    retrying = asyncio.create_task(
        ledger.retry("n", [old.number], lambda moved: handed.extend(e.number for e in moved))
    )
    await asyncio.sleep(0)
    new: Entry = ledger.entry("n", "new", b"")
    ledger.records([new], lambda _: handed.append(new.number))
    await retrying
    await ledger.call(lambda _: None)
    assert [new.number - 1, new.number] == handed
    ledger.close()


async def test_a_flow_that_is_stopped_while_its_disk_mends_keeps_what_came_since_a_deploy(stage: Stage) -> None:
    """The checkpoint of the deploy waits for the one that mends, and the end of the flow for both."""

    class Slow(Faulty):
        mending = False

        def begin(self) -> None:
            if Slow.mending:
                time.sleep(0.3)  # longer than the flow takes to stop
            super().begin()

    stage.sql, stage.threaded = Slow, True
    flow = stage.open()
    Faulty.left, Faulty.most = 0, 10**9
    stage.feed(40.0)
    await within(lambda: flow.status()["state"] == "degraded")
    Slow.mending, Faulty.most = True, 0
    flow.checkpoint()
    flow.deploy({**DOCUMENT, "description": "of another version"}, 2)
    stage.feed(60.0)
    stage.world.time += 2000
    flow.once()
    assert "unack" == stage.status()
    await flow.close()
    again = stage.open({**DOCUMENT, "description": "of another version"}, 2)
    assert ("unack", "") == (stage.status(), again.status()["problem"])
    stage.kill()


async def test_whatever_goes_wrong_while_reading_a_full_disk_the_thread_goes_on(tmp_path: Path) -> None:
    def full(_: Any) -> None:
        raise OSError("no space left")

    ledger = Ledger(tmp_path / "f.db", threaded=True, sql=quick)
    with pytest.raises(LedgerError, match="no space left"):
        await ledger.call(full)
    with pytest.raises(LedgerError, match="no space left"):
        await ledger.call(full, reads=True)
    assert 1 == await ledger.call(lambda sql: sql.one("SELECT 1"), reads=True)
    ledger.close()
