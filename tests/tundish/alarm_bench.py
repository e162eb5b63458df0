"""An alarm node by hand, for the tests of the life cycle: samples are levels."""

from typing import Any

from tundish.alarm import SUPPRESS, TRANSITIONS, AlarmConfig, AlarmNode, AlarmState, Priority, is_life
from tundish.node import Emits, Port
from tundish.samples import Samples
from tundish.testing import Bench, Row

SECOND = 1_000_000_000


class Plain(AlarmNode[AlarmConfig, AlarmState]):
    """An alarm whose level is the value of its point."""

    kind = "alarm.plain"
    title = "Plain"
    inputs = (Port.samples(), SUPPRESS)
    outputs = (TRANSITIONS,)

    def facts(self, point: str, level: int, value: float) -> tuple[Priority, float | None, str]:
        return "serious", 10.0 * level, f"{point} at {level}"

    def judges(self, point: str) -> bool:
        return point != "nobody's"

    def on_samples(self, port: str, samples: Samples) -> Emits:
        if port == SUPPRESS.name:
            yield from self.suppress(samples)
            return
        columns = samples.point, samples.value, samples.time, samples.arrival
        for point, value, time, arrival in zip(*(column.tolist() for column in columns), strict=True):
            yield from self.to_level(self.points.name(point), int(value), time, arrival, value)

    def on_timer(self, key: str, due: int) -> Emits:
        return self.life_timer(key, due) if is_life(key) else ()


class Plant:
    """The bench with words of a plant: seconds in, what was told out."""

    def __init__(self, snapshot: dict[str, Any] | None = None, **settings: Any) -> None:
        self.bench = Bench(Plain, AlarmConfig(**settings), snapshot)

    @property
    def node(self) -> Plain:
        assert isinstance(self.bench.node, Plain)
        return self.bench.node

    def level(self, second: float, level: int, point: str = "p") -> list[dict[str, Any]]:
        return self._told(lambda: self.bench.feed([Row(at(second), point, float(level))], "samples"))

    def suppress(self, second: float, value: float, cause: str = "c", quality: int = 0) -> list[dict[str, Any]]:
        return self._told(lambda: self.bench.feed([Row(at(second), cause, value, quality)], "suppress"))

    def ask(
        self, second: float, command: str, user: str = "ann", point: str = "p", **args: Any
    ) -> list[dict[str, Any]]:
        return self._told(lambda: self.bench.command(at(second), command, {"point": point, **args}, user))

    def wait(self, second: float) -> list[dict[str, Any]]:
        """Until then, no sample and nobody comes."""
        return self._told(lambda: self.bench.wake(at(second)))

    def edit(self, second: float, **settings: Any) -> list[dict[str, Any]]:
        return self._told(lambda: self.bench.configure(AlarmConfig(**settings), at(second)))

    def restart(self) -> "Plant":
        """The same plant after its process was started again."""
        again = Plant(self.bench.snapshot(), **self.bench.node.config.model_dump())
        assert again.bench.snapshot() == self.bench.snapshot()
        return again

    def row(self, point: str = "p") -> dict[str, Any]:
        """What is known of an alarm; empty when there is nothing to know."""
        return next((data for name, data, _ in self.node.rows() if name == point), {})

    def _told(self, work: Any) -> list[dict[str, Any]]:
        before = len(self.bench.emitted)
        work()
        assert 0 == self.bench.step.failed, self.bench.step.last_error
        return [
            {
                "kind": event.kind.removeprefix("alarm."),
                "point": event.point,
                "second": event.time // SECOND,
                **event.data,
            }
            for _, event in self.bench.emitted[before:]
            if not isinstance(event, Samples)
        ]


def at(second: float) -> int:
    """Stamp of a second."""
    return int(second * SECOND) | 1


def kinds(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Kind and status, or why, of each event."""
    return [(event["kind"], event.get("why") or event["status"]) for event in told]
