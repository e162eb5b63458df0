"""`tundish demo` as a person runs it: it comes up, is alive, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil
import pytest

pytestmark = pytest.mark.timeout(400)
TUNDISH = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
PATIENCE = 180
"""Seconds; the machine may be busy."""


class Demo:
    """A running demo, signed in by its link."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*TUNDISH, "demo", "--no-browser",
             "--data", str(folder), *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.text = ""
        assert self.process.stdout
        for line in self.process.stdout:
            self.text += line
            if "Ctrl+C" in line:
                break
        link = re.search(r"(http://127\.0\.0\.1:(\d+))/signin\?\S+", self.text)
        assert link, self.text
        self.address, self.port, self.link = link[1], int(link[2]), link[0]
        self.children = psutil.Process(self.process.pid).children(recursive=True)

    def signed_in(self) -> OpenerDirector:
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        opener.open(self.link).close()
        return opener

    def stop(self, number: int) -> float:
        """Send a signal; seconds until the process has ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return time.monotonic() - began

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        for child in self.children:
            if child.is_running():
                child.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Demo]]:
    demos: list[Demo] = []

    def begin(*options: str) -> Demo:
        demos.append(Demo(folder, *options))
        return demos[-1]

    yield begin
    for demo in demos:
        demo.close()


def eventually(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    end = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < end, f"did not happen within {seconds} s"
        time.sleep(0.2)
    return value


def test_it_is_alive_and_ctrl_c_ends_all_of_it(start: Callable[..., Demo]) -> None:
    demo = start("--port", "0")
    opener = demo.signed_in()

    def get(path: str) -> Any:
        with opener.open(demo.address + path) as answer:
            return json.load(answer)

    assert 4 == len(get("/api/flows"))
    assert {"running"} == {flow["state"] for flow in get("/api/flows")}

    def silent() -> list[str]:
        owned = [point for point in get("/api/points?limit=100")["points"] if point["owner"]]
        return [p["name"] for p in owned if (p["last"] or {}).get("quality") != "good"] if len(owned) > 20 else ["all"]

    eventually(lambda: not silent())
    eventually(lambda: get("/api/flows/coagulation-qc/nodes/range/last")["ports"])
    eventually(lambda: get("/api/alarms")["alarms"])
    eventually(lambda: any(entry["action"] == "write.done" for entry in get("/api/audit")))
    assert {"connected"} == {c["status"]["state"] for c in get("/api/connections")}
    took = demo.stop(signal.SIGINT)
    assert 0 == demo.process.returncode
    assert took < PATIENCE / 2, "a watchdog: a quiet machine takes 3 s"
    _, alive = psutil.wait_procs(demo.children, 60)
    assert [] == alive
    assert demo.process.stdout
    assert "Traceback" not in demo.process.stdout.read()


def test_even_killed_it_leaves_nothing_running(start: Callable[..., Demo]) -> None:
    demo = start("--port", "0")
    assert any("api.demo.plant" in " ".join(child.cmdline()) for child in demo.children)
    demo.stop(signal.SIGKILL)
    _, alive = psutil.wait_procs(demo.children, 60)
    assert [] == alive


def test_a_port_in_use_and_another_speed(start: Callable[..., Demo], folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = start("--port", str(port), "--speed", "60")
        assert port < demo.port <= port + 20
        assert f"port {port} is in use" in demo.text
        opener = demo.signed_in()
        with opener.open(demo.address + "/api/flows/machine-temperature") as answer:
            assert 60 == json.load(answer)["deployed_document"]["nodes"]["file"]["config"]["speed"]
        second = subprocess.run(
            [*TUNDISH, "demo", "--data", str(folder)],
            check=False, capture_output=True, text=True, timeout=60, env={**os.environ, "DISPLAY": ""},
        )  # fmt: skip
        assert 1 == second.returncode
        assert re.fullmatch(r"tundish: Another server \(process \d+\) is using \S+\. Stop it, .*\n", second.stderr)
        demo.stop(signal.SIGTERM)
