"""Mapped: nodes that make one sample of each sample, by a table with a row for a point or for many."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from nodes.compute.output import POINT, BySlot, OutputPoint, keep_apart, named
from tundish import Emits, Node, NodeConfig, NodeState, PointPattern, Samples
from tundish.pattern import Chooser

DROP, PASS, WORK = range(3)
"""What a line says first; further kinds of work follow."""

Others = Annotated[Literal["drop", "pass"], Field(title="Points that fit no row")]


class MappedRow(NodeConfig):
    """What is done with all points that fit a pattern."""

    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`. Of several rows that fit, the most specific is used: fewest `*`, then the longest."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.out"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""

    @model_validator(mode="after")
    def _is_apart(self) -> Self:
        keep_apart(self.points, self.output)
        return self


class _Config(Protocol):
    @property
    def rows(self) -> Sequence[MappedRow]: ...


C = TypeVar("C", bound=NodeConfig)
S = TypeVar("S", bound=NodeState)


class Rowed(Node[C, S], Generic[C, S]):
    """A node whose config has `rows`, perhaps `others`; `line` has the dtype of what the kernel reads of a row.

    The first two fields of a line are `what` and `point`, the number of the output.
    """

    line: ClassVar[Any]

    def of(self, row: Any) -> tuple[Any, ...]:
        """The line of a row, without its point: `what` and the rest."""
        raise NotImplementedError

    @property
    def settings(self) -> _Config:
        config: Any = self.config
        return config  # type: ignore[no-any-return]

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.settings.rows])
        self._lines = BySlot(self.line.dtype, self._line)

    def lines(self) -> Any:
        """Of all slots."""
        return self._lines.upto(self.state.points)

    def owned(self) -> tuple[str, ...]:
        """Not those that keep their name: they stay their source's."""
        rows = self.settings.rows
        return tuple(dict.fromkeys(named(row.output, row.points) for row in rows if row.output != POINT))

    def row_of(self, point: str) -> Any:
        """The row of a point, or None."""
        index = self._chooser.best(point)
        return None if index is None else self.settings.rows[index]

    def _line(self, point: int) -> tuple[Any, ...]:
        name = self.points.name(point)
        row = self.row_of(name)
        if row is None:
            what = PASS if getattr(self.config, "others", "drop") == "pass" else DROP
            return (what, point, *(0 for _ in self.line.dtype.names[2:]))
        return self.line_of(row, name)

    def line_of(self, row: Any, name: str) -> tuple[Any, ...]:
        """The line of a point with this name."""
        what, *rest = self.of(row)
        return (what, self.points.number(named(row.output, name)), *rest)


class Mapped(Rowed[C, S], Generic[C, S]):
    """A node that makes one sample of each."""

    def run(
        self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, keep: npt.NDArray[np.bool_],
        value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], point: npt.NDArray[np.int32],
    ) -> None:  # fmt: skip
        """Call the kernel, which fills the last four."""
        raise NotImplementedError

    def configured(self) -> None:
        super().configured()
        self._point = np.zeros(0, np.int32)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        n = samples.size
        slot = self.state.slots(samples.point)
        keep, value, quality, point = np.empty(n, np.bool_), np.empty(n), np.empty(n, np.uint8), np.empty(n, np.int32)
        self.run(slot, samples, self.lines(), keep, value, quality, point)
        if not np.array_equal(point, self._point):
            self._point = self.points.column(point)  # one object as long as it is the same: the next node knows it
        yield "samples", Samples(samples.arrival, samples.time, self._point, value, quality).where(keep)
