"""Invariants: what must be true of a run whatever has gone wrong in it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from tests.sim.plant import Plant
from tests.sim.steps import SECOND
from tests.sim.tape import difference
from tundish.event import Origin

AHEAD = 60 * SECOND
"""How far from the future a sample may come."""
SLACK = 100_000
"""Engine time between what is put at once, ns: stamps run ahead of the clock by two each."""
AROUND = 6 * SECOND
"""How long after an effect was sent a kill may still have it sent again: it has to be written down."""

LATELY = 5 * SECOND
"""What was decided so shortly before the end may be on its way."""

Line = list[Any]


def broken(plant: Plant) -> list[str]:
    """All that is not true."""
    plant.lines = [(key, [msgspec.json.decode(x) for x in lines]) for key, lines in plant.history.tape.lines.items()]
    return [what for check in CHECKS for what in check(plant)][:10]


def as_if_undisturbed(plant: Plant) -> Iterator[str]:
    """Alarms, timers, everything that leaves any port: as in one process that nothing ever happened to."""
    expected = plant.history.uninterrupted(plant.kinds)
    if what := difference(expected, plant.history.tape):
        yield f"not as an undisturbed process would have it: {what}"


def timers_not_early(plant: Plant) -> Iterator[str]:
    """Nothing is put out before its time has come."""
    stamps = [made.until for made in plant.history.made if made.raw]
    if stamps != sorted(stamps):
        yield "time has gone back"
    for key, lines in plant.lines:
        if lines and stamps and lines[-1][0] >= stamps[-1]:
            yield f"{key} put out what was due at {lines[-1][0]} before {stamps[-1]}"


def time_goes_on(plant: Plant) -> Iterator[str]:
    """Per point, source time never goes back inside the engine, whichever source brings it."""
    newest: dict[str, tuple[int, int]] = {}
    for arrival, time, point, *_ in sorted(line for _, lines in _brought(plant) for line in lines):
        if time < newest.get(point, (time, 0))[0]:
            yield f"{point} went back from {newest[point]} to {time} at {arrival}"
        newest[point] = time, arrival


def nothing_lost(plant: Plant) -> Iterator[str]:
    """What was acknowledged is in the engine, or was set aside by the rules: late when it came, or of the future."""
    seen: dict[str, dict[int, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for _, lines in _brought(plant):
        for line in lines:
            seen[line[2]][line[1]].append(line)
    first: dict[int, int] = {}
    for taken in plant.outside.broker.taken:
        first[taken.message.number] = taken.now  # the last time: it was acknowledged for that
    for number, message in plant.outside.broker.acknowledged.items():
        now = first[number]
        for point, time, value, _ in message.put.rows:
            lines = seen[point].get(time, [])
            if any(line[3] == repr(value) for line in lines) or time > now + AHEAD - SLACK:
                continue
            before = [t for t, those in seen[point].items() if t > time and those[0][0] <= now + SLACK]
            if not before:
                yield f"acknowledged and lost: {point} at {time} = {value}, message {number}"


def nothing_invented(plant: Plant) -> Iterator[str]:
    """What is in the engine was sent; more often than it was taken in, never."""
    taken = Counter((r[0], r[1], repr(r[2])) for t in plant.outside.broker.taken for r in t.message.put.rows)
    passed = Counter((line[2], line[1], line[3]) for _, lines in _brought(plant) for line in lines)
    for what, times in (passed - taken).items():
        yield f"invented: {what}, {times} times more than it was sent"


def all_acknowledged(plant: Plant) -> Iterator[str]:
    """When all is well again nothing is left over."""
    if plant.outside.broker.left:
        yield f"{plant.outside.broker.left} messages were never acknowledged"
    if plant.undelivered:
        yield f"effects were never delivered: {plant.undelivered}"


def effects_delivered(plant: Plant) -> Iterator[str]:
    """Each at least once or told as failed; each that arrived had been decided; nothing comes again without need."""
    decided, stamps = _effects(plant), _stamps(plant)
    missing: Counter[str] = Counter()
    lately = max(made.until for made in plant.history.made) - LATELY
    for id, node in decided.items():
        mine = [a for a in plant.outside.sink.attempts if a.id == id]
        once = plant.once(node)
        if once and len(mine) > 1:
            yield f"a command to equipment was sent {len(mine)} times: {node} {id}"
        missing[node] += not mine and stamps[id] < lately
        for a, b in pairwise(mine):
            if (
                a.known
                and not any(a.at <= kill <= a.at + AROUND + 200 * plant.outside.disk.slowest for kill in plant.kills)
                and not plant.outside.disk.failed
            ):
                yield f"an effect of {node} that had arrived was sent again after {(b.at - a.at) / SECOND} s: {id}"
    arrived = {attempt.id for attempt in plant.outside.sink.attempts}
    failed = Counter(key[0] for key, lines in plant.lines for line in lines if line[2] == "action.failed")
    for node, many in missing.items():
        if many > failed[node] and node not in plant.removed:
            ids = [id for id in decided if decided[id] == node and id not in arrived]
            yield f"{many} effects of {node} did not arrive, {failed[node]} were told as failed: {ids}"
    for attempt in plant.outside.sink.attempts:
        if attempt.id not in decided:
            yield f"an effect arrived that was never decided: {attempt.node} {attempt.id}"


def effects_in_order(plant: Plant) -> Iterator[str]:
    """Of one node and key, first arrivals are in the order in which they were decided."""
    order = {id: i for i, id in enumerate(_effects(plant))}
    last: dict[tuple[str, str], int] = {}
    first = dict.fromkeys((a.node, a.key, a.id) for a in plant.outside.sink.attempts)
    for node, key, id in first:
        if order.get(id, -1) < last.get((node, key), -1):
            yield f"effects of {node} about {key!r} arrived out of order"
        last[node, key] = order.get(id, -1)


def _brought(plant: Plant) -> list[tuple[tuple[str, str], list[Line]]]:
    return [(key, lines) for key, lines in plant.lines if key[1] == "samples" and plant.kind(key[0]) == "sim.feed"]


def _decided(plant: Plant) -> list[tuple[str, str, int]]:
    """Id, node and stamp of all effects that have been decided, those of one node in order."""
    return [
        (Origin(*line[5]).id("f"), node, line[0])
        for (node, port), lines in plant.lines
        if port == "effect" and plant.kind(node).startswith("sim.")
        for line in lines
    ]


def _effects(plant: Plant) -> dict[str, str]:
    return {id: node for id, node, _ in _decided(plant)}


def _stamps(plant: Plant) -> dict[str, int]:
    return {id: stamp for id, _, stamp in _decided(plant)}


CHECKS = (
    as_if_undisturbed, timers_not_early, time_goes_on, nothing_lost, nothing_invented, all_acknowledged,
    effects_delivered, effects_in_order,
)  # fmt: skip
