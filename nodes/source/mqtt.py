"""MQTT: messages of a broker as samples and events."""

from collections.abc import Sequence

import numpy as np
from paho.mqtt.client import topic_matches_sub
from pydantic import Field

from nodes.drivers.feed import Feed
from nodes.drivers.mqtt import Message, Mqtt, Reader
from nodes.drivers.payloads import Said, Topic, Value, read_payload
from tundish import BAD, ConnectionRef, Io, NodeConfig, NodeState, Port, Source, Table
from tundish.errors import ConnectionFailed
from tundish.quality import NOT_A_NUMBER

PATIENCE = 5.0
"""Seconds to wait at the start for a link that is just being opened, before its points are called bad."""
EXCERPT = 200


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

    async def _read(self, reader: Reader, feed: Feed, io: Io) -> None:
        io.status("ok")
        wrong = at = 0
        while True:
            values: list[Value] = []
            for message in await reader.get():
                at = max(io.now(), at + 1)  # a message without a time is an instant of its own
                try:
                    said = self._said(message)
                except ValueError as error:
                    wrong += 1
                    await _complain(io, message, str(error), wrong)
                    continue
                if said is None:
                    continue
                row, body = said
                values += [v if v.time >= 0 else v._replace(time=at) for v in body.values]
                if body.data is not None:
                    time = body.time if body.time >= 0 else at
                    await io.event(row.event, {**body.data, "topic": message.topic}, time=time)
            if values:
                await _put(values, feed)
            reader.done()

    def _said(self, message: Message) -> tuple[Topic, Said] | None:
        for row in self.config.topics:
            if topic_matches_sub(row.topic, message.topic):
                return row, read_payload(row, message.topic, message.payload)
        return None


async def _put(values: Sequence[Value], feed: Feed) -> None:
    value = np.array([v.value for v in values])
    finite = np.isfinite(value)
    await feed.put(
        [v.point for v in values],
        np.where(finite, value, np.nan),
        np.array([v.time for v in values], np.int64),
        np.where(finite, 0, BAD | NOT_A_NUMBER).astype(np.uint8),
    )


async def _complain(io: Io, message: Message, why: str, wrong: int) -> None:
    io.status("warn", f"{wrong} messages made no sense; the last on {message.topic}: {why}")
    excerpt = message.payload[:EXCERPT].decode(errors="replace")
    data = {"error": f"A message on {message.topic} makes no sense: {why}", "topic": message.topic, "excerpt": excerpt}
    await io.event("problem", {**data, "count": wrong}, port="error")
