"""Simulate: one seed, one flow, everything that may go wrong, and what must be true afterwards."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.sim.disk import SPEEDS
from tests.sim.documents import kinds
from tests.sim.invariants import broken
from tests.sim.kept import KEPT
from tests.sim.loop import Loop, run
from tests.sim.outside import Outside
from tests.sim.plant import Plant
from tests.sim.script import STORES, Fate, Script, script
from tundish.errors import CommandRefused

SETTLED = 700
"""Seconds after which everything must be well again."""
MEMORY = Path("/dev/shm")


class Outcome(NamedTuple):
    seed: int
    problems: list[str]
    plant: Plant


def simulated(seed: int, of: Script | None = None) -> Outcome:
    """The same for the same seed, in every process; `of` is another script than that of the seed."""
    told = of or script(seed)
    loop = Loop()
    outside = Outside(loop, Random(seed))
    folder = (MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir())) / f"tundish-sim-{os.getpid()}-{seed}"
    folder.mkdir()  # its name comes into texts of errors
    plant = Plant(folder, outside, kinds())
    plant.use(told.document)
    for message in told.messages:
        outside.broker.send(message)
    problems = []
    try:
        with plant.at_work():
            run(_lived(plant, told.fates, told.ends), loop)
        problems = [*broken(plant), *(what for check in KEPT for what in check(plant))]
    except Exception as error:
        problems = [f"{type(error).__name__}: {error}"]
        if plant.raises:
            raise
    finally:
        shutil.rmtree(folder)
    return Outcome(seed, [*plant.problems, *problems], plant)


async def _lived(plant: Plant, fates: tuple[Fate, ...], ends: int) -> None:
    loop = plant.outside.loop
    plant.open()
    for fate in fates:
        await asyncio.sleep(max(0, fate.at - loop.nanoseconds) / 1e9)
        hand = Fates(plant)
        await (hand.stored(fate) if fate.what in STORES else hand.meet(fate))
    await asyncio.sleep(max(0, ends - loop.nanoseconds) / 1e9)
    plant.outside.well()
    plant.outside.stores_well()
    plant.outside.disk.speed = SPEEDS[0]
    for _ in range(SETTLED):
        await asyncio.sleep(1)
        if plant.failed is not None:
            raise plant.failed
        if not plant.left:
            break
    await asyncio.sleep(7)
    await plant.close()


class Fates:
    """What happens, and what goes wrong for a while."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._outside = plant.outside

    async def meet(self, fate: Fate) -> None:
        """It happens now; what lasts ends by itself."""
        outside, size = self._outside, fate.size
        sink, disk, chance = outside.sink, outside.disk, outside.chance
        if fate.what == "kill":
            self._plant.kill()
            await asyncio.sleep(fate.lasts / 1e9)
            outside.disk.fails = lambda: False
            self._plant.open()
        elif fate.what == "step":
            outside.step += int(size)
        elif fate.what == "deploy" and fate.document is not None:
            self._plant.deploy(fate.document)
        elif fate.what == "checkpoint":
            self._plant.flow.checkpoint()
        elif fate.what == "command":
            self._command(fate)
        elif fate.what == "disk":
            disk.fails = lambda: chance.random() < size / 10
        elif fate.what == "full":
            disk.fails = lambda: True
        elif fate.what == "down":
            sink.down = True
        else:
            setattr(sink, fate.what, size)
        if fate.lasts and fate.what != "kill":
            outside.loop.call_later(fate.lasts / 1e9, outside.well)

    async def stored(self, fate: Fate) -> None:
        """A store is not as it should be."""
        store, what = fate.what.split()
        there: Any = getattr(self._outside, store)
        setattr(there, what, True if what == "away" else fate.size)
        self._outside.loop.call_later(fate.lasts / 1e9, there.well)

    def _command(self, fate: Fate) -> None:
        flow = self._plant.flow
        node = flow.runner.nodes().get(fate.node)
        for command in node.commands if node else ():
            try:
                args = {"point": fate.point} if command.name == "ack" else {}
                flow.command(fate.node, command.name, "ann", args)
            except CommandRefused:
                continue
