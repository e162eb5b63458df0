"""What comes in is sifted, stamped and ordered."""

from operator import itemgetter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.eventstore.keeping import _json
from engine.passes.gate import FUTURE, Gate
from engine.passes.inbox import LATE, Inbox
from tundish import Event, Points, Samples


def emit(*times: int, point: int | None = None) -> Samples:
    n = len(times)
    points = range(n) if point is None else [point] * n
    return Samples.of(arrival=[0] * n, time=times, point=points, value=times, quality=[0] * n)


def taken(inbox: Inbox) -> list[Samples]:
    return [e.payload for e in inbox.take()[0] if isinstance(e.payload, Samples)]


def test_each_time_in_an_emit_is_an_instant_and_instants_are_in_order_of_time() -> None:
    inbox = Inbox(lambda: 1000)
    inbox.put("s", "samples", emit(5, 3, 5, 4))
    inbox.put("s", "samples", emit(5))
    (first, second), until = inbox.take()
    assert isinstance(first.payload, Samples)
    assert isinstance(second.payload, Samples)
    assert [3, 4, 5, 5] == first.payload.time.tolist()
    assert [1, 3, 0, 2] == first.payload.point.tolist()
    assert [1001, 1003, 1005, 1005] == first.payload.arrival.tolist()
    assert [1007] == second.payload.arrival.tolist()
    assert 1008 == until


def test_what_comes_after_a_take_is_stamped_after_it_even_if_the_clock_goes_back() -> None:
    clock = [1000]
    inbox = Inbox(lambda: clock[0])
    _, until = inbox.take()
    clock[0] = 10
    inbox.put("s", "samples", emit(1))
    assert inbox.take()[0][0].first > until


@pytest.mark.parametrize("inbox", [Inbox(lambda: 0, room=2), Inbox(lambda: 0, room_bytes=50)], ids=["samples", "bytes"])
def test_a_full_inbox_makes_the_source_wait(inbox: Inbox) -> None:
    assert inbox.put("s", "samples", emit(1, 2))
    assert not inbox.put("s", "samples", emit(3))
    assert 1.0 == inbox.fill
    inbox.take()
    assert inbox.put("s", "samples", emit(3))


def test_events_count_by_their_bytes() -> None:
    inbox = Inbox(lambda: 0, room_bytes=1000)
    assert inbox.put("s", "events", Event(kind="x", time=0, arrival=0, data={"text": "y" * 2000}))
    assert inbox.full


def test_after_a_restart_no_stamp_is_given_twice() -> None:
    inbox = Inbox(lambda: 10)
    inbox.resume(5001)
    inbox.put("s", "samples", emit(1))
    assert inbox.take()[0][0].first > 5001


def test_what_is_said_again_after_a_restart_is_set_aside_and_counted() -> None:
    points = Points()
    number = points.number("p")
    before, after = Gate(points), Gate(points)
    before.passed(emit(50, point=number), 0)
    after.restore(before.snapshot())
    assert [] == after.passed(emit(50, point=number), 0).time.tolist()
    other = Samples.of(arrival=[0], time=[50], point=[number], value=[7], quality=[0])
    assert [7.0] == after.passed(other, 0).value.tolist()
    assert {"late": 0, "replaced": 1, "future": 0, "repeated": 1} == after.counts


def test_late_replaced_and_future_samples_are_told_apart() -> None:
    points = Points()
    number = points.number("p")
    gate = Gate(points)
    inbox = Inbox(lambda: 1000, gate)
    inbox.put("s", "samples", emit(50, 60, point=number))
    other = Samples.of(arrival=[0], time=[60], point=[number], value=[7], quality=[0])
    inbox.put("s", "samples", other)
    inbox.put("s", "samples", emit(40, 70, 1001 + FUTURE, 2002 + FUTURE, point=number))
    assert [[50, 60], [60], [70, 1001 + FUTURE]] == [s.time.tolist() for s in taken(inbox)]
    assert {"late": 1, "replaced": 1, "future": 1, "repeated": 0} == gate.counts


def test_an_emit_of_nothing_but_late_samples_leaves_no_trace() -> None:
    points = Points()
    number = points.number("p")
    inbox = Inbox(lambda: 1000, Gate(points))
    inbox.put("s", "samples", emit(50, point=number))
    inbox.take()
    assert inbox.put("s", "samples", emit(49, point=number))
    assert [] == taken(inbox)


@pytest.mark.parametrize("together", [True, False])
def test_a_time_from_before_any_plant_is_set_aside_as_late(together: bool) -> None:
    """Two such times apart do not fit 64 bits: a node that asks how long ago the last sample was would go wrong."""
    points = Points()
    number = points.number("p")
    gate = Gate(points)
    inbox = Inbox(lambda: 1000, gate)
    inbox.records_late = lambda _: True
    for times in [(-(2**63), -(2**62) - 1, 3)] if together else [(-(2**63),), (-(2**62) - 1,), (3,)]:
        inbox.put("s", "samples", emit(*times, point=number))
    assert [[3]] == [s.time.tolist() for s in taken(inbox)], "nor are they recorded"
    assert {"late": 2, "replaced": 0, "future": 0, "repeated": 0} == gate.counts


@given(emits=st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), min_size=1, max_size=6), max_size=12))
def test_per_point_time_never_goes_back_and_nothing_is_lost_uncounted(emits: list[list[tuple[int, int]]]) -> None:
    points = Points()
    for name in "abcd":
        points.number(name)
    gate = Gate(points)
    inbox = Inbox(lambda: 1000, gate)
    for rows in emits:
        columns = {"point": [p for p, _ in rows], "time": [t for _, t in rows]}
        size = len(rows)
        inbox.put("s", "samples", Samples.of(arrival=[0] * size, value=[0] * size, quality=[0] * size, **columns))
    passed = Samples.joined(taken(inbox)) if emits else emit()
    for p in range(4):
        assert (np.diff(passed.time[passed.point == p]) >= 0).all()
    assert (np.diff(passed.arrival) >= 0).all()
    assert sum(map(len, emits)) == passed.size + gate.counts["late"] + gate.counts["repeated"]


Put = tuple[str, list[tuple[int, int, float]]]
PUTS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.lists(
            st.tuples(
                st.integers(0, 3), st.integers(0, 12) | st.just(FUTURE + 9000), st.sampled_from([1.0, 2.0, np.nan])
            ),
            min_size=1, max_size=2,
        ),
    ),
    max_size=25,
)  # fmt: skip


class Door:
    """An inbox with its gate; source `c` puts events, the others samples, `b` wants its late ones recorded."""

    def __init__(self, puts: list[Put], *, together: bool) -> None:
        self.points = Points()
        for name in "pqrs":
            self.points.number(name)
        self.gate, now = Gate(self.points), [1000]
        self.inbox = Inbox(lambda: now[0], self.gate)
        self.inbox.records_late = lambda node: node == "b"
        for number, (source, rows) in enumerate(puts):
            now[0] += number % 3  # now and then, two come at one moment
            if source == "c":
                self.inbox.put("c", "events", Event(kind="x", time=rows[0][1], arrival=0))
            else:
                point, time, value = zip(*rows, strict=True)
                columns = {"point": point, "time": time, "value": value}
                size = len(rows)
                self.inbox.put(source, "samples", Samples.of(arrival=[0] * size, quality=[0] * size, **columns))
            if not together:
                _ = self.inbox.last  # whatever waits to be stamped is
        self.emits, self.until = self.inbox.take()

    def told(self) -> list[tuple[str, str, int, int, int, str]]:
        rows = []
        for emit in self.emits:
            if isinstance(emit.payload, Event):
                rows.append((emit.node, emit.port, emit.payload.arrival, emit.payload.time, 0, ""))
            else:
                columns = [getattr(emit.payload, name).tolist() for name in ("arrival", "time", "point", "value")]
                rows += [(emit.node, emit.port, a, t, p, str(v)) for a, t, p, v in zip(*columns, strict=True)]
        return rows


@given(puts=PUTS)
def test_emits_of_one_sample_go_in_together_as_each_by_itself(puts: list[Put]) -> None:
    one, all_ = Door(puts, together=False), Door(puts, together=True)
    assert one.told() == all_.told()
    assert (one.until, one.inbox.samples, one.inbox.events) == (all_.until, all_.inbox.samples, all_.inbox.events)
    assert one.gate.snapshot() == all_.gate.snapshot()
    assert 0.0 == all_.inbox.fill


@given(puts=PUTS)
def test_a_gate_that_is_told_again_what_went_in_knows_the_same(puts: list[Put]) -> None:
    live = Door(puts, together=True)
    again = Gate(live.points)
    for emit in live.emits:
        if isinstance(emit.payload, Samples) and emit.port != LATE:
            again.again(emit.payload)
    expected, got = live.gate.snapshot(), again.snapshot()
    assert [*expected["counts"][1:2]] == got["counts"][1:2]  # replaced; what was set aside is in no journal
    assert {k: v for k, v in expected.items() if k != "counts"} == {k: v for k, v in got.items() if k != "counts"}


def test_many_emits_of_one_sample_are_one_in_the_journal() -> None:
    inbox = Inbox(lambda: 1000, Gate(points := Points()))
    number = points.number("p")
    for time in (7, 9, 8, 10):  # the third is late
        inbox.put("s", "samples", emit(time, point=number))
    (before, after), until = inbox.take()
    assert ([7, 9], [10]) == (before.payload.time.tolist(), after.payload.time.tolist())  # type: ignore[union-attr]
    assert (1001, 1003, 1005, 1005) == (before.first, before.last, after.first, after.last)
    assert 1006 == until


def test_the_gate_is_restored_by_name() -> None:
    old, new = Points(), Points()
    gate = Gate(old)
    gate.passed(emit(50, point=old.number("p")), 0)
    new.number("other")
    again = Gate(new)
    again.restore(gate.snapshot())
    assert 0 == again.passed(emit(49, point=new.number("p")), 0).size
    assert 1 == again.passed(emit(49, point=new.number("other")), 0).size


@pytest.mark.parametrize(
    "event",
    [
        Event(kind="x", time=-(2**63) - 1, arrival=0),
        Event(kind="x", time=2**63, arrival=0),
        Event(kind="x", time=0, arrival=0, data={"n": 2**70}),
        Event(kind="x", time=0, arrival=0, data={"s": "\ud800"}),
        Event(kind="x", time=0, arrival=0, data={"o": object()}),
    ],
    ids=["year 1", "year 2999", "huge integer", "half a character", "no data"],
)
def test_an_event_that_cannot_be_kept_is_refused_at_the_door(event: Event) -> None:
    inbox = Inbox(lambda: 0)
    with pytest.raises(ValueError, match="event"):
        inbox.put("s", "events", event)
    assert [] == inbox.take()[0]


def nested(levels: int) -> dict[str, Any]:
    data: dict[str, Any] = {"end": 1}
    for n in range(levels - 1):
        data = {"in": data} if n % 2 else {"in": [data]}
    return data


@given(st.integers(1, 900))
def test_an_event_is_no_deeper_than_can_be_read_again(wraps: int) -> None:
    """Two levels for every second wrap, and one for the others."""
    event = Event(kind="x", time=0, arrival=0, data=nested(wraps))
    levels = wraps + wraps // 2
    inbox = Inbox(lambda: 0)
    if levels <= 200:
        assert inbox.put("s", "events", event)
        assert '"end":1' in _json(event)
        return
    with pytest.raises(ValueError, match=r"nested|recursion"):
        inbox.put("s", "events", event)
    _json(event)  # one that a node made is kept all the same, without what lies too deep


EMITS = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.sampled_from([1, 2, 3, 70 * 10**9]), st.integers(0, 1), st.sampled_from([0, 64])
        ),
        min_size=1, max_size=5,
    ),
    max_size=8,
)  # fmt: skip


@given(emits=EMITS)
def test_the_gate_agrees_with_a_plain_second_opinion(emits: list[list[tuple[int, int, int, int]]]) -> None:
    points = Points()
    numbers = [points.number(name) for name in "abc"]
    gate, known = Gate(points), dict[int, tuple[int, int, int]]()
    counts = dict.fromkeys(("late", "replaced", "future", "repeated"), 0)
    for emit in emits:
        rows = sorted(emit, key=itemgetter(1))
        before, passed = dict(known), []
        for row in rows:
            p, at, value, quality = row
            last = known.get(p)
            as_before = last is not None and p in before and at == last[0] == before[p][0]
            if last is not None and at < last[0]:
                counts["late"] += 1
            elif at > 11 + 60 * 10**9:
                counts["future"] += 1
            elif as_before and last == (at, value, quality):
                counts["repeated"] += 1
            else:
                counts["replaced"] += as_before
                known[p] = at, value, quality
                passed.append(row)
        point, time, value_, quality_ = (list(column) for column in zip(*rows, strict=True))
        went = gate.passed(Samples.of(arrival=time, time=time, point=[numbers[p] for p in point], value=value_,
                                      quality=quality_), 11)  # fmt: skip
        columns = (went.point.tolist(), went.time.tolist(), went.value.tolist(), went.quality.tolist())
        assert passed == list(zip(*columns, strict=True))
        assert counts == gate.counts


AGAIN = st.lists(
    st.tuples(
        st.sampled_from([(0, 1, 2), (0, 1, 2), (0, 1, 2), (0, 2), (1, 1, 0)]),
        st.sampled_from([1, 1, 5, 0, -2, FUTURE]), st.integers(0, 2), st.integers(0, 1), st.booleans(),
    ),
    max_size=10,
)  # fmt: skip


@given(emits=AGAIN)
def test_samples_of_the_same_points_again_are_judged_like_any_other(
    emits: list[tuple[tuple[int, ...], int, int, int, bool]],
) -> None:
    """The door knows what came before at an output, and writes it down late; a gate by itself knows nothing of it."""
    points = Points()
    for name in "abc":
        points.number(name)
    inbox, plain = Inbox(lambda: 1000, Gate(points)), Gate(points)
    assert inbox.gate is not None
    time = 100
    for which, later, apart, value, looked_at in emits:
        time += later
        samples = Samples.of(
            arrival=[0] * len(which), time=[time + apart * i for i in range(len(which))], point=which,
            value=[value] * len(which), quality=[0] * len(which),
        )  # fmt: skip
        inbox.put("s", "samples", samples)
        got = [(one.time.tolist(), one.point.tolist(), one.value.tolist()) for one in taken(inbox)]
        went = plain.passed(samples, 1001)
        assert got == [(went.time.tolist(), went.point.tolist(), went.value.tolist())][: went.size]
        if looked_at:
            assert inbox.gate.snapshot() == plain.snapshot()
            assert inbox.gate.still().snapshot() == plain.snapshot()
    assert inbox.gate.snapshot() == plain.snapshot()
