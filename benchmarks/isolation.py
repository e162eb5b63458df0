"""Isolation: how fast a node that hangs or eats memory is stopped, and what the other flows notice of it.

A flow in the default worker gets a sample every 10 ms and notes how old each one is when it comes to a node. Beside it,
in a worker of its own, stands a flow with a node that does wrong; real processes, as under `tundish serve`.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.table import Bench
from engine.processes.supervisor import Supervisor
from tests.fixtures.troublesome import gauged, installed, lags, troubled

MEMORY = 700 * 2**20
SETTLED = 8.0
"""Seconds until a spare worker stands ready again."""
PATIENCE = 120.0


class Stage:
    """A supervisor, the flow that is watched, and when which worker was ended."""

    def __init__(self, data: Path) -> None:
        self.supervisor = Supervisor(data, MEMORY)
        self.good = data / "lags"
        self.ended: list[float] = []
        self.supervisor.subscribe(self._said)

    def _said(self, message: dict[str, Any]) -> None:
        if message["type"] == "status" and message["state"] == "restarting" and "starts again" in message["problem"]:
            self.ended.append(time.time())

    async def until(self, true: Callable[[], Any]) -> float:
        """When something became true."""
        end = time.time() + PATIENCE
        while not true():
            if time.time() > end:
                raise TimeoutError("it did not happen")
            await asyncio.sleep(0.005)
        return time.time()

    def stopped(self, flow: str) -> Any:
        return (self.supervisor.flow_status(flow) or {}).get("nodes", {}).get("culprit", {}).get("stopped")

    async def trouble(self, how: str, every: float) -> tuple[float, float, float]:
        """Seconds from the first sample to the first end, and until the rest of the flow goes on; begin and end."""
        self.ended.clear()
        document: Any = troubled(how, flow=how, group=how, every=every)
        await self.supervisor.deploy(how, 1, document)
        began = time.time()
        await self.until(lambda: self.stopped(how))
        return (self.ended[0] - began if self.ended else 0.0), began, time.time()

    async def recovery(self) -> float:
        """Seconds from signal 9 until everything runs again."""
        pid, minder = self.supervisor.pid, self.supervisor.minder()
        os.kill(pid or 0, signal.SIGKILL)
        killed = time.time()
        await self.until(lambda: minder.state != "up")
        return await self.until(lambda: minder.state == "up") - killed


async def measure(bench: Bench, stage: Stage) -> None:
    await stage.supervisor.start()
    await stage.supervisor.deploy("good", 1, gauged(stage.good))
    calm = 2.0 if bench.quick else 15.0
    await asyncio.sleep(SETTLED + calm)
    told(bench, stage, "calm", time.time() - calm, time.time())
    limits = {"spin": 2.0, "sleep": 2.0, "eat": None}
    for how in ("spin",) if bench.quick else limits:
        took, began, ended = await stage.trouble(how, 0.05)
        if limits[how]:
            bench.row(f"a node that {how}s: from its first sample to its worker's end", took, "s", at_most=limits[how])
        bench.row(f"a node that {how}s: until it is out of work, and its flow goes on", ended - began, "s")
        told(bench, stage, f"while a node {how}s", began, ended)
        await asyncio.sleep(0.0 if bench.quick else SETTLED)
    bench.row(
        "kill -9 of the default worker with a spare: until all its flows run", await stage.recovery(), "s", at_most=3
    )
    bench.row(
        "ends of the default worker by the supervisor", stage.supervisor.minder().restarts - 1, "times", at_most=0
    )


def told(bench: Bench, stage: Stage, when: str, began: float, ended: float) -> None:
    """How old samples of the watched flow are when they come to its node."""
    found = lags(stage.good, began, ended)
    for share in (0.5, 0.99):
        value = found[int(share * (len(found) - 1))] if found else None
        bench.row(f"another flow's latency {when}, p{share * 100:.0f}", value, "s", note=f"{len(found)} samples")


def main() -> int:
    bench = Bench("isolation", __doc__, journal="on disk", tracing="off")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPATH"] = installed(Path(folder) / "plugin")
        os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(folder) / "kernels"))
        stage = Stage(Path(folder))

        async def run() -> None:
            try:
                await measure(bench, stage)
            finally:
                await stage.supervisor.stop()

        asyncio.run(run())
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
