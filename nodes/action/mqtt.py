"""MQTT: publish a message about each event."""

import json
from typing import Annotated, Any, Literal

from pydantic import Field

from nodes.drivers.mqtt import Mqtt
from tundish import (
    Action,
    ConnectionRef,
    Emits,
    Event,
    Io,
    NodeConfig,
    NodeState,
    Port,
    Template,
    compiled_template,
    effect_of,
    names_of,
)
from tundish.errors import TemplateError
from tundish.iso import iso

LONGEST_TOPIC = 65535


class MqttActionConfig(NodeConfig):
    connection: ConnectionRef("mqtt") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The broker."""
    topic: Annotated[Template, Field(min_length=1, max_length=1000, title="Topic")] = "tundish/{{ kind }}"
    """Where to publish, with `kind`, `point` and what is in the event's data between double braces."""
    payload: Annotated[Template, Field(max_length=20_000, title="Payload")] = ""
    """The text of the message. Empty: the event as JSON."""
    qos: Annotated[Literal[0, 1], Field(title="QoS")] = 1
    """1: done when the broker has confirmed it. 0: done when it is sent."""
    retain: Annotated[bool, Field(title="Retain")] = False
    """The broker keeps the last message of the topic for whoever subscribes later."""


class MqttAction(Action[MqttActionConfig, NodeState]):
    """Publish a message about each event.

    Done means that the broker has confirmed it. If that is not known, it is sent again: whoever receives it may get
    it twice, with the same `id`. What the broker will not take (the topic is not allowed to us, the message is too
    large) is tried five times and set aside, and what comes after it goes on; a broker says so by MQTT 5 alone.
    """

    kind = "action.mqtt"
    title = "MQTT publish"
    inputs = (Port.events("events", "Events", "What is published."),)
    summary_field = "topic"

    def configured(self) -> None:
        self._topic = compiled_template(self.config.topic)
        self._payload = compiled_template(self.config.payload) if self.config.payload else None

    def on_event(self, port: str, event: Event) -> Emits:
        names = names_of(event)
        try:
            topic = self._topic.render(names)
            payload = self._payload.render(names) if self._payload else _body(event)
        except TemplateError as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            return
        if not topic or any(c in topic for c in "+#\0") or len(topic.encode()) > LONGEST_TOPIC:
            wrong = ValueError(f"{topic[:100]!r} is no topic to publish to: it is empty, too long or has + or # in it")
            yield "error", self.problem(wrong, event.arrival, {"event": event.kind})
            return
        yield "effect", effect_of(event, {"topic": topic, "payload": payload})

    def key(self, effect: Event) -> str:
        return str(effect.data["topic"])

    async def handle(self, effect: Event, io: Io) -> dict[str, Any]:
        link: Mqtt = io.connection(self.config.connection)
        await link.ready(link.settings.timeout)
        topic = str(effect.data["topic"])
        await link.publish(topic, _text(effect, io.flow), self.config.qos, retain=self.config.retain)
        return {"topic": topic}


def _body(event: Event) -> dict[str, Any]:
    return {"time": iso(event.time), "kind": event.kind, "point": event.point, "data": dict(event.data)}


def _text(effect: Event, flow: str) -> str:
    """What is published. An event as JSON gets the id under which the effect is known everywhere."""
    payload = effect.data["payload"]
    if not isinstance(payload, dict):
        return str(payload)
    id = {"id": effect.origin.id(flow)} if effect.origin else {}
    return json.dumps({**payload, **id}, ensure_ascii=False, default=str)
