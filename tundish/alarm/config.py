"""Config: the settings that all alarm nodes share, and the arguments of what may be asked of them."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from tundish.fields import Duration
from tundish.node import Command, NodeConfig, Port

HOUR = 3600.0
LONGEST_SHELF = 30 * 24 * HOUR
LONGEST_OUT = 366 * 24 * HOUR

SUPPRESS = Port.samples(
    "suppress",
    "Suppress",
    "A good value other than 0 of any point suppresses all alarms of this node, 0 ends that. They go on being judged.",
)
"""The input of every alarm node by which it is suppressed by design."""
TRANSITIONS = Port.events(help="Every transition of every alarm, and every command that was refused.")

Comment: TypeAlias = Annotated[str, Field(max_length=1000, title="Comment")]
Reason: TypeAlias = Annotated[str, Field(max_length=1000, title="Reason")]


class AlarmConfig(NodeConfig):
    """Base of the configs of alarm nodes; these settings come after their own."""

    ack_required: Annotated[bool, Field(title="Must be acknowledged")] = True
    """Off: an alarm stands as acknowledged from the beginning, and is gone when it returns."""
    unack_on_escalate: Annotated[bool, Field(title="Acknowledge again when worse")] = True
    """On: an acknowledged alarm that gets worse must be acknowledged again."""
    latched: Annotated[bool, Field(title="Latched")] = False
    """On: an alarm that has returned stays until somebody resets it, after it was acknowledged."""
    realarm: Annotated[Duration, Field(title="Announce again after")] = 0.0
    """How long after it was acknowledged an alarm that still stands is announced again. 0: never."""
    realarm_times: Annotated[int, Field(ge=0, le=1000, title="Times at most")] = 0
    """How often it is announced again until it returns. 0: without limit."""
    max_shelve: Annotated[Duration, Field(le=LONGEST_SHELF, title="Longest shelving")] = 8 * HOUR
    """How long an operator may hide an alarm at most. 0: it may not be shelved."""
    alarm_class: Annotated[str, Field(max_length=100, title="Class")] = ""
    """The class of these alarms, by which they are managed: safety, environment. Latching, comments, second person and
    longest shelving are set for the whole node: use one alarm node for each class."""
    comment_required: Annotated[bool, Field(title="Comment required")] = False
    """On: who acknowledges or resets must say something."""
    second_person: Annotated[bool, Field(title="Second person")] = False
    """On: shelving, taking out of service and resetting wait until another person confirms, ten minutes at most."""
    on_reveal: Annotated[Literal["unack", "tracked"], Field(title="Hidden no more")] = "unack"
    """Unack: what became active while hidden must be acknowledged when it comes out, whatever was done meanwhile.
    Tracked: it comes out as it stands."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The form shows what a node is about first."""
        made = super().__get_pydantic_json_schema__(schema, handler)
        fields: dict[str, Any] = handler.resolve_ref_schema(made)["properties"]
        common = [name for name in AlarmConfig.model_fields if name in fields]
        for name in common:
            fields[name] = fields.pop(name)
        return made


class OfPoint(NodeConfig):
    """Arguments that every command has."""

    point: Annotated[str, Field(min_length=1, title="Point")]
    """Point whose alarm it is about."""


class AckArgs(OfPoint):
    comment: Comment = ""
    """What the operator has to say."""


class ShelveArgs(OfPoint):
    seconds: Annotated[Duration, Field(title="For")] = 0.0
    """How long. 0: as long as is allowed."""
    once: Annotated[bool, Field(title="Until it returns")] = False
    """On: it ends already when the alarm returns."""
    reason: Reason = ""
    """Why; it must be told."""


class ReasonArgs(OfPoint):
    reason: Reason = ""
    """Why."""


class OutArgs(OfPoint):
    seconds: Annotated[Duration, Field(le=LONGEST_OUT, title="For")] = 0.0
    """How long; then it returns to service by itself. 0: until somebody returns it."""
    reason: Reason = ""
    """Why; it must be told."""


class CommentArgs(OfPoint):
    text: Annotated[str, Field(min_length=1, max_length=1000, title="Comment")]
    """What the operator has to say."""


COMMANDS = (
    Command("ack", "Acknowledge", "operator", AckArgs),
    Command("reset", "Reset latch", "operator", AckArgs),
    Command("shelve", "Shelve", "operator", ShelveArgs),
    Command("unshelve", "Unshelve", "operator", ReasonArgs),
    Command("remove_from_service", "Take out of service", "engineer", OutArgs),
    Command("return_to_service", "Return to service", "engineer", ReasonArgs),
    Command("comment", "Comment", "operator", CommentArgs),
    Command("confirm", "Confirm as second person", "operator", OfPoint),
    Command("unsuppress", "End suppression", "engineer", ReasonArgs),
    Command("withdraw", "Withdraw a request", "operator", OfPoint),
)
