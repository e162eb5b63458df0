"""Delay: what comes out is what went in, later."""

from nodes.compute.delay import Delay, DelayConfig
from tests.nodes.compute.series import SECOND, ran, series
from tundish.testing import Row


def test_everything_comes_later_and_in_order() -> None:
    rows = series(41, 200)
    config = DelayConfig.model_validate({"rows": [{"points": "a", "delay": 30}]})
    seen = ran(Delay, config, rows, wait=40)
    own = [row for row in rows if row.point == "a"]
    expected = [((row.time or 0) + 30 * SECOND, repr(row.value), row.quality) for row in own if row.value == row.value]
    assert expected == [(row[2], row[4], row[5]) for row in seen if row[4] != "nan"]
    due = [row.arrival + 30 * SECOND + 1 for row in own]
    assert [row[1] for row in seen] == due


def test_points_that_fit_no_row_are_left_out() -> None:
    rows = [Row(1, "a", 1), Row(3, "b", 2)]
    config = DelayConfig.model_validate({"rows": [{"points": "b"}]})
    assert ["b.delayed"] == [row[3] for row in ran(Delay, config, rows, wait=61)]
