"""Forces: values that people give to points for a while, in place of what their sources say.

A forced point has its value and the quality "good, forced" from the border of the flow on: it is journaled so, and a
replay gives the same. What the source really says is remembered, and said when the force ends; also over a restart of
the process, up to a second before it. Where even that is not known, the point is bad and stale until its source speaks.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from engine.passes.gate import FUTURE
from engine.watch.live import Last, PointBoard
from engine.work.words import Word, Words
from tundish.points import Points
from tundish.quality import BAD, FORCED, GOOD, STALE
from tundish.samples import Samples

HELD = GOOD | FORCED
UNKNOWN = BAD | STALE
"""Of a point that is forced no more, and of whose source nothing is known."""
FOREVER = 2**62
PATIENCE = 600
"""So often it is tried to release a point whose flow does not run (yet)."""


class Force(NamedTuple):
    value: float
    until: int
    """Engine time at which it ends, ns."""


class Real(NamedTuple):
    """What a source says."""

    time: int
    value: float
    quality: int


Say = Callable[[str, str, Samples], bool]
"""Have a source say something: flow, node, what. False: it does not run."""


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
        self._words: Words | None = None
        self._before: dict[int, Word] = {}
        """What is known of points from before a restart."""
        self._leaving: dict[int, int] = {}
        """Points that are forced no more, which their flows could not be told yet: how often that was tried."""

    def keep_in(self, words: Words) -> None:
        """Go on with what is in this file, and keep it there."""
        self._words = words
        for name, word in words.load().items():
            point = self._points.number(name)
            self._before[point], self._real[point] = word, Real(word.time, word.value, word.quality)
            self._leaving[point] = 0

    def put(self, forces: Mapping[str, Force], now: int) -> None:
        """These and no others, from now on."""
        wanted = {self._points.number(name): force for name, force in forces.items() if force.until > now}
        for point in self._forces.keys() - wanted:
            self._release(point)
        for point, force in wanted.items():
            before = self._forces.get(point)
            self._forces[point] = force
            self._leaving.pop(point, None)
            if before is None or before.value != force.value:
                self._tell(point, force.value, remember=before is None)
        self._keep()

    def expire(self, now: int) -> None:
        """End those whose time has come, also those that ended while the process, or their flow, was away."""
        for point in [point for point, force in self._forces.items() if force.until <= now]:
            self._release(point)
        for point in list(self._leaving):
            self._leave(point)
        self._keep()

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
        real, place = self._real.get(point), self._place(point)
        if place is None or (real is None and place.quality != HELD):
            self._forget(point)
        elif self._said(point, place, real or Real(0, place.value, UNKNOWN)):
            self._forget(point)
            if real is not None:
                self._released[point] = real
        else:
            self._leaving[point] = 0

    def _leave(self, point: int) -> None:
        """Once more, unless its source has spoken meanwhile, or it takes too long."""
        real, place, row = self._real.get(point), self._place(point), self._board.last(point)
        spoken = row is not None and row.quality != HELD
        self._leaving[point] += 1
        if (
            place is None
            or spoken
            or self._leaving[point] > PATIENCE
            or self._said(point, place, real or Real(0, place.value, UNKNOWN))
        ):
            self._forget(point)

    def _forget(self, point: int) -> None:
        self._real.pop(point, None)
        self._before.pop(point, None)
        self._leaving.pop(point, None)

    def _tell(self, point: int, value: float, *, remember: bool) -> None:
        """At once: the next sample may be long in coming. A point that said nothing yet waits for it."""
        row = self._board.last(point)
        if row is None:
            return
        if remember and point not in self._real and (real := self._heard(point, row)) is not None:
            self._real[point] = real
        self._said(point, row, Real(0, value, HELD))

    def _said(self, point: int, place: Last, what: Real) -> bool:
        """Told to its flow, just after what it was told last: source time never goes back."""
        time = max(place.time, what.time) + 1
        said = Samples.of(arrival=[0], time=[time], point=[point], value=[what.value], quality=[what.quality])
        return self._say(place.flow, place.node, said)

    def _place(self, point: int) -> Last | None:
        """Whose it is, and what was told of it last; of before a restart, as long as it has said nothing since."""
        row, word = self._board.last(point), self._before.get(point)
        return row if row is not None or word is None else Last(word.flow, word.node, word.told, word.value, HELD)

    def _heard(self, point: int, row: Last) -> Real | None:
        """What its source said last, if that is known: what is on the board may still be forced."""
        released = self._released.pop(point, None)
        return released if row.quality == HELD else Real(row.time, row.value, row.quality)

    def _keep(self) -> None:
        """For a restart."""
        if self._words is None:
            return
        kept = {}
        for point, real in self._real.items():
            if (place := self._place(point)) is not None:
                kept[self._points.name(point)] = Word(place.flow, place.node, place.time, *real)
        self._words.save(kept)
