"""Hourly: nodes that take the hours of a point one after the other, and what is told of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from tundish import Emits, Points, Samples
from tundish.pattern import Chooser

Told: TypeAlias = tuple[int, str, float, int]
"""Time, name of the point, value, quality."""


def hour_by_hour(
    samples: Samples,
    points: Points,
    chooser: Chooser,
    rows: Sequence[Any],
    hour: Callable[[Any, str, int, float, int], Iterable[Told]],
) -> Emits:
    """What `hour` tells of each sample that has a row, given the row, the name, time, value and quality."""
    made: list[tuple[int, int, int, float, int]] = []
    columns = (samples.arrival, samples.time, samples.point, samples.value, samples.quality)
    for arrival, time, point, value, quality in zip(*(column.tolist() for column in columns), strict=True):
        name = points.name(point)
        index = chooser.best(name)
        if index is not None:
            told = hour(rows[index], name, time, value, quality)
            made += [(arrival, at, points.number(output), x, q) for at, output, x, q in told]
    if made:
        arrivals, times, numbers, values, qualities = zip(*made, strict=True)
        yield "samples", Samples.of(arrival=arrivals, time=times, point=numbers, value=values, quality=qualities)
