"""Own points: what a node does not work with is neither looked at nor kept."""

import numpy as np

from nodes.compute.formula import FormulaConfig, FormulaNode
from nodes.compute.own_points import OwnPoints
from tests.nodes.compute.series import BEGIN
from tundish import Points, Samples
from tundish.testing import Bench, Row


def samples(points: Points, names: str) -> Samples:
    number = [points.number(name) for name in names]
    n = len(names)
    return Samples.of(arrival=range(n), time=range(n), point=number, value=np.arange(n) * 1.0, quality=[0] * n)


def test_rows_of_own_points_are_left_in_their_order() -> None:
    points = Points()
    own = OwnPoints(["b", "d", "b"])
    for names, expected in (("abcdb", [1, 3, 4]), ("aac", []), ("bdb", [0, 1, 2]), ("zyxb", [3])):
        given = samples(points, names)
        for _ in range(2):  # the second time the column is known
            found = own.of(given, points)
            assert expected == found.value.astype(int).tolist()
            assert [points.number(names[i]) for i in expected] == found.point.tolist()
    whole = samples(points, "bd")
    assert own.of(whole, points) is whole


def test_a_formula_keeps_its_own_points_alone() -> None:
    bench = Bench(FormulaNode, FormulaConfig(formula="a + b", output="sum"))
    names = ["a", "b", *(f"x{n}" for n in range(500))]
    for second in range(2):
        stamp = BEGIN + second * 1_000_000_000
        bench.feed([Row(stamp + 1, name, 1.0 + second, 0, stamp) for name in names])
    assert [2.0, 4.0] == bench.values()
    assert ["a", "b"] == sorted(bench.snapshot()["points"])
    stamp = BEGIN + 2_000_000_000
    bench.feed([Row(stamp + 1, "x3", 7.0, 0, stamp)])
    assert [2.0, 4.0] == bench.values(), "nothing of its own: nothing is computed"
