"""What a source puts in together with a word to itself is there after a crash with it, or not at all."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.passes.inbox import Inbox
from engine.work.io import NodeIo
from nodes.source.file import File, FileConfig, _chunks
from tests.engine import stage as staging
from tests.engine.kinds import KINDS, node, wires
from tests.engine.stage import Stage, World

ROWS = 60


@pytest.mark.parametrize("room", [1, 2, 3, 1000])
async def test_no_pass_parts_them_however_small_the_room(room: int) -> None:
    world = World()
    inbox = Inbox(world.now, room=room)
    frames: list[list[str]] = []
    work = asyncio.Event()

    async def pass_after_pass() -> None:
        while True:
            frames.append([emit.port for emit in inbox.take()[0]])
            work.set()
            await asyncio.sleep(0)

    async def room_again() -> None:
        work.clear()
        await work.wait()

    io = NodeIo("f", "n", world, inbox, room_again)
    task = asyncio.create_task(pass_after_pass())
    for k in range(20):
        if k % 3 == 0:
            await io.remember({"k": k})
        await io.samples(["p"] * (1 + k % 2), [1.0] * (1 + k % 2), [k] * (1 + k % 2), remember={"k": k})
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    parted = [ports for ports in frames if ports.count("samples") and ports[-1] != "@remember"]
    assert [] == parted
    assert 20 == sum(ports.count("samples") for ports in frames)


@pytest.mark.parametrize("shift", [True, False])
async def test_a_replay_that_is_killed_again_and_again_repeats_and_leaves_out_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shift: bool
) -> None:
    """Killed after each number of passes, which come between any two turns of the source."""
    stage = Stage(tmp_path)
    stage.world.time = 1_800_000_000_000_000_000

    async def slept(seconds: float) -> None:
        stage.world.time += round(seconds * 1e9)
        await asyncio.sleep(0)

    monkeypatch.setattr(staging, "KINDS", {**KINDS, "source.file": File})
    monkeypatch.setattr(File, "sleep", staticmethod(slept))
    file = tmp_path / "data.csv"
    file.write_text("time,point,value\n" + "".join(f"2020-01-01T00:00:{k:02}Z,p,{k}\n" for k in range(ROWS)))
    rows = [row for chunk in _chunks(FileConfig(path=str(file))) for row in chunk]
    monkeypatch.setattr("nodes.source.file._chunks", lambda _: iter([rows[k : k + 7] for k in range(0, ROWS, 7)]))
    source = node("source.file", path=str(file), speed=1000.0, shift=shift)
    document = {"nodes": {"s": source, "all": node("test.collect")}, "wires": wires("s.samples > all.samples")}
    seen: list[float] = []
    for life in range(1, 100):
        flow = stage.open(document)
        collect: Any = flow.runner.nodes()["all"]
        known, end = len(collect.seen), flow.runner.passes + life % 9
        for _ in range(20_000):
            if flow.runner.passes >= end or len(seen) + len(collect.seen) - known >= ROWS:
                break
            await asyncio.sleep(0)
            flow.once()
        seen += [float(row[4]) for row in collect.seen[known:]]
        stage.kill()
        if len(seen) >= ROWS:
            break
    assert [float(k) for k in range(ROWS)] == seen
