"""Promises about what a node does with input nobody expects."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tundish.event import Event
from tundish.testing.bench import Ask, Happen, Row, msgpacked
from tundish.testing.promises import BAD_VALUES, ODD_EVENTS, WRONG_COMMANDS, Trial, sound

VALUES = (np.nan, np.inf, -np.inf, 1.7e308, -1.7e308, 5e-324, -0.0)
QUALITIES = (0, 0x01, 0x40, 0x81, 0xBF, 0xFF)
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63 - 1, 1e308, np.nan, -np.inf, "", " ", "\x00", "x" * 100_000, "{{ 7 * 7 }}", "__class__",
    [], ["28.0"], {}, {"a": {"b": [{}, [[]]]}},
)  # fmt: skip
ARGS: tuple[Any, ...] = (
    {}, {"point": ""}, {"point": 5}, {"point": []}, {"point": "nobody"}, {"point": "x" * 100_000}, {"comment": 7},
    {"no": "such"}, {"": None}, "text", 7, [], None,
)  # fmt: skip


def bad_values(trial: Trial) -> None:
    """Every value, alone and in turn with good ones, in every quality."""
    for value, quality in itertools.product(VALUES, QUALITIES):
        for every in (1, 2):
            items = [
                item._replace(value=value, quality=quality) if isinstance(item, Row) and not i % every else item
                for i, item in enumerate(trial.items)
            ]
            bench = trial._replace(items=tuple(items)).run()
            sound(BAD_VALUES, bench)


def odd_events(trial: Trial) -> None:
    """Keys missing, of other types, far too long; all of them to one node, one after the other."""
    if not any(port.carries is Event for port in trial.kind.inputs):
        return
    given = [item for item in trial.items if isinstance(item, Happen)] or [Happen(1)]
    last = max((item.arrival for item in trial.items), default=1)
    odd = [
        item._replace(arrival=last + 2 * i, data=data, kind=kind)
        for i, (item, (kind, data)) in enumerate(((item, one) for item in given[:3] for one in _odd(item)), start=1)
    ]
    bench = trial._replace(items=(*trial.items, *odd), until=odd[-1].arrival + 1).run()
    sound(ODD_EVENTS, bench)
    msgpacked(bench.snapshot())


def wrong_commands(trial: Trial) -> None:
    last = max((item.arrival for item in trial.items), default=1)
    asked = itertools.product((*(command.name for command in trial.kind.commands), "no-such-command", ""), ARGS)
    items = [Ask(last + 2 * i, command, args) for i, (command, args) in enumerate(asked, start=1)]
    bench = trial._replace(items=(*trial.items, *items), until=items[-1].arrival + 1).run()
    sound(WRONG_COMMANDS, bench)


def _odd(item: Happen) -> Iterator[tuple[str, Mapping[str, Any]]]:
    known = item.data or {}
    yield item.kind, {}
    yield "", {"": None, "kind": 3, "data": "data", "a b": [1], "self": {}}
    yield "k" * 10_000, known
    for key in known:
        yield item.kind, {k: v for k, v in known.items() if k != key}
    for key, value in itertools.product((*known, "value"), ODD):
        yield item.kind, {**known, key: value}
