"""A small catalogue of made-up kinds, so that these tests depend on no shipped node."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from tundish import Event, Formula, Node, NodeConfig, NodeState, PointRef, Port, PortsFrom, Source, Table
from tundish.catalogue import Catalogue
from tundish.connector import Action, Io
from tundish.node import Emits


class MeterConfig(NodeConfig):
    points: tuple[PointRef, ...] = ()
    """Points that are read."""


class Meter(Source[MeterConfig, NodeState]):
    """Reads points."""

    kind = "source.meter"
    title = "Meter"
    outputs = (Port.samples(),)

    def owned(self) -> tuple[str, ...]:
        return self.config.points

    async def produce(self, io: Io) -> None:
        """Nothing."""


class Limit(NodeConfig):
    point: PointRef = Field(title="Point")
    h: float | None = Field(default=None, title="High", gt=0)
    ways: Literal["up", "down"] = Field(default="up", title="Ways")


class LimitsConfig(NodeConfig):
    rows: Table[Limit] = Field(default=(), title="Limits")
    delay: float = Field(default=0.0, ge=0, le=60, title="On delay")
    label: str = Field(default="", title="Label", max_length=20)
    """What people read; `{point}` is filled in."""

    @model_validator(mode="after")
    def _no_point_twice(self) -> "LimitsConfig":
        names = [row.point for row in self.rows]
        if len(set(names)) < len(names):
            raise ValueError("a point stands in two rows")
        return self


class Limits(Node[LimitsConfig, NodeState]):
    """Judges."""

    kind = "alarm.limits"
    title = "Limits"
    version = 3
    inputs = (Port.samples(),)
    outputs = (Port.events(),)

    @classmethod
    def migrate(cls, config: dict[str, Any], version: int) -> dict[str, Any]:
        if version == 1:
            config["delay"] = config.pop("wait")
        return {key: value for key, value in config.items() if key != "old"}


class CalcConfig(NodeConfig):
    formula: Annotated[Formula, Field(title="Formula")] = "1"
    point: PointRef = Field(default="calc", title="Point")


class Calc(Node[CalcConfig, NodeState]):
    """Computes a point."""

    kind = "compute.calc"
    title = "Calc"
    inputs = (Port.samples(), Port.events("reset"))
    outputs = (Port.samples(),)

    def owned(self) -> tuple[str, ...]:
        return (self.config.point,)


class Case(NodeConfig):
    port: str


class RouteConfig(NodeConfig):
    cases: Table[Case] = ()


class Route(Node[RouteConfig, NodeState]):
    """Sends events on by case."""

    kind = "compute.route"
    title = "Route"
    inputs = (Port.events(),)
    outputs = (Port.events("other"),)
    outputs_from: ClassVar[PortsFrom | None] = PortsFrom("cases", "port")

    def on_event(self, port: str, event: Event) -> Emits:
        yield "other", event


class Write(Action[NodeConfig, NodeState]):
    """Sends out."""

    kind = "action.write"
    title = "Write"
    inputs = (Port.events(),)

    async def handle(self, effect: Event, io: Io) -> None:
        """Nothing."""


class Rogue(Node[NodeConfig, NodeState]):
    """Throws whenever it can."""

    kind = "compute.rogue"
    title = "Rogue"
    version = 2

    @classmethod
    def migrate(cls, config: dict[str, Any], version: int) -> dict[str, Any]:
        raise RuntimeError(f"no way from {version} with {len(config)} settings")

    @classmethod
    def output_ports(cls, config: dict[str, Any]) -> tuple[Port, ...]:
        raise RuntimeError(f"no ports for {config}")

    def owned(self) -> tuple[str, ...]:
        raise RuntimeError("no points")


def catalogue() -> Catalogue:
    made = Catalogue()
    for kind in (Meter, Limits, Calc, Route, Write, Rogue):
        made.add(kind)
    return made


def flow(nodes: dict[str, Any], wires: list[str] = [], **more: Any) -> dict[str, Any]:  # noqa: B006 - never changed
    """A document; nodes are `kind` or `(kind, config)`, wires are written `a.samples > b.samples`."""
    made: dict[str, Any] = {
        "format": "tundish.flow/1", "id": "f", "name": "", "description": "", "parameters": {}, "nodes": {},
        "wires": [], "groups": [], "notes": [], "tests": [],
    }  # fmt: skip
    for id, spec in nodes.items():
        kind, config = spec if isinstance(spec, tuple) else (spec, {})
        version = 3 if kind == Limits.kind else 1
        made["nodes"][id] = {"kind": kind, "version": version, "name": "", "config": config, "position": [0, 0]}
    for wire in wires:
        start, end = wire.split(" > ")
        made["wires"].append({"from": start.split("."), "to": end.split(".")})
    return {**made, **more}
