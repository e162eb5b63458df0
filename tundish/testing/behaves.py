"""Promises about what a node does with good input."""

import copy
from typing import Any

from tundish.event import Event
from tundish.samples import COLUMNS, Samples
from tundish.testing.bench import Bench, Happen, Row, msgpacked, samples
from tundish.testing.guard import watched
from tundish.testing.promises import (
    BATCHING,
    DETERMINISTIC,
    INPUTS,
    NAMES,
    NOTHING_THROWN,
    RESTART,
    SAME_CONFIG,
    UNDONE,
    Broken,
    Trial,
    same,
    sound,
)


def left_alone(trial: Trial) -> None:
    """Neither columns nor the data of events are written into."""
    bench, node = trial.bench(), None
    for moment in trial.moments:
        node = bench.node
        rows = [item for item in moment if isinstance(item, Row)]
        if rows:
            fed = Samples(*(getattr(samples(rows, bench.points), name).copy() for name in COLUMNS))
            before = [getattr(fed, name).tobytes() for name in COLUMNS]
            bench.step.samples(next(p.name for p in node.inputs if p.carries is Samples), fed)
            if before != [getattr(fed, name).tobytes() for name in COLUMNS]:
                raise Broken(INPUTS, "it writes into the samples it is given")
        for item in (item for item in moment if not isinstance(item, Row)):
            data: Any = item.data if isinstance(item, Happen) else getattr(item, "args", None)
            kept = copy.deepcopy(data)
            bench.play([item])
            if repr(kept) != repr(data):
                raise Broken(INPUTS, "it writes into the data of an event")


def thrown_nothing(trial: Trial) -> Bench:
    """What is given goes through; everything that leaves is in form."""
    bench = trial.run()
    sound(NOTHING_THROWN, bench)
    return bench


def deterministic(trial: Trial, whole: Bench) -> None:
    with watched() as found:
        again = trial.run()
    if found:
        raise Broken(DETERMINISTIC, f"it calls {', '.join(sorted(set(found)))}")
    same(DETERMINISTIC, "two runs over the same input differ", whole, again)


def batching(trial: Trial, whole: Bench) -> None:
    same(BATCHING, "each instant for itself", whole, trial.run(apart=True))


def names(trial: Trial, whole: Bench) -> None:
    """Other numbers for the points, in another order."""
    same(NAMES, "with points numbered in another order", whole, trial.run(strangers=_otherwise(whole)))


def restart(trial: Trial, whole: Bench) -> None:
    """At any moment, by way of bytes, into a process with other numbers."""
    moments = trial.moments
    before = trial.bench()
    for k in range(len(moments) + 1):
        kept = msgpacked(before.snapshot())
        after = Bench(trial.kind, before.node.config, kept, strangers=_otherwise(whole))
        again = msgpacked(after.snapshot())
        if again != kept and repr(again) != repr(kept):  # NaN is not equal to itself
            raise Broken(RESTART, f"after {k} moments a snapshot of what was restored is another one")
        after.play([item for moment in moments[k:] for item in moment])
        after.wake(trial.until)
        same(RESTART, f"after {k} moments", whole, before, after)
        if k < len(moments):
            before.play(moments[k])


def undone(trial: Trial, whole: Bench) -> None:
    """Every call is made, undone, and made again."""
    bench = trial.bench()
    for moment in trial.moments:
        rows = [item for item in moment if isinstance(item, Row)]
        if rows:
            port = next(p.name for p in bench.node.inputs if p.carries is Samples)
            fed = samples(rows, bench.points)
            _and_undo(bench, lambda fed=fed, port=port: bench.node.on_samples(port, fed))
        for item in moment:
            if isinstance(item, Happen):
                port = next(p.name for p in bench.node.inputs if p.carries is Event)
                event = Event(
                    kind=item.kind, time=item.arrival, arrival=item.arrival, point=item.point, data=item.data or {}
                )
                _and_undo(bench, lambda event=event, port=port: bench.node.on_event(port, event))
        bench.play(moment)
    bench.wake(trial.until)
    same(UNDONE, "with every call made, undone and made again", whole, bench)


def same_config(trial: Trial, whole: Bench) -> None:
    """After any moment, the config that is at work is put to work again."""
    bench = trial.bench()
    for moment in trial.moments:
        bench.play(moment)
        said = len(bench.seen)
        bench.configure(bench.node.config.model_copy(), moment[0].arrival)
        if len(bench.seen) != said:
            raise Broken(SAME_CONFIG, f"it announces {bench.seen[said:]}")
    bench.wake(trial.until)
    same(SAME_CONFIG, "with the same config put to work after each moment", whole, bench)


def _and_undo(bench: Bench, call: Any) -> None:
    state = bench.node.state
    state.begin()
    list(call())
    state.undo()


def _otherwise(bench: Bench) -> list[str]:
    """The points in another order than they are numbered on the bench."""
    return ["?", *(bench.points.name(number) for number in reversed(range(len(bench.points))))]
