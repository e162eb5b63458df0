"""Random flow documents over all shipped kinds, and random edits of them. All of them may be deployed."""

import copy
from functools import cache
from random import Random
from typing import Any, TypeAlias

from flows.validate import errors_in, validate
from tests.engine.kinds import KINDS as TEST_KINDS
from tests.sim.configs import MAKERS, nothing
from tests.sim.kinds import KINDS as SIM_KINDS
from tundish import Event, Node, Samples
from tundish.catalogue import Catalogue, load

Document: TypeAlias = dict[str, Any]
EXTRA = ("test.source", "test.picky", "test.totals", "test.high")
"""Kinds of the tests: a source that never ends, a node that throws, two that live by their timers."""
SOURCES = ("test.source", "sim.feed", "source.mqtt", "source.opcua", "source.modbus", "source.file", "source.points")
INNER = tuple(sorted(({*MAKERS} & load().kinds.keys() | {*EXTRA}) - {*SOURCES, "source.events"}))
"""Kinds of which random flows are made, besides their sources."""


@cache
def catalogue() -> Catalogue:
    """The shipped kinds and those of the tests."""
    made = Catalogue()
    for kind in (*load().kinds.values(), *(TEST_KINDS[name] for name in EXTRA), *SIM_KINDS.values()):
        made.add(kind)
    return made


def kinds() -> dict[str, type[Node[Any, Any]]]:
    return catalogue().kinds


def document(chance: Random, names: tuple[str, ...] = (), source: str = "") -> Document:
    """A flow with a source or two and up to eight nodes behind them, in a random graph.

    `names`: these kinds only, in turn; `source`: this kind of source.
    """
    made: Document = {
        "format": "tundish.flow/1", "id": "sim", "name": "Sim", "description": "", "parameters": {},
        "nodes": {}, "wires": [], "groups": [], "notes": [], "tests": [],
    }  # fmt: skip
    inner = [name for name in names or INNER if name not in SOURCES]
    for i in range(chance.randint(1, 2)):
        _add(chance, made, f"s{i}", source or ("test.source" if i == 0 else chance.choice(SOURCES)))
    for i in range(chance.randint(1, 8)):
        _add(chance, made, f"n{i}", chance.choice(inner))
    return made


def edited(chance: Random, before: Document, names: tuple[str, ...] = ()) -> Document:
    """The document with one thing changed: a setting, a node more, a node less, or nothing but its name."""
    after = copy.deepcopy(before)
    inner = sorted(id for id in after["nodes"] if id.startswith("n"))
    what = chance.choice(("setting", "setting", "setting", "more", "less", "name"))
    if what == "setting" and inner:
        id = chance.choice(inner)
        spec = after["nodes"][id]
        spec["config"] = MAKERS.get(spec["kind"], nothing)(chance)
        after["wires"] = [w for w in after["wires"] if w["from"][0] != id or w["from"][1] in _outputs(after, id, None)]
    elif what == "more":
        _add(chance, after, f"n{len(before['nodes'])}x{chance.randint(0, 999)}", chance.choice(names or INNER))
    elif what == "less" and len(inner) > 1:
        gone = chance.choice(inner)
        del after["nodes"][gone]
        after["wires"] = [w for w in after["wires"] if gone not in (w["from"][0], w["to"][0])]
    else:
        after["name"] = f"Sim {chance.randint(0, 99)}"
    return after if not faults(after) else before


def faults(made: Document) -> list[str]:
    """Why it could not be deployed."""
    return [problem.message for problem in errors_in(validate(made, catalogue()))]


def _add(chance: Random, made: Document, id: str, kind: str) -> None:
    """A node more, wired to what was there before; left out where it may not be."""
    config = MAKERS.get(kind, nothing)(chance)
    made["nodes"][id] = {"kind": kind, "version": kinds()[kind].version, "name": id, "config": config}
    wires = len(made["wires"])
    for port in kinds()[kind].inputs:
        ends = [
            [other, name]
            for other in made["nodes"]
            if other != id
            for name in _outputs(made, other, port.carries)
        ]  # fmt: skip
        for end in chance.sample(ends, min(len(ends), chance.randint(1, 3))):
            made["wires"].append({"from": end, "to": [id, port.name]})
    if faults(made):
        del made["nodes"][id], made["wires"][wires:]


def _outputs(made: Document, id: str, carries: type | None) -> list[str]:
    spec = made["nodes"][id]
    ports = kinds()[spec["kind"]].output_ports(spec["config"])
    names = [port.name for port in ports if carries in (None, port.carries)]
    return [*names, "error"] if carries in (None, Event) else names


def entries(made: Document, carries: type[Samples] | type[Event]) -> list[tuple[str, str]]:
    """Where something may come in: (source, port)."""
    found = []
    for id, spec in made["nodes"].items():
        kind = kinds()[spec["kind"]]
        if spec["kind"] in SOURCES:
            found += [(id, port.name) for port in kind.outputs if port.carries is carries]
    return found
