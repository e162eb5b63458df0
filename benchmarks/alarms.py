"""Alarms: 100,000 points with four limits each, and a flood of alarms while somebody acknowledges.

The transitions of the limits are compared with plain Python, point by point. The flood goes through the real server,
its journal and its event store: the transitions of each point must be those that follow from the shape of its values,
worked out here, none missing, none besides, in order; and acknowledging must answer meanwhile.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.drawing import drawn
from benchmarks.limit import rate
from benchmarks.running import Transition
from benchmarks.start import PASSWORD, SERVE
from benchmarks.table import Bench, first_difference
from benchmarks.workload import SECOND, Workload, in_order, transitions, workload
from tundish.iso import nanoseconds_of

POINTS, INSTANT = 100_000, 10_000
FLOOD, SECONDS = 1_000, 10
"""Transitions a second, and for how long."""
PERIOD = 2.0
"""Seconds in which a point of the flood exceeds its limit once and returns once."""
Told = dict[str, list[tuple[int, str]]]
"""Time in ns and kind of each transition, by point."""
PATIENCE = 300
"""Seconds that the flow may take to come to life."""


class Point:
    """HH, H, L, LL of one point with deadband and delays, the slow way: `end` is when limit k will have changed."""

    def __init__(self) -> None:
        self.on = [False] * 4
        self.since: list[int | None] = [None] * 4
        self.level = ""

    def judge(self, row: dict[str, Any], at: int, value: float) -> Iterator[tuple[int, str, str]]:
        """Time, kind and level of each transition, and of a clear the level before."""
        while ends := [end for k in range(4) if (end := self._end(row, k)) <= at]:
            met = min(ends)
            for k in range(4):
                if self._end(row, k) == met:
                    self.on[k], self.since[k] = not self.on[k], None
            yield from self._told(met)
        for k, limit in enumerate((row["ll"], row["l"], row["h"], row["hh"])):
            back = limit + row["deadband"] if k <= 1 else limit - row["deadband"]
            beyond, returned = (value > limit, value <= back) if k > 1 else (value < limit, value >= back)
            wrong = returned if self.on[k] else beyond
            if not wrong:
                self.since[k] = None
            elif self.since[k] is None:
                self.since[k] = at
        yield from self._told(at)

    def _end(self, row: dict[str, Any], k: int) -> int:
        since = self.since[k]
        if since is None:
            return sys.maxsize
        delay: float = row["off_delay" if self.on[k] else "on_delay"]
        return since + round(delay * SECOND)

    def _told(self, at: int) -> Iterator[tuple[int, str, str]]:
        low_low, low, high, high_high = self.on
        was, self.level = self.level, "LL" if low_low else "HH" if high_high else "L" if low else "H" if high else ""
        now = self.level
        if now == was:
            return
        if not now or not was:
            yield at, "active" if now else "clear", now or was
        else:
            yield at, "ease" if len(now) < len(was) and now[0] == was[0] else "escalate", now


def reference(work: Workload) -> list[Transition]:
    """The transitions of a workload, in plain Python."""
    points, found = [Point() for _ in range(work.points)], []
    for at, number, value in zip(work.time.tolist(), work.point.tolist(), work.value.tolist(), strict=True):
        for time_, kind, level in points[number].judge(work.limits, at, value * 1.8 + 32):
            found.append(Transition(time_, f"d{number}.f", kind, level))
    return in_order(found)


def limits(bench: Bench) -> None:
    points = bench.size(POINTS, 1000)
    work = workload(bench.size(1_000_000, 4000), bench.size(INSTANT, 100), 0.001, points=points)
    wrong = first_difference(reference(work), transitions(work))
    bench.row(
        f"{points} points with four limits, {work.batch} a pass, 0.1 % transitions", rate(bench, work), "samples/s",
        void=wrong, note="transitions as of plain Python",
    )  # fmt: skip


class Site:
    """A server in a folder of its own; whoever asks is its administrator."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.headers = {"Content-Type": "application/json"}

    @contextmanager
    def serving(self) -> Iterator["Site"]:
        command = [*SERVE, "serve", "--data", str(self.data), "--port", "0"]
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
        try:
            assert server.stdout is not None
            self.address = server.stdout.readline().split()[-1]
            token = (self.data / "setup-token").read_text("utf-8").strip()
            session = self.call("POST", "/api/setup", {"token": token, "name": "ann", "password": PASSWORD})
            self.headers["X-CSRF-Token"] = session["csrf"]
            yield self
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)

    def call(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        asked = urllib.request.Request(self.address + path, data, self.headers, method=method)  # noqa: S310 - our child
        with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
            if cookie := answer.headers.get("Set-Cookie"):
                self.headers["Cookie"] = cookie.partition(";")[0]
            content = answer.read()
        return json.loads(content) if content else None

    def deploy(self, document: dict[str, Any]) -> None:
        made = self.call("POST", "/api/flows", {"document": document})
        self.call("POST", f"/api/flows/{document['id']}/deploy", {"revision": made["revision"], "comment": ""})

    def transitions(self) -> Told:
        """What the conditions did, from the event store, in its order."""
        found: Told = defaultdict(list)
        cursor = ""
        while True:
            page = self.call("GET", f"/api/events?kind=alarm.&limit=1000{cursor}")
            for event in page["events"]:
                if event["kind"] in {"alarm.active", "alarm.clear"}:
                    found[event["point"]].append((nanoseconds_of(event["time"]), event["kind"]))
            if not page.get("next"):
                break
            cursor = f"&cursor={page['next']}"
        return {point: told[::-1] for point, told in found.items()}  # the newest come first


def flooding(points: int) -> dict[str, Any]:
    """A flow in which each point exceeds its limit once in a period, and returns once, all at different times."""
    rows = [
        {"point": f"u{i % 40}.s{i}", "shape": "square", "low": 10.0, "high": 60.0, "period": PERIOD,
         "shift": PERIOD * i / points}
        for i in range(points)
    ]  # fmt: skip
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "in": ("source.simulate", {"rows": rows, "interval": 0.05}),
        "limits": ("alarm.limit", {"rows": [{"points": "*", "h": 50.0}]}),
    }
    return drawn("flood", nodes, ["in.samples > limits.samples"])


def flood(bench: Bench) -> None:
    points, seconds = bench.size(round(FLOOD * PERIOD / 2), 50), bench.size(SECONDS, 3)
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder)).serving() as site:
        site.deploy(flooding(points))
        for _ in range(PATIENCE * 10):
            if site.call("GET", "/api/alarms")["alarms"]:
                break
            time.sleep(0.1)
        answers, began, acknowledged = [], time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            rows = [row for row in site.call("GET", "/api/alarms")["alarms"] if row["status"] != "ack"][:20]
            keys = [{key: row[key] for key in ("flow", "node", "point")} for row in rows]
            if not keys:
                continue
            asked = time.perf_counter()
            acknowledged += site.call("POST", "/api/alarms/ack", {"alarms": keys})["accepted"]
            answers.append(time.perf_counter() - asked)
        took = time.perf_counter() - began
        bulk = [{"flow": "flood", "node": "limits", "point": f"u{i % 40}.s{i}"} for i in range(points)] * (
            10_000 // points
        )
        asked = time.perf_counter()
        site.call("POST", "/api/alarms/comment", {"alarms": bulk, "text": "flood"})
        bulk_took = time.perf_counter() - asked
        site.call("POST", "/api/flows/flood/stop")
        time.sleep(2.0)
        told = site.transitions()
    total = sum(map(len, told.values()))
    times = [time_ for one in told.values() for time_, _ in one]
    wanted = expected(points, min(times), max(times))
    what = f"{total} transitions, acknowledging meanwhile"
    bench.row(f"{what}: 95 of 100 answers within", sorted(answers)[int(0.95 * len(answers))], "s", at_most=0.5)
    bench.row(
        "the same: median", sorted(answers)[len(answers) // 2], "s", note=f"{acknowledged} acknowledged in {took:.0f} s"
    )
    missing, besides = differing(wanted, told)
    bench.row("transitions that are missing in the event store", float(missing), "times", at_most=0)
    bench.row("transitions that are there besides, twice, or out of order", float(besides), "times", at_most=0)
    bench.row(f"comment on {len(bulk)} alarms in one call, in the flood", bulk_took, "s")


def expected(points: int, first: int, last: int) -> Told:
    """What a point does whose value is high in the first half of its period: it is told of at ticks alone.

    `first` and `last` are ticks of 50 ms, in ns: at the first the points that are high become active.
    """
    period, tick = round(PERIOD * SECOND), SECOND // 20
    found: Told = {}
    for i in range(points):
        told, was = found.setdefault(f"u{i % 40}.s{i}", []), False
        for at in range(first, last + 1, tick):
            high = 2 * ((at - period * i // points) % period) < period
            if high != was:
                told.append((at, "alarm.active" if high else "alarm.clear"))
            was = high
    return found


def differing(wanted: Told, told: Told) -> tuple[int, int]:
    """How many are missing, and how many are there that should not be, or stand where they should not."""
    missing = besides = 0
    for point in {*wanted, *told}:
        mine, theirs = wanted.get(point, []), told.get(point, [])
        missing += (Counter(mine) - Counter(theirs)).total()
        besides += (Counter(theirs) - Counter(mine)).total()
        besides += theirs != sorted(theirs)
    return missing, besides


def main() -> int:
    bench = Bench("alarms", __doc__, journal="on disk", tracing="off")
    limits(bench)
    flood(bench)
    return bench.done()


if __name__ == "__main__":
    sys.exit(main())
