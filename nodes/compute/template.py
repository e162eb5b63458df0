"""Template: write a text about an event."""

from typing import Annotated

from pydantic import Field

from tundish import Emits, Event, Node, NodeConfig, NodeState, Port, Template, compiled_template, names_of
from tundish.errors import TemplateError


class TemplateConfig(NodeConfig):
    text: Annotated[Template, Field(max_length=20_000, title="Text")] = "{{ kind }} {{ point }}"
    """The text, with the event's data, `kind`, `point`, `time` and `data` between double braces."""
    field: Annotated[str, Field(min_length=1, max_length=100, title="Field")] = "text"
    """Under which name the text stands in the data of the event that goes on."""
    event: Annotated[str, Field(max_length=100, title="Kind of event")] = ""
    """What the event that goes on is called. Empty: as before."""


class TemplateNode(Node[TemplateConfig, NodeState]):
    """Write a text about each event and pass the event on with it.

    Everything else of the event stays. An event whose text cannot be made goes no further; the error output says why.
    """

    kind = "compute.template"
    title = "Template"
    inputs = (Port.events(help="What is written about."),)
    outputs = (Port.events(help="The same, with the text."),)
    summary_field = "text"

    def configured(self) -> None:
        self._text = compiled_template(self.config.text)

    def on_event(self, port: str, event: Event) -> Emits:
        try:
            text = self._text.render(names_of(event))
        except TemplateError as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            return
        data = {**event.data, self.config.field: text}
        kind = self.config.event or event.kind
        yield "events", Event(kind=kind, time=event.time, arrival=event.arrival, point=event.point, data=data)
