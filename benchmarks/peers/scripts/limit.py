"""The limit check of one point in plain Python, as users of these libraries write it. Runs without Tundish."""

import json
import sys
import time
from array import array
from pathlib import Path

SECOND = 1_000_000_000
NAMES = ("LL", "L", "H", "HH")


class Data:
    """The workload's columns."""

    def __init__(self, folder):
        folder = Path(folder)
        facts = json.loads((folder / "facts.json").read_text("utf-8"))
        self.limits, self.batch, self.size = facts["limits"], facts["batch"], facts["size"]
        self.names = [f"d{i}.v" for i in range(facts["points"])]
        self.time, self.point, self.value = (array(code) for code in "qid")
        self.time.frombytes((folder / "time.i64").read_bytes())
        self.point.frombytes((folder / "point.i32").read_bytes())
        self.value.frombytes((folder / "value.f64").read_bytes())


class Alarm:
    """HH, H, L, LL with deadband and delays by the time of the data."""

    __slots__ = ("busy", "level", "on", "since", "status")

    def __init__(self):
        self.on = [False] * 4
        self.since = [None] * 4
        self.level = ""
        self.status = "normal"
        self.busy = False

    def judge(self, row, name, at, value):
        """The transitions that a sample brings about."""
        if not self.busy and row["l"] < value < row["h"]:
            return ()
        told = []
        while True:
            ends = [self.end(row, k) for k in range(4) if self.since[k] is not None]
            met = min(ends, default=at + 1)
            if met > at:
                break
            for k in range(4):
                if self.since[k] is not None and self.end(row, k) == met:
                    self.on[k], self.since[k] = not self.on[k], None
            self.tell(row, name, met, value, told)
        for k, limit in enumerate((row["ll"], row["l"], row["h"], row["hh"])):
            beyond = limit - value if k < 2 else value - limit
            wrong = beyond <= -row["deadband"] if self.on[k] else beyond > 0
            if not wrong:
                self.since[k] = None
            elif not row["off_delay" if self.on[k] else "on_delay"]:
                self.on[k] = not self.on[k]
            elif self.since[k] is None:
                self.since[k] = at
        self.tell(row, name, at, value, told)
        self.busy = any(self.on) or any(since is not None for since in self.since)
        return told

    def end(self, row, k):
        return self.since[k] + round(row["off_delay" if self.on[k] else "on_delay"] * SECOND)

    def tell(self, row, name, at, value, told):
        was = self.level
        low_low, low, high, high_high = self.on
        now = "LL" if low_low else "HH" if high_high else "L" if low else "H" if high else ""
        if now == was:
            return
        if not now:
            kind, self.status = "clear", "rtn_unack"
        elif not was:
            kind, self.status = "active", "unack"
        else:
            kind = "ease" if len(now) < len(was) and now[0] == was[0] else "escalate"
        self.level = now
        limit = row[(now or was).lower()]
        told.append({
            "time": at, "point": name, "kind": kind, "level": now or was, "was": was, "status": self.status,
            "value": value, "limit": limit, "priority": "moderate",
            "message": f"{name} {now or was}: {value:.6g} (limit {limit:g})",
        })  # fmt: skip


def measured(work):
    """Do the work, then say how long it took and what came of it, as JSON on the last line."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    rows = [[one["time"], one["point"], one["kind"], one["level"]] for one in found]
    print(json.dumps({**took, "transitions": rows}))


def folder():
    return sys.argv[1]
