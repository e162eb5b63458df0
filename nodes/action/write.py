"""Write: set a value of equipment when an event comes."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tundish import (
    Action,
    ConnectionRef,
    Duration,
    Emits,
    Event,
    Io,
    NodeConfig,
    NodeState,
    Number,
    OnlyIf,
    PointRef,
    Port,
    effect_of,
)
from tundish.write import WriteRequest


class WriteConfig(NodeConfig):
    connection: ConnectionRef("modbus", "opcua") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The equipment."""
    point: Annotated[PointRef, Field(title="Point")] = "point"
    """The name under which an administrator has allowed the write. Nothing else is ever written."""
    address: Annotated[str, Field(max_length=500, title="Address")] = ""
    """Modbus: `coil 3`, `holding 12 float32 scale 0.1 unit 2`. OPC UA: a node id, `ns=2;s=Pump1.Run`."""
    value_from: Annotated[Literal["fixed", "field"], Field(title="Value from")] = "fixed"
    """A fixed value, or a field of the event's data."""
    value: Annotated[Number, Field(title="Value"), OnlyIf("value_from", "fixed")] = 0.0
    """What is written."""
    field: Annotated[str, Field(min_length=1, max_length=100, title="Field"), OnlyIf("value_from", "field")] = "value"
    """The field of the event's data that is written; it must be a number."""
    tolerance: Annotated[Number, Field(ge=0, title="Tolerance")] = 0.0
    """How far the value read back may be from the one that was sent."""
    timeout: Annotated[Duration, Field(gt=0, le=50, title="Read back within")] = 5.0
    """How long the equipment may take to show the new value."""


class Write(Action[WriteConfig, NodeState]):
    """Write one value to equipment when an event comes.

    Only points that an administrator has allowed can be written, within their limits. Every write is recorded in the
    audit before it is sent, sent once, and read back. When it is not known whether it arrived, it is read back, never
    sent again. The result says what was sent and what was read back, or why it was refused.
    """

    kind = "action.write"
    title = "Write"
    inputs = (Port.events("events", "Events", "Each of them causes one write."),)
    summary_field = "point"
    at_most_once = True

    def on_event(self, port: str, event: Event) -> Emits:
        value = self.config.value if self.config.value_from == "fixed" else event.data.get(self.config.field)
        if isinstance(value, bool):
            value = float(value)
        if not isinstance(value, int | float):
            wrong = ValueError(
                f"There is no number in the field {self.config.field!r} of the event: nothing is written"
            )
            yield "error", self.problem(wrong, event.arrival, {"event": event.kind})
            return
        yield "effect", effect_of(event, {"point": self.config.point, "value": value})

    # The event may come from anywhere: a user it names is nobody we know. The audit has the flow and the node.
    async def handle(self, effect: Event, io: Io) -> dict[str, Any]:
        return await io.write(self._request(effect))

    async def look(self, effect: Event, io: Io) -> dict[str, Any]:
        return await io.write(self._request(effect)._replace(looks=True))

    def _request(self, effect: Event) -> WriteRequest:
        config = self.config
        return WriteRequest(
            connection=config.connection,
            point=config.point,
            address=config.address,
            value=effect.data["value"],
            tolerance=config.tolerance,
            timeout=config.timeout,
        )
