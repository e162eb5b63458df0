"""Plant: where points are, of what device, and what they may measure, as the point directory said it at the deploy.

A flow that is deployed has a table `plant` in its document, which is kept with the version: the flow does the same
after a restart and in a replay, whatever the directory says by then.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Place(NamedTuple):
    """What is said of a point; empty and None where nothing is."""

    area: str = ""
    device: str = ""
    low: float | None = None
    """Ends of the measuring range, in the unit of the point."""
    high: float | None = None

    @property
    def span(self) -> float | None:
        """Upper less lower end of the range; None if it has none that is above 0."""
        if self.low is None or self.high is None or self.high <= self.low:
            return None
        return self.high - self.low


UNKNOWN = Place()


def lies_in(area: str, wanted: str) -> bool:
    """Whether an area is the wanted one or below it: `North/Hall 1` lies in `North`, `Northwest` does not."""
    return f"{area}/".startswith(below(wanted))


def below(area: str) -> str:
    """How the name of an area begins that lies in this one, once it ends in a slash itself."""
    return area.rstrip("/") + "/"


class Plant:
    """The table of one version of a flow. Empty, it is false."""

    def __init__(self, table: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """`table` is what the document has: by point, as far as it is known, the fields of `Place`."""
        self.table = table if isinstance(table, Mapping) else {}
        self._places: dict[str, Place] = {}

    def __bool__(self) -> bool:
        return bool(self.table)

    def of(self, point: str) -> Place:
        """What is said of a point."""
        known = self._places.get(point)
        if known is None:
            known = self._places[point] = Place(**self.table[point]) if point in self.table else UNKNOWN
        return known


NOWHERE = Plant()
