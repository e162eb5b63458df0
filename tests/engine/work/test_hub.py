"""Hub: readers get what fits their patterns, whichever points come together."""

from hypothesis import given
from hypothesis import strategies as st

from engine.work.hub import Hub, Reader
from tundish import Points, Samples

NAMES = ["a.x", "a.y", "b.x", "b.y"]
PATTERNS = ["a.*", "*.x", "b.y", "*", "c.*"]


@given(
    joined=st.lists(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2), max_size=3),
    columns=st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), min_size=1, max_size=3),
    order=st.lists(st.integers(0, 2), max_size=8),
)
def test_a_reader_gets_the_points_that_fit_each_time(
    joined: list[list[str]], columns: list[list[str]], order: list[int]
) -> None:
    points = Points()
    hub = Hub(points)
    readers = [Reader(patterns) for patterns in joined]
    for reader in readers:
        hub.join(reader)
    sets = [points.set(names) for names in columns]
    expected: list[list[str]] = [[] for _ in readers]
    for which in order:
        names = sets[which % len(sets)]
        n = len(names)
        made = Samples.of(arrival=[1] * n, time=[1] * n, point=names.column, value=[0.0] * n, quality=[0] * n)
        hub.publish(made)
        for told, patterns in zip(expected, joined, strict=True):
            told.extend(name for name in names if any(fits(name, pattern) for pattern in patterns))
    got = [[n for samples in reader._waiting for n in points.names(samples.point)] for reader in readers]
    assert expected == got


def fits(name: str, pattern: str) -> bool:
    """A pattern with one star, at an end."""
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name.endswith(pattern.removeprefix("*"))


def test_a_reader_that_joins_later_is_thought_of() -> None:
    points = Points()
    hub, first, second = Hub(points), Reader(["*"]), Reader(["a"])
    column = points.set(["a", "b"]).column
    made = Samples.of(arrival=[1, 1], time=[1, 1], point=column, value=[0.0, 1.0], quality=[0, 0])
    hub.join(first)
    hub.publish(made)
    hub.join(second)
    hub.publish(made)
    hub.leave(first)
    hub.publish(made)
    assert [2, 2] == [samples.size for samples in first._waiting]
    assert [1, 1] == [samples.size for samples in second._waiting]
