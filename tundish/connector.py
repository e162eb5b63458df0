"""Connectors: the only nodes that do input and output.

A `Source` brings values in by `produce`; an `Action` decides deterministically what is to be sent, by yielding an
effect, and sends it in `handle`. Neither reads a clock: `io.now()` is the engine's.
"""

from abc import abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from tundish.errors import TundishError
from tundish.event import Event, Origin
from tundish.node import Emits, Node, NodeConfig, Port
from tundish.points import PointSet
from tundish.samples import Samples
from tundish.state import NodeState

EFFECT = "effect"
"""The hidden output of an action: what is to be sent."""


class Io(Protocol):
    """What the engine lends a connector. All of it may be replaced by a recorder."""

    flow: str
    """Id of the flow: with it the origin of an event makes the id that others know."""

    def now(self) -> int:
        """Engine time, ns UTC."""

    def points(self, names: Sequence[str]) -> PointSet:
        """The names made ready to be used again and again: with a set `samples` looks nothing up."""

    async def samples(
        self,
        points: Sequence[str],
        values: Sequence[float] | npt.NDArray[np.float64],
        time: int | Sequence[int] | npt.NDArray[np.int64] | None = None,
        quality: int | Sequence[int] | npt.NDArray[np.uint8] = 0,
        port: str = "samples",
        remember: Mapping[str, Any] | None = None,
    ) -> None:
        """Put values in, of one length; `time` is source time (ns UTC), now when left out. Waits while full.

        `remember`: a word as of `remember`, journaled together with the values: after a crash both are there, or none.
        """

    async def event(
        self,
        kind: str,
        data: Mapping[str, Any],
        point: str = "",
        time: int | None = None,
        port: str = "events",
        trace: Origin | None = None,
    ) -> None:
        """Put an event in. `trace`: what set it off, when that is known; else it begins a trace of its own."""

    async def remember(self, data: Mapping[str, Any]) -> None:
        """Journal a word to the source itself: it comes back by `entered` at the port `@remember`."""

    async def last_event(self) -> int:
        """The number of the event that the event store has kept last."""

    async def kept(self) -> None:
        """Return when everything that this source has put in so far is on the disk: then a broker may forget it.

        As long as the disk takes nothing, it does not return.
        """

    def happened(self, after: int, wanted: Sequence[Mapping[str, str]]) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
        """What the event store keeps after this number: by `kind`, `point`, `flow` and `node`, patterns allowed.

        An event must fit one of `wanted`. Each has number, id, flow, node, kind, point, time, trace, hops and data.
        """

    def published(self, patterns: Sequence[str]) -> AsyncIterator[tuple[PointSet, Samples]]:
        """What other flows own, by pattern: names and columns."""

    def status(self, state: str, message: str = "") -> None:
        """Show on the node how it is: `ok`, `warn` or `error`, and why."""

    def connection(self, id: str) -> Any:
        """The shared connection of this id; ConnectionFailed if there is none."""

    async def write(self, request: Any) -> dict[str, Any]:
        """Write to equipment through the safe-write pipeline (`tundish.write.WriteRequest`)."""


C = TypeVar("C", bound=NodeConfig)
S = TypeVar("S", bound=NodeState)


class Source(Node[C, S]):
    """A node without inputs. `owned()` says which points it reads, as far as that is known beforehand."""

    def reads(self) -> tuple[str, ...]:
        """Names or patterns of the points it brings in: those it owns, unless it reads what others own."""
        return self.owned()

    def entered(self, port: str, event: Event) -> bool:
        """An event that it has put in enters the flow: it may remember in its state how far it has come.

        False: it has come before, and is left out. Called again, with the same, when the journal is run again after a
        crash. Nothing else may change the state.
        """
        return True

    def resumes(self, old: NodeConfig) -> bool:
        """Whether it goes on with what it remembers now that it was edited; else it begins anew."""
        return False

    @abstractmethod
    async def produce(self, io: Io) -> None:
        """Run until cancelled; what it raises is shown on the node, and it is started again after a while."""


class Action(Node[C, S]):
    """A node that sends something out of the process.

    `on_event` and `on_samples` yield `("effect", event)`; the engine stores it, calls `handle`, and feeds the answer
    back, which leaves by `events` as `action.done` or `action.failed`.
    """

    keeps: ClassVar[tuple[str, ...]] = ("action.*",)
    at_most_once: ClassVar[bool] = False
    """Never sent again when it is not known whether it arrived: for commands to equipment."""
    lifetime: ClassVar[float | None] = None
    """Seconds after which an effect that could not be sent is given up; None: it waits as long as it takes."""
    when_full: ClassVar[Literal["wait", "drop_oldest", "refuse"]] = "wait"
    """What happens when as many effects wait as there is room for: the flow takes nothing in, the oldest go, or new
    ones are refused and told as failed. The node in a flow may say otherwise of this and of the lifetime."""
    outputs: ClassVar[tuple[Port, ...]] = (Port.events("events", "Result", "What became of each effect"),)

    def on_event(self, port: str, event: Event) -> Emits:
        yield EFFECT, effect_of(event)

    @abstractmethod
    async def handle(self, effect: Event, io: Io) -> Mapping[str, Any] | None:
        """Send it. What is returned is told in the result; what is raised is tried again or told as failed."""

    def key(self, effect: Event) -> str:
        """Effects of one key are sent in order; those of others go past while one is tried again."""
        return effect.point

    async def look(self, effect: Event, io: Io) -> Mapping[str, Any] | None:
        """Find out what became of an effect of an action `at_most_once` that was being sent when the process ended."""
        raise TundishError("The process ended while this was sent: whether it arrived is not known")

    def on_result(self, result: Event) -> Emits:
        yield "events", result


def effect_of(event: Event, data: Mapping[str, Any] | None = None) -> Event:
    """A fresh event for the effect port, caused by `event`."""
    return Event(
        kind="effect", time=event.time, arrival=event.arrival, point=event.point,
        data={"kind": event.kind, **event.data} if data is None else data,
    )  # fmt: skip
