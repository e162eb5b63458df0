"""Redeploys under load lose and reorder nothing; one that is killed half way leaves the old or the new one whole."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.disk.ledger import Ledger
from tests.engine.disk.test_degraded import Faulty
from tests.engine.kinds import node, wires
from tests.engine.stage import DOCUMENT, Stage, quick, raise_and_journal

LONG = os.environ.get("TUNDISH_LONG") == "1"


def edited(version: int) -> dict[str, Any]:
    """In turn: another limit, one node more, one node less; `all` and `s` stay."""
    nodes = {
        "s": DOCUMENT["nodes"]["s"], "all": DOCUMENT["nodes"]["all"],
        "high": node("test.high", limit=10**9 + version),
    }  # fmt: skip
    joined = ["s.samples > high.samples", "s.samples > all.samples"]
    if version % 2:
        nodes["echo"] = node("test.echo")
        joined.append("high.events > echo.events")
    return {"nodes": nodes, "wires": wires(*joined)}


async def test_redeploys_under_load_lose_nothing_and_keep_the_order(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    stage = Stage(tmp_path)
    flow = stage.open(edited(1))
    sent = 0
    collect: Any = flow.runner.nodes()["all"]
    for version in range(2, 1002 if LONG else 102):
        for _ in range(25):
            stage.world.time += 2
            await flow.ios["s"].samples([f"p{sent % 3}"], [float(sent)])
            sent += 1
            if sent % 7 == 0:
                flow.once()
        flow.deploy(edited(version), version)
    flow.once()
    after: Any = flow.runner.nodes()["all"]
    assert collect is after, "an untouched node goes on"
    assert [float(k) for k in range(sent)] == [float(row[4]) for row in collect.seen]
    figures(f"R17: {flow.version - 1:,} redeploys, {sent:,} samples: 0 lost, 0 out of order")
    stage.kill()


async def test_a_deploy_that_is_killed_half_way_leaves_the_old_or_the_new_version_whole(tmp_path: Path) -> None:
    new = {
        "nodes": {**DOCUMENT["nodes"], "high": node("test.high", limit=55, delay=1000), "more": node("test.echo")},
        "wires": DOCUMENT["wires"],
    }
    versions = set()
    for k in range(100):
        stage = Stage(tmp_path / str(k))
        stage.sql = Faulty
        Faulty.left, Faulty.most = 10**9, 0
        flow = stage.open(DOCUMENT, 1)
        await raise_and_journal(stage)
        Faulty.left, Faulty.most = k, 10**9
        flow.deploy(new, 2)
        dead = flow.status()["state"] == "degraded"
        stage.kill()
        Faulty.most = 0
        ledger = Ledger(tmp_path / str(k) / "f.db", sql=quick)
        saved = ledger.load()
        ledger.close()
        assert saved is not None
        expected = {1: DOCUMENT, 2: new}[saved.version]
        assert (expected, set(expected["nodes"])) == (saved.document, set(saved.states))
        stage.sql = quick
        stage.open(new, 2)
        assert "unack" == stage.status()
        stage.kill()
        versions.add(saved.version)
        if not dead:
            break
    assert {1, 2} == versions
    await asyncio.sleep(0)
