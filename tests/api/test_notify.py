"""The service manager is told what it waits for, and nobody is told when nobody asked."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api import notify

SERVE = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())", "serve", "--port", "0"]


@pytest.mark.timeout(180)
def test_a_server_says_ready_alive_and_stopping(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(120)
        environment = {**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "2000000"}
        environment.pop("WATCHDOG_PID", None)
        process = subprocess.Popen(
            [*SERVE, "--data", str(tmp_path / "data")], stdout=subprocess.DEVNULL, env=environment
        )
        told = {manager.recv(100) for _ in range(3)}
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) in {0, -signal.SIGTERM}
        manager.settimeout(0.1)
        while b"STOPPING=1" not in told:
            told.add(manager.recv(100))
    assert {b"READY=1", b"WATCHDOG=1", b"STOPPING=1"} == told


def test_without_a_manager_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    assert not notify.tell(notify.READY)
    assert notify.pulse()[0] is None


def test_a_watchdog_meant_for_another_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "10000000")
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert notify.pulse()[0] is None
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    assert 5 == notify.pulse()[1]


@pytest.mark.timeout(60)
def test_a_manager_that_does_not_listen_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        told = [notify.tell(notify.ALIVE) for _ in range(2000)]
    assert (True, False) == (told[0], told[-1])
