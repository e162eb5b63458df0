"""The plant: three simulated devices in one process, `python -m api.demo.plant`.

Says on which ports it listens, as one line of JSON, and ends when whoever started it does. It imports nothing of
`tundish`, so that it is there quickly.
"""

import asyncio
import ctypes
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator

from api.demo.analyser import Analyser
from api.demo.broker import Broker
from api.demo.furnace import Furnace, FurnaceServer
from api.demo.plc import Plc
from api.demo.pumps import PumpStation

PUMPS, FURNACE, ANALYSER = 0.1, 0.5, 2.0
"""Seconds between two steps."""


async def run(seed: int = 0) -> None:
    """Run the plant without end."""
    plc, broker = Plc(), Broker()
    await plc.start()
    await broker.start()
    furnace = Furnace(seed + 2)
    server, port = FurnaceServer(furnace), _free_port()
    ports = {"modbus": plc.port, "opcua": port, "mqtt": broker.port}
    sys.stdout.write(json.dumps(ports) + "\n")  # the furnace needs some seconds yet: its clients try again
    sys.stdout.flush()
    await server.start(port)
    analyser = Analyser(broker.port, seed + 3)
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
