"""`tundish demo` as a browser test needs it: started once, asked over HTTP, its worker killed."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, ClassVar

import psutil
import pytest

ROOT = Path(__file__).parents[2]
TUNDISH = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
USER = "ann"
PASSWORD = "a kettle for the shift"
SHIPPED = {"pump-station", "furnace-off-gas", "coagulation-qc", "machine-temperature"}
"""Flows that it comes with."""
PATIENCE = 240
"""Seconds for coming up: a busy machine that has no compiled kernels yet."""


class Program:
    """A server of ours in a process of its own; what it says is read all the time, so that it never waits for us."""

    running: ClassVar[list["Program"]] = []

    def __init__(self, data: Path, command: str, until: str, *options: str) -> None:
        self.data = data
        self.said = ""
        self._until = until
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            [*TUNDISH, command, "--data", str(data), "--port", "0", *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.running.append(self)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(PATIENCE)
        found = re.search(r"http://127\.0\.0\.1:\d+", self.said)
        if not found or until not in self.said:
            self.stop()
            pytest.fail(f"tundish {command} did not come up; it said:\n{self.said}")
        self.address = found[0]

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if self._until in line:
                self._ready.set()
        self._ready.set()

    def stop(self) -> None:
        """End it and whatever it has started."""
        self.running.remove(self)
        family = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for child in psutil.wait_procs(family, 5)[1]:
            child.kill()
        self._reader.join(5)
        if self.process.stdout:
            self.process.stdout.close()


class Demo(Program):
    """The simulated plant with its four flows; `link` signs in once, and `USER` is an administrator too."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, "demo", "Ctrl+C", "--no-browser")
        self.session: dict[str, Any] = {}
        """Cookies and CSRF token of USER, kept by the first desk that has signed in."""
        try:
            link = re.search(r"http\S+/signin\?token=\S+", self.said)
            assert link, self.said
            self.link = link[0]
            self._add_administrator()
        except BaseException:
            self.stop()
            raise

    def _add_administrator(self) -> None:
        """USER, made beside the running server; whoever else is needed, USER lets in by the API."""
        command = [*TUNDISH, "user", "add", USER, "--role", "admin", "--password-stdin", "--data", str(self.data)]
        done = subprocess.run(
            command, input=PASSWORD + "\n", text=True, check=False, capture_output=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr

    def workers(self) -> list[psutil.Process]:
        """Engine processes, the one that serves first, then the spare."""
        found = [child for child in psutil.Process(self.process.pid).children() if _is_worker(child)]
        return sorted(found, key=lambda child: child.create_time())


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "engine.processes.worker" in " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False  # just killed
