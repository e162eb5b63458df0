"""States that write what they keep only when somebody reads it: nobody can tell."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from tundish import PerPoint, Points, Samples
from tundish.late import MOST, LateState

NUMBERS = (0, 1, 2, 3)
COLUMNS = [np.array(column, np.int32) for column in ([0, 1, 2], [2, 3], [1, 1], [3])]


class Kept(LateState):
    value: PerPoint[np.float64] = PerPoint(default=np.nan)

    def note(self, slot: npt.NDArray[np.int32], samples: Samples) -> None:
        for s, v in zip(slot.tolist(), samples.value.tolist(), strict=True):
            self.rows["value"][s] = v


def samples(column: int, value: int) -> Samples:
    point = COLUMNS[column]
    of = Samples.of(arrival=[1] * point.size, time=[1] * point.size, point=point, quality=[0] * point.size,
                    value=[value + i for i in range(point.size)])  # fmt: skip
    return Samples(of.arrival, of.time, point, of.value, of.quality)


def take(state: Kept, batch: Samples) -> None:
    state.begin()
    slot = state.seen(batch.point)
    assert slot is not None
    state.hold(slot, batch)


def values(state: Kept, points: Points) -> dict[str, float]:
    taken = state.snapshot(points)
    column = np.frombuffer(taken["columns"]["value"][1])
    return dict(zip(taken["points"], column.tolist(), strict=True))


def named() -> Points:
    points = Points()
    for number in NUMBERS:
        points.number(f"p{number}")
    return points


STEPS = st.lists(st.tuples(st.sampled_from(["take", "undone", "settle", "snapshot"]), st.integers(0, 3)), max_size=12)


@given(STEPS)
def test_the_last_sample_of_each_point_is_kept_whatever_came_between(steps: list[tuple[str, int]]) -> None:
    points, state, expected = named(), Kept(), dict[str, float]()
    for value, (what, column) in enumerate(steps):
        batch = samples(column, 10 * value)
        if what in {"take", "undone"}:
            take(state, batch)
        if what == "take":
            expected |= {f"p{p}": v for p, v in zip(batch.point.tolist(), batch.value.tolist(), strict=True)}
        elif what == "undone":
            state.settle()
            state.undo()
        elif what == "settle":
            state.begin()
            state.settle()
        else:
            known = {name: v for name, v in values(state, points).items() if not np.isnan(v)}
            assert expected == known
    assert expected == {name: v for name, v in values(state, points).items() if not np.isnan(v)}


def test_more_columns_than_are_held_are_written_and_an_undo_takes_back_the_last() -> None:
    points, state = named(), Kept()
    columns = [np.array([0], np.int32) for _ in range(MOST + 1)]
    for value, column in enumerate(columns):
        of = Samples.of(arrival=[1], time=[1], point=column, value=[value], quality=[0])
        take(state, Samples(of.arrival, of.time, column, of.value, of.quality))
    assert np.isfinite(state.rows["value"][0])  # that was one too many
    state.undo()
    assert {"p0": MOST - 1} == values(state, points)


def test_of_a_record_that_was_saved_twice_the_first_comes_back() -> None:
    state = Kept()
    slot = state.slots(np.array([0, 1], np.int32))
    state.rows["value"][slot] = 1.0
    state.begin()
    where, (saved, words) = np.array([1, 1, 0], np.int32), Kept.room(3)
    saved["value"] = 1.0, 2.0, 7.0
    state.saved(where, words, 2)
    state.rows["value"][1] = 3.0
    state.undo()
    assert [1.0, 1.0] == state.rows["value"][:2].tolist()


def test_what_has_been_saved_as_a_whole_is_not_saved_again() -> None:
    state = Kept()
    state.rows["value"][state.slots(np.array([0], np.int32))] = 1.0
    state.begin()
    state.save_all()
    state.rows["value"][0] = 2.0
    saved, words = Kept.room(1)
    saved["value"] = 2.0
    state.saved(np.array([0], np.int32), words, 1)
    state.undo()
    assert 1.0 == state.rows["value"][0]
