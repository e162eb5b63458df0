"""Unit: values in one unit as values in another."""

import re
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from nodes.compute.mapped import MappedRow, Others
from nodes.compute.output import POINT, OutputPoint, named
from tundish import Emits, Node, NodeConfig, NodeState, Port, Samples, Table, compiled_formula
from tundish.errors import FormulaError
from tundish.pattern import Chooser
from tundish.quality import BAD, NOT_A_NUMBER

UnitText = Annotated[str, Field(min_length=1, max_length=40, pattern=r'^[^"\\]+$')]


class UnitRow(MappedRow):
    """How all points that fit a pattern are converted."""

    before: Annotated[UnitText, Field(title="From")] = "degC"
    """Unit of the input, as formulas write it: degC, m3/h, kPa, kJ/(kg·K)."""
    after: Annotated[UnitText, Field(title="To")] = "degF"
    """Unit of the result. It measures the same: no volume becomes a mass."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.converted"
    """Name of the result. `{point}` stands for the name of the input; alone, it keeps the name."""

    @property
    def formula(self) -> str:
        return f'convert(x, "{self.before}", "{self.after}")'

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            compiled_formula(self.formula)
        except FormulaError as error:
            what = re.sub(r"^line \d+, column \d+: ", "", str(error))
            raise ValueError(f"from {self.before} to {self.after}: {what}") from None
        return self


class UnitConfig(NodeConfig):
    rows: Annotated[Table[UnitRow], Field(title="Conversions")] = (
        UnitRow.model_construct(),  # not validated: an import compiles no formula
    )
    """One row for a point or for all points that fit a pattern."""
    others: Others = "drop"
    """Dropped, or passed on as they are."""


class Unit(Node[UnitConfig, NodeState]):
    """Convert points from one unit to another, temperatures with their zero, as formulas do.

    Time and quality stay; what is not a finite number is bad. Units that do not measure the same are refused when they
    are written.
    """

    kind = "compute.unit"
    title = "Convert units"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="The converted values."),)
    summary_field = "rows"

    def configured(self) -> None:
        self._chooser = Chooser([row.points for row in self.config.rows])
        self._compiled = [compiled_formula(row.formula) for row in self.config.rows]
        self._row, self._output = np.zeros(0, np.int32), np.zeros(0, np.int32)

    def owned(self) -> tuple[str, ...]:
        """Not those that keep their name: they stay their source's."""
        return tuple(dict.fromkeys(named(r.output, r.points) for r in self.config.rows if r.output != POINT))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slot = self.state.slots(samples.point)
        if len(self._row) < len(self.state.points):
            self._meet()
        row, value = self._row[slot], samples.value.copy()
        no_number = ~np.isfinite(value) & (samples.quality < BAD)
        quality = np.where(no_number, np.uint8(BAD | NOT_A_NUMBER), samples.quality)
        for index in np.unique(row[row >= 0]).tolist():
            where = np.flatnonzero(row == index)
            x, xq = value[where][np.newaxis], quality[where][np.newaxis]
            found, how = np.empty(where.size), np.empty(where.size, np.uint8)
            self._compiled[index].run(x, xq, found, how)
            value[where], quality[where] = found, how
        made = Samples(samples.arrival, samples.time, self._output[slot], value, quality)
        yield "samples", made.where((row >= 0) | (self.config.others == "pass"))

    def _meet(self) -> None:
        """New points."""
        names = [self.points.name(point) for point in self.state.points]
        rows = [self._chooser.best(name) for name in names]
        self._row = np.array([-1 if index is None else index for index in rows], np.int32)
        outputs = [
            name if index is None else named(self.config.rows[index].output, name)
            for name, index in zip(names, rows, strict=True)
        ]
        self._output = self.points.numbers(outputs)
