"""A catalogue of three kinds of nodes and one of connections, for tests of the server."""

from typing import Annotated

from pydantic import Field

from tundish import (
    Connection,
    ConnectionRef,
    ConnectionSettings,
    Io,
    Node,
    NodeConfig,
    NodeState,
    PointRef,
    Port,
    Secret,
    Source,
)
from tundish.catalogue import Catalogue
from tundish.node import Command


class PlcConfig(NodeConfig):
    point: PointRef = "P1"
    """The point it makes."""
    connection: ConnectionRef("plc") = ""  # type: ignore[valid-type]
    """Where from."""


class Plc(Source[PlcConfig, NodeState]):
    """Make a point."""

    kind = "source.plc"
    title = "PLC"
    outputs = (Port.samples(),)
    config_type = PlcConfig

    async def produce(self, io: Io) -> None:
        """It never runs: the runtime of these tests runs nothing."""

    def owned(self) -> tuple[str, ...]:
        return (self.config.point,)


class WatchConfig(NodeConfig):
    point: PointRef = "P1"
    """The point it looks at."""


class Watch(Node[WatchConfig, NodeState]):
    """Look at a point."""

    kind = "alarm.watch"
    title = "Watch"
    inputs = (Port.samples(),)
    commands = (Command("ack", "Acknowledge"), Command("reset", "Reset", "engineer"))


class PlcSettings(ConnectionSettings):
    host: Annotated[str, Field(min_length=1)] = "localhost"
    """Where it is."""
    user: str = ""
    """Who asks."""
    password: Secret = ""
    """Of the user."""


class PlcConnection(Connection[PlcSettings]):
    kind = "plc"
    title = "PLC"
    settings_type = PlcSettings


def catalogue() -> Catalogue:
    made = Catalogue()
    for kind in (Plc, Watch, PlcConnection):
        made.add(kind)
    made.texts = {"zh": {"PLC": "PLC"}}
    return made
