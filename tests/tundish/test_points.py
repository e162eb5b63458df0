"""Points: names made numbers, one at a time, many at a time, or once for all."""

import numpy as np
import pytest

from tundish import Points
from tundish.points import FEW, SETS, PointSet


def test_numbers_of_many_names_are_those_of_each() -> None:
    points = Points()
    known = points.number("b")
    column = points.numbers(["a", "b", "a"])
    assert [points.number("a"), known, points.number("a")] == column.tolist()
    assert ["a", "b", "a"] == points.names(column)
    assert np.dtype(np.int32) == column.dtype


def test_a_set_of_the_same_names_is_the_same_object() -> None:
    points = Points()
    one = points.set(["a", "b"])
    assert points.set(("a", "b")) is one
    assert points.set(one) is one
    assert points.set(["b", "a"]) is not one
    assert ["a", "b"] == list(one)
    assert ("b", 2, ("a",)) == (one[1], len(one), tuple(one[:1]))


def test_the_column_of_a_set_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Points().set(["a"]).column[0] = 7


def test_sets_of_long_ago_are_forgotten() -> None:
    points = Points()
    first = points.set(["p"])
    for i in range(SETS):
        points.set([f"p{i}"])
    assert points.set(["p"]) is not first
    assert first.column.tolist() == points.set(["p"]).column.tolist()


def test_a_set_of_other_points_is_taken_by_name() -> None:
    others, points = Points(), Points()
    others.number("x")
    strange = others.set(["a"])
    assert not strange.belongs_to(points)
    assert ["a"] == list(points.set(strange))
    assert [0] == points.set(strange).column.tolist()


def test_names_of_a_set_made_from_a_column_are_looked_up_when_asked_for() -> None:
    points = Points()
    points.number("z")
    assert ["b", "z"] == list(PointSet(points, points.numbers(["b", "z"])))


@pytest.mark.parametrize("size", [1, FEW, FEW + 1])
def test_a_column_holds_on_to_nothing_else(size: int) -> None:
    whole = np.arange(1000, dtype=np.int32)
    points = Points()
    column = points.column(whole[:size])
    assert column.base is None
    assert whole[:size].tolist() == column.tolist()
    assert points.column(column) is column


def test_a_short_column_is_known_again() -> None:
    points = Points()
    assert points.column(np.array([3, 1], np.int32)) is points.column(np.array([3, 1], np.int32))
