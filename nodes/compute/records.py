"""Records: how one that was read, or stood in a list, becomes a sample."""

import math
from typing import Any, NamedTuple, Protocol

from nodes.compute.reading import number_or_text
from nodes.compute.within import Unfit, found
from tundish.fields import LONGEST_POINT
from tundish.iso import nanoseconds_of
from tundish.pattern import Chooser
from tundish.quality import BAD, GOOD, NOT_A_NUMBER


class Read(NamedTuple):
    """A record as a sample."""

    point: str
    time: int
    value: float
    quality: int


class Places(Protocol):
    """Where in a record its parts stand."""

    @property
    def point(self) -> str: ...
    @property
    def points(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def zone(self) -> str: ...


def sample_of(record: Any, places: Places, fits: Chooser, time: int, *, timed: bool = True) -> Read:
    """Unfit says what is missing or wrong. `time` is for a record without, and for all when they are not `timed`."""
    point, value = found(record, places.point), found(record, places.value)
    if not isinstance(point, str) or not 0 < len(point) <= LONGEST_POINT or not point.isprintable():
        raise Unfit(f"{places.point} is no name of a point")
    if fits.best(point) is None:
        raise Unfit(f"{point} does not fit {places.points}")
    if places.time and timed:
        try:
            written = found(record, places.time)
        except LookupError:
            written = None
        if written not in (None, ""):
            time = nanoseconds_of(str(written), places.zone)
    if not -(2**63) <= time < 2**63:
        raise Unfit(f"{places.time} is too far away")
    if value in (None, ""):
        return Read(point, time, math.nan, BAD | NOT_A_NUMBER)
    number = number_or_text(value) if isinstance(value, str) else value
    if not isinstance(number, int | float):
        raise Unfit(f"{places.value} is no number")
    return Read(point, time, float(number), GOOD)
