"""Merge: a node sees what several wires bring in one order, however much is brought at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.passes.inbox import Emit, Inbox
from engine.passes.merge import Item, in_order
from engine.passes.plan import plan
from engine.passes.runner import Runner
from tests.engine.kinds import KINDS as TEST_KINDS
from tests.engine.kinds import node, wires
from tundish import Emits, Event, Node, NodeConfig, NodeState, Points, Port, Samples


class Splitter(Node[NodeConfig, NodeState]):
    """Puts high values out by one port and low ones by another, each batch port by port; tells of high ones."""

    kind = "test.splitter"
    title = "Splitter"
    inputs = (Port.samples(),)
    outputs = (Port.samples("low"), Port.samples("high"), Port.events())

    def on_samples(self, port: str, samples: Samples) -> Emits:
        high = samples.value > 50
        yield "low", samples.where(~high)
        yield "high", samples.where(high)
        for stamp in dict.fromkeys(samples.where(high).arrival.tolist()):
            yield "events", Event(kind="high", time=stamp, arrival=stamp)


KINDS = {**TEST_KINDS, "test.splitter": Splitter}
WIRINGS = {
    "two ports into one": ["x.high > all.samples", "x.low > all.samples"],
    "two ports into two": ["x.high > all.samples", "x.low > all.more"],
    "one port into two": ["x.low > all.more", "x.low > all.samples"],
    "samples and events": ["x.high > all.samples", "x.low > all.samples", "x.events > all.events"],
    "by way of others": ["x.high > y.samples", "x.low > all.samples", "y.low > all.samples", "y.high > all.samples"],
}
INSTANTS = st.lists(st.lists(st.sampled_from([1.0, 2.0, 60.0, 70.0]), min_size=1, max_size=3), min_size=1, max_size=8)


def seen(wiring: list[str], instants: list[list[float]], size: int) -> list[Any]:
    """What the collector sees when `size` instants go at once."""
    kinds = {"s": "test.source", "x": "test.splitter", "y": "test.splitter", "all": "test.collect"}
    nodes = {id: node(kind) for id, kind in kinds.items()}
    points = Points()
    number = points.number("p")
    runner = Runner(
        plan({"nodes": nodes, "wires": wires("s.samples > x.samples", *wiring)}, KINDS, points), Inbox(int), points
    )
    emits = [
        Emit("s", "samples", Samples.of(
            arrival=[2 * i + 1] * len(values), time=[i] * len(values), point=[number] * len(values), value=values,
            quality=[0] * len(values),
        ), 2 * i + 1, 2 * i + 1)
        for i, values in enumerate(instants)
    ]  # fmt: skip
    for start in range(0, len(emits), size):
        runner.run(emits[start : start + size], 2 * (start + size))
    collect: Any = runner.plan.node("all")
    found: list[Any] = collect.seen
    return found


@pytest.mark.parametrize("wiring", WIRINGS.values(), ids=WIRINGS)
@given(instants=INSTANTS)
def test_how_much_comes_at_once_does_not_change_the_order(wiring: list[str], instants: list[list[float]]) -> None:
    singly = seen(wiring, instants, 1)
    assert sorted(row[1] for row in singly) == [row[1] for row in singly]
    for size in range(2, len(instants) + 1):
        assert singly == seen(wiring, instants, size)


def test_two_ports_of_one_node_into_one_input() -> None:
    found = seen(WIRINGS["two ports into one"], [[1.0], [60.0], [2.0], [70.0]], 4)
    assert ["1.0", "60.0", "2.0", "70.0"] == [row[4] for row in found]


def test_what_one_wire_brings_stays_as_it_is() -> None:
    items: list[Item] = [(3, "samples", Event(kind=kind, time=1, arrival=1)) for kind in "ba"]
    assert items is in_order(items)


def one(stamp: int, value: float) -> Samples:
    return Samples.of(arrival=[stamp], time=[0], point=[0], value=[value], quality=[0])


@pytest.mark.parametrize("beside", [[], [(1, "samples", one(1, 9.0))]], ids=["alone", "beside another wire"])
def test_an_instant_that_comes_in_pieces_is_seen_whole(beside: list[Item]) -> None:
    """As when two timers of one due have each put out a sample: whoever judges once an instant must not judge twice."""
    merged = in_order([(0, "samples", one(5, 1.0)), (0, "samples", one(5, 2.0)), *beside])
    got = [payload for _, _, payload in merged if isinstance(payload, Samples)]
    assert [1.0, 2.0] == [value for batch in got for value in batch.where(batch.arrival == 5).value.tolist()]
    assert 1 == sum(bool((batch.arrival == 5).any()) for batch in got)


@pytest.mark.parametrize("event", [False, True], ids=["samples", "event"])
def test_the_only_emit_of_a_pass_waits_for_what_was_brought_before(event: bool) -> None:
    """As a replay does it with what nodes without inputs have put out."""
    points = Points()
    points.number("p")
    document = {
        "nodes": {"s": node("test.source"), "all": node("test.collect")},
        "wires": wires("s.events > all.events" if event else "s.samples > all.samples"),
    }
    runner = Runner(plan(document, KINDS, points), Inbox(int), points)
    runner.bring([(runner.plan.index["all"], "more")], -2, one(1, 7.0))
    last: Any = Event(kind="later", time=3, arrival=3) if event else one(3, 8.0)
    runner.run([Emit("s", "events" if event else "samples", last, 3, 3)], 4)
    collect: Any = runner.plan.node("all")
    assert [1, 3] == [row[1] for row in collect.seen]
