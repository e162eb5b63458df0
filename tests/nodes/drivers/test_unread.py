"""Messages that nobody reads: kept while somebody may come back, then let go and counted."""

import pytest

from nodes.drivers.unread import AWAY, GRACE, ROOM, Unread


class Bench:
    """An `Unread` with a clock that is ours; `gone` is what was let go."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.gone: list[str] = []
        self.unread: Unread[str] = Unread(lambda: self.time, self.gone.append)

    def after(self, seconds: float) -> set[str]:
        self.time += seconds
        return self.unread.tidy()


def test_a_node_that_failed_finds_its_messages_after_the_longest_pause() -> None:
    bench = Bench()
    bench.after(AWAY)
    bench.unread.leave(["a/#"], back=True)
    bench.unread.put("a/x", 1, "m")
    assert set() == bench.after(30)  # the engine's longest pause
    assert [] == bench.gone
    bench.after(AWAY - 31)
    assert [] == bench.gone
    assert ["m"] == [entry.message for entry in bench.unread.come(["a/#"])]
    assert 0 == bench.unread.missed(lambda topic: True)


def test_a_node_that_does_not_come_back_is_not_waited_for_for_ever() -> None:
    bench = Bench()
    bench.unread.leave(["a/#"], back=True)
    bench.unread.put("a/x", 1, "m")
    assert bench.time + AWAY == bench.unread.next()
    assert {"a/#"} == bench.after(AWAY)
    assert ["m"] == bench.gone
    assert (1, 0) == (bench.unread.missed(lambda topic: topic == "a/x"), bench.unread.missed(lambda topic: True))
    assert bench.unread.next() is None


@pytest.mark.parametrize(("back", "wait"), [(True, AWAY), (False, GRACE)])
def test_how_long_a_node_may_be_away(back: bool, wait: float) -> None:
    bench = Bench()
    bench.unread.leave(["a"], back=back)
    bench.unread.put("a", 1, "m")
    assert (set(), []) == (bench.after(wait - 1), bench.gone)
    assert ({"a"}, ["m"]) == (bench.after(1), bench.gone)


def test_before_the_first_reader_has_come() -> None:
    bench = Bench()
    bench.unread.put("a", 1, "early")
    bench.after(AWAY - 1)
    assert [] == bench.gone
    bench.after(1)
    bench.unread.put("a", 1, "late")
    assert ["early", "late"] == bench.gone, "nobody came in all that time: it does not block the others"


def test_one_that_failed_is_waited_for_though_another_was_stopped() -> None:
    bench = Bench()
    bench.unread.leave(["a"], back=True)
    bench.unread.leave(["a"], back=False)
    bench.unread.put("a", 1, "m")
    assert (set(), []) == (bench.after(GRACE + 1), bench.gone)


def test_who_came_back_and_was_stopped_then_is_not_waited_for_as_if_it_had_failed() -> None:
    bench = Bench()
    for _ in range(3):
        bench.unread.leave(["a"], back=True)
        bench.unread.come(["a"])
    bench.unread.leave(["a"], back=False)
    assert {"a"} == bench.after(GRACE)


def test_messages_without_promise_are_bounded() -> None:
    bench = Bench()
    for number in range(ROOM + 1):
        bench.unread.put("a", 0, str(number))
    bench.unread.put("a", 1, "promised")
    assert [str(ROOM)] == bench.gone
    assert ROOM + 1 == len(bench.unread.come(["a"]))
