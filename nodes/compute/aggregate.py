"""Aggregate: average, minimum, percentile and others of each point, window by window."""

from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from nodes.compute.aggregate_kernel import (
    EMPTY_WINDOWS,
    NEVER,
    PERCENTILE,
    AggregateState,
    Own,
    Result,
    aggregate,
)
from nodes.compute.clock import must_fit_the_clock, offsets_of
from nodes.compute.output import POINT, OutputPoint, PointGrid, named
from nodes.compute.producing import Producing, grain_of
from tundish import Duration, NodeConfig, Number, OnlyIf, PointPattern, Port, Table, Unit, Zone, nanoseconds
from tundish.pattern import matches
from tundish.quality import BAD, UNCERTAIN
from tundish.timers import FOREVER

Function = Literal[
    "avg", "twa", "min", "max", "range", "sum", "count", "std", "std_population", "first", "last", "delta",
    "percentile", "median", "good_share", "late",
]  # fmt: skip
FUNCTIONS = (
    "avg", "twa", "min", "max", "range", "sum", "count", "std", "std_population", "first", "last", "delta",
    "percentile", "good_share", "late",
)  # fmt: skip
WINDOWS = {"tumbling": 0, "months": 0, "hopping": 1, "sliding": 2, "session": 3, "count": 4}
"""As the kernel knows them: months are tumbling, with a length of their own."""
YEAR = 366 * 86400
SHORTEST_MONTH = 28 * 86400


class ResultRow(NodeConfig):
    """One figure of every window."""

    function: Annotated[Function, Field(title="Function")] = "avg"
    """What is computed. `avg` weighs every sample alike, `twa` by the time it holds; `delta` is last less first, `std`
    that of a sample (n - 1); `good_share` is in percent, `late` counts samples that came too late."""
    percent: Annotated[Number, Unit("%"), Field(ge=0, le=100, title="Percentile"), OnlyIf("function", "percentile")] = (
        95.0
    )
    """So many percent of the values lie below, in a straight line between the two nearest."""
    output: Annotated[OutputPoint, Field(title="Output point")] = "{point}.avg"
    """Name of the result. `{point}` stands for the name of the input."""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if POINT not in self.output or self.output == POINT:
            raise ValueError("output: it needs {point} and a name of its own, like {point}.avg")
        return self


class AggregateConfig(NodeConfig):
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`. Others are left out."""
    window: Annotated[
        Literal["tumbling", "months", "hopping", "sliding", "session", "count"], Field(title="Window")
    ] = "tumbling"
    """Tumbling: one after the other, by the clock. Months: those of the calendar. Hopping: overlapping,
    by the clock. Sliding: the time up to each sample. Session: until no sample has come for a while. Count: so many
    values."""
    length: Annotated[
        Duration, Field(gt=0, le=YEAR, title="Length"), OnlyIf("window", "tumbling", "hopping", "sliding")
    ] = 60.0
    """Of a window. By the clock it divides an hour, is whole hours that divide a day, or whole days."""
    months: Annotated[int, Field(ge=1, le=12, title="Months"), OnlyIf("window", "months")] = 1
    """1, 2, 3, 4, 6 or 12, counted from January on: 3 are the quarters of a year."""
    hop: Annotated[Duration, Field(gt=0, le=YEAR, title="Every"), OnlyIf("window", "hopping")] = 15.0
    """How often a hopping window ends; as the length, it keeps to the clock."""
    zone: Annotated[Zone, Field(title="Time zone"), OnlyIf("window", "tumbling", "months", "hopping")] = "UTC"
    """Whose clock windows keep to, like Asia/Shanghai. A day on which clocks change has 23 or 25 hours."""
    offset: Annotated[
        Duration, Field(lt=YEAR, title="Begins after midnight"), OnlyIf("window", "tumbling", "months", "hopping")
    ] = 0.0
    """When the first window of a day begins: 6 h for shifts from 6, 14 and 22 o'clock on. Weeks begin on Mondays; 6
    days later is a Sunday. Months begin on the first; 25 days later is the 26th."""
    gap: Annotated[Duration, Field(gt=0, le=YEAR, title="Gap"), OnlyIf("window", "session")] = 60.0
    """A session is over when no sample has come for so long."""
    count: Annotated[int, Field(ge=1, le=100_000, title="Number of values"), OnlyIf("window", "count")] = 10
    """How many values that count make a window."""
    results: Annotated[Table[ResultRow], Field(min_length=1, max_length=30, title="Results")] = (ResultRow(),)
    """What is computed of every window, each under a name of its own."""
    between: Annotated[Literal["step", "linear"], Field(title="Between samples")] = "step"
    """For time weights: a value holds until the next, or moves to it in a straight line."""
    hold: Annotated[Duration, Field(le=YEAR, title="Holds at most")] = 0.0
    """After so long without a sample a value is no longer known. 0: it holds until the next sample."""
    uncertain: Annotated[Literal["use", "leave_out"], Field(title="Uncertain samples")] = "use"
    """Used: the result is uncertain too. Left out: they count as bad."""
    min_share: Annotated[Number, Unit("%"), Field(ge=0, le=100, title="Least good share")] = 0.0
    """Of the time of a window for which a good value must be known; in sessions and counts, of the samples."""
    poor: Annotated[Literal["bad", "uncertain"], Field(title="Below the good share")] = "bad"
    """Quality of results when less is known."""
    partial: Annotated[Literal["report", "leave_out"], Field(title="First window")] = "report"
    """The window in which a point is first seen: reported with what there is, or left out."""
    empty: Annotated[Literal["report", "leave_out"], Field(title="Windows without samples"),
                     OnlyIf("window", "tumbling", "months", "hopping")] = "report"  # fmt: skip
    """Reported, up to 100 in a row, so that a dead sensor shows: bad, unless the last value holds. Or left out."""
    lateness: Annotated[Duration, Field(le=YEAR, title="Wait for late samples"),
                        OnlyIf("window", "tumbling", "months", "hopping", "session")] = 2.0  # fmt: skip
    """How long a window waits for its samples after its end when no later one comes. What comes later still is left out
    and counted, and told as a problem, once an hour at most."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        steps = {"tumbling": ("length",), "hopping": ("hop",)}.get(self.window, ())
        for name in steps:
            must_fit_the_clock(name, getattr(self, name), "by the clock ")
        if self.window == "hopping" and self.hop > self.length:
            raise ValueError("hop: longer than the window, so samples would be lost between two")
        if self.window == "months" and 12 % self.months:
            raise ValueError("months: as many as divide a year: 1, 2, 3, 4, 6 or 12")
        if self.window == "months" and self.offset >= SHORTEST_MONTH:
            raise ValueError("offset: less than 28 days, for each month has its begin")
        outputs = [row.output for row in self.results]
        if twice := [name for name in outputs if outputs.count(name) > 1]:
            raise ValueError(f"results: two have the output {twice[0]}")
        return self

    @property
    def spans(self) -> tuple[Any, ...]:
        """What decides where windows begin and end."""
        return self.window, self.length, self.months, self.hop, self.zone, self.offset, self.gap, self.count


class Aggregate(Producing[AggregateConfig, AggregateState]):
    """Sum up each point window by window: average, time-weighted average, minimum, percentile and others.

    A window of the clock holds its begin, not its end, and its results carry the time of its end; a sliding one ends
    with a sample and carries its time, as do sessions and counts. It is closed by the first sample beyond it, or
    without one when its end has passed on the engine's clock too. Values before the window hold into it when time is
    weighed; at its end the last one is held.

    Bad samples and what is no number do not count, and end what held before them. A window without any value is bad,
    with the reason of its samples. A window that is open when the flow stops goes on afterwards; when its lengths are
    edited it begins anew. Percentiles, hopping and sliding windows keep their samples, at most 100,000 of a point.
    """

    kind = "compute.aggregate"
    title = "Aggregate"
    inputs = (Port.samples(help="Any number of points."),)
    outputs = (Port.samples(help="The results of each window."),)
    summary_field = "results"

    def configured(self) -> None:
        config = self.config
        percentiles = {"percentile": None, "median": 50.0}
        results = [
            (PERCENTILE, (row.percent if row.function == "percentile" else 50.0) / 100)
            if row.function in percentiles
            else (FUNCTIONS.index(row.function), 0.0)
            for row in config.results
        ]
        self._results: Any = np.array(results, Result.dtype)
        keep = config.window in ("hopping", "sliding") or any(row.function in percentiles for row in config.results)
        self._own: Any = np.array([_own(config, keep=keep)], Own.dtype)
        self._offsets = offsets_of(config.zone)
        self._names = PointGrid(self.points, len(results), self._outputs)
        self.room = max(type(self).room, (1 + EMPTY_WINDOWS) * len(results))
        self._values = np.zeros(64)

    def owned(self) -> tuple[str, ...]:
        return tuple(named(row.output, self.config.points) for row in self.config.results)

    def _outputs(self, point: str) -> tuple[str, ...]:
        return (
            tuple(named(row.output, point) for row in self.config.results) if matches(point, self.config.points) else ()
        )

    def prepare(self, slot: npt.NDArray[np.int32]) -> None:
        keeps = bool(self._own["keep"][0])
        self.state.make_room(slot if keeps else slot[:0])
        most = int(self.state.rings["mask"].max(initial=0)) + 1
        if self._values.size < most:
            self._values = np.zeros(most)

    def run(
        self, begin: int, due: int, slot: npt.NDArray[np.int32], arrival: npt.NDArray[np.int64],
        time: npt.NDArray[np.int64], value: npt.NDArray[np.float64], quality: npt.NDArray[np.uint8], made: Any,
    ) -> tuple[int, int, int]:  # fmt: skip
        state = self.state
        return aggregate(
            begin, due, slot, arrival, time, value, quality, state.rows, self._own, self._results,
            self._names.upto(state.points), self._offsets, state.rings, state.kept, self._values, made,
        )  # fmt: skip

    def on_config(self, old: AggregateConfig | None) -> Any:
        if old and old.spans != self.config.spans:
            rows = self.state.rows
            rows["start"], rows["end"], rows["due"], rows["since"] = NEVER, NEVER, FOREVER, NEVER
            rows["head"] = rows["tail"]
            for name in ("used", "unused", "covered", "doubt", "worst", "late"):
                rows[name] = 0
            for name in ("mean", "squares", "total", "area"):
                rows[name] = 0.0
        return ()


def _own(config: AggregateConfig, *, keep: bool) -> tuple[Any, ...]:
    step = nanoseconds(config.hop if config.window == "hopping" else config.length)
    grain = grain_of(step)
    if config.window == "months":
        step, grain = -config.months, grain_of(nanoseconds(SHORTEST_MONTH))  # below 0: `window_of`
    return (
        WINDOWS[config.window], nanoseconds(config.length), step, nanoseconds(config.offset),
        nanoseconds(config.gap), config.count, nanoseconds(config.hold), config.between == "linear",
        nanoseconds(config.lateness), grain, config.uncertain == "use", config.min_share / 100,
        BAD if config.poor == "bad" else UNCERTAIN, config.empty == "report", config.partial == "report", keep,
    )  # fmt: skip
