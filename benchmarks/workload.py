"""Workload: the limit check that everybody is measured with, the same samples for all.

Points `d0.v` … are scaled by a formula (`v * 1.8 + 32`, points `d0.f` …) and checked against LL, L, H and HH with
deadband, on-delay and off-delay. Most values lie well inside; now and then a point goes beyond a limit, hovers in a
deadband, escalates, or comes back: `share` is about how many transitions there are for each sample. At any time some
9 % of the points are outside.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.drawing import drawn
from benchmarks.running import START, Running, Transition
from tundish import Points, Samples
from tundish.event import Event

LIMITS: dict[str, Any] = {"points": "*", "ll": 40.0, "l": 50.0, "h": 80.0, "hh": 95.0, "deadband": 1.0}
DELAYS = {"on_delay": 1.5, "off_delay": 0.5}
SECOND = 1_000_000_000

# value before the formula, and how much it wavers: inside, H, HH, L, LL, within the deadband of H
STATES = np.array([(20.0, 1.0), (28.0, 1.0), (36.0, 1.0), (8.5, 1.0), (3.0, 1.0), (26.15, 0.45)])
LEAVE_FOR = (1, 1, 1, 1, 2, 2, 3, 3, 4, 5)
"""Where a point that is inside goes to, by chance."""
FROM_OUTSIDE = (0, 0, 0, 0, 0, 0, 1, 2, 3, 5)
"""Where one that is outside goes to."""


@dataclass(frozen=True)
class Workload:
    """Samples in the order in which they come, `batch` of one time together; every point once a second."""

    points: int
    batch: int
    time: npt.NDArray[np.int64]
    """ns after the beginning."""
    point: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    limits: dict[str, Any]

    @property
    def size(self) -> int:
        return self.value.size

    def names(self) -> list[str]:
        return [f"d{i}.v" for i in range(self.points)]

    def batches(self, points: Points) -> list[Samples]:
        """As a source emits them, an instant each."""
        numbers = np.array([points.number(name) for name in self.names()], np.int32)
        step = self.batch
        whole = Samples.of(
            arrival=np.zeros(self.size), time=self.time + START, point=numbers[self.point], value=self.value,
            quality=np.zeros(self.size),
        )  # fmt: skip
        return [whole.part(i, i + step) for i in range(0, self.size, step)]

    def save(self, folder: Path) -> Path:
        """For peers: columns as they lie in memory, names and limits as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        self.time.tofile(folder / "time.i64")
        self.point.tofile(folder / "point.i32")
        self.value.tofile(folder / "value.f64")
        facts = {"points": self.points, "batch": self.batch, "size": self.size, "limits": self.limits}
        (folder / "facts.json").write_text(json.dumps(facts), "utf-8")
        return folder


def workload(
    size: int, batch: int, share: float = 0.001, seed: int = 1, *, delays: bool = True, points: int = 1000
) -> Workload:
    """About `size` samples. The last two rounds come late and lie inside, so that every delay has ended."""
    count = batch * -(-points // batch)
    rounds = max(4, -(-size // count))
    rng = np.random.default_rng(seed)
    state = _states(rng.random((rounds, count)), share, seed)
    state[0] = state[-2:] = 0
    value = STATES[state, 0] + STATES[state, 1] * rng.random(state.shape)
    instants = count // batch
    second = np.arange(rounds, dtype=np.int64) * SECOND
    second[-2:] += 10 * SECOND
    within = (np.arange(count, dtype=np.int64) // batch) * (SECOND // instants)
    limits = LIMITS | (DELAYS if delays else {})
    number = np.tile(np.arange(count, dtype=np.int32), rounds)
    return Workload(count, batch, (second[:, None] + within).ravel(), number, value.ravel(), limits)


def document(limits: dict[str, Any]) -> dict[str, Any]:
    """Our flow, as the editor would save it."""
    nodes: dict[str, tuple[str, dict[str, Any]]] = {
        "in": ("source.file", {"path": "plant.csv", "points": "*.v"}),
        "scale": ("compute.formula", {"formula": "{device}.v * 1.8 + 32", "output": "{device}.f"}),
        "limits": ("alarm.limit", {"rows": [limits]}),
    }
    return drawn("limit-check", nodes, ["in.samples > scale.samples", "scale.samples > limits.samples"])


def transitions(work: Workload, together: int = 1) -> list[Transition]:
    """What our flow makes of the workload, `together` instants a pass."""
    seen: list[Transition] = []

    def tap(node: str, port: str, payload: Samples | Event) -> None:
        if isinstance(payload, Event) and payload.kind.startswith("alarm."):
            seen.append(transition(payload))

    running = Running(document(work.limits), tap=tap)
    running.feed(work.batches(running.points), together=together)
    return in_order(seen)


def transition(event: Event) -> Transition:
    """Of an alarm event; time in ns after the beginning."""
    kind = event.kind.removeprefix("alarm.")
    level = event.data["was" if kind == "clear" else "level"]
    return Transition(event.time - START, event.point, kind, level)


def in_order(found: list[Transition]) -> list[Transition]:
    """By time and point: within a time, points do not wait for one another."""
    return sorted(found, key=lambda one: one[:2])


def _states(chance: npt.NDArray[np.float64], share: float, seed: int) -> npt.NDArray[np.int8]:
    """State of every point in every round. Points stay outside a tenth as long as inside."""
    leave, back = 0.55 * share, 5.5 * share
    rng = np.random.default_rng(seed + 1)
    change = np.zeros(chance.shape, np.int8)
    now = [0] * chance.shape[1]
    for row, column, pick in zip(*np.nonzero(chance < back), rng.integers(0, 10, chance.size), strict=False):
        was = now[column]
        if was == 0 and chance[row, column] >= leave:
            continue
        now[column] = (LEAVE_FOR if was == 0 else FROM_OUTSIDE)[pick]
        change[row, column] = now[column] - was
    return change.cumsum(axis=0, dtype=np.int8)
