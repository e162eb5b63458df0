"""Points: what other flows measure and compute."""

from typing import Annotated

from pydantic import Field

from tundish import Io, NodeConfig, NodeState, PointPattern, Port, Source, Table


class PatternRow(NodeConfig):
    points: Annotated[PointPattern, Field(title="Points")] = "*"
    """A point, or many with `*`."""


class PointsConfig(NodeConfig):
    patterns: Annotated[Table[PatternRow], Field(title="Points")] = ()
    """What is read. A point that fits several rows is read once."""


class PointsSource(Source[PointsConfig, NodeState]):
    """Read points of other flows by name or pattern: how flows build on each other.

    Values come as they are published, with their own times and qualities. The points stay the other flow's.
    """

    kind = "source.points"
    title = "Points"
    outputs = (Port.samples(help="The values, as they are published."),)
    summary_field = "patterns"

    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.points for row in self.config.patterns))

    async def produce(self, io: Io) -> None:
        patterns = self.reads()
        io.status("ok" if patterns else "warn", "" if patterns else "No points are chosen: name at least one")
        async for names, samples in io.published(patterns):
            await io.samples(names, samples.value, samples.time, samples.quality)
