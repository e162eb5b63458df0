"""The conformance suite: all promises of a node, on one table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tundish.event import Event
from tundish.node import Node, NodeConfig
from tundish.samples import Samples
from tundish.testing import behaves, declared, odd
from tundish.testing.bench import Ask, Edit, Happen, Item, Row
from tundish.testing.promises import GOLDEN, Broken, Trial

MINUTE = 60_000_000_000


def conform(
    kind: type[Node[Any, Any]],
    config: NodeConfig | None = None,
    rows: Sequence[Row] = (),
    events: Sequence[Happen] = (),
    commands: Sequence[Ask] = (),
    edits: Sequence[Edit] = (),
    *,
    until: int | None = None,
    golden: Path | None = None,
) -> None:
    """Raise `Broken`, an AssertionError that begins with the name of the promise, if the node breaks one.

    Stamps are odd ns. `until`: how far time goes on afterwards, a minute when left out. `golden`: the folder of golden
    specs. Samples and events are left out where a node has no input for them.
    """
    made = declared.out_of_the_box(kind) if config is None else config
    declared.valid(kind, made)
    declared.explained(kind)
    declared.declared(kind)
    if golden is not None:
        _golden(kind, golden)
    carried = {port.carries for port in kind.inputs}
    items: tuple[Item, ...] = (
        *(rows if Samples in carried else ()), *(events if Event in carried else ()), *commands, *edits,
    )  # fmt: skip
    last = max((item.arrival for item in items), default=1)
    trial = Trial(kind, made, items, last + MINUTE if until is None else until)
    behaves.left_alone(trial)
    whole = behaves.thrown_nothing(trial)
    behaves.deterministic(trial, whole)
    behaves.batching(trial, whole)
    behaves.names(trial, whole)
    behaves.restart(trial, whole)
    behaves.undone(trial, whole)
    behaves.same_config(trial, whole)
    odd.bad_values(trial)
    odd.odd_events(trial)
    odd.wrong_commands(trial)


def _golden(kind: type[Node[Any, Any]], folder: Path) -> None:
    from tundish.testing.golden import differences  # noqa: PLC0415 - also a command, which must not be imported before

    for what in differences([kind], folder):
        raise Broken(GOLDEN, what)
