"""Kept: what must be true of the stores of events and samples at the end, whatever has gone wrong."""

from collections.abc import Iterator

from tests.sim.plant import Plant
from tests.sim.stores import MOST, ROOM
from tundish.event import Origin

SAMPLE = 5
"""Columns of a line of the tape that is a sample."""
BURST = 250
"""Events of passes on their way to the disk, which the bound does not know yet."""


def events_kept(plant: Plant) -> Iterator[str]:
    """What has to last is in the event store; of what was only recorded some may go when too many wait. None twice."""
    store, told = plant.outside.events, _told(plant)
    missing = [id for id in store.lasting if id in told and id not in store.kept and id not in plant.waiting]
    lasting = [id for id in missing if store.lasting[id]]
    if lasting:
        yield f"{len(lasting)} events that last never came to the event store: {told[lasting[0]]}"
    if len(missing) - len(lasting) > plant.given_up:
        yield f"{len(missing)} recorded events are gone, {plant.given_up} of them because too many waited"
    unknown = [row.event.kind for id, row in store.kept.items() if id not in told and row.port != "@command"]
    if unknown:
        yield f"events were kept that never happened: {unknown[:3]}"
    waits = plant.flow.outgoing.trouble
    if waits:
        yield f"the event store is back, and yet: {waits}"


def events_in_order(plant: Plant) -> Iterator[str]:
    """Of one port, they come in the order in which they left it."""
    store = plant.outside.events
    place = {id: i for i, id in enumerate(store.kept)}
    for key, lines in plant.lines:
        mine = [line for line in lines if len(line) > SAMPLE and line[5] and (line[5][0], line[5][3]) == key]
        ids = [Origin(*line[5]).id("f") for line in mine]  # what others made comes when they made it
        places = [place[id] for id in ids if id in place]
        if key[1] != "effect" and places != sorted(places):
            yield f"events of {key} came to the event store out of order"


def events_bounded(plant: Plant) -> Iterator[str]:
    """No more wait than there is room for, besides those that last."""
    lasting = sum(plant.outside.events.lasting.values())
    if plant.most_events > MOST + BURST + lasting:
        yield f"{plant.most_events} events waited for the event store"


def history_kept(plant: Plant) -> Iterator[str]:
    """What was to be recorded is, but for what was given up and counted, or was with a process that died."""
    archive = plant.outside.archive
    told = {
        (node, port, line[2], line[0]) for (node, port), lines in plant.lines for line in lines if len(line) == SAMPLE
    }
    missing = sorted((archive.asked & told) - archive.kept.keys())
    if len(missing) > archive.lost + archive.excused:
        yield (
            f"{len(missing)} samples are not in the history, {archive.lost} were told as lost and {archive.excused}"
            f" were with a process that died: {missing[:2]}"
        )
    if invented := archive.kept.keys() - archive.asked:
        yield f"samples were recorded that were not asked for: {sorted(invented)[:2]}"
    if plant.most_samples > ROOM:
        yield f"{plant.most_samples} samples waited for the history"
    if plant.losing:
        yield f"the history takes everything again, and yet: {plant.losing}"


def _told(plant: Plant) -> dict[str, str]:
    """All events that left a port of the flow: by id, what they were."""
    return {
        Origin(*line[5]).id("f"): f"{line[2]} of {node}"
        for (node, _), lines in plant.lines
        for line in lines
        if len(line) > SAMPLE and line[5]
    }


KEPT = (events_kept, events_in_order, events_bounded, history_kept)
