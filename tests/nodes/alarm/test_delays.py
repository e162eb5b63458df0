"""The delays of a limit alarm: timers like others, though they lie in the records of the points."""

from time import process_time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.alarm.limit import Limit, LimitConfig
from nodes.alarm.limit_state import LimitState
from nodes.alarm.moving import Moving
from tundish import Points
from tundish.testing import Bench, Row
from tundish.testing.bench import samples
from tundish.timers import FOREVER

SLOT, K = st.integers(0, 4), st.integers(0, 3)
CALL = st.one_of(
    st.tuples(st.just("begin_delay"), SLOT, K, st.integers(1, 30)),
    st.tuples(st.just("end_delay"), SLOT, K),
    st.tuples(st.just("set"), st.sampled_from(["p0/@shelve", "p3/@out"]), st.integers(1, 30)),
    st.tuples(st.just("cancel"), st.sampled_from(["p0/@shelve", "p3/@out"])),
    st.tuples(st.sampled_from(["call", "undo", "take", "restart", "stop"])),
)
LIMITS = ("LL", "L", "H", "HH")


def key_of(slot: int, k: int) -> str:
    return f"p{slot}/{LIMITS[k]}"


def state_of(points: Points, snapshot: dict[str, Any] | None = None) -> LimitState:
    state = LimitState.restored(snapshot, points) if snapshot else LimitState()
    for number in range(5):
        state.slot(points.number(f"p{number}"))
    state.begin()
    state.timers.key_of = key_of
    return state


@given(calls=st.lists(CALL, max_size=40))
def test_they_are_a_plain_table_of_dues_whatever_is_done(calls: list[Any]) -> None:  # noqa: C901 - a branch a call
    points = Points()
    state = state_of(points)
    plain, before = dict[str, int](), dict[str, int]()
    for what, *rest in calls:
        timers = state.timers
        if what == "begin_delay":
            slot, k, delay = rest
            state.guard(slot)
            timers.begin_delay(slot, k, 1, delay)
            plain[key_of(slot, k)] = 1 + delay + (1 + delay) % 2
        elif what == "end_delay":
            state.guard(rest[0])
            timers.end_delay(*rest)
            plain.pop(key_of(*rest), None)
        elif what == "set":
            timers.set(rest[0], 1, rest[1])
            plain[rest[0]] = 1 + rest[1] + (1 + rest[1]) % 2
        elif what == "cancel":
            timers.cancel(*rest)
            plain.pop(rest[0], None)
        elif what == "take" and plain:
            due, key = min((due, key) for key, due in plain.items())
            del plain[key]
            assert (due, due, key) == (timers.next, *timers.take())
        elif what == "undo":
            state.undo()
            plain = dict(before)
        elif what == "restart":
            state = state_of(points, state.snapshot(points))
        elif what == "stop":  # the breaker has put the node out of work, and it is taken back at stamp 15
            timers.hold()
            assert FOREVER == timers.next
            timers.release(15)
            plain = {key: max(due, 16) for key, due in plain.items()}
        if what in {"call", "undo", "restart", "stop"}:
            state.begin()
            before = dict(plain)
        assert min(plain.values(), default=FOREVER) == state.timers.next
        assert len(plain) == len(state.timers)
    taken = []
    while state.timers.next != FOREVER:
        taken.append(state.timers.take())
    assert sorted((due, key) for key, due in plain.items()) == taken


def test_delays_of_many_points_come_in_order() -> None:
    points = Points()
    state = LimitState()
    rng = np.random.default_rng(5)
    dues = {}
    for slot, delay in enumerate(rng.integers(1, 10_000, 500).tolist()):
        state.slot(points.number(f"p{slot:03}"))
        state.timers.begin_delay(slot, slot % 4, 0, delay)
        dues[slot] = delay + delay % 2
    for slot in range(0, 500, 3):
        state.timers.end_delay(slot, slot % 4)
        del dues[slot]
    taken = [state.timers.take()[0] for _ in range(len(dues))]
    assert sorted(dues.values()) == taken
    assert FOREVER == state.timers.next


@pytest.mark.parametrize(("kind", "high"), [(Limit, 50), (Moving, "50")])
def test_delays_of_the_first_version_go_on(kind: type[Limit], high: Any) -> None:
    """Then they were timers like others, with a key each; a point may be named like one."""
    config = kind.config_type.model_validate({"rows": [{"points": "*", "h": high, "on_delay": 10}]})
    bench = Bench(kind, config).start()
    bench.feed([Row(1, "a", 60.0), Row(1, "a/H", 60.0), Row(3, "b", 40.0)])
    bench.command(5, "shelve", {"point": "b", "seconds": 300, "reason": "cleaning"})
    snapshot = bench.snapshot()
    assert ["b/@shelve"] == list(snapshot["timers"])
    columns = dict(snapshot["columns"])
    due = np.frombuffer(columns.pop("due")[1], np.int64).reshape(-1, 4)
    old = {
        f"{name}/{limit}": int(due[row, k])
        for row, name in enumerate(snapshot["points"])
        for k, limit in enumerate(LIMITS)
        if due[row, k] != FOREVER
    }
    assert {"a/H", "a/H/H"} == set(old)
    first = {**snapshot, "version": 1, "columns": columns, "timers": {**snapshot["timers"], **old}}
    again = Bench(kind, config, first)
    assert snapshot == again.snapshot()
    again.wake(20_000_000_000)
    assert ["a", "a/H"] == sorted(event.point for event in again.events() if event.kind == "alarm.active")


def test_thousands_of_delays_that_end_together_are_told_one_by_one_in_no_time() -> None:
    """As when one limit moves that many points have: each is asked for by itself, in order of keys."""
    points, state, count = Points(), LimitState(), 20_000
    state.timers.key_of = lambda slot, _: f"{slot:05}"
    for slot in range(count):
        state.slot(points.number(f"{slot:05}"))
        state.timers.begin_delay(slot, 2, 0, 10)
    began = process_time()
    taken = []
    for _ in range(count):
        state.begin()
        taken.append(state.timers.take())
    assert [(10, f"{slot:05}") for slot in range(count)] == taken
    assert process_time() - began < 10  # 0.2 s, but 300 s if each looked at all others


def test_a_delay_of_a_point_that_came_in_a_call_that_failed_does_not_run() -> None:
    config = LimitConfig.model_validate({"rows": [{"h": 50, "on_delay": 10}]})
    bench = Bench(Limit, config).start()
    bench.feed([Row(1, "a", 40.0)])
    state = bench.node.state
    before = bench.snapshot()
    state.begin()
    list(bench.node.on_samples("samples", samples([Row(3, "a", 60.0), Row(3, "new", 60.0)], bench.points)))
    assert 2 == len(state.timers)
    state.undo()
    assert 0 == len(state.timers)
    assert before["timers"] == bench.snapshot()["timers"]
    bench.wake(60_000_000_000)
    assert [] == bench.events()
