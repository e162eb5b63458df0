"""R5 of the reliability plan: an action that is far too slow fills its own outbox, and nobody else notices."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.engine.kinds import Record, node, wires
from tests.engine.outbox.test_delivery import until
from tests.engine.stage import Stage
from tundish import Event

LONG = os.environ.get("TUNDISH_LONG") == "1"
TURNS = 30_000 if LONG else 400
"""In each come 50 events, and the slow one sends one: 5,000/s and 100/s, for ten minutes in the long run."""
EACH, ROOM = 50, 2_000
DOCUMENT: dict[str, Any] = {
    "nodes": {
        "s": node("test.source"), "fast": node("test.record"),
        "slow": {**node("test.record"), "delivery": {"when_full": "drop_oldest"}},
    },
    "wires": wires("s.events > fast.events", "s.events > slow.events"),
}  # fmt: skip


def megabytes() -> float:
    return float(psutil.Process().memory_info().rss / 2**20)


@pytest.mark.timeout(3600)
async def test_a_slow_action_fills_its_own_outbox_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, figures: Callable[[str], None]
) -> None:
    monkeypatch.setattr("engine.work.flow.ROOM", ROOM)
    fast, slow = 0, []
    leave = asyncio.Semaphore(0)

    async def handle(action: Any, effect: Event, __: Any) -> None:
        nonlocal fast
        k = effect.data["k"]
        if action.id == "slow":
            await leave.acquire()
            slow.append(k)
        else:
            assert fast == k, "in order, none left out"
            fast += 1

    monkeypatch.setattr(Record, "handle", handle)
    stage = Stage(tmp_path)
    flow = stage.open(DOCUMENT)
    waiting, early = 0, 0.0
    for turn in range(TURNS):
        for k in range(turn * EACH, (turn + 1) * EACH):
            flow.inbox.put("s", "events", Event(kind="e", time=k, arrival=0, data={"k": k}))
        leave.release()
        flow.once()
        total = (turn + 1) * EACH
        await until(stage, lambda: fast == total)  # noqa: B023 - waited for at once
        waiting = max(waiting, flow.outgoing.deliveries["slow"].size)
        if turn == TURNS // 3:
            early = megabytes()
    grown = megabytes() - early
    dropped = flow.status()["outbox"]["slow"]["dropped"]
    figures(
        f"R5: {TURNS * EACH:,} effects, {len(slow):,} sent by the slow action, at most {waiting:,} waited, {dropped:,} "
        f"dropped and counted, memory grew by {grown:.1f} MB in the last two thirds"
    )
    assert ROOM >= waiting - EACH
    assert TURNS * EACH == len(slow) + dropped + flow.outgoing.deliveries["slow"].size
    assert sorted(slow) == slow
    assert 30 > grown
    stage.kill()
