"""Batch: several events become one."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, model_validator

from nodes.compute.within import Path, Unfit, key_of
from tundish import Duration, Emits, Event, Node, NodeConfig, NodeState, PerKey, Port, Samples, nanoseconds
from tundish.quality import level_of, reason_of

MOST_GROUPS = MOST_ITEMS = 10_000
MOST_WAITING = 200_000
"""Events of all groups together: they are in memory, and in every checkpoint."""


class BatchConfig(NodeConfig):
    count: Annotated[int, Field(ge=0, le=10_000, title="Count")] = 10
    """So many events make one. 0: only the time matters, up to 10,000 events."""
    over: Annotated[Duration, Field(le=31_622_400, title="Time")] = 0.0
    """How long after the first of them a batch goes out, however many there are. 0: only the count matters."""
    by: Annotated[Path, Field(title="Group by")] = ""
    """Field whose values have batches of their own, like `lot`; of samples `point` or `quality`. Empty: all in one."""
    event: Annotated[str, Field(min_length=1, max_length=100, title="Kind of event")] = "batch"
    """What the event that comes out is called."""

    @model_validator(mode="after")
    def _comes_to_an_end(self) -> Self:
        if not self.count and not self.over:
            raise ValueError("count, over: at least one must be given, or no batch ever goes out")
        return self


class Item(NamedTuple):
    """An event that waits."""

    kind: str
    time: int
    point: str
    data: Mapping[str, Any]


class Group(NamedTuple):
    """A batch that is open: events in it, stamp of the first, newest source time."""

    size: int
    since: int
    time: int


class BatchState(NodeState):
    groups: PerKey[Group]
    items: PerKey[Item]
    """By group and number."""


class Batch(Node[BatchConfig, BatchState]):
    """Collect events or samples and send them on as one event, after so many or after a time.

    The batch has `items`, each with the `kind`, `time`, `point` and `data` of its event in their order of arrival, with
    `count`, `key` and `why`: count, time, edit or removed. Its time is the newest of them. Nothing that waits is lost
    by a restart, an edit, or when the node is taken away. At most 10,000 groups and 200,000 events wait at a time; what
    comes beyond that goes by `failed`.

    A sample is an item of the kind `sample`, its data are `point`, `value` and `quality`, such as `bad:stale`; a value
    that is no number is null. Split makes samples of them again. Some 70,000 samples a second are collected at most.
    """

    kind = "compute.batch"
    title = "Batch"
    inputs = (Port.events(help="What is collected."), Port.samples(help="Samples that are collected."))
    outputs = (
        Port.events(help="The batches."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "count"

    def on_samples(self, port: str, samples: Samples) -> Emits:
        columns = (samples.arrival, samples.time, samples.point, samples.value, samples.quality)
        for arrival, time, point, value, quality in zip(*(column.tolist() for column in columns), strict=True):
            name, reason = self.points.name(point), reason_of(quality)
            known = f"{level_of(quality)}:{reason}" if reason else level_of(quality)
            data = {"point": name, "value": value if math.isfinite(value) else None, "quality": known}
            yield from self.on_event(port, Event(kind="sample", time=time, arrival=arrival, point=name, data=data))

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            key = self._key(event)
        except Unfit as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            yield "failed", event
            return
        group = self.state.groups.get(key)
        if group is None:
            group = Group(0, event.arrival, event.time)
            if self.config.over:
                self.state.timers.set(key, event.arrival, nanoseconds(self.config.over))
        self.state.items[_place(key, group.size)] = Item(event.kind, event.time, event.point, event.data)
        group = self.state.groups[key] = Group(group.size + 1, group.since, max(group.time, event.time))
        if (self.config.count or MOST_ITEMS) <= group.size:
            yield self._closed(key, event.arrival, "count")

    def on_timer(self, key: str, due: int) -> Emits:
        if key in self.state.groups:
            yield self._closed(key, due, "time")

    def on_config(self, old: BatchConfig | None) -> Emits:
        """What is now full or over goes out; open batches have the new time."""
        if old is None or old == self.config:
            return
        for key in list(self.state.groups):
            group = self.state.groups[key]
            over = nanoseconds(self.config.over)
            if (
                old.by != self.config.by
                or (self.config.count or MOST_ITEMS) <= group.size
                or 0 < over <= self.now - group.since
            ):
                yield self._closed(key, self.now, "edit")
            elif over:
                self.state.timers.set(key, group.since, over)
            else:
                self.state.timers.cancel(key)

    def on_removed(self) -> Emits:
        for key in list(self.state.groups):
            yield self._closed(key, self.now, "removed")

    def _key(self, event: Event) -> str:
        key = key_of(event.data, self.config.by) if self.config.by else ""
        if key not in self.state.groups and len(self.state.groups) >= MOST_GROUPS:
            raise Unfit(f"{MOST_GROUPS} batches are open already")
        if len(self.state.items) >= MOST_WAITING:
            raise Unfit(f"{MOST_WAITING} events wait already")
        return key

    def _closed(self, key: str, stamp: int, why: str) -> tuple[str, Event]:
        group = self.state.groups[key]
        items = []
        for number in range(group.size):
            items.append(self.state.items[_place(key, number)]._asdict())
            del self.state.items[_place(key, number)]
        del self.state.groups[key]
        self.state.timers.cancel(key)
        data = {"items": items, "count": group.size, "key": key, "why": why}
        return "events", Event(kind=self.config.event, time=group.time, arrival=stamp, data=data)


def _place(key: str, number: int) -> str:
    return f"{number:05d} {key}"
