"""Join: two events of one key become one."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from nodes.compute.within import Path, Unfit, key_of
from tundish import Duration, Emits, Event, Node, NodeConfig, NodeState, PerKey, Port, nanoseconds

LEFT, RIGHT = "left", "right"
MOST = 100_000


class JoinConfig(NodeConfig):
    left: Annotated[Path, Field(min_length=1, title="Key on the left")] = "id"
    """Field of the events of the left input by which they are told, like `order` or `sample.id`."""
    right: Annotated[Path, Field(min_length=1, title="Key on the right")] = "id"
    """The same for the right input."""
    within: Annotated[Duration, Field(gt=0, le=31_622_400, title="Waits")] = 60.0
    """How long an event waits for its other half."""
    event: Annotated[str, Field(min_length=1, max_length=100, title="Kind of event")] = "joined"
    """What the event that comes out is called."""


class Waiting(NamedTuple):
    """An event without its other half."""

    kind: str
    time: int
    arrival: int
    point: str
    data: Mapping[str, Any]


class JoinState(NodeState):
    waiting: PerKey[Waiting]
    """By side and key."""


class Join(Node[JoinConfig, JoinState]):
    """Join an event from the left with one of the same key from the right, when both come within a time.

    The joined event has the `key` and the data of both under `left` and `right`; its time is the later one, its point
    that of the left or else of the right. Each event is joined once. One that waits in vain leaves by `alone`, and so
    does one when the next of its key comes from the same side. At most 100,000 wait; more go by `failed`.
    """

    kind = "compute.join"
    title = "Join"
    inputs = (
        Port.events(LEFT, "Left", "Events of one sort, as results."),
        Port.events(RIGHT, "Right", "Events of the other, as orders."),
    )
    outputs = (
        Port.events(help="Pairs."),
        Port.events("alone", "Alone", "Events without their other half, with their `side` in the data."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "left"

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            key, other = self._met(port, event)
        except Unfit as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind, "side": port})
            yield "failed", event
            return
        own = Waiting(event.kind, event.time, event.arrival, event.point, event.data)
        if other is None:
            place = f"{port} {key}"
            earlier = self._taken(place)
            if earlier:
                yield self._alone(place, earlier, event.arrival)
            self.state.waiting[place] = own
            self.state.timers.set(place, event.arrival, nanoseconds(self.config.within))
            return
        left, right = (own, other) if port == LEFT else (other, own)
        yield "events", Event(
            kind=self.config.event, time=max(own.time, other.time), arrival=event.arrival,
            point=left.point or right.point, data={"key": key, LEFT: left.data, RIGHT: right.data},
        )  # fmt: skip

    def on_timer(self, key: str, due: int) -> Emits:
        if waiting := self._taken(key):
            yield self._alone(key, waiting, due)

    def on_config(self, old: JoinConfig | None) -> Emits:
        """Those that wait have the new time; with other keys they cannot be found any more."""
        if old is None or old == self.config:
            return
        rekeyed = (old.left, old.right) != (self.config.left, self.config.right)
        for place in list(self.state.waiting):
            waiting = self.state.waiting[place]
            if rekeyed or self.now - waiting.arrival >= nanoseconds(self.config.within):
                self._taken(place)
                yield self._alone(place, waiting, self.now)
            else:
                self.state.timers.set(place, waiting.arrival, nanoseconds(self.config.within))

    def on_removed(self) -> Emits:
        for place in list(self.state.waiting):
            waiting = self.state.waiting[place]
            self._taken(place)
            yield self._alone(place, waiting, self.now)

    def _met(self, port: str, event: Event) -> tuple[str, Waiting | None]:
        """The key, and the other half if it waits."""
        key = key_of(event.data, self.config.left if port == LEFT else self.config.right)
        other = self._taken(f"{RIGHT if port == LEFT else LEFT} {key}")
        if other is None and len(self.state.waiting) >= MOST:
            raise Unfit(f"{MOST} events wait already")
        return key, other

    def _taken(self, place: str) -> Waiting | None:
        waiting = self.state.waiting.get(place)
        if waiting:
            del self.state.waiting[place]
            self.state.timers.cancel(place)
        return waiting

    def _alone(self, place: str, waiting: Waiting, stamp: int) -> tuple[str, Event]:
        data = {**waiting.data, "side": place.partition(" ")[0]}
        return "alone", Event(kind=waiting.kind, time=waiting.time, arrival=stamp, point=waiting.point, data=data)
