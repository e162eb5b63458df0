"""action.write: which write an event asks for."""

from typing import Any

import msgspec
import pytest

from nodes.action.write import Write, WriteConfig
from tests.fixtures.io import RecordingIo
from tundish import Event, Points
from tundish.write import WriteRequest

CONFIG: dict[str, Any] = {"connection": "plc", "point": "P2.run", "address": "coil 1", "value": 1, "tolerance": 0.5}


def emitted(config: dict[str, Any], data: dict[str, Any]) -> tuple[str, Event]:
    node = Write("w", WriteConfig.model_validate({**CONFIG, **config}), Points())
    ((port, event),) = node.on_event("events", Event(kind="go", time=2, arrival=1, data=data))
    assert isinstance(event, Event)
    return port, event


@pytest.mark.parametrize(
    ("config", "data", "expected"),
    [
        pytest.param({}, {"value": 9}, 1.0, id="fixed"),
        pytest.param({"value_from": "field"}, {"value": 9}, 9, id="a field"),
        pytest.param({"value_from": "field", "field": "speed"}, {"speed": 0.5}, 0.5, id="another field"),
        pytest.param({"value_from": "field"}, {"value": True}, 1.0, id="a switch"),
    ],
)
async def test_asks_the_pipeline(config: dict[str, Any], data: dict[str, Any], expected: float) -> None:
    port, effect = emitted(config, {**data, "user": "ada"})
    assert "effect" == port
    io = RecordingIo()
    node = Write("w", WriteConfig.model_validate({**CONFIG, **config}), Points())
    assert {"status": "done"} == await node.handle(effect, io)
    assert [WriteRequest("plc", "P2.run", "coil 1", expected, tolerance=0.5)] == io.writes


async def test_a_user_that_an_event_names_stands_nowhere() -> None:
    """Anybody can publish a message that says who sent it."""
    _, effect = emitted({}, {"user": "ada"})
    assert "ada" not in str(effect.data)
    io = RecordingIo()
    node = Write("w", WriteConfig.model_validate(CONFIG), Points())
    await node.handle(msgspec.structs.replace(effect, data={**effect.data, "user": "ada"}), io)
    assert [""] == [request.user for request in io.writes]


@pytest.mark.parametrize("data", [{}, {"value": "12"}, {"value": None}, {"value": [1]}])
def test_without_a_number_nothing_is_written(data: dict[str, Any]) -> None:
    port, event = emitted({"value_from": "field"}, data)
    assert "error" == port
    assert "no number in the field 'value'" in event.data["error"]


def test_is_never_sent_twice() -> None:
    assert Write.at_most_once
