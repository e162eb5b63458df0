"""The conformance suite itself: nodes with one planted defect each fail, by the name of the promise they break."""

import random
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

import numpy as np
import pytest
from pydantic import Field

from tundish import (
    Action,
    Command,
    Emits,
    Event,
    Io,
    Node,
    NodeConfig,
    NodeState,
    PerKey,
    PerPoint,
    Port,
    Samples,
    effect_of,
)
from tundish.testing import Ask, Broken, Happen, Row, conform

ROWS = [Row(1, "b", 1.0), Row(1, "a", 2.0), Row(3, "a", 5.0), Row(5, "b", 7.0), Row(5, "a", 9.0), Row(7, "a", 9.0)]
EVENTS = [Happen(1, "test", {"n": 1, "text": "x"}), Happen(5, "test", {"n": 2, "text": "y"})]


class SumConfig(NodeConfig):
    factor: Annotated[float, Field(title="Factor")] = 1.0
    """What each value is multiplied with."""


class SumState(NodeState):
    total: PerPoint[np.float64] = PerPoint(default=0.0)


class Sum(Node[SumConfig, SumState]):
    """Running total of each point. Keeps every promise; the others spoil one each."""

    kind = "compute.sum"
    title = "Sum"
    inputs = (Port.samples(help="What is added."),)
    outputs: ClassVar[tuple[Port, ...]] = (Port.samples(help="The totals."),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield "samples", self.summed(samples, samples.value)

    def summed(self, samples: Samples, value: Any) -> Samples:
        out, quality = np.empty(samples.size), samples.quality.copy()
        for i, slot in enumerate(self.state.slots(samples.point)):
            added = float(value[i]) * self.config.factor
            if np.isfinite(added) and quality[i] < 0x40 and abs(added) < 1e300:
                self.state.rows["total"][slot] += added
            else:
                quality[i] = max(quality[i], 0x80)
            out[i] = self.state.rows["total"][slot]
        return Samples(samples.arrival, samples.time, samples.point, out, quality)


class OfTheBatch(Sum):
    """Depends on the size of the batch."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield "samples", self.summed(samples, samples.value + samples.size)


class ReadsTheClock(Sum):
    """Reads a clock, to no purpose."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        time.time()
        yield from super().on_samples(port, samples)


class KnowsTheDate(Sum):
    """Reads a clock imported another way."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        datetime.now()  # noqa: DTZ005
        yield from super().on_samples(port, samples)


class ReadsAFile(Sum):
    """Does input."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        Path(__file__).read_text("utf-8")
        yield from super().on_samples(port, samples)


class Throws(Sum):
    """Throws dice."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield "samples", self.summed(samples, samples.value + random.random())


DICE = np.random.default_rng()


class ThrowsNumPyDice(Sum):
    """Throws dice that no watch on calls sees."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield "samples", self.summed(samples, samples.value + DICE.random())


class Forgets(Sum):
    """Remembers outside its state: a restart forgets it."""

    def configured(self) -> None:
        self._totals: dict[str, float] = {}

    def on_samples(self, port: str, samples: Samples) -> Emits:
        out = np.empty(samples.size)
        for i, number in enumerate(samples.point.tolist()):
            name = self.points.name(number)
            self._totals[name] = self._totals.get(name, 0.0) + np.nan_to_num(samples.value[i], posinf=0, neginf=0)
            out[i] = self._totals[name]
        yield "samples", Samples(samples.arrival, samples.time, samples.point, out, samples.quality)


class CountState(NodeState):
    seen: PerKey[int] = PerKey()


class KeyedByNumber(Sum):
    """Stores numbers of points, which mean something else after a restart."""

    state_type = CountState

    def on_samples(self, port: str, samples: Samples) -> Emits:
        state: Any = self.state
        counts = []
        for number in samples.point.tolist():
            state.seen[str(number)] = state.seen.get(str(number), 0) + 1
            counts.append(float(state.seen[str(number)]))
        yield "samples", Samples(samples.arrival, samples.time, samples.point, np.array(counts), samples.quality)


class PassesNaN(Sum):
    """Passes on what is not a number, and calls it good."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield "samples", Samples(samples.arrival, samples.time, samples.point, samples.value * 1.0, samples.quality)


class Scribbles(Sum):
    """Writes into its input."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        samples.value[:] *= 2
        yield from super().on_samples(port, samples)


class ByNumber(Sum):
    """Orders by the number of the point."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        summed = self.summed(samples, samples.value)
        yield "samples", summed.at(np.lexsort((summed.point, summed.arrival)))


class ResetsOnEdit(Sum):
    """An edit of its config forgets the totals."""

    def on_config(self, old: SumConfig | None) -> Emits:
        if old is not None:
            self.state.rows["total"] = 0.0
        return ()


class Announces(Sum):
    """Says something at every edit."""

    outputs = (*Sum.outputs, Port.events(help="Edits."))

    def on_config(self, old: SumConfig | None) -> Emits:
        if old is not None:
            yield "events", Event(kind="edited", time=self.now, arrival=self.now)


class NotUndone(Sum):
    """Touches records that it did not ask for, so they cannot be undone."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        out = np.empty(samples.size)
        for i, number in enumerate(samples.point.tolist()):
            slot = self.state.points.index(number) if number in self.state.points else self.state.slot(number)
            self.state.rows["total"][slot] += 1
            out[i] = self.state.rows["total"][slot]
        yield "samples", Samples(samples.arrival, samples.time, samples.point, out, samples.quality)


class OtherPort(Sum):
    """Emits by an output it does not declare."""

    def on_samples(self, port: str, samples: Samples) -> Emits:
        yield "elsewhere", self.summed(samples, samples.value)


class SilentConfig(NodeConfig):
    factor: Annotated[float, Field(title="Factor")] = 1.0


class Silent(Sum):
    """Has a setting without help."""

    config_type = SilentConfig


class BadDefault(NodeConfig):
    factor: Annotated[float, Field(title="Factor", gt=0)] = 0.0
    """Must be above 0, and is not."""


class Stillborn(Sum):
    """Its own defaults are not valid."""

    config_type = BadDefault


class Fragile(Action[NodeConfig, NodeState]):
    """Throws on an event that lacks what it expects."""

    kind = "action.fragile"
    title = "Fragile"
    inputs = (Port.events(help="What is sent."),)

    def on_event(self, port: str, event: Event) -> Emits:
        yield "effect", effect_of(event, {"n": event.data["n"] + 1})

    async def handle(self, effect: Event, io: Io) -> None: ...


class NotJson(Fragile):
    """Emits data that JSON does not have."""

    def on_event(self, port: str, event: Event) -> Emits:
        yield "effect", effect_of(event, {"n": object()})


class Vandal(Fragile):
    """Writes into the data of its events."""

    def on_event(self, port: str, event: Event) -> Emits:
        data: Any = event.data
        data["seen"] = True
        yield "effect", effect_of(event)


class Literal(Sum):
    """Takes a command at its word."""

    commands = (Command("reset", "Reset"),)

    def on_command(self, command: Event) -> Emits:
        self.state.slot(self.points.number(command.data["args"]["point"]))
        return ()


DEFECTS = [
    (OfTheBatch, "splitting a batch changes nothing"),
    (ReadsTheClock, "no clock, chance, file or network: it calls time.time"),
    (KnowsTheDate, "no clock, chance, file or network: it calls datetime.now"),
    (ReadsAFile, "no clock, chance, file or network: it calls _?io.open"),
    (Throws, "no clock, chance, file or network: it calls _?random.Random.random"),
    (ThrowsNumPyDice, "no clock, chance, file or network: two runs over the same input differ"),
    (Forgets, "snapshot and restore changes nothing"),
    (KeyedByNumber, "snapshot and restore changes nothing"),
    (PassesNaN, "bad values do no harm"),
    (Scribbles, "inputs are left alone: it writes into the samples"),
    (ByNumber, "order is by name, never by number"),
    (ResetsOnEdit, "the same config again changes nothing"),
    (Announces, "the same config again changes nothing: it announces"),
    (NotUndone, "an undone call leaves no trace"),
    (OtherPort, "outputs are as declared"),
    (Silent, "every setting is explained: setting 'factor' has no help"),
    (Stillborn, "valid out of the box"),
    (Fragile, "odd events do no harm"),
    (NotJson, "outputs are as declared: 'effect': data of an event is not JSON"),
    (Vandal, "inputs are left alone: it writes into the data of an event"),
    (Literal, "wrong commands do no harm"),
]


@pytest.mark.parametrize(("kind", "promise"), DEFECTS, ids=[kind.__name__ for kind, _ in DEFECTS])
def test_a_planted_defect_fails_by_name(kind: type[Node[Any, Any]], promise: str) -> None:
    with pytest.raises(Broken, match=f"^({promise})"):
        conform(kind, None, ROWS, EVENTS)


def test_the_sound_one_passes() -> None:
    conform(Sum, SumConfig(factor=2), ROWS, EVENTS, [Ask(3, "anything")])
