"""Document: what a flow is on paper. JSON; the model says which keys there are and of which shape.

The document itself travels as a plain `dict`, so that kinds and keys that this version does not know survive a load and
a save unchanged. The model serves to check its structure (`structure`), to read it with types (`Document.of`), and is
the source of the published JSON Schema.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError

from tundish.explained import Explained

FORMAT = "tundish.flow/1"
BLOCK_FORMAT = "tundish.block/1"
BLOCK = "block"
"""The kind of a node that stands for a block."""
MOST_NODES = 10_000
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"

GROUP_PATTERN = r"^([a-z0-9][a-z0-9_-]{0,63})?$"

Id = Annotated[str, Field(pattern=ID_PATTERN)]
GroupName = Annotated[str, Field(pattern=GROUP_PATTERN)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Pair = Annotated[list[Finite], Field(min_length=2, max_length=2)]
End = Annotated[list[str], Field(min_length=2, max_length=2)]


_NODES_SCHEMA: Any = {"maxProperties": MOST_NODES, "additionalProperties": False}


class Part(Explained):
    """Base of everything in a document: strict, and keeps what it does not know."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class Delivery(Part):
    """What an action does with effects that wait. What is left out is as its kind has it."""

    when_full: Literal["wait", "drop_oldest", "refuse"] | None = None
    """When as many wait as there is room for (1,000,000): the flow takes nothing in; the oldest are given up; new ones
    are refused, and told as failed."""
    lifetime: Annotated[Finite, Field(gt=0, le=31_536_000)] | None = None
    """Seconds after which an effect that could not be sent is given up and told as failed; null: as the kind has it.
    A command to equipment never lives longer than a minute."""


class FlowNode(Part):
    """One node."""

    kind: str
    """Which kind of node, such as `alarm.limit`. Kinds that are not installed are kept."""
    version: int = Field(default=1, ge=1)
    """Version of the config, as the kind counts it."""
    name: str = ""
    """What people call it; the id when empty."""
    config: dict[str, Any] = Field(default_factory=dict)
    """The settings, as the kind wants them."""
    position: Pair = Field(default_factory=lambda: [0.0, 0.0])
    """Where it lies on the canvas: x, y."""
    record: bool = False
    """Whether the samples of the points that it owns go to the history."""
    delivery: Delivery | None = None
    """Of an action: what it does with what it cannot send at once."""
    was: str = ""
    """Id that the node had in the version before: what that one remembered is taken over."""
    was_inside: dict[str, str] = Field(default_factory=dict)
    """Of a block: ids that nodes inside had in the version before, when they stood outside of it."""


class Wire(Part):
    """One wire."""

    start: End = Field(alias="from")
    """Node and output port."""
    end: End = Field(alias="to")
    """Node and input port."""


class Group(Part):
    """A frame around nodes."""

    id: Id
    name: str = ""
    nodes: list[str] = Field(default_factory=list)
    """Ids of the nodes in it."""
    collapsed: bool = False
    """Whether the editor shows it as one box; of no meaning to the engine."""


class Note(Part):
    """A text on the canvas."""

    id: Id
    text: str = ""
    position: Pair = Field(default_factory=lambda: [0.0, 0.0])
    size: Pair = Field(default_factory=lambda: [240.0, 120.0])


ParameterType = Literal[
    "text", "number", "integer", "boolean", "choice", "point", "points", "duration", "connection"
]  # fmt: skip
ParameterValue = bool | int | Finite | str | None


class Parameter(Part):
    """A value that settings use as `{name}`."""

    type: ParameterType = "text"
    title: str = ""
    """What people call it; the name when empty."""
    default: ParameterValue = None
    """Taken where no value is given. Durations are in seconds."""
    value: ParameterValue = None
    """The value in this flow; the default when null. Blocks get theirs from the node that uses them."""
    unit: str = ""
    min: Finite | None = None
    max: Finite | None = None
    choices: list[str] = Field(default_factory=list)
    """What a choice chooses from."""
    description: str = ""


class BlockPort(Part):
    """A port of a block: where its wires go on inside."""

    name: Id
    carries: Literal["samples", "events"]
    title: str = ""
    help: str = ""
    position: Pair | None = None
    """Where it lies on the canvas of the block: x, y; at the edge when left out."""
    wires: list[End] = Field(default_factory=list)
    """Nodes inside and their ports; a block's input leads to them, its output comes from them."""


class BlockDocument(Part):
    """A flow within flows: made once, used as a node of the kind `block`, for one thing or for a table of devices."""

    format: Literal["tundish.block/1"]
    id: Id
    version: int = Field(default=1, ge=1)
    name: str = ""
    description: str = ""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    device_points: str = Field(default="{device}.*", min_length=1)
    """Which points are a device's, when the block is used for a table of devices."""
    inputs: list[BlockPort] = Field(default_factory=list)
    outputs: list[BlockPort] = Field(default_factory=list)
    nodes: dict[Id, FlowNode] = Field(default_factory=dict, json_schema_extra=_NODES_SCHEMA)
    wires: list[Wire] = Field(default_factory=list)
    groups: list[Group] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)


class Document(Part):
    """A flow of nodes and wires."""

    format: Literal["tundish.flow/1"]
    id: Id
    """Lower-case letters, digits, `_` and `-`; never changes."""
    name: str = ""
    description: str = ""
    tracing: Literal["off", "problems", "sampled", "all"] = "sampled"
    """Which traces are kept: none; what failed; all that failed or sent something, and samples of the others; all."""
    isolation: GroupName = ""
    """Isolation group: flows of one name share a worker process; empty for the default worker."""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    nodes: dict[Id, FlowNode] = Field(default_factory=dict, json_schema_extra=_NODES_SCHEMA)
    """By id. An id is never used again for another node."""
    wires: list[Wire] = Field(default_factory=list)
    blocks: dict[Id, BlockDocument] = Field(default_factory=dict)
    """The blocks that the flow uses, and those that these use, by id."""
    groups: list[Group] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)
    tests: list[dict[str, Any]] = Field(default_factory=list)

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """The document with types; `pydantic.ValidationError` when its structure is broken."""
        return cls.model_validate(document)

    def plain(self) -> dict[str, Any]:
        """As it was given: nothing added, nothing lost."""
        return self.model_dump(by_alias=True, exclude_unset=True)


def structure(document: object) -> list[dict[str, Any]]:
    """Everything that is wrong with the structure, as pydantic tells it (`loc`, `type`, `msg`, `input`, `ctx`)."""
    try:
        Document.model_validate(document)
    except ValidationError as error:
        return [dict(e) for e in error.errors(include_url=False)]
    return []


def empty(flow: str, name: str = "") -> dict[str, Any]:
    """A flow with nothing in it."""
    lists: dict[str, Any] = {"wires": [], "groups": [], "notes": [], "tests": []}
    return {
        "format": FORMAT, "id": flow, "name": name, "description": "", "parameters": {}, "nodes": {}, **lists,
    }  # fmt: skip


def nodes_of(document: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nodes by id as far as they are readable, whatever else is broken."""
    nodes = document.get("nodes") if isinstance(document, dict) else None
    for id_, node in nodes.items() if isinstance(nodes, dict) else ():
        if isinstance(node, dict) and isinstance(node.get("kind"), str):
            yield id_, node


def wires_of(document: object) -> Iterator[tuple[int, str, str, str, str]]:
    """Index, sender, its port, receiver, its port of every readable wire."""
    wires = document.get("wires") if isinstance(document, dict) else None
    for index, wire in enumerate(wires) if isinstance(wires, list) else ():
        start, end = (wire.get("from"), wire.get("to")) if isinstance(wire, dict) else (None, None)
        match start, end:
            case [str(sender), str(port)], [str(receiver), str(entry)]:
                yield index, sender, port, receiver, entry


def config_of(node: dict[str, Any]) -> dict[str, Any] | None:
    """The config of a readable node: empty when left out, None when it is no object."""
    config = node.get("config", {})
    return config if isinstance(config, dict) else None


def version_of(node: Mapping[str, Any]) -> int:
    """The config version of a readable node, 1 when left out or nonsense."""
    version = node.get("version", 1)
    return version if isinstance(version, int) and not isinstance(version, bool) and version >= 1 else 1
