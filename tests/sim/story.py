"""Random stories: what happens to a flow, step by step, on a clock of its own."""

import math
from random import Random
from typing import Any, NamedTuple

from tests.sim.configs import PLANT
from tests.sim.documents import Document, document, edited, entries, kinds
from tests.sim.steps import BEGIN, SECOND, Ask, Deploy, Happen, Pause, Put, Step
from tundish import Event, NodeConfig, Samples

VALUES = (0.0, 1.0, 13.0, 39.0, 49.0, 50.0, 51.0, 59.5, 61.0, -4.0, -6.0, -31.0, 28.0)
ODD_VALUES = (math.nan, math.inf, -math.inf, 1.7e308, -1.7e308, 5e-324, -0.0)
QUALITIES = (0, 0, 0, 0, 0, 0, 0x40, 0x41, 0x81, 0xBF, 0xFF)
STEPS = (0, 1, 2, 3, 10, 400, 1_000_000, SECOND // 2, SECOND, 3 * SECOND)
PAUSES = (0, 1, 2, 7, 30, 1000, 10**6, SECOND // 3, SECOND, 2 * SECOND, 7 * SECOND, 40 * SECOND)
LATE = (-1, -2, -SECOND, -90 * SECOND)
FUTURE = (59 * SECOND, 61 * SECOND, 10**15)
FAR = (-(2**63) + 1, -(2**62), 0, 1, 2**62)
RESULT = {"analyte": "APTT", "unit": "s", "method": "M1", "material": "C1", "lot": "L1", "level": "2", "value": "28.0"}


class Story(NamedTuple):
    seed: int
    document: Document
    steps: tuple[Step, ...]


def story(seed: int, most: int = 25, kinds: tuple[str, ...] = ()) -> Story:
    """The same for the same seed, in every process."""
    chance = Random(seed)
    now, at_work = BEGIN, document(chance, kinds)
    first, steps = at_work, list[Step]()
    for _ in range(chance.randint(3, most)):
        step = _step(chance, at_work, now)
        if isinstance(step, Pause):
            now += step.by
        elif isinstance(step, Deploy):
            at_work = step.document
        steps.append(step)
    return Story(seed, first, tuple(steps))


def _step(chance: Random, at_work: Document, now: int) -> Step:
    dice = chance.random()
    if dice < 0.5:
        node, port = chance.choice(entries(at_work, Samples))
        return Put(node, port, _rows(chance, now))
    if dice < 0.72:
        return Pause(chance.choice(PAUSES))
    events = entries(at_work, Event)
    if dice < 0.82 and events:
        node, port = chance.choice(events)
        return Happen(node, port, *_happening(chance))
    if dice < 0.92 and (ask := _ask(chance, at_work)):
        return ask
    if dice > 0.95:
        return Deploy(edited(chance, at_work))
    return Pause(chance.choice(PAUSES))


def _rows(chance: Random, now: int) -> tuple[tuple[str, int, float, int], ...]:
    """In no order, some of one time, some late, some of the future, some odd."""
    rows, time = [], now
    for _ in range(chance.randint(1, 8)):
        time += chance.choice(STEPS) if chance.random() < 0.4 else 0
        at = time
        if chance.random() < 0.12:
            at = now + chance.choice(LATE + FUTURE)
        elif chance.random() < 0.02:
            at = chance.choice(FAR)
        value = chance.choice(ODD_VALUES if chance.random() < 0.1 else VALUES)
        rows.append((chance.choice(PLANT), at, value, chance.choice(QUALITIES)))
    if chance.random() < 0.1:
        rows.append(rows[0])
    if chance.random() < 0.03:  # enough of what nodes throw at for them to be stopped
        rows += [(PLANT[0], time + i, 13.0, 0) for i in range(30)]
    return tuple(rows)


def _happening(chance: Random) -> tuple[str, str, dict[str, Any]]:
    data = {key: chance.choice((value, value, "29", "M2", 55, None)) for key, value in RESULT.items()}
    return chance.choice(("test", "lab.result", "alarm.active")), chance.choice(("", *PLANT)), data


def _ask(chance: Random, at_work: Document) -> Ask | None:
    """Mostly what is asked of alarms most, in turn what is asked of them too."""
    able = [(id, kinds()[spec["kind"]].commands) for id, spec in at_work["nodes"].items()]
    known = [(id, command) for id, commands in able for command in commands]
    if not known:
        return None
    acks = [(id, command) for id, command in known if command.name == "ack"]
    id, command = chance.choice(acks if acks and chance.random() < 0.5 else known)
    return Ask(id, command.name, _args(chance, command.args))


def _args(chance: Random, kind: type[NodeConfig]) -> dict[str, Any]:
    """Most of them; one that must be given may be missing."""
    known: dict[str, tuple[Any, ...]] = {
        "point": (*PLANT, "a.v", "a.v", "a.f", "b.f", "a.v.scaled"), "comment": ("seen",), "reason": ("", "tried"),
        "text": ("so it is",), "seconds": (0, 0.5, 3, 60), "once": (True, False),
    }  # fmt: skip
    return {name: chance.choice(known[name]) for name in kind.model_fields if name in known and chance.random() < 0.95}
