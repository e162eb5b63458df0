"""Devices: send what belongs to some devices a way of its own."""

from typing import Any

import numpy as np
import numpy.typing as npt

from nodes.compute.device_table import DevicesConfig
from tundish import Emits, Event, Node, NodeState, Port, PortsFrom, Samples
from tundish.pattern import DeviceFinder
from tundish.quality import BAD, NOT_A_NUMBER

EVENTS = "-events"


class DevicesState(NodeState):
    """The points seen."""


class Devices(Node[DevicesConfig, DevicesState]):
    """Send the samples and events of some devices to outputs of their own.

    A device is known by the names of its points: `{device}.*` finds `P1` in `P1.flow`. Samples of a device that stands
    in the table leave by its output, its events by the output of that name with `-events` after it. Everything else,
    and events without a point, leave by `samples` and `events`.
    """

    kind = "compute.devices"
    title = "Split by device"
    inputs = (Port.samples(help="Samples of any devices."), Port.events(help="Events about any devices."))
    outputs = (
        Port.samples(help="Samples of all other devices."),
        Port.events(help="Events of all other devices, and those without a point."),
    )
    outputs_from = PortsFrom("devices", "port", Samples)
    summary_field = "points"

    @classmethod
    def output_ports(cls, config: dict[str, Any]) -> tuple[Port, ...]:
        own = super().output_ports(config)
        ways = dict.fromkeys(own[len(cls.outputs) :])
        return (*cls.outputs, *ways, *(Port.events(way.name + EVENTS, way.title) for way in ways))

    def configured(self) -> None:
        self._ports = {row.device: row.port for row in self.config.devices}
        self._finder = DeviceFinder(self.config.points, self._ports)
        self._names = ["samples", *dict.fromkeys(row.port for row in self.config.devices)]
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._way: npt.NDArray[np.int32] = np.zeros(0, np.int32)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        slot = self.state.slots(samples.point)
        way, samples = self._known()[slot], _honest(samples)
        present = np.unique(way)
        if present.size == 1:
            yield self._names[present[0]], samples
            return
        for number in present.tolist():
            yield self._names[number], samples.where(way == number)

    def on_event(self, port: str, event: Event) -> Emits:
        device = self._finder.of(event.point)
        yield ("events" if device is None else self._ports[device] + EVENTS), event

    def _known(self) -> npt.NDArray[np.int32]:
        """The way of each slot; made when points are new."""
        fresh = self.state.points[len(self._way) :]
        if fresh:
            devices = [self._finder.of(self.points.name(point)) for point in fresh]
            new = [0 if device is None else self._numbers[self._ports[device]] for device in devices]
            self._way = np.concatenate([self._way, np.array(new, np.int32)])
        return self._way


def _honest(samples: Samples) -> Samples:
    """What is no number is bad."""
    finite = np.isfinite(samples.value)
    if finite.all():
        return samples
    quality = np.where(finite, samples.quality, np.maximum(samples.quality, BAD | NOT_A_NUMBER)).astype(np.uint8)
    return Samples(samples.arrival, samples.time, samples.point, samples.value, quality)
