"""Split: an event with a list becomes one event for each item."""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from nodes.compute.records import Read, sample_of
from nodes.compute.within import Path, Unfit, changed, found
from tundish import Emits, Event, Node, NodeConfig, NodeState, OnlyIf, PointPattern, Port, Samples, Zone
from tundish.pattern import Chooser
from tundish.quality import BAD, NOT_A_NUMBER, is_bad, quality_from


class SplitConfig(NodeConfig):
    items: Annotated[Path, Field(title="List")] = "items"
    """Where in the data the list stands: names with a dot between, like `batch.samples`. Empty: all of the data."""
    makes: Annotated[Literal["events", "samples"], Field(title="Becomes")] = "events"
    """Each item becomes an event, or a sample: what Batch has made of samples becomes samples again with `data.point`,
    `data.value` and `data.quality`."""
    keep: Annotated[bool, OnlyIf("makes", "events"), Field(title="Keep the other fields")] = True
    """Whether each event also has the fields beside the list. A field of the item comes before one of the same name."""
    most: Annotated[int, Field(ge=1, le=10_000, title="At most")] = 1000
    """Items of a list. A longer one is not split."""
    event: Annotated[str, OnlyIf("makes", "events"), Field(max_length=100, title="Kind of event")] = ""
    """What the events are called. Empty: as before."""
    point: Annotated[Path, OnlyIf("makes", "samples"), Field(min_length=1, title="Point")] = "point"
    """Where in an item the name of the point stands."""
    points: Annotated[PointPattern, OnlyIf("makes", "samples"), Field(title="Makes points")] = "*"
    """Points that this node makes the values of. An item with another name is refused."""
    value: Annotated[Path, OnlyIf("makes", "samples"), Field(min_length=1, title="Value")] = "value"
    """Where in an item the number stands. An empty one is a bad value."""
    quality: Annotated[Path, OnlyIf("makes", "samples"), Field(title="Quality")] = "quality"
    """Where in an item the quality stands: good, uncertain or bad, with a reason like `bad:stale`. Empty, or missing in
    an item: good."""
    time: Annotated[Path, OnlyIf("makes", "samples"), Field(title="Time")] = "time"
    """Where in an item the time stands: ISO 8601, or whole nanoseconds since 1970 as in a batch. Empty, or missing in
    an item: the time of the event."""
    zone: Annotated[Zone, OnlyIf("makes", "samples"), Field(title="Time zone")] = "UTC"
    """Of times that name none."""


class Split(Node[SplitConfig, NodeState]):
    """Send an event or a sample for each item of a list in an event.

    An item with fields becomes the data of its event; any other stands under `value`. `index` counts from 1, `count`
    is the number of items. Samples of a list come as one instant. An event without such a list, or with an item that is
    no sample, goes on as it came, by `failed`, and nothing of it goes elsewhere.
    """

    kind = "compute.split"
    title = "Split"
    inputs = (Port.events(help="Events with a list."),)
    outputs = (
        Port.events(help="One for each item, in their order."),
        Port.samples(help="One for each item, in their order."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "items"

    def configured(self) -> None:
        self._fits = Chooser([self.config.points])

    def owned(self) -> tuple[str, ...]:
        return (self.config.points,) if self.config.makes == "samples" else ()

    def on_event(self, port: str, event: Event) -> Emits:
        samples = self.config.makes == "samples"
        try:
            items = self._items(event)
            rows = [self._sample(number, item, event) for number, item in enumerate(items, start=1)] if samples else []
        except Unfit as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            yield "failed", event
            return
        if samples:
            if rows:
                point = [self.points.number(row.point) for row in rows]
                yield "samples", Samples.of(
                    arrival=[event.arrival] * len(rows), time=[row.time for row in rows], point=point,
                    value=[row.value for row in rows], quality=[row.quality for row in rows],
                )  # fmt: skip
            return
        top = self.config.items.partition(".")[0]
        beside = {key: value for key, value in event.data.items() if key != top} if self.config.keep else {}
        for index, item in enumerate(items, start=1):
            own = item if isinstance(item, Mapping) else {"value": item}
            data = {**beside, **own, "index": index, "count": len(items)}
            yield "events", changed(event, data, self.config.event)

    def _items(self, event: Event) -> Sequence[Any]:
        items = found(event.data, self.config.items)
        if not isinstance(items, list | tuple):
            raise Unfit(f"{self.config.items or 'the data'} is no list")
        if len(items) > self.config.most:
            raise Unfit(f"the list has {len(items)} items; at most {self.config.most} are split")
        return items

    def _sample(self, number: int, item: Any, event: Event) -> Read:
        config = self.config
        try:
            stamp = found(item, config.time) if config.time else None
        except Unfit:
            stamp = None
        whole = isinstance(stamp, int) and not isinstance(stamp, bool)
        time = stamp if isinstance(stamp, int) and whole else event.time
        try:
            row = sample_of(item, config, self._fits, time, timed=not whole)
            try:
                written = found(item, config.quality) if config.quality else None
            except Unfit:
                written = None
            quality = max(row.quality, quality_from(str(written))) if written not in (None, "") else row.quality
        except (LookupError, ValueError) as error:
            raise Unfit(f"item {number}: {error.args[0]}") from None
        if not is_bad(quality) and not math.isfinite(row.value):
            quality = BAD | NOT_A_NUMBER
        return row._replace(quality=quality)
