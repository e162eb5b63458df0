"""Log: write a line about each event to the server's log."""

import logging
from typing import Annotated, Literal

from pydantic import Field

from tundish import (
    Action,
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

LOG = logging.getLogger("tundish.action.log")
LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class LogConfig(NodeConfig):
    text: Annotated[Template, Field(max_length=2000, title="Text")] = "{{ time }} {{ kind }} {{ point }} {{ data }}"
    """What is written, with the event's data, `kind`, `point`, `time` and `data` between double braces."""
    level: Annotated[Literal["info", "warning", "error"], Field(title="Severity")] = "info"
    """How grave the line is in the log."""


class Log(Action[LogConfig, NodeState]):
    """Write a line about each event to the log of the server.

    An event whose text cannot be made goes to the error output, and a line about that is written instead.
    """

    kind = "action.log"
    title = "Log"
    inputs = (Port.events(help="What is written about."),)
    summary_field = "text"

    def configured(self) -> None:
        self._text = compiled_template(self.config.text)

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            text = self._text.render(names_of(event))
        except TemplateError as error:
            text = f"{event.kind} {event.point}: the text cannot be made: {error}"
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
        yield "effect", effect_of(event, {"text": text, "level": self.config.level})

    async def handle(self, effect: Event, io: Io) -> None:
        LOG.log(LEVELS.get(str(effect.data.get("level")), logging.INFO), "%s", effect.data.get("text", ""))
