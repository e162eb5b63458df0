"""Drift: slow changes that a limit alarm sees too late."""

from typing import Annotated, Any, Literal, Self

import numpy as np
from numba.extending import register_jitable
from pydantic import Field, ValidationError, model_validator

from nodes.compute.learning import LEARNS, LEAST_LEARNED, LearnArgs, LearnedState, asked, forget, learn
from nodes.compute.mapped import DROP, WORK, MappedRow, Rowed
from nodes.compute.output import OutputPoint
from nodes.compute.recent import Kept, RecentState, Ring, at, push
from tundish import (
    Command,
    Duration,
    Emits,
    Event,
    In,
    NodeConfig,
    Number,
    OnlyIf,
    Out,
    PerPoint,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
    nanoseconds,
)  # fmt: skip
from tundish.pattern import Chooser
from tundish.quality import BAD, CALCULATION_ERROR, NOT_A_NUMBER, is_bad

METHODS = ("trend", "ewma", "cusum")
LEARNED = 4
"""The sign that a training time has ended."""
TREND, EWMA, CUSUM = range(WORK, WORK + 3)
HOUR = 3.6e12
LEAST = 3
"""Values that a trend needs."""


class DriftRow(MappedRow):
    """How the drift of all points that fit a pattern is known."""

    method: Annotated[Literal["trend", "ewma", "cusum"], Field(title="Method")] = "trend"
    """Trend: the time until the straight line through the latest values meets a limit. EWMA, CUSUM: charts that find a
    small, lasting shift from a target (ISO 7870)."""
    low: Annotated[Number | None, Field(title="Low"), OnlyIf("method", "trend")] = None
    """Limit below. Empty: none."""
    high: Annotated[Number | None, Field(title="High"), OnlyIf("method", "trend")] = 100.0
    """Limit above. Empty: none."""
    over: Annotated[Duration, Field(gt=0, title="Over"), OnlyIf("method", "trend")] = 3600.0
    """Values not older than this make the trend."""
    horizon: Annotated[Duration, Field(gt=0, title="Tell within"), OnlyIf("method", "trend")] = 86400.0
    """It drifts when a limit will be met within this time. Ten times as much is the most that is shown."""
    fit: Annotated[Number, Field(ge=0, le=1, title="Least fit (r²)"), OnlyIf("method", "trend")] = 0.5
    """Part of the changes that the line must explain; noise alone has no trend."""
    target: Annotated[Number, Field(title="Target"), OnlyIf("method", "ewma", "cusum")] = 50.0
    """Value that is expected, in the unit of the point."""
    sigma: Annotated[Number, Field(gt=0, title="Standard deviation"), OnlyIf("method", "ewma", "cusum")] = 1.0
    """Of the values while nothing drifts."""
    learns: Annotated[Literal["nothing", "sigma", "both"], Field(title="Learns"), OnlyIf("method", "ewma", "cusum")] = (
        "nothing"
    )
    """The standard deviation, or it and the target, from the good values of the training time; what is written then
    does not count."""
    training: Annotated[Duration, Field(gt=0, le=31_622_400, title="Training time"),
                        OnlyIf("learns", "sigma", "both")] = 86400.0  # fmt: skip
    """From the first good value on, during which nothing drifts. It goes on until there are 30 values that are not all
    the same. A command learns anew."""
    weight: Annotated[Number, Field(gt=0, le=1, title="Weight of the new value"), OnlyIf("method", "ewma")] = 0.2
    """Lambda of the EWMA. The smaller, the smaller the shift that is found, and the later."""
    width: Annotated[Number, Field(gt=0, title="Limits of the chart"), OnlyIf("method", "ewma")] = 3.0
    """In standard deviations of the EWMA itself: L."""
    slack: Annotated[Number, Field(ge=0, title="Slack (k)"), OnlyIf("method", "cusum")] = 0.5
    """Half the shift that is looked for, in standard deviations."""
    decision: Annotated[Number, Field(gt=0, title="Decision (h)"), OnlyIf("method", "cusum")] = 5.0
    """Sum at which it drifts, in standard deviations."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.drift"
    """Name of the result. `{point}` stands for the name of the input."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"low ({self.low:g}) must be below high ({self.high:g})")
        return self


class DriftConfig(NodeConfig):
    rows: Annotated[Table[DriftRow], Field(title="Points")] = (DriftRow(),)
    """One row for a point or for all points that fit a pattern."""


class DriftState(LearnedState, RecentState):
    version = 2
    up: PerPoint[np.float64] = PerPoint(default=0)
    """Sum upwards, or the EWMA, in standard deviations from the target."""
    down: PerPoint[np.float64] = PerPoint(default=0)
    drifts: PerPoint[np.bool_] = PerPoint(default=0)

    @classmethod
    def migrate(cls, snapshot: dict[str, Any], version: int) -> dict[str, Any]:
        """In the first version `began` was `since`."""
        columns = dict(snapshot["columns"])
        if "since" in columns:
            columns["began"] = columns.pop("since")
        return {**snapshot, "columns": columns}


class Chart:
    dtype = np.dtype(
        [("what", "i8"), ("point", "i8"), ("low", "f8"), ("high", "f8"), ("over", "i8"), ("horizon", "f8"),
         ("fit", "f8"), ("target", "f8"), ("sigma", "f8"), ("weight", "f8"), ("slack", "f8"), ("bound", "f8"),
         ("learns", "i8"), ("training", "i8")]
    )  # fmt: skip

    what: int
    point: int
    low: float
    high: float
    over: int
    horizon: float
    """Ns."""
    fit: float
    target: float
    sigma: float
    weight: float
    slack: float
    bound: float
    """Of what is charted."""
    learns: int
    """0 nothing, 1 sigma, 2 the target, too."""
    training: int


@register_jitable
def ahead(row: DriftState, own: Chart, ring: Ring, kept: Rows[Kept]) -> float:
    """Ns from the newest value until the trend meets a limit, at most ten horizons; NaN with too few values."""
    n, most = row.tail - row.head, 10.0 * own.horizon
    newest = kept[at(ring, row.tail - 1)]
    x = y = xx = xy = yy = 0.0
    for k in range(row.head, row.tail):
        x += (kept[at(ring, k)].time - newest.time) / n
        y += kept[at(ring, k)].value / n
    for k in range(row.head, row.tail):
        dx, dy = kept[at(ring, k)].time - newest.time - x, kept[at(ring, k)].value - y
        xx, xy, yy = xx + dx * dx, xy + dx * dy, yy + dy * dy
    if n < LEAST or xx == 0.0:
        return np.nan
    slope = xy / xx
    if yy == 0.0 or xy * xy < own.fit * xx * yy:
        return most
    now = y - slope * x
    limit = own.high if slope > 0.0 else own.low
    return min(most, max(0.0, (limit - now) / slope))


@kernel
def charted(  # noqa: C901 - three methods
    slot: In[np.int32], time: In[np.int64], value: In[np.float64], quality: In[np.uint8], state: Rows[DriftState],
    charts: Rows[Chart], rings: Rows[Ring], kept: Rows[Kept],
    keep: Out[np.bool_], out: Out[np.float64], out_quality: Out[np.uint8], point: Out[np.int32], turned: Out[np.int8],
) -> None:  # fmt: skip
    """`turned`: 1 where a drift begins, -1 where it ends, 2 more where learning has ended."""
    for i in range(slot.size):
        s = slot[i]
        row, own, v, q = state[s], charts[s], value[i], int(quality[i])
        point[i], keep[i], out[i], turned[i] = own.point, own.what != DROP, np.nan, 0
        out_quality[i] = q if is_bad(q) else BAD | NOT_A_NUMBER
        if own.what < TREND or is_bad(q) or not np.isfinite(v):
            continue
        sigma, target = own.sigma, own.target
        if own.what != TREND and own.learns:
            if np.isnan(row.learned):
                if not learn(row, LEAST_LEARNED, own.training, time[i], v):
                    keep[i] = False
                    continue
                turned[i] = LEARNED
            sigma, target = row.learned, row.mean if own.learns > 1 else own.target
        z = (v - target) / sigma
        if own.what == TREND:
            push(row, rings[s], kept, time[i], v, q)
            while kept[at(rings[s], row.head)].time < time[i] - own.over:
                row.head += 1
            found = ahead(row, own, rings[s], kept) / HOUR
            drifts = found * HOUR <= own.horizon
            keep[i] = not np.isnan(found)
        elif own.what == EWMA:
            row.up += own.weight * (z - row.up)
            found, drifts = row.up, abs(row.up) > own.bound
        else:
            row.up, row.down = max(0.0, row.up + z - own.slack), max(0.0, row.down - z - own.slack)
            found = row.up if row.up >= row.down else -row.down
            drifts = abs(found) > own.bound
        if not keep[i]:
            continue
        if not np.isfinite(found):
            row.up, row.down = 0.0, 0.0
            out_quality[i] = BAD | CALCULATION_ERROR
            continue
        out[i], out_quality[i] = found, q
        if drifts != row.drifts:
            row.drifts, turned[i] = drifts, turned[i] + (1 if drifts else -1)


class Drift(Rowed[DriftConfig, DriftState]):
    """Tell when points drift: how many hours until a trend meets a limit, or a shift from a target (EWMA, CUSUM).

    The result of a trend is in hours; ten times the horizon when nothing is met. That of an EWMA is the deviation from
    the target, that of a CUSUM the larger of its two sums, downwards below 0, both in standard deviations. When it
    begins to drift, `drift.begin` is told, and `drift.end` when it does no more. Bad samples give bad results and are
    not remembered; at most 100,000 values of a point make a trend. A chart may learn its standard deviation and its
    target in a training time: there are no results in it, and `drift.learned` tells what was found.
    """

    kind = "compute.drift"
    title = "Drift"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (
        Port.samples(help="Hours to the limit, or what is charted."),
        Port.events(help="What begins to drift, does no more, or was learned: `drift.begin`, `.end`, `.learned`."),
    )
    commands = (Command("learn", "Learn anew", args=LearnArgs),)
    keeps = ("drift.*",)
    summary_field = "rows"
    line = Chart

    def of(self, row: DriftRow) -> tuple[Any, ...]:
        low, high = (sign * np.inf if x is None else x for sign, x in ((-1, row.low), (1, row.high)))
        ewma = row.width * (row.weight / (2 - row.weight)) ** 0.5
        bound = ewma if row.method == "ewma" else row.decision
        what = WORK + METHODS.index(row.method)
        return (
            what, low, high, nanoseconds(row.over), row.horizon * 1e9, row.fit, row.target, row.sigma, row.weight,
            row.slack, bound, LEARNS.index(row.learns), nanoseconds(row.training),
        )  # fmt: skip

    def on_samples(self, port: str, samples: Samples) -> Emits:
        n, state = samples.size, self.state
        slot = state.slots(samples.point)
        state.make_room(slot)
        keep, value, quality, point = np.empty(n, np.bool_), np.empty(n), np.empty(n, np.uint8), np.empty(n, np.int32)
        turned = np.empty(n, np.int8)
        charted(
            slot, samples.time, samples.value, samples.quality, state.rows, self.lines(), state.rings, state.kept,
            keep, value, quality, point, turned,
        )  # fmt: skip
        yield "samples", Samples(samples.arrival, samples.time, point, value, quality).where(keep)
        for i in np.flatnonzero(turned).tolist():
            if turned[i] > 1:
                yield "events", self._learned(samples, i, int(slot[i]))
            if turned[i] != LEARNED:
                yield "events", self._turn(samples, i, float(value[i]), begins=turned[i] in (1, LEARNED + 1))

    def _learned(self, samples: Samples, i: int, slot: int) -> Event:
        name, own = self.points.name(int(samples.point[i])), self.state.rows[slot]
        row = self.row_of(name)
        target = float(own["mean"]) if row.learns == "both" else row.target
        data = {"target": target, "sigma": float(own["learned"]), "values": int(own["trained"])}
        return Event(
            kind="drift.learned", time=int(samples.time[i]), arrival=int(samples.arrival[i]), point=name, data=data
        )  # fmt: skip

    def on_command(self, command: Event) -> Emits:
        """The points that are named learn anew."""
        try:
            slots = asked(self.state, self.points, command)
        except ValidationError as error:
            yield "error", self.problem(error, command.arrival, {"command": command.kind})
            return
        self._learn_anew(slots)

    def _learn_anew(self, slots: list[int]) -> None:
        forget(self.state, slots)
        self.state.rows["up"][slots], self.state.rows["down"][slots] = 0.0, 0.0

    def _turn(self, samples: Samples, i: int, found: float, *, begins: bool) -> Event:
        name = self.points.name(int(samples.point[i]))
        row = self.row_of(name)
        data = {"method": row.method, "hours" if row.method == "trend" else "deviations": found,
                "value": float(samples.value[i])}  # fmt: skip
        return Event(
            kind="drift.begin" if begins else "drift.end", time=int(samples.time[i]), arrival=int(samples.arrival[i]),
            point=name, data=data,
        )  # fmt: skip

    def on_config(self, old: DriftConfig | None) -> Any:
        """A chart of another kind, or about another target, begins anew; those of other points go on."""
        if old and old != self.config:
            chooser, anew = Chooser([row.points for row in old.rows]), list[int]()
            for slot, point in enumerate(self.state.points):
                name = self.points.name(point)
                index, row = chooser.best(name), self.row_of(name)
                before = None if index is None else old.rows[index]
                if before != row:
                    self.state.rows["up"][slot], self.state.rows["down"][slot] = 0.0, 0.0
                    told = [one and (one.method, one.learns, one.training) for one in (before, row)]
                    anew += [slot] if told[0] != told[1] else []
            self._learn_anew(anew)
        return ()
