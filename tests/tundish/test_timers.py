"""Timers: even dues, in order of due and key, undone with the call that set them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tundish.timers import FOREVER, SPARE, Timers

KEY = st.sampled_from("abcde")
CALL = st.one_of(
    st.tuples(st.just("set"), KEY, st.integers(1, 99)),
    st.tuples(st.just("cancel"), KEY),
    st.tuples(st.sampled_from(["begin", "undo", "take", "restore"])),
)


def taken(timers: Timers) -> list[tuple[int, str]]:
    out = []
    while timers.next != FOREVER:
        out.append(timers.take())
    return out


@pytest.mark.parametrize(("now", "delay", "due"), [(1, 3, 4), (1, 4, 6), (2, 4, 6), (1, 0, 2), (1, -5, 2)])
def test_a_due_is_even_and_later(now: int, delay: int, due: int) -> None:
    timers = Timers()
    timers.set("a", now, delay)
    assert due == timers.next


def test_they_come_by_due_then_key_each_once() -> None:
    timers = Timers()
    for key, delay in (("b", 9), ("a", 9), ("c", 3), ("d", 5), ("b", 1)):
        timers.set(key, 1, delay)
    timers.cancel("d")
    timers.cancel("nobody")
    assert [(2, "b"), (4, "c"), (10, "a")] == taken(timers)


def test_undo_brings_back_what_was_replaced_or_cancelled() -> None:
    timers = Timers()
    timers.set("a", 1, 9)
    timers.set("b", 1, 3)
    timers.begin()
    timers.set("a", 1, 99)
    timers.cancel("b")
    timers.set("c", 1, 1)
    assert 2 == timers.asked
    timers.undo()
    assert FOREVER == timers.asked
    assert [(4, "b"), (10, "a")] == taken(timers)


def test_a_snapshot_is_restored() -> None:
    timers, again = Timers(), Timers()
    timers.set("a", 1, 9)
    again.restore(timers.snapshot())
    assert [(10, "a")] == taken(again)


@given(calls=st.lists(CALL), again=st.sampled_from([1, 3, 100]))
def test_they_are_a_plain_table_of_dues_and_take_room_for_no_more(calls: list[Any], again: int) -> None:
    timers, plain, before = Timers(), dict[str, int](), dict[str, int]()
    for what, *rest in calls * again:
        if what == "set":
            timers.set(rest[0], 0, rest[1])
            plain[rest[0]] = rest[1] + rest[1] % 2
        elif what == "cancel":
            timers.cancel(*rest)
            plain.pop(rest[0], None)
        elif what == "undo":
            timers.undo()
            plain = dict(before)
        elif what == "take" and plain:
            due, key = min((due, key) for key, due in plain.items())
            del plain[key]
            assert (due, due, key) == (timers.next, *timers.take())
        elif what == "restore":
            timers.restore(timers.snapshot())
        if what in ("begin", "restore", "undo"):
            timers.begin()
            before = dict(plain)
        assert min(plain.values(), default=FOREVER) == timers.next
        assert len(timers._heap) <= 2 * 5 + SPARE
    assert sorted((due, key) for key, due in plain.items()) == taken(timers)


def test_a_timer_set_again_and_again_behind_an_earlier_one_takes_no_room() -> None:
    timers = Timers()
    timers.set("first", 1, 1)
    for i in range(10_000):
        timers.begin()
        timers.set("b", 1, 9 + i)
        assert 2 == timers.next
    assert len(timers._heap) <= 2 * 2 + SPARE


def test_the_rest_of_a_delay_says_nothing_of_delays_to_come() -> None:
    timers = Timers()
    timers.set("a", 1, 9)
    timers.set("a", 1, 3, rest=True)
    assert (9, 4, 4) == (timers.horizon, timers.next, timers.asked)
