"""State: what is touched is saved, what is stored is found again by name."""

from typing import Any, ClassVar, NamedTuple

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tundish import NodeState, PerKey, PerPoint, Points
from tundish.testing.bench import msgpacked

OLD = -1.5


class Both(NodeState):
    value: PerPoint[np.float64] = PerPoint(default=OLD)
    four: PerPoint[np.int8] = PerPoint(default=0, shape=4)
    word: PerKey[str] = PerKey()


class Later(NodeState):
    """Another version: one field gone, one new."""

    value: PerPoint[np.float64] = PerPoint(default=0.0)
    more: PerPoint[np.int64] = PerPoint(default=7)


class Where(NamedTuple):
    room: str
    floor: int = 0


class Seen(NamedTuple):
    who: str
    where: Where
    times: int


class SeenLater(NamedTuple):
    """Fields swapped, one gone, one new."""

    times: int
    where: Where
    note: str = "none"


class SeenStrict(NamedTuple):
    who: str
    note: str


class Sightings(NodeState):
    seen: PerKey[Seen] = PerKey()


class SightingsLater(NodeState):
    seen: PerKey[SeenLater] = PerKey()


class SightingsStrict(NodeState):
    seen: PerKey[SeenStrict] = PerKey()


class SightingsRenamed(NodeState):
    version: ClassVar[int] = 3
    met: PerKey[Seen] = PerKey()

    @classmethod
    def migrate(cls, snapshot: dict[str, Any], version: int) -> dict[str, Any]:
        assert 1 == version
        return {**snapshot, "records": {"met": snapshot["records"]["seen"]}}


def sightings() -> dict[str, Any]:
    """A stored state."""
    state = Sightings()
    state.seen["k"] = Seen("ann", Where("lab", 2), 7)
    return msgpacked(state.snapshot(Points()))


def touch(state: Both, numbers: list[int], value: float) -> None:
    slots = state.slots(np.array(numbers, np.int32))
    state.rows["value"][slots] = value
    state.rows["four"][slots] = [1, 2, 3, 4]


@given(first=st.lists(st.integers(0, 40)), second=st.lists(st.integers(0, 40)), timers=st.lists(st.sampled_from("abc")))
def test_undo_is_back_to_begin(first: list[int], second: list[int], timers: list[str]) -> None:
    points, state = Points(), Both()
    for i in range(41):
        points.number(f"p{i}")
    touch(state, first, 1.0)
    state.word["a"] = "one"
    state.timers.set("a", 1, 10)
    state.begin()
    before = state.snapshot(points)
    touch(state, second, 2.0)
    touch(state, second[:1], 3.0)
    state.word["a"] = "two"
    state.word["b"] = "new"
    for key in timers:
        state.timers.set(key, 5, 10)
        state.timers.cancel("a")
    state.undo()
    after = state.snapshot(points)
    known = [after["points"].index(name) for name in before["points"]]
    assert [OLD if i not in known else 1.0 for i in range(len(after["points"]))] == values(after)
    assert (before["records"], before["timers"]) == (after["records"], after["timers"])


def values(snapshot: dict[str, object]) -> list[float]:
    columns: dict[str, tuple[str, bytes]] = snapshot["columns"]  # type: ignore[assignment]
    dtype, raw = columns["value"]
    return [float(value) for value in np.frombuffer(raw, dtype)]


def test_a_snapshot_is_found_again_by_name_in_another_process() -> None:
    points, state = Points(), Both()
    touch(state, [points.number(name) for name in ("b", "a")], 5.0)
    state.word["a"] = "one"
    state.timers.set("t", 1, 9)
    kept = msgpacked(state.snapshot(points))
    others = Points()
    others.number("x")
    again = Both.restored(kept, others)
    assert kept == msgpacked(again.snapshot(others))
    assert 5.0 == again.rows["value"][again.slot(others.number("a"))]
    assert 10 == again.timers.next


def test_another_version_takes_the_fields_it_knows() -> None:
    points, state = Points(), Both()
    touch(state, [points.number("a")], 5.0)
    again = Later.restored(msgpacked(state.snapshot(points)), points)
    assert (5.0, 7) == tuple(again.rows[again.slot(points.number("a"))][["value", "more"]])


@pytest.mark.parametrize("n", [1, 8, 9, 1000])
def test_every_point_has_one_slot(n: int) -> None:
    state = Both()
    numbers = np.arange(n, dtype=np.int32)[::-1].copy()
    assert sorted(range(n)) == sorted(state.slots(numbers).tolist())
    assert state.slots(numbers).tolist() == state.slots(numbers).tolist()
    assert n == len(state.points)


def test_records_are_stored_by_name() -> None:
    snapshot = sightings()
    assert 1 == snapshot["version"]
    assert {"k": {"who": "ann", "where": {"room": "lab", "floor": 2}, "times": 7}} == snapshot["records"]["seen"]
    assert Seen("ann", Where("lab", 2), 7) == Sightings.restored(snapshot, Points()).seen["k"]


def test_another_version_of_a_record_takes_the_fields_it_knows() -> None:
    assert SeenLater(7, Where("lab", 2), "none") == SightingsLater.restored(sightings(), Points()).seen["k"]


@pytest.mark.parametrize("raw", [["ann", ["lab", 2], 7], ["ann", ["lab", 2], 7, "more"]])
def test_a_record_stored_as_a_list_is_read_by_position(raw: list[Any]) -> None:
    snapshot = {**sightings(), "records": {"seen": {"k": raw}}}
    del snapshot["version"]
    assert Seen("ann", Where("lab", 2), 7) == Sightings.restored(snapshot, Points()).seen["k"]


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        (SightingsStrict, {"who": "ann"}, "SeenStrict has no 'note'"),
        (Sightings, {"who": "ann", "where": {"room": "lab"}, "times": "x"}, "Expected `int`"),
    ],
)
def test_a_record_that_cannot_be_read_says_why(kind: type[NodeState], raw: Any, said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        kind.restored({**sightings(), "records": {"seen": {"k": raw}}}, Points())


@pytest.mark.parametrize("version", [1, None])
def test_an_older_snapshot_is_migrated_and_its_own_is_not(version: int | None) -> None:
    snapshot = {name: value for name, value in sightings().items() if version or name != "version"}
    state = SightingsRenamed.restored(snapshot, Points())
    assert "ann" == state.met["k"].who
    again = state.snapshot(Points())
    assert 3 == again["version"]
    assert "ann" == SightingsRenamed.restored(again, Points()).met["k"].who
