"""A worker that is launched before its server is ready: it is used, or it is gone."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine.processes.launch import launched
from engine.processes.messages import Hello
from engine.processes.spare import Spare

KILLED = """
import os, sys
from pathlib import Path
from typing import Any
from engine.processes.launch import launched

with launched(Path(sys.argv[1])) as worker:
    print(worker.process.pid, flush=True)
    os._exit(1)
"""


def test_nobody_takes_it(tmp_path: Path) -> None:
    workers: list[Any] = []

    def refused() -> None:
        with launched(tmp_path / "flows") as worker:
            workers.append(worker.alive)
            workers.append(worker)
            raise PermissionError

    with pytest.raises(PermissionError):
        refused()
    assert [True, False] == [workers[0], workers[1].alive]


async def test_it_is_the_first_that_is_taken(tmp_path: Path) -> None:
    with launched(tmp_path / "flows") as worker:
        child = await Spare(tmp_path / "flows", worker).take()
        assert child.process is worker.process
        assert isinstance(await child.link.receive(), Hello)
    assert child.alive, "who has taken it ends it"
    await child.end(30.0)
    assert child.process.returncode == 0


async def test_one_that_has_died_is_replaced(tmp_path: Path) -> None:
    with launched(tmp_path) as worker:
        worker.process.kill()
        worker.process.wait()
        child = await Spare(tmp_path, worker).take()
        assert child.process is not worker.process
        assert child.alive
    await child.end(0.0)


def test_it_ends_when_its_server_is_killed_meanwhile(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(said.stdout)).wait(60)
