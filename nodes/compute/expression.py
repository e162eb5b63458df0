"""Expression: fields of an event that are computed of others."""

from typing import Annotated

from pydantic import Field

from nodes.compute.within import changed
from tundish import Emits, Event, Expression, Node, NodeConfig, NodeState, Port, Table, compiled_expression, names_of
from tundish.bulk import LARGEST, bulk


class FieldRow(NodeConfig):
    """A field and how it is computed."""

    field: Annotated[str, Field(min_length=1, max_length=100, title="Field")] = "result"
    """Name in the data of the event that goes on. One that is there already is replaced."""
    expression: Annotated[Expression, Field(max_length=2000, title="Expression")] = "data"
    """Computed of the event's data by name, and of `kind`, `point`, `time` and `data`."""


class ExpressionConfig(NodeConfig):
    rows: Annotated[Table[FieldRow], Field(max_length=200, title="Fields")] = (
        FieldRow(field="what", expression="kind"),
    )
    """From top to bottom; a row knows the fields of those above it."""
    event: Annotated[str, Field(max_length=100, title="Kind of event")] = ""
    """What the event that goes on is called. Empty: as before."""


class ExpressionNode(Node[ExpressionConfig, NodeState]):
    """Compute fields of each event by expressions, and pass the event on with them.

    An event for which a row has no result goes on as it came, by `failed`; the error output says which row and why.
    What the rows of one event compute has at most 500,000 parts and characters, in lists nested at most 150 deep.
    Of texts there are `trim(x)`, without blanks at both ends, `replace(x, old, new)`, `find(x, part)`, which is where
    it begins, from 0, or -1, `part(x, start, length)`, so many characters from there (fewer where x ends before), and
    `lower`, `upper`, `startswith`, `endswith`, `contains`, `len` and `str`.
    """

    kind = "compute.expression"
    title = "Expression"
    inputs = (Port.events(help="What is computed with."),)
    outputs = (
        Port.events(help="The same, with the fields."),
        Port.events("failed", "Failed", "Events that could not be worked on, as they came."),
    )
    summary_field = "rows"

    def configured(self) -> None:
        self._rows = [(row.field, compiled_expression(row.expression)) for row in self.config.rows]

    def on_event(self, port: str, event: Event) -> Emits:
        made, size = event, 0
        for number, (field, expression) in enumerate(self._rows, start=1):
            try:
                value = expression.evaluate(names_of(made))
                size += bulk(value, LARGEST - size)
            except ValueError as error:
                yield "error", self.problem(error, event.arrival, {"row": number, "field": field, "event": event.kind})
                yield "failed", event
                return
            made = changed(made, {**made.data, field: value}, self.config.event if number == len(self._rows) else "")
        yield "events", made
