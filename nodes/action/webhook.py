"""Webhook: a message to a chat group, or JSON to any receiver, about each event."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from nodes.action.told import told_subject, told_text
from nodes.drivers.chat import Message
from nodes.drivers.webhook import Webhook
from tundish import (
    Action,
    Command,
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


class WebhookConfig(NodeConfig):
    connection: ConnectionRef("webhook") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The chat group, or the receiver."""
    channel: Annotated[str, Field(max_length=64, title="Channel")] = ""
    """Send only messages of the node Notify that name this channel among their recipients. Empty: every event."""
    subject: Annotated[Template, Field(max_length=1000, title="Title")] = ""
    """With `kind`, `point` and what is in the event's data between double braces. Empty: the `subject` in the data,
    else what happened to which point."""
    text: Annotated[Template, Field(max_length=10_000, title="Text")] = ""
    """The same. Empty: the `text` in the data, else all of the data."""
    body: Annotated[Template, Field(max_length=10_000, title="JSON")] = ""
    """What is posted to a receiver whose format is JSON, like `{"text": {{ point | json }}}`. Empty: the event."""


class WebhookAction(Action[WebhookConfig, NodeState]):
    """Post a message about each event to DingTalk, WeCom, Feishu, Slack or Teams, or as JSON to any receiver.

    Done means that the receiver has taken it: also what it says in its answer counts. If that is not known it is sent
    again, so a message may come twice. Messages keep their order. What is refused for good is set aside; while a
    receiver is away, or wants fewer messages, they wait, for a day at most.
    """

    kind = "action.webhook"
    title = "Webhook"
    inputs = (Port.events("events", "Events", "Each of them is a message."),)
    commands = (Command("test", "Send a test message", "engineer"),)
    summary_field = "channel"
    lifetime: ClassVar[float | None] = 86_400.0

    def configured(self) -> None:
        config = self.config
        texts = (config.subject, config.text, config.body)
        self._subject, self._text, self._body = (compiled_template(text) if text else None for text in texts)

    def on_event(self, port: str, event: Event) -> Emits:
        if self.config.channel and not _names(event.data.get("recipients"), self.config.channel):
            return
        names = names_of(event)
        try:
            title = self._subject.render(names) if self._subject else told_subject(event)
            text = self._text.render(names) if self._text else told_text(event)
            raw = json.loads(self._body.render(names)) if self._body else _whole(event)
        except TemplateError as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            return
        except (ValueError, RecursionError) as error:
            wrong = ValueError(f"The template makes no JSON: {error}")
            yield "error", self.problem(wrong, event.arrival, {"event": event.kind})
            return
        yield "effect", effect_of(event, _sent(title, text, event.data.get("severity"), raw, whole=not self._body))

    def on_command(self, command: Event) -> Emits:
        text = "This is a test message, no alarm.\n这是一条测试消息，并非报警。"
        raw = {"kind": "test", "text": text}
        yield "effect", effect_of(command, _sent("Tundish: test / 测试", text, "", raw, whole=False))

    def key(self, effect: Event) -> str:
        """All in order: readers of a chat follow it."""
        return ""

    async def handle(self, effect: Event, io: Io) -> None:
        link: Webhook = io.connection(self.config.connection)
        await link.ready(link.settings.timeout)
        data = effect.data
        raw = data["raw"]
        if data["whole"] and effect.origin:
            raw = {**raw, "id": effect.origin.id(io.flow)}
        written = json.dumps(raw, ensure_ascii=False, default=str)
        message = Message(str(data["title"]), str(data["text"]), str(data["severity"]), written)
        await link.send(message, io.now())


def _sent(title: str, text: str, severity: Any, raw: Any, *, whole: bool) -> dict[str, Any]:
    return {"title": title, "text": text, "severity": severity or "", "raw": raw, "whole": whole}


def _whole(event: Event) -> dict[str, Any]:
    return {"time": iso(event.time), "kind": event.kind, "point": event.point, "data": dict(event.data)}


def _names(recipients: Any, channel: str) -> bool:
    """Whether an event is meant for a channel."""
    rows = recipients if isinstance(recipients, list | tuple) else ()
    return any(isinstance(row, Mapping) and row.get("channel") == channel for row in rows)
