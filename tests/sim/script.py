"""Scripts of the simulator: a random flow, what happens to it, and what goes wrong, all from one seed."""

from random import Random
from typing import NamedTuple

from tests.sim.configs import PLANT
from tests.sim.documents import Document, document, edited
from tests.sim.outside import Message
from tests.sim.steps import BEGIN, SECOND, Put
from tests.sim.story import QUALITIES, VALUES

NAMES = (
    "alarm.limit", "alarm.limit", "test.high", "sim.send", "sim.order", "sim.send", "compute.formula",
    "compute.deadband", "compute.scale", "compute.switch", "compute.template", "source.inject", "test.totals",
    "test.picky", "qc.range", "action.log",
)  # fmt: skip
FAULTS = ("kill", "kill", "kill", "down", "slow", "mute", "broken", "disk", "full", "step", "deploy", "checkpoint")

STORES = ("events away", "events slow", "events deaf", "archive away", "archive slow")


class Fate(NamedTuple):
    """Something that happens at a time, ns of the loop; `lasts` ns."""

    at: int
    what: str
    lasts: int = 0
    size: float = 0.0
    document: Document | None = None
    node: str = ""
    point: str = ""


class Script(NamedTuple):
    seed: int
    document: Document
    messages: tuple[Message, ...]
    fates: tuple[Fate, ...]
    ends: int


def script(seed: int) -> Script:
    """The same for the same seed, in every process."""
    chance = Random(seed)
    made = _armed(chance, document(chance, NAMES, "sim.feed"))
    ends = chance.randint(5, 60) * SECOND
    messages = tuple(_messages(chance, made, ends))
    fates = [fate for _ in range(chance.randint(0, 6)) for fate in _fates(chance, ends)]
    fates = [_near(chance, fate, messages) for fate in fates]
    fates += [_command(chance, made, ends) for _ in range(chance.randint(0, 3))]
    other = Random(-seed - 1)  # the rest stays as it was
    fates += [_stored(other, ends) for _ in range(other.choice((0, 1, 2, 3)))]
    made = _recorded(other, made)
    fates.sort(key=lambda fate: fate.at)
    at_work = made
    for i, fate in enumerate(fates):
        if fate.what == "deploy":
            at_work = edited(chance, at_work, NAMES)
            fates[i] = fate._replace(document=at_work)
    return Script(seed, made, messages, tuple(fates), ends)


def _recorded(chance: Random, made: Document) -> Document:
    """Some nodes record all that leaves them."""
    for spec in made["nodes"].values():
        if chance.random() < 0.4:
            spec["record"] = True
    return made


def _stored(chance: Random, ends: int) -> Fate:
    """A store takes nothing, or hardly anything, for a while."""
    what = chance.choice(STORES)
    lasts = chance.choice((SECOND // 2, 3 * SECOND, 20 * SECOND, 60 * SECOND))
    size = chance.choice((0.2, 0.9)) if what == "events deaf" else chance.choice((0.1, 2.0, 20.0))
    return Fate(chance.randrange(ends), what, lasts, size)


def _armed(chance: Random, made: Document) -> Document:
    """Nearly always there is an alarm that is raised often, and something that is sent because of it."""
    if chance.random() < 0.1:
        return made
    delay = chance.choice((0, 0, 1, 5))
    limits = {"rows": [{"points": "*", "h": 45, "l": -3, "deadband": 1, "on_delay": delay, "off_delay": delay / 2}]}
    made["nodes"]["limits"] = {"kind": "alarm.limit", "version": 1, "name": "limits", "config": limits}
    made["wires"].append({"from": ["s0", "samples"], "to": ["limits", "samples"]})
    for kind in chance.sample(("sim.send", "sim.order"), chance.randint(1, 2)):
        id = kind.removeprefix("sim.")
        made["nodes"][id] = {"kind": kind, "version": 1, "name": id, "config": {}}
        made["wires"].append({"from": ["limits", "events"], "to": [id, "events"]})
    return made


def _messages(chance: Random, made: Document, ends: int) -> list[Message]:
    """In order of time; on their way some are late, some change places, some come twice, some are lost at first."""
    sources = [id for id, spec in made["nodes"].items() if spec["kind"] == "sim.feed"]
    calm = chance.random() < 0.4
    found = []
    times = [chance.randrange(ends) for _ in range(chance.randint(3, 30))]
    for _ in range(chance.choice((0, 0, 1, 2))):  # a burst: passes come quicker than the disk takes them
        begin = chance.randrange(ends)
        times += [begin + chance.randrange(20_000_000) for _ in range(12)]
    for number, at in enumerate(sorted(times)):
        source = chance.choice(sources)
        rows = tuple(
            (f"{source}.{chance.choice(PLANT)}" if chance.random() < 0.5 else chance.choice(PLANT),
             BEGIN + at + chance.choice((0, 0, 1, 7, 10**6)), chance.choice(VALUES), chance.choice(QUALITIES))
            for _ in range(chance.randint(1, 6))
        )  # fmt: skip
        late = 0 if calm or chance.random() < 0.7 else chance.choice((10**6, SECOND, 5 * SECOND, 20 * SECOND))
        message = Message(number, Put(source, "samples", rows), at + late)
        found.append(message)
        if not calm and chance.random() < 0.1:
            found.append(message._replace(at=at + late + chance.randrange(3 * SECOND)))
    return found


def _near(chance: Random, fate: Fate, messages: tuple[Message, ...]) -> Fate:
    """Half of all kills come when a message has just come, in the midst of what it sets off."""
    if fate.what != "kill" or chance.random() < 0.5:
        return fate
    return fate._replace(at=chance.choice(messages).at + chance.randrange(chance.choice((10**6, 10**7, 10**8))))


def _fates(chance: Random, ends: int) -> list[Fate]:
    at, what = chance.randrange(ends), chance.choice(FAULTS)
    lasts = chance.choice((10**6, SECOND // 2, 3 * SECOND, 20 * SECOND))
    if what == "kill":
        times = 1 if chance.random() < 0.7 else 3
        return [
            Fate(at + i * chance.randrange(SECOND), what, chance.choice((0, 10**6, SECOND, 5 * SECOND)))
            for i in range(times)
        ]
    if what == "kill" and chance.random() < 0.1:
        return [Fate(at, what, 90 * SECOND)]
    if what == "step":
        hour = 3600 * SECOND
        return [Fate(at, what, 0, chance.choice((hour, -hour, SECOND // 2, -SECOND // 2, 27 * SECOND, -SECOND)))]
    if what == "mute":
        lasts = 20 * SECOND  # it must meet something that is sent
    return [
        Fate(at, what, lasts, chance.choice((0.2, 0.5, 0.9)) if what != "slow" else chance.choice((0.1, 2.0, 80.0)))
    ]


def _command(chance: Random, made: Document, ends: int) -> Fate:
    node = chance.choice(sorted(made["nodes"]))
    return Fate(chance.randrange(ends), "command", node=node, point=chance.choice((*PLANT, "s0.a.v")))
