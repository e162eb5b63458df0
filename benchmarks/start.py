"""Start: from `tundish serve` to the first sample through a flow, and a worker back after kill -9, beside Node-RED.

Also where the time goes: imports of the server, imports and kernels of the worker.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from benchmarks.drawing import drawn
from benchmarks.peers.install import Unavailable
from benchmarks.peers.node_red import NodeRed
from benchmarks.table import Bench

SERVE = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
PATIENCE = 120.0
PASSWORD = "correct horse battery"  # noqa: S105 - of a folder that is thrown away
PARTS = {
    "the server's imports": "import api.app, api.listen, engine.processes.supervisor",
    "the worker's imports and kernels": (
        "import engine.processes.worker; from tundish.catalogue import load; from tundish.kernel import warm_up; "
        "load(); warm_up()"
    ),
}
FLOW = drawn(
    "clock",
    {
        "in": ("source.inject", {"mode": "sample", "interval": 0.01, "point": "P1.v", "value": 42.0}),
        "scale": ("compute.formula", {"formula": "{device}.v * 1.8 + 32", "output": "{device}.f"}),
    },
    ["in.samples > scale.samples"],
)


class Site:
    """A data folder with a deployed flow, and a token to look at it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.headers = {"Content-Type": "application/json"}
        with self.serving():
            token = (data / "setup-token").read_text("utf-8").strip()
            session = self.call(
                "POST", "/api/setup", {"token": token, "name": "ann", "password": "correct horse battery"}
            )
            self.headers["X-CSRF-Token"] = session["csrf"]
            made = self.call("POST", "/api/flows", {"document": FLOW})
            self.call("POST", "/api/flows/clock/deploy", {"revision": made["revision"], "comment": ""})
            self.first(0)
        command = [*SERVE, "token", "add", "bench", "--data", str(data)]
        self.headers["Authorization"] = f"Bearer {subprocess.check_output(command, text=True).split()[0]}"
        self.headers.pop("Cookie")

    @contextmanager
    def serving(self) -> Iterator["subprocess.Popen[str]"]:
        """A server, from when it says its address."""
        command = [*SERVE, "serve", "--data", str(self.data), "--port", "0"]
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        try:
            assert server.stdout is not None
            self.address = server.stdout.readline().split()[-1]
            yield server
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)

    def call(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(self.address + path, data, self.headers, method=method)  # noqa: S310 - our child
        with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
            if cookie := answer.headers.get("Set-Cookie"):
                self.headers["Cookie"] = cookie.partition(";")[0]
            content = answer.read()
        return json.loads(content) if content else None

    def first(self, after: int) -> None:
        """Return when a sample of after this moment (ns) has left the flow."""
        for _ in range(round(PATIENCE / 0.005)):
            with suppress(urllib.error.HTTPError):
                ports = self.call("GET", "/api/flows/clock/nodes/scale/last")["ports"]
                samples = ports.get("samples", {}).get("samples", [])
                if samples and _ns(samples[-1]["time"]) > after:
                    return
            time.sleep(0.005)
        raise TimeoutError("no sample went through the flow")


def started(site: Site) -> tuple[float, float, float]:
    """Seconds until the address was told, until a sample went through, and until one did after kill -9."""
    began, now = time.perf_counter(), time.time_ns()
    with site.serving() as server:
        told = time.perf_counter() - began
        site.first(now)
        first = time.perf_counter() - began
        workers = [c for c in psutil.Process(server.pid).children() if "engine.processes.worker" in c.cmdline()]
        began, now = time.perf_counter(), time.time_ns()
        for worker in workers:
            worker.kill()
        site.first(now + 50_000_000)  # what was on its way may still come
        return told, first, time.perf_counter() - began


def part(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def node_red_start(bench: Bench) -> float | None:
    try:
        times = []
        for _ in range(1 if bench.quick else 5):
            with NodeRed() as peer:
                times.append(peer.started)
    except Unavailable as error:
        bench.note(f"Node-RED: {error}")
        return None
    return median(times)


def main() -> int:
    bench = Bench("start", __doc__, journal="on disk", tracing="as shipped")
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        site = Site(Path(folder) / "data")
        runs = [started(site) for _ in range(1 if bench.quick else 5)]
    told, first, back = (median(column) for column in zip(*runs, strict=True))
    peer = node_red_start(bench) if bench.peers else None
    name = "Node-RED, to flows started" if peer else ""
    bench.row("serve to the first sample through a flow, warm", first, "s", at_most=3.0, peer=peer, beside=name)
    bench.row("of that to the address being told", told, "s")
    bench.row("worker back after kill -9, to the next sample", back, "s", at_most=3.0)
    for what, code in PARTS.items():
        bench.row(what, median(part(code) for _ in range(1 if bench.quick else 3)), "s")
    bench.note("by the wall; kernels compiled before and kept in the data folder")
    return bench.done()


def _ns(iso: str) -> int:
    from tundish.iso import nanoseconds_of  # noqa: PLC0415 - our imports are what is measured

    return nanoseconds_of(iso)


if __name__ == "__main__":
    sys.exit(main())
