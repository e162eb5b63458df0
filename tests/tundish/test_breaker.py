"""Breaker: a node that throws again and again is stopped for a while, by stamps alone."""

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tundish import Emits, Event, Node, NodeConfig, NodeState, Port, Samples
from tundish.breaker import MOST
from tundish.testing import Bench, Row

SECOND = 1_000_000_000


class Picky(Node[NodeConfig, NodeState]):
    """Passes everything on but 13; a timer set by 7 throws."""

    kind = "compute.picky"
    inputs = (Port.samples(), Port.events())
    outputs = (Port.samples(), Port.events())

    def on_samples(self, port: str, samples: Samples) -> Emits:
        for i, value in enumerate(samples.value):
            if value == 7:
                self.state.timers.set("late", int(samples.arrival[i]), SECOND)
        if np.any(samples.value == 13):
            raise ValueError("thirteen")
        yield "samples", samples

    def on_event(self, port: str, event: Event) -> Emits:
        if event.data.get("bad"):
            raise ValueError("bad")
        yield "events", event

    def on_timer(self, key: str, due: int) -> Emits:
        raise ValueError("late")


def at(second: float) -> int:
    return int(second * SECOND) | 1


def kinds(bench: Bench) -> list[tuple[str, int]]:
    return [(event.kind, event.arrival) for event in bench.events("error")]


def bad(seconds: range) -> list[Row]:
    return [Row(at(s), "p", 13.0) for s in seconds]


def test_twenty_throws_in_a_minute_are_borne_and_the_next_one_stops_the_node() -> None:
    bench = Bench(Picky)
    bench.feed(bad(range(1, MOST + 1)))
    assert [("problem", at(s)) for s in range(1, MOST + 1)] == kinds(bench)
    bench.feed(bad(range(MOST + 1, MOST + 2)))
    assert [("problem", at(21)), ("node.stopped", at(21))] == kinds(bench)[-2:]
    bench.feed([Row(at(22), "p", 1.0), Row(at(50), "p", 1.0)])
    assert 2 == bench.node.state.breaker.aside
    assert 21 == bench.step.failed


def test_throws_that_are_far_apart_never_stop_a_node() -> None:
    bench = Bench(Picky)
    bench.feed(bad(range(0, 400, 4)))
    assert {"problem"} == {kind for kind, _ in kinds(bench)}


def test_after_the_pause_one_instant_is_tried_and_the_pause_doubles_until_one_goes_well() -> None:
    bench = Bench(Picky)
    bench.feed(bad(range(1, 22)))  # stopped at 21 s, for 30 s
    bench.feed([Row(at(40), "p", 1.0), Row(at(52), "p", 13.0), Row(at(53), "p", 1.0)])  # tried at 52 s: 60 s
    bench.feed([Row(at(100), "p", 1.0), Row(at(113), "p", 2.0), Row(at(114), "p", 3.0)])
    assert [("node.stopped", at(52)), ("node.resumed", at(113))] == [kinds(bench)[-2], kinds(bench)[-1]]
    stops = [event.data for event in bench.events("error") if event.kind != "problem"]
    assert [30.0, 60.0, {"set_aside": 3}] == [stops[0]["pause"], stops[1]["pause"], stops[2]]
    assert ["2.0", "3.0"] == [row[4] for row in bench.seen if row[0] == "samples"]


def test_events_are_set_aside_and_tried_like_samples() -> None:
    bench = Bench(Picky)
    for second in range(1, 23):
        bench.send(at(second), data={"bad": True})
    bench.send(at(60))
    bench.send(at(61))
    assert [("node.stopped", at(21)), ("node.resumed", at(60))] == [k for k in kinds(bench) if k[0] != "problem"]
    assert [at(60), at(61)] == [event.arrival for event in bench.events("events")]


def test_a_node_out_of_work_is_given_nothing_until_it_is_taken_back() -> None:
    bench = Bench(Picky)
    bench.feed([Row(at(1), "p", 7.0)])
    bench.step.put_out("it hung")
    bench.feed([Row(at(5), "p", 1.0)])
    bench.send(at(6))
    bench.wake(at(9))
    assert (2, []) == (bench.node.state.breaker.aside, kinds(bench))
    again = Bench(Picky, snapshot=bench.snapshot())
    again.feed([Row(at(10), "p", 1.0)])
    again.wake(at(11))
    assert (3, []) == (again.node.state.breaker.aside, kinds(again))
    again.step.take_back(at(20))
    again.wake(at(21))
    assert [("problem", at(20) + 1)] == kinds(again), "the timer that was held fires when it is taken back"
    again.feed([Row(at(30), "p", 1.0)])
    assert 1 == len([row for row in again.seen if row[0] == "samples"])


@given(
    values=st.lists(st.sampled_from([13.0, 13.0, 13.0, 7.0, 1.0]), min_size=30, max_size=120),
    step=st.sampled_from([0.4, 1.0, 3.0]),
    cut=st.integers(0, 120),
)
def test_neither_batching_nor_a_restart_changes_when_a_node_is_stopped(
    values: list[float], step: float, cut: int
) -> None:
    rows = [Row(at(step * i), "p", value) for i, value in enumerate(values)]
    whole, apart = Bench(Picky), Bench(Picky)
    whole.feed(rows)
    whole.wake(at(step * len(rows) + 9))
    for i, (_, instant) in enumerate(groupby(rows, lambda row: row.arrival)):
        if i == cut:
            apart, seen = Bench(Picky, snapshot=apart.snapshot()), apart.seen
            apart.seen[:0] = seen
        apart.feed(list(instant))
    apart.wake(at(step * len(rows) + 9))
    assert whole.seen == apart.seen
    assert whole.snapshot() == apart.snapshot()
