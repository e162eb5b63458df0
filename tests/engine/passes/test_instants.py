"""What another flow has put out is taken in the same whatever passes it made."""

from hypothesis import given
from hypothesis import strategies as st

from engine.passes.gate import Gate
from engine.passes.inbox import Inbox
from engine.passes.instants import parts, pieces
from tundish import Points, Samples

INSTANTS = st.lists(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 6)), min_size=1, max_size=3), min_size=1, max_size=8
)  # fmt: skip


def published(instants: list[list[tuple[str, int]]], points: Points, first: int = 0) -> Samples:
    """As the other flow puts it out in one pass, a stamp an instant."""
    rows = [(2 * (first + i) + 1, point, time) for i, instant in enumerate(instants) for point, time in instant]
    return Samples.of(
        arrival=[stamp for stamp, _, _ in rows], time=[time for *_, time in rows],
        point=[points.number(point) for _, point, _ in rows], value=[stamp for stamp, _, _ in rows],
        quality=[0] * len(rows),
    )  # fmt: skip


def taken(heard: list[Samples], points: Points) -> tuple[list[tuple[int, int, int]], dict[str, int]]:
    """What the reader's flow gets to see, and what it counts."""
    gate = Gate(points)
    inbox = Inbox(lambda: 1, gate)
    for part in heard:
        for piece in pieces(part):
            inbox.put("s", "samples", piece)
    emits, _ = inbox.take()
    columns = [e.payload for e in emits if isinstance(e.payload, Samples)]
    rows = [row for c in columns for row in zip(c.arrival.tolist(), c.time.tolist(), c.point.tolist(), strict=True)]
    return rows, gate.counts


@given(instants=INSTANTS, cut=st.integers(0, 8))
def test_two_passes_or_one_is_the_same_to_who_reads(instants: list[list[tuple[str, int]]], cut: int) -> None:
    points = Points()
    whole = taken([published(instants, points)], points)
    before, after = instants[:cut], instants[cut:]
    halves = [published(some, points, first) for some, first in ((before, 0), (after, len(before))) if some]
    assert whole == taken(halves, points)
    assert whole == taken([published([one], points, i) for i, one in enumerate(instants)], points)


def test_what_goes_on_in_time_stays_one_piece() -> None:
    points = Points()
    samples = published([[("a", 1), ("b", 1)], [("a", 2)], [("b", 3)]], points)
    assert [samples] == list(pieces(samples))


def test_a_part_is_of_whole_instants() -> None:
    points = Points()
    samples = published([[("a", i), ("b", i)] for i in range(5)], points)
    assert [4, 4, 2] == [part.size for part in parts(samples, 3)]
    assert [samples.size] == [part.size for part in parts(samples, 100)]
