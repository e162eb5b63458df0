"""Node-RED: started headless on a free port, flows deployed and driven by its HTTP interfaces."""

import json
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import psutil

from benchmarks.peers.install import Unavailable, node, node_red
from benchmarks.peers.ran import Ran
from benchmarks.running import Transition
from benchmarks.workload import Workload, in_order

SCRIPTS = Path(__file__).parent / "node_red_flows"
PATIENCE = 600.0
TAB = "tab"


class NodeRed:
    """A running Node-RED, as a context. `started` is how long it took to answer, in s."""

    def __init__(self, *, editor: bool = False) -> None:
        self._editor = {"BENCH_EDITOR": "1"} if editor else {}
        self._home = tempfile.TemporaryDirectory(prefix="node-red-")
        self._script = node_red()

    def __enter__(self) -> Self:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        arguments = ["--userDir", self._home.name, "--settings", str(SCRIPTS / "settings.js"), "--port", str(port)]
        began = time.perf_counter()
        with (Path(self._home.name) / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*node(), "--expose-gc", str(self._script), *arguments],
                env={"PATH": "/usr/bin:/bin", "HOME": self._home.name, "BENCH_HOME": str(SCRIPTS), **self._editor},
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self._wait()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self.started = time.perf_counter() - began
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._home.cleanup()

    def deploy(self, flow: Sequence[dict[str, Any]], how: str = "full") -> float:
        """Seconds until its log says that the flow is at work, of CPU or by the wall, whichever is less.

        `how`: full, or nodes to change only what differs.
        """
        body = json.dumps(flow).encode()
        starts = self._starts()
        began, spent = time.perf_counter(), self._spent()
        self.post("/flows", body, {"Node-RED-Deployment-Type": how})
        self._wait(starts)
        return min(time.perf_counter() - began, self._spent() - spent)

    def post(self, path: str, body: bytes, headers: dict[str, str] | None = None) -> bytes:
        asked = urllib.request.Request(  # noqa: S310 - our own child process
            self.url + path, body, {"Content-Type": "application/json", **(headers or {})}
        )
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            return bytes(answer.read())

    def memory(self, *, most: bool = False) -> int:
        """Resident bytes now, or the most there were. Linux only."""
        word = "VmHWM:" if most else "VmRSS:"
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(word))

    def run(self, work: Workload, **how: Any) -> Ran:
        """Drive a deployed limit check with the workload."""
        with tempfile.TemporaryDirectory(prefix="workload-") as folder:
            work.save(Path(folder))
            answer = json.loads(self.post("/run", json.dumps({"folder": folder, **how}).encode()))
        found = [Transition(round(at * 1e6), *rest) for at, *rest in answer["transitions"]]
        return Ran(min(answer["took"].values()), in_order(found))

    def latency(self, limits: dict[str, Any], **how: Any) -> list[float]:
        """Seconds that each transition took in a deployed flow that begins with `prepare`."""
        with tempfile.TemporaryDirectory(prefix="workload-") as folder:
            work = Workload(
                how["points"], 1, np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0), {**limits}
            )  # fmt: skip
            work.save(Path(folder))
            answer = json.loads(self.post("/run", json.dumps({"folder": folder, **how}).encode()))
        return [ms / 1000 for ms in answer]

    def took(self, count: int, **how: Any) -> float:
        """Seconds that a deployed flow with `counted` at its end takes for so many messages."""
        answer = json.loads(self.post("/run", json.dumps({"count": count, **how}).encode()))
        if answer["count"] != count:
            raise Unavailable(f"Node-RED lost messages: {answer['count']} of {count} arrived")
        return float(min(answer["took"].values()))

    def _spent(self) -> float:
        """CPU seconds of the process so far."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def _starts(self) -> int:
        """How many times flows, or some nodes, were started."""
        return self._log().count("] Started ")

    def _wait(self, starts: int = 0) -> None:
        """Until there was one more start than that."""
        limit = time.monotonic() + PATIENCE
        while self._starts() <= starts:
            if self.process.poll() is not None or time.monotonic() > limit:
                said = self._log().strip().splitlines()
                raise Unavailable(f"Node-RED does not start: {said[-1] if said else 'it says nothing'}")
            time.sleep(0.002)

    def _log(self) -> str:
        return (Path(self._home.name) / "log").read_text("utf-8", "replace")


def function(id: str, to: Sequence[str], text: str = "", start: str = "") -> dict[str, Any]:
    """A function node with this text, or that of a script of its name. `start`: what it runs once, "On Start"."""
    return wired(
        id, "function", to, func=text or script(id), outputs=1, timeout=0, noerr=0, initialize=start, finalize="",
        libs=[],
    )  # fmt: skip


def script(name: str) -> str:
    return (SCRIPTS / f"{name}.js").read_text("utf-8")


def wired(id: str, type: str, to: Sequence[str] | Sequence[Sequence[str]], **settings: Any) -> dict[str, Any]:
    """A node; `to` are the receivers of its one output, or of each."""
    wires = [list(to)] if not to or isinstance(to[0], str) else [list(output) for output in to]
    return {"id": id, "type": type, "z": TAB, "name": id, "x": 0, "y": 0, "wires": wires, **settings}


def tab() -> dict[str, Any]:
    return {"id": TAB, "type": "tab", "label": "bench", "disabled": False}


def door(first: str) -> list[dict[str, Any]]:
    """By which a measurement is asked for, and answered."""
    asked = wired("asked", "http in", [first], url="/run", method="post", upload=False)
    return [tab(), asked, wired("answered", "http response", [], statusCode="", headers={})]


def per_message() -> list[dict[str, Any]]:
    """Every sample a message: formula and limits in function nodes."""
    return [
        *door("prepare"), function("prepare", ["source"]), function("source", ["scale"]),
        function("scale", ["limit"]), function("limit", ["sink"]), function("sink", ["answered"]),
    ]  # fmt: skip


def built_in() -> list[dict[str, Any]]:
    """The same with built-in nodes for what there is one for: the scale, the new name, the sorting by level.

    There is none that knows limits with a deadband and delays by the time of the data: that stays a function node.
    """
    rename = {"t": "change", "p": "topic", "pt": "msg", "from": "\\.v$", "fromt": "re", "to": ".f", "tot": "str"}
    levels = [{"t": "eq", "v": level, "vt": "str"} for level in ("LL", "L", "H", "HH")]
    return [
        *door("prepare"), function("prepare", ["source"]), function("source", ["range"]),
        wired(
            "range", "range", ["rename"], minin="0", maxin="100", minout="32", maxout="212", action="scale",
            round=False, property="payload",
        ),
        wired("rename", "change", ["limit"], rules=[rename]), function("limit", ["levels"]),
        wired(
            "levels", "switch", [["sink"]] * 5, property="payload.level", propertyType="msg",
            rules=[*levels, {"t": "else"}], checkall="false", repair=False, outputs=5,
        ),
        function("sink", ["answered"]),
    ]  # fmt: skip


def arrays(*, kept: bool) -> list[dict[str, Any]]:
    """Every instant a message with an array, judged by hand-written code.

    A function node is compiled anew for each message, so that it never gets fast. Who knows that makes the function
    "On Start" and keeps it in the context: `kept`.
    """
    check = script("array")
    if kept:
        start = f'{check}\ncontext.set("check", check);'
        array = function("array", ["sink"], 'return context.get("check")(msg);', start)
    else:
        array = function("array", ["sink"], f"{check}\nreturn check(msg);")
    arrive = function("source_arrays", ["array"])
    return [*door("prepare"), function("prepare", ["source_arrays"]), arrive, array, function("sink", ["answered"])]


def timed() -> list[dict[str, Any]]:
    """A message for each sample, made at the ticks of a timer, and how long each transition took."""
    return [
        *door("prepare"), function("prepare", ["timed"]), function("timed", ["scale"]), function("scale", ["limit"]),
        function("limit", ["late"]), function("late", ["answered"]),
    ]  # fmt: skip
