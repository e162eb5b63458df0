"""Formula: compute points from points, once per instant."""

from typing import Annotated

import numpy as np
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from nodes.compute.formula_wiring import DEVICE, Wiring
from tundish import (
    Emits,
    Formula,
    In,
    Node,
    NodeConfig,
    NodeState,
    Out,
    OutGrid,
    PerPoint,
    PointRef,
    Port,
    Rows,
    Samples,
    compiled_formula,
    kernel,
)
from tundish.fields import LONGEST_POINT
from tundish.quality import BAD, NOT_A_NUMBER

NEVER = -(2**63)


def _one_device(output: str) -> str:
    if output.count(DEVICE) > 1:
        raise ValueError(f"{DEVICE} may stand in a name once")
    return output


Device = Annotated[str, Field(min_length=1, max_length=LONGEST_POINT)]


class FormulaConfig(NodeConfig):
    output: Annotated[PointRef, AfterValidator(_one_device), Field(title="Output point")] = "{device}.f"
    """Name of the computed point. With `{device}` in it there is one for every device whose inputs are known."""
    formula: Annotated[Formula, Field(title="Formula")] = "{device}.v * 1.8 + 32"
    """What is computed, from points by name. `{device}` stands for any text, the same everywhere in the formula."""
    unit: Annotated[str, Field(max_length=40, title="Unit")] = ""
    """Unit of the computed point, for people; nothing is converted."""
    devices: Annotated[tuple[Device, ...], Field(max_length=10_000, title="Devices")] = ()
    """Only these devices are computed. Empty: every one whose inputs are known."""

    @field_validator("formula")
    @classmethod
    def _fits_the_output(cls, formula: str, known: ValidationInfo) -> str:
        output, inputs = known.data.get("output", ""), compiled_formula(formula).inputs
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


class FormulaState(NodeState):
    """Last sample of each input point. An input used by a hundred devices is held once."""

    value: PerPoint[np.float64] = PerPoint(default=0.0)
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    quality: PerPoint[np.uint8] = PerPoint(default=0)


@kernel
def hold(
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64],
    quality: In[np.uint8], state: Rows[FormulaState],
    first: In[np.int32], user: In[np.int32], inputs: In[np.int32], computed: In[np.int32],
    touched: Out[np.int64], mark: int, x: OutGrid[np.float64], xq: OutGrid[np.uint8],
    out_arrival: Out[np.int64], out_time: Out[np.int64], out_point: Out[np.int32],
) -> int:  # fmt: skip
    """Sample-and-hold: one row of inputs for every device and instant that touches it; how many rows.

    Slot s feeds devices user[first[s]:first[s+1]]; device d reads slots inputs[d*k:(d+1)*k], -1 for
    one not seen yet. `mark` is a number never used before, with room for one per sample.
    """
    width = x.shape[0]
    rows = 0
    start = 0
    while start < slot.size:
        stop = start
        while stop < slot.size and arrival[stop] == arrival[start]:
            row = state[slot[stop]]
            row.value, row.time, row.quality = value[stop], time[stop], quality[stop]
            if not np.isfinite(value[stop]):
                row.quality = max(row.quality, BAD | NOT_A_NUMBER)
            stop += 1
        for i in range(start, stop):
            for u in range(first[slot[i]], first[slot[i] + 1]):
                device = user[u]
                if touched[device] == mark:
                    continue  # in this instant, by another of its inputs
                touched[device] = mark
                newest = NEVER
                for k in range(width):
                    s = inputs[device * width + k]
                    row = state[max(s, 0)]
                    if s < 0 or row.time == NEVER:
                        newest = NEVER
                        break
                    x[k, rows], xq[k, rows] = row.value, row.quality
                    newest = max(newest, row.time)
                if newest != NEVER:  # all inputs have been seen
                    out_arrival[rows], out_time[rows], out_point[rows] = arrival[start], newest, computed[device]
                    rows += 1
        start = stop
        mark += 1
    return rows


class FormulaNode(Node[FormulaConfig, FormulaState]):
    """Compute new points from others by a formula.

    The formula is evaluated once for every instant that brings one of its inputs, with the last known value of the
    others; the result carries the newest time and the worst quality among them. A device is silent until
    each of its inputs has been seen once. What cannot be computed is bad with a reason, never 0.
    After an edit the new formula is used from the next sample on; known values of the inputs are kept.
    """

    kind = "compute.formula"
    title = "Formula"
    inputs = (Port.samples(help="All inputs of the formula; other points are ignored."),)
    outputs = (Port.samples(help="The computed points."),)
    summary_field = "formula"

    def configured(self) -> None:
        self.compiled = compiled_formula(self.config.formula)
        self.wiring = Wiring(self.compiled.inputs, self.config.output, self.config.devices)

    def owned(self) -> tuple[str, ...]:
        return tuple(self.config.output.replace(DEVICE, device) for device in self.config.devices or ("*",))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slot = self.state.slots(samples.point)
        wiring = self.wiring
        wiring.extend(self.state.points, self.points)
        room = wiring.room(slot)
        x, xq = wiring.columns(room)
        arrival, time, point = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int32)
        n = hold(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows,
            wiring.first, wiring.user, wiring.inputs, wiring.computed,
            wiring.touched, wiring.mark(samples.size), x, xq, arrival, time, point,
        )  # fmt: skip
        if n:
            value, quality = np.empty(n), np.empty(n, np.uint8)
            self.compiled.run(x, xq, value, quality)
            if n < room:
                arrival, time, point = arrival[:n], time[:n], point[:n]
            yield "samples", Samples(arrival, time, point, value, quality)
