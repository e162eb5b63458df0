"""Split: an event with a list becomes one event for each item."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from nodes.compute.within import Path, Unfit, changed, found
from tundish import Emits, Event, Node, NodeConfig, NodeState, Port


class SplitConfig(NodeConfig):
    items: Annotated[Path, Field(title="List")] = "items"
    """Where in the data the list stands: names with a dot between, like `batch.samples`. Empty: all of the data."""
    keep: Annotated[bool, Field(title="Keep the other fields")] = True
    """Whether each event also has the fields beside the list. A field of the item comes before one of the same name."""
    most: Annotated[int, Field(ge=1, le=10_000, title="At most")] = 1000
    """Items of a list. A longer one is not split."""
    event: Annotated[str, Field(max_length=100, title="Kind of event")] = ""
    """What the events are called. Empty: as before."""


class Split(Node[SplitConfig, NodeState]):
    """Send an event for each item of a list in an event.

    An item with fields becomes the data of its event; any other stands under `value`. `index` counts from 1, `count`
    is the number of items. An event without such a list goes on as it came, by `failed`.
    """

    kind = "compute.split"
    title = "Split"
    inputs = (Port.events(help="Events with a list."),)
    outputs = (
        Port.events(help="One for each item, in their order."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "items"

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            items = self._items(event)
        except Unfit as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            yield "failed", event
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
