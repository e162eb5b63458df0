"""Decision table: what follows from which values, row by row."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from nodes.compute.condition import Axis, condition
from nodes.compute.decision_check import TooManyError, case_of, example, overlaps, uncovered
from nodes.compute.grid import Grid, Line, cell, lines_of, same_columns
from nodes.compute.instants import FEW, Instants, latest
from nodes.compute.within import Path, Unfit, changed, found
from tundish import Emits, Event, Node, NodeConfig, NodeState, PerKey, PerPoint, PointRef, Port, Samples, Table
from tundish.errors import FieldError
from tundish.quality import BAD, NOT_A_NUMBER, UNCERTAIN, is_bad, is_good

MOST_ROWS = 1000
MOST_TOLD = 20
NEVER = -(2**63)
NOTE = "note"
Result = int | float | str | list[Any] | None


class InputRow(NodeConfig):
    """A value that is looked at."""

    name: Annotated[str, Field(min_length=1, max_length=64, title="Column")] = "level"
    """Name of its column in the table."""
    source: Annotated[Literal["point", "field"], Field(title="Comes from")] = "point"
    """A point, or a field of the events that come in."""
    at: Annotated[Path, Field(title="Point or field")] = ""
    """Which one. Empty: it is called like the column."""
    values: Annotated[Literal["number", "text"], Field(title="Kind of value")] = "number"
    """Points have numbers. `true` and `false` are 1 and 0."""
    allowed: Annotated[str, Field(max_length=500, title="Possible values")] = ""
    """Which values there are, written like a condition: `0..100` or `1, 2, 3`. Only they have to be covered.
    Empty: all."""

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if self.source == "point" and self.values == "text":
            raise ValueError("values: a point has numbers, no texts")
        condition(self.allowed.strip())
        return self

    @property
    def place(self) -> str:
        return self.at or self.name


class ResultRow(NodeConfig):
    """A value that follows."""

    name: Annotated[str, Field(min_length=1, max_length=64, title="Column")] = "valve"
    """Name of its column in the table, and of its field in events."""
    point: Annotated[PointRef | None, Field(title="Output point")] = None
    """Point that gets the result, which must then be a number. Empty: it stands in events only."""
    order: Annotated[str, Field(max_length=1000, title="Order")] = ""
    """For the policy priority: its values from the most to the least important, with commas between."""


class DecisionConfig(NodeConfig):
    inputs: Annotated[Table[InputRow], Field(min_length=1, max_length=50, title="Inputs")] = (InputRow(),)
    """The columns with conditions."""
    results: Annotated[Table[ResultRow], Field(min_length=1, max_length=50, title="Results")] = (
        ResultRow(point="valve.opening"),
    )
    """The columns with results."""
    table: Annotated[Grid, Field(title="Rules")] = "level | valve\n> 80 | 0\n20..80 | 50\n< 20 | 100"
    """Paste it from a spreadsheet, or write `|` between the cells. The first line names the inputs and results, perhaps
    `note`; each further line is a rule. A condition is `> 80`, `20..80` (both ends count), `(20..80]` (the first does
    not), `= A`, `!= 3`, `1, 2, 5..7`, `not(1, 2)`, or `-` for any."""
    policy: Annotated[Literal["unique", "first", "any", "priority", "collect"], Field(title="Hit policy")] = "unique"
    """When several rules hold. Unique: it cannot be, it is checked. First: the uppermost. Any: they say the same, it is
    checked. Priority: the most important result. Collect: all of them, put together."""
    collect: Annotated[Literal["list", "sum", "min", "max", "count"], Field(title="Collect")] = "list"
    """How results are put together by the policy collect. A list stands in events only."""
    uncovered: Annotated[Literal["refuse", "nothing"], Field(title="Cases without a rule")] = "refuse"
    """Refuse: the table must cover every possible case, it is checked. Nothing: the result is then bad, and an event
    leaves by `undecided`."""
    event: Annotated[str, Field(max_length=100, title="Kind of event")] = "decision"
    """What events that come out are called. Empty: those that came in as before, and none for points."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        try:
            Rules(self).check()
        except FieldError as error:
            raise error.within("table") from None
        return self


class Case(NamedTuple):
    """What the points came to: numbers of the rules, results, quality."""

    rules: tuple[int, ...]
    results: tuple[Result, ...]
    quality: int


class Rules:
    """The table, read. FieldError says where it is wrong."""

    def __init__(self, config: DecisionConfig) -> None:
        self._config = config
        inputs, results = [row.name for row in config.inputs], [row.name for row in config.results]
        for name in (*inputs, *results):
            if (*inputs, *results).count(name) > 1 or name == NOTE:
                raise FieldError(f"two columns are called {name!r}, or one {NOTE!r}")
        names, self._lines = lines_of(config.table, MOST_ROWS)
        same_columns(names, (*inputs, *results), (NOTE,))
        if not self._lines:
            raise FieldError("there is no rule", 2)
        at = {name: column for column, name in enumerate(names)}
        self.axes = [self._axis(row, at[row.name]) for row in config.inputs]
        self._results = [tuple(cell(line.cells[at[name]]) for name in results) for line in self._lines]
        self._ranks = [self._rank(row, k) for k, row in enumerate(config.results)]
        for line, values in zip(self._lines, self._results, strict=True):
            self._fit(line, values, at)

    def check(self) -> None:
        """FieldError for cases that are not covered and rules that contradict each other; `also` has the others."""
        errors: list[FieldError] = []
        try:
            if self._config.uncovered == "refuse":
                errors += islice(self._gaps(), MOST_TOLD + 1)
            if self._config.policy in ("unique", "any"):
                errors += islice(self._contradictions(), MOST_TOLD + 1)
        except TooManyError:
            what = "the table is too large to be checked"
            hint = "make several of it, or choose the policy first and allow cases without a rule"
            errors.append(FieldError(what, 1, 1, hint))
        if len(errors) > MOST_TOLD:
            hint = "put these right first"
            errors[MOST_TOLD:] = [FieldError("more is wrong than is listed", self._lines[-1].number, 1, hint)]
        if errors:
            errors[0].also = tuple(errors[1:])
            raise errors[0]

    def _gaps(self) -> Iterator[FieldError]:
        hint = "add a rule, say which values are possible, or allow cases without a rule"
        for gap in uncovered(self.axes, len(self._lines)):
            what = f"not covered: {self._told(example(self.axes, gap))}"
            named = zip(self._config.inputs, self.axes, gap, strict=True)
            mend = tuple((row.name, axis.told(parts)) for row, axis, parts in named)
            yield FieldError(what, self._lines[-1].number, 1, hint, mend=mend)

    def _contradictions(self) -> Iterator[FieldError]:
        for a, b in overlaps(self.axes, len(self._lines)):
            if self._config.policy == "unique" or self._results[a] != self._results[b]:
                first, second = self._lines[a].number, self._lines[b].number
                what = f"lines {first} and {second} both hold of {self._told(case_of(self.axes, a, b))}"
                yield FieldError(what, second, hint="part them, or choose the policy first", others=(first,))

    def decided(self, values: Sequence[float | str]) -> tuple[tuple[int, ...], tuple[Result, ...]] | None:
        """Numbers of the rules that hold, from 1, and the results; None when no rule holds."""
        mask = (1 << len(self._lines)) - 1
        for axis, value in zip(self.axes, values, strict=True):
            mask &= axis.mask(value)
        if not mask:
            return None
        hit = [r for r in range(mask.bit_length()) if mask >> r & 1]
        if self._config.policy == "collect":
            return tuple(r + 1 for r in hit), self._collected(hit)
        best = min(hit, key=self._importance) if self._config.policy == "priority" else hit[0]
        return (best + 1,), self._results[best]

    def _axis(self, row: InputRow, column: int) -> Axis:
        conditions = [condition(line.cells[column], line.number, column + 1) for line in self._lines]
        for line, one in zip(self._lines, conditions, strict=True):
            if one.spans if row.values == "text" else one.texts:
                raise FieldError(f"{row.name} is a {row.values}: this does not fit", line.number, column + 1)
        return Axis(conditions, texts=row.values == "text", allowed=condition(row.allowed.strip()))

    def _rank(self, row: ResultRow, k: int) -> dict[Result, int]:
        if self._config.policy != "priority" or not row.order:
            return {}
        ranks: dict[Result, int] = {cell(part.strip()): i for i, part in enumerate(row.order.split(","))}
        for line, values in zip(self._lines, self._results, strict=True):
            if values[k] not in ranks:
                raise FieldError(f"{values[k]!r} is not in the order of {row.name}", line.number)
        return ranks

    def _importance(self, r: int) -> tuple[int, ...]:
        return tuple(ranks[value] for ranks, value in zip(self._ranks, self._results[r], strict=True) if ranks)

    def _fit(self, line: Line, values: tuple[Any, ...], at: dict[str, int]) -> None:
        policy, collect = self._config.policy, self._config.collect
        if policy == "priority" and not any(self._ranks):
            raise FieldError("the policy priority needs the order of a result")
        summed = policy == "collect" and collect in ("sum", "min", "max")
        for row, value in zip(self._config.results, values, strict=True):
            if row.point and policy == "collect" and collect == "list":
                raise FieldError(f"{row.name}: a point cannot have a list", line.number, at[row.name] + 1)
            if (row.point or summed) and isinstance(value, str):
                raise FieldError(f"{row.name} must be a number", line.number, at[row.name] + 1)

    def _collected(self, hit: list[int]) -> tuple[Result, ...]:
        columns: list[list[Any]] = [[self._results[r][k] for r in hit] for k in range(len(self._ranks))]
        if self._config.collect == "count":
            return tuple(len(column) for column in columns)
        if self._config.collect == "list":
            return tuple(columns)
        together: Any = {"sum": math.fsum, "min": min, "max": max}[self._config.collect]
        return tuple(together(column) for column in columns)

    def _told(self, case: Sequence[float | str]) -> str:
        pairs = zip(self._config.inputs, case, strict=True)
        return ", ".join(f"{row.name} = {v if isinstance(v, str) else format(v, '.15g')}" for row, v in pairs)


class DecisionState(NodeState):
    time: PerPoint[np.int64] = PerPoint(default=NEVER)
    value: PerPoint[np.float64] = PerPoint(default=0)
    quality: PerPoint[np.uint8] = PerPoint(default=BAD)
    last: PerKey[Case]
    """What was told last, under the key `case`."""


class Decision(Node[DecisionConfig, DecisionState]):
    """Decide by a table: which results follow when which conditions hold.

    Points are judged once for each instant that brings one of them, with the last value of the others; their results
    are samples, and an event when they change. With a field among the inputs each event is judged, with the last values
    of the points. While a point is bad or missing the results are bad; uncertain makes them uncertain. An event whose
    field is missing or does not fit, or which finds a point bad, leaves by `undecided`, and the error output says why.
    """

    kind = "compute.decision"
    title = "Decision table"
    inputs = (
        Port.samples(help="Points of the table; others are left out."),
        Port.events(help="Events with fields of the table."),
    )
    outputs = (
        Port.samples(help="Results that have a point."),
        Port.events(help="Results with the values that led there, and the numbers of the rules."),
        Port.events("undecided", "Undecided", "Events that could not be judged, as they came."),
    )
    summary_field = "table"

    def configured(self) -> None:
        self._rules = Rules(self.config)
        self._by_event = any(row.source == "field" for row in self.config.inputs)
        self._looked_at = {row.place: k for k, row in enumerate(self.config.inputs) if row.source == "point"}
        self._inputs = [self.points.number(row.place) for row in self.config.inputs if not self._by_event]
        self._points = [(k, self.points.number(row.point)) for k, row in enumerate(self.config.results) if row.point]

    def owned(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.point for row in self.config.results if row.point))

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slot = self.state.slots(samples.point)
        if not self._by_event and samples.size >= FEW:
            yield from self._judged(latest(self.state, self._inputs, samples))
            return
        concerned = np.array([name in self._looked_at for name in self.points.names(samples.point)], np.bool_)
        begin = 0
        for end in (*(np.flatnonzero(np.diff(samples.arrival)) + 1).tolist(), samples.size):
            touched = [i for i in range(begin, end) if concerned[i]]
            begin = end
            for i in touched:
                row, v, q = self.state.rows[slot[i]], samples.value[i], samples.quality[i]
                row["time"], row["value"] = samples.time[i], v
                row["quality"] = q if np.isfinite(v) or is_bad(q) else BAD | NOT_A_NUMBER
            if touched and not self._by_event:
                yield from self._judge(int(samples.arrival[touched[0]]), int(samples.time[touched].max()))

    def _judged(self, found: Instants | None) -> Emits:
        """All instants, each combination of parts of the inputs once."""
        if found is None:
            return
        known, code = (found.xq < BAD).all(axis=0), np.zeros(found.stamps.size, np.int64)
        for axis, x in zip(self._rules.axes, found.x, strict=True):
            code = np.unique(code * len(axis.examples) + axis.parts(x), return_inverse=True)[1]
        _, first, code = np.unique(np.where(known, code, -1), return_index=True, return_inverse=True)
        cases = [self._rules.decided(found.x[:, j].tolist()) if known[j] else None for j in first.tolist()]
        nothing = ((), (None,) * len(self.config.results))
        worst = np.where((found.xq >= UNCERTAIN).any(axis=0), UNCERTAIN, 0)
        if self._points:
            yield "samples", self._columns(found, code, [case or nothing for case in cases], cases, worst)
        for j in np.flatnonzero(np.diff(code, prepend=-1)).tolist():
            led = found.x[:, j].tolist()
            yield from self._changed(int(found.stamps[j]), int(found.newest[j]), cases[code[j]], led)

    def _columns(self, found: Instants, code: Any, told: Sequence[Any], cases: Sequence[Any], worst: Any) -> Samples:
        n, size = len(self._points), found.stamps.size
        table = [[math.nan if case[1][k] is None else float(case[1][k]) for k, _ in self._points] for case in told]
        holds = np.array([case is not None for case in cases])
        return Samples(
            np.repeat(found.stamps, n), np.repeat(found.newest, n),
            np.tile(np.array([point for _, point in self._points], np.int32), size), np.array(table)[code].ravel(),
            np.repeat(np.where(holds[code], worst, BAD).astype(np.uint8), n),
        )  # fmt: skip

    def on_event(self, port: str, event: Event) -> Emits:
        if not self._by_event:
            why: Exception = Unfit("the table has no input that is a field")
            yield from self._undecided(event, why)
            return
        try:
            rules, results, quality = self._decided(event)
        except Unfit as error:
            yield from self._undecided(event, error)
            return
        yield from self._samples(results, event.arrival, event.time, quality)
        own = {row.name: value for row, value in zip(self.config.results, results, strict=True)}
        yield "events", changed(event, {**event.data, **own, "rules": list(rules)}, self.config.event)

    def on_config(self, old: DecisionConfig | None) -> Emits:
        """Other rules say something else of the same values."""
        if old is None or old == self.config or self._by_event:
            return
        slots = [self.state.slot(self.points.number(name)) for name in self._looked_at]
        newest = max(int(self.state.rows[slot]["time"]) for slot in slots)
        if newest > NEVER:
            yield from self._judge(self.now, newest)

    def _decided(self, event: Event) -> tuple[tuple[int, ...], tuple[Result, ...], int]:
        """Rules, results, and how good the points are."""
        values: list[float | str] = []
        worst = 0
        for row in self.config.inputs:
            value, quality = (self._field(row, event), 0) if row.source == "field" else self._point(row)
            values.append(value)
            worst = max(worst, quality)
        decided = self._rules.decided(values)
        if decided is None:
            raise Unfit("no rule holds")
        return *decided, worst

    def _judge(self, stamp: int, time: int) -> Emits:
        """By points alone."""
        try:
            known = [self._point(row) for row in self.config.inputs]
            decided, quality = self._rules.decided([value for value, _ in known]), max(q for _, q in known)
        except Unfit:
            decided, quality = None, BAD
        _, results = decided or ((), (None,) * len(self.config.results))
        yield from self._samples(results, stamp, time, quality if decided else BAD)
        yield from self._changed(stamp, time, decided, [value for value, _ in known] if decided else [])

    def _changed(self, stamp: int, time: int, decided: Any, values: Sequence[float]) -> Emits:
        """An event when other results follow than were told last."""
        rules, results = decided or ((), (None,) * len(self.config.results))
        case, last = Case(rules, results, 0 if decided else BAD), self.state.last.get("case")
        if last is None or (case.results, case.quality) != (tuple(last.results), last.quality):
            self.state.last["case"] = case
            if self.config.event and decided:
                own = {row.name: value for row, value in zip(self.config.results, results, strict=True)}
                led = {row.name: value for row, value in zip(self.config.inputs, values, strict=True)}
                data = {**led, **own, "rules": list(rules)}
                yield "events", Event(kind=self.config.event, time=time, arrival=stamp, data=data)

    def _samples(self, results: Sequence[Any], stamp: int, time: int, quality: int) -> Emits:
        if self._points:
            n = len(self._points)
            values = [math.nan if results[k] is None else float(results[k]) for k, _ in self._points]
            yield (
                "samples",
                Samples.of(
                    arrival=[stamp] * n,
                    time=[time] * n,
                    point=[p for _, p in self._points],
                    value=values,
                    quality=[quality] * n,
                ),
            )

    def _point(self, row: InputRow) -> tuple[float, int]:
        """Value of a point, and how good it is; Unfit when it is bad or has not come yet."""
        record = self.state.rows[self.state.slot(self.points.number(row.place))]
        quality = int(record["quality"])
        if is_bad(quality):
            raise Unfit(f"{row.place} is bad or has not come yet")
        return float(record["value"]), 0 if is_good(quality) else UNCERTAIN

    def _field(self, row: InputRow, event: Event) -> float | str:
        value = found(event.data, row.place)
        if row.values == "text":
            if not isinstance(value, str):
                raise Unfit(f"{row.place} is no text")
            return value
        if isinstance(value, str):
            value = cell(value.strip())
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise Unfit(f"{row.place} is no number")
        return float(value)

    def _undecided(self, event: Event, error: Exception) -> Emits:
        yield "error", self.problem(error, event.arrival, {"event": event.kind})
        yield "undecided", event
