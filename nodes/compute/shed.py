"""Shed: loads are switched off in order of their priority before a demand limit is exceeded, and on again."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from nodes.compute.clock import must_fit_the_clock, offsets_of, window_of
from tundish import (
    Duration,
    Emits,
    Event,
    Node,
    NodeConfig,
    NodeState,
    Number,
    PerKey,
    PointRef,
    Port,
    Samples,
    Table,
    Unit,
    Zone,
    nanoseconds,
)  # fmt: skip
from tundish.quality import is_bad

LIMIT_OF = "{load}"


class LoadRow(NodeConfig):
    """A load that may be switched off."""

    load: Annotated[str, Field(min_length=1, max_length=64, title="Load")] = "load1"
    """Its name, as events tell it."""
    power: Annotated[Number, Field(gt=0, title="Power")] = 100.0
    """What it takes while it is on, in the unit of the demand."""
    priority: Annotated[int, Field(ge=1, le=1000, title="Priority")] = 1
    """Loads of priority 1 are shed first and restored last."""
    min_off: Annotated[Duration, Field(le=86400, title="Least time off")] = 300.0
    """How long it stays off at least."""
    min_on: Annotated[Duration, Field(le=86400, title="Least time on")] = 300.0
    """How long it stays on at least after it was restored."""
    locked: Annotated[bool, Field(title="Never shed")] = False
    """It is never shed, whatever the demand."""
    lock: Annotated[PointRef | None, Field(title="Locked by")] = None
    """Point that is not 0 while the load must not be shed, or does not run. While it is bad, the load is locked, too.
    Empty: none."""


class ShedConfig(NodeConfig):
    projection: Annotated[PointRef, Field(title="Projection")] = "power.projected"
    """Point that tells what the running block will come to: the projection of *Peak demand*."""
    limit: Annotated[Number, Field(title="Limit")] = 1000.0
    """Demand that must not be exceeded, in the unit of the projection."""
    back: Annotated[Number, Unit("%"), Field(gt=0, le=100, title="Restore below")] = 95.0
    """Part of the limit below which the projection must stay with a load that is restored."""
    loads: Annotated[Table[LoadRow], Field(min_length=1, max_length=500, title="Loads")] = (LoadRow(),)
    """What may be shed."""
    block: Annotated[Duration, Field(ge=1, title="Block")] = 900.0
    """As in *Peak demand*: it divides an hour, is whole hours, or whole days."""
    zone: Annotated[Zone, Field(title="Time zone")] = "UTC"
    """Whose clock blocks keep to, like Asia/Shanghai."""
    settle: Annotated[Duration, Field(title="Nothing in the first")] = 120.0
    """At the beginning of a block no load is shed or restored: little has been measured then."""
    response: Annotated[Duration, Field(le=900, title="Takes effect within")] = 30.0
    """How long it takes until a switched load shows in the projection. Meanwhile it is reckoned with."""
    output: Annotated[PointRef, Field(title="Output point")] = "{load}.shed"
    """1 while a load is shed, 0 when it is not. `{load}` stands for its name."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        must_fit_the_clock("block", self.block)
        names = [row.load for row in self.loads]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"loads: {twice[0]} stands there twice")
        if LIMIT_OF not in self.output:
            raise ValueError("output: it needs {load}, or all loads become one")
        return self


class Switched(NamedTuple):
    """A load that was switched: off or on, when by source time, and its power then."""

    off: bool
    time: int
    power: float


class ShedState(NodeState):
    switched: PerKey[Switched]
    """By load; none that were never shed."""
    locks: PerKey[bool]
    """By point: whether it locks."""
    seen: PerKey[int]
    """By point: time of its latest sample. What is older comes too late."""
    short: PerKey[int]
    """Under `end`: the end of the block in which it was told that loads do not suffice."""


class Shed(Node[ShedConfig, ShedState]):
    """Switch loads off by priority before a demand limit is exceeded, and on again when there is room for them.

    With each projection: when it exceeds the limit, loads are shed, those of priority 1 first, of the same priority the
    larger first, until what they save in the rest of the block is enough. A load that is locked, has been on for less
    than its least time, or is off already is left alone. When loads do not suffice, `demand.short` tells it, once a
    block. The loads shed last are restored first, each after its least time off, when the projection with all of its
    power leaves room, as if it ran for a whole block: so it is not shed again in the next one. A projection that is bad
    or older than the latest does nothing.

    `demand.shed` and `demand.restore` name the load; an action, or who gets the event, switches it. A load that an edit
    takes out of the table or says is never shed, and all when the node is removed, are restored.
    """

    kind = "compute.shed"
    title = "Load shedding"
    inputs = (Port.samples(help="The projection, and points that lock loads."),)
    outputs = (
        Port.samples(help="Whether each load is shed, when that changes."),
        Port.events(help="Loads to switch: `demand.shed`, `demand.restore`; too few of them: `demand.short`."),
    )
    keeps = ("demand.*",)
    summary_field = "loads"

    def configured(self) -> None:
        config = self.config
        self._projection = self.points.number(config.projection)
        self._locks = {self.points.number(row.lock): row.lock for row in config.loads if row.lock}
        self._names = {self._projection: config.projection, **self._locks}
        self._loads = {row.load: row for row in config.loads}
        self._first = sorted(config.loads, key=lambda row: (row.priority, -row.power, row.load))
        self._block, self._offsets = nanoseconds(config.block), offsets_of(config.zone).view(np.recarray)

    def owned(self) -> tuple[str, ...]:
        return tuple(self.config.output.replace(LIMIT_OF, row.load) for row in self.config.loads)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        ours = np.isin(samples.point, [self._projection, *self._locks])
        part = samples if ours.all() else samples.where(ours)
        columns = (part.arrival, part.time, part.point, part.value, part.quality)
        for arrival, time, point, value, quality in zip(*(column.tolist() for column in columns), strict=True):
            name = self._names[point]
            if time < self.state.seen.get(name, time):
                continue
            self.state.seen[name] = time
            known = not is_bad(quality) and bool(np.isfinite(value))
            if point in self._locks:
                self.state.locks[name] = not known or value != 0
            if point == self._projection and known:
                yield from self._judged(arrival, time, value)

    def _judged(self, arrival: int, time: int, projection: float) -> Emits:
        start, end = map(int, window_of(time, self._block, 0, self._offsets))
        rest = (end - time) / (end - start)
        expected = projection + rest * self._on_its_way(time)
        limit = self.config.limit
        if time - start < nanoseconds(self.config.settle):
            return
        if expected > limit:
            yield from self._shed(arrival, time, projection, expected, rest, end)
            return
        room = limit - abs(limit) * (1 - self.config.back / 100) - projection - self._on_its_way(time, off=False)
        for name, switched in self._off():
            row = self._loads[name]
            room -= switched.power
            if room < 0:
                return
            if time - switched.time < nanoseconds(row.min_off):
                return  # those that were shed before it wait for it
            yield from self._switch(arrival, time, name, projection, switched.power, off=False)

    def _shed(
        self, arrival: int, time: int, projection: float, expected: float, rest: float, end: int
    ) -> Emits:  # fmt: skip
        for row in self._first:
            if expected <= self.config.limit:
                return
            if self._may_be_shed(row, time):
                expected -= row.power * rest
                yield from self._switch(arrival, time, row.load, projection, row.power, off=True)
        if expected > self.config.limit and self.state.short.get("end") != end:
            self.state.short["end"] = end
            data = {"projected": projection, "expected": expected, "limit": self.config.limit}
            yield "events", self._event("demand.short", arrival, time, data)

    def _may_be_shed(self, row: LoadRow, time: int) -> bool:
        if row.locked or (row.lock and self.state.locks.get(row.lock, True)):
            return False
        switched = self.state.switched.get(row.load)
        return switched is None or (not switched.off and time - switched.time >= nanoseconds(row.min_on))

    def _on_its_way(self, time: int, *, off: bool = True) -> float:
        """Power that was switched and does not show yet; without what was switched `off`, when only loads count."""
        recent = (one for one in self.state.switched.values() if time - one.time < nanoseconds(self.config.response))
        return sum((-one.power if off else 0.0) if one.off else one.power for one in recent)

    def _off(self) -> Iterator[tuple[str, Switched]]:
        """Loads that are off, those first that are restored first."""
        last = [row.load for row in reversed(self._first)]
        return iter([(name, one) for name in last if (one := self.state.switched.get(name)) and one.off])

    def _switch(
        self, arrival: int, time: int, name: str, projection: float | None, power: float, *, off: bool
    ) -> Emits:
        self.state.switched[name] = Switched(off, time, power)
        row = self._loads.get(name)
        data = {"load": name, "priority": row.priority if row else None, "power": power, "projected": projection,
                "limit": self.config.limit}  # fmt: skip
        point = self.points.number(self.config.output.replace(LIMIT_OF, name))
        yield "samples", Samples.of(arrival=[arrival], time=[time], point=[point], value=[float(off)], quality=[0])
        yield "events", self._event("demand.shed" if off else "demand.restore", arrival, time, data)

    def _event(self, kind: str, arrival: int, time: int, data: dict[str, Any]) -> Event:
        return Event(kind=kind, time=time, arrival=arrival, point=self.config.projection, data=data)

    def on_config(self, old: ShedConfig | None) -> Emits:
        """Loads that are no more in the table, or are never shed now, are restored."""
        if old is None or old == self.config:
            return
        for known in (self.state.locks, self.state.seen):
            for name in sorted(set(known) - set(self._names.values())):
                del known[name]
        for name in list(self.state.switched):
            row, one = self._loads.get(name), self.state.switched[name]
            if one.off and (row is None or row.locked):
                yield from self._switch(self.now, self.now, name, None, one.power, off=False)
            if row is None:
                del self.state.switched[name]

    def on_removed(self) -> Emits:
        for name in list(self.state.switched):
            if (one := self.state.switched[name]).off:
                yield from self._switch(self.now, self.now, name, None, one.power, off=False)
