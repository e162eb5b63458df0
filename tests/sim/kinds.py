"""Connectors between a simulated flow and its outside: a source that acknowledges, actions that arrive."""

from typing import Any

from tests.sim.outside import Outside
from tundish import Action, Event, Io, NodeConfig, NodeState, Port, Source


def _outside(io: Io) -> Outside:
    found: Outside = io.connection("outside")
    return found


class Feed(Source[NodeConfig, NodeState]):
    """Takes messages from a broker; acknowledges what is on the disk."""

    kind = "sim.feed"
    title = "Feed"
    outputs = (Port.samples(),)

    def owned(self) -> tuple[str, ...]:
        return ("*",)

    async def produce(self, io: Io) -> None:
        broker = _outside(io).broker
        broker.joined(self.id)
        while True:
            messages = await broker.delivered(self.id)
            for message in messages:
                names, times, values, qualities = zip(*message.put.rows, strict=True)
                await io.samples(names, values, times, qualities)
                broker.took(message, io.now())
            await io.kept()
            for message in messages:
                broker.acknowledge(self.id, message)


class Send(Action[NodeConfig, NodeState]):
    """Sends to the sink, at least once."""

    kind = "sim.send"
    title = "Send"
    inputs = (Port.events(),)

    async def handle(self, effect: Event, io: Io) -> dict[str, Any]:
        assert effect.origin is not None
        await _outside(io).sink.take(effect.origin.id(io.flow), self.id, self.key(effect))
        return {"taken": True}


class Order(Send):
    """A command to equipment: at most once."""

    kind = "sim.order"
    title = "Order"
    at_most_once = True


KINDS = {kind.kind: kind for kind in (Feed, Send, Order)}
