"""Statistical alarm: a point behaves as it would hardly ever do by chance."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable
from pydantic import Field, ValidationError

from nodes.alarm.called import NEVER, CalledState, Found, call, hold, tell
from nodes.alarm.conditions import (
    DELAY,
    Condition,
    JudgedRow,
    Line,
    Message,
    OffDelay,
    OnDelay,
    PriorityField,
    Rule,
    rule,
)
from nodes.compute.learning import LEARNS, LEAST_LEARNED, LearnArgs, LearnedState, asked, forget, learn
from tundish import (
    AlarmConfig,
    Command,
    Duration,
    Emits,
    Event,
    In,
    Number,
    OnlyIf,
    PerPoint,
    Port,
    Rows,
    Samples,
    Table,
    kernel,
    nanoseconds,
)
from tundish.alarm import NOTHING, SUPPRESS, TRANSITIONS, Alarm, AlarmNode
from tundish.pattern import Chooser
from tundish.quality import is_bad, is_good

METHODS = ("western_electric", "nelson", "ewma", "cusum")
EWMA, CUSUM = 2, 3
LONGEST = 15
"""Values that the longest rule looks at."""
REASONS = {
    1: "beyond 3 sigma", 2: "2 of 3 beyond 2 sigma", 3: "4 of 5 beyond 1 sigma", 4: "8 on one side",
    5: "9 on one side", 6: "6 rising or falling", 7: "14 up and down in turn", 8: "15 within 1 sigma",
    9: "8 beyond 1 sigma on both sides", 10: "EWMA beyond its limit", 11: "CUSUM beyond its limit",
}  # fmt: skip
LEARNING, LEARNED = 4, 5
"""What else may happen to a point: its training begins, or has ended."""
BEYOND, TWO, FOUR, EIGHT, NINE, TREND, TURNS, WITHIN, MIXED, BY_EWMA, BY_CUSUM = range(1, 12)


class StatisticalRow(JudgedRow):
    """What all points that fit a pattern are like while nothing is wrong."""

    method: Annotated[Literal["western_electric", "nelson", "ewma", "cusum"], Field(title="Rules")] = "western_electric"
    """Western Electric: rules 1 to 4. Nelson: rules 1 to 8. EWMA, CUSUM: charts that find a small, lasting shift."""
    mean: Annotated[Number, Field(title="Mean")] = 50.0
    """Of the values while nothing is wrong, in the unit of the point."""
    sigma: Annotated[Number, Field(gt=0, title="Standard deviation")] = 1.0
    """Of the values while nothing is wrong."""
    learns: Annotated[Literal["nothing", "sigma", "both"], Field(title="Learns")] = "nothing"
    """The standard deviation, or it and the mean, from the good values of a training; what is written then does not
    count. Until it has been learned nothing is judged; then it stays as it is. A command learns anew."""
    values: Annotated[int, Field(ge=10, le=1_000_000, title="Training values"), OnlyIf("learns", "sigma", "both")] = (
        LEAST_LEARNED
    )
    """So many good values at least make the training; more while all are the same."""
    training: Annotated[Duration, Field(le=31_622_400, title="Training time"), OnlyIf("learns", "sigma", "both")] = 0.0
    """From the first good value on, the training takes at least so long. 0: as long as the values take."""
    weight: Annotated[Number, Field(gt=0, le=1, title="Weight of the new value"), OnlyIf("method", "ewma")] = 0.2
    """Lambda of the EWMA. The smaller, the smaller the shift that is found, and the later."""
    width: Annotated[Number, Field(gt=0, title="Limits of the chart"), OnlyIf("method", "ewma")] = 3.0
    """In standard deviations of the EWMA itself: L."""
    slack: Annotated[Number, Field(ge=0, title="Slack (k)"), OnlyIf("method", "cusum")] = 0.5
    """Half the shift that is looked for, in standard deviations."""
    decision: Annotated[Number, Field(gt=0, title="Decision (h)"), OnlyIf("method", "cusum")] = 5.0
    """Sum at which the alarm is active, in standard deviations."""
    on_delay: OnDelay = 0.0
    off_delay: OffDelay = 0.0
    priority: PriorityField = "advisory"
    message: Message = "{point}: {value}, {why}"
    """What the operator reads. `{point}`, `{value}` and `{why}`, the rule that was broken, are filled in."""

    @property
    def lesson(self) -> tuple[object, ...]:
        """What is learned, and from what: another one begins anew."""
        return (self.learns, self.values, self.training) if self.learns != "nothing" else ()

    @property
    def basis(self) -> tuple[object, ...]:
        """What values are charted by, as far as it is written."""
        return self.method, self.lesson, self.learns == "both" or self.mean, self.learns != "nothing" or self.sigma


class StatisticalConfig(AlarmConfig):
    rows: Annotated[Table[StatisticalRow], Field(title="Points")] = (StatisticalRow(),)
    """One row for a point or for all points that fit a pattern. Points that fit no row are not judged."""


class StatisticalState(LearnedState, CalledState):
    z: PerPoint[np.float64] = PerPoint(default=np.nan, shape=LONGEST)
    """The latest values, newest first, as distances from the mean in standard deviations."""
    up: PerPoint[np.float64] = PerPoint(default=0)
    """Sum upwards, or the EWMA, in standard deviations from the mean."""
    down: PerPoint[np.float64] = PerPoint(default=0)


class Chart(Rule):
    dtype = rule(("method", "i8"), ("mean", "f8"), ("sigma", "f8"), ("weight", "f8"), ("slack", "f8"), ("bound", "f8"),
                 ("learns", "i8"), ("least", "i8"), ("training", "i8"))  # fmt: skip

    method: int
    mean: float
    sigma: float
    weight: float
    slack: float
    bound: float
    """Of what is charted."""
    learns: int
    """0 nothing, 1 sigma, 2 the mean, too."""
    least: int
    training: int


@register_jitable
def side(z: npt.NDArray[np.float64], of: int, beyond: float) -> int:
    """How many of the newest lie beyond that many standard deviations, on the side of the newest."""
    sign = 1.0 if z[0] > 0.0 else -1.0
    n = 0
    for k in range(of):
        n += sign * z[k] > beyond
    return n


@register_jitable
def trend(z: npt.NDArray[np.float64], of: int) -> bool:
    """Whether the newest rise, or fall, without a break."""
    up = down = 0
    for k in range(of - 1):
        up += z[k] > z[k + 1]
        down += z[k] < z[k + 1]
    return max(up, down) == of - 1


@register_jitable
def turns(z: npt.NDArray[np.float64], of: int) -> bool:
    """Whether the newest go up and down in turn."""
    for k in range(of - 2):  # noqa: SIM110 - compiled
        if not (z[k] - z[k + 1]) * (z[k + 1] - z[k + 2]) < 0.0:
            return False
    return True


@register_jitable
def apart(z: npt.NDArray[np.float64], of: int, within: int) -> bool:
    """Whether all of the newest lie within one standard deviation, or all beyond it."""
    for k in range(of):  # noqa: SIM110 - compiled
        if not (abs(z[k]) < 1.0 if within else abs(z[k]) > 1.0):
            return False
    return True


@register_jitable
def broken(z: npt.NDArray[np.float64], nelson: int) -> int:  # noqa: PLR0911 - one for each rule
    """The first rule that the newest value breaks, by number; 0 none. What has not been yet is NaN and fits no rule."""
    if abs(z[0]) > 3.0:  # noqa: PLR2004 - the rules are made of numbers
        return BEYOND
    if side(z, 3, 2.0) >= 2 and side(z, 1, 2.0) == 1:  # noqa: PLR2004
        return TWO
    if side(z, 5, 1.0) >= 4 and side(z, 1, 1.0) == 1:  # noqa: PLR2004
        return FOUR
    if nelson == 0:
        return EIGHT if side(z, 8, 0.0) == 8 else 0  # noqa: PLR2004
    if side(z, 9, 0.0) == 9:  # noqa: PLR2004
        return NINE
    if trend(z, 6):
        return TREND
    if turns(z, 14):
        return TURNS
    if apart(z, 15, 1):
        return WITHIN
    return MIXED if apart(z, 8, 0) else 0


@kernel
def judge(  # noqa: C901, PLR0912 - four methods, and what they learn
    slot: In[np.int32], arrival: In[np.int64], time: In[np.int64], value: In[np.float64], quality: In[np.uint8],
    state: Rows[StatisticalState], lines: Rows[Chart], found: Rows[Found],
) -> int:  # fmt: skip
    n = 0
    for i in range(slot.size):
        s, v = slot[i], value[i]
        row, own = state[s], lines[s]
        if not own.judges:
            continue
        if is_bad(quality[i]) or not np.isfinite(v):
            n = hold(s, row, own, time[i], arrival[i], found, n)
            continue
        if not is_good(quality[i]):
            continue
        mean, sigma = own.mean, own.sigma
        if own.learns:
            if np.isnan(row.learned):
                if row.began == NEVER:
                    n = tell(LEARNING, s, arrival[i], row, time[i], found, n)
                if not learn(row, own.least, own.training, time[i], v):
                    continue
                n = tell(LEARNED, s, arrival[i], row, time[i], found, n)
            mean, sigma = row.mean if own.learns > 1 else own.mean, row.learned
        z = (v - mean) / sigma
        why = 0
        if own.method < EWMA:
            for k in range(LONGEST - 1, 0, -1):
                row.z[k] = row.z[k - 1]
            row.z[0] = z
            why = broken(row.z, own.method)
        elif own.method == EWMA:
            row.up += own.weight * (z - row.up)
            why = BY_EWMA if abs(row.up) > own.bound else 0
        else:
            row.up, row.down = max(0.0, row.up + z - own.slack), max(0.0, row.down - z - own.slack)
            why = BY_CUSUM if max(row.up, row.down) > own.bound else 0
        if not (np.isfinite(row.up) and np.isfinite(row.down)):
            row.up, row.down = 0.0, 0.0
        n = call(s, row, own, 1 if why else 0, why, arrival[i], time[i], v, found, n)
    return n


class Statistical(Condition[StatisticalConfig, StatisticalState]):
    """Raise an alarm when a point behaves as it hardly ever does by chance: Western Electric, Nelson, EWMA, CUSUM.

    Western Electric: one value beyond 3 sigma; 2 of 3 beyond 2 sigma, 4 of 5 beyond 1 sigma, or 8 in a row, each on one
    side of the mean. Nelson: the first three, 9 in a row on one side, 6 in a row rising or falling, 14 up and down in
    turn, 15 in a row within 1 sigma, 8 in a row beyond 1 sigma. A rule is broken with the value that is part of it and
    comes last. EWMA and CUSUM as in the drift node (ISO 7870). The alarm is active as long as a rule is broken.

    Mean and sigma are those of the point while nothing is wrong. They are written, or learned in a training, of which
    `statistical.learning` and `statistical.learned` tell the begin and the end; until then nothing is judged, and an
    alarm that stands stays as it is. An alarm tells mean and sigma by which its point is judged.

    Bad samples hold the condition and are not remembered, nor are uncertain ones, which are passed over. After an edit
    of the rules, the mean or sigma what is remembered begins anew, and the alarm stays as it is until the next good
    sample.
    """

    kind = "alarm.statistical"
    title = "Statistical alarm"
    inputs = (Port.samples(help="Any number of points."), SUPPRESS)
    outputs = (TRANSITIONS,)
    commands = (*AlarmNode.commands, Command("learn", "Learn anew", "engineer", LearnArgs))
    keeps = ("alarm.*", "statistical.*")
    summary_field = "rows"
    condition = "statistical"
    line = Chart
    reasons = REASONS

    def configured(self) -> None:
        super().configured()
        self._slots: dict[str, int] = {}

    def rest_of(self, row: StatisticalRow, name: str) -> Line:
        ewma = row.width * (row.weight / (2 - row.weight)) ** 0.5
        bound = ewma if row.method == "ewma" else row.decision
        return (
            METHODS.index(row.method), row.mean, row.sigma, row.weight, row.slack, bound, LEARNS.index(row.learns),
            row.values, nanoseconds(row.training),
        )  # fmt: skip

    def judge(self, slot: npt.NDArray[np.int32], samples: Samples, lines: Any, found: Any) -> int:
        return judge(
            slot, samples.arrival, samples.time, samples.value, samples.quality, self.state.rows, lines, found
        )  # fmt: skip

    def heed(self, found: Any, n: int) -> Emits:
        emits: list[Any] = []
        begin = 0
        for i in np.flatnonzero(found["what"][:n] >= LEARNING).tolist():
            emits += super().heed(found[begin:i], i - begin)
            emits.append(("events", self._lesson(found[i])))
            begin = i + 1
        return [*emits, *super().heed(found[begin:n], n - begin)]

    def marks(self, point: str, alarm: Alarm) -> Mapping[str, Any]:
        """The mean and sigma it is judged by, or that it is learning them."""
        row, points = self.row_of(point), self.state.points
        if row is None or row.learns == "nothing":
            return NOTHING if row is None else {"mean": row.mean, "sigma": row.sigma}
        for slot in range(len(self._slots), len(points)):
            self._slots[self.points.name(points[slot])] = slot
        slot = self._slots.get(point, -1)
        if slot < 0 or np.isnan(self.state.rows["learned"][slot]):
            return {"learning": True}
        return self._found(row, slot)

    def on_command(self, command: Event) -> Emits:
        """The points that are named learn anew, or what may be asked of an alarm."""
        if command.kind != "learn":
            yield from super().on_command(command)
            return
        try:
            slots = asked(self.state, self.points, command)
        except ValidationError as error:
            yield "error", self.problem(error, command.arrival, {"command": command.kind})
            return
        self._learn_anew(slots)

    def on_config(self, old: StatisticalConfig | None) -> Emits:
        if old is not None:
            chooser, anew = Chooser([row.points for row in old.rows]), list[int]()
            for slot, point in enumerate(self.state.points):
                name = self.points.name(point)
                index, row = chooser.best(name), self.row_of(name)
                before = () if index is None else old.rows[index].lesson
                anew += [slot] if row is not None and row.lesson != before else []
            self._learn_anew(anew)
        yield from super().on_config(old)

    def called_again(self, slot: int, row: Any, own: Any) -> tuple[int, float]:
        return int(row.wanted), float(row.value)

    def edited(self, slot: int, was: StatisticalRow, own: StatisticalRow) -> None:
        if was.basis != own.basis:
            self._chart_anew(slot)

    def _chart_anew(self, slot: int) -> None:
        row = self.state.rows[slot]
        row["z"], row["up"], row["down"] = np.nan, 0.0, 0.0

    def _learn_anew(self, slots: list[int]) -> None:
        """Nothing is judged until it has been learned: delays run no more."""
        forget(self.state, slots)
        for slot in slots:
            self._chart_anew(slot)
            row = self.record(slot)
            row.wanted, row.since = row.level, NEVER
            self.state.timers.cancel(self.points.name(self.state.points[slot]) + DELAY)

    def _found(self, row: StatisticalRow, slot: int) -> dict[str, float]:
        own = self.state.rows[slot]
        return {"mean": float(own["mean"]) if row.learns == "both" else row.mean, "sigma": float(own["learned"])}

    def _lesson(self, found: Any) -> Event:
        """That a training begins, or what came of it."""
        slot = int(found["slot"])
        name = self.points.name(self.state.points[slot])
        row = self.row_of(name)
        ends = found["what"] == LEARNED
        data: dict[str, Any] = {"values": row.values, "training": row.training}
        if ends:
            data = {**self._found(row, slot), "values": int(self.state.rows["trained"][slot])}
        return Event(
            kind="statistical.learned" if ends else "statistical.learning", time=int(found["time"]),
            arrival=int(found["arrival"]), point=name, data=data,
        )  # fmt: skip
