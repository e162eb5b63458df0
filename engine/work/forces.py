"""Forces: values that people give to points for a while, in place of what their sources say.

A forced point has its value and the quality "good, forced" from the border of the flow on: it is journaled so, and a
replay gives the same. What the source really says is remembered, and said when the force ends. It is not remembered
over a restart of the process: where the source has not spoken since, the point is bad and stale until it does.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.passes.gate import FUTURE
from engine.watch.live import PointBoard
from tundish.points import Points
from tundish.quality import BAD, FORCED, GOOD, STALE
from tundish.samples import Samples

HELD = GOOD | FORCED
UNKNOWN = BAD | STALE
"""Of a point that is forced no more, and whose source has said nothing since the process began."""
FOREVER = 2**62


class Force(NamedTuple):
    value: float
    until: int
    """Engine time at which it ends, ns."""


class Real(NamedTuple):
    """What a source says."""

    time: int
    value: float
    quality: int


Say = Callable[[str, str, Samples], None]
"""Have a source say something: flow, node, what."""


class Forces:
    """Of a worker, for all its flows."""

    def __init__(self, points: Points, board: PointBoard, say: Say) -> None:
        self._points = points
        self._board = board
        self._say = say
        self._forces: dict[int, Force] = {}
        self._real: dict[int, Real] = {}
        """What the sources of forced points said last."""
        self._released: dict[int, Real] = {}
        """What was said of points when they were released: it may still be on its way."""

    def put(self, forces: Mapping[str, Force], now: int) -> None:
        """These and no others, from now on."""
        wanted = {self._points.number(name): force for name, force in forces.items() if force.until > now}
        for point in self._forces.keys() - wanted:
            self._release(point)
        for point, force in wanted.items():
            before = self._forces.get(point)
            self._forces[point] = force
            if before is None or before.value != force.value:
                self._tell(point, force.value, HELD, remember=before is None)

    def expire(self, now: int) -> None:
        """End those whose time has come."""
        for point in [point for point, force in self._forces.items() if force.until <= now]:
            self._release(point)

    def applied(self, samples: Samples, now: int = FOREVER) -> Samples:
        """What a source says, as its flow gets it. What is late, or of the future, is not remembered."""
        if not self._forces:
            return samples
        numbers = np.fromiter(self._forces, np.int32, len(self._forces))
        hit = np.isin(samples.point, numbers)
        if not hit.any():
            return samples
        value, quality = samples.value.copy(), samples.quality.copy()
        for k in np.flatnonzero(hit).tolist():
            point = int(samples.point[k])
            said, known = Real(int(samples.time[k]), float(value[k]), int(quality[k])), self._real.get(point)
            if said.time <= now + FUTURE and (known is None or said.time >= known.time):
                self._real[point] = said
            value[k], quality[k] = self._forces[point].value, HELD
        return Samples(samples.arrival, samples.time, samples.point, value, quality)

    def _release(self, point: int) -> None:
        del self._forces[point]
        real, row = self._real.pop(point, None), self._board.last(point)
        if real is not None:
            self._released[point] = real
            self._tell(point, real.value, real.quality, remember=False)
        elif row is not None and row.quality == HELD:
            self._tell(point, row.value, UNKNOWN, remember=False)

    def _tell(self, point: int, value: float, quality: int, *, remember: bool) -> None:
        """At once: the next sample may be long in coming. A point that said nothing yet waits for it."""
        row: Any = self._board.last(point)
        if row is None:
            return
        if remember and (real := self._heard(point, row)) is not None:
            self._real[point] = real
        said = Samples.of(arrival=[0], time=[row.time + 1], point=[point], value=[value], quality=[quality])
        self._say(row.flow, row.node, said)

    def _heard(self, point: int, row: Any) -> Real | None:
        """What its source said last, if that is known: what is on the board may still be forced."""
        released = self._released.pop(point, None)
        return released if row.quality == HELD else Real(row.time, row.value, row.quality)
