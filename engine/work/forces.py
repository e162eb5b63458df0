"""Forces: values that people give to points for a while, in place of what their sources say.

A forced point has its value and the quality "good, forced" from the border of the flow on: it is journaled so, and a
replay gives the same. What the source really says is remembered, and said when the force ends.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from engine.watch.live import PointBoard
from tundish.points import Points
from tundish.quality import FORCED, GOOD
from tundish.samples import Samples


class Force(NamedTuple):
    value: float
    until: int
    """Engine time at which it ends, ns."""


Say = Callable[[str, str, Samples], None]
"""Have a source say something: flow, node, what."""


class Forces:
    """Of a worker, for all its flows."""

    def __init__(self, points: Points, board: PointBoard, say: Say) -> None:
        self._points = points
        self._board = board
        self._say = say
        self._forces: dict[int, Force] = {}
        self._real: dict[int, tuple[float, int]] = {}
        """What the sources of forced points said last: value and quality."""

    def put(self, forces: Mapping[str, Force], now: int) -> None:
        """These and no others, from now on."""
        wanted = {self._points.number(name): force for name, force in forces.items() if force.until > now}
        for point in self._forces.keys() - wanted:
            self._release(point)
        for point, force in wanted.items():
            before = self._forces.get(point)
            self._forces[point] = force
            if before is None or before.value != force.value:
                self._tell(point, force.value, GOOD | FORCED, remember=before is None)

    def expire(self, now: int) -> None:
        """End those whose time has come."""
        for point in [point for point, force in self._forces.items() if force.until <= now]:
            self._release(point)

    def applied(self, samples: Samples) -> Samples:
        """What a source says, as its flow gets it."""
        if not self._forces:
            return samples
        numbers = np.fromiter(self._forces, np.int32, len(self._forces))
        hit = np.isin(samples.point, numbers)
        if not hit.any():
            return samples
        value, quality = samples.value.copy(), samples.quality.copy()
        for k in np.flatnonzero(hit).tolist():
            point = int(samples.point[k])
            self._real[point] = float(value[k]), int(quality[k])
            value[k], quality[k] = self._forces[point].value, GOOD | FORCED
        return Samples(samples.arrival, samples.time, samples.point, value, quality)

    def _release(self, point: int) -> None:
        del self._forces[point]
        real = self._real.pop(point, None)
        if real is not None:
            self._tell(point, *real, remember=False)

    def _tell(self, point: int, value: float, quality: int, *, remember: bool) -> None:
        """At once: the next sample may be long in coming. A point that said nothing yet waits for it."""
        row: Any = self._board.last(point)
        if row is None:
            return
        if remember:
            self._real[point] = row.value, row.quality
        said = Samples.of(arrival=[0], time=[row.time + 1], point=[point], value=[value], quality=[quality])
        self._say(row.flow, row.node, said)
