"""The plant as a process of its own, seen from the one that starts it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Self

from tundish.errors import TundishError


class Ports(NamedTuple):
    """Where the devices listen, on loopback."""

    modbus: int
    opcua: int
    mqtt: int


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
