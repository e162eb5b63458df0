"""Promises: what every node must keep, by name, and the trial that shows it."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from tundish.event import Event
from tundish.node import Node, NodeConfig
from tundish.samples import COLUMNS, Samples
from tundish.testing.bench import Bench, Item, Row

VALID = "valid out of the box"
EXPLAINED = "every setting is explained"
GOLDEN = "the spec is the golden one"
NOTHING_THROWN = "nothing is thrown"
DECLARED = "outputs are as declared"
BATCHING = "splitting a batch changes nothing"
RESTART = "snapshot and restore changes nothing"
UNDONE = "an undone call leaves no trace"
SAME_CONFIG = "the same config again changes nothing"
BAD_VALUES = "bad values do no harm"
ODD_EVENTS = "odd events do no harm"
WRONG_COMMANDS = "wrong commands do no harm"
INPUTS = "inputs are left alone"
DETERMINISTIC = "no clock, chance, file or network"
NAMES = "order is by name, never by number"


class Broken(AssertionError):
    """A promise is broken; the message begins with its name."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


class Trial(NamedTuple):
    """A node and what happens to it, from its start to `until`."""

    kind: type[Node[Any, Any]]
    config: NodeConfig
    items: tuple[Item, ...]
    until: int

    @property
    def moments(self) -> list[list[Item]]:
        """The items of each stamp."""
        ordered = sorted(self.items, key=lambda item: (item.arrival, not isinstance(item, Row)))
        return [list(run) for _, run in itertools.groupby(ordered, lambda item: item.arrival)]

    def bench(self, strangers: Sequence[str] = ()) -> Bench:
        """A bench with the node just started."""
        first = min((item.arrival for item in self.items), default=1)
        return Bench(self.kind, self.config, strangers=strangers).start(first - 2)

    def run(self, *, apart: bool = False, strangers: Sequence[str] = ()) -> Bench:
        """The whole story."""
        bench = self.bench(strangers).play(self.items, apart=apart)
        bench.wake(self.until)
        return bench


def same(promise: str, what: str, expected: Bench, *actual: Bench) -> None:
    """The benches, one after the other, have seen what the expected one has."""
    joined: dict[str, list[tuple[Any, ...]]] = {}
    for bench in actual:
        for port, rows in bench.by_port().items():
            joined.setdefault(port, []).extend(rows)
    wanted = expected.by_port()
    for port in sorted({*wanted, *joined}):
        pairs = itertools.zip_longest(wanted.get(port, ()), joined.get(port, ()))
        for i, (a, b) in enumerate(pairs):
            if a != b:
                raise Broken(promise, f"{what}: output {i} of port {port!r} is {b}, not {a}")


def sound(promise: str, bench: Bench) -> None:
    """Nothing thrown, and everything that left a port is in form."""
    if bench.step.failed:
        raise Broken(promise, f"it threw: {bench.step.last_error}")
    for port, payload in bench.emitted:
        if not isinstance(payload, bench.ports.get(port, ())):
            raise Broken(DECLARED, f"{type(payload).__name__} left by {port!r}; declared are {sorted(bench.ports)}")
        for what in _faults(payload):
            raise Broken(promise if promise == BAD_VALUES else DECLARED, f"{port!r}: {what}")


def _faults(payload: Samples | Event) -> Iterable[str]:
    if isinstance(payload, Event):
        try:
            msgspec.json.encode(payload.data)
        except (TypeError, ValueError, OverflowError, msgspec.MsgspecError, RecursionError) as error:
            yield f"data of an event is not JSON: {error}"
        return
    for name, dtype in COLUMNS.items():
        column = getattr(payload, name)
        if column.dtype != dtype or column.shape != (payload.size,):
            yield f"column {name} is {column.dtype}{column.shape}, not {dtype.__name__}({payload.size},)"
            return
    if payload.size and (payload.arrival[1:] < payload.arrival[:-1]).any():
        yield "arrival stamps go back"
    for value, quality in zip(payload.value.tolist(), payload.quality.tolist(), strict=True):
        if not abs(value) < float("inf") and quality < 0x80:  # noqa: PLR2004 - bad
            yield f"{value} leaves with quality {quality:#x}, as if it were a value"
            return
