"""What a flow is made of is left alone by the collector of cycles as long as the flow is at work, and no longer."""

import asyncio
import gc
import weakref
from pathlib import Path

import pytest

from engine.work import sweeping
from tests.engine.work.test_roster import DOCUMENT, roster_of


def test_a_flow_is_not_swept_while_it_works_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async def scenario() -> None:
        roster, _ = await roster_of(tmp_path)
        node = weakref.ref(roster.flows["f"].runner.nodes()["high"])
        assert gc.get_freeze_count() > 0
        await roster.withdraw("f", forget=False, moving=False)
        assert 0 == gc.get_freeze_count()
        await asyncio.sleep(0)
        gc.collect()
        assert node() is None
        await roster.close()

    asyncio.run(scenario())


class Part:
    """Of a cycle, which only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_deploys_left_behind_is_looked_for_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when nothing else makes the collector look at everything."""
    monkeypatch.setattr(sweeping, "OFTEN", 5)

    async def scenario() -> None:
        roster, _ = await roster_of(tmp_path)
        left = []
        for version in range(2, 2 + 12):
            left.append(weakref.ref(Part()))
            await roster.deploy("f", DOCUMENT, version, {})
            assert gc.get_freeze_count() > 0
        assert sum(part() is not None for part in left) < 5
        await roster.close()

    asyncio.run(scenario())
    gc.unfreeze()


def test_much_that_a_deploy_leaves_behind_is_looked_for_at_once() -> None:
    swept = sweeping.Sweeping()
    swept.deployed()
    left = [weakref.ref(Part()) for _ in range(len(gc.get_objects()) + gc.get_freeze_count())]
    swept.deployed()
    assert not any(part() is not None for part in left)
    gc.unfreeze()
