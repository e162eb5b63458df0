"""MQTT: messages of a broker as samples and events."""

import asyncio

from paho.mqtt.client import topic_matches_sub
from pydantic import Field

from nodes.drivers.batch import Batch
from nodes.drivers.feed import Feed
from nodes.drivers.mqtt import Message, Mqtt, Reader
from nodes.drivers.payloads import Said, Topic, read_payload
from tundish import ConnectionRef, Io, NodeConfig, NodeState, Port, Source, Table
from tundish.errors import ConnectionFailed

PATIENCE = 5.0
"""Seconds to wait at the start for a link that is just being opened, before its points are called bad."""


class MqttSourceConfig(NodeConfig):
    connection: ConnectionRef("mqtt") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The broker."""
    topics: Table[Topic] = Field(default=(), title="Topics")
    """What to read. A message is read by the first row that its topic fits."""


class MqttSource(Source[MqttSourceConfig, NodeState]):
    """Read messages: numbers as samples, objects as events.

    A message is acknowledged only when the flow has taken it, so nothing is lost when Tundish stops: the broker keeps
    it and sends it again. A payload that makes no sense goes to the error output with its topic and its beginning, is
    counted, and does no harm. When the link is lost, the points seen so far turn `bad` (`comm_lost`).
    """

    kind = "source.mqtt"
    title = "MQTT"
    outputs = (
        Port.samples("samples", "Samples", "Numbers, by point."),
        Port.events("events", "Events", "Objects of rows with the payload `event`."),
    )
    summary_field = "connection"

    def owned(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(pattern for row in self.config.topics for pattern in row.owned()))

    async def produce(self, io: Io) -> None:
        link: Mqtt = io.connection(self.config.connection)
        feed = Feed(io)
        patience: float | None = PATIENCE
        filters = [(row.topic, row.qos) for row in self.config.topics]
        while filters:
            try:
                await link.ready(patience)
                async with link.reader(filters) as reader:
                    await self._read(reader, feed, io)
            except ConnectionFailed as error:
                patience = None
                await feed.lost(str(error))
                if link.connected:
                    await asyncio.sleep(PATIENCE)  # it refuses us, or has not yet noticed

    async def _read(self, reader: Reader, feed: Feed, io: Io) -> None:
        batch = Batch(reader, feed, io)
        at = 0
        while True:
            batch.tell()
            for message in await reader.get():
                at = max(io.now(), at + 1)  # a message without a time is an instant of its own
                try:
                    said = self._said(message)
                except Exception as error:  # noqa: BLE001 - whatever is in it, it must not come for ever
                    await batch.refuse(message, error)
                    continue
                if said is None or said[1].data is None:
                    batch.add(
                        message, [v if v.time >= 0 else v._replace(time=at) for v in said[1].values] if said else ()
                    )
                else:
                    row, body = said
                    await batch.event(message, row.event, body.data or {}, body.time if body.time >= 0 else at)
            await batch.flush()

    def _said(self, message: Message) -> tuple[Topic, Said] | None:
        for row in self.config.topics:
            if topic_matches_sub(row.topic, message.topic):
                return row, read_payload(row, message.topic, message.payload)
        return None
