"""Step: a call that throws loses its instant and nothing else; timers fire in their place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tundish import Emits, Event, Node, NodeConfig, NodeState, PerKey, PerPoint, Port, Samples
from tundish.points import Points
from tundish.step import Step
from tundish.testing import Bench, Row


class CountState(NodeState):
    count: PerPoint[np.int64] = PerPoint(default=0)
    last: PerKey[float] = PerKey()


class Picky(Node[NodeConfig, CountState]):
    """Counts, and throws on 13 after it has counted."""

    kind = "compute.picky"
    inputs = (Port.samples(), Port.events())
    outputs = (Port.samples(),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        for i, slot in enumerate(self.state.slots(samples.point)):
            self.state.rows["count"][slot] += 1
            self.state.last[self.points.name(int(samples.point[i]))] = float(samples.value[i])
            count = float(self.state.rows["count"][slot])
            one = samples.part(i, i + 1)
            yield "samples", Samples(one.arrival, one.time, one.point, np.array([count]), one.quality)
            if samples.value[i] == 13:
                raise ValueError("thirteen")

    def on_event(self, port: str, event: Event) -> Emits:
        self.state.last["event"] = 1.0
        self.state.timers.set("never", event.arrival, 5)
        raise RuntimeError


@given(table=st.lists(st.lists(st.sampled_from([1.0, 2.0, 13.0]), min_size=1, max_size=3), max_size=30))
def test_a_throw_loses_its_instant_and_nothing_else(table: list[list[float]]) -> None:
    rows = [Row(2 * i + 1, "ab"[j % 2], value) for i, instant in enumerate(table) for j, value in enumerate(instant)]
    lost = {row.arrival for row in rows if row.value == 13}
    bench, clean = Bench(Picky), Bench(Picky)
    bench.feed(rows)
    clean.feed([row for row in rows if row.arrival not in lost])
    assert clean.seen == [row for row in bench.seen if row[0] != "error"]
    assert sorted(lost) == [row[1] for row in bench.seen if row[0] == "error"]
    assert len(lost) == bench.step.failed
    assert clean.snapshot()["records"] == bench.snapshot()["records"]


def test_a_throw_on_an_event_leaves_no_trace_but_the_error() -> None:
    bench = Bench(Picky)
    bench.send(1)
    bench.wake(99)
    assert {} == dict(bench.node.state.last)
    assert [("problem", "RuntimeError")] == [(e.kind, e.data["error"]) for e in bench.events("error")]


class Hasty(Node[NodeConfig, NodeState]):
    """Sets a timer, then throws on 13: neither may be seen."""

    kind = "compute.hasty"
    inputs = (Port.samples(),)
    outputs = (Port.samples(),)

    def on_samples(self, port: str, samples: Samples) -> Emits:
        for i in range(samples.size):
            self.state.timers.set(f"{samples.value[i]}", int(samples.arrival[i]), 4)
        if 13 in samples.value:
            raise ValueError("thirteen")
        return ()

    def on_timer(self, key: str, due: int) -> Emits:
        number = self.points.number("t")
        yield "samples", Samples.of(arrival=[due], time=[due], point=[number], value=[float(key)], quality=[0])


@given(values=st.lists(st.sampled_from([1.0, 2.0, 13.0]), max_size=12))
def test_a_timer_set_by_a_call_that_throws_is_not_set(values: list[float]) -> None:
    rows = [Row(2 * i + 1, "a", value) for i, value in enumerate(values)]
    bench, clean = Bench(Hasty), Bench(Hasty)
    bench.feed(rows)
    clean.feed([row for row in rows if row.value != 13])
    for one in (bench, clean):
        one.wake(100)
    assert clean.seen == [row for row in bench.seen if row[0] != "error"]


def test_timers_fire_between_the_instants_of_a_batch() -> None:
    bench = Bench(Hasty)
    bench.feed([Row(1, "a", 1.0), Row(3, "a", 2.0), Row(5, "a", 1.0), Row(99, "a", 3.0)])
    assert [(8, "2.0"), (10, "1.0")] == [(row[1], row[4]) for row in bench.seen]


def test_an_event_has_its_cause_for_identity() -> None:
    class Two(Node[NodeConfig, NodeState]):
        kind = "compute.two"
        inputs = (Port.events(),)
        outputs = (Port.events(),)

        def on_event(self, port: str, event: Event) -> Emits:
            for _ in range(2):
                yield "events", Event(kind="out", time=event.time, arrival=event.arrival)
            yield "events", event

    bench = Bench(Two)
    bench.send(5)
    origins = [event.origin for event in bench.events()]
    assert [(5, 0), (5, 1), (5, 2)] == [(o.arrival, o.ordinal) for o in origins if o]
    assert 3 == len({o.id("flow") for o in origins if o})


class Known(Node[NodeConfig, NodeState]):
    """Knows points, and remembers nothing of them."""

    kind = "compute.known"
    inputs = (Port.events(),)

    def on_event(self, port: str, event: Event) -> Emits:
        self.state.slot(self.points.number(event.point))
        return ()


def test_a_node_without_fields_that_knows_points_keeps_nothing_of_what_is_past() -> None:
    points = Points()
    for state in (None, NodeState.restored(NodeState().snapshot(points), points)):
        node = Known("n", NodeConfig(), points, state)
        step = Step(node, lambda *_: None)
        for i in range(100):
            step.event("events", Event(kind="k", time=0, arrival=2 * i + 1, point="p"))
        assert len(node.state._saved) == 1
