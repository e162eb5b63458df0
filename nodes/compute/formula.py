"""Formula: compute points from points, once per instant."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeAlias

import numpy as np
import numpy.typing as npt
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from nodes.compute.formula_kernel import FormulaState, follow, hold
from nodes.compute.formula_timers import catch_up, wake
from nodes.compute.formula_wiring import DEVICE, Wiring
from nodes.compute.own_points import OwnPoints
from tundish import (
    Duration,
    Emits,
    Event,
    Marks,
    Node,
    NodeConfig,
    PointRef,
    Port,
    Samples,
    compiled_formula,
    nanoseconds,
)
from tundish.errors import FormulaError
from tundish.fields import LONGEST_POINT, MeasuredFormula, formula_inputs
from tundish.memory import Remembered

NONE = np.empty(0, np.int64)
FULL = "a window has more than 100,000 samples: the oldest are left out, and results are uncertain; make it shorter"
PLAIN = 16_384
"""Samples of such columns that are remembered."""


Plain: TypeAlias = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]
"""A column of which every sample makes one row; its slots; the points of the rows."""


def _one_device(output: str) -> str:
    if output.count(DEVICE) > 1:
        raise ValueError(f"{DEVICE} may stand in a name once")
    return output


Device = Annotated[str, Field(min_length=1, max_length=LONGEST_POINT)]
Units = Mapping[str, Annotated[str, Field(max_length=40)]]


class FormulaConfig(NodeConfig):
    output: Annotated[PointRef, AfterValidator(_one_device), Field(title="Output point")] = "{device}.f"
    """Name of the computed point. With `{device}` in it there is one for every device whose inputs are known."""
    unit: Annotated[str, Field(max_length=40, title="Unit")] = ""
    """Unit of the computed point. A result whose unit is known is converted to it. Empty: as the point directory has
    it, or as it is computed."""
    units: Annotated[Units, Field(max_length=200, title="Units of points"), Marks(hidden=True)] = Field(
        default_factory=dict
    )
    """Units of the points in the formula, by name. Those of the point directory when the flow is deployed come here."""
    formula: Annotated[MeasuredFormula, Field(title="Formula")] = "{device}.v * 1.8 + 32"
    """What is computed, from points by name. `{device}` stands for any text, the same everywhere in the formula."""
    every: Annotated[Duration, Field(title="Evaluate every")] = 0
    """Evaluated at whole multiples of so long as well, without a sample: then windows and ages go on while nothing
    comes. 0: with samples and at the end of delays alone. At least 1 s; what was missed while the flow was away is
    evaluated once."""
    devices: Annotated[tuple[Device, ...], Field(max_length=10_000, title="Devices")] = ()
    """Only these devices are computed. Empty: every one whose inputs are known."""

    @property
    def wanted(self) -> str:
        """The unit of the result, where it has to be a certain one."""
        return self.unit or self.units.get(self.output, "")

    @field_validator("every")
    @classmethod
    def _not_too_often(cls, every: float) -> float:
        if 0 < every < 1:
            raise ValueError("evaluate at most once a second; write 1 s or more, or 0")
        return every

    @field_validator("formula")
    @classmethod
    def _fits_the_units(cls, formula: str, known: ValidationInfo) -> str:
        units = known.data.get("units", {})
        unit, own = known.data.get("unit", ""), units.get(known.data.get("output", ""), "")
        compiled_formula(formula, units, unit or own)
        return formula

    @field_validator("formula")
    @classmethod
    def _fits_the_output(cls, formula: str, known: ValidationInfo) -> str:
        output, inputs = known.data.get("output", ""), formula_inputs(formula)
        per_device = any(DEVICE in name for name in inputs)
        if not inputs:
            raise ValueError("the formula names no point, so nothing would ever set it off; name at least one")
        if any(name.count(DEVICE) > 1 for name in inputs):
            raise ValueError(f"{DEVICE} may stand once in the name of a point")
        if output in inputs:
            raise ValueError(f"{output!r} is the output and an input; give the output another name")
        if output and per_device != (DEVICE in output):
            which = "the formula has it, the output" if per_device else "the output has it, the formula"
            raise ValueError(f"{DEVICE} must stand in both or in none: {which} has not")
        return formula


class FormulaNode(Node[FormulaConfig, FormulaState]):
    """Compute new points from others by a formula.

    The formula is evaluated once for every instant that brings one of its inputs, with the last known value of the
    others; the result carries the newest time and the worst quality among them. A device is silent until
    each of its inputs has been seen once. What cannot be computed is bad with a reason, never 0.
    After an edit the new formula is used from the next sample on; known values of the inputs are kept, and so is what
    those calls remember that have not changed: windows, delays and totals written otherwise begin anew.
    """

    kind = "compute.formula"
    title = "Formula"
    inputs = (Port.samples(help="All inputs of the formula; other points are ignored."),)
    outputs = (Port.samples(help="The computed points."),)
    summary_field = "formula"

    @classmethod
    def measured(cls, config: dict[str, Any]) -> tuple[str, ...]:
        """The inputs, and last the output."""
        try:
            return (*formula_inputs(str(config.get("formula", ""))), str(config.get("output", "")))
        except FormulaError:
            return ()

    def configured(self) -> None:
        config = self.config
        self.every = nanoseconds(config.every)
        self.compiled = compiled_formula(config.formula, config.units, config.wanted, self.every)
        self.state.memory = self.state.memory.moved(self.compiled.layout)
        self._point = np.empty(0, np.int32)
        """Of the latest rows."""
        self._plain: dict[int, Plain] = {}
        self._plain_size = 0
        self.wiring = Wiring(self.compiled.inputs, self.config.output, self.config.devices)
        self._own = None if any(DEVICE in name for name in self.compiled.inputs) else OwnPoints(self.compiled.inputs)

    def owned(self) -> tuple[str, ...]:
        return tuple(self.config.output.replace(DEVICE, device) for device in self.config.devices or ("*",))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        plain = self._plain.get(id(samples.point))
        if plain:
            x, xq = samples.value[np.newaxis], samples.quality[np.newaxis]
            made = self._computed(samples.arrival, samples.time, plain[2], x, xq)
            self.state.hold(plain[1], samples)  # after all that may fail
            return (("samples", made),)
        self.state.settle()
        if self._own:
            samples = self._own.of(samples, self.points)
            if not samples.size:
                return ()
        slot = self.state.slots(samples.point)
        wiring = self.wiring
        if wiring.seen != len(self.state.points):
            wiring.extend(self.state.points, self.points)
        if self.compiled.layout.cells:
            return self._remembered(slot, samples)
        if wiring.single and len(self.compiled.inputs) == 1:
            point = self._followed(slot, samples)
            if point is not None:
                x, xq = samples.value[np.newaxis], samples.quality[np.newaxis]
                return (("samples", self._computed(samples.arrival, samples.time, point, x, xq)),)
        return self._held(slot, samples)

    def _followed(self, slot: npt.NDArray[np.int32], samples: Samples) -> npt.NDArray[np.int32] | None:
        """The computed points, row by row, where each sample makes one."""
        wiring, size = self.wiring, samples.size
        point = np.empty(size, np.int32)
        each, known, once = follow(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows, wiring.first,
            wiring.user, wiring.computed, wiring.touched, wiring.mark(size), self._point, point,
        )  # fmt: skip
        if not each:
            return None
        point = self._same(point, known=known)
        if once and size <= PLAIN and samples.point.base is None:  # then it is so however the instants lie
            self._plain_size += size
            if self._plain_size > PLAIN:
                self._plain.clear()
                self._plain_size = size
            self._plain[id(samples.point)] = samples.point, slot, point
        return point

    def _held(self, slot: npt.NDArray[np.int32], samples: Samples) -> Emits:
        wiring = self.wiring
        room = wiring.room(slot)
        x, xq = wiring.columns(room)
        arrival, time, point = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
        n, known = hold(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows,
            wiring.first, wiring.user, wiring.inputs, wiring.computed,
            wiring.touched, wiring.mark(samples.size), self._point, x, xq, arrival, time, point, NONE, NONE,
        )  # fmt: skip
        if n:
            yield "samples", self._computed(arrival[:n], time[:n], self._same(point[:n], known=known), x, xq)

    def on_timer(self, key: str, due: int) -> Emits:
        """A delay is over, or it is time again: the formula is judged as of then, with its inputs as they were."""
        if not self.compiled.layout.cells:
            return ()
        point = np.array([self.points.number(key)], np.int32)
        made = self.compiled.woken(self.state.memory, point)
        return self._told(made, np.array([due]), point)

    def resumed(self, now: int, keys: Iterable[str] | None = None) -> None:
        """`keys` are those of its own timers, where others have some, too."""
        if self.every:
            mine = sorted(self.state.timers.pending if keys is None else keys)
            catch_up(self.state.timers, mine, self.points, self.state.memory, self.every, now)

    def _remembered(self, slot: npt.NDArray[np.int32], samples: Samples) -> Emits:
        """As `_held`, for a formula that remembers."""
        wiring = self.wiring
        room = wiring.room(slot)
        x, xq = np.empty((len(self.compiled.inputs), room)), np.empty((len(self.compiled.inputs), room), np.uint8)
        arrival, time, point = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
        fresh = np.empty(room, np.int64)
        n, known = hold(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows,
            wiring.first, wiring.user, wiring.inputs, wiring.computed, wiring.touched, wiring.mark(samples.size),
            self._point, x, xq, arrival, time, point, wiring.came, fresh,
        )  # fmt: skip
        if not n:
            return ()
        point = self._same(point[:n], known=known)
        made = self.compiled.remember(self.state.memory, x, xq, time[:n], fresh[:n], point)
        return self._told(made, arrival, point)

    def _told(self, made: Remembered, arrival: npt.NDArray[np.int64], point: npt.NDArray[np.int32]) -> Emits:
        """The results as samples, and timers for those that will change by themselves."""
        if not made.value.size:
            return
        arrival = arrival[made.source]
        if made.value.size != point.size:
            point = point[made.source]
        if self.compiled.layout.wakes or self.every:
            wake(self.state.timers, self.points, arrival, point, made.wait)
        yield "samples", Samples(arrival, made.time, point, made.value, made.quality)
        if made.dropped:
            at = int(arrival[-1])
            yield "error", Event(kind="problem", time=at, arrival=at, data={"error": FULL, "type": "WindowFull"})

    def _same(self, point: npt.NDArray[np.int32], *, known: bool) -> npt.NDArray[np.int32]:
        """Points as last time are the same column, so that the next node knows its slots."""
        if not known:
            self._point = self.points.column(point)
        return self._point

    def _computed(
        self, arrival: npt.NDArray[np.int64], time: npt.NDArray[np.int64], point: npt.NDArray[np.int32],
        x: npt.NDArray[np.float64], xq: npt.NDArray[np.uint8],
    ) -> Samples:  # fmt: skip
        size = point.size
        value, quality = np.empty(size), np.empty(size, np.uint8)
        self.compiled.run(x, xq, value, quality)
        return Samples(arrival, time, point, value, quality)
