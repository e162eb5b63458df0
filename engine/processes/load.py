"""Load: what a worker process takes of the machine, and how late its loop is."""

import asyncio
from bisect import bisect_left
from typing import Any

import psutil

LAGS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histogram of lag, seconds; one bucket more holds what is above."""
LOOK = 0.1
"""Seconds between two measurements of the lag."""


class Load:
    """Of this process. Run `watch()` in its loop."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._lags = [0] * (len(LAGS) + 1)
        self._lag_sum = 0.0

    async def watch(self) -> None:
        """Measure by how much the loop wakes up too late, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK
            await asyncio.sleep(LOOK)
            self.late(loop.time() - due)

    def late(self, seconds: float) -> None:
        """Count one measurement."""
        seconds = max(0.0, seconds)
        self._lags[bisect_left(LAGS, seconds)] += 1
        self._lag_sum += seconds

    def told(self) -> dict[str, Any]:
        """As JSON: resident bytes, seconds of CPU since the start, threads, and the histogram of lag."""
        with self._process.oneshot():
            cpu = self._process.cpu_times()
            return {
                "pid": self._process.pid, "rss": self._process.memory_info().rss,
                "cpu": round(cpu.user + cpu.system, 3), "threads": self._process.num_threads(),
                "lag": {"counts": list(self._lags), "sum": round(self._lag_sum, 6)},
            }  # fmt: skip
