"""What a flow is made of is left alone by the collector of cycles as long as the flow is at work, and no longer."""

import asyncio
import gc
import weakref
from pathlib import Path

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


def test_what_deploys_left_behind_is_looked_for_now_and_then(tmp_path: Path) -> None:
    async def scenario() -> None:
        roster, _ = await roster_of(tmp_path)
        counts = []
        for version in range(2, 2 + sweeping.OFTEN):
            await roster.deploy("f", DOCUMENT, version, {})
            counts.append(gc.get_freeze_count())
        assert 1 == counts.count(0)
        await roster.close()

    asyncio.run(scenario())
    gc.unfreeze()
