"""Outgoing: what a flow wants to send out: effects to its actions, events to the event store.

It is put together during a pass, goes to the outbox, and is handed over when it is on the disk.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.disk.codec import event_from, event_of
from engine.disk.ledger import ROOM, Entry, Ledger
from engine.outbox.delivery import Delivery
from engine.outbox.lane import Lane
from engine.watch.wire import plain
from engine.work.io import EventRow, World
from tundish.errors import CommandRefused
from tundish.event import Event
from tundish.iso import iso
from tundish.node import Node
from tundish.pattern import matches
from tundish.step import COMMAND

EVENTS = "@events"
"""The lane of the event store; actions have lanes by their ids."""
MOST = 500_000
"""Events that may wait for the event store. Beyond it the oldest of those go that were only recorded: what a node keeps
of itself (transitions, verdicts, results of actions) and what people asked for waits as long as the disk has room."""
AT_ONCE = 20
"""One part in so many of them is given up at a time: it takes a look through all that wait."""
RECORDED = "recorded"
"""Stands as key of an event that may be given up."""


class Outgoing:
    """Of one flow."""

    def __init__(self, flow: str, world: World, ledger: Ledger) -> None:
        self.deliveries: dict[str, Delivery] = {}
        """By action node."""
        self.trouble = ""
        """Why the event store takes nothing."""
        self.tried: Callable[[str, Event, int, int, str], None] = lambda *_: None
        """Told of attempts to send: action, effect, engine time, ns that it took, what went wrong."""
        self._flow = flow
        self._world = world
        self._ledger = ledger
        self._fresh: list[Entry] = []
        self.dropped = 0
        """Events that were given up because too many waited for the event store."""
        self._thinned = 0
        """So many waited when some were last given up."""
        self._kinds: dict[str, tuple[str, ...]] = {}
        self.events = Lane(ledger, EVENTS, self._keep, failed=self._failed)

    def effect(self, node: str, effect: Event, key: str) -> None:
        """For an action, unless it refuses what there is no room for."""
        delivery = self.deliveries.get(node)
        if delivery is not None and delivery.refuses(effect, ROOM - len(self._fresh)):
            return
        self._fresh.append(self._ledger.entry(node, _id(self._flow, effect), effect, key))

    def event(self, node: str, port: str, event: Event, version: int) -> None:
        """For the event store; `version` is that of the flow."""
        raw = {"node": node, "port": port, "version": version, "event": event}
        key = "" if port == COMMAND or self._lasting(node, event.kind) else RECORDED
        self._fresh.append(self._ledger.entry(EVENTS, _id(self._flow, event), raw, key))

    def knows(self, nodes: Mapping[str, Node[Any, Any]]) -> None:
        """What of their events these nodes keep in any case; of a node that is not known that is all."""
        self._kinds = {id: node.keeps for id, node in nodes.items()}

    def _lasting(self, node: str, kind: str) -> bool:
        kinds = self._kinds.get(node)
        return kinds is None or any(matches(kind, pattern) for pattern in kinds)

    def take(self) -> list[Entry]:
        """What has come together since the last time."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def put_back(self, entries: Sequence[Entry]) -> None:
        self._fresh[:0] = entries

    def hand_over(self, entries: Sequence[Entry]) -> None:
        """They are on the disk."""
        for entry in entries:
            if entry.lane == EVENTS:
                self.events.put(entry)
            elif entry.lane in self.deliveries and not self._ledger.dropped(entry):
                self.deliveries[entry.lane].put(entry)
        if self._ledger.counts[EVENTS] > MOST:
            self._thin()

    @property
    def full(self) -> bool:
        """More events wait for the event store than should."""
        return self._ledger.counts[EVENTS] > MOST - MOST // AT_ONCE and bool(self.trouble)

    @property
    def problem(self) -> str:
        """What is wrong between the flow and the event store."""
        waiting = self._ledger.counts[EVENTS]
        told = [self.trouble and f"{self.trouble} ({waiting} events wait for it)"]
        if self.dropped:
            told.append(f"{self.dropped} recorded events were given up, as too many waited for the event store")
        return ". ".join(filter(None, told))

    def _thin(self) -> None:
        """Give up the oldest events that were only recorded."""
        waiting, part = self._ledger.counts[EVENTS], MOST // AT_ONCE
        self._thinned = min(self._thinned, waiting)  # the event store has taken some since
        if waiting >= self._thinned + part and self.events.thin(MOST - part, RECORDED, self._gave_up):
            self._thinned = waiting

    def _gave_up(self, number: int) -> None:
        self.dropped += number
        self._thinned -= number

    def status(self) -> dict[str, Any]:
        """How many wait, and how many are set aside, by action."""
        waiting, aside = self._ledger.counts, self._ledger.asides
        return {
            node: {"waiting": waiting[node], "aside": aside[node], "dropped": delivery.dropped}
            for node, delivery in self.deliveries.items()
        }

    def figures(self, now: int) -> dict[str, float]:
        """For metrics: how many records wait, are set aside and were given up, and how old the oldest one is, ns."""
        waiting, aside = self._ledger.counts, self._ledger.asides
        oldest = min((stamp for d in self.deliveries.values() if (stamp := d.oldest)), default=now)
        return {
            "outbox_waiting": sum(waiting[node] for node in self.deliveries),
            "outbox_aside": sum(aside[node] for node in self.deliveries),
            "outbox_dropped": sum(delivery.dropped for delivery in self.deliveries.values()),
            "outbox_oldest_ns": max(0, now - oldest), "events_waiting": waiting[EVENTS],
            "events_dropped": self.dropped,
        }  # fmt: skip

    async def aside(self, node: str, do: str, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """What an action has set aside; after `retry` or `discard`, those that it was done to. CommandRefused."""
        if node not in self.deliveries:
            raise CommandRefused(f"{node!r} is no action of the running flow")
        if do == "list":
            return [_told(entry) for entry in await self._ledger.aside(node)]
        if do == "retry":
            done = await self._ledger.retry(node, numbers, self.hand_over)
        else:
            done = await self._ledger.discard(node, numbers)
        return [_told(entry) for entry in done]

    async def _keep(self, entries: Sequence[Entry]) -> None:
        rows = [
            EventRow(entry.id, self._flow, raw["node"], raw["port"], event_from(raw["event"]), raw["version"])
            for entry in entries
            for raw in [entry.raw]
        ]
        await self._world.events.keep(rows)

    def _failed(self, why: str) -> None:
        self.trouble = why and f"The event store takes nothing: {why}"


def _told(entry: Entry) -> dict[str, Any]:
    """A record as people see it."""
    effect = event_of(entry.packed)
    return {
        "number": entry.number, "id": entry.id, "time": iso(effect.time), "point": effect.point, "why": entry.why,
        "data": plain(effect.data),
    }  # fmt: skip


def _id(flow: str, event: Event) -> str:
    assert event.origin is not None  # noqa: S101 - the step has sealed it
    return event.origin.id(flow)
