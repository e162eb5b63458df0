"""Split by device: everything goes exactly one way."""

from typing import Any

import pytest
from pydantic import ValidationError

from nodes.compute.device_table import DevicesConfig
from nodes.compute.devices import Devices
from tundish.testing import Bench, Happen, Row


def table(*devices: str, points: str = "{device}.*") -> DevicesConfig:
    rows = [{"device": device, "port": f"to-{device.lower()}"} for device in devices]
    return DevicesConfig.model_validate({"points": points, "devices": rows})


def test_samples_and_events_go_the_way_of_their_device() -> None:
    bench = Bench(Devices, table("P1", "P2"))
    bench.feed([Row(1, "P1.flow", 1), Row(1, "P3.flow", 2), Row(3, "P2.flow", 3)])
    bench.play([Happen(5, "x", {}, point="P2.flow"), Happen(7, "x", {}, point="P3.flow"), Happen(9, "x", {})])
    assert [
        ("samples", 1), ("to-p1", 1), ("to-p2", 3), ("to-p2-events", 5), ("events", 7), ("events", 9),
    ] == sorted((row[:2] for row in bench.seen), key=lambda one: one[1])  # fmt: skip


def test_outputs_are_one_for_each_way_and_kind() -> None:
    config = {"devices": [{"device": "a", "port": "x"}, {"device": "b", "port": "x"}, {"device": "c", "port": "y"}]}
    names = [port.name for port in Devices.output_ports(config)]
    assert ["samples", "events", "x", "y", "x-events", "y-events"] == names


@pytest.mark.parametrize(
    "wrong",
    [
        {"points": "no.device.here"},
        {"devices": [{"device": "a", "port": "samples"}]},
        {"devices": [{"device": "a", "port": "x"}, {"device": "a", "port": "y"}]},
    ],
)
def test_what_could_not_be_told_apart_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DevicesConfig.model_validate(wrong)
