"""Timers: even dues, in order of due and key, undone with the call that set them."""

import pytest

from tundish.timers import FOREVER, Timers


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
