"""Traces: what an event set off, step by step, put together from what the runner tells of its nodes.

A trace is called by the id of the event that began it. Its steps come in one pass, or in several when something waits
in between: a timer, an action that is being sent. Which traces are kept is decided once, at the end of the pass that
begins them: all in which something failed or was sent; of those in which an alarm rose, and of the others, as many a
second as the `Sampler` allows, and beyond that one in so many. What comes later of a trace that was not kept is not
kept either, unless it matters itself.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from engine.eventstore.records import StepRecord
from engine.watch.wire import plain
from tundish.connector import EFFECT
from tundish.event import ELSEWHERE, Event, Origin
from tundish.iso import iso
from tundish.node import ERROR
from tundish.stepped import Stepped

ORDINARY, ALARM, ACTION, FAILURE = range(4)
"""Importance: the larger, the longer a trace is kept."""
OUTCOMES: Final = ("ok", "alarm", "action", "failed")
RISES = frozenset({"alarm.active", "alarm.escalate"})
_OF_CAUSE = {"action.failed": FAILURE, "action.done": ACTION}
_OF_PORT = {ERROR: FAILURE, EFFECT: ACTION}
ATTEMPT = "@attempt"
"""Port of a step that is no call by the runner: an action tried to send."""
OFF, PROBLEMS, SAMPLED, ALL = "off", "problems", "sampled", "all"
"""What of a flow is kept, as its document says: nothing; pieces in which something failed; as the `Sampler` allows;
everything that there is room for."""
MOST_STEPS = 50_000
"""Steps that may wait for the end of a pass; more are put together before."""
REMEMBERED = 5_000
"""Traces of a flow that later steps are put behind; the oldest are forgotten."""
LONGEST_INPUT, LONGEST_OUTPUTS, MOST_OUTPUTS = 4_000, 8_000, 20
"""Characters of JSON, and events, that a step keeps."""
SECOND = 1_000_000_000


class Trace(NamedTuple):
    """A trace, or what came of it since it was told last: then its steps go behind the others."""

    id: str
    flow: str
    node: str
    """Where it began."""
    kind: str
    point: str
    time: int
    """Stamp of its first step here."""
    importance: int
    steps: list[StepRecord]


class Share(NamedTuple):
    """Of traces of one importance, what is kept: the first `most` of each second, then one in `one_in`."""

    most: int
    one_in: int


SHARES: Final = {ORDINARY: Share(200, 1000), ALARM: Share(500, 100)}
"""All actions and failures are kept."""


class Sampler:
    """Which traces are kept, by their importance, in each second of engine time."""

    def __init__(self, shares: Mapping[int, Share] = SHARES) -> None:
        self.passed_over = 0
        """How many were not kept."""
        self.room: Callable[[int], bool] = lambda _: True
        """Whether there is room for one more of this importance."""
        self._shares = shares
        self._second = 0
        self._seen: dict[int, int] = {}

    def keeps(self, time: int, importance: int) -> bool:
        share = self._shares.get(importance)
        if share is None:
            return self.room(importance)
        if time // SECOND != self._second:
            self._second, self._seen = time // SECOND, {}
        seen = self._seen[importance] = self._seen.get(importance, 0) + 1
        if seen <= share.most or seen % share.one_in == 0:
            return self.room(importance)
        self.passed_over += 1
        return False


class _Known:
    """What is remembered of a trace that is kept."""

    __slots__ = ("importance", "steps")

    def __init__(self, importance: int, steps: int) -> None:
        self.importance = importance
        self.steps = steps


class Tracer:
    """Of one flow. `put` is the runner's `trace`; after each pass `flush` hands finished pieces to `keep`."""

    def __init__(self, flow: str, keep: Callable[[Trace], None], sampler: Sampler) -> None:
        self._flow = flow
        self._keep = keep
        self._sampler = sampler
        self._steps: list[Stepped] = []
        self._mode = SAMPLED
        self._known: OrderedDict[Origin, _Known] = OrderedDict()

    def switched(self, mode: str | None) -> Callable[[Stepped], None] | None:
        """What the runner's `trace` is to be: by `off` nobody, and then tracing costs nothing."""
        self.flush()
        self._mode = mode or SAMPLED
        return None if self._mode == OFF else self.put

    def put(self, stepped: Stepped) -> None:
        steps = self._steps
        steps.append(stepped)
        if len(steps) >= MOST_STEPS:
            self.flush()

    def flush(self) -> None:
        """Put the steps of this pass together."""
        if not self._steps:
            return
        steps, self._steps = self._steps, []
        for origin, parts in _by_trace(steps):
            self._put_together(origin, parts)

    def attempted(self, node: str, effect: Event, time: int, ns: int, error: str) -> None:
        """An action has tried to send an effect; `error`: why it has not gone out."""
        importance = FAILURE if error else ACTION
        if effect.trace is None or self._mode == OFF or (self._mode == PROBLEMS and not error):
            return
        if not self._sampler.room(importance):
            return
        self.flush()
        known, trace = self._known.get(effect.trace), effect.trace.id(self._flow)
        ordinal = known.steps if known else _later(time)
        if known:
            known.steps, known.importance = known.steps + 1, max(known.importance, importance)
            importance = known.importance
        input = _json(_event(effect, self._flow))
        if len(input) > LONGEST_INPUT:
            input = _json(_short(effect, self._flow))
        step = StepRecord(trace, self._flow, ordinal, node, ATTEMPT, time, ns, input, "[]", error[:1000], importance)
        self._keep(Trace(trace, self._flow, node, effect.kind, effect.point, time, importance, [step]))

    def _put_together(self, origin: Origin, parts: list[Stepped]) -> None:
        importance = max(map(importance_of, parts))
        first = _first(parts[0])
        begins = first.origin is origin or first.origin == origin
        known = None if begins and origin not in self._known else self._known.get(origin)
        comes = begins or origin.node == ELSEWHERE
        if known is None and not comes and importance == ORDINARY:
            return
        if self._mode == PROBLEMS and importance < FAILURE:
            return
        chosen = known is None and comes and self._mode == SAMPLED
        if not (self._sampler.keeps(parts[0].arrival, importance) if chosen else self._sampler.room(importance)):
            return
        if known is None:
            known = self._known[origin] = _Known(importance, 0 if begins else _later(parts[0].arrival))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        trace = origin.id(self._flow)
        importance = known.importance = max(known.importance, importance)
        steps = [_step(trace, known.steps + i, part, self._flow, importance) for i, part in enumerate(parts)]
        known.steps += len(steps)
        self._keep(
            Trace(
                trace, self._flow, (first.origin or parts[0]).node, first.kind, first.point,
                parts[0].arrival, importance, steps,
            )
        )  # fmt: skip


def _by_trace(steps: Iterable[Stepped]) -> Iterable[tuple[Origin, list[Stepped]]]:
    """Steps of each trace, in order. A call caused by no event belongs to the traces that its outputs are in."""
    found: dict[int, tuple[Origin, list[Stepped]]] = {}  # by identity: much quicker, and the events hold them alive
    for step in steps:
        cause = step.cause
        if cause is not None and (trace := cause.trace) is not None:
            if (known := found.get(id(trace))) is None:
                found[id(trace)] = trace, [step]
            else:
                known[1].append(step)
            continue
        for output in step.outputs:
            if (trace := output[1].trace) is not None:
                alone = step if len(step.outputs) == 1 else step._replace(outputs=[output])
                found.setdefault(id(trace), (trace, []))[1].append(alone)
    return found.values()


def importance_of(step: Stepped) -> int:
    """Of one step alone."""
    cause = step.cause
    importance = ORDINARY if cause is None else _OF_CAUSE.get(cause.kind, ORDINARY)
    if step.error:
        return FAILURE
    for port, event in step.outputs:
        if port in _OF_PORT:
            importance = max(importance, _OF_PORT[port])
        elif event.kind in RISES and importance < ALARM:
            importance = ALARM
    return importance


def _first(step: Stepped) -> Event:
    """The event with which a trace begins here."""
    return step.cause if step.cause is not None and step.cause.trace is not None else step.outputs[0][1]


def _later(stamp: int) -> int:
    """Ordinal for steps of a trace whose first ones are not remembered: behind any that there may be."""
    return 1_000_000 + stamp // 1_000_000 % 2_000_000_000


def _step(trace: str, ordinal: int, step: Stepped, flow: str, importance: int) -> StepRecord:
    outputs: list[Any] = [{"port": port, "event": _event(event, flow)} for port, event in step.outputs[:MOST_OUTPUTS]]
    if len(step.outputs) > MOST_OUTPUTS:
        outputs.append({"more": len(step.outputs) - MOST_OUTPUTS})
    told = _json(outputs)
    if len(told) > LONGEST_OUTPUTS:
        told = _json([{"port": port, "event": _short(event, flow)} for port, event in step.outputs[:MOST_OUTPUTS]])
    came = "" if step.cause is None else _json(_event(step.cause, flow))
    if len(came) > LONGEST_INPUT and step.cause is not None:
        came = _json(_short(step.cause, flow))
    return StepRecord(
        trace, flow, ordinal, step.node, step.port, step.arrival, step.ns, came, told, step.error[:1000], importance
    )


def _event(event: Event, flow: str) -> dict[str, Any]:
    id = event.origin.id(flow) if event.origin else ""
    return {"time": iso(event.time), "kind": event.kind, "point": event.point, "data": plain(event.data), "id": id}


def _short(event: Event, flow: str) -> dict[str, Any]:
    """An event whose data are too long to keep with every step."""
    return {**_event(event, flow), "data": None, "cut": len(_json(plain(event.data)))}


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
