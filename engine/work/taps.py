"""Taps: what becomes of everything that leaves a port of a running flow, beside going on by its wires."""

from collections.abc import Callable
from functools import partial
from typing import Any

from engine.outbox.outgoing import Outgoing
from engine.watch.monitor import Monitor
from engine.work.io import World
from tundish.connector import EFFECT
from tundish.event import Event
from tundish.node import ERROR
from tundish.samples import Samples


class Taps:
    """Of one flow. Which nodes are which may change at any time."""

    def __init__(
        self, flow: str, world: World, monitor: Monitor, outgoing: Outgoing, on_alarm: Callable[[str, str, Event], None]
    ) -> None:
        self.version: Callable[[], int] = int
        """Of the flow."""
        self.key: Callable[[str, Event], str] = lambda *_: ""
        """Of an action's effect."""
        self.wanted: Callable[[str, str, Event], bool] = lambda *_: False
        """Whether the event store keeps an event of a node and port."""
        self.alarming: set[str] = set()
        """Nodes whose events are alarms."""
        self.owners: set[str] = set()
        """Nodes that make the values of points."""
        self.recording: set[str] = set()
        """Those of them whose samples go to the history."""
        self._flow = flow
        self._world = world
        self._monitor = monitor
        self._outgoing = outgoing
        self._on_alarm = on_alarm
        self._published: list[Samples] = []
        """What of this pass other flows may read."""

    def of(self, node: str, port: str) -> Callable[[Samples | Event], None]:
        """What sees the payloads of one port."""
        if port == EFFECT:  # is shown nowhere
            return partial(self._effect, node)
        return partial(self._see, node, port, self._monitor.of(node, port))

    def __call__(self, node: str, port: str, payload: Samples | Event) -> None:
        self.of(node, port)(payload)

    def published(self) -> list[Samples]:
        """What of this pass other flows may read; the next pass begins."""
        published, self._published = self._published, []
        return published

    def _see(self, node: str, port: str, show: Callable[[Samples | Event], None], payload: Samples | Event) -> None:
        if type(payload) is Event:
            if self.wanted(node, port, payload):
                self._outgoing.event(node, port, payload, self.version())
            if node in self.alarming and payload.kind.startswith("alarm."):
                self._on_alarm(self._flow, node, payload)
            if port == ERROR:
                self._monitor.problems.append((node, payload))
        elif node in self.owners and isinstance(payload, Samples):
            self._published.append(payload)
            self._world.board.put(self._flow, node, payload)
            self._world.history.put(self._flow, node, port, payload, record=node in self.recording)
        show(payload)

    def _effect(self, node: str, payload: Any) -> None:
        if self.wanted(node, EFFECT, payload):
            self._outgoing.event(node, EFFECT, payload, self.version())
        self._outgoing.effect(node, payload, self.key(node, payload))
