"""The plant: three simulated devices in one process, `python -m api.demo.plant`.

Says on which ports it listens, as one line of JSON, and ends when whoever started it does.
"""

import asyncio
import ctypes
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple, Self

from api.demo.analyser import Analyser
from api.demo.broker import Broker
from api.demo.furnace import Furnace, FurnaceServer
from api.demo.plc import Plc
from api.demo.pumps import PumpStation
from tundish.errors import TundishError

PUMPS, FURNACE, ANALYSER = 0.1, 0.5, 2.0
"""Seconds between two steps."""
PATIENCE = 60.0


class Ports(NamedTuple):
    """Where the devices listen, on loopback."""

    modbus: int
    opcua: int
    mqtt: int


async def run(seed: int = 0) -> None:
    """Run the plant without end."""
    plc, broker = Plc(), Broker()
    await plc.start()
    await broker.start()
    furnace = Furnace(seed + 2)
    server = FurnaceServer(furnace)
    await server.start(_free_port())
    analyser = Analyser(broker.port, seed + 3)
    sys.stdout.write(json.dumps(Ports(plc.port, server.port, broker.port)._asdict()) + "\n")
    sys.stdout.flush()
    async with asyncio.TaskGroup() as group:
        for step in (_pumps(PumpStation(plc, seed + 1)), _furnace(furnace, server), _analyser(analyser)):
            group.create_task(step)


async def _pumps(station: PumpStation) -> None:
    async for dt in _every(PUMPS):
        station.step(dt)


async def _furnace(furnace: Furnace, server: FurnaceServer) -> None:
    async for dt in _every(FURNACE):
        furnace.step(dt)
        await server.show()


async def _analyser(analyser: Analyser) -> None:
    async for _ in _every(ANALYSER):
        analyser.publish()


async def _every(seconds: float) -> AsyncIterator[float]:
    """Again and again, with the seconds since the last time."""
    clock = asyncio.get_running_loop().time
    before = clock()
    while True:
        await asyncio.sleep(seconds)
        now = clock()
        yield min(now - before, 1.0)
        before = now


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Plant:
    """The plant as a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process = process
        self._log = log

    @classmethod
    def start(cls, folder: Path) -> Self:
        """Start it; `ports` waits until it is ready. What it complains of goes to a file in the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "plant.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "api.demo.plant"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                text=True,
            )  # fmt: skip
        return cls(process, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ports(self) -> Ports:
        """Where it listens; TundishError if it does not come up."""
        assert self._process.stdout  # noqa: S101 - a pipe, see start
        line = self._process.stdout.readline()
        if not line:
            raise TundishError("The simulated plant does not start", f"{self._log} says why")
        return Ports(**json.loads(line))

    def stop(self) -> None:
        """End it; at once if it does not want to."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


def die_with_parent() -> None:
    """Ask Linux to end this process when its parent does, even if that is killed."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(0)


async def _until_alone() -> None:
    """Until the pipe from our parent is closed: it stops us, or is gone."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def _main() -> None:
    plant = asyncio.create_task(run())
    alone = asyncio.create_task(_until_alone())
    await asyncio.wait({plant, alone}, return_when=asyncio.FIRST_COMPLETED)
    if plant.done():
        plant.result()  # it never ends by itself: tell why
    os._exit(0)  # power off: nothing of it is kept, and nobody waits for goodbyes


def main() -> None:
    """The process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the demo, which then stops us
    die_with_parent()
    logging.disable(logging.CRITICAL)  # of the protocol libraries: people who come and go are no news
    asyncio.run(_main())


if __name__ == "__main__":
    main()
