"""Traces: every step of what an event set off, and which traces are kept."""

import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.eventstore import EventStore, EventStoreError, StepRecord, TraceRecord
from engine.passes.inbox import Inbox
from engine.passes.plan import plan
from engine.passes.runner import Runner
from engine.watch.traces import (
    ACTION,
    ALARM,
    FAILURE,
    LONGEST_INPUT,
    MOST_OUTPUTS,
    ORDINARY,
    Sampler,
    Share,
    Trace,
    Tracer,
)
from engine.watch.tracing import MOST_WAITING, Tracing
from tests.engine.kinds import KINDS, Collect, node, wires
from tests.engine.stage import Stage
from tundish import Emits, Event, Points, Samples
from tundish.event import Origin, elsewhere, seal
from tundish.stepped import Stepped

SECOND = 1_000_000_000


class Broken(Collect):
    """Throws at every event."""

    kind = "test.broken"

    def on_event(self, port: str, event: Event) -> Emits:
        raise ValueError("it does not work")


class Bench:
    """A flow without disk and connectors, whose traces are collected."""

    def __init__(self, document: dict[str, Any], sampler: Sampler | None = None) -> None:
        self.time = 1000
        self.points = Points()
        self.inbox = Inbox(lambda: self.time)
        kinds = {**KINDS, "test.broken": Broken}
        self.runner = Runner(plan(document, kinds, self.points), self.inbox, self.points)
        self.kept: list[Trace] = []
        self.tracer = Tracer("f", self.kept.append, sampler or Sampler())
        self.runner.trace = self.tracer.put

    def event(self, kind: str = "x", node: str = "s", port: str = "events", **data: Any) -> list[Trace]:
        self.inbox.put(node, port, Event(kind=kind, time=self.time, arrival=0, point="p", data=data))
        return self.once()

    def once(self) -> list[Trace]:
        self.runner.run_once()
        self.tracer.flush()
        kept, self.kept[:] = list(self.kept), []
        return kept


def chain(*kinds: str) -> dict[str, Any]:
    """A source of events and nodes behind each other: e0, e1, …"""
    nodes = {"s": node("test.source"), **{f"e{i}": node(kind) for i, kind in enumerate(kinds)}}
    names = list(nodes)
    return {
        "nodes": nodes,
        "wires": wires(*(f"{a}.events > {b}.events" for a, b in itertools.pairwise(names))),
    }


def test_every_step_is_told_in_order_with_what_came_in_and_went_out() -> None:
    (trace,) = Bench(chain("test.echo", "test.echo", "test.collect")).event(a=1)
    assert ("f", "s", "x", "p", ORDINARY) == (trace.flow, trace.node, trace.kind, trace.point, trace.importance)
    assert [(0, "e0"), (1, "e1"), (2, "e2")] == [(step.ordinal, step.node) for step in trace.steps]
    came, went = json.loads(trace.steps[1].input), json.loads(trace.steps[1].outputs)
    assert ("x", "p", {"a": 1}) == (came["kind"], came["point"], came["data"])
    assert ["events"] == [output["port"] for output in went]
    assert came["id"] != went[0]["event"]["id"]
    assert all(step.ns > 0 for step in trace.steps[:2])
    assert "[]" == trace.steps[2].outputs


def test_a_trace_is_called_by_the_id_of_the_event_that_began_it() -> None:
    (trace,) = Bench(chain("test.echo")).event()
    assert json.loads(trace.steps[0].input)["id"] == trace.id


def test_events_that_come_together_are_traces_of_their_own() -> None:
    bench = Bench(chain("test.echo"))
    for _ in range(3):
        bench.inbox.put("s", "events", Event(kind="x", time=1, arrival=0))
    assert 3 == len({trace.id for trace in bench.once()})


def test_each_output_of_a_batch_of_samples_begins_a_trace() -> None:
    bench = Bench(
        {"nodes": {"s": node("test.source"), "h": node("test.high")}, "wires": wires("s.samples > h.samples")}
    )
    numbers = [bench.points.number(name) for name in ("a", "b", "c")]
    one = Samples.of(arrival=[0] * 3, time=[1000] * 3, point=numbers, value=[60.0, 10.0, 70.0], quality=[0] * 3)
    bench.inbox.put("s", "samples", one)
    traces = bench.once()
    assert [("a", ALARM), ("c", ALARM)] == [(trace.point, trace.importance) for trace in traces]
    assert [""] * 2 == [trace.steps[0].input for trace in traces]


def test_a_failure_is_told_with_its_error_and_matters_most() -> None:
    (trace,) = Bench(chain("test.echo", "test.broken")).event()
    assert FAILURE == trace.importance
    assert ["", "it does not work"] == [step.error for step in trace.steps]


def test_an_action_and_what_became_of_it_are_one_trace() -> None:
    bench = Bench(chain("test.record"))
    (trace,) = bench.event()
    effect = json.loads(trace.steps[0].outputs)[0]
    assert (ACTION, "effect") == (trace.importance, effect["port"])
    sent = bench.runner.nodes()["e0"]
    assert sent.id == "e0"
    origin = next(iter(bench.tracer._known))
    result = Event(kind="action.failed", time=2000, arrival=0, data={"error": "no answer"}, trace=origin)
    bench.inbox.put("e0", "@result", result)
    (later,) = bench.once()
    assert (trace.id, FAILURE, 1) == (later.id, later.importance, later.steps[0].ordinal)


@pytest.mark.parametrize(
    ("importance", "traces", "expected"),
    [
        (ORDINARY, 10, 10), (ORDINARY, 200, 200), (ORDINARY, 1199, 201), (ORDINARY, 10_000, 210),
        (ALARM, 500, 500), (ALARM, 10_000, 595), (ACTION, 10_000, 10_000), (FAILURE, 10_000, 10_000),
    ],
    ids=str,
)  # fmt: skip
def test_what_matters_less_is_sampled_under_load(importance: int, traces: int, expected: int) -> None:
    sampler = Sampler()
    assert expected == sum(sampler.keeps(5 * SECOND + i, importance) for i in range(traces))
    assert traces - expected == sampler.passed_over
    assert sampler.keeps(6 * SECOND, importance)


def test_what_matters_is_kept_however_much_there_is() -> None:
    bench = Bench(chain("test.echo", "test.record"), Sampler({ORDINARY: Share(0, 10**9)}))
    assert [ACTION] * 5 == [trace.importance for _ in range(5) for trace in bench.event()]


def test_what_comes_later_of_a_trace_that_was_not_kept_is_not_kept() -> None:
    bench = Bench(chain("test.echo"), Sampler({ORDINARY: Share(0, 10**9)}))
    assert [] == bench.event()
    cause = Event(kind="x", time=1, arrival=3, trace=None)
    seal(cause, Origin("other", 1, "", "events", 0), Origin("first", 1, "", "events", 0))
    bench.tracer.put(Stepped("e0", "events", cause, 3, [], 5, ""))
    bench.tracer.flush()
    assert [] == bench.kept


def test_a_step_does_not_grow_with_its_data() -> None:
    (trace,) = Bench(chain("test.echo")).event(text="x" * 100_000)
    step = trace.steps[0]
    assert LONGEST_INPUT > len(step.input)
    assert LONGEST_INPUT > len(step.outputs)
    assert (None, 100_011) == (json.loads(step.input)["data"], json.loads(step.input)["cut"])


def test_of_very_many_outputs_the_first_are_told_and_how_many_more() -> None:
    bench = Bench(chain("test.echo"))
    cause = Event(kind="x", time=1, arrival=3)
    seal(cause, Origin("s", 3, "", "events", 0), None)
    outputs = [("events", Event(kind="y", time=1, arrival=3)) for _ in range(50)]
    bench.tracer.put(Stepped("e0", "events", cause, 3, outputs, 5, ""))
    bench.tracer.flush()
    told = json.loads(bench.kept[0].steps[0].outputs)
    assert MOST_OUTPUTS + 1 == len(told)
    assert {"more": 50 - MOST_OUTPUTS} == told[-1]


async def test_a_flow_at_work_is_traced_into_the_store(tmp_path: Path) -> None:
    store, stage = EventStore(f"sqlite:///{tmp_path}/events.db"), Stage(tmp_path)

    async def keep(records: Any, steps: Any) -> None:
        store.keep_traces(records, steps)

    tracing = Tracing(keep)
    flow = stage.open()
    flow.traced(tracing.tracer("f"))
    stage.feed(60.0)
    stage.world.time += 5000
    flow.once()
    await tracing.write()
    (trace,) = store.traces()
    assert ("high", "alarm.active", "p", ACTION) == (trace.node, trace.kind, trace.point, trace.importance)
    assert ["high", "all", "record"] == [step.node for step in store.steps(trace.trace)]
    assert "@timer" == store.steps(trace.trace)[0].port
    assert 0 == tracing.waiting
    stage.kill()
    store.close()


async def test_a_store_that_is_away_loses_nothing_and_blocks_nobody() -> None:
    away = [True]
    kept: list[StepRecord] = []

    async def keep(records: Sequence[TraceRecord], steps: Sequence[StepRecord]) -> None:
        if away[0]:
            raise EventStoreError("it is away")
        kept.extend(steps)

    tracing, bench = Tracing(keep), Bench(chain("test.echo", "test.echo"))
    for trace in bench.event() + bench.event():
        tracing.put(trace)
    with pytest.raises(EventStoreError):
        await tracing.write()
    assert 4 == tracing.waiting
    away[0] = False
    await tracing.write()
    assert (4, 0) == (len(kept), tracing.waiting)


async def test_when_too_much_waits_ordinary_traces_are_given_up_first() -> None:
    async def keep(records: object, steps: object) -> None:
        raise EventStoreError("it is away")

    tracing = Tracing(keep)
    (ordinary,) = Bench(chain("test.echo")).event()
    for _ in range(MOST_WAITING // 2):
        tracing.put(ordinary)
    keeps = tracing.sampler.keeps
    assert [False, True, True, True] == [keeps(0, one) for one in (ORDINARY, ALARM, ACTION, FAILURE)]
    for _ in range(MOST_WAITING // 2):
        tracing.put(ordinary)
    assert [False] * 4 == [keeps(0, one) for one in (ORDINARY, ALARM, ACTION, FAILURE)]
    assert 5 == tracing.lost


async def test_what_there_is_no_room_for_is_not_put_together() -> None:
    async def keep(records: object, steps: object) -> None:
        raise EventStoreError("it is away")

    tracing = Tracing(keep)
    bench = Bench(chain("test.record"), tracing.sampler)
    bench.event()
    tracing._steps = MOST_WAITING
    origin = next(iter(bench.tracer._known))
    bench.inbox.put("e0", "@result", Event(kind="action.done", time=2000, arrival=0, trace=origin))
    assert [] == bench.once()
    assert [] == bench.event()


def test_what_an_error_sets_off_belongs_to_the_trace_in_which_it_happened() -> None:
    document = chain("test.broken")
    document["nodes"]["mail"] = node("test.echo")
    document["wires"] += wires("e0.error > mail.events")
    (trace,) = Bench(document).event()
    assert ["e0", "mail"] == [step.node for step in trace.steps]


def test_a_trace_from_another_flow_goes_on_here_under_its_id() -> None:
    bench, id = Bench(chain("test.echo", "test.record")), "5e1c" * 8
    event = Event(kind="x", time=1, arrival=0, point="p", trace=elsewhere(id, 1))
    bench.inbox.put("s", "events", event)
    (trace,) = bench.once()
    assert (id, "s", "x", ["e0", "e1"]) == (trace.id, trace.node, trace.kind, [step.node for step in trace.steps])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("off", 0), ("problems", 10), (None, 12), ("sampled", 12), ("all", 20)],
)
def test_a_flow_says_which_of_its_traces_are_kept(mode: str | None, expected: int) -> None:
    """Ten events fail and ten do not; of these the sampler takes two."""
    good, bad = Bench(chain("test.echo"), Sampler({ORDINARY: Share(2, 1000)})), Bench(chain("test.broken"))
    for bench in (good, bad):
        bench.runner.trace = bench.tracer.switched(mode)
    assert expected == sum(len(bench.event(k=k)) for bench in (good, bad) for k in range(10))


async def test_a_deploy_switches_the_tracing_of_a_flow(tmp_path: Path) -> None:
    kept: list[Trace] = []
    stage = Stage(tmp_path)
    document = chain("test.echo")
    flow = stage.open({**document, "tracing": "off"})
    flow.traced(Tracer("f", kept.append, Sampler()))
    counts = []
    for version, mode in enumerate(("off", "all", "problems", None), 2):
        flow.deploy({**document, "tracing": mode} if mode else document, version)
        flow.inbox.put("s", "events", Event(kind="x", time=stage.world.time, arrival=0))
        flow.once()
        counts.append(len(kept))
    assert [0, 1, 1, 2] == counts
    stage.kill()
