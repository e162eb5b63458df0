"""The real server as people start it: set up, deploy, watch values move, stop."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from flows.document import empty

PASSWORD = "correct horse battery"


class Caller:
    """A browser made of the standard library."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.headers = {"Content-Type": "application/json"}

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address + path, data, {**self.headers, **headers}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return self._read(answer)

    def _read(self, answer: HTTPResponse) -> Any:
        if cookie := answer.headers.get("Set-Cookie"):
            self.headers["Cookie"] = cookie.partition(";")[0]
        content = answer.read()
        return json.loads(content) if content else None


@pytest.fixture
def process(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
    arguments = ["serve", "--data", str(tmp_path / "data"), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    made = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True, env=environment)
    yield made
    if made.poll() is None:
        made.kill()
        made.wait()
    assert made.stdout
    made.stdout.close()


def flow() -> dict[str, Any]:
    config = {"mode": "sample", "interval": 0.1, "point": "P1", "value": 42.0}
    node = {"kind": "source.inject", "version": 1, "name": "Clock", "config": config, "position": [0, 0]}
    return {**empty("clock", "Clock"), "nodes": {"inject": node}}


def works(status: dict[str, Any]) -> bool:
    """The first status comes before the first sample."""
    return bool(status["nodes"]["inject"]["status"] != "idle")


def errors(found: Any) -> list[Any]:
    return [problem for problem in found["problems"] if problem["severity"] == "error"]


@pytest.mark.timeout(400)
def test_from_the_first_start_to_a_moving_value(process: "subprocess.Popen[str]", tmp_path: Path) -> None:
    assert process.stdout
    address = process.stdout.readline().split()[-1]
    process.stdout.readline()
    token = process.stdout.readline().strip()
    call = Caller(address)
    assert call("GET", "/api/setup") == {"needed": True}
    session = call("POST", "/api/setup", {"token": token, "name": "anna", "password": PASSWORD})
    call.headers["X-CSRF-Token"] = session["csrf"]
    assert not (tmp_path / "data" / "setup-token").exists()
    assert errors(call("POST", "/api/flows/validate", flow())) == []
    call("POST", "/api/flows", {"document": flow()})
    assert call("POST", "/api/flows/clock/deploy", {"revision": 1}) == {"version": 1}
    headers = {"Cookie": call.headers["Cookie"]}
    with connect(address.replace("http", "ws") + "/api/live", additional_headers=headers, origin=address) as socket:  # type: ignore[arg-type]
        socket.send(json.dumps({"watch": {"flow": "clock"}}))
        seen: dict[str, Any] = {}
        end = time.monotonic() + 100
        while ({"worker", "status", "live"} - set(seen) or not works(seen["status"])) and time.monotonic() < end:
            message = json.loads(socket.recv(timeout=100))
            seen[message["type"]] = message
    assert seen["worker"]["state"] == "up"
    assert seen["status"]["nodes"]["inject"]["status"] == "ok"
    assert seen["live"]["values"]["inject/samples"]["value"] == 42.0
    assert call("GET", "/api/flows/clock/nodes/inject/last")["ports"]["samples"]["samples"]
    assert call("GET", "/api/points")["points"][0]["owner"] == {"flow": "clock", "node": "inject"}
    process.send_signal(signal.SIGINT)
    assert process.wait(60) in {0, 130}
