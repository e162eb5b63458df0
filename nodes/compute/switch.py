"""Switch: send events different ways, by what is in them."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from tundish import (
    Emits,
    Event,
    Expression,
    Node,
    NodeConfig,
    NodeState,
    Port,
    PortsFrom,
    Table,
    compiled_expression,
    names_of,
)
from tundish.errors import ExpressionError

ELSE = "else"


class Case(NodeConfig):
    """One way out."""

    port: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,63}$", title="Output")] = "case"
    """Name of the output: small letters, digits, - and _. Wires hang on it."""
    when: Annotated[Expression, Field(max_length=2000, title="When")] = "True"
    """What must be true of the event: its data by name, and `kind`, `point`, `time` and `data`."""


class SwitchConfig(NodeConfig):
    cases: Annotated[Table[Case], Field(title="Cases")] = (Case(port="alarm", when="kind == 'alarm.active'"),)
    """Tried from top to bottom."""
    match: Annotated[Literal["first", "all"], Field(title="Send to")] = "first"
    """The first case that is true, or all that are."""

    @field_validator("cases")
    @classmethod
    def _of_one_name_each(cls, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        names = [case.port for case in cases]
        for name in names:
            if name in {ELSE, "error", "effect"}:
                raise ValueError(f"{name!r} is an output of its own; call the case something else")
            if names.count(name) > 1:
                raise ValueError(f"two cases are called {name!r}")
        return cases


class Switch(Node[SwitchConfig, NodeState]):
    """Send each event to the output whose case is true of it, or to `else` when none is.

    The event goes on as it is. A case that cannot be judged, because the event lacks what it asks for, counts as not
    true, and the error output says so.
    """

    kind = "compute.switch"
    title = "Switch"
    inputs = (Port.events(help="What is sorted."),)
    outputs = (Port.events(ELSE, "Else", "Events of which no case is true."),)
    outputs_from = PortsFrom("cases", "port")
    summary_field = "cases"

    def configured(self) -> None:
        self._cases = [(case.port, compiled_expression(case.when)) for case in self.config.cases]

    def on_event(self, port: str, event: Event) -> Emits:
        names, sent = names_of(event), False
        for case, expression in self._cases:
            try:
                true = bool(expression.evaluate(names))
            except ExpressionError as error:
                yield "error", self.problem(error, event.arrival, {"case": case, "event": event.kind})
                continue
            if true:
                sent = True
                yield case, event
                if self.config.match == "first":
                    return
        if not sent:
            yield ELSE, event
