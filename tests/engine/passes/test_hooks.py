"""Hooks of the runner: traces, cost by sampling, and which node is being called."""

from itertools import count
from typing import Any

from engine.passes.inbox import COMMAND, RESULT, Inbox
from engine.passes.plan import plan
from engine.passes.runner import TIMED, Runner
from tests.engine.kinds import KINDS, node, wires
from tundish import Event, Node, NodeConfig, NodeState, Points, Port, Samples
from tundish.catalogue import load
from tundish.connector import EFFECT
from tundish.step import TIMER
from tundish.stepped import Stepped


class Watching(Node[NodeConfig, NodeState]):
    """Notes what the runner says is being called."""

    kind = "test.watching"
    inputs = (Port.samples(), Port.events())
    runner: Runner

    def configured(self) -> None:
        self.noted: list[int] = []

    def on_samples(self, port: str, samples: Samples) -> Any:
        self.noted.append(self.runner.current[0])
        return ()


class Fussy(Node[NodeConfig, NodeState]):
    """Throws at events of the kind `bad`."""

    kind = "test.fussy"
    inputs = (Port.events(),)
    outputs = (Port.events(),)

    def on_event(self, port: str, event: Event) -> Any:
        if event.kind == "bad":
            raise ValueError("bad")
        yield "events", event


FLOW: dict[str, Any] = {
    "nodes": {
        "s": node("test.source"), "high": node("test.high", limit=50, delay=1000), "echo": node("test.echo"),
        "record": node("test.record"), "picky": node("test.picky"), "watch": node("test.watching"),
    },
    "wires": wires(
        "s.samples > high.samples", "s.events > echo.events", "echo.events > record.events",
        "s.samples > picky.samples", "s.samples > watch.samples",
    ),
}  # fmt: skip


MORE: dict[str, Any] = {
    "nodes": {
        **FLOW["nodes"], "fussy": node("test.fussy"),
        "first": node("alarm.limit", rows=[{"points": "*", "h": 50, "on_delay": 1}]),
    },
    "wires": [*FLOW["wires"], *wires("s.events > fussy.events", "s.samples > first.samples")],
}  # fmt: skip
ALL = {**load().kinds, **KINDS, Watching.kind: Watching, Fussy.kind: Fussy}


class Rig:
    """A runner with a clock of ours, its traces kept."""

    def __init__(self, flow: dict[str, Any] = FLOW) -> None:
        self.now = 1000
        self.points = Points()
        made = plan(flow, ALL, self.points)
        self.runner = Runner(made, Inbox(lambda: self.now), self.points, ticks=count(0, 10).__next__)
        watching: Any = made.node("watch")
        watching.runner = self.runner
        self.watching = watching
        self.steps: list[Stepped] = []
        self.runner.trace = self.steps.append

    def put(self, payload: Samples | Event, node: str = "s", port: str = "") -> None:
        self.runner.inbox.put(node, port or ("samples" if isinstance(payload, Samples) else "events"), payload)

    def once(self, later: int = 10) -> None:
        self.now += later
        self.runner.run_once()

    def sample(self, value: float) -> Samples:
        number = self.points.number("p")
        return Samples.of(arrival=[0], time=[self.now], point=[number], value=[value], quality=[0])

    def told(self) -> list[tuple[str, str, list[str]]]:
        return [(step.node, step.port, [event.kind for _, event in step.outputs]) for step in self.steps]


def test_steps_that_an_event_sets_off_are_told_with_cause_and_outputs() -> None:
    rig = Rig()
    rig.put(Event(kind="hello", time=7, arrival=0))
    rig.once()
    echo, record = rig.steps
    assert [("echo", "events", ["hello"]), ("record", "events", ["effect"])] == rig.told()
    assert echo.cause is not None
    assert ("hello", "s") == (echo.cause.kind, echo.cause.origin.node if echo.cause.origin else "")
    assert [EFFECT] == [port for port, _ in record.outputs]
    assert record.cause is echo.outputs[0][1]
    assert echo.cause.trace == echo.outputs[0][1].trace == record.outputs[0][1].trace
    assert (echo.cause.arrival, 10, "") == (echo.arrival, echo.ns, echo.error)


def test_commands_results_and_timers_are_told_even_when_nothing_comes_of_them() -> None:
    rig = Rig()
    rig.put(Event(kind="fie", time=7, arrival=0), "echo", COMMAND)
    rig.put(Event(kind="sent", time=7, arrival=0), "record", RESULT)
    rig.put(rig.sample(60.0))
    rig.once()
    rig.once(5000)
    told = [("echo", COMMAND, []), ("high", TIMER, ["alarm.active"]), ("record", RESULT, ["sent"])]
    assert told == sorted(rig.told())


def test_of_samples_only_calls_that_put_out_events_are_told() -> None:
    rig = Rig()
    rig.put(rig.sample(1.0))
    rig.once()
    assert [] == rig.steps
    rig.put(rig.sample(13.0))
    rig.once()
    (failed,) = rig.steps
    assert ("picky", "samples", None, "thirteen") == (failed.node, failed.port, failed.cause, failed.error)
    assert [("error", "problem")] == [(port, event.kind) for port, event in failed.outputs]


def test_without_a_trace_nothing_is_told_and_no_time_is_measured() -> None:
    rig = Rig()
    rig.runner.trace = None
    before = rig.runner.ticks()
    rig.put(Event(kind="hello", time=7, arrival=0))
    rig.once()
    assert [] == rig.steps
    assert before + 10 == rig.runner.ticks()


def test_what_leaves_is_the_same_traced_or_not() -> None:
    def left(*, traced: bool) -> list[tuple[str, str, Any]]:
        rig, told = Rig(MORE), []

        def tap(node: str, port: str, payload: Samples | Event) -> None:
            seen = [*payload.arrival.tolist(), payload.value.tolist()] if isinstance(payload, Samples) else payload
            told.append((node, port, seen))

        rig.runner.tap = tap
        if not traced:
            rig.runner.trace = None
        for kind in ("good", "bad", "good"):
            rig.put(Event(kind=kind, time=7, arrival=0))
            rig.once()
        for value in (13.0, 60.0, 61.0, 40.0):
            rig.put(rig.sample(value))
            rig.once(1_500_000_000)
        rig.once(5_000_000_000)
        return sorted(told, key=str)

    untraced = left(traced=False)
    assert untraced == left(traced=True)
    (problem,) = [event for node, port, event in untraced if (node, port) == ("fussy", "error")]
    assert "s" == problem.trace.node, "a problem belongs to the trace of the event that made it"
    assert {"alarm.active"} <= {event.kind for node, _, event in untraced if node == "first"}


def test_a_delay_that_has_passed_is_told_as_a_timer_and_a_transition_at_once_is_told_as_of_samples() -> None:
    rig = Rig(MORE)
    for value in (60.0, 60.0, 40.0):
        rig.put(rig.sample(value))
        rig.once(2_000_000_000)
    of_alarm = [(step.port, [event.kind for _, event in step.outputs]) for step in rig.steps if step.node == "first"]
    assert [("@timer", ["alarm.active"]), ("samples", ["alarm.clear"])] == of_alarm


def test_every_sixteenth_pass_is_measured_node_by_node() -> None:
    rig = Rig(MORE)
    rig.runner.trace = None
    for _ in range(2 * TIMED):
        rig.put(rig.sample(1.0))
        rig.once()
    visit = rig.runner.visits[rig.runner.plan.index["high"]]
    assert (20, 2, 2) == (visit.cost_ns, visit.cost_calls, visit.cost_samples)


def test_costs_and_counts_go_on_after_a_deploy() -> None:
    rig = Rig()
    for _ in range(TIMED):
        rig.put(rig.sample(1.0))
        rig.once()
    runner, index = rig.runner, rig.runner.plan.index["picky"]
    before = runner.visits[index]
    runner.use(plan(FLOW, ALL, rig.points, kept=runner.nodes()))
    after = runner.visits[index]
    assert (16, 1, 1) == (before.out, before.cost_calls, before.cost_samples)
    assert (16, before.cost_ns, 1, 1) == (after.out, after.cost_ns, after.cost_calls, after.cost_samples)


def test_the_node_that_is_being_called_stands_in_a_buffer_of_anyones() -> None:
    rig = Rig()
    shared = memoryview(bytearray(8)).cast("q")
    rig.runner.current = shared
    rig.put(rig.sample(1.0))
    rig.once()
    assert [rig.runner.plan.index["watch"]] == rig.watching.noted
    assert -1 == shared[0]
